"""One generated world for all tests of need to know: written once, committed, and only ever read or rolled back."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections, transaction
from pytest_django import DjangoDbBlocker

from tests.conftest import copy_of_template
from tests.security.doors import Doors, Tally
from tests.security.generated_world import GeneratedWorld, build
from tests.security.oracle import Snapshot
from tests.security.readers import Reader, readers_of
from tests.security.tokens import Tokens

SEED = 7


@pytest.fixture(scope="session")
def generated(
    socket_folder: str, worker_id: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[GeneratedWorld]:
    """The generated world, in a database of its own."""
    name = f"need_to_know_{worker_id}_{os.getpid()}"
    copy_of_template(socket_folder, name)
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    with django_db_blocker.unblock():
        connections["default"].close()
        settings["NAME"] = name
        try:
            with transaction.atomic():
                world = build(name, SEED)
        finally:
            connections["default"].close()
            settings["NAME"] = before
    yield world
    with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def database(generated: GeneratedWorld, socket_folder: str) -> Iterator[psycopg.Connection]:
    """A connection past every policy, in a transaction that is rolled back: tests become each reader on it."""
    with psycopg.connect(f"host={socket_folder} user=postgres dbname={generated.database}") as session:
        yield session
        session.rollback()


@pytest.fixture(scope="session")
def snapshot(generated: GeneratedWorld, socket_folder: str) -> Snapshot:
    """Every row of every table, read past every policy: what the oracle judges by."""
    with psycopg.connect(f"host={socket_folder} user=postgres dbname={generated.database}") as session:
        return Snapshot.of(session)


@pytest.fixture(scope="session")
def readers(generated: GeneratedWorld, snapshot: Snapshot) -> list[Reader]:
    """Everybody who could ask, and some who pretend."""
    return readers_of(generated, snapshot)


@pytest.fixture(scope="session")
def tokens(generated: GeneratedWorld, snapshot: Snapshot) -> Tokens:
    """Every mark, reference, name, address and secret of the world, with the rows that hold it."""
    return Tokens.of(snapshot, generated)


@pytest.fixture
def in_the_world(
    generated: GeneratedWorld, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Django in the generated world, in one transaction that is rolled back at the end."""
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    with django_db_blocker.unblock():
        connections["default"].close()
        settings["NAME"] = generated.database
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connections["default"].close()
            settings["NAME"] = before


@pytest.fixture
def doors(in_the_world: None, generated: GeneratedWorld, snapshot: Snapshot, tokens: Tokens) -> Doors:
    """All who come, and a count of what they ask."""
    return Doors(generated, snapshot, tokens, Tally())
