"""Languages on a page: ``{% load languages %}``, for the pages that anybody may read."""

import re
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from tutela.core import languages
from tutela.core.languages import LANGUAGES, Language
from tutela.notices.models import Announcement

register = template.Library()


@register.simple_tag
def page_language() -> Language:
    """The language that the page is in."""
    return languages.present()


@register.inclusion_tag("layouts/_languages.html", takes_context=True)
def language_switch(context: Context, form: str = "") -> dict[str, Any]:
    """The six languages, each in its own name. With ``form``, the id of the page's form, what is typed in it is sent along.

    Nothing where the page is in English for everybody.
    """
    request: HttpRequest | None = context.get("request")
    parameters = request.GET.copy() if request is not None else None
    shown = []
    for language in LANGUAGES.values():
        if parameters is not None:
            parameters["language"] = language.code
        href = f"?{parameters.urlencode()}" if parameters is not None else ""
        shown.append({"language": language, "href": href, "is_present": language is languages.present()})
    return {"shown": shown if getattr(request, "is_for_anybody", False) else [], "form": form}


@register.inclusion_tag("layouts/_translated.html")
def translation_note() -> dict[str, Any]:
    """That a machine has translated the page and nobody has read it yet, where that is so."""
    return {"awaits_review": not languages.is_reviewed(languages.present())}


@register.simple_tag
def spoken_in(code: str) -> SafeString:
    """The attributes of an element whose text is in a language of ours: ``lang="ar" dir="rtl"``."""
    language = languages.named(code) or languages.ENGLISH
    return format_html('lang="{}" dir="{}"', language.tag, language.direction)


@register.filter
def language_name(code: str) -> str:
    """A language's name, as staff read it."""
    names = {
        "en": pgettext("staff", "English"),
        "fr": pgettext("staff", "French"),
        "es": pgettext("staff", "Spanish"),
        "ru": pgettext("staff", "Russian"),
        "zh-hans": pgettext("staff", "Chinese"),
        "ar": pgettext("staff", "Arabic"),
    }
    return names[(languages.named(code) or languages.ENGLISH).code]


@register.filter
def is_reviewed(code: str) -> bool:
    """Whether a person has read the texts of this language."""
    return languages.is_reviewed(languages.named(code) or languages.ENGLISH)


@register.simple_tag
def telephone(numbers: str) -> SafeString:
    """Telephone numbers, each from left to right also within Arabic; the *or* between two is translated."""
    either, between = re.split(r"\s+or\s+", str(numbers or "")), gettext("or")
    return format_html_join(f" {between} ", '<bdi dir="ltr" class="tu-number">{}</bdi>', ((one,) for one in either))


@register.simple_tag
def announcement_words(announcement: Announcement) -> str:
    """An announcement in the language of the page, where it was given in it."""
    return announcement.said_in(languages.present().code)
