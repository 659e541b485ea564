"""The ten main pages as somebody finds them in the demo, at one frozen hour; kept under docs/screenshots with TUTELA_SCREENSHOTS=1."""

import os
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker

from tests.browser.fixtures import NARROW, ROOT, fits_the_window, served
from tests.conftest import copy_of_template
from tests.demo.conftest import CAST, run_demo
from tutela.accounts.models import Role
from tutela.core import clock
from tutela.demo.people import PASSWORD, address_of

HOUR = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KEEPS = os.environ.get("TUTELA_SCREENSHOTS") == "1"
# Enough for every page to show what it is for; more where the pictures are looked at.
REPORTS = 150 if KEEPS else 40
MOST_BYTES = 300_000
MANAGER, PARTNER = address_of("northmoor", Role.MANAGER), address_of("lantern", Role.PARTNER)


@pytest.fixture(scope="module")
def demo_site(
    socket_folder: str,
    worker_id: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A site over a demo that ends at HOUR, where it is HOUR."""
    name = f"pictures_{worker_id}_{os.getpid()}_{time.monotonic_ns()}"
    copy_of_template(socket_folder, name)
    with psycopg.connect(f"host={socket_folder} user=tutela_owner dbname={name}") as owner:
        for table in CAST:
            owner.execute(f"DELETE FROM {table}")
    arguments = ("--seed", "7", "--reports", str(REPORTS), "--until", f"{HOUR:%Y-%m-%dT%H:%M}")
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
def take(tmp_path: Path) -> Callable[[Page, str], None]:
    """A picture of the window as it stands, small enough for a repository."""
    folder = ROOT / "docs" / "screenshots" if KEEPS else tmp_path

    def picture(page: Page, name: str) -> None:
        fits_the_window(page)
        path = folder / f"{name}.png"
        page.screenshot(path=path)
        assert path.stat().st_size < MOST_BYTES

    return picture


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


def _goes(page: Page, site: str, address: str) -> None:
    answer = page.goto(site + address)
    assert answer is not None
    assert answer.status == 200, address
    page.wait_for_load_state("networkidle")


def _follows(page: Page, beginning: str, *, among: str = "") -> str:
    """The address of the first record in the list on the page, or of the first whose row has these words."""
    rows = page.locator("main tr").filter(has_text=among)
    found = rows.locator(f"a[href^='{beginning}']").first.get_attribute("href")
    assert found
    return found.partition("?")[0]


def test_the_pages_of_a_service(
    signed_in: Callable[[str], Page], demo_site: str, take: Callable[[Page, str], None]
) -> None:
    page = signed_in(MANAGER)
    _goes(page, demo_site, "/work-list")
    take(page, "work-list")
    _goes(page, demo_site, "/answers-owed")
    take(page, "answers-owed")
    # Whoever is owed progress has had a receipt, so that there is an answer to read.
    report = _follows(page, "/reports/R-", among="Progress owed").removesuffix("/answer")
    _goes(page, demo_site, report)
    take(page, "report")
    _goes(page, demo_site, f"{report}/answers")
    take(page, "report-answers")
    _goes(page, demo_site, "/offered")
    take(page, "offered")
    _goes(page, demo_site, "/cases?state=open")
    _goes(page, demo_site, _follows(page, "/cases/C-"))
    take(page, "case")
    _goes(page, demo_site, "/children")
    _goes(page, demo_site, _follows(page, "/children/K-"))
    take(page, "child")
    _goes(page, demo_site, "/search?q=account")
    take(page, "search")
    _goes(page, demo_site, "/team")
    take(page, "team")


def test_the_first_pages_of_the_other_roles(
    signed_in: Callable[[str], Page], demo_site: str, take: Callable[[Page, str], None]
) -> None:
    for role, name in (
        (Role.AUDITOR, "audit"),
        (Role.ADMINISTRATOR, "people"),
        (Role.WELFARE_OFFICER, "duty"),
        (Role.RESEARCHER, "help"),
    ):
        page = signed_in(address_of("northmoor", role))
        assert page.locator("h1").inner_text() != "You may not do this"
        take(page, name)
    take(signed_in(PARTNER), "partner")


def test_the_public_page(
    demo_site: str, windows: Callable[..., BrowserContext], take: Callable[[Page, str], None]
) -> None:
    page = windows(viewport={"width": 1280, "height": 900}).new_page()
    _goes(page, demo_site, "/tell")
    take(page, "public-start")
    small = windows(viewport={"width": NARROW["viewport"]["width"], "height": 900}).new_page()
    _goes(small, demo_site, "/tell")
    small.get_by_role("button", name="Start").click()
    small.wait_for_load_state("networkidle")
    take(small, "public-320")
