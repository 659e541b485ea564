"""The manual as a reader sees it: its pictures come, and stand where its links lead."""

from tests.browser.fixtures import OpenAs, Site


def test_the_pictures_of_a_chapter_are_seen(open_as: OpenAs, shared_site: Site) -> None:
    page = open_as(shared_site, "north_investigator", "/manual/investigator#the-record")
    widths = page.locator(".tu-manual__picture").evaluate_all("every => every.map(one => one.naturalWidth)")
    assert len(widths) > 3
    assert set(widths) == {1280}
