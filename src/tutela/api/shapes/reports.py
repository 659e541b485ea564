"""The working record of a report, as the staff of its owner read it."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from tutela.api.shapes.common import Party, Promise, party, promise
from tutela.decisions.models import Decision
from tutela.organisations.models import Organisation
from tutela.ownership.models import HandOver
from tutela.reports.models import Answer, Report
from tutela.reports.queries.report import ReportPage
from tutela.reports.queries.work_list import Row


class ReportState(Schema):
    """How a report stands."""

    reference: str = Field(description="Its reference.")
    version: int = Field(description="Every change adds one; the ETag says the same.")
    state: str = Field(description="received, working, decided or closed.")
    disposition: str = Field(
        description="What was decided: case, no_investigation, information_only; empty until then."
    )
    owner: Party = Field(description="Who answers for it.")
    owner_basis: str = Field(
        description="On what basis: received, default, accepted, claimed, transferred, opened, lapsed."
    )
    handler: str = Field(description="Who works on it; empty where nobody is named.")
    specific_concern: str = Field(description="Whether a child is said to be harmed now: yes, no or not_known.")
    is_urgent: bool = Field(description="Whether such a concern waits for somebody to accept it.")
    categories: list[str] = Field(description="Codes of the categories suspected.")
    received_at: datetime = Field(description="When it was received.")
    next_due_at: datetime | None = Field(description="When the next promise about it breaks.")


class WorkListRow(ReportState):
    """A report in the work list, with why it stands where it does."""

    reason: str = Field(description="Why it stands at this place, in a sentence.")


class IdentifierRead(Schema):
    """An identifier that the report names."""

    kind: str = Field(description="email, telephone, account, ip, device, url, a kind of hash, or other.")
    value: str = Field(description="As it is compared.")
    display: str = Field(description="As it came.")
    role: str = Field(description="In whose hands or in what part it was seen; may be empty.")


class PersonRead(Schema):
    """Somebody whom the report names. Nothing of it is established."""

    capacity: str = Field(description="suspect, victim, reporter, recipient or other.")
    names: list[str] = Field(description="Names.")
    display_names: list[str] = Field(description="Names shown on services.")
    birth_date: str = Field(description="As much of it as is known.")
    age: int | None = Field(description="The age that was said.")


class FileRead(Schema):
    """A file that the report speaks of, by its hashes."""

    md5: str
    sha1: str
    sha256: str
    size: int | None = Field(description="In bytes.")
    industry_classification: str = Field(description="A1, A2, B1, B2 or empty.")


class AnswerKept(Schema):
    """An answer as it went out."""

    kind: str
    template: str
    subject: str
    text: str
    channel: str
    sent_at: datetime


class DecisionRead(Schema):
    """A decision on a record."""

    id: int = Field(description="Its number, for the second person.")
    kind: str = Field(description="investigate, no_investigation, information_only, close, reopen, restrict …")
    state: str = Field(description="proposed, taken or refused.")
    grounds: str = Field(description="Coded grounds.")
    words: str
    made_by: str
    made_at: datetime
    second_person: str = Field(description="Empty until somebody seconds it.")
    review_on: str = Field(description="When it is looked at again; may be empty.")


class OfferRead(Schema):
    """A record offered to another organisation. The receiver sees the preview and nothing else until it accepts."""

    id: int = Field(description="Its number, with which it is accepted, declined or withdrawn.")
    reference: str
    kind: str = Field(description="report, case or child.")
    sender: Party
    receiver: Party
    meant_for: Party | None = Field(description="Where it is meant to end, when it goes by way of another.")
    state: str = Field(description="offered, accepted, declined, withdrawn or lapsed.")
    is_urgent: bool
    reason: str
    preview: dict[str, Any] | None = Field(description="Enough to know whose it is, and nothing about a person.")
    offered_at: datetime
    due_at: datetime = Field(description="When it lapses.")


class ReportRead(ReportState):
    """A report with all that it names and what became of it."""

    summary: str
    door: str
    occurred: str = Field(description="As much of the date as is known.")
    concern_grounds: str
    concern_stated_by: str
    category_basis: str
    countries: list[str]
    place: str = Field(description="The code of the place; may be empty.")
    place_words: str
    external_source: str
    external_reference: str
    times_received: int
    reporter: Party | None = Field(description="The organisation that sent it, if one did.")
    reporter_kind: str = Field(description="organisation, person or unknown.")
    next_step: str = Field(description="What must be done next.")
    clocks: list[Promise]
    identifiers: list[IdentifierRead] = Field(description="At most 1,000.")
    people: list[PersonRead] = Field(description="At most 1,000.")
    files: list[FileRead] = Field(description="At most 1,000.")
    answers: list[AnswerKept] = Field(description="The newest 200.")
    decisions: list[DecisionRead] = Field(description="The newest 200.")
    offers: list[OfferRead] = Field(description="The newest 200.")
    cases: list[str] = Field(description="References of the cases that it belongs to.")


class HappeningRead(Schema):
    """One thing that happened to a record."""

    at: datetime
    what: str = Field(description="What changed, or what was done.")
    who: str = Field(description="Which organisation or person; may be empty.")
    words: str


def state_of(report: Report) -> ReportState:
    """How a report stands."""
    return ReportState(**_state(report))


def work_list_row(row: Row, owner: Organisation) -> WorkListRow:
    """A row of the work list of ``owner``."""
    row.report.owner = owner
    return WorkListRow(**_state(row.report), reason=row.reason)


def report_in_full(page: ReportPage, decisions: list[Decision], offers: list[HandOver], now: datetime) -> ReportRead:
    """A report as its owner's staff read it."""
    report = page.report
    return ReportRead(
        **_state(report),
        summary=report.summary,
        door=report.door,
        occurred=report.occurred,
        concern_grounds=report.concern_grounds,
        concern_stated_by=report.concern_stated_by,
        category_basis=report.category_basis,
        countries=report.countries,
        place=report.place.code if report.place else "",
        place_words=report.place_words,
        external_source=page.submission.external_source,
        external_reference=page.submission.external_reference,
        times_received=report.times_received,
        reporter=party(page.submission.reporter) if page.submission.reporter else None,
        reporter_kind=page.submission.reporter_kind,
        next_step=page.next_step,
        clocks=[promise(one.clock, now) for one in page.clocks],
        identifiers=[
            IdentifierRead(kind=one.kind, value=one.value, display=one.display, role=one.role)
            for one in report.identifiers.order_by("kind", "value", "pk")[:1_000]
        ],
        people=[
            PersonRead(
                capacity=one.capacity,
                names=one.names,
                display_names=one.display_names,
                birth_date=one.birth_date,
                age=one.age,
            )
            for one in report.people.order_by("pk")[:1_000]
        ],
        files=[
            FileRead(
                md5=one.md5,
                sha1=one.sha1,
                sha256=one.sha256,
                size=one.size,
                industry_classification=one.industry_classification,
            )
            for one in report.files.order_by("pk")[:1_000]
        ],
        answers=[answer_kept(one) for one in report.answers.all()[:200]],
        decisions=[decision(one) for one in decisions[:200]],
        offers=[offer(one) for one in offers[:200]],
        cases=[one.case.reference for one in page.case_links],
    )


