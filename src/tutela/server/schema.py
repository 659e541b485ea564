"""Whether a database has the present tables and policies, and bringing it there. The connection is the tables' owner's.

What was installed is written into the database itself: the digest of what the code declares and the digest of the
policies that PostgreSQL then had. A policy removed by hand changes the second one, so that the next start puts it back.
"""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tutela.core.migrate import migrate_database
from tutela.core.row_security import declared, fingerprint


def is_present() -> bool:
    """Whether nothing is left to migrate and the policies are the declared ones."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
        return bool(cursor.fetchone()[0] == _mark())


def bring_to_present(*, verbosity: int = 0) -> int:
    """Migrate, install every policy, and note it; returns how many tables are ruled."""
    ruled = migrate_database(verbosity=verbosity)
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA public IS '{_mark()}'")
    return ruled


def _mark() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT md5(coalesce(string_agg(rules::text, ' ' ORDER BY rules::text), '')) FROM pg_policies AS rules"
            " WHERE schemaname = 'public'"
        )
        return f"{fingerprint(declared())}:{cursor.fetchone()[0]}"


def holds(table: str) -> bool:
    """Whether a table holds any row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")
        return bool(cursor.fetchone()[0])
