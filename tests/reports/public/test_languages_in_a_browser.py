"""The public page in the six languages in a real browser: nothing that axe-core finds, nothing wider than a telephone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.fixtures import NARROW, WIDE, Picture, Site, axe_finds_nothing, fits_the_window
from tutela.core.languages import LANGUAGES

pytestmark = pytest.mark.usefixtures("django_db_setup")


@pytest.fixture
def window(windows: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """A window that asks for a language and examines what it shows."""

    def make(code: str, **how: object) -> Page:
        context = windows(bypass_csp=True, locale=LANGUAGES[code].tag, **how)
        return context.new_page()

    return make


def examined(page: Page, picture: Picture, code: str, what: str) -> None:
    """axe-core and the width; and that it is in its language, the way it is written."""
    page.wait_for_load_state("load")
    root = page.locator("html")
    assert root.get_attribute("lang") == LANGUAGES[code].tag
    assert root.get_attribute("dir") == LANGUAGES[code].direction
    picture(page, f"{what}-{code}-{page.viewport_size['width']}")  # type: ignore[index]
    axe_finds_nothing(page)
    fits_the_window(page)


def sent(page: Page, site: Site) -> None:
    """Answer as little as can be, and send."""
    page.goto(f"{site.address}/tell/report")
    for answer in ("input[value=no]", "input[value=not_sure]", "textarea", "", "", "", "input[value=no]", ""):
        if answer == "textarea":
            page.fill(answer, "Synthetic words about an account in a game.")
        elif answer:
            page.check(answer)
        page.click("main .govuk-button[type=submit], main button.govuk-button")


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_on_a_telephone(
    code: str, shared_site: Site, window: Callable[..., Page], picture: Picture
) -> None:
    page = window(code, **NARROW)
    page.goto(f"{shared_site.address}/tell")
    examined(page, picture, code, "start")
    page.goto(f"{shared_site.address}/tell/report/danger")
    examined(page, picture, code, "danger")
    page.goto(f"{shared_site.address}/tell/return")
    examined(page, picture, code, "return")
    sent(page, shared_site)
    page.wait_for_selector(".tu-secret")
    examined(page, picture, code, "received")


def test_right_to_left_on_a_wide_screen_puts_what_belongs_to_the_start_at_the_right(
    shared_site: Site, window: Callable[..., Page], picture: Picture
) -> None:
    page = window("ar", **WIDE)
    page.goto(f"{shared_site.address}/tell/report/danger")
    middle = page.viewport_size["width"] / 2  # type: ignore[index]
    for shown in (
        ".govuk-radios__input >> nth=0",
        ".govuk-back-link",
        ".tu-exit__button",
        "h1",
        ".tu-languages li >> nth=0",
    ):
        box = page.locator(shown).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] > middle, shown
    # A telephone number and a code stay as they are dialled and typed.
    assert page.locator(".tu-emergency bdi").first.evaluate("one => getComputedStyle(one).direction") == "ltr"
    examined(page, picture, "ar", "danger")
    sent(page, shared_site)
    page.wait_for_selector(".tu-secret")
    assert page.locator(".tu-secret").evaluate("one => getComputedStyle(one).direction") == "ltr"
    examined(page, picture, "ar", "received")


def test_another_language_keeps_what_is_typed_and_enter_still_goes_on(
    shared_site: Site, window: Callable[..., Page]
) -> None:
    # A form that comes back with its faults is a 422, which the browser writes on its console.
    page = window("en", may_fail=True, **NARROW)
    page.goto(f"{shared_site.address}/tell/return")
    page.fill("input[name=reference]", "R-2026-004K7Q")
    page.get_by_role("button", name="Русский").click()
    page.wait_for_selector("html[lang=ru]")
    assert page.input_value("input[name=reference]") == "R-2026-004K7Q"
    assert page.locator(".govuk-error-summary").count() == 0
    page.press("input[name=reference]", "Enter")
    page.wait_for_selector(".govuk-error-summary")
    assert page.locator("html").get_attribute("lang") == "ru"
