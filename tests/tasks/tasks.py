"""Synthetic tasks for the tests of tasks."""

from typing import Any

from tests.cases.cases import a_case
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case
from tutela.core import clock
from tutela.tasks.models import Task
from tutela.tasks.services.give import give_task

WHAT = "Ask the school who the siblings are"


def a_task(world: World, case: Case | None = None, who: str = "north_investigator", **more: Any) -> Task:
    """A task that Northmoor gives about a case of its own, to itself unless another organisation is named."""
    case = case or a_case(world)
    with acting_as(world.actor(who)):
        return give_task(case, **({"what": WHAT} | more), actor=world.actor(who), now=clock.now())
