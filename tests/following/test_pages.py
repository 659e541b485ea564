"""The button that follows a record, and the page of what one follows."""

from collections.abc import Callable

import pytest
from django.template import RequestContext, Template
from django.test import Client, RequestFactory

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tests.comments.test_comments import shared_case
from tests.following.test_filters import keeps
from tests.web.ladder import NOT_READERS, READERS, climbs, few_statements, words_of
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.following.models import Follow
from tutela.ownership.models import Participation
from tutela.ownership.services import end_participation

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def test_those_who_read_records_have_the_page(world: World, client_for: ClientFor) -> None:
    climbs(world, client_for, "/following", READERS)
    climbs(world, client_for, "/following/searches/new", READERS)
    assert NOT_READERS


def test_the_button_follows_and_leaves_off_and_never_leads_elsewhere(world: World, client_for: ClientFor) -> None:
    case = a_case(world)
    client = client_for(world.north_investigator)
    address = f"/follow/{case.reference}"
    assert client.get(address).status_code == 405
    assert (
        client.post(address, {"wanted": "yes", "next": "https://elsewhere.example"})["Location"]
        == case.get_absolute_url()
    )
    assert client.post(address, {"wanted": "yes", "next": "/cases"})["Location"] == "/cases"
    with acting_as(world.actor("north_investigator")):
        assert Follow.objects.count() == 1
    client.post(address)
    with acting_as(world.actor("north_investigator")):
        assert Follow.objects.count() == 0
    outsider = client_for(world.south_investigator)
    absent = outsider.post("/follow/C-2026-ABSENT")
    assert (outsider.post(address).status_code, absent.status_code) == (404, 422)
    assert client_for(world.north_administrator).post(address).status_code == 403


def test_what_one_no_longer_sees_is_said_and_can_be_left_off(world: World, client_for: ClientFor) -> None:
    case = shared_case(world)
    client = client_for(world.south_investigator)
    client.post(f"/follow/{case.reference}")
    assert f'href="{case.get_absolute_url()}"' in words_of(client.get("/following"))
    actor = world.actor("north_manager")
    with acting_as(actor):
        part = Participation.objects.get(subject_id=case.pk, organisation=world.south)
        end_participation(part, case, actor=actor, now=clock.now())
    page = words_of(client.get("/following"))
    assert "You do not see it at present" in page
    assert f'href="{case.get_absolute_url()}"' not in page
    assert client.post(f"/follow/{case.reference}", {"wanted": "no"}).status_code == 302
    assert "You follow no record." in words_of(client.get("/following"))


def test_the_page_asks_no_more_for_many(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_investigator)
    for number in range(3):
        case = a_case(world)
        client.post(f"/follow/{case.reference}")
        client.post(f"/follow/{child_of(world, case).reference}")
        keeps(world, "north_investigator", f"Filter {number}")
    client.post("/following/searches/new", {"words": "robin", "kinds": ["case"]})
    with few_statements():
        page = words_of(client.get("/following"))
    assert page.index(">K-") < page.index(">C-")
    assert "robin" in page


def test_a_search_is_kept_and_dropped_by_its_keeper(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_investigator)
    assert 'value="robin"' in words_of(client.get("/following/searches/new?q=robin"))
    assert client.post("/following/searches/new", {"words": "robin", "kinds": []}).status_code == 422
    assert client.post("/following/searches/new", {"words": "robin", "kinds": ["case"]}).status_code == 302
    from tutela.following.models import Search

    with acting_as(world.actor("north_investigator")):
        number = Search.objects.get().pk
    assert client_for(world.north_manager).post(f"/following/searches/{number}/remove").status_code == 404
    assert client.post(f"/following/searches/{number}/remove").status_code == 302


def test_the_partials_ask_one_statement_each(world: World) -> None:
    case = a_case(world)
    keeps(world, "north_investigator", "Open & done", shared=True)
    request = RequestFactory().get("/cases?state=open")
    request.actor = world.actor("north_investigator")  # type: ignore[attr-defined]

    class Match:
        url_name = "cases"

    request.resolver_match = Match()  # type: ignore[assignment]
    with acting_as(world.actor("north_investigator")):
        with few_statements(1):
            drawn = Template('{% include "pages/_saved_filters.html" %}').render(RequestContext(request, {}))
        assert 'aria-current="page"' in drawn
        assert "Open &amp; done" in drawn
        assert "Keep this filter" not in drawn
        with few_statements(1):
            button = Template('{% include "pages/_follow.html" %}').render(RequestContext(request, {"record": case}))
        assert "Follow<span" in button
