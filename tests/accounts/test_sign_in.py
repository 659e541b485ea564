"""Signing in: a second factor for everybody, lock-outs that say so, and no more seen on the way in than is needed."""

import base64
import re
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.core import mail as outbox
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client, override_settings

from tests.accounts.signing_in import PERIOD, figures, fresh_client, gives_password, secret_on
from tests.cast import PASSWORD, World
from tests.roles import switched_role
from tests.web.ladder import ClientFor
from tutela.accounts.invitations import link_for
from tutela.accounts.invitations import send as send_invitation
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.accounts.services.own_account import change_own_details
from tutela.accounts.services.people import join
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import BadInput

pytestmark = pytest.mark.django_db
NOON = 1_800_000_000.0


@pytest.fixture
def app_clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock by which the figures of an app are judged; it moves when a test moves it."""
    from allauth.mfa.totp.internal import auth

    stands = SimpleNamespace(at=NOON)
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: stands.at))
    return stands


def said_of(world: World, action: str) -> list[Entry]:
    with switched_role("tutela_owner"):
        return list(Entry.objects.filter(action=action))


def sets_up_an_app(client: Client, at: float) -> str:
    secret = secret_on(client.get("/account/2fa/totp/activate/").content.decode())
    answer = client.post("/account/2fa/totp/activate/", {"code": figures(secret, at)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def test_an_app_is_set_up_and_then_asked_for_at_the_next_sign_in(world: World, app_clock: SimpleNamespace) -> None:
    email = world.north_investigator.email
    first = fresh_client()
    assert gives_password(first, email)["Location"] == "/"
    secret = sets_up_an_app(first, app_clock.at)
    second = fresh_client()
    assert gives_password(second, email)["Location"].startswith("/account/2fa/authenticate/")
    assert second.get("/my-account")["Location"].startswith("/account/login/")
    app_clock.at += PERIOD
    refused = second.post("/account/2fa/authenticate/", {"code": "000000"})
    assert refused.status_code == 200
    done = second.post("/account/2fa/authenticate/", {"code": figures(secret, app_clock.at)})
    assert done["Location"] == "/"
    page = second.get("/my-account").content.decode()
    assert "Authenticator app" in page
    assert "None yet" not in page
    assert len(said_of(world, "account.second_factor_added")) == 2  # the app, and the recovery codes with it
    assert len(said_of(world, "sign_in.second_factor_failed")) == 1


def test_the_same_figures_do_not_sign_in_twice(world: World, app_clock: SimpleNamespace) -> None:
    email = world.north_investigator.email
    first = fresh_client()
    gives_password(first, email)
    secret = sets_up_an_app(first, app_clock.at)
    app_clock.at += PERIOD
    given = figures(secret, app_clock.at)
    for expected in (302, 200):
        client = fresh_client()
        gives_password(client, email)
        assert client.post("/account/2fa/authenticate/", {"code": given}).status_code == expected


def test_a_recovery_code_signs_in_once(world: World, app_clock: SimpleNamespace) -> None:
    email = world.north_investigator.email
    first = fresh_client()
    gives_password(first, email)
    sets_up_an_app(first, app_clock.at)
    page = first.get("/account/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"\b\d{8}\b", page)
    assert len(codes) == 10
    for expected in (302, 200):
        client = fresh_client()
        gives_password(client, email)
        assert client.post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == expected
    fresh = fresh_client()
    gives_password(fresh, email)
    assert fresh.post("/account/2fa/authenticate/", {"code": codes[1]}).status_code == 302


def test_five_wrong_passwords_lock_out_in_words_and_once_in_the_trail(world: World) -> None:
    email = world.north_investigator.email
    client = fresh_client()
    for _ in range(5):
        assert "too many" not in gives_password(client, email, "wrong").content.decode().lower()
    for _ in range(3):
        page = gives_password(client, email).content.decode()  # the right one does not help now
        assert "Too many failed login attempts" in page
    assert not client.session.get("_auth_user_id")
    assert len(said_of(world, "sign_in.failed")) == 5
    (locked,) = said_of(world, "sign_in.locked_out")
    assert email not in locked.details
    assert locked.user_id is None
    # Every process of every web server counts in the same place, and no address is kept there.
    other_process = caches.create_connection("default")
    other_process.set("synthetic", 1)
    assert cache.get("synthetic") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM accounts_cache")
        kept = str([(key, base64.b64decode(value)) for key, value in cursor.fetchall()])
    assert "127.0.0.1" not in kept
    assert email not in kept
    other_process.clear()
    assert gives_password(client, email)["Location"] == "/"


def test_nobody_gets_further_than_their_account_without_a_second_factor(
    world: World, app_clock: SimpleNamespace
) -> None:
    with override_settings(TUTELA_SECOND_FACTOR_REQUIRED=True):
        client = fresh_client()
        gives_password(client, world.north_investigator.email)
        assert client.get("/access")["Location"] == "/account/2fa/"
        assert client.get("/access", headers={"HX-Request": "true"})["HX-Redirect"] == "/account/2fa/"
        assert client.get("/account/2fa/").status_code == 200
        sets_up_an_app(client, app_clock.at)
        assert client.get("/access").status_code == 200
    with override_settings(TUTELA_SECOND_FACTOR_REQUIRED=False):
        client = fresh_client()
        gives_password(client, world.south_investigator.email)
        assert client.get("/access").status_code == 200


def test_an_account_that_was_closed_and_an_unknown_one_say_the_same(world: World) -> None:
    with switched_role("tutela_owner"):
        User.objects.filter(pk=world.north_examiner.pk).update(is_active=False)
    pages = []
    for email in (world.north_examiner.email, "nobody@north.example"):
        page = gives_password(fresh_client(), email, "wrong").content.decode()
        pages.append(re.search(r'govuk-error-summary__body">.*?</ul>', page, re.DOTALL)[0])  # type: ignore[index]
    assert pages[0] == pages[1]
    assert gives_password(fresh_client(), world.north_manager.email)["Location"] == "/"


def test_somebody_new_sets_a_password_by_the_link_once(world: World) -> None:
    administrator = world.actor("north_administrator")
    with acting_as(administrator):
        joined = join(
            email="new.person@north.example",
            name="Synthetic New Person",
            role="investigator",
            actor=administrator,
            now=clock.now(),
        )
    with switched_role("tutela_jobs"):
        link = urlsplit(link_for(joined.user)).path
    client = fresh_client()
    form = client.get(link, follow=True)
    given = {"password1": "a long enough sentence 7", "password2": "a long enough sentence 7"}
    assert client.post(form.redirect_chain[-1][0], given).status_code == 302
    assert len(said_of(world, "account.password_reset")) == 1
    assert gives_password(fresh_client(), joined.user.email, given["password1"])["Location"] == "/"
    again = fresh_client().get(link, follow=True).content.decode()
    assert 'name="password1"' not in again


def test_a_password_is_changed_by_its_own_person_and_the_old_one_ends(world: World) -> None:
    email, new = world.north_investigator.email, "another long sentence 8"
    client = fresh_client()
    gives_password(client, email)
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/change/", given | {"oldpassword": "wrong"}).status_code == 200
    assert client.post("/account/password/change/", given).status_code == 302
    assert len(said_of(world, "account.password_changed")) == 1
    assert gives_password(fresh_client(), email).status_code == 200
    assert gives_password(fresh_client(), email, new)["Location"] == "/"


def test_nobody_signs_up(world: World) -> None:
    client = fresh_client()
    client.post("/account/signup/", {"email": "me@north.example", "password1": "x" * 20, "password2": "x" * 20})
    assert "There is no account for you yet" in client.get("/account/signup/").content.decode()
    with switched_role("tutela_owner"):
        assert not User.objects.filter(email="me@north.example").exists()


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/account/2fa/"])
def test_what_the_way_in_may_see_ends_with_it(world: World, client_for: ClientFor, address: str) -> None:
    Client().get(address)
    assert not User.objects.exists()
    with acting_as(world.actor("north_investigator")):
        assert User.objects.filter(pk=world.north_manager.pk).exists()
        assert not User.objects.filter(pk=world.south_manager.pk).exists()


def test_somebody_signed_in_sees_no_more_people_on_the_pages_of_their_account(
    world: World, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}
    from tutela.web import stay

    def count(request: object) -> object:
        seen["south"] = User.objects.filter(pk=world.south_manager.pk).exists()
        seen["north"] = User.objects.filter(pk=world.north_manager.pk).exists()
        return original(request)

    original = stay.HttpResponse
    monkeypatch.setattr(stay, "HttpResponse", lambda status: count(status) and original(status=status))
    assert client_for(world.north_investigator).post("/account/stay-signed-in").status_code == 204
    assert seen == {"south": False, "north": True}


def test_staying_signed_in_is_answered_to_the_signed_in_only(world: World, client_for: ClientFor) -> None:
    assert client_for(world.north_investigator).post("/account/stay-signed-in").status_code == 204
    assert fresh_client().post("/account/stay-signed-in").status_code == 401
    assert client_for(world.north_investigator).get("/account/stay-signed-in").status_code == 405


def test_a_session_left_alone_ends_and_a_page_that_refreshes_itself_does_not_keep_it(
    world: World, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutela.accounts import idle

    stands = SimpleNamespace(at=NOON)
    monkeypatch.setattr(idle, "time", SimpleNamespace(time=lambda: stands.at))
    client = client_for(world.north_investigator)
    client.get("/help")
    assert client.session["touched"] == int(NOON)
    stands.at += 600
    client.get("/help", headers={"X-Tutela-Background": "1"})
    assert client.session["touched"] == int(NOON)
    client.get("/help")
    assert client.session["touched"] == int(NOON) + 600
    key = client.session.session_key
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    Session.objects.filter(pk=key).update(expire_date=timezone.now())
    name_the_reader(user_id=None, membership_id=None)
    assert client.get("/help")["Location"].startswith("/account/login/")


def test_every_other_session_ends_and_the_present_one_stays(world: World) -> None:
    here, elsewhere = fresh_client(), fresh_client()
    gives_password(here, world.north_investigator.email)
    name_the_reader(user_id=None, membership_id=None)
    gives_password(elsewhere, world.north_investigator.email)
    assert elsewhere.get("/my-account").status_code == 200
    assert here.post("/my-account/end-sessions")["Location"] == "/my-account"
    assert here.get("/my-account").status_code == 200
    assert elsewhere.get("/my-account")["Location"].startswith("/account/login/")
    assert len(said_of(world, "account.end_sessions")) == 1


def test_the_zone_of_the_reader_is_the_zone_of_their_pages(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_investigator)
    assert "Times are shown in Europe/London" in client.get("/my-account").content.decode()
    changed = {
        "name": "Synthetic Elsewhere",
        "telephone": "+44 1632 960111",
        "time_zone": "Asia/Tokyo",
        "language": "en",
    }
    assert client.post("/my-account/details", changed).status_code == 302
    assert "Times are shown in Asia/Tokyo" in client.get("/my-account").content.decode()
    (line,) = said_of(world, "account.change")
    assert "960111" not in line.details
    refused = client.post("/my-account/details", changed | {"time_zone": "Mars/Olympus"})
    assert refused.status_code == 422


def test_the_language_that_somebody_chooses_is_that_of_their_pages(world: World, client_for: ClientFor) -> None:
    client, colleague = client_for(world.north_investigator), client_for(world.north_manager)
    given = {"name": "Synthetic Elsewhere", "telephone": "", "time_zone": "Europe/London", "language": "fr"}
    refused = client.post("/my-account/details", given | {"language": "ru"})
    assert refused.status_code == 422
    assert '<html lang="en' in client.get("/my-account").content.decode()
    assert client.post("/my-account/details", given).status_code == 302
    page = client.get("/my-account").content.decode()
    assert '<html lang="fr"' in page
    assert "Vos coordonnées ont été enregistrées." in page
    assert "Comment vous vous connectez" in page
    assert "Enquêteur" in page
    assert '<html lang="en' in colleague.get("/my-account").content.decode()
    (line,) = said_of(world, "account.change")
    assert '"language"' in line.details


def test_a_language_without_pages_for_staff_is_refused(world: World) -> None:
    actor = world.actor("north_investigator")
    with acting_as(actor), pytest.raises(BadInput) as refused:
        change_own_details(
            name="Synthetic Elsewhere", telephone="", time_zone="UTC", language="ar", actor=actor, now=clock.now()
        )
    assert refused.value.where.field == "language"


def test_mails_of_the_account_are_in_the_language_of_whoever_they_are_for(world: World) -> None:
    person = world.north_investigator
    with acting_as(world.actor("north_investigator")):
        User.objects.filter(pk=person.pk).update(language="fr")
    with switched_role("tutela_jobs"):
        assert send_invitation(person.pk)
    name_the_reader(user_id=None, membership_id=None)
    assert fresh_client().post("/account/password/reset/", {"email": person.email}).status_code == 302
    invited, reset = outbox.outbox
    assert invited.subject == "Votre compte"
    assert "Choisissez votre mot de passe ici" in str(invited.body)
    assert "mot de passe" in str(reset.body)
    assert "password" not in str(reset.body).replace("/account/password/", "")