def answer_kept(one: Answer) -> AnswerKept:
    """An answer as it went out."""
    return AnswerKept(
        kind=one.kind,
        template=one.template,
        subject=one.subject_line,
        text=one.text,
        channel=one.channel,
        sent_at=one.sent_at,
    )


def decision(one: Decision) -> DecisionRead:
    """A decision, with who took it."""
    return DecisionRead(
        id=one.pk,
        kind=one.kind,
        state=one.state,
        grounds=one.grounds,
        words=one.words,
        made_by=one.made_by.name,
        made_at=one.made_at,
        second_person=one.second_person.name if one.second_person else "",
        review_on=one.review_on.isoformat() if one.review_on else "",
    )


def offer(one: HandOver) -> OfferRead:
    """An offer, as either side sees it."""
    return OfferRead(
        id=one.pk,
        reference=one.subject_reference,
        kind=one.subject_kind,
        sender=party(one.sender),
        receiver=party(one.receiver),
        meant_for=party(one.final_receiver) if one.final_receiver else None,
        state=one.state,
        is_urgent=one.is_urgent,
        reason=one.reason,
        preview=one.preview,
        offered_at=one.offered_at,
        due_at=one.due_at,
    )


def _state(report: Report) -> dict[str, Any]:
    return {
        "reference": report.reference,
        "version": report.version,
        "state": report.state,
        "disposition": report.disposition,
        "owner": party(report.owner),
        "owner_basis": report.owner_basis,
        "handler": report.handler.name if report.handler else "",
        "specific_concern": report.specific_concern,
        "is_urgent": report.is_urgent,
        "categories": report.categories,
        "received_at": report.received_at,
        "next_due_at": report.next_due_at,
    }
