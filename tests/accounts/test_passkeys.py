"""A passkey is added and signs in, in a real Chromium with a virtual authenticator."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.fixtures import Site
from tests.cast import PASSWORD
from tests.roles import switched_role
from tutela.audit.models import Entry


def _with_an_authenticator(page: Page) -> str:
    """A platform authenticator that holds passkeys and knows its user, without anybody touching it."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return str(made["authenticatorId"])


def test_a_passkey_is_added_and_then_signs_in_without_a_password(
    live_site: Site, windows: Callable[..., BrowserContext]
) -> None:
    # A passkey belongs to a name and not to a number of a machine.
    address = live_site.address.replace("127.0.0.1", "localhost")
    page = windows().new_page()
    _with_an_authenticator(page)
    page.goto(f"{address}/account/login/")
    page.get_by_label("Email", exact=False).fill(live_site.world.north_investigator.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/account/login" not in url)
    page.goto(f"{address}/account/2fa/webauthn/add/")
    page.get_by_label("Name").fill("Desk computer")
    if page.get_by_label("Passwordless").count():
        page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(lambda url: "/webauthn/add" not in url)
    page.goto(f"{address}/account/2fa/webauthn/")
    assert "Desk computer" in page.inner_text("main")
    page.goto(f"{address}/my-account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(f"{address}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/account/login" not in url)
    page.goto(f"{address}/my-account")
    assert live_site.world.north_investigator.name in page.inner_text("header")
    assert "1 passkey or key" in page.inner_text("main")
    with switched_role("tutela_owner"):
        actions = list(Entry.objects.order_by("position").values_list("action", flat=True))
    assert actions.count("sign_in") == 2
    assert "account.second_factor_added" in actions


def test_a_browser_without_a_passkey_says_so_in_words(live_site: Site, windows: Callable[..., BrowserContext]) -> None:
    page = windows(may_fail=True).new_page()
    _with_an_authenticator(page)
    page.goto(f"{live_site.address.replace('127.0.0.1', 'localhost')}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("[data-passkey-error]")).to_contain_text("passkey", timeout=60_000)
