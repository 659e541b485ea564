"""The demo as somebody finds it after the first command: a site over it at one frozen hour, and people who sign in."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.core.cache import cache
from django.db import transaction
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker

from tests.browser.fixtures import another_database, served
from tests.browser.scene import Names, written
from tests.cast import the_world
from tests.conftest import copy_of_template
from tests.demo.conftest import UNTIL, copy_of_demo
from tutela.core import clock
from tutela.demo.people import PASSWORD

HOUR = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KEEPS = os.environ.get("TUTELA_SCREENSHOTS") == "1"
# Enough for a working day; a module that needs more names its own number, REPORTS.
FEW_REPORTS = 40


@dataclass(frozen=True)
class Everything:
    """A database with something on every page, and the names by which its addresses are put together."""

    database: str
    names: Names


@pytest.fixture(scope="session")
def everything(
    socket_folder: str, shared_folder: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Everything:
    """What ``tests.browser.scene`` writes, written by the first who asks; modules have copies of it."""
    database, kept = "tutela_everything", shared_folder / "everything.json"
    with (shared_folder / "everything.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            copy_of_template(socket_folder, database)
            with another_database(django_db_blocker, database):
                with transaction.atomic():
                    world = the_world()
                names = written(world)
            kept.write_text(json.dumps({name: str(value) for name, value in names.items()}))
    return Everything(database, json.loads(kept.read_text()))


@pytest.fixture(scope="module")
def demo_site(
    request: pytest.FixtureRequest,
    socket_folder: str,
    worker_id: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    shared_folder: Path,
) -> Iterator[str]:
    """A site over a demo that ends at HOUR, where it is HOUR; a module's tests share it, and no two modules do."""
    name = f"pictures_{worker_id}_{os.getpid()}_{time.monotonic_ns()}"
    assert f"{HOUR:%Y-%m-%dT%H:%M}" == UNTIL
    copy_of_demo(socket_folder, name, shared_folder, 7, getattr(request.module, "REPORTS", FEW_REPORTS))
    with another_database(django_db_blocker, name), pytest.MonkeyPatch.context() as stands:
        # The requests run in threads of their own, which inherit no value but the default.
        stands.setattr(clock, "_frozen", ContextVar("frozen", default=HOUR))
        # The demo is loaded with the hasher of an installation.
        with served(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]) as address:
            yield address
    with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def signed_in(demo_site: str, windows: Callable[..., BrowserContext]) -> Callable[[str], Page]:
    """Somebody of the demo at a window, signed in as a reader of the guide would be."""

    def sign_in(address: str) -> Page:
        cache.clear()
        page = windows(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(f"{demo_site}/account/login/")
        page.fill("#id_login", address)
        page.fill("#id_password", PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        if "/purpose" in page.url:
            page.get_by_label("Investigating").check()
            page.get_by_role("button", name="Continue").click()
        page.wait_for_load_state("networkidle")
        return page

    return sign_in
