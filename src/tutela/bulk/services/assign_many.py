"""Give many records to one handler: chosen, previewed, assigned in one transaction, and undone as long as nobody has gone on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS, Membership, Role, User
from tutela.audit.models import Entry
from tutela.audit.services import entry_of, name_the_verb, record
from tutela.bulk.models import BulkAssignment, BulkItem
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.marking import gettext_noop
from tutela.notices.models import Notice
from tutela.notices.services import tell
from tutela.ownership.access import model_of, records
from tutela.ownership.models import Assignment

MOST = 1_000
UNDO_WITHIN = timedelta(hours=24)
_CHUNK = 100
# Why a record is left as it is, by its code: the page says it in words.
WHY_LEFT = {
    "handled": gettext_noop("That person handles it already."),
    "restricted": gettext_noop("A restricted record gets another handler from a manager."),
    "not_ours": gettext_noop("Your organisation no longer answers for it, or you no longer see it."),
    "closed": gettext_noop("It is closed."),
    "gone_on": gettext_noop("Somebody has assigned it anew meanwhile."),
}


@dataclass(frozen=True)
class Verdict:
    """What would become of one record: assigned, or left for a reason."""

    item: BulkItem
    why: str


@transaction.atomic
def choose(kind: str, subjects: Sequence[Any], *, actor: Actor, now: datetime) -> BulkAssignment:
    """Remember a choice of records; nothing changes until somebody is named and the word is given.

    Raises BadInput where nothing is chosen, or more than MOST.
    """
    actor.must_hold(*WRITES_RECORDS)
    ours = [one for one in subjects if one.owner_id == actor.organisation_id]
    if not ours:
        raise BadInput(
            gettext("Nothing is chosen that your organisation answers for."),
            where=where(field="pick"),
            mend=gettext("Tick the records, or narrow the list and take all of it."),
        )
    if len(ours) > MOST:
        raise BadInput(
            gettext("More than %(number)s are chosen.") % {"number": f"{MOST:,}"},
            where=where(field="pick"),
            mend=gettext("Narrow the list with its filters first."),
        )
    name_the_verb("bulk.choose")
    bulk = BulkAssignment.objects.create(
        organisation_id=actor.organisation_pk, membership_id=actor.membership_pk, kind=kind, made_at=now
    )
    BulkItem.objects.bulk_create(
        BulkItem(bulk=bulk, subject_id=one.pk, subject_reference=one.reference, before_id=one.handler_id)
        for one in {one.pk: one for one in ours}.values()
    )
    record("bulk.choose", actor=actor, now=now, kind=kind, records=len(ours))
    return bulk


def preview(bulk: BulkAssignment, handler: User | None, *, actor: Actor) -> list[Verdict]:
    """What would become of each record if it were assigned to ``handler`` now; nothing changes. Two statements."""
    items = list(bulk.items.all())
    present = {one.pk: one for one in records(bulk.kind).filter(pk__in=[one.subject_id for one in items])}
    return [Verdict(one, _why(present.get(one.subject_id), handler, actor)) for one in items]


def must_work_here(handler: User, organisation_id: int, *, now: datetime) -> None:
    """Raises BadInput for somebody who does not work on the organisation's records."""
    there = Membership.objects.filter(
        user=handler, organisation_id=organisation_id, role__in=WRITES_RECORDS, starts_at__lte=now
    ).exclude(ends_at__lte=now)
    if not handler.is_active or not there.exists():
        raise BadInput(
            gettext("That person does not work on records in your organisation."),
            where=where(field="handler"),
            mend=gettext("Choose a colleague who does."),
        )


@transaction.atomic
def begin(bulk: BulkAssignment, *, handler: User, actor: Actor, now: datetime) -> BulkAssignment:
    """Give the word: it is assigned from now on, here or by the worker. Raises RuleBroken when it was given already."""
    fresh = _locked(bulk, BulkAssignment.State.PREPARED)
    must_work_here(handler, fresh.organisation_id, now=now)
    fresh.handler, fresh.state = handler, BulkAssignment.State.RUNNING
    fresh.save(update_fields=["handler", "state"])
    return fresh


@transaction.atomic
def assign_many(
    bulk: BulkAssignment, *, actor: Actor, now: datetime, progress: Callable[[int], None] | None = None
) -> BulkAssignment:
    """Assign every chosen record that can be, in one transaction; the others are left, each with its reason.

    Done twice it is done once. ``progress`` is told how many are dealt with. Raises RuleBroken when it was not begun.
    """
    fresh = BulkAssignment.objects.select_for_update(of=("self",), no_key=True).get(pk=bulk.pk)
    if fresh.state in (BulkAssignment.State.DONE, BulkAssignment.State.UNDONE):
        return fresh
    if fresh.state != BulkAssignment.State.RUNNING or fresh.handler is None:
        raise RuleBroken(gettext("Nobody has given the word yet."), mend=gettext("Choose the handler, and assign."))
    must_work_here(fresh.handler, fresh.organisation_id, now=now)
    handler, assigned = fresh.handler, 0
    name_the_verb(f"{fresh.kind}.assign")
    for dealt, chunk in _chunks(fresh.items.filter(state=BulkItem.State.WAITING)):
        assigned += _assign_chunk(fresh, chunk, handler, actor=actor, now=now)
        if progress is not None:
            progress(dealt)
    fresh.state, fresh.done_at = BulkAssignment.State.DONE, now
    fresh.save(update_fields=["state", "done_at"])
    record("bulk.assign", actor=actor, now=now, kind=fresh.kind, assigned=assigned, to=handler.pk, bulk=fresh.pk)
    if handler.pk != actor.user_id and assigned:
        words = f"{assigned:,} {'record was' if assigned == 1 else 'records were'} assigned to you at once."
        tell([handler.pk], Notice.Kind.ASSIGNED, words, now=now)
    return fresh


