"""Each check finds its fault when it is made, and nothing where all is well: both in one test, on the same installation."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from tests.cast import World
from tests.deconfliction.meeting import gives, holds
from tests.register.lists_of import made_up
from tests.reports.test_life_of_a_report import received
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.models import DutyShift, Membership, User
from tutela.accounts.need_to_know import acting_as
from tutela.audit.services import record
from tutela.clocks.models import Clock
from tutela.commands.doctor import all_checks
from tutela.commands.doctor.check import Level, Ward, examine
from tutela.core import clock
from tutela.organisations.models import DirectAgreement, OpeningHours, Organisation, Place, Remit, Unit
from tutela.ownership.services import assign
from tutela.retention.services.hold import hold
from tutela.server import backups, schema
from tutela.server.places import Places

pytestmark = pytest.mark.django_db
Found = Callable[[str], list[str]]
Fault = Callable[[], object]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "data")
    made.make()
    return made


@pytest.fixture
def found(world: World, places: Places) -> Found:
    """What a check finds now, as the worker's role."""

    def look(name: str) -> list[str]:
        [one] = [one for one in all_checks() if one.name == name]
        with switched_role("tutela_jobs"):
            return list(one.look(Ward(places, clock.now())))

    return look


def as_owner(fault: Fault) -> None:
    with switched_role("tutela_owner"):
        fault()


def sql(statement: str) -> Fault:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


# --- organisations ---


def test_an_installation_without_a_coordinating_centre(found: Found, world: World) -> None:
    assert found("coordinating-centre") == []
    as_owner(lambda: Organisation.objects.filter(code="centre").update(is_active=False))
    assert found("coordinating-centre") == ["No active coordinating centre is set up."]


def test_a_door_with_nobody_behind_it(found: Found, world: World) -> None:
    assert found("door") == []
    as_owner(lambda: User.objects.filter(pk=world.customs_intake.pk).update(is_active=False))
    assert found("door") == ["Synthetic Customs receives, and has no active intake officer or manager."]


def test_hours_at_which_nobody_is_on_duty(found: Found, world: World) -> None:
    now = clock.now()

    def rota() -> None:
        for code in ("centre", "north", "south", "customs"):
            DutyShift.objects.create(
                organisation=getattr(world, code),
                user=getattr(world, f"{code}_intake"),
                starts_at=now - timedelta(days=1),
                ends_at=now + timedelta(days=8),
            )

    as_owner(rota)
    assert found("duty-rota") == []
    as_owner(lambda: DutyShift.objects.filter(organisation=world.south).update(ends_at=now + timedelta(days=6)))
    [fault] = found("duty-rota")
    assert "Southvale" in fault
    assert "for 24 of the next 168 hours" in fault


def test_a_unit_without_a_manager(found: Found, world: World) -> None:
    unit: list[Unit] = []

    def managed() -> None:
        unit.append(Unit.objects.create(organisation=world.north, name="Child protection", kind="child_protection"))
        Membership.objects.filter(user=world.north_manager).update(unit=unit[0])

    as_owner(managed)
    assert found("unit-manager") == []
    as_owner(lambda: Membership.objects.filter(user=world.north_manager).update(ends_at=clock.now()))
    assert found("unit-manager") == ["Child protection, Synthetic Northmoor Police, has no manager."]


def test_a_single_point_of_contact_without_a_deputy(found: Found, world: World) -> None:
    assert found("contact") == []
    as_owner(lambda: Organisation.objects.filter(code="north").update(deputy_name=""))
    assert found("contact") == ["Synthetic Northmoor Police has no deputy who can be reached."]


def test_an_organisation_that_never_said_when_it_works(found: Found, world: World) -> None:
    assert found("opening-hours") == []
    as_owner(lambda: OpeningHours.objects.filter(organisation=world.customs).delete())
    assert found("opening-hours") == ["Synthetic Customs has no opening hours."]


def test_a_place_that_hangs_nowhere(found: Found, world: World) -> None:
    assert found("place") == []
    as_owner(lambda: Place.objects.filter(code="gb-south").update(parent=None))
    assert found("place") == ["The place “gb-south” does not lie in the world."]


