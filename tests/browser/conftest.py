"""The demo as somebody finds it after the first command: a site over it at one frozen hour, and people who sign in."""

import os
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker

from tests.browser.fixtures import served
from tests.conftest import copy_of_template
from tests.demo.conftest import CAST, run_demo
from tutela.core import clock
from tutela.demo.people import PASSWORD

HOUR = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KEEPS = os.environ.get("TUTELA_SCREENSHOTS") == "1"
# Enough for a working day; a module that needs more names its own number, REPORTS.
FEW_REPORTS = 40


@pytest.fixture(scope="module")
def demo_site(
    request: pytest.FixtureRequest,
    socket_folder: str,
    worker_id: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A site over a demo that ends at HOUR, where it is HOUR; a module's tests share it, and no two modules do."""
    name = f"pictures_{worker_id}_{os.getpid()}_{time.monotonic_ns()}"
    copy_of_template(socket_folder, name)
    with psycopg.connect(f"host={socket_folder} user=tutela_owner dbname={name}") as owner:
        for table in CAST:
            owner.execute(f"DELETE FROM {table}")
    reports = getattr(request.module, "REPORTS", FEW_REPORTS)
    arguments = ("--seed", "7", "--reports", str(reports), "--until", f"{HOUR:%Y-%m-%dT%H:%M}")
    done = run_demo(socket_folder, name, tmp_path_factory.mktemp("pictures"), *arguments)
    assert done.returncode == 0, done.stderr + done.stdout
    known = connections["default"].settings_dict
    before = known["NAME"]
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as stands:
        # The requests run in threads of their own, which inherit no value but the default.
        stands.setattr(clock, "_frozen", ContextVar("frozen", default=HOUR))
        connections["default"].close()
        known["NAME"] = name
        # The demo is loaded with the hasher of an installation.
        with served(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]) as address:
            yield address
        connections["default"].close()
        known["NAME"] = before
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
