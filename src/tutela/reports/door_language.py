"""Another language on a page with a form: the button sends what is typed along, so that no word of it is lost.

On a page without a form a link does the same (``?language=fr``), which the site's own middleware reads.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext

from tutela.core import languages
from tutela.core.errors import TutelaError


def language_was_chosen(request: HttpRequest) -> bool:
    """Whether this form came by such a button. From here on its language is spoken, and the middleware remembers it."""
    chosen = languages.named(request.POST.get("language")) if request.method == "POST" else None
    if chosen is None:
        return False
    request.chosen_language = chosen  # type: ignore[attr-defined]
    translation.activate(languages.spoken(chosen.code))
    return True


def typed(request: HttpRequest) -> dict[str, Any]:
    """What stood in the boxes when a language was chosen, to stand in them again."""
    return {name: value for name, value in request.POST.items() if name not in {"language", "csrfmiddlewaretoken"}}


def said(error: TutelaError) -> str:
    """A refusal in the present language: what and how to mend it.

    The words of an error that no catalogue knows are for staff; whoever reports is then told in general, in their language.
    """
    parts = [part for part in (error.what, error.mend) if part]
    heard = [gettext(part) for part in parts]
    if languages.present() is not languages.ENGLISH and heard == parts:
        return gettext(
            "Something in what you wrote cannot be taken. Look at it once more, and leave out what is not words."
        )
    return " ".join(heard)
