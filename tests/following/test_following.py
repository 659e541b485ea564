"""Whoever follows a record hears what kind of thing changed, each once, as long as they see the record and what was written."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tests.comments.test_comments import refuses, shared_case, writes
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.audit.models import Entry
from tutela.cases.services.close import close_case
from tutela.children.services.identify import say_safety
from tutela.core import clock
from tutela.core.errors import NotAllowed
from tutela.following.changes import change_of
from tutela.following.models import Change, Follow, Lookout
from tutela.following.services.follow import follow, unfollow
from tutela.following.services.tell import tell_followers
from tutela.notices.models import Notice
from tutela.ownership.access import find
from tutela.ownership.models import Participation
from tutela.ownership.services import end_participation

pytestmark = pytest.mark.django_db


def follows(world: World, who: str, record: Any) -> Follow:
    actor = world.actor(who)
    with acting_as(actor):
        return follow(find(record.reference), actor=actor, now=clock.now())


def look(world: World) -> int:
    """What the worker does every few minutes, after the transactions before it have been sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        return tell_followers(actor=SYSTEM, now=clock.now())


def heard(world: World, who: str) -> list[tuple[str, str]]:
    with acting_as(world.actor(who)):
        rows = Notice.objects.filter(kind="followed", user_id=getattr(world, who).pk).order_by("created_at")
        return list(rows.values_list("subject_reference", "words"))


def closes(world: World, case: Any) -> None:
    actor = world.actor("north_manager")
    with acting_as(actor):
        close_case(find(case.reference), grounds="finished", words="Synthetic.", actor=actor, now=clock.now())


def test_a_follower_hears_the_kind_of_change_once_and_no_word_of_it(world: World) -> None:
    look(world)
    case = a_case(world)
    child = child_of(world, case)
    follows(world, "north_investigator", case)
    follows(world, "north_investigator", child)
    assert (look(world), heard(world, "north_investigator")) == (0, [])
    actor = world.actor("north_colleague")
    writes(world, "north_colleague", case, words="Secret words.")
    with acting_as(actor):
        say_safety(find(child.reference), safety="at_risk", actor=actor, now=clock.now())
    closes(world, case)
    assert look(world) == 2
    assert sorted(heard(world, "north_investigator")) == sorted(
        [
            (case.reference, "Changed: how it stands, a comment."),
            (child.reference, "Changed: the child's safety."),
        ]
    )
    assert look(world) == 0
    with acting_as(world.actor("north_investigator")):
        assert Follow.objects.get(subject_id=child.pk, subject_kind="child").last_change == "safety"


def test_ones_own_acts_and_what_lies_before_are_not_told(world: World) -> None:
    look(world)
    case = a_case(world)
    writes(world, "north_colleague", case)
    follows(world, "north_investigator", case)
    writes(world, "north_investigator", case)
    assert look(world) == 0
    writes(world, "north_colleague", case)
    assert look(world) == 1


def test_a_comment_is_told_to_those_for_whom_it_was_written(world: World) -> None:
    look(world)
    case = shared_case(world)
    for who in ("north_investigator", "south_investigator"):
        follows(world, who, case)
    writes(world, "north_colleague", case, "organisation")
    look(world)
    assert (len(heard(world, "north_investigator")), heard(world, "south_investigator")) == (1, [])
    writes(world, "north_colleague", case, "everybody")
    look(world)
    assert len(heard(world, "south_investigator")) == 1


def test_whoever_lost_sight_of_a_record_hears_nothing_and_the_follow_stays(world: World) -> None:
    look(world)
    case = shared_case(world)
    follows(world, "south_investigator", case)
    actor = world.actor("north_manager")
    with acting_as(actor):
        part = Participation.objects.get(subject_id=case.pk, organisation=world.south)
        end_participation(part, case, actor=actor, now=clock.now())
    closes(world, case)
    assert look(world) == 0
    with acting_as(world.actor("south_investigator")):
        mine = Follow.objects.get()
        assert (mine.last_change, mine.last_change_at) == ("", None)
    assert heard(world, "south_investigator") == []


def test_a_role_that_ran_out_tells_nothing(world: World) -> None:
    look(world)
    case = a_case(world)
    follows(world, "north_colleague", case)
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_membership SET ends_at = now() WHERE user_id = %s", [world.north_colleague.pk])
    closes(world, case)
    assert look(world) == 0


def test_what_a_crash_interrupts_is_told_once_afterwards(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    look(world)
    case = a_case(world)
    follows(world, "north_investigator", case)
    closes(world, case)
    with monkeypatch.context() as patched:
        patched.setattr("tutela.following.services.tell.record", _break)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            look(world)
    assert heard(world, "north_investigator") == []
    assert look(world) == 1
    assert len(heard(world, "north_investigator")) == 1


def _break(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_following_twice_is_following_once_and_leaving_off_is_written_down(world: World) -> None:
    case = a_case(world)
    assert follows(world, "north_investigator", case).pk == follows(world, "north_investigator", case).pk
    actor = world.actor("north_investigator")
    with acting_as(actor):
        assert unfollow(case.reference, actor=actor, now=clock.now())
        assert not unfollow(case.reference, actor=actor, now=clock.now())
        assert Entry.objects.filter(action="follow.end").count() == 1
    with pytest.raises(NotAllowed):
        follows_blindly(world, "north_administrator", case)
    with pytest.raises(DatabaseError), transaction.atomic():
        follows_blindly(world, "south_investigator", case)


def follows_blindly(world: World, who: str, record: Any) -> None:
    actor = world.actor(who)
    with acting_as(actor):
        follow(record, actor=actor, now=clock.now())


def test_nobody_follows_in_anothers_name_or_moves_the_place_that_was_reached(world: World) -> None:
    case = a_case(world)
    made = follows(world, "north_investigator", case)
    statement = (
        "INSERT INTO following_follow (user_id, subject_kind, subject_id, subject_reference, since, last_change)"
        " VALUES (%s, 'case', %s, %s, now(), '')"
    )
    with acting_as(world.actor("north_colleague")):
        assert refuses(statement, [world.north_manager.pk, case.pk, case.reference])
        assert refuses("DELETE FROM following_follow WHERE id = %s", [made.pk])
        assert not refuses(statement, [world.north_colleague.pk, case.pk, case.reference])
        assert refuses("UPDATE following_follow SET last_change = 'state'", [])
        assert refuses("UPDATE following_lookout SET position = 0", [])
        with pytest.raises(DatabaseError), transaction.atomic():
            Lookout.objects.count()


def test_a_reading_and_another_apps_act_are_no_change() -> None:
    assert {
        one: change_of(one) for one in ("case.read", "case.answer", "access.grant", "letter.keep", "decision.read")
    } == {
        "case.read": None,
        "case.answer": None,
        "access.grant": None,
        "letter.keep": None,
        "decision.read": None,
    }
    assert change_of("report.answer") == Change.ANSWER
    assert change_of("child.second_stop") == Change.DECISION
    assert change_of("decision.propose") == Change.DECISION
