"""The work list in its one honest order: specific current concern first, then what is nearest to breaking a promise."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext

from tutela.accounts.actor import Actor
from tutela.clocks.models import Clock
from tutela.clocks.state import WARNING, State, state_of
from tutela.core import clock
from tutela.core.marking import gettext_noop
from tutela.core.paging import Count, Key, Page, bounded_counts, page
from tutela.core.relative_time import distance
from tutela.ownership.queries import waiting_offers
from tutela.reports.models import Report
from tutela.tasks.queries import overdue_of

ORDER = (Key("is_urgent", descending=True), Key("next_due_at"), Key("id"))
ORDER_IN_WORDS = gettext_noop(
    "Specific current concern first, then what is nearest to breaking a promise, then the oldest."
)


@dataclass(frozen=True)
class Filters:
    """What the reader narrowed the list to; everything lives in the address."""

    whose: str = "organisation"  # "mine", "unassigned", "organisation"
    state: str = ""
    category: str = ""
    door: str = ""
    due: str = ""  # "overdue", "soon"
    concern: str = ""  # "now": a specific concern that nobody has accepted
    handler: str = ""  # the number of a colleague

    def applied(self) -> dict[str, str]:
        """The filters that narrow the list, by name."""
        return {
            name: value for name, value in vars(self).items() if value and (name, value) != ("whose", "organisation")
        }


@dataclass(frozen=True)
class NextStep:
    """The act that the list offers beside a report, and its address below the report's own."""

    words: str
    address: str


@dataclass(frozen=True)
class Row:
    """A report in the list, with the sentence that says why it stands where it does."""

    report: Report
    reason: str
    clock: Clock | None
    clock_state: str
    is_new: bool
    step: NextStep
    clocks: Sequence[Clock] = field(default_factory=tuple)


def work_list(
    actor: Actor, filters: Filters, *, now: datetime, looked_at: datetime | None, cursor: str = "", size: int = 50
) -> Page[Row]:
    """The page of the list after ``cursor``; two statements, whatever its length."""
    found = page(reports(actor, filters, now), ORDER, cursor=cursor, size=size)
    clocks = _clocks_of(found.items)
    rows = [_row(report, clocks.get(report.pk, []), now=now, looked_at=looked_at) for report in found.items]
    return found.with_items(rows)


def reports(actor: Actor, filters: Filters, now: datetime) -> QuerySet[Report]:
    """The open reports that the actor's organisation owns, narrowed; also what an export writes."""
    rows = Report.objects.filter(owner_id=actor.organisation_id).exclude(state=Report.State.CLOSED)
    if filters.whose == "mine":
        rows = rows.filter(handler_id=actor.user_id)
    elif filters.whose == "unassigned":
        rows = rows.filter(handler=None)
    if filters.handler.isdecimal():
        rows = rows.filter(handler_id=int(filters.handler))
    if filters.concern:
        rows = rows.filter(is_urgent=True)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.category:
        rows = rows.filter(categories__contains=[filters.category])
    if filters.door:
        rows = rows.filter(door=filters.door)
    if filters.due == "overdue":
        rows = rows.filter(next_due_at__lte=now)
    elif filters.due == "soon":
        rows = rows.filter(next_due_at__gt=now, next_due_at__lte=now + WARNING)
    return rows.select_related("handler")


def _clocks_of(reports_of_page: Iterable[Report]) -> dict[int, list[Clock]]:
    by_report: dict[int, list[Clock]] = {}
    ids = [report.pk for report in reports_of_page]
    running = Clock.objects.filter(subject_kind="report", subject_id__in=ids, met_at=None, ended_at=None)
    for one in running.order_by("due_at"):
        by_report.setdefault(one.subject_id, []).append(one)
    return by_report


def _row(report: Report, clocks: list[Clock], *, now: datetime, looked_at: datetime | None) -> Row:
    nearest = next((one for one in clocks if one.paused_at is None), clocks[0] if clocks else None)
    return Row(
        report=report,
        reason=reason(report, nearest, now),
        clock=nearest,
        clock_state=str(state_of(nearest, now)) if nearest else "",
        is_new=looked_at is not None and report.received_at > looked_at,
        step=next_step(report, nearest),
        clocks=clocks,
    )


