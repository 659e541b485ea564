"""Each of the ten roles: a first page that is theirs, a menu of what they do, and no link anywhere that leads to nothing."""

import os
from collections import deque
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from lxml import html
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Everything
from tests.browser.fixtures import OpenAs, Site, fits_the_window
from tests.browser.somebody import Somebody
from tests.web.ladder import ONE_OF_EACH

# Where each begins, an entry of the menu, and something useful that is there to be done or read.
BEGINS = {
    "intake_officer": ("/work-list", "Offered to us", "Import a file"),
    "investigator": ("/work-list", "Cases", "Take it"),
    "examiner": ("/work-list", "Children", "Take it"),
    "analyst": ("/work-list", "Bundles", "Take it"),
    "manager": ("/work-list", "Our team", "Accept the concern"),
    "welfare_officer": ("/duty", "Duty", "Who is on duty for"),
    "researcher": ("/help", "Organisations", "Researcher"),
    "auditor": ("/audit", "Audit", "of this entry:"),
    "administrator": ("/people", "Accounts", "Give somebody an account"),
    "partner": ("/partner", "Our reports", "Send a report"),
}
# The first page of records asks for the purpose; the trail is not one.
READ_FROM = {"/work-list"}
# “all” in the evidence run: further from where a day begins.
MOST_PAGES, DEEPEST = (60 if os.environ.get("TUTELA_PAGES") == "all" else 25), 3


@pytest.fixture(scope="module")
def copied_for_site(everything: Everything) -> str:
    """Something on every page."""
    return everything.database


@pytest.mark.parametrize("role", BEGINS)
def test_a_day_begins_on_a_page_with_something_to_do(
    role: str, shared_site: Site, windows: Callable[..., BrowserContext]
) -> None:
    cache.clear()
    begins, entry, useful = BEGINS[role]
    somebody = Somebody(windows().new_page(), shared_site)
    somebody.signs_in(ONE_OF_EACH[role], why="" if begins not in READ_FROM else "Investigating")
    somebody.opens("/")
    assert somebody.page.url.startswith(shared_site.address + begins)
    assert somebody.page.get_by_role("navigation").get_by_role("link", name=entry, include_hidden=True).count() > 0
    assert useful in somebody.page.inner_text("main")


@pytest.mark.parametrize("width", [1400, 1024])
@pytest.mark.parametrize("role", ["manager", "auditor", "investigator"])
def test_the_menu_stands_in_one_line_and_the_rest_of_it_in_the_window(
    role: str, width: int, shared_site: Site, open_as: OpenAs
) -> None:
    window = {"viewport": {"width": width, "height": 800}}
    page = open_as(shared_site, ONE_OF_EACH[role], "/my-day", **window)
    places = [one.bounding_box() for one in page.locator(".tu-nav__list > .tu-nav__item").all()]
    assert len({round(one["y"]) for one in places if one}) == 1
    page.locator(".tu-nav summary").click()
    further = page.locator(".tu-nav__further").bounding_box()
    assert further is not None
    assert further["x"] >= 0
    assert further["x"] + further["width"] <= width
    fits_the_window(page)


@pytest.mark.parametrize("role", BEGINS)
def test_no_link_leads_to_nothing(role: str, shared_site: Site) -> None:
    """From the first page on, as a browser without script would follow them, to a bounded depth and number."""
    client = Client()
    client.cookies["sessionid"] = shared_site.cookie_of(ONE_OF_EACH[role])["value"]
    waiting, found, broken = deque([("/", 0, "")]), {"/"}, []
    for _ in range(MOST_PAGES):
        if not waiting:
            break
        address, depth, on = waiting.popleft()
        answer = client.get(address, follow=True)
        if answer.status_code != 200 and not _says_what_to_do(answer):
            broken.append((answer.status_code, address, on))
        elif depth < DEEPEST and answer["Content-Type"].startswith("text/html"):
            here = answer.request["PATH_INFO"]
            new = [link for link in _links(here, answer.content.decode()) if link not in found]
            found.update(new)
            waiting.extend((link, depth + 1, here) for link in dict.fromkeys(new))
    assert len(found) > 5
    assert broken == []


def _says_what_to_do(answer: HttpResponse) -> bool:
    """A notice outlives the reader's part in its record: the page that stands there then says whom to ask."""
    return answer.status_code == 404 and "access" in answer.content.decode().partition("<main")[2]


def _links(here: str, page: str) -> list[str]:
    """The addresses of this site to which a page links; of each kind of list one order, since they differ in nothing else."""
    links = [urljoin(here, str(link)).partition("#")[0] for link in html.fromstring(page).xpath("//a/@href")]
    return [link for link in links if link.startswith("/") and not link.startswith("/static/") and "sort=" not in link]
