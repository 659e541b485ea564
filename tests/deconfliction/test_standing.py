"""When a child is identified, everyone who met the series is told, once, no more than they may know; and when that was wrong."""

from typing import Any

import pytest

from tests.cases.cases import a_case
from tests.cast import World
from tests.deconfliction.meeting import (
    a_series,
    alerts,
    child_of_series,
    gives,
    heard,
    holds,
    is_identified,
    meets,
    told,
)
from tests.register.lists_of import made_up
from tutela.accounts.need_to_know import acting_as
from tutela.children.models import Child
from tutela.children.services.identify import say_safety, withdraw_identification
from tutela.children.services.safeguard import say_safeguarded
from tutela.core import clock
from tutela.deconfliction.services.answer import acknowledge, act_on
from tutela.ownership.access import find
from tutela.ownership.services import transfer
from tutela.register.models import Series
from tutela.register.services.series_audience import set_audience

pytestmark = pytest.mark.django_db


def withdrawn(world: World, child: Child, who: str = "north_investigator") -> None:
    actor = world.actor(who)
    with acting_as(actor):
        withdraw_identification(find(child.reference), reason="Synthetic.", actor=actor, now=clock.now())


def met_by_the_south(world: World, *, seed: int, subject: Any = None, **more: Any) -> tuple[Series, Child]:
    files, series = made_up(2, seed=seed), a_series(world, **more)
    gives(world, "north_examiner", files, series=series)
    child = child_of_series(world, series)
    meets(world, "south_investigator", files, subject=subject)
    holds()
    return series, child


def test_everyone_who_met_the_series_is_told_once_for_each_step_and_its_owner_knows_it(world: World) -> None:
    _, child = met_by_the_south(world, seed=20)
    is_identified(world, child)
    assert holds() == 1
    assert told(world, "south_manager", kind="identified") == [("identified", "identified", "north")]
    assert told(world, "north_manager", kind="identified") == []
    assert holds() == 0
    is_safeguarded(world, child)
    assert holds() == 1
    rows = alerts(world, "south_manager", kind="identified")
    assert [(one.reason, one.state) for one in rows] == [("identified", "overtaken"), ("safeguarded", "new")]
    unsafe(world, child)
    holds()
    assert [one.reason for one in alerts(world, "south_manager", kind="identified")][2:] == ["not_safeguarded"]


def test_whoever_works_where_they_met_it_hears_that_it_is_solved_and_still_worked_on(world: World) -> None:
    case = a_case(world, "south_investigator")
    series, child = met_by_the_south(world, seed=21, subject=case)
    is_identified(world, child)
    holds()
    [one] = alerts(world, "south_manager", kind="solved_still_worked")
    assert (one.reason, one.subject_reference, one.series_id) == ("solved", case.reference, series.pk)
    assert (
        case.reference,
        f"{series.reference}: the children of this series are identified, and you work on it. Ask Northmoor.",
    ) in heard(world, "south_manager")


def test_open_work_on_it_is_marked_solved_and_what_was_answered_stays(world: World) -> None:
    _, child = met_by_the_south(world, seed=22)
    actor = world.actor("north_manager")
    with acting_as(actor):
        act_on(alerts(world, "north_manager")[0], action="telephoned", actor=actor, now=clock.now())
    is_identified(world, child)
    holds()
    assert [one.state for one in alerts(world, "north_manager", kind="same_series")] == ["acted_on"]
    assert [one.state for one in alerts(world, "south_manager", kind="same_series")] == ["solved"]


def test_a_wrong_identification_is_told_to_the_same_people_and_the_work_is_open_as_it_was(world: World) -> None:
    _, child = met_by_the_south(world, seed=23)
    actor = world.actor("south_manager")
    with acting_as(actor):
        acknowledge(alerts(world, "south_manager")[0], actor=actor, now=clock.now())
    is_identified(world, child)
    holds()
    withdrawn(world, child)
    holds()
    rows = {one.kind: one for one in alerts(world, "south_manager")}
    assert (rows["same_series"].state, rows["same_series"].take_by) == ("acknowledged", None)
    assert (rows["identified"].state, rows["identification_withdrawn"].state) == ("overtaken", "new")
    [norths] = alerts(world, "north_manager", kind="same_series")
    assert norths.state == "new"
    assert norths.take_by is not None
    # Whoever was told is told, although the owner has narrowed since who may know of the series.
    assert told(world, "customs_intake") == []


