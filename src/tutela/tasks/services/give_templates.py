"""Give the tasks of templates about a case in one go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.core.errors import BadInput, RuleBroken
from tutela.ownership.access import locked
from tutela.tasks.models import Task
from tutela.tasks.queries import given_from_templates
from tutela.tasks.services.change import GIVERS
from tutela.tasks.services.give import give_task
from tutela.tasks.task_templates import TaskTemplate, template


@dataclass(frozen=True)
class Chosen:
    """A template that somebody ticked, by when, and who is to do it, if it is somebody by name."""

    code: str
    due_at: datetime | None = None
    assignee: User | None = None


@transaction.atomic
def give_from_templates(case: Any, chosen: Iterable[Chosen], *, actor: Actor, now: datetime) -> list[Task]:
    """Give what was chosen, all of it or nothing; each to the organisation that answers for the case.

    Raises BadInput where nothing was chosen, or something that is no template; RuleBroken, which names them, where some were
    given already, or the case is not the actor's to change.
    """
    actor.must_hold(*GIVERS)
    wanted: list[tuple[Chosen, TaskTemplate]] = [(one, template(one.code)) for one in chosen]
    if not wanted:
        raise BadInput(gettext("Nothing was chosen."), mend=gettext("Tick the tasks that are to be given."))
    # With the case's row locked, of two who give the same at one time the second one hears of the first.
    fresh = locked(case)
    given = given_from_templates(fresh)
    again = [one.said for _, one in wanted if one.code in given]
    if again:
        raise RuleBroken(
            gettext("Given already: %(tasks)s.") % {"tasks": "; ".join(again)},
            mend=gettext("Take the tick away, or look at the task that there is."),
        )
    return [
        give_task(
            fresh,
            what=one.said,  # as whoever gives it reads it
            kind=one.kind,
            due_at=choice.due_at,
            assignee=choice.assignee,
            template=one.code,
            for_role=one.role,
            actor=actor,
            now=now,
        )
        for choice, one in wanted
    ]
