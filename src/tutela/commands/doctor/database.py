"""The database: does it hold everybody to need to know, and is it the version that the program expects?"""

from collections.abc import Iterator

from django.db import connection

from tutela.commands.doctor.check import Level, Ward, check
from tutela.core.row_security import APP, JOBS, READER, declared, ruled_without_security, undeclared_tables
from tutela.server import schema
from tutela.server.provision import OLDEST_POSTGRESQL, OWNER

MOST_SKEW = 5.0
_MIGRATE = "Run `tutela migrate` as the owner's role: it puts back every policy as declared, in one transaction."


@check(
    "database-role",
    why="Row-level security holds for no superuser, no owner of the table, and nobody with BYPASSRLS.",
    mend="Connect as the four roles that `tutela database provision` makes, and take the attribute or membership away.",
    level=Level.MUST,
)
def database_role(ward: Ward) -> Iterator[str]:
    """Roles of the application that could pass the policies, by themselves or by what they are a member of."""
    roles = [APP, JOBS, READER]
    rows = ward.ask(
        "WITH RECURSIVE reach AS (SELECT rolname AS start, oid FROM pg_roles WHERE rolname = ANY (%s)"
        "   UNION SELECT reach.start, m.roleid FROM reach JOIN pg_auth_members m ON m.member = reach.oid)"
        " SELECT DISTINCT reach.start, r.rolname, r.rolsuper, r.rolbypassrls,"
        "   EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p'))"
        " FROM reach JOIN pg_roles r ON r.oid = reach.oid ORDER BY 1, 2",
        roles,
    )
    for start, role, is_super, bypasses, owns in rows:
        how = (
            "is a superuser"
            if is_super
            else "bypasses row-level security"
            if bypasses
            else "owns tables"
            if owns
            else ""
        )
        if how:
            by = "" if role == start else f", as a member of {role}, which"
            yield f"The role {start}{by} {how}."
    if not ward.ask("SELECT 1 FROM pg_roles WHERE rolname = %s", OWNER):
        yield f"The role {OWNER} is missing, so the tables belong to somebody else."


@check(
    "row-security",
    why="A table without its policies shows every row to everybody.",
    mend=_MIGRATE,
    level=Level.MUST,
)
def row_security(ward: Ward) -> Iterator[str]:
    """Tables without row-level security, that no rule names, or whose policies are not those declared."""
    for table in undeclared_tables(connection):
        yield f"The table {table} is in no rule."
    for table in ruled_without_security(connection):
        yield f"The table {table} has no row-level security."
    wanted = {
        (rule.table, policy)
        for rule in declared().rules
        for policy, is_there in (
            ("jobs", rule.jobs),
            ("reads", rule.select),
            ("adds", rule.insert),
            ("changes", rule.update),
            ("removes", rule.delete),
        )
        if is_there
    }
    present = set(ward.ask("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'"))
    for table, policy in sorted(wanted - present):
        yield f"The policy “{policy}” of {table} is missing."
    for table, policy in sorted(present - wanted):
        yield f"The policy “{policy}” of {table} is not one of ours: it lets somebody in."


@check(
    "migrations",
    why="The program expects the tables, policies and functions of its own version.",
    mend=_MIGRATE,
    level=Level.MUST,
)
def migrations(ward: Ward) -> Iterator[str]:
    """Migrations that wait, or policies and functions of another version or changed by hand."""
    if not schema.is_present():
        yield "The tables or the policies are not those of this version, or were changed by hand."


@check(
    "postgresql",
    why="Tutela is tested with PostgreSQL 16 and newer.",
    mend="Upgrade the server, or restore a backup into a newer one.",
    level=Level.MUST,
)
def postgresql(ward: Ward) -> Iterator[str]:
    """A server that is too old."""
    [(version,)] = ward.ask("SELECT current_setting('server_version_num')::int")
    if version < OLDEST_POSTGRESQL:
        yield f"This PostgreSQL is version {version // 10_000}."


@check(
    "time",
    why="Promises are counted by this machine's clock and checked by the database's.",
    mend="Let both machines take the time from the network (chrony, systemd-timesyncd).",
    level=Level.MUST,
)
def time(ward: Ward) -> Iterator[str]:
    """The two clocks differ."""
    [(there,)] = ward.ask("SELECT clock_timestamp()")
    apart = abs((there - ward.now).total_seconds())
    if apart > MOST_SKEW:
        yield f"The database's clock and this machine's are {apart:,.0f} seconds apart."


CHECKS = (database_role, row_security, migrations, postgresql, time)
