"""What an organisation makes of an alert, when it comes back, and where it goes with its record."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.cast import World
from tests.comments.test_comments import refuses
from tests.deconfliction.meeting import a_series, alerts, gives, heard, holds, meets, told
from tests.register.lists_of import made_up
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken, StaleRecord
from tutela.deconfliction.models import AlertTo
from tutela.deconfliction.queries import history_of, not_taken, rows_of, too_common
from tutela.deconfliction.services.answer import acknowledge, act_on, dismiss, reopen
from tutela.ownership.access import find
from tutela.ownership.services import transfer
from tutela.register.models import Series
from tutela.register.services.series_audience import set_audience

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(world: World) -> Series:
    """A series of the north's whose files the south has met."""
    files, made = made_up(6, seed=80), a_series(world)
    gives(world, "north_examiner", files, series=made)
    meets(world, "south_investigator", files[:2])
    holds()
    return made


def norths(world: World) -> AlertTo:
    [one] = alerts(world, "north_manager", kind="same_series")
    return one


def does(world: World, who: str, verb: Any, alert: AlertTo, **given: Any) -> AlertTo:
    actor = world.actor(who)
    with acting_as(actor):
        done: AlertTo = verb(alert, **given, actor=actor, now=clock.now())
    return done


def trail(world: World, who: str) -> list[str]:
    with acting_as(world.actor(who)):
        return list(Entry.objects.filter(action__startswith="alert.").order_by("at").values_list("action", flat=True))


def test_an_alert_is_taken_acted_on_and_opened_again_and_its_history_keeps_every_answer(
    world: World, series: Series
) -> None:
    taken = does(world, "north_investigator", acknowledge, norths(world))
    assert (taken.state, taken.take_by) == ("acknowledged", None)
    with pytest.raises(RuleBroken, match="acknowledged"):
        does(world, "north_investigator", acknowledge, norths(world))
    with pytest.raises(BadInput, match="What was done"):
        does(world, "north_manager", act_on, norths(world), action="other")
    does(world, "north_manager", act_on, norths(world), action="telephoned", words="Synthetic.")
    with pytest.raises(RuleBroken):
        does(world, "north_manager", dismiss, norths(world), grounds="trial", words="Synthetic.")
    with pytest.raises(BadInput, match="opened again"):
        does(world, "north_manager", reopen, norths(world), words=" ")
    does(world, "north_manager", reopen, norths(world), words="They rang back.")
    with acting_as(world.actor("north_manager")):
        steps = [(one.title, one.answer, one.words) for one in history_of(norths(world))]
    assert steps == [
        ("Acknowledged", "", "They rang back."),
        ("Acted on", "Telephoned; each goes on with its own work", "Synthetic."),
        ("Acknowledged", "", ""),
        ("New", "", ""),
    ]
    assert trail(world, "north_manager") == ["alert.acknowledge", "alert.act_on", "alert.reopen"]
    with acting_as(world.actor("north_manager")):
        [entry] = Entry.objects.filter(action="alert.act_on")
    assert (entry.subject_reference, "Synthetic" in entry.details) == (series.reference, False)


def test_an_alert_is_dismissed_with_grounds_in_words_and_by_whoever_was_told(world: World, series: Series) -> None:
    for given in ({"grounds": "trial", "words": ""}, {"grounds": "nothing", "words": "Synthetic."}):
        with pytest.raises(BadInput):
            does(world, "north_manager", dismiss, norths(world), **given)
    for who in ("south_manager", "centre_manager"):
        with pytest.raises(NotFound):
            does(world, who, dismiss, norths(world), grounds="trial", words="Synthetic.")
    with pytest.raises(NotAllowed):
        does(world, "north_auditor", dismiss, norths(world), grounds="trial", words="Synthetic.")
    with pytest.raises(StaleRecord):
        does(world, "north_manager", dismiss, norths(world), grounds="trial", words="Synthetic.", version=7)
    does(world, "north_manager", dismiss, norths(world), grounds="trial", words="Synthetic.", version=1)
    assert norths(world).state == "dismissed"
    # What the one side makes of it is not the other's.
    assert [one.state for one in alerts(world, "south_manager")] == ["new"]


@pytest.mark.parametrize(
    ("verb", "given", "comes_back"),
    [
        (act_on, {"action": "telephoned"}, True),
        (act_on, {"action": "joint_work"}, False),
        (dismiss, {"grounds": "trial", "words": "Synthetic."}, True),
        (dismiss, {"grounds": "known_already", "words": "Synthetic."}, False),
    ],
)
def test_an_answered_alert_comes_back_with_a_new_place_unless_the_answer_covers_that(
    world: World, series: Series, verb: Any, given: dict[str, str], comes_back: bool
) -> None:
    files = made_up(6, seed=80)
    does(world, "north_manager", verb, norths(world), **given)
    meets(world, "south_investigator", files[2:4])
    holds()
    # More from the exhibit of which they were told is no news.
    assert (norths(world).state == "new", norths(world).count) == (False, 4)
    meets(world, "south_investigator", files[4:], exhibit="EX/NEW")
    holds()
    assert (norths(world).state == "new", norths(world).count) == (comes_back, 6)
    assert len(heard(world, "north_manager")) == (2 if comes_back else 1)


