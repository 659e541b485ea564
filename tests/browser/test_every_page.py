"""Every page of the site, for everybody: axe-core, 320 px, the keyboard alone, without script, and no fault on the console."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from zlib import crc32

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as BrowserPage

from tests.browser.conftest import Everything
from tests.browser.examine import (
    is_read_by_everybody,
    is_walked_by_keyboard,
    what_there_is,
    works_without_script,
)
from tests.browser.fixtures import NARROW, Site, axe_finds_nothing, fits_the_window, windows_of
from tests.browser.pages import NO_PAGE, PAGES, Page, names_of_addresses
from tests.browser.scene import Names

# “all” in the evidence run: no page is spared anything.
EVERY_PAGE_IN_FULL = os.environ.get("TUTELA_PAGES") == "all"
# Acts that share one page, form and frame: of these a quarter has the care that others have.
SHARED_PAGE = "pages/verb.html"


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
def copied_for_site(everything: Everything) -> str:
    """Something on every page."""
    return everything.database


@pytest.fixture(scope="module")
def scene(everything: Everything) -> Names:
    """The names of what is there."""
    return everything.names


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


class Care(IntEnum):
    """How much is done for a page."""

    # The evidence run looks at it. That it answers, and says nothing untranslated, is tested by tests/web and tests/browser/test_roles.py.
    LEFT = 0
    # axe-core, all of its rules; 320 px; and neither its script nor its style fails.
    EXAMINED = 1
    # By keyboard alone, without script, narrow and wide.
    WALKED = 2


def care_for(page: Page) -> Care:
    """One page of twenty is walked and four are examined besides, of every reader some: which, the address settles."""
    if EVERY_PAGE_IN_FULL:
        return Care.WALKED
    view = resolve(_any_name(page.address.partition("?")[0])).func
    is_shared = getattr(getattr(view, "view_class", None), "template_name", "") == SHARED_PAGE
    turn = crc32(page.address.encode()) % (60 if is_shared else 20)
    if turn == 0:
        return Care.WALKED
    return Care.EXAMINED if turn in (1, 2, 3, 4) or page is FIRST_OF_READER[page.who] else Care.LEFT


FIRST_OF_READER = {page.who: page for page in reversed(PAGES)}
CARED_FOR = [page for page in PAGES if care_for(page) > Care.LEFT]


def test_what_is_not_left_to_the_evidence_run_is_more_than_a_fifth_and_no_reader_is_left_out() -> None:
    assert len(CARED_FOR) > len(PAGES) // 5
    assert {page.who for page in CARED_FOR} == {page.who for page in PAGES}


@pytest.mark.parametrize("page", CARED_FOR, ids=str)
def test_a_page_is_for_everybody(
    page: Page, scene: Names, shared_site: Site, desk_of: DeskOf, faults: list[str]
) -> None:
    address, care = shared_site.address + page.address.format(**scene), care_for(page)
    desk = desk_of(page.who)
    faults.clear()
    with opened(desk.scripted if care == Care.WALKED else desk.examined) as shown:
        answer = shown.goto(address)
        assert answer is not None
        assert (answer.status, shown.url.rstrip("/")) == (200, address.rstrip("/"))
        shown.wait_for_load_state("load")
        if care == Care.WALKED:
            is_walked_by_keyboard(shown)
            there = what_there_is(shown)
        else:
            axe_finds_nothing(shown)
        shown.set_viewport_size(NARROW["viewport"])
        fits_the_window(shown)
    if care == Care.WALKED:
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
