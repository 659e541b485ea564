"""Sets of hashes that go to bodies outside and come from them, and their editions."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from tutela.api.shapes.common import LARGEST_ID, Sent
from tutela.hashsets.models import Edition, HashSet, ReceivedSet, TakenEdition


class BodyRead(Schema):
    """A body outside to which a set goes."""

    number: int = Field(description="Its number here.")
    name: str = Field(description="Its name.")


class SetRead(Schema):
    """A set that your organisation gives."""

    number: int = Field(description="Its number.")
    id: str = Field(description="Its lasting name in every edition.")
    name: str = Field(description="What it is called.")
    kind: str = Field(description="case, harmless or trivial.")
    terms: str = Field(description="Under what terms it is given.")
    pass_on: str = Field(description="To whom it may be passed on: nobody, countries or anybody.")
    last_edition: int | None = Field(description="The number of its last edition, to whomever it went.")
    ended_at: datetime | None = Field(description="Since when it is given no more.")
    bodies: list[BodyRead] = Field(description="To whom it goes.")


class EditionSent(Sent):
    """An edition to be made."""

    body: int = Field(ge=1, le=LARGEST_ID, description="The body that it is for, by its number.")
    full: bool = Field(False, description="All of it, and not only what is new since the last one that the body got.")


class EditionRead(Schema):
    """An edition of a set. Without a number it is being made."""

    id: int = Field(description="By which it is asked for.")
    number: int | None = Field(description="Its number in the set, once it is issued.")
    body: str = Field(description="The body that it is for.")
    full: bool = Field(description="All of the set, and not only what is new.")
    since: int | None = Field(description="The edition that it follows.")
    done_files: int = Field(description="At which file of the register it is.")
    files: int = Field(description="At which file it ends.")
    issued_at: datetime | None = Field(description="When it was issued.")
    given: int = Field(description="How many files it gives.")
    changed: int = Field(description="Of how many files it says something else.")
    withdrawn: int = Field(description="How many files it withdraws.")
    left_restricted: int = Field(description="How many were left out because they are for your organisation alone.")
    left_disputed: int = Field(description="How many were left out because they are disputed.")
    left_off: int = Field(description="How many were left out because they are switched off.")
    left_terms: int = Field(description="How many were left out because they may not be passed on.")
    size: int = Field(description="How many bytes its file has.")
    key: str = Field(description="The fingerprint of the key that signed it.")


class ReceivedRead(Schema):
    """A set that a body outside gives to your organisation."""

    number: int = Field(description="Its number.")
    id: str = Field(description="Its lasting name in every edition.")
    name: str = Field(description="What it is called.")
    body: str = Field(description="Whose it is.")
    kind: str = Field(description="case, harmless or trivial.")
    terms: str = Field(description="Under what terms it is given.")
    pass_on: str = Field(description="To whom it may be passed on: nobody, countries or anybody.")
    last_edition: int = Field(description="The last edition that is in as a whole; 0 before the first.")
    in_answers: bool = Field(description="Whether its source is switched on.")


class TakenRead(Schema):
    """An edition that came in."""

    id: int = Field(description="By which it is asked for.")
    set: str = Field(description="Of which set it is.")
    number: int = Field(description="Its number in the set.")
    full: bool = Field(description="All of the set, and not only what is new.")
    lines: int = Field(description="How many lines it has.")
    done_lines: int = Field(description="How many of them are in.")
    done_at: datetime | None = Field(description="Since when it is in answers.")
    entered: int = Field(description="How many files are in answers since.")
    withdrawn: int = Field(description="How many files it took out of answers.")


def set_read(one: HashSet) -> SetRead:
    """A set on the wire; its recipients were read with it."""
    return SetRead(
        number=one.pk,
        id=one.uid,
        name=one.name,
        kind=one.kind,
        terms=one.terms,
        pass_on=one.pass_on,
        last_edition=getattr(one, "last_number", None),
        ended_at=one.ended_at,
        bodies=[
            BodyRead(number=goes.body_id, name=goes.body.name) for goes in one.recipients.all() if goes.ended_at is None
        ],
    )


def edition_read(one: Edition) -> EditionRead:
    """An edition on the wire."""
    return EditionRead(
        id=one.pk,
        number=one.number,
        body=one.body.name,
        full=one.is_full,
        since=one.since,
        done_files=one.at_file,
        files=one.until_file,
        issued_at=one.issued_at,
        given=one.given,
        changed=one.changed,
        withdrawn=one.withdrawn,
        left_restricted=one.left_restricted,
        left_disputed=one.left_disputed,
        left_off=one.left_off,
        left_terms=one.left_terms,
        size=one.size,
        key=one.key,
    )


def received_read(one: ReceivedSet) -> ReceivedRead:
    """A set that came in, on the wire."""
    return ReceivedRead(
        number=one.pk,
        id=one.uid,
        name=one.name,
        body=one.body.name,
        kind=one.kind,
        terms=one.terms,
        pass_on=one.pass_on,
        last_edition=one.last_number,
        in_answers=one.source.is_on,
    )


def taken_read(one: TakenEdition) -> TakenRead:
    """An edition that came in, on the wire."""
    return TakenRead(
        id=one.pk,
        set=one.received.name,
        number=one.number,
        full=one.is_full,
        lines=one.lines,
        done_lines=one.done_lines,
        done_at=one.done_at,
        entered=one.entered,
        withdrawn=one.withdrawn,
    )
