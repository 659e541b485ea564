"""What only served for a time goes: sessions that ran out, notices seen long ago, jobs done long ago. Never a record."""

import json
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.services.clear_away import (
    DONE_JOBS_KEPT,
    FAILED_JOBS_KEPT,
    SEEN_NOTICES_KEPT,
    Cleared,
    clear_away,
)
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.notices.models import Notice
from tutela.notices.services import tell

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)


def cleared(now: datetime) -> Cleared:
    with switched_role("tutela_jobs"):
        return clear_away(actor=SYSTEM, now=now)


def lines() -> list[dict[str, int]]:
    with switched_role("tutela_owner"):
        return [json.loads(one.details) for one in Entry.objects.filter(action="house.clear_away").order_by("at")]


@pytest.fixture(autouse=True)
def _nothing_there(world: World) -> None:
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        Session.objects.all().delete()
        Notice.objects.all().delete()
        cursor.execute("DELETE FROM procrastinate_jobs")


def test_a_session_goes_when_it_has_run_out(world: World) -> None:
    now = clock.now()
    Session.objects.create(session_key="over", session_data="", expire_date=now)
    Session.objects.create(session_key="open", session_data="", expire_date=now + A_SECOND)
    assert cleared(now) == Cleared(sessions=1, notices=0, jobs=0)
    assert [one.session_key for one in Session.objects.all()] == ["open"]
    assert lines() == [{"sessions": 1, "notices": 0, "jobs": 0}]


def test_a_notice_goes_ninety_days_after_it_was_seen_and_one_that_nobody_saw_stays(world: World) -> None:
    now = clock.now()
    person = world.north_intake.pk
    for words in ("unseen", "seen lately", "seen long ago"):
        with switched_role("tutela_jobs"):
            tell([person], "assigned", words, now=now - 2 * SEEN_NOTICES_KEPT)
    with switched_role("tutela_owner"):
        Notice.objects.filter(words="seen lately").update(seen_at=now - SEEN_NOTICES_KEPT)
        Notice.objects.filter(words="seen long ago").update(seen_at=now - SEEN_NOTICES_KEPT - A_SECOND)
    assert cleared(now).notices == 1
    with switched_role("tutela_owner"):
        assert set(Notice.objects.values_list("words", flat=True)) == {"unseen", "seen lately"}


def a_job(status: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args)"
            " VALUES ('default', 'synthetic', %s::procrastinate_job_status, '{}') RETURNING id",
            [status],
        )
        job = cursor.fetchone()[0]
        cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [job])
        cursor.execute("INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'deferred', %s)", [job, at])


def test_done_jobs_go_after_thirty_days_failed_ones_after_ninety_and_what_waits_or_runs_stays(world: World) -> None:
    now = clock.now()
    with switched_role("tutela_owner"):
        for status in ("todo", "doing", "succeeded", "cancelled", "failed"):
            a_job(status, now - DONE_JOBS_KEPT - A_SECOND)
        a_job("succeeded", now - DONE_JOBS_KEPT + A_SECOND)
    assert cleared(now).jobs == 2
    assert cleared(now - DONE_JOBS_KEPT + FAILED_JOBS_KEPT).jobs == 2
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs ORDER BY status")
        assert {status for (status,) in cursor.fetchall()} == {"todo", "doing"}
        cursor.execute("SELECT count(*) FROM procrastinate_events")
        assert cursor.fetchone()[0] == 2


def test_where_there_is_nothing_the_trail_says_nothing(world: World) -> None:
    assert cleared(clock.now()) == Cleared(sessions=0, notices=0, jobs=0)
    assert lines() == []
