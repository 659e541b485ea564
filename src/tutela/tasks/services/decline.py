"""A task is given back by the organisation that has it: it is the giver's turn again."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb
from tutela.core.errors import BadInput, where
from tutela.core.text import neutral_words
from tutela.tasks.models import Task
from tutela.tasks.services.change import locked_task, must_be_open, must_have_it, tell_giver, write


@transaction.atomic
def decline_task(
    task: Task, *, reason: str, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Task:
    """Give a task back with a reason of ``task_decline_reason``; the giver hears, and gives it to somebody else or calls it off.

    Raises RuleBroken when it is no longer open or another organisation has it; BadInput for an unknown reason, or *other*
    without words; StaleRecord.
    """
    fresh = locked_task(task, version=version)
    must_have_it(fresh, actor)
    must_be_open(fresh)
    typology.term("task_decline_reason", reason)
    said = neutral_words(words, limit=500, field="words")
    if typology.term("task_decline_reason", reason).needs_words and not said:
        raise BadInput(
            gettext("Say what the reason is."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    name_the_verb("task.decline")
    write(
        fresh,
        "task.decline",
        actor=actor,
        now=now,
        fields={"state": Task.State.DECLINED, "reason": reason, "words": said, "ended_at": now},
        reason=reason,
    )
    with translation.override("en-gb"):  # what is kept is in English
        label = typology.term("task_decline_reason", reason).label
    words_of_notice = f"{fresh.organisation.short_name} gave a task about {fresh.subject_reference} back: {label}."
    tell_giver(fresh, words_of_notice, actor=actor, now=now)
    return fresh
