"""An organisation's own identity provider signs in accounts that an administrator made, and makes none."""

import http.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from tests.accounts.identity_provider import Provider, running_provider
from tests.accounts.signing_in import fresh_client
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.models import User
from tutela.audit.models import Entry
from tutela.settings.openid_connect import providers

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Iterator[Provider]:
    cache.clear()
    with running_provider() as running, override_settings(SOCIALACCOUNT_PROVIDERS=running.settings()):
        yield running


def goes_through(client: Client, address: str) -> Any:
    """As a browser does: to the provider, and back with what it gives."""
    began = client.post("/account/oidc/organisation/login/")
    assert began["Location"].startswith(address)
    asked = urlsplit(began["Location"])
    line = http.client.HTTPConnection(asked.netloc)
    line.request("GET", f"{asked.path}?{asked.query}")
    back = urlsplit(line.getresponse().getheader("Location") or "")
    line.close()
    return client.get(f"{back.path}?{back.query}")


def said(action: str) -> list[Entry]:
    with switched_role("tutela_owner"):
        return list(Entry.objects.filter(action=action))


def test_somebody_with_an_account_is_signed_in_and_it_is_written_down(world: World, provider: Provider) -> None:
    provider.email = world.north_investigator.email
    client = fresh_client()
    assert "your organisation" in client.get("/account/login/").content.decode()
    assert goes_through(client, provider.address)["Location"] == "/"
    assert world.north_investigator.name in client.get("/my-account").content.decode()
    (line,) = said("sign_in")
    assert line.user_id == world.north_investigator.pk
    assert "openid_connect" in line.details


def test_the_way_there_carries_a_challenge_and_a_state(world: World, provider: Provider) -> None:
    asked = parse_qs(urlsplit(fresh_client().post("/account/oidc/organisation/login/")["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"][0]
    assert asked["response_type"] == ["code"]


def test_a_provider_makes_no_account(world: World, provider: Provider) -> None:
    provider.email = "stranger@north.example"
    client = fresh_client()
    assert goes_through(client, provider.address)["Location"] == "/account/signup/"
    assert client.get("/my-account")["Location"].startswith("/account/login/")
    with switched_role("tutela_owner"):
        assert not User.objects.filter(email=provider.email).exists()
    (line,) = said("sign_in.failed")
    assert provider.email not in line.details


def test_an_address_that_the_provider_has_not_verified_signs_nobody_in(world: World, provider: Provider) -> None:
    provider.email, provider.is_verified = world.north_investigator.email, False
    client = fresh_client()
    goes_through(client, provider.address)
    assert client.get("/my-account")["Location"].startswith("/account/login/")
    provider.is_verified = True
    client = fresh_client()
    goes_through(client, provider.address)
    assert client.get("/my-account").status_code == 200


def test_an_answer_that_nobody_asked_for_signs_nobody_in(world: World, provider: Provider) -> None:
    provider.email = world.north_investigator.email
    back = urlsplit(
        provider.authorize(
            {"redirect_uri": "http://testserver/account/oidc/organisation/login/callback/", "state": "x"}
        )
    )
    client = fresh_client()
    client.get(f"{back.path}?{back.query}")
    assert client.get("/my-account")["Location"].startswith("/account/login/")


def test_a_provider_is_whole_over_tls_or_there_is_none() -> None:
    given = {
        "TUTELA_OIDC_SERVER_URL": "https://id.example",
        "TUTELA_OIDC_CLIENT_ID": "a",
        "TUTELA_OIDC_CLIENT_SECRET": "b",
    }
    assert providers({}) == {}
    assert providers(given)["openid_connect"]["APPS"][0]["settings"]["server_url"] == "https://id.example"
    with pytest.raises(ValueError, match="TUTELA_OIDC_CLIENT_SECRET"):
        providers(given | {"TUTELA_OIDC_CLIENT_SECRET": ""})
    with pytest.raises(ValueError, match="https"):
        providers(given | {"TUTELA_OIDC_SERVER_URL": "http://id.example"})
