"""Receive reports: the one verb in which all five doors end.

However it came, a report that is received has an owner, its clocks, what its sender is owed and an audit line, all in one
transaction. The same external report is recognised when it comes again, whoever holds it, and is not taken twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import receiving_for
from tutela.audit.models import Entry
from tutela.audit.services import entry_of, name_the_verb
from tutela.clocks.models import Clock
from tutela.notices.services import tell, tell_organisation
from tutela.organisations.models import Organisation
from tutela.organisations.promises import progress_due, receipt_due
from tutela.ownership.models import Basis
from tutela.ownership.numbers import new_numbers
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Arrival, Report, Submission
from tutela.reports.receiving import receiving_organisation
from tutela.reports.rows import NewReport, mentions_of
from tutela.reports.search_words import write_documents
from tutela.reports.services.urgent import call_duty


@dataclass(frozen=True)
class Received:
    """What the door gives back: the reference, a secret code where the sender has no other way to return, and whether it was known."""

    report_id: int
    reference: str
    code: str | None
    again: bool


def receive_report(incoming: IncomingReport, *, actor: Actor, now: datetime, idempotency_key: str = "") -> Received:
    """Receive one report; see :func:`receive_reports`."""
    return receive_reports([incoming], actor=actor, now=now, idempotency_keys=[idempotency_key])[0]


@transaction.atomic
def receive_reports(
    incoming: Sequence[IncomingReport], *, actor: Actor, now: datetime, idempotency_keys: Sequence[str] = ()
) -> list[Received]:
    """Receive reports in their order, all or none, with a number of statements that does not grow with their number.

    Within one call, a second report with the same external number counts as the first one come again.
    """
    name_the_verb("report.receive")
    keys = list(idempotency_keys) or [""] * len(incoming)
    received: list[Received | None] = [None] * len(incoming)
    fresh: list[tuple[int, IncomingReport]] = []
    first_in_call: dict[tuple[str, str], int] = {}
    for index, one in enumerate(incoming):
        known = _of_key(actor, keys[index]) or _known(one)
        if known is not None:
            received[index] = _came_again(known, one, actor=actor, now=now, key=keys[index])
        elif one.recognised_by and one.recognised_by in first_in_call:
            pass  # resolved below, when the first one has its number
        else:
            if one.recognised_by:
                first_in_call[one.recognised_by] = index
            fresh.append((index, one))
    for organisation, group in _by_owner(fresh, actor).items():
        with receiving_for(organisation.pk):
            for (index, _), done in zip(group, _take(organisation, group, keys, actor=actor, now=now), strict=True):
                received[index] = done
    for index, one in enumerate(incoming):
        if received[index] is None:
            first = received[first_in_call[one.recognised_by]]  # type: ignore[index]
            assert first is not None
            received[index] = Received(first.report_id, first.reference, None, again=True)
    return [done for done in received if done is not None]


def _by_owner(
    fresh: list[tuple[int, IncomingReport]], actor: Actor
) -> dict[Organisation, list[tuple[int, IncomingReport]]]:
    groups: dict[Organisation, list[tuple[int, IncomingReport]]] = {}
    for index, one in fresh:
        groups.setdefault(receiving_organisation(one, actor), []).append((index, one))
    return groups


def _take(
    owner: Organisation, group: list[tuple[int, IncomingReport]], keys: Sequence[str], *, actor: Actor, now: datetime
) -> list[Received]:
    basis = Basis.RECEIVED if owner.pk == actor.organisation_id else Basis.DEFAULT
    news = [
        NewReport.of(
            one, number=number, reference=reference, owner=owner, basis=basis, actor=actor, now=now, key=keys[index]
        )
        for (index, one), (number, reference) in zip(group, new_numbers("report", now, len(group)), strict=True)
    ]
    Report.objects.bulk_create([new.report for new in news])
    Submission.objects.bulk_create([new.submission for new in news])
    for model, rows in mentions_of(news).items():
        model._default_manager.bulk_create(rows)  # type: ignore[attr-defined]
    Clock.objects.bulk_create([clock for new in news for clock in _clocks(new, owner, now)])
    Entry.objects.bulk_create(
        [
            entry_of("report.receive", actor=actor, now=now, subject=new.report, door=new.report.door, owner=owner.code)
            for new in news
        ]
    )
    write_documents([new.report for new in news], {new.report.id: new.incoming for new in news}, now=now)
    for new in news:
        if new.report.is_urgent:
            call_duty(new.report, owner, actor=actor, now=now)
    return [Received(new.report.id, new.report.reference, new.code, again=False) for new in news]


def _clocks(new: NewReport, owner: Organisation, now: datetime) -> list[Clock]:
    """What is owed from the moment of receipt: the receipt itself, and news before the progress days are over."""
    if not new.submission.wants_answer:
        return []
    owed = {
        "subject_kind": "report",
        "subject_id": new.report.id,
        "subject_reference": new.report.reference,
        "answerable": owner,
        "owed_to_id": new.submission.reporter_id,
        "started_at": now,
    }
    return [
        Clock(kind=Clock.Kind.RECEIPT, due_at=receipt_due(owner, now), **owed),
        Clock(kind=Clock.Kind.PROGRESS, due_at=progress_due(owner, now), **owed),
    ]


def _known(one: IncomingReport) -> tuple[int, int] | None:
    """The report and its owner if this one is here already."""
    if one.recognised_by is None:
        return None
    with connection.cursor() as cursor:
        if one.external_reference:
            cursor.execute("SELECT * FROM reports_known(%s, %s)", [one.external_source, one.external_reference])
        else:
            cursor.execute("SELECT * FROM reports_of_digest(%s)", [one.digest])
        return cursor.fetchone()


def _of_key(actor: Actor, key: str) -> tuple[int, int] | None:
    if not key or actor.organisation_id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT report_id, owner_id FROM reports_of_key(%s, %s)", [actor.organisation_id, key])
        return cursor.fetchone()


def _came_again(known: tuple[int, int], one: IncomingReport, *, actor: Actor, now: datetime, key: str) -> Received:
    """Write that it came again and tell whoever works on it; nothing that is there changes."""
    report_id, owner_id = known
    with receiving_for(owner_id):
        report = Report.objects.select_for_update(of=("self",)).select_related("owner").get(pk=report_id)
        if key and Arrival.objects.filter(sender_id=actor.organisation_id, idempotency_key=key).exists():
            return Received(report.id, report.reference, None, again=True)
        Arrival.objects.create(
            report=report,
            at=now,
            door=one.door,
            digest=one.digest,
            sender_id=actor.organisation_id,
            idempotency_key=key or None,
        )
        report.times_received += 1
        report.save(update_fields=["times_received"])
        entry_of("report.came_again", actor=actor, now=now, subject=report, door=one.door).save(force_insert=True)
        words = f"{report.reference} came again ({report.times_received} times now)."
        if report.handler_id:
            tell([report.handler_id], "came_again", words, subject=report, now=now)
        elif report.times_received == 2:
            # Of a report that nobody handles yet, the desk hears once; the list shows the count.
            tell_organisation(report.owner, "came_again", words, subject=report, now=now)
        return Received(report.id, report.reference, None, again=True)
