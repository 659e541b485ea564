"""A frightened child at a small telephone: every page of the doors in a real browser, with and without script.

``TUTELA_LOOK`` names a folder in which to keep what was seen.
"""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.fixtures import NARROW, NEUTRAL, WIDE, Site, axe_finds_nothing, fits_the_window
from tests.cast import World
from tests.reports.imports.files import a_csv, row, thousand_with_three_bad
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.reports.models import Report
from tutela.reports.services.answer import answer
from tutela.reports.services.import_file import stage_file, take, take_chunk

WIDTHS = {"narrow": NARROW, "wide": WIDE}


class Looker:
    """A window that examines each page it is shown: nothing is wider than it, axe finds nothing, no script fails."""

    def __init__(self, page: Page, site: str, name: str, *, script: bool) -> None:
        self.site, self.name, self.script = site, name, script
        self.faults: list[str] = []
        self.seen = 0
        self._watch(page)

    def _watch(self, page: Page) -> None:
        self.page = page
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        # A form that is sent back is a 422, which the browser writes down as well.
        if message.type == "error" and "422" not in message.text:
            self.faults.append(message.text)

    def open(self, address: str, what: str) -> None:
        """Go there and examine it."""
        self.page.goto(self.site + address)
        self.look(what)

    def look(self, what: str) -> None:
        """Examine the page as it is."""
        self.page.wait_for_load_state("load")
        self.seen += 1
        if folder := os.environ.get("TUTELA_LOOK"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{self.name}-{self.seen:02}-{what}.png", full_page=True)
        if self.script:
            fits_the_window(self.page)
            axe_finds_nothing(self.page)
        assert self.faults == [], what

    def leave(self, act: Callable[[], object]) -> None:
        """Do what leaves, and see that it goes to the neutral page, which nobody serves here."""
        with self.page.expect_event("requestfailed", lambda request: request.url == NEUTRAL):
            act()
        self.faults.clear()
        # In the same browser, with what it still knows of the visit.
        self._watch(self.page.context.new_page())

    def press(self, words: str, what: str) -> None:
        """Press the button or link of these words, and examine where it leads."""
        self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words)).first.click()
        self.look(what)


@pytest.fixture
def looker(live_site: Site, windows: Callable[..., BrowserContext]) -> Callable[..., Looker]:
    """Make a window of a width, with or without script, perhaps signed in."""

    def make(width: str, *, script: bool = True, who: str = "", name: str = "public") -> Looker:
        # A form that comes back with its faults is a 422, which the browser writes on its console; so faults are heard here.
        context = windows(may_fail=True, bypass_csp=script, java_script_enabled=script, **WIDTHS[width])
        if who:
            context.add_cookies([live_site.cookie_of(who)])  # type: ignore[list-item]
        title = f"{name}-{width}{'' if script else '-plain'}"
        return Looker(context.new_page(), live_site.address, title, script=script)

    return make


@pytest.fixture
def people(live_site: Site) -> World:
    """The cast in the site's database."""
    return live_site.world


@pytest.mark.parametrize(("width", "script"), [("narrow", True), ("wide", True), ("narrow", False)])
def test_somebody_tells_comes_back_and_leaves(
    width: str, script: bool, looker: Callable[..., Looker], people: World
) -> None:
    at = looker(width, script=script)
    page = at.page
    at.open("/tell", "start")
    at.press("Start", "danger")
    at.press("Go on", "danger-error")
    page.check("input[value=yes]")
    at.press("Go on", "call")
    page.fill("textarea", "Synthetic grounds.")
    at.press("Go on", "about")
    page.check("input[value=me]")
    at.press("Go on", "what")
    page.fill("textarea", "Synthetic words about an account in a game.")
    at.press("Go on", "where")
    page.check("input[value=online]")
    page.fill("input[name=place]", "Synthetic Game")
    at.press("Go on", "when")
    page.check("input[value=week]")
    at.press("Go on", "names")
    at.press("Go on", "you")
    page.check("input[value=no]")
    at.press("Go on", "check")
    at.press("Send it to us", "received")
    code = page.inner_text(".tu-secret").strip()
    number = page.inner_text(".tu-reference >> nth=0").strip()
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", code)
    at.press("I have copied it", "received-error")
    page.fill("input[name=code]", code)
    at.press("I have copied it", "copied")
    actor = people.actor("centre_intake")
    with acting_as(actor):
        answer(Report.objects.get(reference=number), template="receipt", actor=actor, now=clock.now())
    at.press("See your report", "status")
    at.press("Tell us more", "add")
    page.fill("textarea", "Synthetic, something more.")
    at.press("Send it to us", "status-again")
    at.press("Say who you are", "who")
    at.leave(lambda: page.click(".tu-exit__button", no_wait_after=True))
    page = at.page
    at.open("/tell/status", "return")
    assert "/tell/return" in page.url
    page.fill("input[name=reference]", number)
    page.fill("input[name=code]", "7K2M-90QX-ZB4D-H3VC")
    at.press("Show my report", "return-error")
    page.fill("input[name=code]", code)
    at.press("Show my report", "status-returned")
    assert "/tell/status" in page.url
    assert at.seen == 21


