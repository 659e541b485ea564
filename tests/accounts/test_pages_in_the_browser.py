"""The purpose of reading is said in a real browser without script. Each page by itself is examined in tests/browser."""

from tests.browser.fixtures import OpenAs, Site


def test_every_form_can_be_sent_without_script(open_as: OpenAs, shared_site: Site) -> None:
    page = open_as(shared_site, "south_intake", "/work-list", purpose="", java_script_enabled=False)
    assert page.url.endswith("/purpose?next=%2Fwork-list")
    page.get_by_label("Deciding whose it is").check()
    page.get_by_role("button", name="Continue").click()
    assert page.url == f"{shared_site.address}/work-list"
