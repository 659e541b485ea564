"""Tell who has a task that it is due within a day, or overdue: each once, and many of them in one line."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import record
from tutela.clocks.state import WARNING
from tutela.notices.models import Notice
from tutela.notices.services import DESK, tell
from tutela.tasks.models import Task, Told
from tutela.tasks.services.change import Of

AT_ONCE = 500
# More than this of one stage in one go are one line: nobody reads 700.
MOST_LINES = 20


@dataclass(frozen=True)
class _Due:
    """A task of which somebody has yet to hear, with the person who has it and works there, and who answers for its record."""

    task_id: int
    stage: str
    assignee_id: int | None
    owner_id: int


@transaction.atomic
def tell_of_tasks(*, actor: Actor, now: datetime) -> int:
    """Tell whoever has yet to hear of tasks due within a day or overdue; returns how many tasks that were.

    Where nobody who works there has a task, the managers of the organisation hear, and its desk where it has none. Run by the
    worker. What was told is remembered in the same transaction: after a crash it is told once, not twice.
    """
    found = _due(now)
    if not found:
        return 0
    tasks = Task.objects.select_related("organisation").in_bulk([one.task_id for one in found])
    lines: dict[tuple[int, str], list[_Due]] = defaultdict(list)
    told = []
    leading: dict[int, list[int]] = {}
    for one in found:
        task = tasks[one.task_id]
        assert task.due_at is not None  # noqa: S101 - it was found by its due time
        if one.assignee_id is not None:
            people = [one.assignee_id]
        else:
            if task.organisation_id not in leading:
                leading[task.organisation_id] = _leading(task.organisation_id)
            people = leading[task.organisation_id]
        told.append(Told(task=task, stage=one.stage, due_at=task.due_at, at=now, people=people))
        for user_id in people:
            lines[user_id, one.stage].append(one)
    Told.objects.bulk_create(told)
    for (user_id, stage), of_one in lines.items():
        _write(user_id, stage, of_one, tasks, now)
    record("task.tell", actor=actor, now=now, tasks=len(found), people=len({user_id for user_id, _ in lines}))
    return len(found)


def _due(now: datetime) -> list[_Due]:
    """The tasks that are due within a day or overdue and of which nobody was told at that stage, the earliest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, t.stage, CASE WHEN tasks_may_have(t.assignee_id, t.organisation_id) THEN t.assignee_id END,"
            "       tutela_owner_of(t.subject_kind, t.subject_id)"
            "  FROM (SELECT *, CASE WHEN due_at <= %(now)s THEN 'overdue' ELSE 'due_soon' END AS stage"
            "          FROM tasks_task WHERE state = 'open' AND due_at <= %(until)s) AS t"
            " WHERE NOT EXISTS (SELECT 1 FROM tasks_told o WHERE o.task_id = t.id AND o.due_at = t.due_at AND o.stage = t.stage)"
            " ORDER BY t.due_at, t.id LIMIT %(most)s",
            {"now": now, "until": now + WARNING, "most": AT_ONCE},
        )
        return [_Due(*row) for row in cursor.fetchall()]


def _leading(organisation_id: int) -> list[int]:
    """Who hears where nobody has a task by name: the managers, or the desk where there is none."""
    with connection.cursor() as cursor:
        for roles in ([Role.MANAGER], [*DESK, Role.PARTNER]):
            cursor.execute("SELECT notices_recipients(%s, %s)", [organisation_id, [str(one) for one in roles]])
            people = sorted(user_id for (user_id,) in cursor.fetchall())
            if people:
                return people
    return []


def _write(user_id: int, stage: str, found: list[_Due], tasks: dict[int, Task], now: datetime) -> None:
    if len(found) > MOST_LINES:
        are = "are overdue" if stage == Told.Stage.OVERDUE else "are due within a day"
        tell(
            [user_id],
            Notice.Kind.TASK,
            f"{len(found):,} tasks {are}. Look at your tasks: they stand in order.",
            now=now,
        )
        return
    for one in found:
        task = tasks[one.task_id]
        # Only the staff of whoever answers for the record is led to it; everybody else to their tasks.
        about = Of(task.subject_kind, task.subject_id, task.subject_reference)
        subject = about if one.owner_id == task.organisation_id else None
        tell([user_id], Notice.Kind.TASK, _words(task, stage, one.assignee_id), now=now, subject=subject)


def _words(task: Task, stage: str, assignee_id: int | None) -> str:
    assert task.due_at is not None  # noqa: S101 - it was found by its due time
    due = task.due_at.astimezone(ZoneInfo(task.organisation.time_zone))
    was = "was due" if stage == Told.Stage.OVERDUE else "is due"
    why = "You have it." if assignee_id is not None else "Nobody of your organisation has it by name."
    return f"{task.subject_reference}: a task {was} {due:%-d %B %Y at %H:%M} ({due:%Z}). {why}"
