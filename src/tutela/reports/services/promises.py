"""Let a promise about a report stand still for a reason, and go on again: by the staff of whoever answers for it."""

from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock, Pause
from tutela.core.errors import NotFound, RuleBroken
from tutela.ownership.access import locked
from tutela.reports.models import Report

_KEEPERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.EXAMINER, Role.MANAGER)
# A concern for a child waits for nobody, and an acceptance is another organisation's to give.
PAUSABLE = (*Clock.ANSWERS, Clock.Kind.REVIEW)


@transaction.atomic
def pause_promise(report: Report, clock_id: int, *, reason: str, words: str, actor: Actor, now: datetime) -> Pause:
    """Let a promise about ``report`` stand still, with a coded reason.

    Raises NotAllowed, NotFound, BadInput for an unknown reason, RuleBroken when the report is another organisation's or
    the promise cannot be paused: it is overdue, stands still already, or is a concern for a child.
    """
    clock = _promise(report, clock_id, actor)
    if clock.kind not in PAUSABLE:
        raise RuleBroken(f"“{clock.get_kind_display()}” is never paused.", mend="Act on it.")
    name_the_verb("report.pause_promise")
    return clocks.pause(clock, report, reason=reason, words=words, actor=actor, now=now)


@transaction.atomic
def resume_promise(report: Report, clock_id: int, *, actor: Actor, now: datetime) -> Clock:
    """Let a paused promise go on, with what it had left. Raises as :func:`pause_promise` does."""
    clock = _promise(report, clock_id, actor)
    name_the_verb("report.resume_promise")
    return clocks.resume(clock, report, actor=actor, now=now)


def _promise(report: Report, clock_id: int, actor: Actor) -> Clock:
    actor.must_hold(*_KEEPERS)
    fresh = locked(report)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(f"{fresh.reference} is not yours.", mend=f"{fresh.owner} answers for it.")
    clock = (
        Clock.objects.select_for_update(no_key=True)
        .filter(pk=clock_id, subject_kind="report", subject_id=report.pk)
        .first()
    )
    if clock is None:
        raise NotFound("There is no such promise about this report.", mend="Open it from the report.")
    return clock
