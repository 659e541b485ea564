"""A real browser and a real site for tests: an address of this machine, a database that commits, somebody signed in.

A test asks for ``live_site`` (a database and a site of its own) or ``shared_site`` (one for its module, for tests that only
look), writes what it needs with ``acting_as``, and opens a page as somebody of the cast::

    def test_a_page_fits(open_as: OpenAs, shared_site: Site) -> None:
        page = open_as(shared_site, "north_manager", "/duty", **NARROW)
        axe_finds_nothing(page)
        fits_the_window(page)

A refused style, a failed script or an error on the console fails the test. ``picture`` writes to docs/screenshots only with
``TUTELA_SCREENSHOTS=1``, else to a temporary folder.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import psycopg
import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from tests.cast import World, the_world
from tutela.accounts.middleware import MEMBERSHIP_KEY, PURPOSE_KEY
from tutela.accounts.models import Membership, User
from tutela.accounts.need_to_know import name_the_reader

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NEUTRAL = "https://weather.example/"
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}

Opener = Callable[..., Page]
OpenAs = Callable[..., Page]
Picture = Callable[[Page, str], Path]


@dataclass(frozen=True)
class Site:
    """A running site, the cast in its database, and the name of that database."""

    address: str
    world: World
    database: str

    def cookie_of(self, who: User | str, *, purpose: str = "investigating") -> dict[str, str]:
        """A session of somebody, as the browser keeps it. An empty ``purpose`` leaves the question to the page."""
        user = getattr(self.world, who) if isinstance(who, str) else who
        with transaction.atomic():
            name_the_reader(user_id=None, membership_id=None, stage="sign-in")
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            name_the_reader(user_id=user.pk, membership_id=None)
            first = Membership.objects.filter(user_id=user.pk, ends_at=None).order_by("pk").first()
            session = client.session
            session.update({MEMBERSHIP_KEY: first.pk if first else None, PURPOSE_KEY: purpose})
            # Somebody who has just given their password is not asked for it again before they change their keys.
            session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
            session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
            session.save()
        return {
            "name": settings.SESSION_COOKIE_NAME,
            "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
            "url": self.address,
        }


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Each request has a thread of its own, which takes its connection to the database with it."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep the test's output for the test."""


@contextmanager
def served(**other_settings: Any) -> Iterator[str]:
    """The site at an address of this machine, over the database that Django knows now."""
    with override_settings(ALLOWED_HOSTS=["*"], TUTELA_NEUTRAL_PAGE=NEUTRAL, **other_settings):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Server, _Quiet)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()


def _cast() -> World:
    """The cast as the present database holds it."""
    with transaction.atomic():
        return the_world()


@pytest.fixture
def live_site(committed_database: str) -> Iterator[Site]:
    """A site over a database of the test's own, where what a test and a page write is really written."""
    with served() as address:
        yield Site(address, _cast(), committed_database)


@contextmanager
def another_database(blocker: DjangoDbBlocker, name: str) -> Iterator[None]:
    """Django's own connection is to another database, until the end."""
    known = connections["default"].settings_dict
    before = known["NAME"]
    with blocker.unblock():
        connections["default"].close()
        known["NAME"] = name
        try:
            yield
        finally:
            connections["default"].close()
            known["NAME"] = before


@pytest.fixture(scope="module")
def copied_for_site() -> str:
    """The database of which ``shared_site`` is a copy: the cast, where a module does not name another."""
    from tests.conftest import TEMPLATE

    return TEMPLATE


@pytest.fixture(scope="module")
def shared_site(
    socket_folder: str, worker_id: str, copied_for_site: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Site]:
    """One site and one database for the tests of a module: for those that look and change nothing others rely on."""
    from tests.conftest import copy_of_template

    name = f"shared_{worker_id}_{os.getpid()}_{time.monotonic_ns()}"
    copy_of_template(socket_folder, name, template=copied_for_site)
    with another_database(django_db_blocker, name), served() as address:
        yield Site(address, _cast(), name)
    with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "Chromium is needed: apt-get install chromium, or name it in CHROMIUM."
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright keeps an event loop in this thread; Django would take a plain test for a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        # As root, Chromium refuses to start with its sandbox.
        running = playwright.chromium.launch(executable_path=found, chromium_sandbox=os.geteuid() != 0)
        yield running
        running.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def windows_of(browser: Browser, faults: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Windows of the browser that share nothing, closed in the end; what goes wrong on any page of them is written down."""
    contexts: list[BrowserContext] = []

    def make(*, may_fail: bool = False, **window: Any) -> BrowserContext:
        context = browser.new_context(**(WIDE | window))
        contexts.append(context)
        context.route(f"{NEUTRAL}**", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html"))
        if not may_fail:
            context.on("weberror", lambda error: faults.append(str(error.error)))
            context.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def windows(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Fresh windows of the browser, closed after the test; a fault on any page of them fails it."""
    faults: list[str] = []
    with windows_of(browser, faults) as make:
        yield make
    assert not faults


@pytest.fixture
def open_as(windows: Callable[..., BrowserContext]) -> OpenAs:
    """Open an address of a site in a fresh window, signed in as somebody (None: nobody)."""

    def make(
        site: Site, who: User | str | None, address: str, *, purpose: str = "investigating", **window: Any
    ) -> Page:
        # axe-core is put into the page by the test, which the page's own policy would refuse.
        context = windows(**({"bypass_csp": True} | window))
        if who is not None:
            context.add_cookies([site.cookie_of(who, purpose=purpose)])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(site.address + address)
        page.wait_for_load_state("networkidle")
        return page

    return make


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    """Take a picture of a whole page; it is kept under docs/ only when the pictures are to be made anew."""
    kept = ROOT / "docs" / "screenshots" if os.environ.get("TUTELA_SCREENSHOTS") == "1" else tmp_path
    looked_at = os.environ.get("TUTELA_LOOK")

    def take(page: Page, name: str) -> Path:
        folder = Path(looked_at) if looked_at else kept
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take


def axe_finds_nothing(page: Page) -> None:
    """axe-core, all of its rules, on the page as it stands."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], urlsplit(page.url).path


def fits_the_window(page: Page) -> None:
    """Nobody scrolls sideways to read the page."""
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], urlsplit(page.url).path
