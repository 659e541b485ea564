"""The gallery draws every component; every refusal has a page that says what to do and stands on its own."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from lxml import html

from tests.cast import World
from tutela.core.errors import ALL_ERRORS
from tutela.web.templatetags.tutela import ERROR_HEADINGS

urlpatterns = [path("", include("tutela.web.urls"))]
TEMPLATES = Path(settings.TEMPLATES[0]["DIRS"][0])


def test_every_template_compiles() -> None:
    for file in TEMPLATES.rglob("*.html"):
        get_template(str(file.relative_to(TEMPLATES)))


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("query", ["", "?errors=1&state=open&sort=-due", "?frame=public", "?frame=public&errors=1"])
def test_the_gallery_holds_no_inline_script_and_no_inline_style(world: World, query: str) -> None:
    page = html.fromstring(Client().get(f"/design{query}").content)
    assert not page.xpath("//script[not(@src)]")
    assert not page.xpath("//style | //@style")
    assert not [name for name in page.xpath("//@*") if name.attrname.startswith("on")]


def test_no_frame_forbids_the_referrer_altogether() -> None:
    """A browser told so sends ``Origin: null`` with a form, and every form would be refused as forged.

    The policy *same-origin*, a header of every page, tells other sites nothing either.
    """
    assert not [file.name for file in TEMPLATES.rglob("*.html") if "no-referrer" in file.read_text()]


@pytest.mark.urls(__name__)
def test_ids_in_the_gallery_are_given_once(world: World) -> None:
    ids = html.fromstring(Client().get("/design").content).xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.urls(__name__)
def test_the_gallery_is_not_served_where_real_work_is_done(world: World) -> None:
    with override_settings(TUTELA_DEMO=False):
        assert Client().get("/design").status_code == 404


@pytest.mark.urls(__name__)
def test_a_signed_in_reader_sees_who_they_are_and_the_zone_of_all_times(world: World, client_for: object) -> None:
    page = client_for(world.north_investigator).get("/design").content.decode()  # type: ignore[operator]
    assert world.north_investigator.name in page
    assert "Investigator, Northmoor" in page
    assert "Times are shown in" in page
    assert "everyone here is invented" in page


@pytest.mark.parametrize("status", ["400", "403", "404", "409", "429", "500", "503"])
def test_an_error_page_needs_nothing_that_may_have_failed(status: str) -> None:
    page = get_template(f"{status}.html").render({"error_id": "9f31c2aa"})
    assert "9f31c2aa" in page
    assert "<h1" in page
    assert get_template(f"{status}.html").render()


@pytest.mark.parametrize("kind", ALL_ERRORS)
def test_each_error_of_the_family_has_a_heading_and_says_how_to_mend_it(kind: type) -> None:
    error = kind("This is what happened.", mend="This is the mend.")
    page = get_template("errors/tutela.html").render(
        {"error": error, "error_id": "9f31c2aa", "status": error.http_status}, RequestFactory().get("/")
    )
    for words in (str(ERROR_HEADINGS[kind]), "This is what happened.", "This is the mend.", "9f31c2aa"):
        assert words in page


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_pages_for_signing_in_are_in_our_frame(world: World, name: str) -> None:
    from django.urls import reverse

    page = Client().get(reverse(name)).content.decode()
    assert "tu-wordmark" in page
    assert "Synthetic data" in page
    assert "sign up" not in page.lower()


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "account_change_password",
        "account_logout",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
    ],
)
def test_pages_of_ones_own_account_are_in_the_staff_frame(world: World, client_for: object, name: str) -> None:
    from django.urls import reverse

    answer = client_for(world.north_investigator).get(reverse(name), follow=True)  # type: ignore[operator]
    assert answer.status_code == 200
    assert "tu-wordmark" in answer.content.decode()
