"""Questions about tasks, each in a bounded number of statements. Row-level security decides which there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.audit.changes import names_of
from tutela.clocks.state import WARNING
from tutela.core.marking import gettext_noop
from tutela.core.paging import Count, Key, bounded_counts
from tutela.core.subjects import Subject
from tutela.tasks.models import Task

_OPEN_FIRST = Case(
    When(state=Task.State.OPEN, then=Value(0)), When(state=Task.State.DECLINED, then=Value(1)), default=Value(2)
)
# The words are translated where they are shown.
ORDERS: dict[str, tuple[tuple[Key, ...], str]] = {
    "due": ((Key("due_at"), Key("id")), gettext_noop("What is due first stands first; what has no day, at the end.")),
    "-due": ((Key("due_at", descending=True), Key("id", descending=True)), gettext_noop("What is due last first.")),
    "-given": (
        (Key("given_at", descending=True), Key("id", descending=True)),
        gettext_noop("What was given last first."),
    ),
    "given": ((Key("given_at"), Key("id")), gettext_noop("What was given first stands first.")),
    "record": ((Key("subject_reference"), Key("id")), gettext_noop("By the reference of the record.")),
    "-record": (
        (Key("subject_reference", descending=True), Key("id", descending=True)),
        gettext_noop("By the reference of the record, from the end."),
    ),
}
DEFAULT_ORDER = "due"


def tasks_of(subject: Subject) -> list[Task]:
    """The tasks about a record: the open ones first, those due soonest at the head; then what was given back; then what is over."""
    rows = Task.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    return list(_around(rows).order_by(_OPEN_FIRST, "due_at", "-given_at", "-pk"))


def open_tasks_of(user_id: int) -> QuerySet[Task]:
    """What somebody is to do, the soonest due first; tasks without a due time stand at the end."""
    rows = Task.objects.filter(assignee_id=user_id, state=Task.State.OPEN)
    return _around(rows).order_by("due_at", "pk")


def tasks_of_origin(kind: str, origin_id: int) -> list[Task]:
    """The tasks that come from a row of another app, such as a meeting, in the order in which they were given."""
    return list(_around(Task.objects.filter(origin_kind=kind, origin_id=origin_id)).order_by("pk"))


def given_from_templates(subject: Subject) -> dict[str, Task]:
    """What was given of each template about a record and not called off, by the template's code; the newest of each."""
    rows = Task.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    rows = rows.exclude(template="").exclude(state=Task.State.CANCELLED).order_by("pk")
    return {one.template: one for one in rows}


@dataclass(frozen=True)
class TaskFilters:
    """What the reader narrowed the list to; everything lives in the address."""

    whose: str = "mine"  # "mine", "ours", "unassigned", "given"
    state: str = "open"
    kind: str = ""
    due: str = ""  # "overdue", "soon", "none"
    record: str = ""


def tasks(actor: Actor, filters: TaskFilters, *, now: datetime) -> QuerySet[Task]:
    """The tasks of the list, as this reader may see them."""
    rows = _whose(actor, filters.whose)
    if filters.state != "any":
        rows = rows.filter(state=filters.state)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.record:
        rows = rows.filter(subject_kind=filters.record)
    if filters.due == "none":
        rows = rows.filter(due_at=None)
    elif filters.due:
        rows = rows.filter(_DUE[filters.due](now), state=Task.State.OPEN)
    return _around(rows)


def tally(actor: Actor, *, now: datetime) -> dict[str, Count]:
    """The figures at the head of the list, in one statement: what is open, and what of it presses."""
    mine, ours = (_whose(actor, name).filter(state=Task.State.OPEN) for name in ("mine", "ours"))
    return bounded_counts(
        mine=mine,
        mine_overdue=mine.filter(_DUE["overdue"](now)),
        ours=ours,
        unassigned=_whose(actor, "unassigned").filter(state=Task.State.OPEN),
        ours_overdue=ours.filter(_DUE["overdue"](now)),
        given_back=_whose(actor, "given").filter(state=Task.State.DECLINED),
    )


def overdue_of(user_id: int, *, now: datetime) -> QuerySet[Task]:
    """The open tasks of somebody that are overdue: for a badge, which counts them beside other things."""
    return Task.objects.filter(assignee_id=user_id, state=Task.State.OPEN, due_at__lte=now)