def test_those_who_were_told_hear_that_it_was_wrong_though_they_may_know_no_more_of_the_series(world: World) -> None:
    series, child = met_by_the_south(world, seed=24)
    is_identified(world, child)
    holds()
    narrow(world, series, "new")
    withdrawn(world, child)
    holds()
    rows = alerts(world, "south_manager", kind="identification_withdrawn")
    assert [(one.reason, one.series_id, one.may_say) for one in rows] == [("withdrawn", None, "only_ask")]
    words = "A child of a series that you met is not identified after all. Ask Northmoor."
    assert heard(world, "south_manager")[-1] == ("", words)


def test_strangers_hear_that_there_is_news_where_they_may_ask_and_else_nothing(world: World) -> None:
    for seed, otherwise, hears in ((25, "ask", [("news", "news", "north")]), (26, "new", [])):
        series, child = met_by_the_south(world, seed=seed, audience="own", otherwise=otherwise)
        before = len(alerts(world, "south_manager"))
        is_identified(world, child)
        holds()
        assert told(world, "south_manager")[before:] == hears
        for one in alerts(world, "south_manager"):
            assert series.reference not in str(vars(one))
            assert "identified" not in one.kind + one.reason


def test_what_is_met_after_it_was_solved_is_told_as_solved(world: World) -> None:
    files, series = made_up(2, seed=27), a_series(world)
    gives(world, "north_examiner", files, series=series)
    child = child_of_series(world, series)
    meets(world, "south_investigator", files[:1])
    holds()
    is_identified(world, child)
    holds()
    assert [one.state for one in alerts(world, "south_manager", kind="same_series")] == ["solved"]
    meets(world, "south_investigator", files[1:])
    meets(world, "customs_intake", files)
    holds()
    assert told(world, "customs_intake") == [("solved_still_worked", "solved", "north")]
    [souths] = alerts(world, "south_manager", kind="solved_still_worked")
    assert (souths.state, souths.reason, souths.count) == ("new", "solved", 2)
    assert [one.reason for one in alerts(world, "north_manager")] == ["solved_met_yours", "solved_met_yours"]
    withdrawn(world, child)
    holds()
    assert ("identification_withdrawn", "withdrawn", "north") in told(world, "customs_intake")
    assert [one.reason for one in alerts(world, "customs_intake", kind="same_series")] == ["you_met"]


def test_another_child_of_a_solved_series_is_no_withdrawal(world: World) -> None:
    series, child = met_by_the_south(world, seed=28)
    is_identified(world, child)
    holds()
    child_of_series(world, series)
    holds()
    assert told(world, "south_manager", state="new", kind="open_again") == [("open_again", "another_child", "north")]
    assert [one.state for one in alerts(world, "south_manager", kind="same_series")] == ["new"]


def test_the_owner_of_the_series_hears_of_a_child_for_whom_another_answers_who_knows_it(world: World) -> None:
    series, child = met_by_the_south(world, seed=29)
    actor = world.actor("centre_manager")
    with acting_as(actor):
        transfer(child, to=world.south, reason="Synthetic.", actor=actor, now=clock.now())
    is_identified(world, child, "south_investigator")
    holds()
    assert told(world, "north_manager", kind="identified") == [("identified", "identified", "south")]
    assert told(world, "south_manager", kind="identified") == []
    assert [one.state for one in alerts(world, "south_manager", kind="same_series")] == ["solved"]
    assert series.reference in heard(world, "north_manager")[-1][1]


def is_safeguarded(world: World, child: Child) -> None:
    actor = world.actor("north_investigator")
    with acting_as(actor):
        say_safeguarded(find(child.reference), how="in_care", words="Synthetic.", actor=actor, now=clock.now())


def unsafe(world: World, child: Child) -> None:
    actor = world.actor("north_investigator")
    with acting_as(actor):
        say_safety(find(child.reference), safety="at_risk", actor=actor, now=clock.now())


def narrow(world: World, series: Series, otherwise: str) -> None:
    actor = world.actor("north_manager")
    with acting_as(actor):
        set_audience(find(series.reference), audience="own", otherwise=otherwise, actor=actor, now=clock.now())
