"""A task is finished, with what came of it."""

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

IDENTIFICATION = "identification"
# Outcomes of the work to identify a child that showed something.
_SHOWS = ("done", "partly", "other")


@transaction.atomic
def finish_task(
    task: Task,
    *,
    outcome: str,
    words: str = "",
    asked: str = "",
    showed: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Say what came of a task; whoever gave it hears.

    ``outcome`` is a code of ``task_outcome``. Work to identify a child keeps apart what was tried (``words``), what it showed
    (``showed``) and who else was asked (``asked``) [¶ 11.1.2]. Raises RuleBroken when it is no longer open or another
    organisation has it; BadInput for an unknown outcome or words that are missing; StaleRecord.
    """
    fresh = locked_task(task, version=version)
    must_have_it(fresh, actor)
    must_be_open(fresh)
    typology.term("task_outcome", outcome)
    said = {
        "words": neutral_words(words, limit=500, field="words"),
        "showed": neutral_words(showed, limit=500, field="showed"),
        "asked": neutral_words(asked, limit=300, field="asked"),
    }
    _must_say_enough(fresh.kind, outcome, **said)
    name_the_verb("task.finish")
    write(
        fresh,
        "task.finish",
        actor=actor,
        now=now,
        fields={"state": Task.State.DONE, "outcome": outcome, "ended_at": now} | said,
        outcome=outcome,
    )
    with translation.override("en-gb"):  # what is kept is in English
        label = typology.term("task_outcome", outcome).label.lower()
    tell_giver(fresh, f"A task about {fresh.subject_reference} is finished: {label}.", actor=actor, now=now)
    return fresh


def _must_say_enough(kind: str, outcome: str, *, words: str, showed: str, asked: str) -> None:
    if kind == IDENTIFICATION:
        if not words:
            raise BadInput(
                gettext("What was tried?"),
                where=where(field="words"),
                mend=gettext("A few administrative words are enough."),
            )
        if not asked:
            raise BadInput(
                gettext("Who else was asked?"),
                where=where(field="asked"),
                mend=gettext("Where it was nobody, say so."),
            )
        if outcome in _SHOWS and not showed:
            raise BadInput(
                gettext("What did it show?"),
                where=where(field="showed"),
                mend=gettext("A few administrative words are enough."),
            )
    elif outcome != "done" and not words:
        raise BadInput(
            gettext("Say in a few words what came of it."),
            where=where(field="words"),
            mend=gettext("What was found, or why it ends here."),
        )
