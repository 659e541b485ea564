"""What a reader finds in a table, against what the oracle says they may."""

from dataclasses import dataclass
from typing import Any

import psycopg

from tests.security.oracle import Oracle, Snapshot
from tests.security.readers import Reader


@dataclass(frozen=True)
class Difference:
    """One row that somebody sees and may not (a leak), or may and does not."""

    table: str
    row: Any
    reader: str
    role: str
    is_leak: bool

    def __str__(self) -> str:
        what = "is seen" if self.is_leak else "is not seen"
        return f"{self.table} {self.row} {what} by {self.reader} ({self.role})"


def visible(session: psycopg.Connection[Any], table: str, key: tuple[str, ...]) -> set[tuple[Any, ...]] | None:
    """The keys of the rows that the present reader sees; None when the table is closed to them."""
    names = ", ".join(f'"{name}"' for name in key) or "ctid::text"
    try:
        with session.transaction():
            return set(session.execute(f'SELECT {names} FROM "{table}"').fetchall())
    except psycopg.errors.InsufficientPrivilege:
        return None


def differences(
    session: psycopg.Connection[Any],
    snapshot: Snapshot,
    readers: list[Reader],
    oracles: dict[Reader, Oracle],
    tables: list[str],
    roles: tuple[str, ...] = ("tutela_app", "tutela_reader"),
) -> list[Difference]:
    """Where what is seen and what may be seen are not the same."""
    found: list[Difference] = []
    for reader in readers:
        for role in roles:
            # The read-only role is for people: it knows no codes and nobody who is signing in.
            if role == "tutela_reader" and (reader.code_digest or reader.stage):
                continue
            with reader.reading(session, role):
                seen = {table: visible(session, table, snapshot.key[table]) for table in tables}
            for table, found_rows in seen.items():
                allowed = {
                    snapshot.key_of(table, row) for row in snapshot.rows[table] if oracles[reader].may_see(table, row)
                }
                rows = found_rows
                if rows is None:
                    # A closed table leaks nothing; that people have what they need is asked of the application's role.
                    rows = set() if role == "tutela_app" else allowed
                found += [Difference(table, one, reader.key, role, True) for one in rows - allowed]
                found += [Difference(table, one, reader.key, role, False) for one in allowed - rows]
    return found
