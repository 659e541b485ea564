"""The demo is written as whoever would have written it: bodies and accounts by the tables' owner, work by the application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.conf import settings
from django.db import connection, connections

from tutela.settings.database import configuration


@contextmanager
def connected_as(role: Literal["app", "jobs", "owner"]) -> Iterator[None]:
    """Inside, Django's connection is that role's; afterwards it is again what it was."""
    place = connections["default"].settings_dict
    before = dict(place)
    if before.get("USER") == configuration(role, socket_dir=settings.SOCKET_DIR)["USER"]:
        yield
        return
    connection.close()
    place.update(configuration(role, socket_dir=settings.SOCKET_DIR))
    _without_waiting()
    try:
        yield
    finally:
        connection.close()
        place.clear()
        place.update(before)


def _without_waiting() -> None:
    """A demo that a power cut ends halfway is loaded again: no act of it has to wait for the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
