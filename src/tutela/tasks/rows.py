"""A task as a list shows it: in words, and no more than whoever has it may know."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.models import Role
from tutela.tasks.models import Task


@dataclass(frozen=True)
class Row:
    """One row of a list of tasks."""

    task: Task
    kind: str
    assignee: str
    outcome: str


def row_of(task: Any) -> Row:
    """A task in words; ``task`` carries the name of who has it, where the reader may know that. No statement."""
    ended = typology.term("task_outcome", task.outcome).label if task.outcome else ""
    if task.reason:
        ended = typology.term("task_decline_reason", task.reason).label
    return Row(task, typology.term("task_kind", task.kind).label, _assignee(task), ended)


def role_words(role: str) -> str:
    """The role that a task is meant for, by its name."""
    return str(Role(role).label).lower() if role in Role.values else ""


def _assignee(task: Any) -> str:
    if task.assignee_id is None:
        if task.for_role:
            return gettext("nobody yet, for the role %(role)s") % {"role": role_words(task.for_role)}
        return gettext("nobody yet")
    return task.assignee_name or gettext("somebody there")
