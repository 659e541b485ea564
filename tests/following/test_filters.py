"""Kept filters: under a name, for oneself or shared; what a list shows of them, and who removes them."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import World
from tests.comments.test_comments import refuses
from tests.web.ladder import words_of
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.following.models import SavedFilter
from tutela.following.queries import filters_of
from tutela.following.services import filters
from tutela.following.services.filters import as_kept, keep_filter, remove_filter, rename_filter

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def keeps(
    world: World, who: str, name: str = "Open ones", query: str = "state=open", *, shared: bool = False
) -> SavedFilter:
    actor = world.actor(who)
    with acting_as(actor):
        return keep_filter("cases", query, name=name, is_shared=shared, actor=actor, now=clock.now())


def has(world: World, who: str) -> set[str]:
    actor = world.actor(who)
    with acting_as(actor):
        return {one.name for one in filters_of(actor, "cases")}


def test_a_filter_is_ones_own_until_it_is_shared_with_ones_organisation(world: World) -> None:
    keeps(world, "north_investigator", "Mine")
    keeps(world, "north_investigator", "Ours", shared=True)
    assert has(world, "north_investigator") == {"Mine", "Ours"}
    assert has(world, "north_auditor") == {"Ours"}
    assert has(world, "south_investigator") == has(world, "north_administrator") == set()


def test_the_place_in_a_list_and_what_is_empty_are_no_part_of_a_filter() -> None:
    assert as_kept("state=open&after=abc&format=csv&words=+&category=IBI") == "category=IBI&state=open"


def test_a_filter_has_a_name_of_its_own_and_something_in_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keeps(world, "north_investigator")
    for name, query in (
        ("Open ones", "state=closed"),
        ("", "state=closed"),
        ("Empty", "after=abc"),
        ("Long", f"q={'x' * 2000}"),
    ):
        with pytest.raises(BadInput):
            keeps(world, "north_investigator", name, query)
    with pytest.raises(NotAllowed):
        keeps(world, "north_administrator")
    assert keeps(world, "north_colleague").pk
    monkeypatch.setattr(filters, "MOST_KEPT", 1)
    with pytest.raises(RuleBroken):
        keeps(world, "north_investigator", "One more", "state=closed")


def test_its_keeper_renames_it_and_a_manager_removes_only_what_is_shared(world: World) -> None:
    own, shared = keeps(world, "north_investigator", "Mine"), keeps(world, "north_investigator", "Ours", shared=True)
    for who in ("north_manager", "north_colleague"):
        actor = world.actor(who)
        with acting_as(actor), pytest.raises(RuleBroken):
            rename_filter(shared, name="Other", is_shared=False, actor=actor, now=clock.now())
        with acting_as(actor), pytest.raises(RuleBroken):
            remove_filter(own, actor=actor, now=clock.now())
        with acting_as(actor):
            assert refuses("UPDATE following_savedfilter SET name = 'Other' WHERE id = %s", [shared.pk])
            assert refuses("DELETE FROM following_savedfilter WHERE id = %s", [own.pk])
    actor = world.actor("north_colleague")
    with acting_as(actor), pytest.raises(RuleBroken):
        remove_filter(shared, actor=actor, now=clock.now())
    actor = world.actor("north_manager")
    with acting_as(actor):
        remove_filter(shared, actor=actor, now=clock.now())
    actor = world.actor("north_investigator")
    with acting_as(actor):
        rename_filter(own, name="Named anew", is_shared=True, actor=actor, now=clock.now())
    assert has(world, "north_colleague") == {"Named anew"}


def test_a_filter_is_nobody_elses_by_a_raw_statement(world: World) -> None:
    made = keeps(world, "north_investigator", shared=True)
    statement = (
        "INSERT INTO following_savedfilter (user_id, organisation_id, list, name, query, is_shared, made_at)"
        " VALUES (%s, %s, 'cases', 'Raw', 'state=open', true, now())"
    )
    with acting_as(world.actor("north_colleague")):
        assert refuses(statement, [world.north_manager.pk, world.north.pk])
        assert refuses(statement, [world.north_colleague.pk, world.south.pk])
        assert not refuses(statement, [world.north_colleague.pk, world.north.pk])
    with acting_as(world.actor("north_investigator")):
        assert refuses("UPDATE following_savedfilter SET query = 'x=y' WHERE id = %s", [made.pk])


def test_a_filter_is_kept_renamed_and_removed_on_the_pages(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_investigator)
    new = "/following/filters/new?list=cases&query=state%3Dopen"
    assert client.get(new).status_code == 200
    assert client.get("/following/filters/new?list=exhibits&query=a%3Db").status_code == 404
    kept = client.post(new, {"name": "Open ones", "is_shared": "on"})
    assert kept["Location"] == "/cases?state=open"
    assert client.post(new, {"name": "Open ones"}).status_code == 422
    with acting_as(world.actor("north_investigator")):
        number = SavedFilter.objects.get().pk
    page = words_of(client_for(world.north_colleague).get("/following"))
    assert "/cases?state=open" in page
    assert f"/following/filters/{number}/remove" not in page
    assert (
        client_for(world.north_colleague).post(f"/following/filters/{number}/rename", {"name": "X"}).status_code == 409
    )
    assert client_for(world.south_investigator).get(f"/following/filters/{number}/rename").status_code == 404
    assert client_for(world.north_administrator).get("/following").status_code == 403
    assert client.post(f"/following/filters/{number}/rename", {"name": "Named anew"}).status_code == 302
    assert client.post(f"/following/filters/{number}/remove").status_code == 302
    assert "You keep no filter" in words_of(client.get("/following"))
