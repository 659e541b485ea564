"""What is owed to whom: answers on their clocks, and decisions that nobody has seconded or reviewed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from tutela.accounts.actor import Actor
from tutela.clocks.models import Clock
from tutela.clocks.state import WARNING, state_of
from tutela.core.paging import Key, Page, page
from tutela.decisions.models import Decision
from tutela.organisations.models import Organisation
from tutela.reports.models import Report

_ORDER = (Key("due_at"), Key("id"))


@dataclass(frozen=True)
class Owed:
    """A promise of an answer, with its report where the reader may see it."""

    clock: Clock
    state: str
    report: Report | None


def answers_owed(actor: Actor, *, whose: str, now: datetime, cursor: str = "", size: int = 50) -> Page[Owed]:
    """Running answer clocks, the one nearest to breaking first; ``whose`` is mine, organisation or everybody (the centre)."""
    rows = Clock.objects.filter(kind__in=Clock.ANSWERS, met_at=None, ended_at=None, paused_at=None)
    if whose != "everybody":
        rows = rows.filter(answerable_id=actor.organisation_id)
    if whose == "mine":
        mine = Report.objects.filter(handler_id=actor.user_id).exclude(state=Report.State.CLOSED)
        rows = rows.filter(subject_kind="report", subject_id__in=mine.values("pk"))
    found = page(rows.select_related("answerable", "owed_to"), _ORDER, cursor=cursor, size=size)
    reports = {
        one.pk: one
        for one in Report.objects.filter(pk__in=[clock.subject_id for clock in found.items]).select_related("handler")
    }
    items = [Owed(clock, str(state_of(clock, now)), reports.get(clock.subject_id)) for clock in found.items]
    return Page(items, found.next_cursor, found.is_first)


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
            owed=Count("pk"),
            overdue=Count("pk", filter=Q(due_at__lte=now, paused_at=None)),
            due_soon=Count("pk", filter=Q(due_at__gt=now, due_at__lte=now + WARNING, paused_at=None)),
        )
    )
    organisations = Organisation.objects.in_bulk([one["answerable_id"] for one in counted])
    rows = [
        OwedBy(organisations[one["answerable_id"]], one["owed"], one["overdue"], one["due_soon"]) for one in counted
    ]
    return sorted(rows, key=lambda row: (-row.overdue, -row.due_soon, row.organisation.name))


@dataclass(frozen=True)
class Waiting:
    """Decisions that wait for somebody."""

    for_second_person: list[Decision]
    for_review: list[Decision]


def decisions_waiting(actor: Actor, *, now: datetime, most: int = 200) -> Waiting:
    """Of the reader's organisation: proposals without a second person, oldest first, and taken decisions whose review is due."""
    rows = Decision.objects.filter(organisation_id=actor.organisation_id).select_related("made_by", "second_person")
    return Waiting(
        for_second_person=list(rows.filter(state=Decision.State.PROPOSED).order_by("made_at")[:most]),
        for_review=list(
            rows.filter(state=Decision.State.TAKEN, review_on__lte=now.date(), reviewed_at=None).order_by("review_on")[
                :most
            ]
        ),
    )
