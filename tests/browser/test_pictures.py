"""The main pages as somebody finds them in the demo, at one frozen hour, and as the manual shows them; kept under docs/screenshots with TUTELA_SCREENSHOTS=1."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import KEEPS
from tests.browser.fixtures import NARROW, ROOT, fits_the_window
from tests.browser.test_every_page import EVERY_PAGE_IN_FULL
from tutela.accounts.models import Role
from tutela.demo.people import address_of

# Each of these pages is examined by test_every_page; how they look together is for whoever looks at the pictures.
pytestmark = pytest.mark.skipif(
    not (KEEPS or EVERY_PAGE_IN_FULL), reason="for pictures that are kept, and for the evidence run"
)
# Enough for every page to show what it is for; more where the pictures are looked at.
REPORTS = 150 if KEEPS else 60
MOST_BYTES = 300_000
MANAGER, PARTNER = address_of("northmoor", Role.MANAGER), address_of("lantern", Role.PARTNER)


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


def _looks_at_the_tab(page: Page) -> None:
    """What stands in the tab, without all that each page of the record begins with."""
    page.locator(".tu-tabs").last.evaluate("one => one.scrollIntoView(true)")


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
    case = page.url.removeprefix(demo_site)
    _goes(page, demo_site, f"{case}/record")
    _looks_at_the_tab(page)
    take(page, "case-record")
    _goes(page, demo_site, f"{case}/record/general")
    take(page, "section")
    _goes(page, demo_site, f"{case}/timeline")
    _looks_at_the_tab(page)
    take(page, "timeline")
    _goes(page, demo_site, "/children")
    _goes(page, demo_site, _follows(page, "/children/K-"))
    take(page, "child")
    _goes(page, demo_site, f"{page.url.removeprefix(demo_site)}/needs")
    _looks_at_the_tab(page)
    take(page, "child-needs")
    _goes(page, demo_site, "/search?q=account")
    take(page, "search")
    _goes(page, demo_site, "/team")
    take(page, "team")


def test_the_pages_of_a_working_day(
    signed_in: Callable[[str], Page], demo_site: str, take: Callable[[Page, str], None]
) -> None:
    page = signed_in(MANAGER)
    for name, address in (("my-day", "/my-day"), ("decisions", "/decisions?review="), ("retention", "/retention")):
        _goes(page, demo_site, address)
        take(page, name)
    _goes(page, demo_site, "/plans?state=any")
    _goes(page, demo_site, _follows(page, "/cases/C-"))
    take(page, "plan")


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
    # Last, for a browser keeps the language that somebody chose.
    _goes(page, demo_site, "/tell?language=ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    take(page, "public-arabic")
