"""A task is called off by whoever gave it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.ownership.access import records
from tutela.tasks.models import Task
from tutela.tasks.services.change import locked_task, must_have_given_it, tell_holder, write

_ENDS = (Task.State.OPEN, Task.State.DECLINED)


@transaction.atomic
def cancel_task(task: Task, *, words: str, version: int | None = None, actor: Actor, now: datetime) -> Task:
    """Call a task off, with words; whoever had it hears. Done by the organisation that gave it, or that answers for the record.

    Raises BadInput without words, RuleBroken when it is done or cancelled already or another organisation gave it; StaleRecord.
    """
    fresh = locked_task(task, version=version)
    must_have_given_it(fresh, actor)
    if fresh.state not in _ENDS:
        raise RuleBroken(
            gettext("This task is over already: %(state)s.") % {"state": fresh.get_state_display().lower()},
            mend=gettext("Nothing has to be done."),
        )
    said = neutral_words(words, limit=500, field="words")
    if not said:
        raise BadInput(
            gettext("Say why it is called off."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    was_open = fresh.is_open
    name_the_verb("task.cancel")
    write(
        fresh,
        "task.cancel",
        actor=actor,
        now=now,
        fields={"state": Task.State.CANCELLED, "reason": "", "words": said, "ended_at": now},
    )
    if was_open:
        subject = records(fresh.subject_kind).filter(pk=fresh.subject_id).first()
        words_of_notice = f"A task about {fresh.subject_reference} was cancelled."
        tell_holder(fresh, words_of_notice, subject=subject, actor=actor, now=now)
    return fresh