def test_an_alert_goes_with_its_series_to_whoever_answers_for_it_now(world: World, series: Series) -> None:
    does(world, "north_manager", acknowledge, norths(world))
    actor = world.actor("centre_manager")
    with acting_as(actor):
        transfer(series, to=world.customs, reason="Synthetic.", actor=actor, now=clock.now())
    assert told(world, "north_manager") == []
    [one] = alerts(world, "customs_intake")
    assert (one.reason, one.state, one.take_by is not None) == ("met_yours", "new", True)
    assert told(world, "south_manager") == [("same_series", "you_met", "customs")]


def test_an_alert_between_two_who_are_one_now_is_overtaken(world: World, series: Series) -> None:
    actor = world.actor("centre_manager")
    with acting_as(actor):
        transfer(series, to=world.south, reason="Synthetic.", actor=actor, now=clock.now())
    assert [one.state for one in alerts(world, "south_manager")] == ["overtaken"]
    with pytest.raises(RuleBroken):
        does(world, "south_manager", reopen, alerts(world, "south_manager")[0], words="Synthetic.")


def test_what_nobody_takes_in_a_working_day_the_centre_sees_without_the_record(world: World, series: Series) -> None:
    due = norths(world).take_by
    assert due is not None
    with acting_as(world.actor("centre_analyst")):
        assert not_taken(now=due - timedelta(minutes=1)) == []
        seen = not_taken(now=due + timedelta(days=3))
        assert {(one.kind, one.organisation.code, one.other.code if one.other else "") for one in seen} == {
            ("The same series", "north", "south"),
            ("The same series", "south", "north"),
        }
        assert series.reference not in str(seen)
        assert AlertTo.objects.count() == 0
    for who in ("north_manager", "south_manager", "foreign_investigator", "hotline_partner"):
        with acting_as(world.actor(who)):
            assert (not_taken(now=due + timedelta(days=3)), too_common()) == ([], 0)
    does(world, "north_manager", acknowledge, norths(world))
    with acting_as(world.actor("centre_manager")):
        assert [one.organisation.code for one in not_taken(now=due + timedelta(days=3))] == ["south"]


def test_the_database_holds_staff_to_the_verbs_and_to_their_own_name(world: World, series: Series) -> None:
    one, other = norths(world), alerts(world, "south_manager")[0]
    mine = world.north_manager.pk
    change = "UPDATE deconfliction_alertto SET state = %s, take_by = NULL, action = %s, by_id = %s, version = version + 1 WHERE id = %s"
    with acting_as(world.actor("north_manager")):
        assert refuses(change, ["acted_on", "telephoned", world.north_intake.pk, one.pk])
        assert refuses(change, ["solved", "", mine, one.pk])
        assert refuses(change, ["overtaken", "", mine, one.pk])
        assert refuses(change, ["acknowledged", "", mine, other.pk])
        assert refuses("UPDATE deconfliction_alertto SET organisation_id = %s WHERE id = %s", [world.south.pk, one.pk])
        assert refuses("UPDATE deconfliction_alertto SET series_id = NULL WHERE id = %s", [one.pk])
        assert refuses("DELETE FROM deconfliction_alertto WHERE id = %s", [one.pk])
        assert not refuses(change, ["acted_on", "telephoned", mine, one.pk])
    with acting_as(world.actor("north_auditor")):
        assert refuses(change, ["acknowledged", "", world.north_auditor.pk, one.pk])


def test_what_is_narrowed_later_is_narrowed_in_the_alert_too(world: World, series: Series) -> None:
    with acting_as(world.actor("south_manager")):
        assert [one.series.reference for one in rows_of(AlertTo.objects.all()) if one.series] == [series.reference]
    actor = world.actor("north_manager")
    with acting_as(actor):
        set_audience(find(series.reference), audience="own", otherwise="new", actor=actor, now=clock.now())
    with acting_as(world.actor("south_manager")):
        assert [one.series for one in rows_of(AlertTo.objects.all())] == [None]


def test_nobody_is_told_twice_of_one_thing_by_the_database_itself(world: World, series: Series) -> None:
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT (alert_id, organisation_id)) FROM deconfliction_alertto")
        assert len(set(cursor.fetchone())) == 1
        assert refuses(
            "INSERT INTO deconfliction_alert (key, kind, made_at) SELECT key, kind, made_at FROM deconfliction_alert LIMIT %s",
            [1],
        )
