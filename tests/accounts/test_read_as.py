"""``tutela sql`` shows the database exactly as a user sees it, and a statement cannot make itself another reader."""

from typing import Any

import pytest
from django.db import connection
from psycopg import sql

from tests.accounts.records import a_report
from tests.cast import World, the_world
from tutela.accounts.members import membership_of
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.read_as import reading_as
from tutela.accounts.role_connection import connect_as
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, Refused, TutelaError, Unavailable
from tutela.core.row_security import declared, functions_of_the_reader
from tutela.reports.models import Report


@pytest.fixture
def cast(committed_database: str) -> World:
    return the_world()


def ask(world: World, who: str, statement: str, **more: Any) -> list[tuple[Any, ...]]:
    membership = membership_of(getattr(world, who).email)
    with reading_as(membership, statement, now=clock.now(), **more) as answer:
        return [tuple(row) for row in answer.rows]


def test_it_shows_what_the_application_shows_that_user_for_every_member_of_the_cast(cast: World) -> None:
    for by in ("north_intake", "centre_intake", "customs_intake"):
        a_report(cast, by=by)
    seen = set()
    for who in cast.users:
        with acting_as(cast.actor(who)):
            wanted = sorted(Report.objects.values_list("reference", flat=True))
            people = sorted(User.objects.values_list("email", flat=True))
        assert [row[0] for row in ask(cast, who, "SELECT reference FROM reports_report ORDER BY 1")] == wanted
        assert [
            row[0] for row in ask(cast, who, 'SELECT email FROM accounts_user ORDER BY email COLLATE "C"')
        ] == people
        seen.add(tuple(wanted))
    assert len(seen) > 3


@pytest.mark.parametrize(
    "become",
    [
        "set_config('tutela.user', {user}, true), set_config('tutela.membership', {membership}, true)",
        "set_config('tutela.stage', 'sign-in', true), set_config('tutela.user', {user}, true)",
        "set_config('tutela.door', {organisation}, true), set_config('tutela.code', 'x', true)",
        "set_config('tutela.seal', current_setting('tutela.seal'), true), set_config('tutela.membership', {membership}, true)",
        "set_config('role', 'tutela_owner', true), set_config('session_authorization', 'tutela_app', true)",
        "set_config('row_security', 'off', true), set_config('tutela.door', {organisation}, true)",
        "set_config('transaction_read_only', 'off', true), set_config('tutela.door', {organisation}, true)",
    ],
)
def test_a_statement_that_names_another_reader_sees_no_more_than_before(cast: World, become: str) -> None:
    report = a_report(cast)
    said = become.format(
        user=f"'{cast.north_investigator.pk}'",
        membership=f"'{cast.memberships['north_investigator'].pk}'",
        organisation=f"'{cast.north.pk}'",
    )
    statement = f"WITH me AS MATERIALIZED (SELECT {said}) SELECT r.reference FROM me, LATERAL (SELECT reference FROM reports_report) r"
    assert ask(cast, "north_investigator", "SELECT reference FROM reports_report") == [(report.reference,)]
    try:
        assert ask(cast, "south_investigator", statement) == []
    except TutelaError as error:
        assert report.reference not in str(error)  # noqa: PT017
    # In a volatile place, run again for each row, too.
    assert ask(cast, "south_investigator", "SELECT count(*) FROM reports_report") == [(0,)]


def test_a_seal_is_worth_nothing_in_another_transaction(cast: World) -> None:
    a_report(cast)
    ((stolen,),) = ask(cast, "north_investigator", "SELECT current_setting('tutela.seal')")
    user, membership = str(cast.north_investigator.pk), str(cast.memberships["north_investigator"].pk)
    with connect_as("reader") as reader:
        for name, value in (("user", user), ("membership", membership), ("seal", stolen)):
            reader.execute(sql.SQL("SELECT set_config('tutela.{}', %s, true)").format(sql.SQL(name)), [value])
        assert reader.execute("SELECT count(*) FROM reports_report").fetchone() == (0,)
        assert reader.execute("SELECT tutela_user(), tutela_organisation()").fetchone() == (None, None)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM reports_report",
        "UPDATE accounts_user SET name = 'x'",
        "WITH gone AS (DELETE FROM notices_notice RETURNING 1) SELECT * FROM gone",
        "SELECT 1; SELECT 2",
        "SELECT 1; COMMIT; SET tutela.user = '1'",
        "SET tutela.user = '1'",
        "SET SESSION AUTHORIZATION tutela_owner",
        "RESET ALL",
        "DO $$ BEGIN PERFORM 1; END $$",
        "CALL something()",
        "COPY reports_report TO STDOUT",
        "EXPLAIN ANALYZE SELECT * FROM reports_report",
        "EXPLAIN SELECT * FROM reports_report",
        "SELECT * INTO TEMP kept FROM reports_report",
        "CREATE TABLE mine (x int)",
        "LISTEN something",
        "SELECT * FROM reports_report FOR UPDATE",
    ],
)
def test_only_one_reading_statement_is_taken(cast: World, statement: str) -> None:
    with pytest.raises((Refused, NotAllowed, BadInput)):
        ask(cast, "north_investigator", statement)
    assert ask(cast, "north_investigator", "SELECT 1;") == [(1,)]
    assert ask(cast, "north_investigator", "VALUES (1), (2)") == [(1,), (2,)]
    assert ask(cast, "north_investigator", "WITH one AS (SELECT 1 AS n) SELECT n FROM one WHERE 'a' LIKE '%a%'") == [
        (1,)
    ]


