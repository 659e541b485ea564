"""The tests of need to know would notice: with any one policy gone, they find rows that somebody sees and may not."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql

from tests.roles import switched_role
from tests.security.doors import Doors, Visitor
from tests.security.filters_off import switch_off
from tests.security.leaks import differences
from tests.security.oracle import SEEN_BY_EVERYBODY, SEES, TABLE_OF_RECORD, Oracle, Snapshot
from tests.security.readers import Reader
from tutela.core.row_security import declared

RULED = sorted(rule.table for rule in declared().rules)
ANYTHING = "CREATE POLICY reads ON {} FOR SELECT TO tutela_app, tutela_reader USING (true)"


@contextmanager
def without_the_policy_of(session: psycopg.Connection, table: str) -> Iterator[None]:
    """The table's policy for reading replaced by one that lets everybody read, until the end."""
    named = sql.Identifier(table)
    with session.transaction(force_rollback=True):
        session.execute(sql.SQL("DROP POLICY IF EXISTS reads ON {}").format(named))
        session.execute(sql.SQL(ANYTHING).format(named))
        session.execute(sql.SQL("GRANT SELECT ON {} TO tutela_app").format(named))
        yield


@pytest.fixture(scope="session")
def outsiders(readers: list[Reader], snapshot: Snapshot) -> dict[Reader, Oracle]:
    """A few readers of whom each row is hidden from at least one: other services, partners, the public, somebody with a code."""
    oracles = {reader: Oracle.for_reader(snapshot, reader) for reader in readers}
    chosen = [one for one in readers if "partner" in one.key or one.key == "the public"]
    by_role = {oracle.who.role: reader for reader, oracle in oracles.items() if oracle.who.role}
    return {reader: oracles[reader] for reader in dict.fromkeys([*chosen, *by_role.values()])}


def test_every_table_with_a_rule_is_one_of_which_the_oracle_knows() -> None:
    assert not [table for table in RULED if table not in SEES]


@pytest.mark.parametrize("table", [one for one in RULED if one not in SEEN_BY_EVERYBODY])
def test_without_the_policy_of_one_table_its_rows_are_found_to_be_seen_by_somebody_who_may_not(
    table: str, database: psycopg.Connection, snapshot: Snapshot, outsiders: dict[Reader, Oracle]
) -> None:
    asked = (database, snapshot, list(outsiders), outsiders, [table], ("tutela_app",))
    assert not differences(*asked)
    with without_the_policy_of(database, table):
        found = differences(*asked)
    assert any(one.is_leak and one.table == table for one in found), f"nobody noticed that {table} has no policy"


def test_with_row_level_security_off_it_is_found_as_well(
    database: psycopg.Connection, snapshot: Snapshot, outsiders: dict[Reader, Oracle]
) -> None:
    with database.transaction(force_rollback=True):
        database.execute("ALTER TABLE reports_report DISABLE ROW LEVEL SECURITY")
        found = differences(database, snapshot, list(outsiders), outsiders, ["reports_report"], ("tutela_app",))
    assert any(one.is_leak for one in found)


def stranger(doors: Doors, door: str) -> Visitor:
    """An investigator of another service, on the pages or by a program."""
    visitors = doors.people() if door == "page" else doors.programs()
    return next(one for one in visitors if "south.investigator" in one.key)


# A table, the door, and what the stranger asks there about a record of the north.
SHOWN: list[tuple[str, str, str]] = [
    ("reports_report", "page", "/work-list"),
    ("reports_report", "api", "/api/v1/work-list"),
    ("reports_report", "page", "/reports/{report}"),
    ("cases_case", "page", "/cases"),
    ("cases_case", "api", "/api/v1/cases"),
    ("cases_case", "page", "/cases?format=csv"),
    ("children_child", "page", "/children"),
    ("children_child", "api", "/api/v1/children/{child}"),
    ("register_series", "page", "/series"),
    ("register_series", "page", "/series/{series}"),
    ("notices_notice", "page", "/notices"),
    ("ownership_handover", "api", "/api/v1/offers"),
    ("reports_submission", "api", "/api/v1/submissions"),
    ("audit_entry", "page", "/audit"),
]


@pytest.mark.parametrize(("table", "door", "asked"), SHOWN, ids=[f"{table} {asked}" for table, _, asked in SHOWN])
def test_without_the_policy_of_one_table_the_walk_over_the_doors_finds_what_it_gives_away(
    table: str, door: str, asked: str, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_off(monkeypatch)
    visitor = stranger(doors, door)
    hidden = {
        kind: next(
            row["reference"]
            for row in doors.snapshot.rows[of]
            if not visitor.oracle.sees(kind, row["id"]) and not row["is_restricted"]
        )
        for kind, of in TABLE_OF_RECORD.items()
    }
    path = asked.format(**hidden)
    visitor.ask(path)
    assert not visitor.tally.leaks
    with transaction.atomic():
        with switched_role("tutela_owner"), connection.cursor() as cursor:
            cursor.execute(f"DROP POLICY reads ON {table}")
            cursor.execute(ANYTHING.format(table))
        visitor.ask(path)
        transaction.set_rollback(True)
    assert visitor.tally.leaks, f"nobody noticed at {path} that {table} has no policy"
