"""Questions about ownership: what is offered to and by an organisation, and who had, handled and takes part in a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.core.errors import BadInput
from tutela.core.marking import gettext_noop
from tutela.core.paging import Key, Page, page
from tutela.core.subjects import Subject
from tutela.organisations.countries import country_name
from tutela.ownership.models import Assignment, HandOver, Participation, Span

_NEAREST_FIRST = (Key("is_urgent", descending=True), Key("due_at"), Key("id"))
_NEWEST_FIRST = (Key("decided_at", descending=True), Key("id", descending=True))
_SIDES = ("sender", "receiver", "final_receiver")
# Further back is in each record's own history.
_BACK = timedelta(days=90)


def offered_to(actor: Actor, *, cursor: str = "", size: int = 25) -> Page[HandOver]:
    """What waits for the actor's organisation to accept or decline: urgent first, then what lapses first."""
    return page(waiting_offers(actor).select_related(*_SIDES), _NEAREST_FIRST, cursor=cursor, size=size)


def offered_by(actor: Actor, *, cursor: str = "", size: int = 25) -> Page[HandOver]:
    """What the actor's organisation offered and nobody has answered yet."""
    rows = HandOver.objects.filter(sender_id=actor.organisation_id, state=HandOver.State.OFFERED)
    return page(rows.select_related(*_SIDES), _NEAREST_FIRST, cursor=cursor, size=size)


def answered(actor: Actor, *, now: datetime, cursor: str = "", size: int = 25) -> Page[HandOver]:
    """What became of the offers that the actor's organisation made in the last ninety days, newest first."""
    rows = HandOver.objects.filter(sender_id=actor.organisation_id, decided_at__gt=now - _BACK)
    return page(
        rows.exclude(state=HandOver.State.OFFERED).select_related(*_SIDES), _NEWEST_FIRST, cursor=cursor, size=size
    )


def waiting_offers(actor: Actor) -> QuerySet[HandOver]:
    """The offers that wait for the actor's organisation."""
    return HandOver.objects.filter(receiver_id=actor.organisation_id, state=HandOver.State.OFFERED)


def offers_of(subject: Subject) -> list[HandOver]:
    """Every offer of one record, newest first."""
    rows = HandOver.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    return list(rows.select_related(*_SIDES, "offered_by", "decided_by").order_by("-offered_at", "-id"))


def spans_of(subject: Subject) -> list[Span]:
    """Who answered for one record, newest first."""
    rows = Span.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    return list(rows.select_related("organisation").order_by("-from_at", "-id"))


def assignments(subject: Subject) -> list[Assignment]:
    """Who handled one record, newest first."""
    rows = Assignment.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    return list(rows.select_related("handler", "organisation").order_by("-from_at", "-id"))


def participations(subject: Subject) -> QuerySet[Participation]:
    """Who takes or took part in one record without owning it, the present ones first."""
    rows = Participation.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    return rows.select_related("organisation", "user").order_by("-ended_at", "-since", "-id")


def decline_words(offer: HandOver) -> str:
    """The coded reason of a refusal in words; nothing where there was none."""
    if not offer.decline_reason:
        return ""
    label = typology.term("hand_over_decline_reason", offer.decline_reason).label
    return f"{label}: {offer.decision_words}" if offer.decision_words else label


@dataclass(frozen=True)
class PreviewLine:
    """One line of a preview; a moment is kept as one, so that the page can say how far away it is."""

    label: str
    words: str
    at: datetime | None = None


