"""What is owed to whom: answers on their clocks."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count as Counted
from django.db.models import Q, QuerySet

from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership
from tutela.clocks.models import Clock
from tutela.clocks.state import WARNING, state_of
from tutela.core.paging import Count, Key, Page, bounded_counts, page
from tutela.organisations.models import Organisation
from tutela.reports.models import Report

_ORDER = (Key("due_at"), Key("id"))


@dataclass(frozen=True)
class Owed:
    """A promise of an answer, with its report where the reader may see it."""

    clock: Clock
    state: str
    report: Report | None


@dataclass(frozen=True)
class OwedFilters:
    """Whose promises, and how near to breaking; everything lives in the address."""

    whose: str = "organisation"  # mine, unit, organisation, everybody (the coordinating centre)
    due: str = ""  # overdue, soon
    kind: str = ""
    organisation: str = ""  # its code, for the centre


def owed_clocks(actor: Actor, filters: OwedFilters, *, unit_id: int | None, now: datetime) -> QuerySet[Clock]:
    """Running answer clocks as narrowed; also what an export writes. A paused one is owed, and breaks no promise."""
    rows = Clock.objects.filter(kind__in=Clock.ANSWERS, met_at=None, ended_at=None)
    if filters.whose != "everybody":
        rows = rows.filter(answerable_id=actor.organisation_id)
    elif filters.organisation:
        rows = rows.filter(answerable__code=filters.organisation)
    open_reports = Report.objects.exclude(state=Report.State.CLOSED)
    if filters.whose == "mine":
        rows = rows.filter(
            subject_kind="report", subject_id__in=open_reports.filter(handler_id=actor.user_id).values("pk")
        )
    elif filters.whose == "unit":
        people = Membership.objects.filter(unit_id=unit_id or 0, ends_at=None).values("user_id")
        rows = rows.filter(
            subject_kind="report",
            subject_id__in=open_reports.filter(owner_id=actor.organisation_id, handler_id__in=people).values("pk"),
        )
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.due == "overdue":
        rows = rows.filter(paused_at=None, due_at__lte=now)
    elif filters.due == "soon":
        rows = rows.filter(paused_at=None, due_at__gt=now, due_at__lte=now + WARNING)
    return rows.select_related("answerable", "owed_to")


def answers_owed(
    actor: Actor, filters: OwedFilters, *, unit_id: int | None, now: datetime, cursor: str = "", size: int = 50
) -> Page[Owed]:
    """A page of the promises as narrowed, the one nearest to breaking first; two statements."""
    found = page(owed_clocks(actor, filters, unit_id=unit_id, now=now), _ORDER, cursor=cursor, size=size)
    reports = (
        Report.objects.filter(pk__in=[clock.subject_id for clock in found.items]).select_related("handler").in_bulk()
    )
    return found.with_items(
        [Owed(clock, str(state_of(clock, now)), reports.get(clock.subject_id)) for clock in found.items]
    )


@dataclass(frozen=True)
class OwedTally:
    """How many answers are owed, of which overdue and due within a day; none counted further than a reader needs."""

    owed: Count
    overdue: Count
    due_soon: Count
    listed: Count


def owed_tally(actor: Actor, filters: OwedFilters, *, unit_id: int | None, now: datetime) -> OwedTally:
    """The figures at the head of the list, over the same people as the list; one statement."""
    same_people = replace(filters, due="", kind="")
    return OwedTally(
        **bounded_counts(
            owed=owed_clocks(actor, same_people, unit_id=unit_id, now=now),
            overdue=owed_clocks(actor, replace(same_people, due="overdue"), unit_id=unit_id, now=now),
            due_soon=owed_clocks(actor, replace(same_people, due="soon"), unit_id=unit_id, now=now),
            listed=owed_clocks(actor, filters, unit_id=unit_id, now=now),
        )
    )


@dataclass(frozen=True)
class OwedBy:
    """How many answers an organisation owes, of which overdue and due within a day."""

    organisation: Organisation
    owed: int
    overdue: int
    due_soon: int


def by_organisation(*, now: datetime) -> list[OwedBy]:
    """For the coordinating centre: who owes how many answers, the most overdue first; two statements."""
    counted = list(
        Clock.objects.filter(kind__in=Clock.ANSWERS, met_at=None, ended_at=None)
        .values("answerable_id")
        .annotate(
            owed=Counted("pk"),
            overdue=Counted("pk", filter=Q(due_at__lte=now, paused_at=None)),
            due_soon=Counted("pk", filter=Q(due_at__gt=now, due_at__lte=now + WARNING, paused_at=None)),
        )
    )
    organisations = Organisation.objects.in_bulk([one["answerable_id"] for one in counted])
    rows = [
        OwedBy(organisations[one["answerable_id"]], one["owed"], one["overdue"], one["due_soon"]) for one in counted
    ]
    return sorted(rows, key=lambda row: (-row.overdue, -row.due_soon, row.organisation.name))
