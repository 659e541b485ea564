"""What pages say in one way everywhere: references, moments, promises, states, and addresses with one thing changed.

``{% load tutela %}``. Tags and filters and not components, because a list of fifty rows uses several a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from tutela.clocks.models import Clock
from tutela.clocks.state import State, state_of
from tutela.core import clock as time
from tutela.core import languages
from tutela.core.errors import (
    BadInput,
    Fault,
    NotAllowed,
    NotFound,
    Refused,
    RuleBroken,
    StaleRecord,
    TutelaError,
    Unavailable,
)
from tutela.web import moments

register = template.Library()

# Each state is a word; the colour only repeats it. Names are meanings, so that a page never chooses a colour.
TAG_COLOURS = {
    "urgent": "tu-tag--solid-red",
    "overdue": "govuk-tag--red",
    "soon": "govuk-tag--yellow",
    "running": "govuk-tag--teal",
    "waiting": "govuk-tag--orange",
    "paused": "govuk-tag--grey",
    "done": "govuk-tag--green",
    "ended": "govuk-tag--grey",
    "default": "govuk-tag--purple",
    "restricted": "tu-tag--solid-ink",
    "new": "tu-tag--new",
    "neutral": "govuk-tag--grey",
    "info": "govuk-tag--blue",
}
ERROR_HEADINGS: dict[type[TutelaError], str | Promise] = {
    BadInput: gettext_lazy("This cannot be taken as it is"),
    Refused: gettext_lazy("This was refused"),
    NotFound: gettext_lazy("There is nothing here that you may see"),
    NotAllowed: pgettext_lazy("staff", "You may not do this"),
    RuleBroken: gettext_lazy("This cannot be done now"),
    StaleRecord: pgettext_lazy("staff", "This was changed while you had it open"),
    Unavailable: gettext_lazy("Not available for the moment"),
}
_CLOCK_WORDS: dict[State, tuple[str, str | Promise]] = {
    State.RUNNING: ("running", gettext_lazy("Due")),
    State.DUE_SOON: ("soon", gettext_lazy("Due soon")),
    State.OVERDUE: ("overdue", gettext_lazy("Overdue")),
    State.PAUSED: ("paused", gettext_lazy("Paused")),
    State.KEPT: ("done", gettext_lazy("Kept")),
    State.KEPT_LATE: ("neutral", gettext_lazy("Kept late")),
    State.ENDED: ("ended", gettext_lazy("Ended")),
}


@register.simple_tag
def tag(words: str | Promise, kind: str = "neutral") -> SafeString:
    """A state as a tag with its word. ``kind`` is a meaning from TAG_COLOURS; an unknown one is drawn as neutral."""
    return format_html('<strong class="govuk-tag {}">{}</strong>', TAG_COLOURS.get(kind, TAG_COLOURS["neutral"]), words)


@register.filter
def reference(value: object) -> SafeString:
    """A record's reference, kept together and left to right also within text that runs right to left."""
    return format_html('<bdi class="tu-reference" dir="ltr">{}</bdi>', str(value))


@register.filter
def distance(moment: datetime | date | None) -> str:
    """How far away a moment is, in words; nothing for no moment."""
    return moments.distance(moment, time.now()) if moment else ""


@register.filter
def exact_time(moment: datetime | date | None) -> str:
    """A moment exactly, in the reader's zone, which is named."""
    return moments.exact(moment) if moment else ""


@register.simple_tag
def moment(at: datetime | date | None, words: str = "") -> SafeString:
    """A moment as its distance (or ``words``), with the exact time and zone on focus or under the pointer."""
    if at is None:
        return _unknown(pgettext("staff", "not known"))
    return _moment(at, words or moments.distance(at, time.now()))


@register.simple_tag
def since(at: datetime | date | None) -> SafeString:
    """*since 24 November*: when something began, with the exact time as :func:`moment` shows it."""
    if at is None:
        return moment(at)
    hour_or_day = moments.short(at, time.now())
    # With one sentence for both, a language that says “since the 24th” would say “since the 16:12” too.
    words = (
        pgettext("staff", "since %(hour)s") if moments.is_today(at, time.now()) else pgettext("staff", "since %(day)s")
    )
    return moment(at, words % {"hour": hour_or_day, "day": hour_or_day})


@register.simple_tag
def until(at: datetime | date | None) -> SafeString:
    """*until 24 November*: when something ends or ended, with the exact time as :func:`moment` shows it."""
    if at is None:
        return moment(at)
    hour_or_day = moments.short(at, time.now())
    words = (
        pgettext("staff", "until %(hour)s") if moments.is_today(at, time.now()) else pgettext("staff", "until %(day)s")
    )
    return moment(at, words % {"hour": hour_or_day, "day": hour_or_day})


@register.simple_tag
def due(clock: Clock | None, words: str = "") -> SafeString:
    """A promise's state as a word and its distance, exact time on focus. ``words`` may say what is owed."""
    if clock is None:
        return _unknown(pgettext("staff", "nothing owed"))
    now = time.now()
    state = state_of(clock, now)
    kind, word = _CLOCK_WORDS[state]
    at, far = _due_moment(clock, state, now)
    lead = format_html("{} ", words) if words else ""
    label = tag(word, kind)
    return format_html('<span class="tu-due tu-due--{}">{}{} {}</span>', kind, lead, label, _moment(at, far))


@register.simple_tag
def due_at(at: datetime | None) -> SafeString:
    """The same for a bare due time, where a list carries no clock (``next_due_at`` of a record)."""
    return due(Clock(started_at=at, due_at=at)) if at else _unknown(pgettext("staff", "nothing owed"))


