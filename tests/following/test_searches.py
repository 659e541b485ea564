"""A search that stands is asked as its keeper, and tells of each new record once; its words go nowhere."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cases.cases import a_case
from tests.cast import World
from tests.comments.test_comments import refuses
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.following.models import Hit, Search
from tutela.following.queries import ASKED_AGAIN_AFTER, searches_to_ask
from tutela.following.services import searches
from tutela.following.services.searches import drop_search, keep_search, search_again
from tutela.notices.models import Notice

pytestmark = pytest.mark.django_db


def keeps(world: World, who: str, words: str = "robin", kinds: tuple[str, ...] = ("case",)) -> Search:
    actor = world.actor(who)
    with acting_as(actor):
        return keep_search(words, kinds, actor=actor, now=clock.now())


def ask(search: Search) -> int:
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        return search_again(search.pk, actor=SYSTEM, now=clock.now())


def found(world: World, who: str) -> list[str]:
    with acting_as(world.actor(who)):
        rows = Notice.objects.filter(kind="found", user_id=getattr(world, who).pk)
        return list(rows.values_list("subject_reference", flat=True))


def test_only_what_is_new_is_told_and_each_record_once(world: World) -> None:
    a_case(world)
    search = keeps(world, "north_colleague")
    assert ask(search) == 0
    new = a_case(world)
    assert (ask(search), ask(search)) == (1, 0)
    assert found(world, "north_colleague") == [new.reference]
    with acting_as(world.actor("north_colleague")):
        words = Notice.objects.get(kind="found").words
        assert "robin" not in words.lower()
        assert not Entry.objects.filter(details__icontains="robin").exists()


def test_a_search_finds_what_its_keeper_may_see_and_nothing_else(world: World) -> None:
    outside, inside = keeps(world, "south_investigator"), keeps(world, "north_colleague")
    a_case(world)
    a_case(world, restricted=True)
    assert (ask(outside), ask(inside)) == (0, 1)
    assert found(world, "south_investigator") == []


def test_a_search_without_end_or_words_or_kind_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "MOST_FOUND", 1)
    a_case(world)
    assert keeps(world, "north_investigator").pk
    a_case(world)
    for words, kinds in (("robin", ("case",)), (" ", ("case",)), ("other", ()), ("other", ("exhibit",))):
        with pytest.raises(BadInput):
            keeps(world, "north_investigator", words, kinds)
    with pytest.raises(NotAllowed):
        keeps(world, "north_administrator")
    monkeypatch.setattr(searches, "MOST_KEPT", 1)
    with pytest.raises(RuleBroken):
        keeps(world, "north_investigator", "other")


def test_a_search_is_its_keepers_alone(world: World) -> None:
    search = keeps(world, "north_investigator")
    case = a_case(world)
    ask(search)
    with acting_as(world.actor("north_manager")):
        assert (Search.objects.count(), Hit.objects.count()) == (0, 0)
        assert refuses("DELETE FROM following_search WHERE id = %s", [search.pk])
        hit = (
            "INSERT INTO following_hit (search_id, subject_kind, subject_id, found_at) VALUES (%s, 'child', %s, now())"
        )
        assert refuses(hit, [search.pk, case.pk])
    actor = world.actor("north_manager")
    with acting_as(actor), pytest.raises(RuleBroken):
        drop_search(search, actor=actor, now=clock.now())
    actor = world.actor("north_investigator")
    with acting_as(actor):
        drop_search(search, actor=actor, now=clock.now())
        assert (Search.objects.count(), Hit.objects.count()) == (0, 0)
    assert ask(search) == 0


def test_it_is_asked_again_when_nobody_has_for_a_while(world: World) -> None:
    search = keeps(world, "north_investigator")
    with switched_role("tutela_jobs"):
        assert searches_to_ask(now=clock.now()) == []
        assert searches_to_ask(now=clock.now() + ASKED_AGAIN_AFTER + timedelta(minutes=1)) == [search.pk]


def test_two_workers_tell_nothing_twice(world: World) -> None:
    """Each holds the search's row until it has noted what it found."""
    search = keeps(world, "north_investigator")
    a_case(world)
    ask(search)
    with (
        switched_role("tutela_jobs"),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO following_hit (search_id, subject_kind, subject_id, found_at)"
            " SELECT search_id, subject_kind, subject_id, now() FROM following_hit LIMIT 1"
        )
