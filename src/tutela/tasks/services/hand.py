"""A task gets somebody by name, or goes from one to another, within the organisation that has it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.audit.services import name_the_verb
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.tasks.models import Task
from tutela.tasks.services.change import (
    is_for_named_persons,
    locked_task,
    must_be_open,
    must_have_it,
    must_work_there,
    sees_record,
    tell_holder,
    write,
)


@transaction.atomic
def hand_task(task: Task, *, assignee: User | None, version: int | None = None, actor: Actor, now: datetime) -> Task:
    """Give a task to a colleague, or back to the organisation's unassigned ones (``assignee`` None); the colleague hears.

    Raises RuleBroken when it is no longer open, another organisation has it, or it is about a restricted record that only the
    one who has the task knows of; BadInput for somebody who does not work there, or has it already; StaleRecord.
    """
    fresh = locked_task(task, version=version)
    must_have_it(fresh, actor)
    must_be_open(fresh)
    if (assignee.pk if assignee else None) == fresh.assignee_id:
        raise BadInput(
            gettext("So it is already."), where=where(field="assignee"), mend=gettext("Choose somebody else.")
        )
    must_work_there(assignee, fresh.organisation)
    if not sees_record(fresh) and is_for_named_persons(fresh):
        raise RuleBroken(
            gettext("This record is restricted to named persons."),
            mend=gettext("Give the task back, and say who could do it."),
        )
    name_the_verb("task.hand")
    before = fresh.assignee_id
    write(
        fresh,
        "task.hand",
        actor=actor,
        now=now,
        fields={"assignee": assignee},
        before_handler=before,
        handler=assignee.pk if assignee else None,
    )
    if assignee is not None:
        words = f"A task about {fresh.subject_reference} was handed to you."
        tell_holder(fresh, words, subject=None, actor=actor, now=now)
    return fresh
