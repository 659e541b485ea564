"""Where a child may be: each statement has a source, none is written over, and the list of countries follows from them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import World
from tests.children.children import a_child, refused
from tutela.accounts.need_to_know import acting_as
from tutela.children.models import Child, Whereabouts
from tutela.children.queries import places_of, whereabouts_of
from tutela.children.services.whereabouts import say_whereabouts, summary_of
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.ownership.access import find

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(world: World) -> Child:
    """A child of Northmoor's; the United Kingdom and France are considered."""
    return a_child(world)


def say(world: World, child: Child, state: str, who: str = "north_investigator", **more: Any) -> Whereabouts:
    actor = world.actor(who)
    with acting_as(actor):
        return say_whereabouts(child, state=state, actor=actor, **{"source": "Liaison", "now": clock.now()} | more)


def test_the_countries_said_when_the_record_begins_are_statements_with_a_source(world: World, child: Child) -> None:
    with acting_as(world.actor("north_auditor")):
        said = whereabouts_of(find(child.reference))
        assert {(one.country, one.state, one.said_by) for one in said} == {
            ("GB", "considered", world.north_investigator.name),
            ("FR", "considered", world.north_investigator.name),
        }
        assert all(one.source for one in said)


def test_a_later_statement_adds_and_the_newest_one_stands(world: World, child: Child) -> None:
    say(world, child, "ruled_out", country="FR", grading="b_usually_reliable")
    say(world, child, "confirmed", country="GB", place="North coast")
    with acting_as(world.actor("north_investigator")):
        fresh = find(child.reference)
        assert fresh.countries == ["GB"]
        places = places_of(whereabouts_of(fresh))
        assert [(one.name, one.present.state, len(one.earlier)) for one in places] == [
            ("North coast, United Kingdom", "confirmed", 0),
            ("United Kingdom", "considered", 0),
            ("France", "ruled_out", 1),
        ]
    say(world, child, "considered", country="FR", words="A further trace.")
    with acting_as(world.actor("north_investigator")):
        assert find(child.reference).countries == ["FR", "GB"]
        assert Whereabouts.objects.filter(child=child, country="FR").count() == 3


def test_a_country_that_is_ruled_out_stands_again_when_a_place_in_it_is_considered_later() -> None:
    now = clock.now()

    def said(minutes: int, state: str, country: str, place: str = "", organisation: int | None = None) -> Whereabouts:
        at = now + timedelta(minutes=minutes)
        return Whereabouts(country=country, place=place, organisation_id=organisation, state=state, said_at=at)

    assert summary_of([said(2, "ruled_out", "FR"), said(1, "considered", "FR", "Paris")]) == []
    assert summary_of([said(3, "considered", "FR", "Paris"), said(2, "ruled_out", "FR")]) == ["FR"]
    assert summary_of([said(3, "ruled_out", "FR", "Paris"), said(2, "considered", "FR")]) == ["FR"]
    assert summary_of([said(3, "considered", "", organisation=4)]) == []


def test_a_service_is_considered_without_a_country(world: World, child: Child) -> None:
    said = say(world, child, "considered", organisation=world.company)
    with acting_as(world.actor("north_investigator")):
        assert [
            one.name for one in places_of([Whereabouts.objects.select_related("organisation").get(pk=said.pk)])
        ] == ["Synthetic Messaging Company"]


def test_what_is_said_names_a_place_and_a_source(world: World, child: Child) -> None:
    for wrong in (
        {"country": ""},
        {"country": "XX"},
        {"source": " "},
        {"grading": "no_such"},
        {"state": "somewhere"},
    ):
        with pytest.raises(BadInput):
            say(world, child, **{"state": "considered", "country": "DE"} | wrong)
    assert say(world, child, "considered", country="DE").pk


def test_whoever_does_not_answer_for_the_child_says_nothing_of_it(world: World, child: Child) -> None:
    with pytest.raises(RuleBroken):
        say(world, child, "considered", "south_investigator", country="DE")
    with pytest.raises(NotAllowed):
        say(world, child, "considered", "north_auditor", country="DE")
    assert say(world, child, "considered", "north_intake", country="DE").pk


def test_no_raw_statement_changes_removes_or_says_it_in_another_name(world: World, child: Child) -> None:
    insert = (
        "INSERT INTO children_whereabouts (child_id, country, place, state, source, grading, words, said_by_id, said_at)"
        " VALUES (%s, 'DE', '', 'considered', 'Us', '', '', %s, now())"
    )
    with acting_as(world.actor("north_investigator")):
        assert "permission denied" in refused("UPDATE children_whereabouts SET state = 'confirmed'")
        assert "permission denied" in refused("DELETE FROM children_whereabouts")
        assert "row-level security" in refused(insert, child.pk, world.north_manager.pk)
    with acting_as(world.actor("south_investigator")):
        assert "row-level security" in refused(insert, child.pk, world.south_investigator.pk)
        assert not Whereabouts.objects.exists()
