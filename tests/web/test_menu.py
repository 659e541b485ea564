"""The menu shows a role what the role does, and nothing that this installation does not serve."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path, resolve

from tutela.accounts.actor import PUBLIC, Actor
from tutela.accounts.models.people import Role
from tutela.web.navigation import ENTRIES, MOST_IN_A_LINE, Entry, menu


def nothing(request: object, **where: object) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("first", nothing, name="first"), path("first/<int:pk>", nothing, name="first_detail")]
pytestmark = pytest.mark.urls(__name__)
ALL = frozenset(Role)


def shown(address: str, actor: Actor, *entries: Entry) -> list[tuple[str, str, bool, str]]:
    request = RequestFactory().get(address)
    request.resolver_match = resolve(address)
    return [(one.label, one.href, one.is_current, one.count) for one in menu(request, actor, entries)]


def person(role: str) -> Actor:
    return Actor(kind="person", user_id=1, role=role)


def test_an_entry_is_shown_to_its_roles_only() -> None:
    entry = Entry("First", "first", frozenset({Role.MANAGER}))
    assert shown("/first", person("manager"), entry)
    assert not shown("/first", person("researcher"), entry)
    assert not shown("/first", PUBLIC, entry)


def test_an_entry_without_an_address_is_left_out() -> None:
    assert not shown("/first", person("manager"), Entry("Later", "no_such_page", ALL))


def test_the_page_one_is_on_is_marked_also_from_further_down() -> None:
    entry = Entry("First", "first", ALL, also=("first_",))
    assert shown("/first", person("manager"), entry)[0][2]
    assert shown("/first/3", person("manager"), entry)[0][2]
    assert not shown("/first/3", person("manager"), Entry("First", "first", ALL))[0][2]


def test_a_badge_counts_for_the_actor_and_stops_counting() -> None:
    asked = []

    def badge(actor: Actor) -> int:
        asked.append(actor.role)
        return 250

    assert shown("/first", person("manager"), Entry("First", "first", ALL, badge=badge))[0][3] == "99+"
    assert asked == ["manager"]
    assert shown("/first", person("manager"), Entry("First", "first", ALL, badge=lambda _: 0))[0][3] == ""


def test_no_count_is_asked_for_somebody_who_does_not_see_it() -> None:
    def badge(actor: Actor) -> int:
        raise AssertionError

    assert not shown("/first", person("researcher"), Entry("First", "first", frozenset({Role.MANAGER}), badge=badge))


def test_every_role_has_something_to_do() -> None:
    assert {role for entry in ENTRIES for role in entry.roles} == ALL


def test_where_a_role_has_many_entries_the_rare_ones_stand_last_and_under_more() -> None:
    request = RequestFactory().get("/first")
    request.resolver_match = resolve("/first")
    usual = [Entry(f"Usual {number}", "first", ALL) for number in range(MOST_IN_A_LINE - 1)]
    rare = Entry("Rare", "first", ALL, is_rare=True)
    few = menu(request, person("manager"), [rare, *usual])
    assert few[0].label == "Rare"
    assert not any(one.is_further for one in few)
    many = menu(request, person("manager"), [rare, *usual, Entry("One more", "first", ALL)])
    assert [(one.label, one.is_further) for one in many][-2:] == [("One more", False), ("Rare", True)]
