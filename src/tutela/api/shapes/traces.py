"""The ways of a file: from whom it came and to whom it went by sets of hashes, and who is to be told that it was wrong."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from tutela.hashsets.queries.trace import Came, SaidWrong, Trace, Went
from tutela.hashsets.trace_file import caveats_of


class ContactRead(Schema):
    """Whom to ask for at a body, as it is known today."""

    name: str = Field(description="Whom to ask for.")
    telephone: str = Field(description="By telephone.")
    email: str = Field(description="By e-mail.")


class CameRead(Schema):
    """A file came with an edition, or was withdrawn by one."""

    set: str = Field(description="The set.")
    body: str = Field(description="Who gave it.")
    edition: int = Field(description="The number of the edition.")
    issued_at: datetime = Field(description="When it was issued.")
    taken_at: datetime | None = Field(description="Since when it is in answers here.")
    what: str = Field(description="given, changed or withdrawn.")
    why: str = Field(description="Why it was withdrawn, as a code; empty where it was given.")
    hands: list[str] = Field(description="The bodies that it went through, the first one first.")
    terms: str = Field(description="Under what terms it was given.")
    pass_on: str = Field(description="To whom it may be passed on: nobody, countries or anybody.")
    key: str = Field(description="The fingerprint of the key that signed the edition.")


class WentRead(Schema):
    """A file went out with an edition, or was withdrawn by one."""

    set: str = Field(description="The set.")
    body: str = Field(description="Who got it.")
    edition: int = Field(description="The number of the edition.")
    issued_at: datetime = Field(description="When it was issued.")
    what: str = Field(description="given, changed or withdrawn.")
    key: str = Field(description="The fingerprint of the key that signed the edition.")
    contact: ContactRead = Field(description="Whom to telephone there.")


class TellingRead(Schema):
    """A body that is to be told that a file was wrong."""

    body: str = Field(description="The body.")
    telephone: str = Field(description="Its telephone.")
    told_at: datetime | None = Field(description="When it was told; nothing as long as it was not.")


class WrongRead(Schema):
    """That your organisation said of the file that it was wrong."""

    ground: str = Field(description="harmless, mistaken, ordered or other.")
    at: datetime = Field(description="When it was said.")
    tellings: list[TellingRead] = Field(description="Who is to be told.")


class TraceRead(Schema):
    """All that your organisation knows of the ways of a file."""

    file: int = Field(description="Its number.")
    caveats: list[str] = Field(description="What this does not cover.")
    came: list[CameRead] = Field(description="The editions with which it came, the newest first.")
    went: list[WentRead] = Field(description="The editions with which it went out, the newest first.")
    has_it: list[str] = Field(description="The bodies that have it still.")
    wrong: list[WrongRead] = Field(description="What was said to be wrong of it, the newest first.")


def trace_read(found: Trace) -> TraceRead:
    """A trace on the wire."""
    return TraceRead(
        file=found.file.pk,
        caveats=caveats_of(found),
        came=[_came(one) for one in found.came],
        went=[_went(one) for one in found.went],
        has_it=[one.body_name for one in found.has],
        wrong=[_wrong(one) for one in found.wrongs],
    )


def _came(one: Came) -> CameRead:
    return CameRead(
        set=one.set_name,
        body=one.body_name,
        edition=one.number,
        issued_at=one.issued_at,
        taken_at=one.taken_at,
        what=one.act,
        why=one.why,
        hands=list(one.hands),
        terms=one.terms,
        pass_on=one.pass_on,
        key=one.key,
    )


def _went(one: Went) -> WentRead:
    return WentRead(
        set=one.set_name,
        body=one.body_name,
        edition=one.number,
        issued_at=one.issued_at,
        what=one.act,
        key=one.key,
        contact=ContactRead(name=one.contact_name, telephone=one.contact_telephone, email=one.contact_email),
    )


def _wrong(one: SaidWrong) -> WrongRead:
    return WrongRead(
        ground=one.ground,
        at=one.at,
        tellings=[
            TellingRead(body=told.body_name, telephone=told.contact_telephone, told_at=told.told_at)
            for told in one.tellings
        ],
    )