def test_a_country_in_nobodys_remit(found: Found, world: World) -> None:
    as_owner(lambda: Remit.objects.create(organisation=world.centre, place=world.places["fr"]))
    assert found("remit") == []
    as_owner(lambda: Remit.objects.filter(place=world.places["fr"]).delete())
    assert found("remit") == ["France is in nobody's remit."]


def test_an_agreement_that_ended(found: Found, world: World) -> None:
    today = clock.now().date()

    def agreed() -> None:
        DirectAgreement.objects.create(
            one=world.north, other=world.foreign, since=today, agreed_at=clock.now(), words="Synthetic."
        )

    as_owner(agreed)
    assert found("agreement") == []
    as_owner(lambda: DirectAgreement.objects.update(since=today - timedelta(days=9), until=today - timedelta(days=1)))
    assert len(found("agreement")) == 1


# --- people ---


def test_people_without_a_second_factor(found: Found, world: World) -> None:
    as_owner(
        sql(
            "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
            " SELECT id, 'totp', '{}', now() FROM accounts_user"
        )
    )
    assert found("second-factor") == []
    as_owner(sql(f"UPDATE mfa_authenticator SET type = 'recovery_codes' WHERE user_id = {world.north_intake.pk}"))
    assert found("second-factor") == ["north.intake@north.example has no second factor."]


def test_accounts_that_nobody_uses(found: Found, world: World) -> None:
    as_owner(lambda: User.objects.update(last_login=clock.now()))
    assert found("unused-account") == []
    long_ago = clock.now() - timedelta(days=181)
    as_owner(lambda: User.objects.filter(pk=world.north_intake.pk).update(last_login=long_ago))
    assert found("unused-account") == ["north.intake@north.example was not used for half a year."]


def test_a_record_whose_handler_left(found: Found, world: World) -> None:
    report = received(world)
    manager = world.actor("north_manager")
    with acting_as(manager):
        assign(report, handler=world.north_investigator, actor=manager, now=clock.now())
    assert found("handler-left") == []
    as_owner(lambda: Membership.objects.filter(user=world.north_investigator).update(ends_at=clock.now()))
    assert found("handler-left") == [f"{report.reference} has a handler who left."]


# --- records ---


def test_a_record_whose_owner_is_not_there(found: Found, world: World) -> None:
    received(world, "centre_intake")
    assert found("owner") == []
    as_owner(lambda: Organisation.objects.filter(code="centre").update(is_active=False))
    assert found("owner") == ["Synthetic National Centre answers for 1 records and is not active."]
    as_owner(lambda: Organisation.objects.filter(code="centre").update(is_active=True))
    as_owner(lambda: Membership.objects.filter(organisation=world.centre).update(ends_at=clock.now()))
    assert found("owner") == ["Synthetic National Centre answers for 1 records and has nobody who works with them."]


def test_a_clock_that_names_another_than_the_owner(found: Found, world: World) -> None:
    report = received(world)
    assert found("clock") == []
    as_owner(lambda: Clock.objects.filter(subject_id=report.pk, kind="receipt").update(answerable=world.south))
    assert found("clock") == [
        f"The receipt clock of {report.reference} names another organisation than the record's owner."
    ]


def test_audit_entries_outside_the_chain(found: Found, world: World) -> None:
    assert found("audit") == []
    with switched_role("tutela_jobs"):
        # Until the transaction ends, it is what an entry would be that was written past the sealing.
        record("synthetic.act", actor=SYSTEM, now=clock.now())
    assert found("audit") == ["1 entries of the audit trail are not sealed."]


def test_an_answer_that_was_not_mailed(found: Found, world: World) -> None:
    report = received(world)
    assert found("answer-not-mailed") == []
    as_owner(
        sql(
            "INSERT INTO reports_answer (report_id, kind, template, subject_line, text, channel, sent_at, mail_failed_at)"
            f" VALUES ({report.pk}, 'receipt', 'receipt', 'S', 'T', 'email', now(), now())"
        )
    )
    assert found("answer-not-mailed") == ["1 answers could not be mailed."]
    as_owner(sql("UPDATE reports_answer SET mailed_at = now()"))
    assert found("answer-not-mailed") == []


