"""Forms on a page: ``{% load govuk %}``, then ``{% error_summary form %}`` above the heading and ``{{ form }}``."""

import json

from django import template
from django.forms import BaseForm, BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from tutela.core import languages
from tutela.web.rendering import Choice, Part, choices_of, errors_of, first_input_id, kind_of, parts_of, revealed_names

register = template.Library()


@register.inclusion_tag("forms/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, object]:
    """What is wrong with a form, at the top of the page, each line a link to its field; else nothing."""
    if form is None:
        return {"errors": []}
    lines: list[dict[str, str]] = []
    for part in (form, *(block for group in getattr(form, "groups", ()) for block in group.forms)):
        if part.errors:
            # The form draws no second summary of its own further down.
            part.summary_is_shown = True
            lines += [{"href": "", "words": words} for words in part.non_field_errors()]
            for field in part:
                lines += [{"href": f"#{first_input_id(field)}", "words": words} for words in errors_of(field)]
    if lines:
        form.summary_is_shown = True  # type: ignore[attr-defined]
    return {"errors": lines}


@register.simple_tag
def form_parts(form: BaseForm) -> list[Part]:
    """The runs of fields of a form."""
    return list(parts_of(form))


@register.simple_tag
def field_choices(field: BoundField) -> list[Choice]:
    """The radios or checkboxes of a field."""
    return choices_of(field)


@register.filter
def error_words(field: BoundField) -> list[str]:
    """What is wrong with a field, in words that name it."""
    return errors_of(field)


@register.filter
def kind(field: BoundField) -> str:
    """How a field is drawn: radios, checkboxes, checkbox, date, password, textarea, or plain."""
    return kind_of(field)


@register.filter
def optional_words(field: BoundField) -> str:
    """*(optional)* for what need not be answered: most things must, so the exceptions are marked."""
    # A filter, and a form of which every field may stay empty, would say it at each of them.
    is_filter = getattr(field.form, "is_filter", False) or getattr(field.form, "is_all_optional", False)
    # What a choice reveals is asked for by that choice.
    is_asked_for = field.field.required or field.name in revealed_names(field.form)
    return "" if is_asked_for or is_filter or kind_of(field) == "checkbox" else " " + gettext("(optional)")


@register.simple_tag
def count_words() -> SafeString:
    """What the count below a long text says while somebody types, in each number form of the language; none for English,
    which the component speaks by itself.
    """
    if languages.present() is languages.ENGLISH:
        return SafeString()
    said: list[tuple[str, str, str]] = []
    for category, number in languages.plural_samples().items():
        left = ngettext("You have %(count)s character remaining", "You have %(count)s characters remaining", number) % {
            "count": "%{count}"
        }
        over = ngettext("You have %(count)s character too many", "You have %(count)s characters too many", number) % {
            "count": "%{count}"
        }
        said += [("characters-under-limit", category, left), ("characters-over-limit", category, over)]
    full = gettext("You have 0 characters remaining")
    return format_html(
        '{} data-i18n.characters-at-limit="{}"', format_html_join("", ' data-i18n.{}.{}="{}"', said), full
    )


@register.simple_tag
def password_words() -> SafeString:
    """What the component beside a password says; none for English, which it speaks by itself."""
    if languages.present() is languages.ENGLISH:
        return SafeString()
    said = {
        "show-password": pgettext("staff", "Show"),
        "hide-password": pgettext("staff", "Hide"),
        "show-password-aria-label": pgettext("staff", "Show password"),
        "hide-password-aria-label": pgettext("staff", "Hide password"),
        "password-shown-announcement": pgettext("staff", "Your password is visible"),
        "password-hidden-announcement": pgettext("staff", "Your password is hidden"),
    }
    return format_html_join("", ' data-i18n.{}="{}"', said.items())


@register.simple_tag
def calendar_words() -> SafeString:
    """What the calendar beside a day says, for ``enhance.js``; none for English, which it speaks by itself."""
    language = languages.present()
    if language is languages.ENGLISH:
        return SafeString()
    days, months = language.locale.days["stand-alone"]["wide"], language.locale.months["stand-alone"]["wide"]
    words = {
        "days": [days[number] for number in range(7)],
        "months": [months[number] for number in range(1, 13)],
        "said": {
            "Choose date": pgettext("staff", "Choose date"),
            "Previous year": pgettext("staff", "Previous year"),
            "Previous month": pgettext("staff", "Previous month"),
            "Next month": pgettext("staff", "Next month"),
            "Next year": pgettext("staff", "Next year"),
            "Select": pgettext("staff", "Select"),
            "Close": pgettext("staff", "Close"),
            "Selected date is": pgettext("staff", "Selected date is"),
        },
    }
    return format_html(' data-words="{}"', json.dumps(words, ensure_ascii=False))
