"""Access by its pages: asked for without learning anything, given until a day, broken open, reviewed by somebody else."""

from datetime import timedelta

import pytest
from django.http import HttpResponse

from tests.accounts.records import a_report
from tests.accounts.test_requests import absent_reference, worker_routes
from tests.cast import World
from tests.web.ladder import NOT_READERS, ONE_OF_EACH, ClientFor, few_statements
from tutela.accounts.models import AccessRequest, Grant
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services.break_glass import break_glass
from tutela.core import clock
from tutela.notices.models import Notice
from tutela.reports.models import Report

pytestmark = pytest.mark.django_db


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def asks(world: World, client_for: ClientFor, reference: str) -> AccessRequest:
    client = client_for(world.south_investigator)
    answer = client.post("/access/ask", {"reference": reference, "reason": "A linked inquiry."})
    assert answer["Location"] == "/access"
    with acting_as(world.actor("south_investigator")):
        return AccessRequest.objects.order_by("-pk")[0]


def in_a_week() -> str:
    return f"{(clock.now() + timedelta(days=7)).date():%d/%m/%Y}"


def test_the_page_of_a_record_that_is_not_there_leads_to_asking(world: World, client_for: ClientFor) -> None:
    report = a_report(world)
    client = client_for(world.south_investigator)
    hidden, absent = (client.get(f"/reports/{ref}") for ref in (report.reference, absent_reference()))
    assert hidden.status_code == absent.status_code == 404
    for page in (hidden, absent):
        assert 'href="/access/ask"' in text(page)
    assert client_for(world.north_investigator).get(f"/reports/{report.reference}").status_code == 200


def test_asking_says_the_same_whether_there_is_a_record_or_not(world: World, client_for: ClientFor) -> None:
    report = a_report(world)
    asks(world, client_for, report.reference)
    asks(world, client_for, absent_reference())
    page = text(client_for(world.south_investigator).get("/access"))
    assert page.count(">Asked</strong>") == 2
    client = client_for(world.south_investigator)
    mistyped = client.post("/access/ask", {"reference": "R-2026-WRONG1", "reason": "x"})
    assert mistyped.status_code == 422
    assert 'href="#id_reference"' in text(mistyped)


def test_a_manager_gives_what_was_asked_until_a_day(world: World, client_for: ClientFor) -> None:
    report = a_report(world)
    asked = asks(world, client_for, report.reference)
    worker_routes(asked)
    manager = client_for(world.north_manager)
    assert "A linked inquiry." in text(manager.get("/access"))
    address = f"/access/requests/{asked.pk}"
    assert client_for(world.centre_manager).get(address).status_code == 404
    past = manager.post(address, {"until": "1/1/2020", "may_write": "no", "words": "linked"})
    assert past.status_code == 422
    done = manager.post(address, {"until": in_a_week(), "may_write": "no", "words": "linked"})
    assert done["Location"] == "/access"
    assert client_for(world.south_investigator).get(f"/reports/{report.reference}").status_code == 200
    assert ">Granted</strong>" in text(client_for(world.south_investigator).get("/access"))
    assert manager.get(address).status_code == 404


def test_a_refusal_is_not_shown_to_the_asker(world: World, client_for: ClientFor) -> None:
    report = a_report(world)
    asked = asks(world, client_for, report.reference)
    worker_routes(asked)
    before = text(client_for(world.south_investigator).get("/access")).split("<main")[1]
    manager = client_for(world.north_manager)
    assert manager.post(f"/access/requests/{asked.pk}/refuse", {"words": ""}).status_code == 422
    assert manager.post(f"/access/requests/{asked.pk}/refuse", {"words": "No link seen."}).status_code == 302
    after = text(client_for(world.south_investigator).get("/access")).split("<main")[1]
    assert ">Asked</strong>" in before
    assert ">Asked</strong>" in after
    assert "No link seen." not in after


def test_broken_glass_opens_for_reading_and_is_reviewed_by_another_person(world: World, client_for: ClientFor) -> None:
    report = a_report(world)
    client = client_for(world.south_investigator)
    wanted = {"reference": report.reference, "reason": "A meeting today.", "hours": "2"}
    assert client.post("/access/break-glass", wanted).status_code == 422  # that it is reviewed was not acknowledged
    assert client.get(f"/reports/{report.reference}").status_code == 404
    done = client.post("/access/break-glass", wanted | {"known": "on"})
    assert done["Location"] == f"/reports/{report.reference}"
    assert client.get(f"/reports/{report.reference}").status_code == 200
    with acting_as(world.actor("south_investigator")):
        given = Grant.objects.get(basis="break_glass")
    manager = client_for(world.north_manager)
    assert world.south_investigator.name in text(manager.get(f"/access/reviews/{given.pk}"))
    found = {"finding": "not_justified", "words": "Nobody was in danger."}
    assert client_for(world.south_manager).post(f"/access/reviews/{given.pk}", found).status_code in {403, 404}
    assert manager.post(f"/access/reviews/{given.pk}", found)["Location"] == "/access"
    assert client_for(world.south_investigator).get(f"/reports/{report.reference}").status_code == 404
    assert "Found not justified" in text(client_for(world.north_auditor).get(f"/access/on/{report.reference}"))


