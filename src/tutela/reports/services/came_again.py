"""The same report is recognised when it comes again, by whichever door, and is not taken twice.

Everything here is asked and written for many reports at once: a file that is sent in again is as long as the first time.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import receiving_for
from tutela.audit.models import Entry
from tutela.audit.services import entry_of
from tutela.notices.services import tell, tell_organisation
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Arrival, Report


@dataclass(frozen=True)
class Received:
    """What the door gives back: the reference, a secret code where the sender has no other way to return, and whether it was known."""

    report_id: int
    reference: str
    code: str | None
    again: bool


@dataclass(frozen=True)
class Known:
    """A report that is here already, and who answers for it now."""

    report_id: int
    owner_id: int
    reporter_id: int | None


@dataclass(frozen=True)
class Recognised:
    """What is here already, by its place among the incoming.

    ``known`` came again. ``beside`` is another body's, of which this sender may not learn: theirs is received beside it.
    """

    known: dict[int, Known]
    beside: dict[int, Known]


def wait_for_the_same(incoming: Sequence[IncomingReport], keys: Sequence[str], *, actor: Actor) -> None:
    """Hold, until the end of the transaction, what these reports are recognised by: whoever else brings one of them waits.

    Taken in one order by everybody, so that two who bring the same reports in another order do not wait for each other.
    """
    marks = {"|".join(one.recognised_by).casefold() for one in incoming if one.recognised_by}
    marks |= {f"key|{actor.organisation_id}|{key}" for key in keys if key}
    numbers = sorted({int.from_bytes(hashlib.sha256(mark.encode()).digest()[:8], signed=True) for mark in marks})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(n)) FROM (SELECT n FROM unnest(%s::bigint[]) n ORDER BY n) AS ordered",
            [numbers],
        )


def recognise(incoming: Sequence[IncomingReport], keys: Sequence[str], *, actor: Actor) -> Recognised:
    """Those of ``incoming`` that are here already; the sender's own key is asked first.

    Whose role reads no records learns of no report that they did not send: neither its reference, nor that it is here.
    """
    asked = [
        [one.external_source for one in incoming],
        [one.external_reference for one in incoming],
        ["" if one.external_reference else one.digest for one in incoming],
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, report_id, owner_id, reporter_id FROM reports_known(%s, %s, %s)", asked)
        known = _by_place(cursor.fetchall())
        beside = {place: one for place, one in known.items() if not _learns(actor, one)}
        if beside:
            cursor.execute(
                "SELECT place, report_id, owner_id, reporter_id FROM reports_known_of(%s, %s, %s, %s)",
                [actor.organisation_id, *asked],
            )
            known = {place: one for place, one in known.items() if place not in beside} | _by_place(cursor.fetchall())
        if actor.organisation_id is not None and any(keys):
            cursor.execute(
                "SELECT place, report_id, owner_id, NULL FROM reports_of_keys(%s, %s)",
                [actor.organisation_id, list(keys)],
            )
            known |= _by_place(cursor.fetchall())
    return Recognised(known, {place: one for place, one in beside.items() if place not in known})


def _by_place(rows: Sequence[tuple[int, int, int, int | None]]) -> dict[int, Known]:
    return {place - 1: Known(report_id, owner_id, reporter_id) for place, report_id, owner_id, reporter_id in rows}


def _learns(actor: Actor, known: Known) -> bool:
    """Somebody without an account has nothing but the digest of their own draft, which nobody else can send."""
    return actor.kind != "person" or actor.reads_records or known.reporter_id == actor.organisation_id


def tell_of_the_same(beside: Sequence[tuple[Report, Known]], *, now: datetime) -> None:
    """Tell both sides' staff that two bodies sent the same, and neither which the other's report is: it may not be theirs to see.

    Where one organisation answers for both, the page of each shows the other to whoever may see it.
    """
    for owner_id in dict.fromkeys(new.owner_id for new, _ in beside):
        news = [new for new, _ in beside if new.owner_id == owner_id]
        words = (
            f"{news[0].reference} is the same, by its number at its source or its words, as a report of another body."
        )
        if len(news) > 1:
            words = f"{len(news)} reports, {news[0].reference} among them, are the same as reports of other bodies."
        tell_organisation(news[0].owner, "came_again", words, subject=news[0] if len(news) == 1 else None, now=now)
    for owner_id in dict.fromkeys(known.owner_id for _, known in beside):
        with receiving_for(owner_id):
            ids = {known.report_id for _, known in beside if known.owner_id == owner_id}
            held = list(Report.objects.select_related("owner").filter(pk__in=ids).order_by("pk"))
            for handler_id in dict.fromkeys(one.handler_id for one in held):
                theirs = [one for one in held if one.handler_id == handler_id]
                words = f"What {theirs[0].reference} is about was sent by another body too, as a report of its own."
                if len(theirs) > 1:
                    words = f"What {len(theirs)} reports are about, {theirs[0].reference} among them, was sent by another body too."
                subject = theirs[0] if len(theirs) == 1 else None
                if handler_id is None:
                    tell_organisation(theirs[0].owner, "came_again", words, subject=subject, now=now)
                else:
                    tell([handler_id], "came_again", words, subject=subject, now=now)


def come_again(
    again: Mapping[int, tuple[Known, IncomingReport]], keys: Sequence[str], *, actor: Actor, now: datetime
) -> dict[int, Received]:
    """Write that known reports came again and tell whoever works on them; nothing that is there changes."""
    done: dict[int, Received] = {}
    for owner_id in dict.fromkeys(known.owner_id for known, _ in again.values()):
        places = [place for place, (known, _) in again.items() if known.owner_id == owner_id]
        with receiving_for(owner_id):
            ids = {again[place][0].report_id for place in places}
            # In one order, so that two files with the same reports do not wait for each other.
            reports = {
                one.pk: one
                for one in Report.objects.select_for_update(of=("self",), no_key=True)
                .select_related("owner")
                .filter(pk__in=ids)
                .order_by("pk")
            }
            heard_by_key = _keys_heard([keys[place] for place in places], actor)
            fresh = [place for place in places if keys[place] not in heard_by_key]
            _write_down(fresh, again, reports, keys, actor=actor, now=now)
            for place in places:
                report = reports[again[place][0].report_id]
                done[place] = Received(report.pk, report.reference, None, again=True)
    return done


def _keys_heard(keys: Sequence[str], actor: Actor) -> set[str | None]:
    """Those of the sender's keys with which something arrived before: that was the same sending, and not another one."""
    given = [key for key in keys if key]
    if not given:
        return set()
    arrived = Arrival.objects.filter(sender_id=actor.organisation_id, idempotency_key__in=given)
    return set(arrived.values_list("idempotency_key", flat=True))