@transaction.atomic
def undo(bulk: BulkAssignment, *, actor: Actor, now: datetime) -> BulkAssignment:
    """Give each record back to whoever handled it before, or to nobody; what somebody has assigned anew meanwhile is left.

    Raises RuleBroken when it was not done, or more than UNDO_WITHIN has gone by.
    """
    fresh = _locked(bulk, BulkAssignment.State.DONE)
    if fresh.done_at is not None and now - fresh.done_at > UNDO_WITHIN:
        raise RuleBroken(
            gettext("That is too long ago to be undone at once."), mend=gettext("Assign the records anew.")
        )
    name_the_verb(f"{fresh.kind}.assign")
    undone = 0
    for _, chunk in _chunks(fresh.items.filter(state=BulkItem.State.ASSIGNED)):
        undone += _undo_chunk(fresh, chunk, actor=actor, now=now)
    fresh.state, fresh.undone_at = BulkAssignment.State.UNDONE, now
    fresh.save(update_fields=["state", "undone_at"])
    record("bulk.undo", actor=actor, now=now, kind=fresh.kind, undone=undone, bulk=fresh.pk)
    return fresh


def _locked(bulk: BulkAssignment, state: str) -> BulkAssignment:
    rows = BulkAssignment.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.filter(pk=bulk.pk).first()
    if fresh is None:
        raise NotFound(
            gettext("There is no such bulk work that you may change."), mend=gettext("Begin it from a list.")
        )
    if fresh.state != state:
        raise RuleBroken(
            gettext("This is not possible now: %(state)s.") % {"state": fresh.get_state_display().lower()},
            mend=gettext("Look at how it stands."),
        )
    return fresh


def _chunks(items: Any) -> Iterator[tuple[int, list[BulkItem]]]:
    """The items in runs, by the number of their record: as everybody locks several of a kind; with how many are dealt with."""
    every = list(items.order_by("subject_id"))
    for start in range(0, len(every), _CHUNK):
        chunk = every[start : start + _CHUNK]
        yield start + len(chunk), chunk


def _present(kind: str, chunk: Iterable[BulkItem]) -> dict[int, Any]:
    rows = records(kind).filter(pk__in=[one.subject_id for one in chunk]).order_by("pk")
    return {one.pk: one for one in rows.select_for_update(of=("self",), no_key=True)}


def _assign_chunk(bulk: BulkAssignment, chunk: list[BulkItem], handler: User, *, actor: Actor, now: datetime) -> int:
    present = _present(bulk.kind, chunk)
    wanted = []
    for item in chunk:
        subject = present.get(item.subject_id)
        item.why = _why(subject, handler, actor)
        item.state = BulkItem.State.LEFT if item.why else BulkItem.State.ASSIGNED
        if subject is not None and not item.why:
            item.before_id = subject.handler_id
            wanted.append(subject)
    _hand(bulk.kind, [(one, handler.pk) for one in wanted], actor=actor, now=now, bulk=bulk)
    BulkItem.objects.bulk_update(chunk, ["state", "why", "before_id"])
    return len(wanted)


def _undo_chunk(bulk: BulkAssignment, chunk: list[BulkItem], *, actor: Actor, now: datetime) -> int:
    present = _present(bulk.kind, chunk)
    wanted = []
    for item in chunk:
        subject = present.get(item.subject_id)
        if subject is None or subject.owner_id != bulk.organisation_id or subject.handler_id != bulk.handler_id:
            item.why = "gone_on"
        else:
            item.state = BulkItem.State.UNDONE
            wanted.append((subject, item.before_id))
    _hand(bulk.kind, wanted, actor=actor, now=now, bulk=bulk)
    BulkItem.objects.bulk_update(chunk, ["state", "why"])
    return len(wanted)


def _why(subject: Any | None, handler: User | None, actor: Actor) -> str:
    """Why a record is left as it is; nothing where it is assigned."""
    if subject is None or subject.owner_id != actor.organisation_id:
        return "not_ours"
    if getattr(subject, "state", "") == "closed":
        return "closed"
    if handler is not None and subject.handler_id == handler.pk:
        return "handled"
    if subject.is_restricted and actor.role != Role.MANAGER:
        return "restricted"
    return ""


def _hand(
    kind: str, pairs: Sequence[tuple[Any, int | None]], *, actor: Actor, now: datetime, bulk: BulkAssignment
) -> None:
    """Each record to its handler, in six statements for all of them: the same that a single assignment writes."""
    if not pairs:
        return
    ids = [one.pk for one, _ in pairs]
    Assignment.objects.filter(subject_kind=kind, subject_id__in=ids, to_at=None).update(
        to_at=now, end_reason="reassigned"
    )
    Assignment.objects.bulk_create(
        Assignment(
            subject_kind=kind,
            subject_id=one.pk,
            organisation_id=one.owner_id,
            handler_id=handler,
            assigned_by_id=actor.user_id,
            from_at=now,
        )
        for one, handler in pairs
        if handler is not None
    )
    by_handler: dict[int | None, list[int]] = {}
    for one, handler in pairs:
        by_handler.setdefault(handler, []).append(one.pk)
    for handler, numbers in by_handler.items():
        model_of(kind)._default_manager.filter(pk__in=numbers).update(handler_id=handler, version=F("version") + 1)
    Entry.objects.bulk_create(
        entry_of(
            f"{kind}.assign", actor=actor, now=now, subject=one, before=one.handler_id, after=handler, bulk=bulk.pk
        )
        for one, handler in pairs
    )