def test_three_presses_of_escape_leave_and_forget(looker: Callable[..., Looker], people: World) -> None:
    at = looker("narrow")
    at.open("/tell/report/danger", "danger")
    at.page.check("input[value=no]")
    at.press("Go on", "about")
    at.leave(lambda: [at.page.keyboard.press("Escape") for _ in range(3)])
    at.page.goto(f"{at.site}/tell/report")
    assert at.page.url.endswith("/tell/report/danger")


def test_the_whole_way_can_be_gone_by_keyboard(looker: Callable[..., Looker], people: World) -> None:
    at = looker("wide")
    at.open("/tell", "start")
    at.page.get_by_role("button", name="Start").press("Enter")
    for key in ("danger", "about", "what", "where", "when", "names", "you"):
        at.page.wait_for_url(f"**/{key}")
        if key == "what":
            at.page.locator("textarea").press_sequentially("Synthetic words.")
        elif key == "names":
            pass
        else:
            at.page.locator("input[type=radio]").first.focus()
            at.page.keyboard.press("Space")
            if key in {"danger", "you"}:
                at.page.keyboard.press("ArrowDown" if key == "danger" else "Space")
        at.page.get_by_role("button", name="Go on").press("Enter")
    at.page.wait_for_url("**/check")
    at.page.get_by_role("button", name="Send it to us").press("Enter")
    at.page.wait_for_url("**/received")
    assert at.page.is_visible(".tu-secret")


@pytest.mark.parametrize("width", ["narrow", "wide"])
def test_the_pages_of_a_partner_and_of_files(width: str, looker: Callable[..., Looker], people: World) -> None:
    actor, desk = people.actor("hotline_partner"), people.actor("centre_intake")
    with acting_as(actor):
        staged = stage_file(io.BytesIO(thousand_with_three_bad()), "synthetic.csv", actor=actor, now=clock.now())
        take_chunk(staged.batch, actor=actor, now=clock.now(), size=100)
    with acting_as(actor):
        other = stage_file(
            io.BytesIO(a_csv([row(5000 + n) for n in range(5)] + [row(1, summary="")])),
            "second.csv",
            actor=actor,
            now=clock.now(),
        )
    list(take(other.batch, actor=actor))
    with acting_as(desk):
        for report in Report.objects.order_by("-pk")[:4]:
            answer(report, template="receipt", actor=desk, now=clock.now())
        newest = Report.objects.order_by("-pk").first()
    at = looker(width, who="hotline_partner", name="partner")
    at.open("/partner", "list")
    at.open(f"/partner/{newest.reference}", "report")
    at.open("/partner/new", "new")
    at.press("Send the report", "new-error")
    at.open("/imports", "imports")
    at.open("/imports/new", "import-new")
    at.press("Send it in", "import-new-error")
    at.open(f"/imports/{other.batch.pk}", "import-rejected")
    at.open(f"/imports/{staged.batch.pk}", "import-taking")
    assert at.page.locator("#progress progress").get_attribute("value") == "103"
    # The page asks for itself, and is shown anew when all is done.
    with at.page.expect_navigation():
        list(take(staged.batch, actor=actor))
    at.look("import-done")
    assert at.seen == 10
