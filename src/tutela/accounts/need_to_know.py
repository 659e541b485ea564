"""Tell PostgreSQL who is asking. Every row that is read or written afterwards passes the policies for exactly that
actor.

The settings are local to the transaction: a connection that goes back to the pool knows nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tutela.accounts.actor import Actor

_SET_ACTOR = (
    "SELECT set_config('tutela.user', %s, true), set_config('tutela.membership', %s, true),"
    " set_config('tutela.code', %s, true), set_config('tutela.stage', %s, true)"
)


def name_the_reader(*, user_id: int | None, membership_id: int | None, code_digest: str = "", stage: str = "") -> None:
    """Set, for the rest of the transaction, whose need to know decides what rows there are."""
    with connection.cursor() as cursor:
        cursor.execute(_SET_ACTOR, [str(user_id or ""), str(membership_id or ""), code_digest, stage])


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """A transaction in which the database knows ``actor`` as the one who reads and writes.

    Inside another one, it joins it and gives the former reader back at the end.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        before = None if outermost else _reader()
        name_the_reader(user_id=actor.user_id, membership_id=actor.membership_id)
        yield
        if before is not None:
            with connection.cursor() as cursor:
                cursor.execute(_SET_ACTOR, before)


@contextmanager
def receiving_for(organisation_id: int) -> Iterator[None]:
    """While a door receives for an organisation, rows may be added that belong to it, though their sender may not read
    them.

    Only the verbs that receive use this; what the sender may read afterwards is what the policies say.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('tutela.door', true), '')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('tutela.door', %s, true)", [str(organisation_id)])
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('tutela.door', %s, true)", [before])


def _reader() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('tutela.user', true), ''), coalesce(current_setting('tutela.membership', true), ''),"
            " coalesce(current_setting('tutela.code', true), ''), coalesce(current_setting('tutela.stage', true), '')"
        )
        return list(cursor.fetchone())
