"""From each of the five doors to an outcome that the reporter reads, by people at browsers who sign in on the real page."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext

from tests.browser.fixtures import NARROW, Site
from tests.browser.somebody import Somebody, asks_the_api, the_worker_does_what_waits
from tests.reports.imports.files import a_csv, a_tip, row
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services.tokens import make_token
from tutela.core import clock

CALLER = "synthetic.caller@mail.example"
RECEIPT, WORKING = "Receipt: We have it", "Progress: It is being worked on"
INQUIRY, NONE_NOW = "Outcome: It is being investigated", "Outcome: It will not be investigated at present"
HEARD_OF_INQUIRY = "led to an inquiry"
HEARD_OF_NONE = "It will not be investigated at present"


@dataclass
class Town:
    """Everybody who takes part, each signed in once at their own window."""

    site: Site
    windows: Callable[..., BrowserContext]

    def somebody(self, who: str = "", *, why: str = "", **window: object) -> Somebody:
        """A person with a window of their own; without a name, a visitor."""
        person = Somebody(self.windows(**window).new_page(), self.site)
        return person.signs_in(who, why=why) if who else person

    def officer(self, who: str, **window: object) -> Somebody:
        """Somebody who reads records, and says why once."""
        return self.somebody(who, why="Deciding whose it is" if who.endswith("intake") else "Investigating", **window)


@pytest.fixture
def town(live_site: Site, windows: Callable[..., BrowserContext]) -> Iterator[Town]:
    """The cast at their windows, with nobody locked out and no mail sent yet."""
    cache.clear()
    outbox.outbox = []
    yield Town(live_site, windows)
    cache.clear()


def is_sorted_out(desk: Somebody, reference: str, *, place: str, receiver: str) -> None:
    """The desk finds it in the work list, says what it concerns, answers the receipt and sends it as the page suggests."""
    desk.opens("/work-list")
    assert re.search(r"(due|promise|waits|owed|concern|looked at)", desk.finds_in_the_list(reference)), (
        "no sentence says why"
    )
    desk.opens(f"/reports/{reference}/triage")
    if not desk.page.get_by_label("Yes", exact=True).is_checked():
        desk.chooses("specific concern", "No")
    desk.page.get_by_label("Internet-based child abuse images").check()
    desk.page.locator("#id_countries").select_option("GB")
    desk.page.locator("#id_place").select_option(label=place)
    desk.presses("Save")
    desk.answers(reference, RECEIPT)
    desk.opens(f"/reports/{reference}/send").reads(receiver)
    desk.page.get_by_role("link", name="Fill the form for this").filter(has_text=receiver).click()
    desk.page.wait_for_url("**to=*")
    desk.presses("Send").reads(receiver)


def is_accepted(officer: Somebody, reference: str) -> None:
    """The other service decides on the preview: what the report holds is not there yet."""
    officer.opens("/offered").reads(reference)
    officer.page.locator("main a").filter(has_text="Accept").filter(has_text=reference).click()
    officer.page.wait_for_url("**/accept")
    officer.reads("What the receiver sees before it accepts", "Internet-based child abuse images")
    officer.presses("Accept").reads(reference)
    officer.answers(reference, WORKING)


def becomes_a_case(officer: Somebody, reference: str) -> None:
    """A case with a child who is not yet identified, and the outcome to whoever reported."""
    officer.opens(f"/reports/{reference}/open-case").fills(summary="Synthetic case about an account.")
    officer.page.locator("#id_children-0-take").check()
    officer.page.locator("#id_categories-0-category").select_option(label="Internet-based child abuse images (IBI)")
    if officer.page.locator("#id_categories-0-take").count():
        officer.page.locator("#id_categories-0-take").check()
    officer.presses("Open the case")
    assert re.search(r"/cases/C-", officer.page.url)
    officer.reads("Not yet identified", officer.site.world.north.short_name)
    officer.answers(reference, INQUIRY)


def is_not_investigated(officer: Somebody, manager: Somebody, reference: str) -> None:
    """One proposes with grounds, words and a date; a second person, who finds it under Decisions, agrees."""
    officer.opens(f"/reports/{reference}/no-investigation")
    officer.page.get_by_label("Nothing in the report can be traced further").check()
    again = timezone.localdate() + timedelta(days=90)
    officer.fills(words="All that it names was looked for.", review_on=f"{again:%-d/%-m/%Y}").presses("Propose")
    officer.opens(f"/reports/{reference}").reads("second person")
    manager.opens("/decisions").reads(reference)
    manager.page.locator("main a").filter(has_text="Agree or disagree").filter(has_text=reference).click()
    manager.page.wait_for_url("**/second/*")
    manager.page.get_by_label("I agree", exact=True).check()
    manager.presses("Record my word")
    officer.answers(reference, NONE_NOW)


def reference_on(page_text: str) -> str:
    """The first reference of a report in a text."""
    found = re.search(r"R-\d{4}-[0-9A-Z]{6}", page_text)
    assert found is not None, page_text
    return found.group()


def test_a_caller_hears_by_e_mail_that_their_report_to_the_staff_became_an_inquiry(town: Town) -> None:
    desk, officer = town.officer("south_intake"), town.officer("north_investigator")
    desk.opens("/work-list").presses("Record a report")
    desk.chooses("specific concern", "Yes").fills(
        concern_grounds="The caller saw the child today", summary="Synthetic call about an account."
    )
    desk.page.get_by_label("A person who gives a name or a contact").check()
    desk.fills(name="Synthetic Caller", email=CALLER, on_behalf_of="A neighbour").presses("Record the report")
    reference = reference_on(desk.page.inner_text("main"))
    urgent = desk.opens("/work-list").finds_in_the_list(reference)
    assert "A child may be being harmed now, and nobody has accepted the concern yet" in urgent
    desk.opens(f"/reports/{reference}/accept-concern").reads("The caller saw the child today")
    desk.presses("Accept the concern")
    is_sorted_out(desk, reference, place="Northmoor", receiver=town.site.world.north.name)
    is_accepted(officer, reference)
    becomes_a_case(officer, reference)
    assert the_worker_does_what_waits().count("reports.mail_answer") == 3
    assert [letter.to for letter in outbox.outbox] == [[CALLER]] * 3
    assert [HEARD_OF_INQUIRY in letter.body for letter in outbox.outbox] == [False, False, True]


def test_somebody_who_stays_unknown_reads_the_outcome_by_reference_and_code_and_is_never_written_to(
    town: Town,
) -> None:
    child = town.somebody(**NARROW)
    child.opens("/tell").presses("Start")
    for answered in ("no", "me", None, "online", "week", None, "no"):
        if answered:
            child.page.check(f"input[value={answered}]")
        elif child.page.locator("textarea[required]").count():
            child.page.fill("textarea", "Synthetic words about an account in a game.")
        child.presses("Go on")
    child.presses("Send it to us")
    reference, code = (
        child.page.inner_text(".tu-reference >> nth=0").strip(),
        child.page.inner_text(".tu-secret").strip(),
    )
    child.page.close()

    desk, officer = town.officer("centre_intake"), town.officer("north_investigator")
    is_sorted_out(desk, reference, place="Northmoor", receiver=town.site.world.north.name)
    is_accepted(officer, reference)
    is_not_investigated(officer, town.officer("north_manager"), reference)
    assert "reports.mail_answer" not in the_worker_does_what_waits()
    assert outbox.outbox == []

    later = town.somebody(**NARROW, java_script_enabled=False)
    later.opens("/tell/return").fills(reference=reference.lower(), code=code.lower()).presses("Show my report")
    later.reads(reference, "We have received your report", HEARD_OF_NONE)


def sent_in(partner: Somebody, name: str, content: bytes, folder: Path) -> str:
    """A partner sends a file by the page, the worker takes it, and the partner finds the report in their list."""
    (folder / name).write_bytes(content)
    partner.opens("/imports/new")
    partner.page.get_by_label("The file").set_input_files(folder / name)
    partner.page.get_by_label("There are none, or they shall be rejected").check()
    partner.presses("Send it in")
    the_worker_does_what_waits()
    return reference_on(partner.opens("/partner").page.inner_text("main"))


def test_a_partner_who_sent_a_csv_reads_the_outcome_on_their_page_and_in_the_answers_file(
    town: Town, tmp_path: Path
) -> None:
    partner = town.somebody("hotline_partner")
    reference = sent_in(partner, "synthetic.csv", a_csv([row(1)]), tmp_path)
    desk, officer = town.officer("centre_intake"), town.officer("north_investigator")
    is_sorted_out(desk, reference, place="Northmoor", receiver=town.site.world.north.name)
    is_accepted(officer, reference)
    becomes_a_case(officer, reference)
    partner.opens(f"/partner/{reference}").reads("We have received your report", HEARD_OF_INQUIRY)
    with partner.page.expect_download() as file:
        partner.page.evaluate("location.href = '/answers.csv'")
    answers = Path(file.value.path()).read_text()
    assert answers.count(reference) >= 3
    assert HEARD_OF_INQUIRY in answers
    assert outbox.outbox == []


def test_a_partners_program_reads_by_the_api_that_its_report_is_not_investigated(town: Town) -> None:
    actor, now = town.site.world.actor("hotline_partner"), clock.now()
    with acting_as(actor):
        token = make_token(name="Synthetic program", expires_at=now + timedelta(days=1), actor=actor, now=now)[1]
    report = {"summary": "Synthetic report.", "external_reference": "SYN-1", "countries": ["GB"]}
    reference = asks_the_api(town.site, token, "/reports", report)["reference"]
    # Everybody on this way works without script.
    plain = {"java_script_enabled": False}
    desk, officer = town.officer("centre_intake", **plain), town.officer("south_investigator", **plain)
    is_sorted_out(desk, reference, place="Southvale", receiver=town.site.world.south.name)
    is_accepted(officer, reference)
    is_not_investigated(officer, town.officer("south_manager", **plain), reference)
    answers = asks_the_api(town.site, token, "/answers")["items"]
    assert [(one["reference"], one["kind"]) for one in answers] == [
        (reference, "receipt"),
        (reference, "progress"),
        (reference, "outcome"),
    ]
    assert HEARD_OF_NONE in answers[-1]["subject"] + answers[-1]["text"]
    assert asks_the_api(town.site, token, f"/submissions/{reference}")["owed"] == []


def test_a_company_that_sent_a_cybertipline_report_reads_on_its_page_that_it_became_an_inquiry(
    town: Town, tmp_path: Path
) -> None:
    company = town.somebody("company_partner")
    reference = sent_in(company, "tip.xml", a_tip("70001").encode(), tmp_path)
    desk, officer = town.officer("centre_intake"), town.officer("north_investigator")
    is_sorted_out(desk, reference, place="Northmoor", receiver=town.site.world.north.name)
    is_accepted(officer, reference)
    becomes_a_case(officer, reference)
    company.opens("/partner")
    assert "Outcome" in company.finds_in_the_list(reference)
    company.presses(reference).reads("We have received your report", HEARD_OF_INQUIRY)
    assert town.somebody("hotline_partner").opens("/partner").page.get_by_text(reference).count() == 0
