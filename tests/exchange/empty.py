"""An installation without records, in the database of the test: the cast stays, everything that it wrote goes."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db import connection

_EVERYTHING_OF = (
    "cases_",
    "children_",
    "exchange_",
    "decisions_",
    "clocks_",
    "tasks_",
    "ownership_",
    "finding_",
    "reports_",
)


def forget(as_role: Callable[[str], AbstractContextManager[None]]) -> None:
    """As a new database: with the triggers off, as nobody but the server's own administrator can."""
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        for (table,) in cursor.fetchall():
            if table.startswith(_EVERYTHING_OF):
                cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SELECT setval('cases_case_number', 1, false), setval('children_child_number', 1, false)")
