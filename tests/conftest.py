"""A real PostgreSQL for every test that touches data, with the roles and policies of production.

One throw-away server a session, shared by all workers; one migrated template database; each worker works in a copy of it.
Tests run as ``tutela_app``: what a test sees is what row-level security lets it see.
"""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.cast import World, settle, the_world
from tests.in_memory import database_folder, forget
from tests.roles import switched_role
from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.accounts.need_to_know import name_the_reader

pytest_plugins = ["tests.browser.fixtures", "tests.faults.fixtures"]

TEMPLATE = os.environ.get("TUTELA_TEMPLATE", "tutela_template")


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: nothing looks through it again and again for what nobody needs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _server(root: Path) -> str:
    """The socket folder of the test server, starting it if this is the first to ask."""
    given = os.environ.get("TUTELA_TEST_SOCKET")
    if given:
        return given
    from tutela.server.embedded import SUPERUSER, ensure_running
    from tutela.server.provision import provision

    server = ensure_running(database_folder(root) / "pgdata", throwaway=True)
    provision(server.url(SUPERUSER, "postgres"))
    return str(server.socket_dir)


@pytest.fixture(autouse=True)
def _nothing_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process asks for announcements every half minute: which test meets that moment must not depend on the clock."""
    from tutela.notices import announcements

    monkeypatch.setattr(announcements, "_kept", announcements._Kept(until=float("inf")))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a run, in which its workers find what one of them has made for all."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    shared.mkdir(parents=True, exist_ok=True)
    return shared


@pytest.fixture(scope="session")
def socket_folder(shared_folder: Path) -> Iterator[str]:
    """The running test server, with a migrated template database in it."""
    import fcntl

    shared = shared_folder
    with (shared / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = _server(shared)
        if not (shared / "template.ready").exists():
            _make_template(folder)
            (shared / "template.ready").touch()
        with (shared / "users").open("a") as users:
            users.write("x")
    yield folder
    with (shared / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        left = (shared / "users").read_text()[:-1]
        (shared / "users").write_text(left)
        # The last one out stops the server; under xdist a worker that starts late finds it by the same file.
        if not left and not os.environ.get("TUTELA_TEST_SOCKET"):
            from tutela.server.embedded import ensure_running

            ensure_running(database_folder(shared) / "pgdata", throwaway=True).stop()
            forget(shared)


def _become_the_application(sender: object, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Every connection of a test is ``tutela_app`` from its first statement; only ``as_role`` can change that."""
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION AUTHORIZATION tutela_app")


def _make_template(folder: str) -> None:
    """Migrate once, as the tables' owner, in a process of its own, since Django's settings here name another role."""
    with psycopg.connect(f"host={folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {TEMPLATE} OWNER tutela_owner")
    address = f"postgresql://tutela_owner@/{TEMPLATE}?host={folder}"
    code = "import django; django.setup(); from tutela.core.migrate import migrate_database; migrate_database()"
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        env=os.environ
        | {
            "DATABASE_OWNER_URL": address,
            "TUTELA_DATABASE_ROLE": "owner",
            "DJANGO_SETTINGS_MODULE": "tutela.settings.test",
        },
    )
    with psycopg.connect(address) as owner:
        settle(owner)


def copy_of_template(folder: str, name: str, *, template: str = TEMPLATE) -> None:
    """A fresh database ``name``: migrated, with the cast in it, or what another template holds."""
    with psycopg.connect(f"host={folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        for attempt in range(20):
            try:
                admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER tutela_owner STRATEGY file_copy")
            except psycopg.errors.ObjectInUse:
                time.sleep(0.1 * (attempt + 1))
            else:
                return
    raise RuntimeError(f"could not copy the template to {name}")


@pytest.fixture(scope="session")
def database_name(socket_folder: str, worker_id: str) -> str:
    """This worker's own database."""
    name = f"test_{worker_id}_{os.getpid()}"
    copy_of_template(socket_folder, name)
    return name


@pytest.fixture(scope="session")
def django_db_setup(socket_folder: str, database_name: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Point Django at this worker's database, as the role that the web server uses."""
    settings = connections["default"].settings_dict
    settings.update(NAME=database_name, USER="postgres", HOST=socket_folder, PORT="", PASSWORD="")
    connections["default"].close()
    connection_created.connect(_become_the_application)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {database_name} WITH (FORCE)")


@pytest.fixture
def owner_sql(socket_folder: str, database_name: str) -> Callable[..., list[tuple[object, ...]]]:
    """Run SQL as the tables' owner, beside the test's own transaction: sees committed rows only, past every policy."""

    def run(statement: str, parameters: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        with psycopg.connect(
            f"host={socket_folder} user=tutela_owner dbname={database_name}", autocommit=True
        ) as session:
            cursor = session.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def committed_database(
    socket_folder: str, worker_id: str, django_db_blocker: DjangoDbBlocker, django_db_setup: None
) -> Iterator[str]:
    """A database of the test's own, in which transactions really commit: for tests of crashes, races and chains."""
    name = f"own_{worker_id}_{os.getpid()}_{time.monotonic_ns()}"
    copy_of_template(socket_folder, name)
    assert not connections["default"].in_atomic_block, "nothing commits beside what a module's tests share"
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    connections["default"].close()
    settings["NAME"] = name
    with django_db_blocker.unblock():
        yield name
        connections["default"].close()
    settings["NAME"] = before
    with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def as_role() -> Callable[[str], AbstractContextManager[None]]:
    """Within it, this connection is another database role: ``tutela_jobs`` for the worker, ``tutela_owner`` past every policy."""
    return switched_role


@pytest.fixture
def world(db: None, socket_folder: str) -> World:
    """The cast: a centre, two police services, a hotline, a company, a foreign agency, and people in every role.

    It is settled in the template database, committed; a test adds to it and its transaction takes that away again.
    """
    return the_world()


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The cast for what a module's tests share: it is made once, in a transaction around theirs, and each test finds it unchanged.

    For tests whose own transaction is taken back at their end; to the others nothing of it is there.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield the_world()
        transaction.set_rollback(True)


@pytest.fixture
def client_for(world: World) -> Callable[[User], Client]:
    """A browser without script, signed in as somebody, who has said why they read."""

    def make(user: User, *, purpose: str = "investigating") -> Client:
        client = Client()
        name_the_reader(user_id=None, membership_id=None, stage="sign-in")
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        name_the_reader(user_id=None, membership_id=None)
        session = client.session
        session["purpose"] = purpose
        session.save()
        return client

    return make


@pytest.fixture
def actor_of(world: World) -> Callable[[User], Actor]:
    """The actor that a member of the cast is."""
    return world.actor
