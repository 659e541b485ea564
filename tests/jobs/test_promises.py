"""Who hears of a promise that is about to break, in which order, and that nobody hears it twice or 700 times."""

from datetime import datetime, timedelta

import pytest

from tests.cast import World
from tests.reports.test_life_of_a_report import received
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as
from tutela.clocks import reminders
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock, Told
from tutela.core import clock
from tutela.notices.models import Notice
from tutela.ownership.services import assign
from tutela.reports.models import Report
from tutela.reports.services.answer import answer

pytestmark = pytest.mark.django_db
LATER = timedelta(days=20)


def tell_at(moment: datetime) -> int:
    with switched_role("tutela_jobs"):
        return reminders.tell_of_promises(actor=SYSTEM, now=moment)


def told_of(world: World, *kinds: str) -> dict[str, list[str]]:
    """Who of the cast was told what, by key."""
    keys = {user.pk: key for key, user in world.users.items()}
    with switched_role("tutela_jobs"):
        found: dict[str, list[str]] = {}
        for notice in Notice.objects.filter(kind__in=kinds).order_by("created_at", "id"):
            found.setdefault(keys[notice.user_id], []).append(notice.words)
    return found


def handled(world: World) -> tuple[Report, Clock]:
    report = received(world)
    manager = world.actor("north_manager")
    with acting_as(manager):
        assign(report, handler=world.north_investigator, actor=manager, now=clock.now())
        Clock.objects.filter(subject_id=report.pk, kind="progress").update(
            paused_at=clock.now(), paused_until=clock.now() + LATER
        )
        return report, Clock.objects.get(subject_id=report.pk, kind="receipt")


def test_a_handler_hears_before_their_manager_and_the_centre_only_when_nothing_was_mended(world: World) -> None:
    _, owed = handled(world)
    assert tell_at(owed.due_at - timedelta(hours=25)) == 0
    tell_at(owed.due_at - timedelta(hours=23))
    assert set(told_of(world, "due_soon")) == {"north_investigator"}
    tell_at(owed.due_at - timedelta(hours=3))
    assert set(told_of(world, "due_soon")) == {"north_investigator", "north_manager"}
    assert told_of(world, "overdue") == {}
    tell_at(owed.due_at + timedelta(minutes=1))
    assert set(told_of(world, "overdue")) == {"north_investigator"}
    tell_at(owed.due_at + timedelta(hours=25))
    assert set(told_of(world, "overdue")) == {"north_investigator", "north_manager"}
    tell_at(owed.due_at + timedelta(hours=73))
    assert set(told_of(world, "overdue")) == {
        "north_investigator",
        "north_manager",
        "centre_intake",
        "centre_manager",
    }


def test_each_level_hears_once_of_a_stage_however_often_the_worker_looks(world: World) -> None:
    _, owed = handled(world)
    late = owed.due_at + timedelta(days=9)
    assert tell_at(late) > 0
    before = told_of(world, "overdue", "due_soon")
    assert all(len(lines) == 1 for lines in before.values())
    assert tell_at(late) == 0
    assert tell_at(late + timedelta(days=30)) == 0
    assert told_of(world, "overdue", "due_soon") == before


def test_a_level_that_has_nobody_passes_to_the_next_at_once(world: World) -> None:
    report = received(world)
    with acting_as(world.actor("north_manager")):
        owed = Clock.objects.get(subject_id=report.pk, kind="receipt")
    tell_at(owed.due_at - timedelta(hours=23))
    assert set(told_of(world, "due_soon")) == {"north_manager"}
    with switched_role("tutela_jobs"):
        levels = list(Told.objects.filter(clock=owed).order_by("id").values_list("level", flat=True))
    assert levels == ["handler", "unit", "organisation"]


def test_an_answer_ends_the_reminders_and_a_pause_holds_them(world: World) -> None:
    report, owed = handled(world)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        answer(report, template="receipt", actor=actor, now=clock.now())
    with switched_role("tutela_jobs"):
        Clock.objects.filter(subject_id=report.pk, met_at=None).update(
            paused_at=clock.now(), paused_until=clock.now() + LATER
        )
    assert tell_at(owed.due_at + timedelta(days=1)) == 0
    assert told_of(world, "due_soon", "overdue") == {}
    with switched_role("tutela_jobs"):
        Clock.objects.filter(subject_id=report.pk, met_at=None).update(paused_at=None, paused_until=None)
    assert tell_at(owed.due_at + timedelta(days=100)) > 0


def test_a_clock_with_another_due_time_warns_again(world: World) -> None:
    report, owed = handled(world)
    tell_at(owed.due_at - timedelta(hours=20))
    actor = world.actor("north_investigator")
    with acting_as(actor):
        paused = owed.due_at - timedelta(hours=19)
        clocks.pause(
            owed,
            report,
            until=paused + timedelta(days=28),
            reason="waiting_for_reporter",
            words="",
            actor=actor,
            now=paused,
        )
        later = clocks.resume(owed, report, actor=actor, now=owed.due_at + timedelta(days=20))
    tell_at(later.due_at - timedelta(hours=18))
    assert len(told_of(world, "due_soon")["north_investigator"]) == 2


def test_many_promises_at_once_are_one_line_and_no_line_holds_what_a_record_holds(world: World) -> None:
    reports = [received(world, summary="Synthetic words that stay inside.") for _ in range(reminders.MOST_LINES + 1)]
    with switched_role("tutela_jobs"):
        latest = max(Clock.objects.filter(subject_id__in=[one.pk for one in reports]).values_list("due_at", flat=True))
    tell_at(latest + timedelta(days=4))
    lines = told_of(world, "overdue")
    assert [len(found) for found in lines.values()] == [1] * len(lines)
    assert "promises are overdue" in lines["north_manager"][0]
    assert "stay inside" not in str(lines)


def test_a_specific_concern_is_called_by_minutes_and_not_reminded_of(world: World) -> None:
    report = received(world, specific_concern=True, concern_grounds="Child says so")
    with switched_role("tutela_jobs"):
        Clock.objects.filter(subject_id=report.pk).exclude(kind="urgent").update(
            paused_at=clock.now(), paused_until=clock.now() + LATER
        )
        assert Clock.objects.filter(subject_id=report.pk, kind="urgent", met_at=None).exists()
    assert tell_at(clock.now() + timedelta(days=30)) == 0
