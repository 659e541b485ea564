"""How far what a record holds may go: the marks of the Traffic Light Protocol 2.0, and what they hold back."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.ownership.access import find
from tutela.ownership.models import Handling
from tutela.ownership.services import add_participant, end_participation, mark_handling

pytestmark = pytest.mark.django_db
WHO = "north_investigator"


def test_a_record_that_nobody_has_marked_stays_in_its_organisation(world: World) -> None:
    case = a_case(world)
    assert case.handling == child_of(world, case).handling == Handling.AMBER_STRICT


def test_whoever_works_on_it_narrows_and_a_manager_alone_widens(world: World) -> None:
    case, actor, manager = a_case(world), world.actor(WHO), world.actor("north_manager")
    with acting_as(actor):
        with pytest.raises(NotAllowed):
            mark_handling(case, handling="GREEN", words="Known anyway.", actor=actor, now=clock.now())
        mark_handling(find(case.reference), handling="RED", words="A witness.", actor=actor, now=clock.now())
    with acting_as(manager):
        wider = mark_handling(
            find(case.reference), handling="GREEN", words="Known anyway.", actor=manager, now=clock.now()
        )
    assert wider.handling == Handling.GREEN


@pytest.mark.parametrize(
    ("who", "offered"),
    [(WHO, ["RED", "AMBER+STRICT"]), ("north_manager", list(Handling.values))],
)
def test_the_page_offers_only_the_marks_that_its_reader_may_give(
    who: str, offered: list[str], world: World, client_for: Callable[..., Client]
) -> None:
    page = client_for(getattr(world, who)).get(f"/cases/{a_case(world).reference}/handling").content.decode()
    assert [mark for mark in Handling.values if f'value="{mark}"' in page] == offered


def test_a_mark_needs_to_be_one_of_the_five_and_its_reason(world: World) -> None:
    case, actor = a_case(world), world.actor(WHO)
    with acting_as(actor):
        for wrong in ({"handling": "WHITE", "words": "x"}, {"handling": "RED", "words": " "}):
            with pytest.raises(BadInput):
                mark_handling(case, **wrong, actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="already"):
            mark_handling(case, handling="AMBER+STRICT", words="x", actor=actor, now=clock.now())


def test_what_is_red_is_shared_with_no_whole_organisation(world: World) -> None:
    case, actor = a_case(world), world.actor(WHO)
    body = {"organisation": world.south, "basis": "joint", "actor": actor}
    with acting_as(actor):
        part = add_participant(case, **body, now=clock.now())
        with pytest.raises(RuleBroken, match="Whole organisations"):
            mark_handling(find(case.reference), handling="RED", words="A witness.", actor=actor, now=clock.now())
        end_participation(part, find(case.reference), actor=actor, now=clock.now())
        mark_handling(find(case.reference), handling="RED", words="A witness.", actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="TLP:RED"):
            add_participant(find(case.reference), **body, now=clock.now())


def test_another_organisation_marks_nothing_of_ours(world: World) -> None:
    case, actor, south = a_case(world), world.actor(WHO), world.actor("south_manager")
    with acting_as(actor):
        add_participant(case, organisation=world.south, basis="joint", actor=actor, now=clock.now())
    with acting_as(south), pytest.raises(RuleBroken):
        mark_handling(find(case.reference), handling="CLEAR", words="x", actor=south, now=clock.now())
