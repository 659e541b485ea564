"""The worker finds the promises whose pause is over; each goes on by itself, once."""

from datetime import timedelta

import pytest

from tests.cast import World
from tests.jobs.test_lapsing import waiting
from tests.reports.test_life_of_a_report import received
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.notices.models import Notice
from tutela.reports.jobs import end_pause, end_pauses
from tutela.reports.services.promises import pause_promise

pytestmark = pytest.mark.django_db


def test_the_worker_finds_what_is_over_and_each_promise_goes_on_by_itself_once(world: World) -> None:
    report, actor = received(world), world.actor("north_intake")
    until = clock.now() + timedelta(days=3)
    with acting_as(actor):
        promise = Clock.objects.get(subject_id=report.pk, kind="progress")
        pause_promise(
            report, promise.pk, until=until, reason="waiting_for_reporter", words="", actor=actor, now=clock.now()
        )
    with clock.frozen(until - timedelta(minutes=1)), switched_role("tutela_jobs"):
        end_pauses(0)
        assert waiting("reports.end_pause") == []
        end_pause(promise.pk)
        assert Clock.objects.get(pk=promise.pk).paused_until == until
    with clock.frozen(until), switched_role("tutela_jobs"):
        end_pauses(0)
        end_pauses(0)
        assert waiting("reports.end_pause") == [{"clock_id": promise.pk}]
        end_pause(promise.pk)
        end_pause(promise.pk)
        assert Clock.objects.get(pk=promise.pk).paused_at is None
        assert Notice.objects.filter(kind="pause_over", user=world.north_intake).count() == 1
