"""A task that is over is opened again, with words; what came of it before stays in its history."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.audit.services import name_the_verb
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.organisations.models import Organisation
from tutela.ownership.access import records
from tutela.tasks.models import Task
from tutela.tasks.services.change import WORKERS, gave_it, has_it, locked_task, must_work_there, tell_holder, write


@transaction.atomic
def reopen_task(
    task: Task,
    *,
    words: str,
    organisation: Organisation | None = None,
    due_at: datetime | None = None,
    assignee: User | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Open a task again, with words; the giver may give it to another organisation, and say another time by when.

    The organisation that has it may do so for what it has finished itself, and changes neither. Without ``assignee`` the task
    waits for somebody of the organisation. Raises BadInput without words, RuleBroken when it is open or not the actor's;
    StaleRecord.
    """
    actor.must_hold(*WORKERS)
    fresh = locked_task(task, version=version)
    if fresh.is_open:
        raise RuleBroken(gettext("This task is open."), mend=gettext("Nothing has to be done."))
    is_giver = gave_it(fresh, actor)
    if not is_giver and not (has_it(fresh, actor) and fresh.state == Task.State.DONE):
        raise RuleBroken(
            gettext("%(organisation)s gave this task.") % {"organisation": fresh.giver},
            mend=gettext("Ask them to open it again."),
        )
    said = neutral_words(words, limit=500, field="words")
    if not said:
        raise BadInput(
            gettext("Say why it is opened again."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    holder = organisation or fresh.organisation
    if not is_giver and (holder.pk != fresh.organisation_id or due_at is not None):
        raise RuleBroken(
            gettext("%(organisation)s gave this task.") % {"organisation": fresh.giver},
            mend=gettext("They say who does it, and by when."),
        )
    if due_at is not None and due_at <= now:
        raise BadInput(
            gettext("The task would be overdue at once."),
            where=where(field="due_at"),
            mend=gettext("Choose a moment that lies ahead."),
        )
    if not holder.is_active:
        raise BadInput(
            gettext("%(organisation)s is closed.") % {"organisation": holder.short_name},
            where=where(field="organisation"),
            mend=gettext("Choose another organisation."),
        )
    must_work_there(assignee, holder)
    name_the_verb("task.reopen")
    before = fresh.state
    write(
        fresh,
        "task.reopen",
        actor=actor,
        now=now,
        fields={
            "state": Task.State.OPEN,
            "outcome": "",
            "reason": "",
            "words": said,
            "ended_at": None,
            "organisation": holder,
            "assignee": assignee,
            "due_at": due_at or fresh.due_at,
        },
        before=before,
        organisation=holder.code,
    )
    subject = records(fresh.subject_kind).filter(pk=fresh.subject_id).first()
    tell_holder(fresh, f"A task about {fresh.subject_reference} is open again.", subject=subject, actor=actor, now=now)
    return fresh
