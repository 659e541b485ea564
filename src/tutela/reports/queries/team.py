"""For a manager: who carries how much, what is late and with whom, what nobody holds, and how promises were kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext, pgettext

from tutela.accounts.models import WRITES_RECORDS, Membership
from tutela.clocks.models import Clock
from tutela.clocks.queries import Kept, how_kept
from tutela.clocks.state import WARNING
from tutela.decisions.models import Decision
from tutela.reports.models import Report

# How far back promises are looked at: long enough to mean something, short enough to be about the present team.
PERIOD = timedelta(days=90)


@dataclass
class Load:
    """How much somebody carries: open reports, and of these how many are urgent, overdue and due within a day."""

    name: str
    unit: str = ""
    handler_id: int | None = None
    open: int = 0
    urgent: int = 0
    overdue: int = 0
    due_soon: int = 0

    def add(self, other: "Load") -> None:
        """Count another's work to this."""
        for name in ("open", "urgent", "overdue", "due_soon"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Workload:
    """The open reports of an organisation by handler and by unit."""

    handlers: list[Load]
    units: list[Load]
    unassigned: Load
    total: Load = field(default_factory=lambda: Load(_all()))


def workload(organisation_id: int, *, now: datetime) -> Workload:
    """Open reports by who handles them, the most overdue first; who handles nothing is listed too. Two statements."""
    open_reports = Report.objects.filter(owner_id=organisation_id).exclude(state=Report.State.CLOSED)
    counted: dict[int | None, dict[str, Any]] = {
        row["handler_id"]: {name: count for name, count in row.items() if name != "handler_id"}
        for row in open_reports.values("handler_id").annotate(
            open=Count("pk"),
            urgent=Count("pk", filter=Q(is_urgent=True)),
            overdue=Count("pk", filter=Q(next_due_at__lte=now)),
            due_soon=Count("pk", filter=Q(next_due_at__gt=now, next_due_at__lte=now + WARNING)),
        )
    }
    held = Membership.objects.filter(organisation_id=organisation_id).select_related("user", "unit")
    handlers: dict[int, Load] = {}
    for one in held.order_by("user__name", "-pk"):
        works = one.role in WRITES_RECORDS and one.ends_at is None and one.user.is_active
        if (works or one.user_id in counted) and one.user_id not in handlers:
            unit = one.unit.name if one.unit else ""
            handlers[one.user_id] = Load(one.user.name, unit, one.user_id, **counted.get(one.user_id, {}))
    unassigned = Load(gettext("Nobody yet"), **counted.get(None, {}))
    total = Load(_all())
    for load in (*handlers.values(), unassigned):
        total.add(load)
    return Workload(_heaviest_first(handlers.values()), _by_unit(handlers.values()), unassigned, total)


def _all() -> str:
    return pgettext("loads", "All")


def _by_unit(loads: Iterable[Load]) -> list[Load]:
    units: dict[str, Load] = {}
    for load in loads:
        units.setdefault(load.unit, Load(load.unit or gettext("No unit"))).add(load)
    return _heaviest_first(units.values())


def _heaviest_first(loads: Iterable[Load]) -> list[Load]:
    return sorted(loads, key=lambda load: (-load.urgent, -load.overdue, -load.due_soon, -load.open, load.name))


def promises(organisation_id: int, *, now: datetime) -> list[Kept]:
    """How the organisation kept its promises of the period, by kind, as far as there are any; one statement."""
    of_period = Clock.objects.filter(answerable_id=organisation_id, due_at__gt=now - PERIOD)
    return [one for one in how_kept(of_period, now=now) if one.due or one.ended]


@dataclass(frozen=True)
class Unreviewed:
    """How many decisions were taken by two people in the period, and how many wait for somebody."""

    taken: int
    for_second_person: int
    for_review: int


def unreviewed(organisation_id: int, *, now: datetime) -> Unreviewed:
    """How many decisions wait for a second person, and how many for a review that is due; one statement."""
    counted = Decision.objects.filter(organisation_id=organisation_id, kind__in=Decision.ASKED_FOR_REVIEW).aggregate(
        taken=Count("pk", filter=Q(state=Decision.State.TAKEN, second_at__gt=now - PERIOD)),
        for_second_person=Count("pk", filter=Q(state=Decision.State.PROPOSED)),
        for_review=Count("pk", filter=Q(state=Decision.State.TAKEN, next_review_on__lt=now.date())),
    )
    return Unreviewed(**counted)
