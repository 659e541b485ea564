"""From the one incoming shape to the rows of a report: its working record, what its sender sees, and what it names."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.db import models

from tutela.accounts.actor import Actor
from tutela.core import identifiers, secret_codes
from tutela.core.errors import BadInput
from tutela.organisations.models import Organisation
from tutela.reports.codes import digest_of
from tutela.reports.incoming import IncomingFile, IncomingIdentifier, IncomingPerson, IncomingReport
from tutela.reports.models import (
    Arrival,
    FileMention,
    Identifier,
    PersonMention,
    Report,
    ReporterIdentity,
    Submission,
)

_CONCERN = {True: Report.Concern.YES, False: Report.Concern.NO, None: Report.Concern.NOT_KNOWN}


@dataclass
class NewReport:
    """The rows of one report that is being received."""

    incoming: IncomingReport
    report: Report
    submission: Submission
    code: str | None
    parts: list[models.Model] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        incoming: IncomingReport,
        *,
        number: int,
        reference: str,
        owner: Organisation,
        basis: str,
        actor: Actor,
        now: datetime,
        key: str,
        is_beside: bool = False,
    ) -> Self:
        """All rows of ``incoming``, not yet written; beside another body's report, that one stays the one its number names."""
        report = _report(incoming, number, reference, owner, basis, now)
        if is_beside:
            report.external_source = report.external_reference = ""
        code = secret_codes.new_code() if _returns_by_code(incoming, actor) else None
        submission = _submission(incoming, report, code, actor, now)
        new = cls(incoming, report, submission, code)
        new.parts.append(
            Arrival(
                report=report,
                at=now,
                door=incoming.door,
                digest=incoming.digest,
                sender_id=actor.organisation_id,
                idempotency_key=key or None,
            )
        )
        identity = _identity(incoming, submission, now)
        if identity is not None:
            new.parts.append(identity)
        new.parts += [_identifier(report, one) for one in incoming.all_identifiers]
        new.parts += [_person(report, one) for one in incoming.people]
        new.parts += [_file(report, one) for one in incoming.files]
        return new


def mentions_of(news: list[NewReport]) -> dict[type[models.Model], list[models.Model]]:
    """All further rows of many reports, by table, so that each table is written once."""
    by_table: dict[type[models.Model], list[models.Model]] = {}
    for new in news:
        for row in new.parts:
            by_table.setdefault(type(row), []).append(row)
    return by_table


def _report(
    incoming: IncomingReport, number: int, reference: str, owner: Organisation, basis: str, now: datetime
) -> Report:
    concern = _CONCERN[incoming.specific_concern]
    return Report(
        id=number,
        reference=reference,
        owner=owner,
        owner_basis=basis,
        owner_since=now,
        door=incoming.door,
        received_at=now,
        occurred="" if incoming.occurred is None else _moment(incoming.occurred),
        summary=incoming.summary,
        specific_concern=concern,
        concern_grounds=incoming.concern_grounds,
        concern_stated_by=incoming.concern_stated_by,
        is_urgent=concern == Report.Concern.YES,
        categories=list(incoming.categories),
        category_basis=incoming.category_basis,
        countries=list(incoming.countries),
        place_words=incoming.place_words,
        external_source=incoming.external_source,
        external_reference=incoming.external_reference,
        is_synthetic=owner.is_synthetic,
    )


def _submission(incoming: IncomingReport, report: Report, code: str | None, actor: Actor, now: datetime) -> Submission:
    by_partner = actor.kind == "person" and not actor.writes_records
    kind = Submission.ReporterKind.ORGANISATION if by_partner else incoming.reporter.kind
    return Submission(
        report=report,
        reference=report.reference,
        door=incoming.door,
        received_at=now,
        reported_at=incoming.reported_at,
        reporter_kind=kind,
        reporter_id=actor.organisation_id if by_partner else None,
        language=incoming.language,
        reporter_name=incoming.reporter.organisation_name,
        wants_answer=incoming.reporter.wants_answer is not False,
        summary=incoming.summary,
        external_source=incoming.external_source,
        external_reference=incoming.external_reference,
        digest=incoming.digest,
        file_digest=incoming.file_digest,
        source_name=incoming.source_name,
        source_place=incoming.source_place,
        code_digest=None if code is None else digest_of(code),
        received_by_id=actor.user_id,
        withheld=[one.model_dump(mode="json") for one in incoming.withheld],
        unknown_elements=list(incoming.unknown_elements),
        not_understood=[one.model_dump(mode="json") for one in incoming.not_understood],
        facts=[one.model_dump(mode="json") for one in incoming.facts],
        other_references=[one.model_dump(mode="json") for one in incoming.references],
        is_synthetic=report.is_synthetic,
    )


def _returns_by_code(incoming: IncomingReport, actor: Actor) -> bool:
    """Somebody without an account comes back by reference and code: from the public page, or told so by whoever took the call."""
    return incoming.door in {"public", "staff"} and incoming.reporter.kind != "organisation"


def _identity(incoming: IncomingReport, submission: Submission, now: datetime) -> ReporterIdentity | None:
    reporter = incoming.reporter
    if not (reporter.name or reporter.email or reporter.telephone or reporter.on_behalf_of):
        return None
    return ReporterIdentity(
        submission=submission,
        name=reporter.name,
        email=reporter.email,
        telephone=reporter.telephone,
        on_behalf_of=reporter.on_behalf_of,
        is_sealed=reporter.stays_unknown,
        given_at=now,
    )


def _identifier(report: Report, one: IncomingIdentifier) -> Identifier:
    try:
        value = identifiers.normalise(one.kind, one.raw)
    except BadInput:
        value = one.raw.strip().casefold()  # kept as it came: an identifier in an unusual form may still be met again
    return Identifier(
        report=report,
        kind=one.kind,
        value=value,
        display=one.raw,
        role=one.role,
        event=one.event,
        event_at=one.at,
        note=one.note,
        is_trivial=identifiers.is_trivial(one.kind, value),
    )


def _person(report: Report, one: IncomingPerson) -> PersonMention:
    return PersonMention(
        report=report,
        capacity=one.capacity,
        role_words=one.role_words,
        names=list(one.names),
        display_names=list(one.display_names),
        birth_date="" if one.born is None else str(one.born),
        age=one.age,
        addresses=[address.model_dump(mode="json", exclude_defaults=True) for address in one.addresses],
        facts=[fact.model_dump(mode="json") for fact in one.facts],
        is_synthetic=report.is_synthetic,
    )


def _file(report: Report, one: IncomingFile) -> FileMention:
    return FileMention(
        report=report,
        source_id=one.source_id,
        original_name_digest=one.original_name_digest,
        md5=one.md5,
        sha1=one.sha1,
        sha256=one.sha256,
        other_hashes=[fact.model_dump(mode="json") for fact in one.other_hashes],
        size=one.size,
        industry_classification=one.industry_classification,
        viewed_by_provider=one.viewed_by_provider,
        metadata_viewed_by_provider=one.metadata_viewed_by_provider,
        publicly_available=one.publicly_available,
        relevance=one.relevance,
        uploaded_at=one.uploaded_at,
        facts=[fact.model_dump(mode="json") for fact in one.facts],
    )


def _moment(occurred: object) -> str:
    return occurred.isoformat() if isinstance(occurred, datetime) else str(occurred)
