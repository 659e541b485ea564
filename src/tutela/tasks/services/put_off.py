"""An open task gets another day by when it is to be done, by whoever gave it, with words."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.ownership.access import records
from tutela.tasks.models import Task
from tutela.tasks.services.change import locked_task, must_be_open, must_have_given_it, tell_holder, write


@transaction.atomic
def put_off_task(
    task: Task, *, due_at: datetime | None, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Task:
    """Say another moment by which a task is to be done, sooner or later, or that there is none; whoever has it hears.

    Done by the organisation that gave it, or that answers for the record. The day before stays in the history. Raises BadInput
    without words or for a moment that has passed; RuleBroken when the task is over, the day is the same, or another organisation
    gave it; StaleRecord.
    """
    fresh = locked_task(task, version=version)
    must_have_given_it(fresh, actor)
    must_be_open(fresh)
    said = neutral_words(words, limit=500, field="words")
    if not said:
        raise BadInput(
            gettext("Say why the day changes."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    if due_at is not None and due_at <= now:
        raise BadInput(
            gettext("The task would be overdue at once."),
            where=where(field="due_on"),
            mend=gettext("Choose a day that lies ahead."),
        )
    if due_at == fresh.due_at:
        raise RuleBroken(gettext("That is its day already."), mend=gettext("Nothing has to be done."))
    name_the_verb("task.put_off")
    write(fresh, "task.put_off", actor=actor, now=now, fields={"due_at": due_at, "words": said})
    subject = records(fresh.subject_kind).filter(pk=fresh.subject_id).first()
    tell_holder(
        fresh, f"A task about {fresh.subject_reference} is due on another day.", subject=subject, actor=actor, now=now
    )
    return fresh
