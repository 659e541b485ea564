"""The verbs of a clock: start, keep, end, pause, go on. The act itself stops the clock; there is no button that does."""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.clocks.models import Clock, Pause
from tutela.core.errors import RuleBroken, where
from tutela.core.subjects import Subject

# As long as between two progress answers by default: whoever waits hears at least as often, or why not.
LONGEST_PAUSE = timedelta(days=28)


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
    clock.met_at, clock.paused_at, clock.paused_until = now, None, None
    clock.save(update_fields=["met_at", "paused_at", "paused_until"])
    return clock


def end(subject: Subject, kind: str, *, reason: str, now: datetime) -> Clock | None:
    """The promise no longer stands (the record closed, a question withdrawn), with the reason."""
    clock = running(subject, kind)
    if clock is None:
        return None
    _close_pause(clock, now)
    clock.ended_at, clock.end_reason, clock.paused_at, clock.paused_until = now, reason, None, None
    clock.save(update_fields=["ended_at", "end_reason", "paused_at", "paused_until"])
    return clock


def pause(
    clock: Clock, subject: Subject, *, until: datetime, reason: str, words: str, actor: Actor, now: datetime
) -> Pause:
    """Let a clock stand still until a moment, with a coded reason; it goes on then by itself.

    Raises RuleBroken when it does not run, stands already, or is overdue: a broken promise cannot be paused away; and when
    the moment is past or further away than LONGEST_PAUSE.
    """
    typology.term("clock_pause_reason", reason)
    if not clock.is_running or clock.paused_at is not None:
        raise RuleBroken(gettext("This clock is not running."), mend=gettext("Only a running clock can be paused."))
    if clock.due_at <= now:
        raise RuleBroken(
            gettext("This promise is already overdue."), mend=gettext("Answer it; an overdue promise cannot be paused.")
        )
    if not now < until < now + LONGEST_PAUSE + timedelta(days=1):  # the end of the last day is still in it
        raise RuleBroken(
            gettext("A promise stands still until a day to come, %(days)s days at most.")
            % {"days": LONGEST_PAUSE.days},
            where=where(field="until"),
            mend=gettext("Choose a nearer day; it can be paused again when that is over."),
        )
    clock.paused_at, clock.paused_until = now, until
    clock.save(update_fields=["paused_at", "paused_until"])
    made = Pause.objects.create(
        clock=clock, started_at=now, until=until, reason=reason, words=words, paused_by_id=actor.user_id
    )
    record(
        "clock.pause", actor=actor, now=now, subject=subject, clock=clock.kind, reason=reason, until=until.isoformat()
    )
    return made


def resume(clock: Clock, subject: Subject, *, actor: Actor, now: datetime) -> Clock:
    """Let a paused clock go on, with what it had left when it was paused: from now, or from when its pause was over.

    Raises RuleBroken when it is not paused.
    """
    if clock.paused_at is None or clock.paused_until is None or not clock.is_running:
        raise RuleBroken(gettext("This clock is not paused."), mend=gettext("Nothing has to be done."))
    left = clock.due_at - clock.paused_at
    goes_on = min(now, clock.paused_until)
    _close_pause(clock, goes_on)
    clock.due_at, clock.paused_at, clock.paused_until = goes_on + left, None, None
    clock.save(update_fields=["due_at", "paused_at", "paused_until"])
    record("clock.resume", actor=actor, now=now, subject=subject, clock=clock.kind)
    return clock


def _close_pause(clock: Clock, now: datetime) -> None:
    if clock.paused_at is not None:
        clock.pauses.filter(ended_at=None).update(ended_at=now)
