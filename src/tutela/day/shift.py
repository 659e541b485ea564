"""What happened in an organisation since a moment, and what the next shift has to know: for whoever comes on duty."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import DutyShift
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.clocks.models import Clock
from tutela.core.marking import gettext_noop
from tutela.core.paging import Count, bounded_counts
from tutela.decisions.models import Decision
from tutela.ownership.models import HandOver
from tutela.reports.models import Answer, Report
from tutela.tasks.models import Task

LENGTHS = (8, 12, 24, 72)
MOST = 15


@dataclass(frozen=True)
class Shift:
    """One stretch of an organisation's work: what came, what was done, what is pressing now, and who is on duty."""

    since: datetime
    came: list[tuple[str, Count]]
    done: list[tuple[str, Count]]
    urgent: list[Report]
    at_risk: list[Child]
    due_next: list[Clock]
    on_duty: list[Any]


def shift_of(actor: Actor, *, hours: int, now: datetime) -> Shift:
    """The last ``hours`` of the reader's organisation, as far as the reader may see; five statements."""
    ours, since = actor.organisation_pk, now - timedelta(hours=hours)
    children = Child.objects.filter(owner_id=ours)
    decided = Decision.objects.filter(organisation_id=ours)
    counted = bounded_counts(
        children=children.filter(created_at__gt=since),
        reports=Report.objects.filter(owner_id=ours, received_at__gt=since),
        cases=Case.objects.filter(owner_id=ours, opened_at__gt=since),
        offers=HandOver.objects.filter(receiver_id=ours, offered_at__gt=since),
        tasks=Task.objects.filter(organisation_id=ours, given_at__gt=since),
        identified=children.filter(identified_at__gt=since),
        decisions=decided.filter(Q(made_at__gt=since) | Q(second_at__gt=since)),
        answers=Answer.objects.filter(report__owner_id=ours, sent_at__gt=since),
        accepted=HandOver.objects.filter(receiver_id=ours, decided_at__gt=since, state=HandOver.State.ACCEPTED),
        finished=Task.objects.filter(organisation_id=ours, ended_at__gt=since, state=Task.State.DONE),
        closed=Case.objects.filter(owner_id=ours, closed_at__gt=since),
        broken=Clock.objects.filter(
            answerable_id=ours, due_at__gt=since, due_at__lte=now, met_at=None, ended_at=None, paused_at=None
        ),
    )
    came = [(gettext(_CAME[name]), counted[name]) for name in _CAME]
    done = [(gettext(_DONE[name]), counted[name]) for name in _DONE]
    running = Clock.objects.filter(
        answerable_id=ours, met_at=None, ended_at=None, paused_at=None, due_at__lte=now + timedelta(hours=hours)
    )
    return Shift(
        since,
        came,
        done,
        list(Report.objects.filter(owner_id=ours, is_urgent=True).order_by("next_due_at", "pk")[:MOST]),
        list(children.filter(safety=Child.Safety.AT_RISK).order_by("next_due_at", "pk")[:MOST]),
        list(running.order_by("due_at", "pk")[:MOST]),
        list(
            DutyShift.objects.filter(organisation_id=ours, ends_at__gt=now, starts_at__lte=now + timedelta(hours=hours))
            .select_related("user")
            .order_by("starts_at", "level")[:MOST]
        ),
    )


_CAME = {
    "children": gettext_noop("Children entered"),
    "reports": gettext_noop("Reports received"),
    "cases": gettext_noop("Cases opened"),
    "offers": gettext_noop("Offers to us"),
    "tasks": gettext_noop("Tasks given to us"),
}
_DONE = {
    "identified": gettext_noop("Children identified"),
    "decisions": gettext_noop("Decisions made or seconded"),
    "answers": gettext_noop("Answers sent"),
    "accepted": gettext_noop("Offers accepted"),
    "finished": gettext_noop("Tasks finished"),
    "closed": gettext_noop("Cases closed"),
    "broken": gettext_noop("Promises that broke and are not kept yet"),
}