# --- database ---


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("ALTER ROLE tutela_app BYPASSRLS", "The role tutela_app bypasses row-level security."),
        ("ALTER ROLE tutela_jobs SUPERUSER", "The role tutela_jobs is a superuser."),
        (
            "GRANT tutela_owner TO tutela_app",
            "The role tutela_app, as a member of tutela_owner, which owns tables.",
        ),
        ("ALTER TABLE notices_notice OWNER TO tutela_app", "The role tutela_app owns tables."),
    ],
)
def test_a_role_that_could_pass_the_policies(found: Found, world: World, fault: str, words: str) -> None:
    assert found("database-role") == []
    with switched_role("postgres"):
        sql(fault)()
    assert found("database-role") == [words]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("CREATE TABLE left_over (id int)", "The table left_over is in no rule."),
        (
            "ALTER TABLE notices_notice DISABLE ROW LEVEL SECURITY",
            "The table notices_notice has no row-level security.",
        ),
        ("DROP POLICY reads ON notices_notice", "The policy “reads” of notices_notice is missing."),
        (
            "CREATE POLICY everybody ON notices_notice USING (true)",
            "The policy “everybody” of notices_notice is not one of ours: it lets somebody in.",
        ),
    ],
)
def test_tables_and_policies_that_are_not_the_declared_ones(found: Found, world: World, fault: str, words: str) -> None:
    assert found("row-security") == []
    as_owner(sql(fault))
    assert found("row-security") == [words]


def test_migrations_that_wait_and_policies_changed_by_hand(found: Found, world: World) -> None:
    def mark() -> None:
        sql(f"COMMENT ON SCHEMA public IS '{schema._mark()}'")()

    as_owner(mark)
    assert found("migrations") == []
    as_owner(sql("ALTER POLICY reads ON notices_notice USING (true)"))
    assert len(found("migrations")) == 1
    as_owner(mark)
    assert found("migrations") == []
    as_owner(sql("DELETE FROM django_migrations WHERE app = 'reports'"))
    assert len(found("migrations")) == 1


