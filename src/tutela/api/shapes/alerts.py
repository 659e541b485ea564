"""Alerts over the API: what an organisation has in common with others, as far as it may know, and what it makes of that."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from tutela.api.shapes.common import Code, Sent, Words300
from tutela.deconfliction.models import AlertTo, Kind, MaySay, Reason, State
from tutela.deconfliction.queries import Card, NotTaken, Step
from tutela.organisations.models import Organisation

_NARROWED = "Whoever answers for the series has narrowed since who may know of it. Say only the reference of your own record, and ask."


class ActOnSent(Sent):
    """What was done about an alert."""

    action: Code = Field(description="A code of the list “alert_action”.", examples=["telephoned"])
    words: Words300 = Field(
        default="", description="Needed for “other”.", examples=["Each goes on with its own exhibit."]
    )


class DismissSent(Sent):
    """Why nothing has to be done."""

    grounds: Code = Field(description="A code of the list “alert_dismissal_grounds”.", examples=["known_already"])
    words: Words300 = Field(min_length=1, examples=["Our desks are in touch."])


class ReopenSent(Sent):
    """Why an alert is opened again."""

    words: Words300 = Field(min_length=1, examples=["The same is met in a new place."])


class Contact(Schema):
    """Whom to telephone."""

    code: str = Field(description="The code of the organisation.")
    name: str
    person: str
    telephone: str
    email: str
    deputy: str
    deputy_telephone: str


class SeriesNamed(Schema):
    """A series of which your organisation may know at this moment."""

    reference: str
    standing: str = Field(description="How far its children are known, in words.")


class AlertState(Schema):
    """An alert as your organisation was told it. Nothing of it comes from the other's records."""

    number: int
    version: int
    kind: str = Field(description=f"{', '.join(Kind.values)}.")
    reason: str = Field(description=f"{', '.join(Reason.values)}.")
    in_words: str = Field(description="Why your organisation is told.")
    state: str = Field(description=f"{', '.join(State.values)}.")
    contact: Contact | None = Field(description="Whom to telephone; null where your own organisation decides.")
    may_say: str = Field(description=f"{', '.join(MaySay.values)}. What may be said on the telephone.")
    may_say_words: str
    record: str = Field(description="The reference of your own record that it concerns; may be empty.")
    exhibit: str = Field(description="Your own exhibit; may be empty.")
    series: SeriesNamed | None
    other_series: SeriesNamed | None
    distance: int | None = Field(description="In how many of 256 bits the nearest two files differ.")
    count: int = Field(description="How often it was met.")
    told_at: datetime
    last_at: datetime = Field(description="When it was met last.")
    take_by: datetime | None = Field(description="By when somebody has to have taken it; null where somebody has.")
    action: str
    grounds: str
    words: str


class SharedValue(Schema):
    """The value that both have, as it stands in your own record."""

    kind: str
    value: str


class StepRead(Schema):
    """One thing that became of an alert."""

    at: datetime
    title: str
    by: str
    answer: str
    words: str


class AlertRead(AlertState):
    """An alert with what became of it."""

    value: SharedValue | None
    steps: list[StepRead] = Field(description="The newest first.")


class NotTakenRead(Schema):
    """An alert that nobody has taken in time: who, with whom, what kind of thing, and none of their records."""

    kind: str
    organisation: str = Field(description="The code of the organisation that has not taken it.")
    other: str = Field(description="The code of whom it would telephone; may be empty.")
    told_at: datetime
    take_by: datetime


class NotTakenList(Schema):
    """What nobody has taken by its time."""

    items: list[NotTakenRead] = Field(description="The longest overdue first, 200 at most.")
    more: bool = Field(description="Whether there are more.")
    too_common: int = Field(description="How many values are so common that they make no alert.")


def alert_state(alert: AlertTo, known: Mapping[int, Card]) -> AlertState:
    """An alert as a list shows it; ``known`` are the series of which the reader may know now."""
    return AlertState(**_state(alert, known))


def alert_in_full(
    alert: AlertTo, known: Mapping[int, Card], value: tuple[str, str] | None, steps: Iterable[Step]
) -> AlertRead:
    """An alert with what became of it."""
    return AlertRead(
        **_state(alert, known),
        value=SharedValue(kind=value[0], value=value[1]) if value else None,
        steps=[StepRead(at=one.at, title=one.title, by=one.by, answer=one.answer, words=one.words) for one in steps],
    )


def not_taken_list(rows: list[NotTaken], *, more: bool, common: int) -> NotTakenList:
    """What nobody has taken."""
    items = [
        NotTakenRead(
            kind=one.kind,
            organisation=one.organisation.code,
            other=one.other.code if one.other else "",
            told_at=one.told_at,
            take_by=one.take_by,
        )
        for one in rows
    ]
    return NotTakenList(items=items, more=more, too_common=common)


def _state(alert: AlertTo, known: Mapping[int, Card]) -> dict[str, Any]:
    is_narrowed = bool(alert.series_id) and alert.series_id not in known
    return {
        "number": alert.pk,
        "version": alert.version,
        "kind": alert.kind,
        "reason": alert.reason,
        "in_words": alert.get_reason_display(),
        "state": alert.state,
        "contact": _contact(alert.other),
        "may_say": MaySay.ONLY_ASK if is_narrowed else alert.may_say,
        "may_say_words": _NARROWED if is_narrowed else alert.get_may_say_display(),
        "record": alert.subject_reference,
        "exhibit": alert.exhibit,
        "series": _series(known.get(alert.series_id or 0)),
        "other_series": _series(known.get(alert.other_series_id or 0)),
        "distance": alert.distance,
        "count": alert.count,
        "told_at": alert.told_at,
        "last_at": alert.last_at,
        "take_by": alert.take_by,
        "action": alert.action,
        "grounds": alert.grounds,
        "words": alert.words,
    }


def _series(card: Card | None) -> SeriesNamed | None:
    return SeriesNamed(reference=card.reference, standing=card.standing) if card else None


def _contact(other: Organisation | None) -> Contact | None:
    if other is None:
        return None
    return Contact(
        code=other.code,
        name=other.name,
        person=other.contact_name,
        telephone=other.contact_telephone,
        email=other.contact_email,
        deputy=other.deputy_name,
        deputy_telephone=other.deputy_telephone,
    )
