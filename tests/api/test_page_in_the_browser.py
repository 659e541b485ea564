"""The page of the API is read by people: by script or without, on a telephone, by axe-core."""

from tests.browser.fixtures import NARROW, OpenAs, Picture, Site, axe_finds_nothing, fits_the_window


def test_the_page_of_the_api_reads_well(open_as: OpenAs, shared_site: Site, picture: Picture) -> None:
    page = open_as(shared_site, None, "/api/v1/")
    assert page.inner_text("h1") == "The API"
    page.get_by_text("POST /api/v1/reports: ").click()
    assert page.get_by_text("Idempotency-Key").first.is_visible()
    axe_finds_nothing(page)
    fits_the_window(page)
    picture(page, "api")


def test_the_page_of_the_api_fits_a_telephone(open_as: OpenAs, shared_site: Site, picture: Picture) -> None:
    page = open_as(shared_site, None, "/api/v1/", **NARROW)
    fits_the_window(page)
    axe_finds_nothing(page)
    picture(page, "api-narrow")