def _due_moment(clock: Clock, state: State, now: datetime) -> tuple[datetime, str]:
    """The moment that counts in this state, and how it is said."""
    if state is State.OVERDUE:
        return clock.due_at, gettext("by %(length)s") % {"length": moments.length(clock.due_at, now)}
    if state is State.PAUSED and clock.paused_until is not None:
        if clock.paused_until <= now:
            return clock.paused_until, gettext("goes on now")
        return clock.paused_until, gettext("goes on %(when)s") % {"when": moments.distance(clock.paused_until, now)}
    if state is State.PAUSED and clock.paused_at is not None:
        return clock.paused_at, gettext("for %(length)s") % {"length": moments.length(clock.paused_at, now)}
    past = clock.met_at or clock.ended_at
    return (past, moments.distance(past, now)) if past else (clock.due_at, moments.distance(clock.due_at, now))


def _unknown(words: str) -> SafeString:
    return format_html('<span class="tu-unknown">{}</span>', words)


def _moment(at: datetime | date, words: str) -> SafeString:
    exact = moments.exact(at)
    return format_html(
        '<time class="tu-moment" datetime="{}" tabindex="0" data-exact="{}">{}'
        '<span class="govuk-visually-hidden">, {}</span></time>',
        at.isoformat(),
        exact,
        words,
        exact,
    )


def _parameters(context: Context) -> QueryDict:
    request: HttpRequest | None = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)


def _address(parameters: QueryDict) -> str:
    return "?" + parameters.urlencode() if parameters else "?"


# Where a list begins again when anything else about it changes.
_PLACE_IN_LIST = ("after", "before", "page")


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: object) -> str:
    """The present address with some parameters changed; ``None`` or an empty word takes one away.

    A change of order or filter starts the list from its beginning, else a reader would miss its first rows.
    """
    parameters = _parameters(context)
    changes = dict.fromkeys(_PLACE_IN_LIST) | changes
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = str(value)
    return _address(parameters)


@register.inclusion_tag("components/_sort_header.html", takes_context=True)
def sort_header(context: Context, name: str, words: str, numeric: bool = False) -> dict[str, object]:
    """A column's heading that sorts on the server: ``?sort=name`` rising, ``?sort=-name`` falling."""
    present = _parameters(context).get("sort") or str(context.get("default_sort") or "")
    state = {name: "ascending", f"-{name}": "descending"}.get(present, "none")
    return {
        "words": words,
        "numeric": numeric,
        "state": state,
        "href": query_with(context, sort=f"-{name}" if state == "ascending" else name),
    }


@register.simple_tag(takes_context=True)
def csv_link(context: Context, words: str = "") -> SafeString:
    """The present list, with its filters, as CSV with the caveats in it."""
    said = words or pgettext("staff", "Download this list (CSV)")
    parameters = _parameters(context)
    for name in _PLACE_IN_LIST:
        parameters.pop(name, None)
    parameters["format"] = "csv"
    return format_html(
        '<a class="govuk-link tu-csv" href="{}" download>{}</a>', _address(parameters), conditional_escape(said)
    )


@dataclass(frozen=True)
class Chip:
    """One applied filter, and the address without it."""

    label: str
    value: str
    href: str


@register.simple_tag(takes_context=True)
def filter_chips(context: Context, form: BaseForm) -> list[Chip]:
    """The filters that are applied now, read from the address, in the words of the form."""
    # Nothing of a filter has to be answered: its fields need not each say so.
    form.is_filter = True  # type: ignore[attr-defined]
    parameters = _parameters(context)
    chips = []
    for field in form.visible_fields():
        given = [value for value in parameters.getlist(field.html_name) if value]
        for value in given:
            rest = parameters.copy()
            rest.setlist(field.html_name, [other for other in given if other != value])
            for name in _PLACE_IN_LIST:
                rest.pop(name, None)
            chips.append(Chip(str(field.label), _choice_words(field, value), _address(rest)))
    return chips


def _choice_words(field: BoundField, value: str) -> str:
    if field.widget_type == "checkbox":
        return pgettext("staff", "yes")
    return next((words for key, words in _flat(getattr(field.field, "choices", ())) if key == value), value)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for key, words in choices:
        if isinstance(words, list | tuple):
            yield from _flat(words)
        else:
            yield str(key), str(words)


@register.filter
def get(mapping: dict[str, Any], key: str) -> object:
    """The value of a key that is no valid name in a template (``aria-invalid``)."""
    return mapping.get(key)


@register.filter
def error_heading(error: TutelaError) -> str:
    """The heading of an error's page, by its class: what kind of refusal it is, before the words of this one."""
    return str(ERROR_HEADINGS.get(type(error), pgettext_lazy("staff", "This could not be done")))


@register.filter
def place(error: TutelaError | Fault) -> str:
    """Where a fault is, for whoever reads it; a file and the name of a field stay as they are."""
    where = error.where
    parts = [
        where.file,
        pgettext("staff", "row %(number)s") % {"number": where.row} if where.row is not None else "",
        pgettext("staff", "field “%(name)s”") % {"name": where.field} if where.field else "",
    ]
    return ", ".join(part for part in parts if part)


@register.filter
def counted(number: int, words: str) -> str:
    """A number and its noun: ``3|counted:_("report,reports")`` is *3 reports*; zero is *no reports*, in English.

    In a language whose *no* follows its noun (*aucun*, *aucune*), zero is said as a number.
    """
    one, many = words.split(",")
    language = languages.present()
    if language is languages.ENGLISH:
        return f"no {many}" if number == 0 else f"{number:,} {one if number == 1 else many}"
    is_one = language.locale.plural_form(number) == "one"
    return f"{languages.in_figures(number)} {one if is_one else many}"
