"""A real worker on a database that commits: what it is given, and what its clock brings, is done; a kill loses nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import transaction

from tests.cast import World, the_world
from tests.jobs.test_mail import ADDRESS
from tests.reports.test_life_of_a_report import received
from tutela.accounts.actor import PUBLIC
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.ownership.access import find
from tutela.reports.incoming import IncomingReport
from tutela.reports.services.answer import answer
from tutela.reports.services.receive import receive_report
from tutela.reports.services.route import send_report

WITHIN = 120.0
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


@contextmanager
def worker(socket_folder: str, database: str, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`tutela worker`, as a service manager runs it, on this database; its mails become files."""
    address = f"postgresql://tutela_jobs@/{database}?host={socket_folder}"
    environment = os.environ | {
        "DATA_DIR": str(folder / "data"),
        "TUTELA_DATABASE": "given",
        "DATABASE_JOBS_URL": address,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "tutela.settings.demo",
    }
    with (folder / "worker.log").open("ab") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "tutela.commands", "worker"], env=environment, stdout=log, stderr=log
        )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)


def until(question: Callable[[], bool], log: Path) -> None:
    """Wait until it is so. How long that takes decides nothing: only never is a failure."""
    end = time.monotonic() + WITHIN
    while not question():
        assert time.monotonic() < end, log.read_text()[-3000:]
        time.sleep(0.2)


def cast() -> World:
    with transaction.atomic():
        return the_world()


def answered_by_mail(world: World) -> int:
    """A receipt that waits for the worker; returns the answer's number."""
    incoming = IncomingReport.from_fields(
        door="public", summary="Synthetic report.", reporter={"kind": "person", "name": "Synthetic", "email": ADDRESS}
    )
    with transaction.atomic():
        reference = receive_report(incoming, actor=PUBLIC, now=clock.now()).reference
    actor = world.actor("centre_intake")
    with acting_as(actor):
        return answer(find(reference), template="receipt", actor=actor, now=clock.now()).pk


def offer_of_last_month(world: World) -> int:
    with clock.frozen(clock.now() - timedelta(days=30)) as then:
        report = received(world)
        sender = world.actor("north_intake")
        with acting_as(sender):
            return send_report(report, to=world.south, reason="Area", actor=sender, now=then).pk


def concern_of_an_hour_ago(world: World) -> int:
    with clock.frozen(clock.now() - timedelta(hours=1)):
        return received(world, specific_concern=True, concern_grounds="Child says so").pk


def test_a_worker_mails_the_answer_lapses_the_offer_and_escalates_the_concern(
    socket_folder: str, committed_database: str, tmp_path: Path, ask: Ask
) -> None:
    world = cast()
    mailed = answered_by_mail(world)
    offer = offer_of_last_month(world)
    concern = concern_of_an_hour_ago(world)
    with worker(socket_folder, committed_database, tmp_path):
        log = tmp_path / "worker.log"
        until(lambda: ask("SELECT mailed_at IS NOT NULL FROM reports_answer WHERE id = %s", mailed) == [(True,)], log)
        until(lambda: ask("SELECT state FROM ownership_handover WHERE id = %s", offer) == [("lapsed",)], log)
        until(
            lambda: ask("SELECT max(level) > 1 FROM reports_urgentcall WHERE report_id = %s", concern) == [(True,)], log
        )
    [letter] = (tmp_path / "data" / "mail").iterdir()
    words = letter.read_text()
    assert f"To: {ADDRESS}" in words
    assert "We have received your report R-" in words
    assert ask(
        "SELECT o.code FROM ownership_handover h JOIN reports_report r ON r.id = h.subject_id"
        " JOIN organisations_organisation o ON o.id = r.owner_id WHERE h.id = %s",
        offer,
    ) == [("centre",)]
    assert ADDRESS not in (tmp_path / "worker.log").read_text()


def test_what_a_killed_worker_had_begun_is_begun_again(
    socket_folder: str, committed_database: str, tmp_path: Path, ask: Ask
) -> None:
    mailed = answered_by_mail(cast())
    # What a worker leaves that was killed in the middle: the job is being done, and nobody is doing it.
    ask("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE task_name = 'reports.mail_answer'")
    with worker(socket_folder, committed_database, tmp_path) as first:
        first.kill()
        first.wait(30)
    with worker(socket_folder, committed_database, tmp_path):
        until(
            lambda: ask("SELECT mailed_at IS NOT NULL FROM reports_answer WHERE id = %s", mailed) == [(True,)],
            tmp_path / "worker.log",
        )
    assert len(list((tmp_path / "data" / "mail").iterdir())) == 1


def test_no_job_holds_more_than_numbers_and_days(committed_database: str, ask: Ask) -> None:
    world = cast()
    answered_by_mail(world)
    offer_of_last_month(world)
    concern_of_an_hour_ago(world)
    values = {str(value) for (arguments,) in ask("SELECT args FROM procrastinate_jobs") for value in arguments.values()}
    assert values
    assert all(value.isdigit() for value in values)
