"""The pages of staff in French, whose words are longer: axe-core, 320 px, and no fault on the console."""

from collections.abc import Callable, Iterator
from zlib import crc32

import pytest
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import Everything
from tests.browser.fixtures import NARROW, Site, axe_finds_nothing, fits_the_window, windows_of
from tests.browser.pages import PAGES, Page
from tests.browser.scene import Names
from tests.browser.test_every_page import EVERY_PAGE_IN_FULL, opened
from tests.roles import switched_role
from tutela.accounts.models import User

# Each page is examined in English by its neighbour; of these so many are left for each that is looked at in French as well.
ONE_IN = 20

WindowOf = Callable[[str | None], BrowserContext]
# Whoever writes a program reads of it in the language of the program.
LOOKED_AT = [
    page
    for page in PAGES
    if not page.address.startswith("/api/") and (EVERY_PAGE_IN_FULL or crc32(f"fr {page}".encode()) % ONE_IN == 0)
]


@pytest.fixture(scope="module")
def faults() -> list[str]:
    """What went wrong on a page: each test leaves it empty."""
    return []


@pytest.fixture(scope="module")
def copied_for_site(everything: Everything) -> str:
    """Something on every page."""
    return everything.database


@pytest.fixture(scope="module")
def scene(everything: Everything, shared_site: Site) -> Names:
    """The names of what is there, where everybody who works here reads French."""
    with transaction.atomic(), switched_role("tutela_owner"):
        User.objects.update(language="fr")
    return everything.names


@pytest.fixture(scope="module")
def window_of(browser: Browser, shared_site: Site, faults: list[str]) -> Iterator[WindowOf]:
    """A reader keeps their window from page to page."""
    kept: dict[str | None, BrowserContext] = {}
    with windows_of(browser, faults) as make:

        def find(who: str | None) -> BrowserContext:
            if who not in kept:
                kept[who] = make(bypass_csp=True, locale="fr-FR")
                kept[who].add_cookies([shared_site.cookie_of(who)] if who else [])  # type: ignore[list-item]
            return kept[who]

        yield find


@pytest.mark.parametrize("page", LOOKED_AT, ids=str)
def test_a_page_is_for_everybody_in_french(
    page: Page, scene: Names, shared_site: Site, window_of: WindowOf, faults: list[str]
) -> None:
    address = shared_site.address + page.address.format(**scene)
    faults.clear()
    with opened(window_of(page.who)) as looked_at:
        answer = looked_at.goto(address)
        assert answer is not None
        assert answer.status == 200
        looked_at.wait_for_load_state("load")
        assert looked_at.locator("html").get_attribute("lang") == "fr"
        axe_finds_nothing(looked_at)
        looked_at.set_viewport_size(NARROW["viewport"])
        fits_the_window(looked_at)
    assert faults == []
