"""The parts of a page in a real browser: accessibility, 320 px, keys, leaving quickly, and all of it without script.

The gallery is asked, since it holds every part in every state; no record and no reader is needed for it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django import DjangoDbBlocker

from tests.browser.fixtures import NARROW, NEUTRAL, WIDE, Opener, axe_finds_nothing, fits_the_window, served

GALLERY = ["/design", "/design?errors=1&state=open&sort=-due", "/design?frame=public", "/design?frame=public&errors=1"]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The site at an address of this machine, as a visitor without an account sees it."""
    with django_db_blocker.unblock(), served(ROOT_URLCONF="tests.web.test_gallery_and_errors") as address:
        yield address


@pytest.fixture
def open_page(site: str, windows: Callable[..., BrowserContext]) -> Opener:
    """Open an address in a fresh window."""

    def make(address: str, **window: Any) -> Page:
        page = windows(**window).new_page()
        page.goto(site + address)
        page.wait_for_load_state("networkidle")
        return page

    return make


@pytest.mark.parametrize("window", [WIDE, NARROW], ids=["wide", "320 px"])
@pytest.mark.parametrize("address", GALLERY)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    open_page: Opener, address: str, window: dict[str, Any]
) -> None:
    page = open_page(address, bypass_csp=True, **window)
    axe_finds_nothing(page)
    fits_the_window(page)


@pytest.mark.parametrize("address", GALLERY)
def test_the_content_security_policy_has_nothing_to_refuse(open_page: Opener, address: str) -> None:
    page = open_page(address)
    assert page.evaluate("document.fonts.check('16px \"Source Sans 3\"')")
    families = page.evaluate(
        "[...new Set([...document.querySelectorAll('body *')].map(e => getComputedStyle(e).fontFamily))]"
    )
    assert not [family for family in families if "Transport" in family]


def test_without_script_every_field_is_there_and_the_way_out_works(open_page: Opener) -> None:
    page = open_page("/design?frame=public", java_script_enabled=False, **NARROW)
    assert page.is_visible("#id_organisation")
    referrers: list[str | None] = []
    page.on(
        "request", lambda request: referrers.append(request.headers.get("referer")) if NEUTRAL in request.url else None
    )
    page.click("[data-exit-button]")
    assert page.url == NEUTRAL
    assert referrers == [None]


def test_three_presses_of_escape_leave_and_the_page_is_not_behind(open_page: Opener) -> None:
    page = open_page("/design?frame=public")
    page.fill("#id_summary", "words that somebody must not find")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert "one more time" in page.inner_text("[data-exit-status]")
    page.keyboard.press("Escape")
    page.wait_for_url(NEUTRAL)
    page.go_back()
    assert "/design" not in page.url


def test_escape_pressed_for_something_else_does_not_leave(open_page: Opener) -> None:
    page = open_page("/design?frame=public")
    for key in ("Escape", "Escape", "a", "Escape", "Escape"):
        page.keyboard.press(key)
    assert "/design" in page.url


def test_a_choice_shows_what_belongs_to_it(open_page: Opener) -> None:
    page = open_page("/design?frame=public")
    assert page.is_hidden("#id_organisation")
    page.check("#id_who_0")
    assert page.is_visible("#id_organisation")
    page.check("#id_who_1")
    assert page.is_hidden("#id_organisation")


def test_keys_move_through_a_list_and_open_a_row(open_page: Opener) -> None:
    page = open_page("/design")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.innerText") == "R-2026-01XW2M"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**open=R-2026-004K7Q")


def test_the_list_of_keys_opens_and_closes_but_not_while_somebody_types(open_page: Opener) -> None:
    page = open_page("/design")
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    assert page.is_hidden("#keys")
    page.focus("#id_summary")
    page.keyboard.type("?j")
    assert page.is_hidden("#keys")
    assert page.input_value("#id_summary") == "?j"


def test_the_exact_time_shows_on_focus(open_page: Opener) -> None:
    page = open_page("/design")
    page.locator(".tu-moment").first.focus()
    shown = page.evaluate("getComputedStyle(document.activeElement, '::after').display")
    assert shown == "block"


def test_errors_take_the_focus_and_lead_to_their_field(open_page: Opener) -> None:
    page = open_page("/design?errors=1")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert page.title().startswith("Error: ")
    page.click(".govuk-error-summary__list a >> text=Country")
    assert page.evaluate("document.activeElement.id") == "id_place"
