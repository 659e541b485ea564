"""Need to know as data: which role sees and changes which rows, and the statements that make PostgreSQL hold to it.

An app declares its rules in ``policies.py`` (``RULES``, a list of :class:`TableRule`, and ``SQL``, the folder of its
functions and triggers). ``install`` applies all of them in one transaction, dropping what was there before, so that a
database has exactly the declared policies, never a leftover. It runs after every migration, as the tables' owner.
"""

import hashlib
import importlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

APP, JOBS, READER = "tutela_app", "tutela_jobs", "tutela_reader"
_CALLED = re.compile(r"\b([a-z_0-9]+)\s*\(")


@dataclass(frozen=True)
class TableRule:
    """Who may see and change the rows of one table.

    ``words`` is the rule for a person to read; each of ``select``, ``insert``, ``update``, ``delete`` is its SQL
    condition, None where the application may not do it at all. ``columns`` limits what an update may touch;
    ``secret`` columns are never shown to the read-only role. ``jobs`` is what the worker may do.
    """

    table: str
    words: str
    select: str | None
    insert: str | None = None
    update: str | None = None
    update_check: str | None = None
    delete: str | None = None
    columns: Sequence[str] = ()
    except_columns: Sequence[str] = ()
    secret: Sequence[str] = ()
    jobs: str = "SELECT, INSERT, UPDATE"


@dataclass(frozen=True)
class OpenTable:
    """A table without row-level security, and why it needs none."""

    table: str
    why: str
    app: str = "SELECT"
    reader: bool = False
    jobs: str = "SELECT"


@dataclass
class Declared:
    """All that the installed apps declare, in the order of the apps."""

    rules: list[TableRule] = field(default_factory=list)
    open_tables: list[OpenTable] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)


def declared() -> Declared:
    """What every installed app's ``policies.py`` declares, in the order of ``INSTALLED_APPS``."""
    found = Declared()
    for config in apps.get_app_configs():
        if not config.name.startswith("tutela."):
            continue
        if not (Path(config.path) / "policies.py").exists():
            continue
        module = importlib.import_module(f"{config.name}.policies")
        found.rules += getattr(module, "RULES", [])
        found.open_tables += getattr(module, "OPEN_TABLES", [])
        found.statements += [path.read_text() for path in sorted((Path(config.path) / "sql").glob("*.sql"))]
    return found


def history_rule(event_table: str, subject_table: str, words: str) -> TableRule:
    """A history table shows the past of exactly the rows whose present the reader may see."""
    return TableRule(
        table=event_table,
        words=words,
        select=f"EXISTS (SELECT 1 FROM {subject_table} s WHERE s.id = {event_table}.pgh_obj_id)",
        insert="pg_trigger_depth() > 0",  # only the table's own trigger writes here, and no statement of anybody's
        jobs="SELECT, INSERT",
    )


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _rule_statements(rule: TableRule, columns: list[str]) -> Iterable[str]:
    table = rule.table
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"REVOKE ALL ON {table} FROM {APP}, {JOBS}, {READER}, PUBLIC"
    if rule.jobs:
        yield f"GRANT {rule.jobs} ON {table} TO {JOBS}"
        yield f"CREATE POLICY jobs ON {table} TO {JOBS} USING (true) WITH CHECK (true)"
    if rule.select is not None:
        yield f"GRANT SELECT ON {table} TO {APP}"
        shown = ", ".join(f'"{name}"' for name in columns if name not in rule.secret)
        yield f"GRANT SELECT ({shown}) ON {table} TO {READER}"
        yield f"CREATE POLICY reads ON {table} FOR SELECT TO {APP}, {READER} USING ({rule.select})"
    if rule.insert is not None:
        yield f"GRANT INSERT ON {table} TO {APP}"
        yield f"CREATE POLICY adds ON {table} FOR INSERT TO {APP} WITH CHECK ({rule.insert})"
    if rule.update is not None:
        changeable = [
            name for name in columns if (name in rule.columns or not rule.columns) and name not in rule.except_columns
        ]
        listed = ", ".join(f'"{name}"' for name in changeable)
        yield f"GRANT UPDATE ({listed}) ON {table} TO {APP}"
        check = rule.update_check or rule.update
        yield f"CREATE POLICY changes ON {table} FOR UPDATE TO {APP} USING ({_seen(rule, rule.update)}) WITH CHECK ({check})"
    if rule.delete is not None:
        yield f"GRANT DELETE ON {table} TO {APP}"
        yield f"CREATE POLICY removes ON {table} FOR DELETE TO {APP} USING ({_seen(rule, rule.delete)})"


