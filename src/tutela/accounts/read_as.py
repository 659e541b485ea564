"""Read the database exactly as one user sees it: one statement, typed by somebody who checks the claim of need to know.

Four things keep the statement from more than that: it runs as a role that may write nothing, in a read-only transaction;
PostgreSQL takes it as the query of a cursor, which is one SELECT, VALUES or TABLE and nothing else; the user's name is sealed
(see ``sql/need_to_know.sql``), so that a statement which sets another one reads as nobody; and the role may call none of the
functions that answer about records past the policies. EXPLAIN is refused: a plan counts rows that the reader does not see.
"""

import getpass
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection, transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership
from tutela.accounts.need_to_know import name_the_reader
from tutela.accounts.role_connection import connect_as
from tutela.audit.services import record
from tutela.core.errors import BadInput, NotAllowed, Refused, Unavailable, where
from tutela.core.row_security import declared

LONGEST_SECONDS = 60
_NOT_A_READING = "One reading statement only: SELECT, WITH … SELECT, VALUES or TABLE."
_SET_READER = (
    "SELECT set_config('tutela.user', %s, true), set_config('tutela.membership', %s, true),"
    " set_config('tutela.seal', %s, true), set_config('statement_timeout', %s, true)"
)


@dataclass(frozen=True)
class Answer:
    """What a statement gave: the names of its columns and its rows, which come as they are asked for."""

    columns: Sequence[str]
    rows: Iterator[Sequence[Any]]


@contextmanager
def reading_as(membership: Membership, statement: str, *, seconds: int = 20, now: datetime) -> Iterator[Answer]:
    """The answer to ``statement`` as the holder of ``membership`` gets it. That it was asked is written down first.

    Raises BadInput for a statement that is wrong, Refused for one that does more than read, NotAllowed for what no user
    reads, Unavailable when it takes longer than ``seconds``.
    """
    text = statement.strip().rstrip(";").strip()
    if not text:
        raise BadInput("There is no statement.", mend="Give it in quotes.")
    _write_down(membership, text, now=now)
    reader = connect_as("reader")
    try:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        backend, began = reader.execute("SELECT pg_backend_pid(), transaction_timestamp()").fetchone() or (0, now)
        seal = _seal(membership, backend, began)
        reader.execute(
            _SET_READER,
            [str(membership.user_id), str(membership.pk), seal, f"{max(1, min(seconds, LONGEST_SECONDS))}s"],
        )
        with _in_words(), reader.cursor(name="tutela_sql") as cursor:
            cursor.itersize = 500
            cursor.execute(text)
            yield Answer([column.name for column in cursor.description or ()], iter(cursor))
    finally:
        reader.close()


def _seal(membership: Membership, backend: int, began: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tutela_seal(%s, %s, %s, %s)", [str(membership.user_id), str(membership.pk), backend, began]
        )
        return str(cursor.fetchone()[0])


def _write_down(membership: Membership, text: str, *, now: datetime) -> None:
    """In the name of no user, since no user did it; for the auditors of the organisation whose view was taken.

    The statement itself may hold somebody's data, so that the line has its digest.
    """
    nobody = Actor(kind="system", organisation_id=membership.organisation_id)
    with transaction.atomic():
        name_the_reader(user_id=None, membership_id=None)
        record(
            "sql.read",
            actor=nobody,
            now=now,
            as_user=membership.user_id,
            as_role=membership.role,
            statement=hashlib.sha256(text.encode()).hexdigest(),
            by=_operator(),
        )


def _operator() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


@contextmanager
def _in_words() -> Iterator[None]:
    """PostgreSQL's refusals as ours. Its own words go to whoever typed the statement, and nowhere else."""
    try:
        yield
    except psycopg.errors.QueryCanceled as error:
        raise Unavailable("The statement took too long.", mend="Ask for less, or give it more --seconds.") from error
    except (
        psycopg.errors.FeatureNotSupported,
        psycopg.errors.ReadOnlySqlTransaction,
        psycopg.errors.InvalidCursorDefinition,
    ) as error:
        raise Refused(_NOT_A_READING, mend="Nothing was done.") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise NotAllowed(f"{_primary(error)}.", mend=_what_may_be_read()) from error
    except psycopg.errors.SyntaxError as error:
        raise Refused(
            f"{_NOT_A_READING} {_primary(error)}.", where=where(field="statement"), mend="Check it."
        ) from error
    except psycopg.DatabaseError as error:
        raise BadInput(f"{_primary(error)}.", where=where(field="statement"), mend="Check the statement.") from error


def _primary(error: psycopg.Error) -> str:
    return (error.diag.message_primary or "The database refused the statement").capitalize()


def _what_may_be_read() -> str:
    """Columns that are read by nobody: naming the others is how such a table is read."""
    secret = [f"{rule.table} ({', '.join(rule.secret)})" for rule in declared().rules if rule.secret]
    return (
        f"Name the columns; nobody reads these: {'; '.join(secret)}. Tables that no rule lets anybody read stay closed."
    )
