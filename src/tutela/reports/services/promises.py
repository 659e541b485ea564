"""Let a promise about a report stand still for a reason, and go on again: by the staff of whoever answers for it, or in time."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership, Role
from tutela.audit.services import name_the_verb
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock, Pause
from tutela.core.errors import NotFound, RuleBroken
from tutela.notices.models import Notice
from tutela.notices.services import tell, tell_organisation
from tutela.ownership.access import locked
from tutela.reports.models import Report

_KEEPERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.EXAMINER, Role.MANAGER)
# A concern for a child waits for nobody, and an acceptance is another organisation's to give.
PAUSABLE = (*Clock.ANSWERS, Clock.Kind.REVIEW)


@transaction.atomic
def pause_promise(
    report: Report, clock_id: int, *, until: datetime, reason: str, words: str, actor: Actor, now: datetime
) -> Pause:
    """Let a promise about ``report`` stand still until a moment, with a coded reason.

    Raises NotAllowed, NotFound, BadInput for an unknown reason, RuleBroken when the report is another organisation's or
    the promise cannot be paused: it is overdue, stands still already, or is a concern for a child; or not for so long.
    """
    clock = _promise(report, clock_id, actor)
    if clock.kind not in PAUSABLE:
        raise RuleBroken(
            gettext("“{promise}” is never paused.").format(promise=clock.get_kind_display()),
            mend=gettext("Act on it."),
        )
    name_the_verb("report.pause_promise")
    return clocks.pause(clock, report, until=until, reason=reason, words=words, actor=actor, now=now)


@transaction.atomic
def resume_promise(report: Report, clock_id: int, *, actor: Actor, now: datetime) -> Clock:
    """Let a paused promise go on, with what it had left. Raises as :func:`pause_promise` does."""
    clock = _promise(report, clock_id, actor)
    name_the_verb("report.resume_promise")
    return clocks.resume(clock, report, actor=actor, now=now)


def pauses_over(*, now: datetime, most: int = 1_000) -> list[int]:
    """The promises about reports whose pause is over and that still stand, the oldest first."""
    over = Clock.objects.filter(subject_kind="report", paused_until__lte=now, met_at=None, ended_at=None)
    return list(over.order_by("paused_until", "pk").values_list("pk", flat=True)[:most])


@transaction.atomic
def end_pause(clock_id: int, *, actor: Actor, now: datetime) -> bool:
    """A promise whose pause is over goes on, and whoever handles the report and whoever paused it hear of it. Run by the worker.

    Returns whether it did: it may have gone on, or been kept, meanwhile.
    """
    report = locked(Report.objects.get(pk=Clock.objects.values_list("subject_id", flat=True).get(pk=clock_id)))
    clock = Clock.objects.select_for_update(no_key=True).get(pk=clock_id)
    if clock.paused_until is None or clock.paused_until > now or not clock.is_running:
        return False
    paused_by = clock.pauses.filter(ended_at=None).values_list("paused_by_id", flat=True).first()
    clocks.resume(clock, report, actor=actor, now=now)
    # Run by the worker, and kept: in English.
    words = f"{report.reference}: {clock.get_kind_display().lower()}. Its pause is over, and it goes on."
    listeners = [report.handler_id] if report.handler_id else []
    if paused_by is not None and _works_for(paused_by, report, now):
        listeners.append(paused_by)
    if listeners:
        tell(listeners, Notice.Kind.PAUSE_OVER, words, subject=report, now=now)
    else:
        tell_organisation(report.owner, Notice.Kind.PAUSE_OVER, words, subject=report, now=now)
    return True


def _works_for(user_id: int, report: Report, now: datetime) -> bool:
    """Whoever left, or paused it before it had another owner, has no need to hear of it."""
    return (
        Membership.objects.filter(user_id=user_id, organisation_id=report.owner_id, starts_at__lte=now)
        .filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .exists()
    )


def _promise(report: Report, clock_id: int, actor: Actor) -> Clock:
    actor.must_hold(*_KEEPERS)
    fresh = locked(report)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not yours.").format(record=fresh.reference),
            mend=gettext("{owner} answers for it.").format(owner=fresh.owner),
        )
    clock = (
        Clock.objects.select_for_update(no_key=True)
        .filter(pk=clock_id, subject_kind="report", subject_id=report.pk)
        .first()
    )
    if clock is None:
        raise NotFound(gettext("There is no such promise about this report."), mend=gettext("Open it from the report."))
    return clock
