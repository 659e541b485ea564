"""A kill between any two lines, and two at one time: every report is in once or not yet, and the chain verifies."""

import io
import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection, connections, transaction

from tests.cast import World, the_world
from tests.reports.imports.files import a_csv, a_tip, row
from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.reports.doors import parse
from tutela.reports.incoming import IncomingReport
from tutela.reports.services.import_file import stage_file, take, take_chunk
from tutela.reports.services.receive import receive_report, receive_reports


@pytest.fixture
def people(committed_database: str) -> World:
    """The cast in a database where transactions commit."""
    with transaction.atomic():
        return the_world()


@pytest.fixture
def counted(committed_database: str, socket_folder: str) -> Iterator[Callable[[str], int]]:
    """A number from the committed rows, past every policy."""
    with psycopg.connect(
        f"host={socket_folder} user=tutela_owner dbname={committed_database}", autocommit=True
    ) as owner:

        def count(statement: str) -> int:
            found = owner.execute(statement).fetchone()  # type: ignore[call-overload]
            return int(found[0])

        yield count


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """All of these, each on a connection of its own, begun together; returns what they raised."""
    barrier, raised = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
        except BaseException as error:  # noqa: BLE001 (a thread's failure is the test's)
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def receiver(actor: Actor, *reports: IncomingReport) -> Callable[[], object]:
    """Somebody who brings these reports."""

    def act() -> None:
        with acting_as(actor):
            receive_reports(reports, actor=actor, now=clock.now())

    return act


def a_report(**fields: object) -> IncomingReport:
    return IncomingReport.from_fields(**{"door": "api", "summary": "Synthetic report.", **fields})


def test_two_who_bring_one_external_report_at_one_time_bring_one_report(
    people: World, counted: Callable[[str], int]
) -> None:
    acts = [
        receiver(people.actor(who), a_report(external_source=source, external_reference="H-1"))
        for who, source in (("centre_intake", "Hotline"), ("north_intake", "hotline"), ("south_intake", "HOTLINE"))
    ]
    assert at_once(*acts) == []
    assert counted("SELECT count(*) FROM reports_report") == 1
    assert counted("SELECT times_received FROM reports_report") == 3
    assert counted("SELECT count(*) FROM reports_arrival") == 3


def test_two_outside_bodies_that_bring_it_at_one_time_each_have_their_own_and_each_twice_the_same(
    people: World, counted: Callable[[str], int]
) -> None:
    """An outside body learns nothing of what another one sent: docs/decisions/same-report-two-bodies.md."""
    report = a_report(external_source="Hotline", external_reference="H-1")
    senders = [people.actor(who) for who in ("hotline_partner", "company_partner")]
    assert at_once(*[receiver(sender, report) for sender in senders * 2]) == []
    assert counted("SELECT count(*) FROM reports_report") == 2
    assert counted("SELECT count(DISTINCT reporter_id) FROM reports_submission") == 2
    assert counted("SELECT min(times_received) + max(times_received) FROM reports_report") == 4


def test_a_report_without_a_number_is_one_report_too(people: World, counted: Callable[[str], int]) -> None:
    one = a_report(digest="a" * 64)
    assert at_once(*[receiver(people.actor("hotline_partner"), one) for _ in range(4)]) == []
    assert counted("SELECT count(*) FROM reports_report") == 1


def test_two_who_bring_the_same_reports_in_opposite_order_do_not_wait_for_each_other(
    people: World, counted: Callable[[str], int]
) -> None:
    reports = [a_report(external_source="Hotline", external_reference=f"H-{number}") for number in range(30)]
    for _ in range(3):
        acts = [
            receiver(people.actor("north_intake"), *reports),
            receiver(people.actor("south_intake"), *reversed(reports)),
        ]
        assert at_once(*acts) == []
    assert counted("SELECT count(*) FROM reports_report") == 30
    assert counted("SELECT sum(times_received) FROM reports_report") == 180


def test_the_same_key_of_a_sender_twice_at_one_time_is_one_report(people: World, counted: Callable[[str], int]) -> None:
    actor = people.actor("hotline_partner")

    def act() -> None:
        with acting_as(actor):
            receive_report(a_report(), actor=actor, now=clock.now(), idempotency_key="night-1")

    assert at_once(act, act, act) == []
    assert counted("SELECT count(*) FROM reports_report") == 1
    assert counted("SELECT count(*) FROM reports_arrival") == 1


def test_one_report_by_xml_and_by_csv_at_one_time_is_one_report(people: World, counted: Callable[[str], int]) -> None:
    by_xml = list(parse(io.BytesIO(a_tip("1001").encode()), "tip.xml"))
    by_csv = list(parse(io.BytesIO(a_csv([row(1, reference="1001", source="Ncmec")])), "tip.csv"))
    acts = [receiver(people.actor("centre_intake"), *by_xml), receiver(people.actor("north_intake"), *by_csv)]  # type: ignore[arg-type]
    assert at_once(*acts) == []
    assert counted("SELECT count(*) FROM reports_report") == 1


def test_two_who_go_on_with_one_file_take_each_row_once(people: World, counted: Callable[[str], int]) -> None:
    actor = people.actor("north_intake")
    with acting_as(actor):
        staged = stage_file(io.BytesIO(a_csv([row(n) for n in range(60)])), "a.csv", actor=actor, now=clock.now())
    assert at_once(*[lambda: list(take(staged.batch, actor=actor, size=7)) for _ in range(3)]) == []
    assert counted("SELECT count(*) FROM reports_report") == 60
    assert counted("SELECT count(*) FROM reports_arrival") == 60
    assert counted("SELECT count(*) FROM reports_importrow WHERE state = 'taken'") == 60


class Killed(BaseException):
    """The process ends here, as by a kill: nothing of the transaction is left."""


@pytest.mark.parametrize("at_statement", range(1, 40, 3))
def test_a_kill_at_any_statement_leaves_each_report_in_once_or_not_yet(
    at_statement: int, people: World, counted: Callable[[str], int]
) -> None:
    actor = people.actor("north_intake")
    with acting_as(actor):
        staged = stage_file(io.BytesIO(a_csv([row(n) for n in range(9)])), "a.csv", actor=actor, now=clock.now())
        take_chunk(staged.batch, actor=actor, now=clock.now(), size=3)
    ran = 0

    def kill(execute: Callable[..., object], *call: object) -> object:
        nonlocal ran
        ran += 1
        if ran == at_statement:
            raise Killed
        return execute(*call)

    with connection.execute_wrapper(kill):
        try:
            list(take(staged.batch, actor=actor, size=3))
        except Killed:
            connection.close()
    whole = "SELECT count(*) FROM reports_report"
    struck = "SELECT count(*) FROM reports_importrow WHERE state = 'taken'"
    assert counted(whole) == counted(struck)
    assert sum(take(staged.batch, actor=actor, size=3)) == 9 - counted(struck) or counted(struck) == 9
    assert counted(whole) == counted(struck) == 9
    assert counted("SELECT count(DISTINCT external_reference) FROM reports_report") == 9
    assert counted("SELECT count(*) FROM ownership_span WHERE subject_kind = 'report' AND to_at IS NULL") == 9
    assert counted("SELECT count(*) FROM audit_entry WHERE action = 'report.receive' AND position IS NOT NULL") == 9
    assert counted("SELECT count(*) FROM clocks_clock WHERE kind = 'receipt'") == 9