def test_glass_broken_on_nothing_is_told_to_ones_managers(world: World, client_for: ClientFor) -> None:
    client = client_for(world.south_investigator)
    wanted = {"reference": absent_reference(), "reason": "x", "hours": "2", "known": "on"}
    page = client.post("/access/break-glass", wanted)
    assert page.status_code == 422
    assert "Your managers were told" in text(page)
    with acting_as(world.actor("south_manager")):
        assert Notice.objects.filter(kind="break_glass").count() == 1


def test_a_grant_is_given_to_an_address_and_ended_by_the_owner(world: World, client_for: ClientFor) -> None:
    report = a_report(world)
    manager = client_for(world.north_manager)
    address = f"/access/on/{report.reference}/give"
    given = {"until": in_a_week(), "may_write": "yes", "words": "Looks for links."}
    unknown = manager.post(address, given | {"email": "nobody@north.example"})
    partner = manager.post(address, given | {"email": world.hotline_partner.email})
    assert unknown.status_code == partner.status_code == 422
    assert manager.post(address, given | {"email": world.south_investigator.email}).status_code == 302
    page = text(manager.get(f"/access/on/{report.reference}"))
    assert world.south_investigator.name in page
    assert "read and change" in page
    with acting_as(world.actor("north_manager")):
        pk = Grant.objects.get().pk
    assert client_for(world.centre_manager).post(f"/access/grants/{pk}/end").status_code == 404
    assert manager.post(f"/access/grants/{pk}/end").status_code == 302
    assert client_for(world.south_investigator).get(f"/reports/{report.reference}").status_code == 404


def test_who_has_access_to_a_record_is_for_those_who_see_it(world: World, client_for: ClientFor) -> None:
    report = a_report(world)
    address = f"/access/on/{report.reference}"
    assert client_for(world.north_investigator).get(address).status_code == 200
    assert client_for(world.south_investigator).get(address).status_code == 404
    assert client_for(world.south_investigator).get(f"/access/on/{absent_reference()}").status_code == 404
    assert client_for(world.north_investigator).get(f"{address}/give").status_code == 403


def test_a_page_with_requests_and_reviews_asks_no_more_than_twelve_statements(
    world: World, client_for: ClientFor
) -> None:
    actor = world.actor("south_investigator")
    for _ in range(3):
        report = a_report(world)
        with acting_as(actor):
            break_glass(report.reference, reason="A meeting today.", hours=1, actor=actor, now=clock.now())
        worker_routes(asks(world, client_for, a_report(world).reference))
    client = client_for(world.north_manager)
    client.get("/help")
    with few_statements():
        page = text(client.get("/access"))
    assert page.count(">Decide<") == page.count(">Review<") == 3


@pytest.mark.parametrize("role", NOT_READERS)
def test_a_role_that_reads_no_record_finds_none_on_any_page(world: World, client_for: ClientFor, role: str) -> None:
    report = a_report(world)
    user = getattr(world, ONE_OF_EACH[role])
    client = client_for(user)
    for address in (
        f"/reports/{report.reference}",
        f"/access/on/{report.reference}",
        "/work-list",
        "/cases",
        "/children",
        f"/search?q={report.reference}",
        "/organisations",
        "/notices",
        "/my-account",
        "/people",
        "/duty",
    ):
        answer = client.get(address)
        assert answer.status_code in {200, 403, 404}, address
        assert report.reference not in text(answer).split("<main")[-1] or answer.status_code != 200, address
    with acting_as(world.actor(user)):
        assert not Report.objects.exists()
    assert client_for(world.north_investigator).get(f"/reports/{report.reference}").status_code == 200


def test_a_purpose_is_asked_once_and_leads_back_to_this_site_only(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_investigator, purpose="")
    assert client.get("/work-list")["Location"] == "/purpose?next=%2Fwork-list"
    assert client.post("/purpose", {"purpose": "curiosity", "next": "/work-list"}).status_code == 422
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""):
        answer = client.post("/purpose", {"purpose": "investigating", "next": elsewhere})
        assert answer["Location"] == "/"
    assert client.post("/purpose", {"purpose": "investigating", "next": "/work-list"})["Location"] == "/work-list"
    assert client.get("/work-list").status_code == 200
