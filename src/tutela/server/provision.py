"""The roles and the database, on the embedded server or on any PostgreSQL 16 or newer. Doing it again changes nothing.

Four roles, none a superuser, none able to bypass row-level security: ``tutela_owner`` owns the tables and migrates;
``tutela_app`` is the web server and the command line; ``tutela_jobs`` is the worker; ``tutela_reader`` reads, for
``tutela sql``.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from tutela.core.errors import Unavailable

OWNER, APP, JOBS, READER = "tutela_owner", "tutela_app", "tutela_jobs", "tutela_reader"
ROLES = (OWNER, APP, JOBS, READER)
OLDEST_POSTGRESQL = 16_00_00


def provision(admin_url: str, database: str = "tutela", *, passwords: Mapping[str, str] | None = None) -> bool:
    """Make the roles and ``database``; returns whether the database was made now.

    ``admin_url`` is of a role that may create both. A role named in ``passwords`` gets that password.
    """
    passwords = passwords or {}
    try:
        with psycopg.connect(admin_url, autocommit=True, connect_timeout=10) as admin:
            _refuse_old(admin)
            for role in ROLES:
                _make_role(admin, role, passwords.get(role, ""))
            made = _make_database(admin, database)
            _close_to_others(admin, database)
    except psycopg.OperationalError as error:
        raise Unavailable(
            "The database server does not answer, or refuses this account.",
            mend="Check the address, the password and that the server lets this machine in.",
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise Unavailable(
            "This account may not create roles and databases.",
            mend="Give --admin-url an account with CREATEROLE and CREATEDB, or ask the server's administrator.",
        ) from error
    return made


def _refuse_old(admin: psycopg.Connection) -> None:
    if admin.info.server_version < OLDEST_POSTGRESQL:
        raise Unavailable(
            f"This PostgreSQL is version {admin.info.server_version // 10_000}; Tutela needs 16 or newer.",
            mend="Upgrade the server, or leave DATABASE_URL out to use the embedded one.",
        )


def _make_role(admin: psycopg.Connection, role: str, password: str) -> None:
    name = sql.Identifier(role)
    exists = admin.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if exists is None:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT").format(name))
    elif exists[0]:
        # Said only where it is needed: on a managed server the administrator may not be allowed to say it at all.
        admin.execute(sql.SQL("ALTER ROLE {} NOSUPERUSER NOBYPASSRLS").format(name))
    if password:
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))


def _make_database(admin: psycopg.Connection, database: str) -> bool:
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        return False
    # Without the membership an administrator who is no superuser may not make a database for another role.
    if not admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()[0]:  # type: ignore[index]
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
    try:
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                sql.Identifier(database), sql.Identifier(OWNER)
            )
        )
    except psycopg.errors.DuplicateDatabase:
        return False
    return True


def _close_to_others(admin: psycopg.Connection, database: str) -> None:
    """Only the four roles may connect: any role of the server may, until this is said."""
    name = sql.Identifier(database)
    admin.execute(sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(name))
    roles = sql.SQL(", ").join([sql.Identifier(APP), sql.Identifier(JOBS), sql.Identifier(READER)])
    # No temporary tables: one with the name of a table that a policy asks would answer in its place.
    admin.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM {}").format(name, roles))
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, roles))