def _write_down(
    places: Sequence[int],
    again: Mapping[int, tuple[Known, IncomingReport]],
    reports: Mapping[int, Report],
    keys: Sequence[str],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    if not places:
        return
    arrivals, entries = [], []
    for place in places:
        known, one = again[place]
        report = reports[known.report_id]
        arrivals.append(
            Arrival(
                report=report,
                at=now,
                door=one.door,
                digest=one.digest,
                sender_id=actor.organisation_id,
                idempotency_key=keys[place] or None,
            )
        )
        entries.append(entry_of("report.came_again", actor=actor, now=now, subject=report, door=one.door))
    Arrival.objects.bulk_create(arrivals)
    times = Counter(again[place][0].report_id for place in places)
    changed = [reports[report_id] for report_id in times]
    for report in changed:
        report.times_received += times[report.pk]
    Report.objects.bulk_update(changed, ["times_received"])
    Entry.objects.bulk_create(entries)
    _tell(changed, times, now=now)


def _tell(changed: Sequence[Report], times: Mapping[int, int], *, now: datetime) -> None:
    """One notice a reader, however many came again: hundreds in a morning are read by nobody."""
    for handler_id in dict.fromkeys(report.handler_id for report in changed if report.handler_id):
        theirs = [report for report in changed if report.handler_id == handler_id]
        tell([handler_id], "came_again", _words(theirs), subject=theirs[0] if len(theirs) == 1 else None, now=now)
    # Of a report that nobody handles yet, the desk hears once; the list shows the count.
    nobodys = [one for one in changed if not one.handler_id and one.times_received - times[one.pk] == 1]
    if nobodys:
        subject = nobodys[0] if len(nobodys) == 1 else None
        tell_organisation(nobodys[0].owner, "came_again", _words(nobodys), subject=subject, now=now)


def _words(reports: Sequence[Report]) -> str:
    if len(reports) == 1:
        return f"{reports[0].reference} came again ({reports[0].times_received} times now)."
    return f"{len(reports)} reports came again, {reports[0].reference} among them."
