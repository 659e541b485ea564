"""Many small submissions that several processes send at one time: each is there once, and the trail is whole."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import psycopg
import pytest
from django.db import connection

from tests.cast import World, the_world
from tests.register.lists_of import made_up
from tests.register.many import entered, together
from tutela.audit.verify import verify
from tutela.register.services.submit import Given


@pytest.fixture
def committed_world(committed_database: str) -> World:
    """The cast in a database of the test's own."""
    return the_world()


@pytest.fixture
def beside(committed_world: World, committed_database: str, socket_folder: str) -> Iterator[psycopg.Connection[Any]]:
    """Somebody else's connection to the same database, past every policy."""
    with psycopg.connect(f"host={socket_folder} user=postgres dbname={committed_database}") as session:
        yield session
        session.rollback()


def test_two_who_send_the_same_at_one_time_make_it_once(
    committed_world: World, beside: psycopg.Connection[Any]
) -> None:
    files = made_up(60, seed=7)
    given = [Given("case", exhibit=f"EX/{number % 7}") for number in range(60)]

    def send(turned: bool) -> list[bool]:
        order = slice(None, None, -1 if turned else 1)
        done = entered(together(committed_world, "north_examiner", given[order], [[one] for one in files[order]]))
        connection.close()
        return [one.again for one in done][order]

    with ThreadPoolExecutor(4) as pool:
        answers = np.array(list(pool.map(send, [False, True, False, True])))
    assert (~answers).sum(axis=0).tolist() == [1] * 60
    counted = beside.execute(
        "SELECT (SELECT count(*) FROM register_submission WHERE done_at IS NOT NULL), (SELECT count(*) FROM register_sighting),"
        " (SELECT count(*) FROM audit_entry WHERE action = 'register.submitted')"
    ).fetchone()
    assert counted == (60, 60, 60)
    beside.rollback()
    assert verify(beside).is_whole
