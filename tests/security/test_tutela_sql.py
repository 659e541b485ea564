"""``tutela sql --as USER`` from outside: an auditor of the claim sees exactly what the rules allow that user, and changes nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.security.generated_world import GeneratedWorld
from tests.security.oracle import SEES, Oracle, Snapshot
from tests.security.readers import Reader

Run = Callable[..., "subprocess.CompletedProcess[str]"]
WHO = ("south.investigator@south.example", "north.auditor@north.example", "hotline.partner@hotline.example")


@pytest.fixture(scope="module")
def copied(generated: GeneratedWorld, socket_folder: str) -> Iterator[str]:
    """A copy of the generated world: each use of the command is written into the trail, and stays there."""
    name = f"{generated.database}_sql"
    with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER tutela_owner STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(generated.database)
            )
        )
        yield name
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def tutela_sql(copied: str, socket_folder: str, tmp_path: Path) -> Run:
    """Run the command as an operator does."""
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://tutela_app@/{copied}?host={socket_folder}",
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "tutela.settings.test",
    }

    def run(who: str, statement: str, *more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "tutela.commands", "sql", "--as", who, *more, statement],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.parametrize("who", WHO)
def test_an_auditor_of_the_claim_sees_what_the_rules_allow_that_user(
    who: str, tutela_sql: Run, generated: GeneratedWorld, snapshot: Snapshot
) -> None:
    key = who.split("@", maxsplit=1)[0].replace(".", "_")
    user, membership = generated.cast.users[key], generated.cast.memberships[key]
    oracle = Oracle.for_reader(snapshot, Reader(who, user.pk, membership.pk))
    statement = " UNION ALL ".join(
        f"SELECT '{table}' AS kept_in, reference FROM {table}"
        for table in ("reports_report", "cases_case", "children_child", "reports_submission")
    )
    answer = tutela_sql(who, statement, "--json", "--limit", "100000")
    assert answer.returncode == 0, answer.stderr
    lines = [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]
    shown = {(line["kept_in"], line["reference"]) for line in lines if "kept_in" in line}
    allowed = {
        (table, row["reference"])
        for table in ("reports_report", "cases_case", "children_child", "reports_submission")
        for row in snapshot.rows[table]
        if oracle.may_see(table, row)
    }
    assert shown == allowed
    assert allowed


@pytest.mark.parametrize("who", WHO)
def test_every_table_that_the_read_only_role_may_ask_answers_with_what_the_rules_allow(
    who: str, tutela_sql: Run, generated: GeneratedWorld, snapshot: Snapshot, copied: str, socket_folder: str
) -> None:
    with psycopg.connect(f"host={socket_folder} user=postgres dbname={copied}") as session:
        open_to_it = session.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND has_any_column_privilege('tutela_reader', c.oid, 'SELECT') ORDER BY 1"
        )
        # The trail grows by every use of the command.
        tables = [name for (name,) in open_to_it if name != "audit_entry"]
    key = who.split("@", maxsplit=1)[0].replace(".", "_")
    user, membership = generated.cast.users[key], generated.cast.memberships[key]
    oracle = Oracle.for_reader(snapshot, Reader(who, user.pk, membership.pk))
    statement = " UNION ALL ".join(f"SELECT '{table}' AS kept_in, count(*) AS rows FROM {table}" for table in tables)
    answer = tutela_sql(who, statement, "--json", "--limit", "1000")
    assert answer.returncode == 0, answer.stderr
    lines = [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]
    shown = {line["kept_in"]: line["rows"] for line in lines if "kept_in" in line}
    assert len(shown) == len(tables) > 40
    judged = {table for table in tables if table in SEES}
    assert {table: shown[table] for table in judged} == {
        table: sum(oracle.may_see(table, row) for row in snapshot.rows[table]) for table in judged
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_report SET summary = 'x'",
        "WITH gone AS (DELETE FROM notices_notice RETURNING 1) SELECT * FROM gone",
        "COPY reports_report TO STDOUT",
        "EXPLAIN ANALYZE SELECT * FROM reports_report",
        "SET ROLE tutela_owner",
        "SELECT 1; SELECT 2",
        "SELECT tutela_subject_of('R-2026-000000')",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT * FROM finding_document",
        "SELECT password FROM accounts_user",
        "SELECT code_digest FROM reports_submission",
    ],
)
def test_what_does_more_than_read_as_that_user_is_refused_with_the_mend(statement: str, tutela_sql: Run) -> None:
    refused = tutela_sql(WHO[0], statement)
    assert refused.returncode not in (0, 1), refused.stdout
    assert "Traceback" not in refused.stderr
    assert refused.stderr.strip()


def test_a_statement_that_names_another_reader_is_nobody(
    tutela_sql: Run, generated: GeneratedWorld, snapshot: Snapshot
) -> None:
    manager = generated.cast.memberships["north_manager"]
    become = (
        f"WITH me AS MATERIALIZED (SELECT set_config('tutela.user', '{manager.user_id}', true),"
        f" set_config('tutela.membership', '{manager.pk}', true))"
        " SELECT count(*) AS n FROM me, LATERAL (SELECT reference FROM reports_report) r"
    )
    answer = tutela_sql(WHO[0], become, "--json")
    assert '"n": 0' in answer.stdout.replace('"n":0', '"n": 0') or answer.returncode != 0
    references = {row["reference"] for row in snapshot.rows["reports_report"]}
    assert not [one for one in references if one in answer.stdout + answer.stderr]


def test_each_use_is_in_the_trail_with_the_digest_of_the_statement(
    tutela_sql: Run, generated: GeneratedWorld, copied: str, socket_folder: str
) -> None:
    assert tutela_sql(WHO[0], "SELECT 'zqxword' AS word").returncode == 0
    with psycopg.connect(f"host={socket_folder} user=postgres dbname={copied}") as session:
        details, user = session.execute(
            "SELECT details::text, user_id FROM audit_entry WHERE action = 'sql.read' ORDER BY id DESC LIMIT 1"
        ).fetchone() or ("", 0)
    assert user is None
    assert "zqxword" not in details
    assert str(generated.cast.users["south_investigator"].pk) in details