def test_what_no_user_reads_stays_closed_and_the_mend_says_which_columns(cast: World) -> None:
    with pytest.raises(NotAllowed) as refused:
        ask(cast, "north_investigator", "SELECT password FROM accounts_user")
    assert "accounts_user (password" in refused.value.mend
    for table in ("finding_document", "accounts_seal", "audit_chainhead", "django_session", "procrastinate_jobs"):
        with pytest.raises(NotAllowed):
            ask(cast, "north_investigator", f"SELECT * FROM {table}")


def test_no_function_answers_the_reader_past_the_policies(cast: World) -> None:
    report = a_report(cast)
    for call in (
        f"tutela_subject_of('{report.reference}')",
        f"tutela_owner_of('report', {report.pk})",
        f"tutela_seal('{cast.north_investigator.pk}', '1', pg_backend_pid(), transaction_timestamp())",
        "tutela_token('x')",
        f"notices_recipients({cast.north.pk}, ARRAY['manager'])",
        f"accounts_work_of({cast.north_investigator.pk})",
    ):
        with pytest.raises(NotAllowed):
            ask(cast, "south_investigator", f"SELECT * FROM {call}")


def test_the_functions_that_the_reader_may_call_are_these_and_no_more(db: None) -> None:
    from tests.roles import switched_role

    with switched_role("tutela_owner"), connection.cursor() as cursor:
        allowed = {signature.split("(")[0] for signature in functions_of_the_reader(cursor, declared())}
    # Each of them answers about the asker, or about a record only what the asker's own view of it answers.
    assert allowed <= {
        "deconfliction_may_know",  # what the policy of the table shows, and nothing else
        "retention_decides",  # whether the asker decides in place of an organisation's managers
        "tasks_is_open_to_body",  # what the policy of the table shows, and nothing else
        "register_country",  # the country of the asker's own organisation
        "register_is_asked_about",  # of what the asker's own organisation met, what a check answers it
        "register_is_of_my_country",  # the directory, which everybody reads
        "register_my_series",  # which series the asker sees, as the policy of that table shows
        "reports_of_code",  # no code is ever the read-only role's: it answers nothing
        "tutela_administers",
        "tutela_asked",
        "tutela_code",
        "tutela_colleagues",
        "tutela_coordinates",
        "tutela_door",
        "tutela_granted",
        "tutela_is_colleague",
        "tutela_is_sealed",
        "tutela_may_decide_request",
        "tutela_may_see",
        "tutela_organisation",
        "tutela_principals",
        "tutela_reads_for",
        "tutela_receives",
        "tutela_reports_for",
        "tutela_role",
        "tutela_sees",
        "tutela_sees_audit_of",
        "tutela_stage",
        "tutela_user",
        "tutela_writes_for",
    }


def test_each_use_is_written_for_the_auditors_without_the_statement_itself(cast: World) -> None:
    ask(cast, "north_investigator", "SELECT 'a name that is nobody''s'")
    with acting_as(cast.actor("north_auditor")):
        entry = Entry.objects.get(action="sql.read")
        assert (entry.user_id, entry.actor_kind) == (None, "system")
        assert f'"as_user":{cast.north_investigator.pk}' in entry.details
        assert "nobody" not in entry.details
    with acting_as(cast.actor("south_manager")):
        assert not Entry.objects.filter(action="sql.read").exists()


def test_a_statement_that_takes_too_long_is_stopped(cast: World) -> None:
    with pytest.raises(Unavailable, match="too long"):
        ask(cast, "north_investigator", "SELECT pg_sleep(30)", seconds=1)


def test_an_unknown_address_a_role_not_held_and_an_empty_statement_are_refused(cast: World) -> None:
    with pytest.raises(NotFound):
        membership_of("nobody@north.example")
    with pytest.raises(NotFound):
        membership_of(cast.north_investigator.email, role="manager")
    with pytest.raises(BadInput):
        ask(cast, "north_investigator", " ; ")
    assert membership_of(cast.north_investigator.email.upper()).role == "investigator"
