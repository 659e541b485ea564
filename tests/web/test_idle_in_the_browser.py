"""Whoever leaves a page alone is warned before the session ends, and loses nothing of what they typed."""

from playwright.sync_api import Page, expect

from tests.browser.fixtures import OpenAs, Site, axe_finds_nothing


def _left_alone(page: Page, address: str, minutes: int) -> None:
    """The page as it is after so many minutes, on a clock that the test moves."""
    page.clock.install()
    page.goto(address)
    page.get_by_label("What you need it for").fill("Words that took a while.")
    page.clock.fast_forward(minutes * 60_000)
    page.clock.run_for(2_000)


def test_a_warning_comes_five_minutes_before_and_staying_takes_it_away(open_as: OpenAs, shared_site: Site) -> None:
    page = open_as(shared_site, "north_investigator", "/help")
    _left_alone(page, f"{shared_site.address}/access/ask", 56)
    expect(page.get_by_role("dialog", name="You will be signed out soon")).to_be_visible()
    axe_finds_nothing(page)
    with page.expect_response("**/account/stay-signed-in") as answer:
        page.get_by_role("button", name="Stay signed in").click()
    assert answer.value.status == 204
    expect(page.locator("#idle")).to_be_hidden()
    assert page.get_by_label("What you need it for").input_value() == "Words that took a while."


def test_after_the_end_the_words_are_still_there_and_a_new_session_sends_them(
    open_as: OpenAs, shared_site: Site
) -> None:
    page = open_as(shared_site, "north_investigator", "/help", may_fail=True)
    _left_alone(page, f"{shared_site.address}/access/ask", 61)
    expect(page.get_by_text("You have been signed out")).to_be_visible()
    assert page.get_by_label("What you need it for").input_value() == "Words that took a while."
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="I have signed in").click()
    expect(page.get_by_text("You have been signed out")).to_be_visible()  # nobody has, in truth
    page.context.add_cookies([shared_site.cookie_of("north_investigator")])  # type: ignore[list-item]
    page.get_by_role("button", name="I have signed in").click()
    expect(page.locator("#idle")).to_be_hidden()
    page.get_by_label("Reference of the record").fill("R-2026-WRONG1")
    page.get_by_role("button", name="Ask for access").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()  # taken by the site, and answered
