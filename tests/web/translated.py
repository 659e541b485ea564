"""What a page says to whoever reads or hears it, so that two languages of it can be compared."""

import re
from collections.abc import Iterable

from django.http import HttpResponse
from lxml import html

# Names of things and numbers are the same in each language; so is each language's own name.
_SAME = re.compile(
    r"[\W\d_]*|Tutela|English|Français|Español|Русский|中文|العربية|[RC]-\d{4}-\w+|([0-9A-Z]{4}-){3}[0-9A-Z]{4}|GMT|UTC"
)
_SAID_BY_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "data-exit-once", "data-exit-twice", "data-exact")


def said(response: HttpResponse) -> set[str]:
    """Every text of the page, hidden ones and those of attributes included, each once."""
    root = html.fromstring(response.content.decode())
    for unseen in root.xpath("//script | //style"):
        unseen.drop_tree()
    texts = [*root.itertext(), *(value for name in _SAID_BY_ATTRIBUTES for value in root.xpath(f"//@{name}"))]
    return {one for text in texts if (one := " ".join(text.split())) and not _SAME.fullmatch(one)}


def left_in_english(page: HttpResponse, english: HttpResponse, names: Iterable[str] = ()) -> set[str]:
    """What both pages say in the same words, other than the ``names`` that stand on both."""
    return (said(page) & said(english)) - set(names)


def language_of(response: HttpResponse) -> tuple[str, str]:
    """How the page says which language it is in, and which way it is written."""
    found = re.search(r'<html lang="([^"]+)" dir="([^"]+)"', response.content.decode())
    assert found is not None
    return found[1], found[2]
