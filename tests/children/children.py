"""What the tests of children share."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.children.models import AREAS, Child
from tutela.children.services.enter import enter_child
from tutela.children.services.needs import record_finding
from tutela.core import clock
from tutela.ownership.access import find


def a_child(world: World, who: str = "north_investigator", **more: Any) -> Child:
    """A child's record of its own, of whoever enters it."""
    actor = world.actor(who)
    with acting_as(actor):
        made = enter_child(**{"label": "Child 1", "countries": ["GB", "FR"], "actor": actor, "now": clock.now()} | more)
        child: Child = find(made.reference)
    return child


def everything_found(world: World, child: Child, who: str = "north_investigator", **results: str) -> None:
    """Something is said of every area of need: no need, but for what ``results`` say."""
    actor = world.actor(who)
    with acting_as(actor):
        for area in AREAS:
            result = results.get(area, "no_need")
            words = "" if result == "no_need" else "Synthetic words."
            record_finding(child, area=area, result=result, words=words, source="School", actor=actor, now=clock.now())


def refused(statement: str, *parameters: object) -> str:
    """What PostgreSQL says to a raw statement of the application."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return str(error.value)