@dataclass(frozen=True)
class Step:
    """One entry of a task's history, in words."""

    title: str
    at: datetime
    by: str
    kind: str
    said: tuple[tuple[str, str], ...]


def history_of(task: Task) -> list[Step]:
    """What became of a task, newest first: every outcome that it ever had, who gave it to whom, and why. Two statements."""
    events: Any = Task.pgh_event_model  # type: ignore[attr-defined]
    rows = list(events.objects.filter(pgh_obj_id=task.pk).select_related("organisation", "giver").order_by("pgh_id"))
    names = names_of(number for row in rows for number in (row.changed_by_id, row.assignee_id))
    steps = [_step(row, earlier, names) for earlier, row in zip([None, *rows], rows, strict=False)]
    return steps[::-1]


def names_for(rows: Iterable[Task]) -> dict[str, str]:
    """The names of those who gave, have or changed tasks, as far as the reader may know them; one statement."""
    return names_of(number for one in rows for number in (one.given_by_id, one.assignee_id, one.changed_by_id))


def said_of(row: Any) -> tuple[tuple[str, str], ...]:
    """What a task says of how it ended, by label: only what is there."""
    is_identification = row.kind == "identification"
    pairs = [
        (gettext("Outcome"), typology.term("task_outcome", row.outcome).label if row.outcome else ""),
        (gettext("Reason"), typology.term("task_decline_reason", row.reason).label if row.reason else ""),
        (gettext("What was tried") if is_identification and row.outcome else gettext("In words"), row.words),
        (gettext("What it showed"), row.showed),
        (gettext("Who else was asked"), row.asked),
    ]
    return tuple((label, words) for label, words in pairs if words)


def who(names: dict[str, str], user_id: int | None, organisation: Any) -> str:
    """Somebody's name, where the reader may know it; else where they work."""
    if user_id is None:
        return ""
    known = names.get(str(user_id))
    return known or gettext("somebody of %(organisation)s") % {"organisation": organisation.short_name}


_TITLES = {
    Task.State.DONE: (gettext_noop("Finished"), "done"),
    Task.State.DECLINED: (gettext_noop("Given back"), "waiting"),
    Task.State.CANCELLED: (gettext_noop("Cancelled"), "ended"),
}


def _step(row: Any, earlier: Any, names: dict[str, str]) -> Step:
    holder = who(names, row.assignee_id, row.organisation) or row.organisation.short_name
    if earlier is None:
        title, kind = gettext("Given to %(holder)s") % {"holder": holder}, "running"
    elif row.state == Task.State.OPEN and earlier.state != Task.State.OPEN:
        title, kind = gettext("Opened again, for %(holder)s") % {"holder": holder}, "running"
    elif row.state == Task.State.OPEN and row.due_at != earlier.due_at:
        title, kind = gettext("Another day was set"), "running"
    elif row.state == Task.State.OPEN and row.assignee_id:
        title, kind = gettext("Handed to %(holder)s") % {"holder": holder}, "running"
    elif row.state == Task.State.OPEN:
        title, kind = gettext("Put back: nobody has it by name"), "running"
    else:
        title, kind = gettext(_TITLES[row.state][0]), _TITLES[row.state][1]
    by = names.get(str(row.changed_by_id)) if row.changed_by_id else "Tutela"
    return Step(title, row.changed_at, by or gettext("somebody of another organisation"), kind, said_of(row))


def _around(rows: QuerySet[Task]) -> QuerySet[Task]:
    """With the organisations, and the name of who has it, where the reader may know that."""
    name = User.objects.filter(pk=OuterRef("assignee_id")).values("name")[:1]
    return rows.select_related("organisation", "giver").annotate(assignee_name=Subquery(name))


def _whose(actor: Actor, whose: str) -> QuerySet[Task]:
    rows = Task.objects.all()
    if whose == "given":
        return rows.filter(giver_id=actor.organisation_pk)
    # Equality on who has it, in the order of an index: that is what a long list needs to be quick.
    rows = rows.filter(organisation_id=actor.organisation_pk)
    if whose == "unassigned":
        return rows.filter(assignee=None)
    return rows.filter(assignee_id=actor.user_id) if whose == "mine" else rows


_DUE = {
    "overdue": lambda now: Q(due_at__lte=now),
    "soon": lambda now: Q(due_at__gt=now, due_at__lte=now + WARNING),
}
