"""Row-level security alone, against the rules said a second time in Python: every reader, every table, every row.

Nothing of the product's Python stands between these statements and the rows: this is what an injected statement, a filter
that somebody forgot, or ``tutela sql --as`` would see.
"""

import psycopg
import pytest

from tests.security.leaks import differences
from tests.security.oracle import SEES, Oracle, Snapshot
from tests.security.readers import Reader


@pytest.fixture(scope="session")
def oracles(readers: list[Reader], snapshot: Snapshot) -> dict[Reader, Oracle]:
    """The rules, for each reader."""
    return {reader: Oracle.for_reader(snapshot, reader) for reader in readers}


def test_every_reader_sees_exactly_the_rows_that_the_rules_allow(
    database: psycopg.Connection, snapshot: Snapshot, readers: list[Reader], oracles: dict[Reader, Oracle]
) -> None:
    found = differences(database, snapshot, readers, oracles, sorted(snapshot.rows))
    assert not found, f"{len(found)} differences, among them:\n" + "\n".join(map(str, found[:60]))


def test_the_world_has_a_row_in_every_table_that_a_rule_names(snapshot: Snapshot) -> None:
    unused = {
        "django_session",
        "organisations_closedday",
        "procrastinate_periodic_defers",
        "procrastinate_workers",
    }
    empty = [table for table in SEES if not snapshot.rows.get(table) and table not in unused]
    assert not empty, f"nothing is tested of: {', '.join(empty)}"