def test_a_postgresql_that_is_too_old(found: Found, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found("postgresql") == []
    monkeypatch.setattr("tutela.commands.doctor.database.OLDEST_POSTGRESQL", 99_00_00)
    assert len(found("postgresql")) == 1


def test_clocks_that_are_apart(found: Found, world: World) -> None:
    assert found("time") == []
    with clock.frozen(clock.now() - timedelta(minutes=2)):
        assert found("time") == ["The database's clock and this machine's are 120 seconds apart."]


# --- house ---


def test_a_worker_that_does_not_live(found: Found, world: World) -> None:
    as_owner(sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())"))
    assert found("worker") == []
    as_owner(sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"))
    assert found("worker") == ["No worker runs."]


def test_jobs_that_wait_that_are_held_and_that_failed(found: Found, world: World) -> None:
    as_owner(sql("DELETE FROM procrastinate_jobs"))
    as_owner(
        sql(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, scheduled_at)"
            " VALUES ('default', 'synthetic', '{}', 'todo', now() + interval '1 day')"
        )
    )
    assert (found("jobs"), found("failed-jobs")) == ([], [])
    as_owner(sql("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 hour'"))
    assert found("jobs") == ["1 jobs have waited for more than ten minutes."]
    as_owner(sql("UPDATE procrastinate_jobs SET status = 'doing'"))
    assert found("jobs") == ["1 jobs are held by a worker that is dead."]
    as_owner(sql("UPDATE procrastinate_jobs SET status = 'failed'"))
    assert (found("jobs"), found("failed-jobs")) == ([], ["1 jobs “synthetic” failed for good."])


def test_no_backup_and_an_old_one(found: Found, places: Places) -> None:
    assert found("backup") == ["No backup was ever made."]
    backups._note(places, backups.Last(clock.now() - timedelta(hours=1), "backup.tar"))
    assert found("backup") == []
    backups._note(places, backups.Last(clock.now() - timedelta(days=5), "backup.tar"))
    assert found("backup") == ["The last backup is 5 days old."]


def test_a_full_disk(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutela.commands.doctor.house.NEEDED", 1)
    assert found("disk") == []
    monkeypatch.setattr("tutela.commands.doctor.house.NEEDED", 2**60)
    assert len(found("disk")) == 1


@pytest.fixture
def mail_server() -> Iterator[int]:
    """Something that greets as a mail server does; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            caller, _ = listening.accept()
            with caller:
                caller.sendall(b"220 mail.example\r\n")
                while said := caller.recv(1000):
                    caller.sendall(b"221 bye\r\n" if said.lower().startswith(b"quit") else b"250 well\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def test_a_mail_server_that_does_not_answer(found: Found, mail_server: int) -> None:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=mail_server
    ):
        assert found("mail") == []
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port
    ):
        assert found("mail") == [f"The mail server 127.0.0.1:{port} does not answer."]


# --- configuration ---


WELL: dict[str, Any] = {
    "SECRET_KEY": "kX2-9vQz_7RmTb4LwYc8NpHs3JdGf6UaEeKo1iVxBrMt5CyZqWhPnDlSgAuFj0O",
    "DEBUG": False,
    "ALLOWED_HOSTS": ["tutela.example"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "TUTELA_ADDRESS": "https://tutela.example",
    "TUTELA_DEMO": False,
}


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("secret-key", {"SECRET_KEY": "short"}),
        ("secret-key", {"SECRET_KEY": "a" * 80}),
        ("debug", {"DEBUG": True}),
        ("hosts", {"ALLOWED_HOSTS": ["*"]}),
        ("hosts", {"ALLOWED_HOSTS": [""]}),
        ("tls", {"SESSION_COOKIE_SECURE": False}),
        ("tls", {"TUTELA_ADDRESS": "http://tutela.example"}),
        ("demo", {"TUTELA_DEMO": True}),
    ],
)
def test_settings_that_let_a_stranger_in(found: Found, name: str, fault: dict[str, Any]) -> None:
    with override_settings(**WELL):
        assert found(name) == []
    with override_settings(**(WELL | fault)):
        assert len(found(name)) == 1


def test_keys_that_others_may_read(found: Found, places: Places) -> None:
    key = places.keys / "secret_key"
    key.write_text("synthetic")
    key.chmod(0o600)
    assert found("key-files") == []
    key.chmod(0o644)
    assert found("key-files") == [f"Others may read {key}."]


def test_a_hold_that_nobody_has_looked_at_for_over_a_year(found: Found, world: World) -> None:
    report = received(world)
    manager, long_ago = world.actor("north_manager"), clock.now() - timedelta(days=400)
    with acting_as(manager):
        hold(report, grounds="appeal", words="Synthetic.", actor=manager, now=clock.now())
    assert found("hold-not-reviewed") == []
    as_owner(sql(f"UPDATE retention_hold SET since = '{long_ago.isoformat()}'"))
    assert found("hold-not-reviewed") == [f"{report.reference} has been held for over a year (appeal)."]
    as_owner(sql(f"UPDATE retention_hold SET lifted_at = now(), lifted_by_id = {manager.user_id}, lift_words = 'x'"))
    assert found("hold-not-reviewed") == []


# --- the whole ---


def test_every_check_says_what_it_looks_for_why_and_how_to_mend_and_has_a_test() -> None:
    text = Path(__file__).read_text()
    names = [one.name for one in all_checks()]
    assert len(set(names)) == len(names)
    for one in all_checks():
        assert one.look.__doc__, one.name
        assert one.why.endswith("."), one.name
        assert one.mend.endswith("."), one.name
        assert f'"{one.name}"' in text, one.name


def test_the_gravest_stand_first_and_the_demo_makes_notes_of_what_is_expected_there(
    world: World, places: Places
) -> None:
    moment = clock.now()
    with switched_role("tutela_jobs"):
        real = examine(Ward(places, moment), all_checks())
        demo = examine(Ward(places, moment, is_demo=True), all_checks())
    order = [list(Level).index(one.level) for one in real]
    assert order == sorted(order)
    assert {one.level for one in real if one.check == "second-factor"} == {Level.MUST}
    assert {one.level for one in demo if one.check == "second-factor"} == {Level.NOTE}


def test_facts_that_nobody_holds_against_everything_else(found: Found, world: World) -> None:
    files = made_up(2)
    gives(world, "north_examiner", files[:1])
    gives(world, "south_investigator", files)
    assert found("facts-not-taken") == []
    as_owner(sql("UPDATE register_fact SET at = now() - interval '11 minutes'"))
    assert found("facts-not-taken") == ["1 facts wait for more than ten minutes to be held against everything else."]
    holds()
    assert found("facts-not-taken") == []
