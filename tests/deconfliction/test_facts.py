"""No fact is left behind, and none is told in half: whatever is killed, and whoever runs at the same time."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import World, the_world
from tests.deconfliction.meeting import a_series, alerts, child_of_series, gives, heard, holds, is_identified, meets
from tests.register.lists_of import made_up
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import name_the_reader
from tutela.core import clock
from tutela.core.new_facts import TAKE_FACTS, hold_against_everything
from tutela.deconfliction.jobs import take_what_is_left
from tutela.deconfliction.models import Alert
from tutela.deconfliction.services import take
from tutela.deconfliction.services.take import take_facts
from tutela.register.models import Fact

Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def ask(socket_folder: str, committed_database: str) -> Iterator[Ask]:
    """Ask the database past every policy, seeing what is committed."""
    with psycopg.connect(
        f"host={socket_folder} user=tutela_owner dbname={committed_database}", autocommit=True
    ) as owner:

        def run(statement: str, *values: object) -> list[tuple[Any, ...]]:
            cursor = owner.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

        yield run


def waiting() -> int:
    return ProcrastinateJob.objects.filter(status="todo", task_name=TAKE_FACTS).count()


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["tell_of", "record"])
def test_what_breaks_between_a_batch_and_its_commit_leaves_all_of_it_or_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    files, series = made_up(4, seed=40), a_series(world)
    gives(world, "north_examiner", files, series=series)
    holds()
    meets(world, "south_investigator", files)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(take, line, killed)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            holds(at_once=2)
    with switched_role("tutela_jobs"):
        assert (Alert.objects.count(), Fact.objects.filter(taken_at=None).count()) == (0, 4)
    assert holds(at_once=3) == 4
    assert [one.count for one in alerts(world, "north_manager")] == [4]


@pytest.mark.django_db
def test_facts_are_taken_in_parts_each_once(world: World) -> None:
    files, series = made_up(2, seed=41), a_series(world)
    gives(world, "north_examiner", files, series=series)
    meets(world, "south_investigator", files)
    assert holds(at_once=1) == 4
    assert holds() == 0
    assert [one.count for one in alerts(world, "north_manager")] == [2]


def test_two_who_take_at_the_same_time_tell_once(committed_database: str, django_db_blocker: Any) -> None:
    with transaction.atomic():
        world = the_world()
        series = a_series(world)
    files = made_up(30, seed=44)
    gives(world, "north_examiner", files, series=series)
    for number in range(6):
        meets(world, "south_investigator", files[number * 5 : number * 5 + 5], exhibit=f"EX/{number}")
    together = threading.Barrier(3)

    def take_some() -> int:
        together.wait()
        with django_db_blocker.unblock():
            try:
                return holds(at_once=7)
            finally:
                connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        taken = [one.result() for one in [pool.submit(take_some) for _ in range(3)]]
    assert sum(taken) == 60
    with transaction.atomic():
        assert [(one.count, one.state) for one in alerts(world, "north_manager")] == [(30, "new")]
        assert len(heard(world, "north_manager")) == 1


def test_a_fact_that_is_committed_while_a_job_runs_asks_for_another_one(ask: Ask) -> None:
    def begin_waiting() -> None:
        """What the worker does first: the job no longer waits, and its lock is free."""
        ask("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo' AND task_name = %s", TAKE_FACTS)

    with transaction.atomic():
        hold_against_everything()
    assert waiting() == 1
    with transaction.atomic():
        hold_against_everything()
        # Nothing is asked for before the commit: one that waits already could run in between, and would not see the fact.
        begin_waiting()
        assert waiting() == 0
    assert waiting() == 1
    with transaction.atomic():
        hold_against_everything()
    assert waiting() == 1


def test_what_is_rolled_back_asks_for_nothing(ask: Ask) -> None:
    with transaction.atomic():
        hold_against_everything()
        transaction.set_rollback(True)
    assert waiting() == 0


def test_each_verb_that_makes_a_fact_asks_for_it_and_the_clock_finds_what_nobody_asked_for(ask: Ask) -> None:
    with transaction.atomic():
        world = the_world()
    with transaction.atomic():
        series = a_series(world)
    files = made_up(1, seed=42)
    gives(world, "north_examiner", files, series=series)
    assert waiting() == 1
    ask("DELETE FROM procrastinate_events")
    ask("DELETE FROM procrastinate_jobs")
    with transaction.atomic():
        child = child_of_series(world, series)
    ask("DELETE FROM procrastinate_events")
    ask("DELETE FROM procrastinate_jobs")
    with transaction.atomic():
        is_identified(world, child, safeguarded=True)
    assert waiting() == 1
    ask("DELETE FROM procrastinate_events")
    ask("DELETE FROM procrastinate_jobs")
    with switched_role("tutela_jobs"):
        take_what_is_left(0)
    assert waiting() == 1
    with switched_role("tutela_jobs"), transaction.atomic():
        name_the_reader(user_id=None, membership_id=None)
        assert take_facts(actor=SYSTEM, at=clock.now) > 0
    ask("DELETE FROM procrastinate_events")
    ask("DELETE FROM procrastinate_jobs")
    with switched_role("tutela_jobs"):
        take_what_is_left(0)
    assert waiting() == 0


@pytest.mark.django_db
def test_nobody_but_the_worker_reads_what_stands_above_both_sides(world: World) -> None:
    files, series = made_up(1, seed=43), a_series(world)
    gives(world, "north_examiner", files, series=series)
    meets(world, "south_investigator", files)
    holds()
    for table in ("deconfliction_alert", "deconfliction_place", "deconfliction_lookout", "register_fact"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
