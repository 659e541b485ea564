"""Receive reports: the one verb in which all five doors end.

However it came, a report that is received has an owner, its clocks, what its sender is owed and an audit line, all in one
transaction. The same external report is recognised when it comes again, whoever holds it, and is not taken twice; but a
partner learns nothing of what others sent: what it sends is received as its own, beside theirs.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import receiving_for
from tutela.audit.models import Entry
from tutela.audit.services import entry_of, name_the_verb
from tutela.clocks.models import Clock
from tutela.organisations.models import Organisation
from tutela.organisations.promises import progress_due, receipt_due
from tutela.ownership.models import Basis
from tutela.ownership.numbers import new_numbers
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Report, Submission
from tutela.reports.receiving import receiving_organisations
from tutela.reports.rows import NewReport, mentions_of
from tutela.reports.search_words import write_documents
from tutela.reports.services.came_again import (
    Known,
    Received,
    come_again,
    recognise,
    tell_of_the_same,
    wait_for_the_same,
)
from tutela.reports.services.urgent import call_duty

__all__ = ["Received", "receive_report", "receive_reports"]


def receive_report(incoming: IncomingReport, *, actor: Actor, now: datetime, idempotency_key: str = "") -> Received:
    """Receive one report; see :func:`receive_reports`."""
    return receive_reports([incoming], actor=actor, now=now, idempotency_keys=[idempotency_key])[0]


@transaction.atomic
def receive_reports(
    incoming: Sequence[IncomingReport], *, actor: Actor, now: datetime, idempotency_keys: Sequence[str] = ()
) -> list[Received]:
    """Receive reports in their order, all or none, with a number of statements that does not grow with their number.

    Within one call, a second report with the same external number counts as the first one come again. Two transactions
    that bring the same report at one time do so one after the other.
    """
    name_the_verb("report.receive")
    keys = list(idempotency_keys) or [""] * len(incoming)
    wait_for_the_same(incoming, keys, actor=actor)
    recognised = recognise(incoming, keys, actor=actor)
    fresh: list[tuple[int, IncomingReport]] = []
    first_in_call: dict[tuple[str, str], int] = {}
    repeats: dict[int, int] = {}
    for index, one in enumerate(incoming):
        if index in recognised.known:
            continue
        first = first_in_call.setdefault(one.recognised_by, index) if one.recognised_by else index
        if first == index:
            fresh.append((index, one))
        else:
            repeats[index] = first
    received: dict[int, Received] = {}
    for organisation, group in _by_owner(fresh, actor).items():
        with receiving_for(organisation.pk):
            taken = _take(organisation, group, keys, recognised.beside, actor=actor, now=now)
            for (index, _), done in zip(group, taken, strict=True):
                received[index] = done
    received |= come_again(
        {index: (place, incoming[index]) for index, place in recognised.known.items()}, keys, actor=actor, now=now
    )
    for index, first in repeats.items():
        received[index] = Received(received[first].report_id, received[first].reference, None, again=True)
    return [received[index] for index in range(len(incoming))]


def _by_owner(
    fresh: list[tuple[int, IncomingReport]], actor: Actor
) -> dict[Organisation, list[tuple[int, IncomingReport]]]:
    groups: dict[Organisation, list[tuple[int, IncomingReport]]] = {}
    owners = receiving_organisations([one for _, one in fresh], actor)
    for owner, (index, one) in zip(owners, fresh, strict=True):
        groups.setdefault(owner, []).append((index, one))
    return groups


def _take(
    owner: Organisation,
    group: list[tuple[int, IncomingReport]],
    keys: Sequence[str],
    beside: Mapping[int, Known],
    *,
    actor: Actor,
    now: datetime,
) -> list[Received]:
    basis = Basis.RECEIVED if owner.pk == actor.organisation_id else Basis.DEFAULT
    due = {Clock.Kind.RECEIPT: receipt_due(owner, now), Clock.Kind.PROGRESS: progress_due(owner, now)}
    news = [
        NewReport.of(
            one,
            number=number,
            reference=reference,
            owner=owner,
            basis=basis,
            actor=actor,
            now=now,
            key=keys[index],
            is_beside=index in beside,
        )
        for (index, one), (number, reference) in zip(group, new_numbers("report", now, len(group)), strict=True)
    ]
    clocks = {new.report.id: _clocks(new, owner, due, now) for new in news}
    for new in news:
        # What the clocks' trigger would write a moment later: written at once, it finds nothing to change.
        new.report.next_due_at = min((clock.due_at for clock in clocks[new.report.id]), default=None)
    Report.objects.bulk_create([new.report for new in news])
    Submission.objects.bulk_create([new.submission for new in news])
    for model, rows in mentions_of(news).items():
        model._default_manager.bulk_create(rows)
    Clock.objects.bulk_create([clock for new in news for clock in clocks[new.report.id]])
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
    tell_of_the_same(
        [(new.report, beside[index]) for (index, _), new in zip(group, news, strict=True) if index in beside], now=now
    )
    return [Received(new.report.id, new.report.reference, new.code, again=False) for new in news]


def _clocks(new: NewReport, owner: Organisation, due: dict[Clock.Kind, datetime], now: datetime) -> list[Clock]:
    """What is owed from the moment of receipt: the receipt itself, and news before the progress days are over."""
    if not new.submission.wants_answer:
        return []
    return [
        Clock(
            kind=kind,
            due_at=due_at,
            subject_kind="report",
            subject_id=new.report.id,
            subject_reference=new.report.reference,
            answerable=owner,
            owed_to_id=new.submission.reporter_id,
            started_at=now,
        )
        for kind, due_at in due.items()
    ]
