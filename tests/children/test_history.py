"""The history of a record says what changed in words: whoever handles it by name, and no number of a row."""

import re

import pytest

from tests.cases.cases import a_case
from tests.cast import World
from tests.children.children import a_child
from tests.register.series import a_series
from tutela.accounts.need_to_know import acting_as
from tutela.children.history import history_of
from tutela.children.services.identify import identify
from tutela.core import clock
from tutela.ownership.services import assign

pytestmark = pytest.mark.django_db


def told(record: object) -> dict[str, set[str]]:
    """By field, what the history says of it before and after, but for nothing."""
    found: dict[str, set[str]] = {}
    for change in history_of(record).changes:
        for one in change.fields:
            found.setdefault(one.label, set()).update({one.before, one.after} - {""})
    return found


@pytest.mark.parametrize("make", [a_case, a_child, a_series])
def test_who_handles_a_record_stands_in_its_history_by_name(world: World, make: object) -> None:
    record = make(world)  # type: ignore[operator]
    actor = world.actor("north_investigator")
    with acting_as(actor):
        for handler in (world.north_investigator, world.north_manager):
            assign(record, handler=handler, actor=actor, now=clock.now())
        said = told(record)
    assert said["Handler"] == {world.north_investigator.name, world.north_manager.name}
    assert not [one for words in said.values() for one in words if re.fullmatch(r"\d+", one)]


def test_that_a_child_is_identified_stands_in_the_history_without_the_number_of_an_account(world: World) -> None:
    child, actor = a_child(world), world.actor("north_investigator")
    with acting_as(actor):
        identify(child, name="Synthetic", how="Synthetic enquiry", safety="safe", actor=actor, now=clock.now())
        said = told(child)
    assert "Identified" in {word for words in said.values() for word in words}
    assert not [one for words in said.values() for one in words if re.fullmatch(r"\d+", one)]
