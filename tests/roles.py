"""Change the database role of the test's connection, within its transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def switched_role(role: str) -> Iterator[None]:
    """Be ``role`` inside, and the application again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {role}")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION AUTHORIZATION tutela_app")
