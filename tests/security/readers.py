"""Everybody who could ask the database something, the public and those who pretend included."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings

from tests.security.generated_world import GeneratedWorld
from tests.security.oracle import Snapshot
from tutela.core import secret_codes


@dataclass(frozen=True)
class Reader:
    """Who asks, as the application names them to PostgreSQL; ``key`` is a name for messages."""

    key: str
    user_id: int | None = None
    membership_id: int | None = None
    code_digest: str = ""
    stage: str = ""

    @contextmanager
    def reading(self, session: psycopg.Connection[Any], role: str) -> Iterator[psycopg.Connection[Any]]:
        """``session`` as this reader in a database role; afterwards it is the superuser again."""
        user, membership = str(self.user_id or ""), str(self.membership_id or "")
        seal = session.execute(
            "SELECT tutela_seal(%s, %s, pg_backend_pid(), transaction_timestamp())", [user, membership]
        ).fetchone()
        session.execute(
            "SELECT set_config('tutela.user', %s, true), set_config('tutela.membership', %s, true),"
            " set_config('tutela.code', %s, true), set_config('tutela.stage', %s, true), set_config('tutela.door', '', true),"
            " set_config('tutela.seal', %s, true)",
            [user, membership, self.code_digest, self.stage, seal[0] if seal else ""],
        )
        session.execute(f"SET SESSION AUTHORIZATION {role}")
        try:
            yield session
        finally:
            session.execute("RESET SESSION AUTHORIZATION")


def readers_of(world: GeneratedWorld, snapshot: Snapshot) -> list[Reader]:
    """Each person in each of their roles, past and future ones included; the public; codes; and four who pretend."""
    emails = {row["id"]: row["email"] for row in snapshot.rows["accounts_user"]}
    people = [
        Reader(f"{emails[one['user_id']]} as {one['role']}", one["user_id"], one["id"])
        for one in snapshot.rows["accounts_membership"]
    ]
    key = settings.SECRET_KEY.encode()
    codes = [
        Reader(f"the public with the code of {reference}", code_digest=secret_codes.digest(code, key))
        for reference, code in world.codes.items()
    ]
    manager = world.cast.memberships["north_manager"]
    customs = world.cast.users["customs_intake"]
    return [
        *people,
        *codes,
        Reader("the public"),
        Reader("somebody signing in", stage="sign-in"),
        Reader("somebody signed in without a role", customs.pk, None),
        Reader("customs intake with the membership of the north's manager", customs.pk, manager.pk),
        Reader("nobody with the membership of the north's manager", None, manager.pk),
        Reader("somebody with a code that is nobody's", code_digest="0" * 64),
    ]