_CONCERN = {
    "yes": gettext_noop("Yes: a child may be being harmed now"),
    "no": gettext_noop("None stated"),
    "not_known": gettext_noop("Not yet known"),
}
_DOORS = {
    "staff": gettext_noop("a form of the staff"),
    "public": gettext_noop("the public page"),
    "csv": gettext_noop("a CSV file"),
    "api": gettext_noop("another system"),
    "cybertipline": gettext_noop("CyberTipline XML"),
}
_IDENTITY = {
    "not_identified": gettext_noop("not identified"),
    "identified": gettext_noop("identified"),
    "stopped": gettext_noop("stopped"),
}
_SAFETY = {
    "not_known": gettext_noop("not known"),
    "at_risk": gettext_noop("at risk"),
    "safe": gettext_noop("safe"),
}
_STANDING = {
    "not_identified": gettext_noop("child not identified"),
    "identified": gettext_noop("child identified"),
    "safeguarded": gettext_noop("child identified and safeguarded"),
    "stopped": gettext_noop("work to identify stopped"),
}
_CODED = {
    "specific_concern": _CONCERN,
    "door": _DOORS,
    "identity": _IDENTITY,
    "safety": _SAFETY,
    "standing": _STANDING,
}
_LABELS = {
    "specific_concern": gettext_noop("Specific concern"),
    "categories": gettext_noop("Suspected categories"),
    "countries": gettext_noop("Countries"),
    "place": gettext_noop("Place"),
    "received_at": gettext_noop("Received"),
    "next_due_at": gettext_noop("Next promise to the reporter"),
    "door": gettext_noop("Came in by"),
}
# What follows what a preview names, in the order in which it was written.
_LABELS_AFTER = {
    "opened_at": gettext_noop("Opened at"),
    "created_at": gettext_noop("Created at"),
    "identity": gettext_noop("Identity"),
    "safety": gettext_noop("Safety"),
    "standing": gettext_noop("How far its children are known"),
    "children": gettext_noop("Children"),
    "children_not_identified": gettext_noop("Children not identified"),
    "children_at_risk": gettext_noop("Children at risk"),
    "reports": gettext_noop("Reports"),
    "files_held": gettext_noop("Files"),
}


def _people(number: int) -> str:
    if number == 0:
        return gettext("no people")
    return ngettext("{number} person", "{number} people", number).format(number=f"{number:,}")


def _identifiers(number: int) -> str:
    if number == 0:
        return gettext("no identifiers")
    return ngettext("{number} identifier", "{number} identifiers", number).format(number=f"{number:,}")


def _files(number: int) -> str:
    if number == 0:
        return gettext("no files")
    return ngettext("{number} file", "{number} files", number).format(number=f"{number:,}")


_COUNTED = {"people": _people, "identifiers": _identifiers, "files": _files}


def preview_lines(preview: Mapping[str, Any] | None) -> list[PreviewLine]:
    """A preview exactly as its receiver sees it, in words: the same lines on the sender's page and on the receiver's."""
    known = dict(preview or {})
    lines = [_line(key, gettext(label), known.pop(key)) for key, label in _LABELS.items() if key in known]
    counted = [in_words(known.pop(key)) for key, in_words in _COUNTED.items() if key in known]
    if counted:
        lines.append(PreviewLine(gettext("It names"), ", ".join(counted)))
    known.pop("reference", None)
    lines += [_line(key, _label(key), value) for key, value in known.items()]
    return lines


def _label(key: str) -> str:
    return gettext(_LABELS_AFTER[key]) if key in _LABELS_AFTER else key.replace("_", " ").capitalize()


def _line(key: str, label: str, value: Any) -> PreviewLine:
    if key.endswith("_at"):
        at = parse_datetime(value) if value else None
        return PreviewLine(label, "" if at else gettext("nothing owed"), at)
    if key in _CODED:
        words = _CODED[key].get(value)
        return PreviewLine(label, gettext(words) if words else _as_written(value))
    if key == "countries":
        return PreviewLine(label, ", ".join(country_name(code) for code in value) or gettext("not yet known"))
    if key == "categories":
        return PreviewLine(label, ", ".join(_category(code) for code in value) or gettext("not yet known"))
    return PreviewLine(label, _as_written(value))


def _as_written(value: Any) -> str:
    if value in (None, "", []):
        return gettext("not yet known")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value).replace("_", " ")


def _category(code: str) -> str:
    try:
        return f"{code} {typology.category(code).label}"
    except BadInput:
        return code


def offers_past_their_time(*, now: datetime, most: int = 500) -> list[int]:
    """Open offers that nobody has answered within their clock, the longest overdue first."""
    rows = HandOver.objects.filter(state=HandOver.State.OFFERED, due_at__lte=now)
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:most])
