"""The site for tests is a real one: it serves a visitor and somebody signed in, and what it writes is written."""

from tests.browser.fixtures import OpenAs, Site, axe_finds_nothing, fits_the_window
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.notices.models import Notice
from tutela.notices.services import tell


def test_a_visitor_is_led_to_the_sign_in(open_as: OpenAs, shared_site: Site) -> None:
    page = open_as(shared_site, None, "/work-list")
    assert "/account/login" in page.url
    axe_finds_nothing(page)
    fits_the_window(page)


def test_somebody_signed_in_is_greeted_by_name_and_sees_what_was_written(open_as: OpenAs, live_site: Site) -> None:
    manager = live_site.world.actor("north_manager")
    with acting_as(manager):
        tell([manager.user_id or 0], Notice.Kind.PEOPLE, "Somebody has a role now.", now=clock.now())
    page = open_as(live_site, "north_manager", "/account/2fa/")
    assert live_site.world.north_manager.name in page.inner_text("header")
