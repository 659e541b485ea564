"""Every page of the site, for everybody: axe-core, 320 px, the keyboard alone, without script, and no fault on the console."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zlib import crc32

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as BrowserPage

from tests.browser.examine import (
    is_read_by_everybody,
    is_walked_by_keyboard,
    what_there_is,
    works_without_script,
)
from tests.browser.fixtures import NARROW, Site, axe_finds_nothing, fits_the_window, windows_of
from tests.browser.pages import NO_PAGE, PAGES, Page, names_of_addresses
from tests.browser.scene import Names, written

# “all” in the evidence run: no page is spared anything.
EVERY_PAGE_IN_FULL = os.environ.get("TUTELA_PAGES") == "all"
# Acts that share one page, form and frame: of these so many are looked at for each that is walked by keyboard and without script.
SHARED_PAGE, ONE_IN = "pages/verb.html", 4


@dataclass(frozen=True)
class Desk:
    """One reader's windows: as everybody has them, as axe-core needs them, and narrow without script."""

    scripted: BrowserContext
    examined: BrowserContext
    plain: BrowserContext


DeskOf = Callable[[str | None], Desk]


@pytest.fixture(scope="module")
def faults() -> list[str]:
    """What went wrong on a page: each test leaves it empty."""
    return []


@pytest.fixture(scope="module")
def desk_of(browser: Browser, shared_site: Site, faults: list[str]) -> Iterator[DeskOf]:
    """A reader keeps their windows from page to page, and with them what the browser has fetched already."""
    desks: dict[str | None, Desk] = {}
    with windows_of(browser, faults) as make:

        def find(who: str | None) -> Desk:
            if who not in desks:
                # axe-core styles the page while it looks, which the page's own policy refuses.
                desks[who] = Desk(make(), make(bypass_csp=True), make(java_script_enabled=False, **NARROW))
                for window in (desks[who].scripted, desks[who].examined, desks[who].plain):
                    window.add_cookies([shared_site.cookie_of(who)] if who else [])  # type: ignore[list-item]
            return desks[who]

        yield find


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


def _is_walked(page: Page) -> bool:
    """Whether a page is walked by keyboard and without script too, and not only looked at by axe-core and for its width."""
    view = resolve(_any_name(page.address.partition("?")[0])).func
    is_shared = getattr(getattr(view, "view_class", None), "template_name", "") == SHARED_PAGE
    return EVERY_PAGE_IN_FULL or not is_shared or crc32(page.address.encode()) % ONE_IN == 0


def test_most_pages_are_walked_whole_and_some_of_those_that_are_alike() -> None:
    walked = [page for page in PAGES if _is_walked(page)]
    assert len(walked) > len(PAGES) * 2 // 3
    assert len({page.who for page in walked}) == len({page.who for page in PAGES})


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_for_everybody(
    page: Page, scene: Names, shared_site: Site, desk_of: DeskOf, faults: list[str]
) -> None:
    address = shared_site.address + page.address.format(**scene)
    desk = desk_of(page.who)
    faults.clear()
    if not _is_walked(page):
        with opened(desk.examined) as looked_at:
            answer = looked_at.goto(address)
            assert answer is not None
            assert (answer.status, looked_at.url.rstrip("/")) == (200, address.rstrip("/"))
            looked_at.wait_for_load_state("load")
            axe_finds_nothing(looked_at)
            looked_at.set_viewport_size(NARROW["viewport"])
            fits_the_window(looked_at)
        assert faults == []
        return
    with opened(desk.scripted) as shown:
        answer = shown.goto(address)
        assert answer is not None
        assert (answer.status, shown.url.rstrip("/")) == (200, address.rstrip("/"))
        shown.wait_for_load_state("load")
        is_walked_by_keyboard(shown)
        there = what_there_is(shown)
        shown.set_viewport_size(NARROW["viewport"])
        fits_the_window(shown)
    with opened(desk.plain) as without:
        without.goto(address)
        works_without_script(without, there)
    with opened(desk.examined) as looked_at:
        looked_at.goto(address)
        looked_at.wait_for_load_state("load")
        is_read_by_everybody(looked_at)
    assert faults == []


@contextmanager
def opened(window: BrowserContext) -> Iterator[BrowserPage]:
    """A new page in a window, closed again."""
    page = window.new_page()
    try:
        yield page
    finally:
        page.close()
