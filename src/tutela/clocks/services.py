"""The verbs of a clock: start, keep, end, pause, go on. The act itself stops the clock; there is no button that does."""

from datetime import datetime

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.clocks.models import Clock, Pause
from tutela.core.errors import RuleBroken
from tutela.core.subjects import Subject


def start(kind: str, subject: Subject, *, now: datetime, due_at: datetime, owed_to_id: int | None = None) -> Clock:
    """A new promise about ``subject``, for which its owner answers."""
    return Clock.objects.create(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        subject_reference=subject.reference,
        kind=kind,
        answerable_id=subject.owner_id,
        owed_to_id=owed_to_id,
        started_at=now,
        due_at=max(due_at, now),
    )


def running(subject: Subject, kind: str) -> Clock | None:
    """The running clock of a kind, if there is one."""
    return Clock.objects.filter(
        subject_kind=subject.subject_kind, subject_id=subject.id, kind=kind, met_at=None, ended_at=None
    ).first()


def keep(subject: Subject, kind: str, *, now: datetime) -> Clock | None:
    """The promise is kept, by the act that it promised; a pause ends with it. Returns the clock, or None if none ran."""
    clock = running(subject, kind)
    if clock is None:
        return None
    _close_pause(clock, now)
    clock.met_at, clock.paused_at = now, None
    clock.save(update_fields=["met_at", "paused_at"])
    return clock


def end(subject: Subject, kind: str, *, reason: str, now: datetime) -> Clock | None:
    """The promise no longer stands (the record closed, a question withdrawn), with the reason."""
    clock = running(subject, kind)
    if clock is None:
        return None
    _close_pause(clock, now)
    clock.ended_at, clock.end_reason, clock.paused_at = now, reason, None
    clock.save(update_fields=["ended_at", "end_reason", "paused_at"])
    return clock


def pause(clock: Clock, subject: Subject, *, reason: str, words: str, actor: Actor, now: datetime) -> Pause:
    """Let a clock stand still, with a coded reason.

    Raises RuleBroken when it does not run, stands already, or is overdue: a broken promise cannot be paused away.
    """
    typology.term("clock_pause_reason", reason)
    if not clock.is_running or clock.paused_at is not None:
        raise RuleBroken("This clock is not running.", mend="Only a running clock can be paused.")
    if clock.due_at <= now:
        raise RuleBroken("This promise is already overdue.", mend="Answer it; an overdue promise cannot be paused.")
    clock.paused_at = now
    clock.save(update_fields=["paused_at"])
    made = Pause.objects.create(clock=clock, started_at=now, reason=reason, words=words, paused_by_id=actor.user_id)
    record("clock.pause", actor=actor, now=now, subject=subject, clock=clock.kind, reason=reason)
    return made


def resume(clock: Clock, subject: Subject, *, actor: Actor, now: datetime) -> Clock:
    """Let a paused clock go on, with what it had left when it was paused.

    Raises RuleBroken when it is not paused.
    """
    if clock.paused_at is None or not clock.is_running:
        raise RuleBroken("This clock is not paused.", mend="Nothing has to be done.")
    left = clock.due_at - clock.paused_at
    _close_pause(clock, now)
    clock.due_at, clock.paused_at = now + left, None
    clock.save(update_fields=["due_at", "paused_at"])
    record("clock.resume", actor=actor, now=now, subject=subject, clock=clock.kind)
    return clock


def _close_pause(clock: Clock, now: datetime) -> None:
    if clock.paused_at is not None:
        clock.pauses.filter(ended_at=None).update(ended_at=now)