_PROMISE = {
    Clock.Kind.RECEIPT: gettext_noop("The receipt"),
    Clock.Kind.PROGRESS: gettext_noop("The next progress answer"),
    Clock.Kind.OUTCOME: gettext_noop("The outcome"),
    Clock.Kind.REVIEW: gettext_noop("The review of the decision"),
    Clock.Kind.ACCEPTANCE: gettext_noop("The acceptance"),
    Clock.Kind.ASSESSMENT: gettext_noop("The assessment"),
    Clock.Kind.URGENT: gettext_noop("The acceptance of the concern"),
}


def reason(report: Report, nearest: Clock | None, now: datetime) -> str:
    """Why the report stands where it does, in a sentence."""
    if report.is_urgent:
        return gettext("A child may be being harmed now, and nobody has accepted the concern yet.")
    if nearest is None:
        return gettext("Nothing is promised at present; it stands after everything that is.")
    promise, when = gettext(_PROMISE[Clock.Kind(nearest.kind)]), distance(nearest.due_at, now)
    state = state_of(nearest, now)
    if state == State.PAUSED:
        return gettext("{promise} is paused.").format(promise=promise)
    if state == State.OVERDUE:
        return gettext("{promise} is overdue: it was due {when}.").format(promise=promise, when=when)
    return gettext("{promise} is due {when}.").format(promise=promise, when=when)


def next_step(report: Report, nearest: Clock | None) -> NextStep:
    """What is to be done with a report first, as a link."""
    if report.is_urgent:
        return NextStep(gettext("Accept the concern"), "accept-concern")
    if report.state == Report.State.RECEIVED:
        return NextStep(gettext("Look at it"), "triage")
    if nearest is not None and nearest.kind in Clock.ANSWERS:
        return NextStep(pgettext("verb", "Answer"), "answer")
    return NextStep(gettext("Decide"), "decisions")


@dataclass(frozen=True)
class Tally:
    """How many of the owner's open reports stand in each state of urgency, and how many the list as narrowed holds."""

    open: Count
    urgent: Count
    overdue: Count
    due_soon: Count
    unassigned: Count
    listed: Count


def tally(actor: Actor, filters: Filters, now: datetime) -> Tally:
    """The figures at the head of the list, none counted further than a reader needs; one statement."""
    every = Filters()
    return Tally(
        **bounded_counts(
            open=reports(actor, every, now),
            urgent=reports(actor, every, now).filter(is_urgent=True),
            overdue=reports(actor, Filters(due="overdue"), now),
            due_soon=reports(actor, Filters(due="soon"), now),
            unassigned=reports(actor, Filters(whose="unassigned"), now),
            listed=reports(actor, filters, now),
        )
    )


@dataclass(frozen=True)
class WorkWaiting:
    """What the menu counts for staff: concerns that nobody has accepted, offers nobody has answered, own tasks overdue; and what
    another app counts in the same statement, by its name.
    """

    urgent: int
    offered: int
    tasks_overdue: int = 0
    beside: Mapping[str, int] = field(default_factory=dict)


def work_waiting(actor: Actor, most: int, **beside: Callable[[Actor], QuerySet[Any]]) -> WorkWaiting:
    """All of them, counted no further than ``most``; one statement, and none for somebody who reads no records."""
    if actor.organisation_id is None or not actor.reads_records:
        return WorkWaiting(0, 0, beside=dict.fromkeys(beside, 0))
    concerns = Report.objects.filter(owner_id=actor.organisation_id, is_urgent=True).exclude(state=Report.State.CLOSED)
    counted = bounded_counts(
        most,
        urgent=concerns,
        offered=waiting_offers(actor),
        tasks_overdue=overdue_of(actor.user_pk, now=clock.now()),
        **{name: rows(actor) for name, rows in beside.items()},
    )
    urgent, offered, overdue = (counted[name].value for name in ("urgent", "offered", "tasks_overdue"))
    return WorkWaiting(urgent, offered, overdue, beside={name: counted[name].value for name in beside})
