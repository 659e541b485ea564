"""Every page of the site, for everybody: axe-core, 320 px, the keyboard alone, without script, and no fault on the console."""

from collections.abc import Callable

import pytest
from django.urls import resolve
from playwright.sync_api import BrowserContext

from tests.browser.examine import (
    is_read_by_everybody,
    is_walked_by_keyboard,
    what_there_is,
    works_without_script,
)
from tests.browser.fixtures import NARROW, Site, fits_the_window
from tests.browser.pages import NO_PAGE, PAGES, Page, names_of_addresses
from tests.browser.scene import Names, written

Windows = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def scene(shared_site: Site) -> Names:
    """Something on every page, written once for this module."""
    return written(shared_site.world)


def test_every_address_of_the_site_is_examined_or_says_why_not() -> None:
    filled = [page.address.partition("?")[0] for page in PAGES]
    examined = {resolve(_any_name(address)).url_name for address in filled}
    everything = set(names_of_addresses())
    assert len(examined) > 100
    assert everything - examined - set(NO_PAGE) == set(), "a page that nobody examines: tests/browser/pages.py"
    assert set(NO_PAGE) & examined == set()
    assert set(NO_PAGE) - everything == set()


def _any_name(address: str) -> str:
    """An address with something for each name in it, which is enough to know which page it is."""
    for name in ("{trail}",):
        address = address.replace(name, "00000000-0000-0000-0000-000000000000")
    parts = ["1" if part.startswith("{") else part for part in address.split("/")]
    return "/".join(parts)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_for_everybody(page: Page, scene: Names, shared_site: Site, windows: Windows) -> None:
    address = shared_site.address + page.address.format(**scene)
    # axe-core styles the page while it looks, which the page's own policy refuses: it has a window without that policy.
    scripted, examined, plain = windows(), windows(bypass_csp=True), windows(java_script_enabled=False, **NARROW)
    for window in (scripted, examined, plain):
        window.add_cookies([shared_site.cookie_of(page.who)] if page.who else [])  # type: ignore[list-item]
    shown = scripted.new_page()
    answer = shown.goto(address)
    assert answer is not None
    assert (answer.status, shown.url.rstrip("/")) == (200, address.rstrip("/"))
    shown.wait_for_load_state("load")
    is_walked_by_keyboard(shown)
    there = what_there_is(shown)
    shown.set_viewport_size(NARROW["viewport"])
    fits_the_window(shown)
    without = plain.new_page()
    without.goto(address)
    works_without_script(without, there)
    looked_at = examined.new_page()
    looked_at.goto(address)
    looked_at.wait_for_load_state("load")
    is_read_by_everybody(looked_at)
