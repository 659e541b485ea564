"""What the pages of the register say in one way: their own menu, numbers and shares. ``{% load register_pages %}``."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext

from tutela.core.languages import in_figures, percent
from tutela.core.marking import gettext_noop

register = template.Library()

# The name of each page, its words, and the beginnings of the names of pages further down.
_PARTS = (
    ("register", gettext_noop("Look up"), ("register_file", "register_entry", "register_classification")),
    ("register_checks", gettext_noop("Checks"), ("register_check", "register_one_check")),
    ("register_submissions", gettext_noop("Lists given"), ("register_submission", "register_give")),
    ("register_completeness", gettext_noop("What we gave and got"), ()),
    ("register_hard_copies", gettext_noop("Hard copies"), ("register_hard_copy",)),
    ("register_sources", gettext_noop("Sources"), ("register_source",)),
    ("hash_sets", gettext_noop("Hash sets"), ("hash_",)),
    ("register_schemes", gettext_noop("Schemes"), ("register_scheme", "register_mapping")),
    ("register_review", gettext_noop("To look at again"), ()),
)


@dataclass(frozen=True)
class Part:
    """A part of the register, as the menu of its pages names it."""

    label: str
    href: str
    is_current: bool
    count: str = ""


@register.simple_tag(takes_context=True)
def register_parts(context: Context) -> list[Part]:
    """The parts of the register; the one that the page belongs to is marked."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = (match.url_name if match else "") or ""
    return [
        Part(gettext(words), reverse(name), here == name or here.startswith(further or ("\0",)))
        for name, words, further in _PARTS
    ]


@register.filter
def figures(number: Any) -> str:
    """A number as it is written in the reader's language."""
    return in_figures(number) if isinstance(number, int | float) else str(number)


@register.simple_tag
def share(part: int, whole: int) -> str:
    """What part of a whole something is: *12.5%*; a dash where there is no whole."""
    return percent(part / whole, decimals=1) if whole else "–"


@register.filter
def tag_of(answer: Any, tags: Any) -> str:
    """The meaning of an answer's tag."""
    return str(tags[answer])


@register.filter
def answer_words(answer: Any) -> str:
    """An answer in words."""
    from tutela.register.answer import WORDS

    return gettext(WORDS[answer])
