"""Which database an installation uses, and the address of each role in it.

Without ``DATABASE_URL`` it is the embedded server. With one that names an ordinary role, that role is the application's
and the others are its neighbours (their passwords: ``TUTELA_OWNER_PASSWORD`` and so on, or whole addresses by
``DATABASE_OWNER_URL`` and so on). With one that names an administrator, the roles and the database are made through it,
and the application never connects by it: an administrator passes every policy.
"""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg

from tutela.core.errors import BadInput, Unavailable
from tutela.server import in_use
from tutela.server.embedded import SUPERUSER, ensure_running
from tutela.server.places import Places
from tutela.server.provision import APP, JOBS, OWNER, READER, provision

VARIABLES = {
    APP: "DATABASE_URL",
    OWNER: "DATABASE_OWNER_URL",
    JOBS: "DATABASE_JOBS_URL",
    READER: "DATABASE_READER_URL",
}
DATABASE = "tutela"
# Set for the children of a command that found out the addresses and made the database.
FOUND_OUT = "TUTELA_DATABASE"


def uses_embedded() -> bool:
    """Whether the embedded server serves this installation: no address was given from outside."""
    found = os.environ.get(FOUND_OUT)
    return found == "embedded" if found else not os.environ.get("DATABASE_URL")


def addresses(places: Places) -> dict[str, str]:
    """The environment that names each role's address, with the server started and the database there."""
    in_use.hold(places)
    if os.environ.get(FOUND_OUT):
        return {name: os.environ[name] for name in VARIABLES.values() if name in os.environ}
    embedded = uses_embedded()
    if embedded:
        server = ensure_running(places.data_dir)
        with _provisioning(places):
            provision(server.url(SUPERUSER, "postgres"), DATABASE)
        found = {variable: server.url(role, DATABASE) for role, variable in VARIABLES.items()}
    else:
        found = _of_given(os.environ["DATABASE_URL"], places)
    return found | {FOUND_OUT: "embedded" if embedded else "given"}


def _of_given(url: str, places: Places) -> dict[str, str]:
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise BadInput(
            "DATABASE_URL is not an address of PostgreSQL.",
            mend="It begins with postgresql:// ; leave it out to use the embedded PostgreSQL.",
        )
    if unquote(urlsplit(url).username or "") == OWNER:
        raise BadInput(
            "DATABASE_URL names tutela_owner, which owns the tables, so passes every policy on them.",
            mend="Name tutela_app in DATABASE_URL, and tutela_owner in DATABASE_OWNER_URL.",
        )
    if _is_administrator(url):
        passwords = kept_passwords(places)
        database = unquote(urlsplit(url).path.lstrip("/")) or DATABASE
        with _provisioning(places):
            provision(administration(url), database, passwords=passwords)
        return {variable: with_role(url, role, passwords[role], database) for role, variable in VARIABLES.items()}
    found = {"DATABASE_URL": url}
    for role, variable in VARIABLES.items():
        if role != APP:
            password = os.environ.get(f"TUTELA_{role.removeprefix('tutela_').upper()}_PASSWORD", "")
            found[variable] = os.environ.get(variable) or with_role(url, role, password)
    return found


def administration(url: str) -> str:
    """The same server's own database, from which another can be made."""
    return urlunsplit(urlsplit(url)._replace(path="/postgres"))


def with_role(url: str, role: str, password: str, database: str | None = None) -> str:
    """The same server and database as ``url``, as another role."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    user = quote(role) + (f":{quote(password, safe='')}" if password else "")
    path = parts.path if database is None else f"/{quote(database)}"
    return urlunsplit(parts._replace(netloc=f"{user}@{host}", path=path))


def _is_administrator(url: str) -> bool:
    """Whether this address would pass the policies or can make the roles, asked of the server."""
    last: psycopg.OperationalError | None = None
    # The database itself may still have to be made.
    for address in (url, administration(url)):
        try:
            with psycopg.connect(address, connect_timeout=10) as session:
                row = session.execute(
                    "SELECT rolsuper OR rolbypassrls OR (rolcreaterole AND rolcreatedb)"
                    " FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
                return bool(row and row[0])
        except psycopg.OperationalError as error:
            last = error
    raise Unavailable(
        "The database server named in DATABASE_URL does not answer, or refuses this account.",
        mend="Check the address, the password and that the server lets this machine in.",
    ) from last


def kept_passwords(places: Places) -> dict[str, str]:
    """The roles' passwords on a server of your own: made once, kept beside the other keys."""
    path = places.keys / "database_passwords.json"
    with _provisioning(places):
        if not path.exists():
            _write_private(path, json.dumps({role: secrets.token_urlsafe(32) for role in VARIABLES}))
    passwords: dict[str, str] = json.loads(path.read_text())
    return passwords


def _write_private(path: Path, words: str) -> None:
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(words)
    draft.replace(path)


@contextlib.contextmanager
def _provisioning(places: Places) -> Iterator[None]:
    """One at a time: two that make the same role fail on each other's."""
    with (places.run / "provision.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
