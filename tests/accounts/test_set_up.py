"""The first organisation of an installation, and those after it: entered whole by the tables' owner, or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from django.db import ProgrammingError
from django.test import Client

from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.models import Membership, Role, User
from tutela.accounts.need_to_know import name_the_reader
from tutela.accounts.services.set_up import OFFICE_HOURS, Body, FirstAdministrator, set_up
from tutela.accounts.services.set_up_place import set_up_place
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, RuleBroken
from tutela.organisations.models import Organisation, Place, Remit
from tutela.organisations.queries import remit_of

CENTRE = Body(
    code="centre-nl",
    name="Synthetic Centre of the Netherlands",
    kind="national_centre",
    country="NL",
    time_zone="Europe/Amsterdam",
    contact={"contact_name": "Desk", "contact_email": "desk@centre-nl.example", "deputy_name": "Deputy"},
    is_coordinating_centre=True,
)
FIRST = FirstAdministrator("First@centre-nl.example", "Synthetic First", prints_link=True)
POLICE = replace(
    CENTRE,
    code="police-nl",
    name="Synthetic Police of the Netherlands",
    kind="police",
    is_coordinating_centre=False,
    remits=[("nl", "IMI"), ("nl", "IMI")],
)


@pytest.fixture(autouse=True)
def _the_owner(world: World) -> Iterator[None]:
    with switched_role("tutela_owner"):
        name_the_reader(user_id=None, membership_id=None)
        yield


def written(action: str) -> int:
    """How often an act stands in the trail."""
    return Entry.objects.filter(action=action, actor_kind="system").count()


def rows() -> tuple[int, ...]:
    """How much of everything that this enters is there."""
    return tuple(one.objects.count() for one in (Place, Organisation, Remit, User, Membership, Entry))


def test_a_centre_is_entered_with_its_country_remit_hours_and_first_administrator() -> None:
    done = set_up(CENTRE, FIRST, now=clock.now())
    assert done.is_new
    netherlands = Place.objects.get(country="NL")
    assert (netherlands.code, netherlands.name, netherlands.parent) == (
        "nl",
        "Netherlands",
        Place.objects.get(code="world"),
    )
    assert [one.remits for one in remit_of(done.organisation) if one.remits] == [
        (Remit.objects.get(place=netherlands, category=""),)
    ]
    hours = done.organisation.opening_hours.values_list("weekday", "opens", "closes")
    assert list(hours) == list(OFFICE_HOURS)
    held = Membership.objects.get(organisation=done.organisation)
    assert (held.user.email, held.role) == ("first@centre-nl.example", Role.ADMINISTRATOR)
    assert written("organisation.set_up") == 1
    assert written("organisation.set_up_place") == 1


def test_the_printed_link_sets_a_password_once(world: World) -> None:
    done = set_up(CENTRE, FIRST, now=clock.now())
    assert done.is_invited
    with switched_role("tutela_app"):
        browser = Client()
        page = browser.get(done.link.removeprefix("http://127.0.0.1:8000"), follow=True)
        given = {"password1": "a synthetic password 9", "password2": "a synthetic password 9"}
        assert browser.post(page.redirect_chain[-1][0], given).status_code == 302
        again = Client().get(done.link.removeprefix("http://127.0.0.1:8000"), follow=True)
        assert "password1" not in again.content.decode()
    name_the_reader(user_id=None, membership_id=None)
    with switched_role("tutela_owner"):
        assert User.objects.get(email="first@centre-nl.example").check_password("a synthetic password 9")
        # Whoever has a password keeps it, whatever is asked again.
        asked_again = set_up(CENTRE, FIRST, now=clock.now())
    assert (asked_again.is_invited, asked_again.link) == (False, "")


def test_asked_again_nothing_is_changed_and_a_lost_link_is_given_anew() -> None:
    first = set_up(CENTRE, FIRST, now=clock.now())
    before = rows()
    again = set_up(replace(CENTRE, short_name="Other", hours=[(0, time(8), time(9))]), FIRST, now=clock.now())
    assert (again.is_new, again.organisation, again.administrator) == (False, first.organisation, first.administrator)
    assert again.link
    assert rows() == (*before[:-1], before[-1] + 1)
    assert written("organisation.set_up") == 1
    assert written("people.invite") == 2
    assert first.organisation.opening_hours.count() == 5


def test_a_country_has_one_centre() -> None:
    set_up(CENTRE, FIRST, now=clock.now())
    before = rows()
    second = replace(CENTRE, code="other-nl", name="Another Centre")
    administrator = FirstAdministrator("first@other-nl.example", "Synthetic Other")
    with pytest.raises(RuleBroken) as refused:
        set_up(second, administrator, now=clock.now())
    assert refused.value.what == (
        "Synthetic Centre of the Netherlands is the coordinating centre of Netherlands already: a country has one."
    )
    assert rows() == before
    assert set_up(replace(second, is_coordinating_centre=False), administrator, now=clock.now()).is_new


def test_another_organisation_is_entered_with_its_remit_and_needs_no_administrator() -> None:
    with pytest.raises(NotFound):
        set_up(replace(POLICE, remits=[("nl-west", "")]), None, now=clock.now())
    assert not Place.objects.filter(country="NL").exists()
    done = set_up(POLICE, None, now=clock.now())
    assert list(done.organisation.remits.values_list("place__code", "category")) == [("nl", "IMI")]
    assert (done.administrator, done.is_invited) == (None, False)
    # Whoever administers it may be named later, once.
    assert set_up(POLICE, FirstAdministrator("a@police-nl.example", "Synthetic A"), now=clock.now()).is_invited
    with pytest.raises(RuleBroken, match="has an administrator already"):
        set_up(POLICE, FirstAdministrator("b@police-nl.example", "Synthetic B"), now=clock.now())


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "Centre NL"},
        {"name": " "},
        {"kind": "committee"},
        {"country": "XX"},
        {"time_zone": "Europe/Nowhere"},
        {"holiday_country": "GB", "holiday_subdivision": "NOWHERE"},
        {"hours": []},
        {"hours": [(0, time(9), time(12)), (0, time(11), time(17))]},
        {"remits": [("nl", "NONE")]},
        {"contact": {"contact_name": "Desk"}},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_entry_that_will_not_do_is_refused_and_nothing_is_kept(wrong: dict[str, Any]) -> None:
    before = rows()
    with pytest.raises(BadInput) as refused:
        set_up(replace(CENTRE, **wrong), FIRST, now=clock.now())
    assert refused.value.mend
    assert rows() == before
    assert set_up(CENTRE, FIRST, now=clock.now()).is_new


def test_a_code_a_name_and_an_address_are_one_organisations() -> None:
    set_up(CENTRE, FIRST, now=clock.now())
    before = rows()
    other = FirstAdministrator("first@police-nl.example", "Synthetic Other")
    for body, administrator in (
        (replace(POLICE, code=CENTRE.code), other),
        (replace(POLICE, name=CENTRE.name.upper()), other),
        (POLICE, FIRST),
    ):
        with pytest.raises(RuleBroken):
            set_up(body, administrator, now=clock.now())
    assert rows() == before
    with pytest.raises(BadInput, match="first administrator"):
        set_up(CENTRE, None, now=clock.now())
    assert set_up(POLICE, other, now=clock.now()).is_new


def test_a_place_lies_in_a_country_and_is_entered_once() -> None:
    area = {"code": "fr-est", "name": "Est", "kind": "area", "within": "fr"}
    made, is_new = set_up_place(**area, now=clock.now())
    assert (is_new, made.country, made.parent) == (True, "FR", Place.objects.get(code="fr"))
    assert set_up_place(**area, now=clock.now()) == (made, False)
    assert written("organisation.set_up_place") == 1
    for wrong, error in (
        ({"name": "West"}, RuleBroken),
        ({"code": "fr-sud", "within": "world"}, BadInput),
        ({"code": "fr-sud", "kind": "country"}, BadInput),
        ({"code": "fr-sud", "within": "nowhere"}, NotFound),
        ({"code": "FR sud"}, BadInput),
        ({"code": "fr-sud", "name": ""}, BadInput),
    ):
        with pytest.raises(error):
            set_up_place(**area | wrong, now=clock.now())
    assert not Place.objects.filter(code="fr-sud").exists()


def test_the_application_itself_may_enter_no_organisation() -> None:
    with switched_role("tutela_app"), pytest.raises(ProgrammingError, match="permission denied"):
        set_up(CENTRE, FIRST, now=clock.now())
    with switched_role("tutela_owner"):
        assert set_up(CENTRE, FIRST, now=clock.now()).is_new