def _seen(rule: TableRule, condition: str) -> str:
    """Nobody changes what they do not see: a statement that reads no column (UPDATE without WHERE) passes no policy of reading."""
    return f"({rule.select}) AND ({condition})"


def fingerprint(found: Declared) -> str:
    """A digest of everything declared: equal fingerprints mean that nothing has to be applied again."""
    text = "\x1e".join([*map(repr, found.rules), *map(repr, found.open_tables), *found.statements])
    return hashlib.sha256(text.encode()).hexdigest()


def install(connection: BaseDatabaseWrapper) -> int:
    """Make the database's policies, functions and triggers exactly the declared ones; returns how many tables are
    ruled.

    Must run as the tables' owner, in a transaction of its own.
    """
    found = declared()
    with connection.cursor() as cursor:
        for policy_table, policy in _present_policies(cursor):
            cursor.execute(f'DROP POLICY "{policy}" ON "{policy_table}"')
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}, {JOBS}, {READER}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP}, {JOBS}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {READER}")
        for statement in found.statements:
            cursor.execute(statement)
        for rule in found.rules:
            for statement in _rule_statements(rule, _columns(cursor, rule.table)):
                cursor.execute(statement)
        for open_table in found.open_tables:
            cursor.execute(f"REVOKE ALL ON {open_table.table} FROM {APP}, {JOBS}, {READER}, PUBLIC")
            if open_table.app:
                cursor.execute(f"GRANT {open_table.app} ON {open_table.table} TO {APP}")
            if open_table.jobs:
                cursor.execute(f"GRANT {open_table.jobs} ON {open_table.table} TO {JOBS}")
            if open_table.reader:
                cursor.execute(f"GRANT SELECT ON {open_table.table} TO {READER}")
        cursor.execute(f"REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, {READER}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APP}, {JOBS}")
        for function in functions_of_the_reader(cursor, found):
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {READER}")
    return len(found.rules)


def functions_of_the_reader(cursor: Any, found: Declared) -> list[str]:
    """The functions, with their arguments, that the read-only role must be able to call.

    They are those in the conditions under which rows are read, and those that these call with the caller's own rights.
    Every other one, it may not: several run as the tables' owner and would tell it about rows that it does not see.
    """
    cursor.execute(
        "SELECT proname, oid::regprocedure::text, prosecdef, prosrc FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace"
    )
    present = {name: (signature, runs_as_owner, body) for name, signature, runs_as_owner, body in cursor.fetchall()}
    needed: set[str] = set()
    texts = [rule.select for rule in found.rules if rule.select]
    while texts:
        for name in set(_CALLED.findall(texts.pop())) & present.keys() - needed:
            needed.add(name)
            _, runs_as_owner, body = present[name]
            if not runs_as_owner:
                texts.append(body)
    return sorted(present[name][0] for name in needed)


def _present_policies(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
    return list(cursor.fetchall())


def undeclared_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables of the schema that neither a rule nor an exemption names: each is a leak waiting for its first row."""
    found = declared()
    known = {rule.table for rule in found.rules} | {table.table for table in found.open_tables}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in cursor.fetchall() if name not in known]


def ruled_without_security(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables that a rule names but whose row-level security is off or whose policies are missing."""
    wanted = {rule.table for rule in declared().rules}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relrowsecurity"
            " AND EXISTS (SELECT 1 FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname)"
        )
        secured = {name for (name,) in cursor.fetchall()}
    return sorted(wanted - secured)
