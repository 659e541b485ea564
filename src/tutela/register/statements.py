"""Statements of the register with long arrays: bound by the server in binary, which for 10,000 digests is many times quicker than text."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


def rows_of(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement whose arrays are written ``%b``; in the transaction that is open, as the asker who is named in it."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    with psycopg.Cursor(raw) as cursor:
        cursor.execute(statement.encode(), parameters)
        return cursor.fetchall()
