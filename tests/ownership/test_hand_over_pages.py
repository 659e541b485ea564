"""Offers on pages: seen in their preview by the two sides, accepted, declined with a coded reason, and taken back."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cases.cases import a_case
from tests.cast import World
from tests.children.children import a_child
from tests.reports.pages import scenes
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.ownership.access import find
from tutela.ownership.models import HandOver
from tutela.ownership.queries import preview_lines

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def test_the_receiver_sees_the_same_preview_as_the_sender_and_no_words_of_the_report(
    world: World, client_for: ClientFor
) -> None:
    report = scenes.received(world, summary="Words that wait.", people=[{"capacity": "victim", "names": ["A Name"]}])
    north, south = client_for(world.north_investigator), client_for(world.south_intake)
    before = north.get(f"/reports/{report.reference}/send").context["preview"]
    _, offer = scenes.offered(world, report)
    shown = south.get("/offered")
    [(_, lines, _)] = shown.context["rows"]
    assert lines == before
    assert "1 person" in shown.content.decode()
    for hidden in ("Words that wait.", "A Name"):
        assert hidden not in shown.content.decode()
        assert hidden not in south.get(f"/offered/{offer.pk}/accept").content.decode()


def test_accepting_makes_it_ours_and_opens_it(world: World, client_for: ClientFor) -> None:
    report, offer = scenes.offered(world)
    south = client_for(world.south_intake)
    assert south.get(f"/reports/{report.reference}").status_code == 404
    done = south.post(f"/offered/{offer.pk}/accept")
    assert done.headers["Location"] == f"/reports/{report.reference}"
    assert south.get(f"/reports/{report.reference}").status_code == 200
    assert south.post(f"/offered/{offer.pk}/accept").status_code == 409


def test_declining_takes_a_coded_reason_and_the_sender_reads_it(world: World, client_for: ClientFor) -> None:
    _, offer = scenes.offered(world)
    south, north = client_for(world.south_intake), client_for(world.north_investigator)
    address = f"/offered/{offer.pk}/decline"
    assert south.post(address, {"reason": ""}).status_code == 422
    assert south.post(address, {"reason": "other"}).status_code == 409
    assert south.post(address, {"reason": "other_area", "words": "It is the next one."}).status_code == 302
    told = north.get("/offered?side=answered").content.decode()
    assert "The place concerned is in another area: It is the next one." in told
    with acting_as(world.actor("south_intake")):
        assert HandOver.objects.get(pk=offer.pk).preview is None


def test_withdrawing_is_the_senders(world: World, client_for: ClientFor) -> None:
    report, offer = scenes.offered(world)
    address = f"/offered/{offer.pk}/withdraw"
    assert client_for(world.south_intake).post(address).status_code == 404
    north = client_for(world.north_investigator)
    assert report.reference in north.get("/offered?side=by").content.decode()
    assert north.get(address).status_code == 200
    assert north.post(address).status_code == 302
    assert "You offer nothing at present." in north.get("/offered?side=by").content.decode()


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_an_offer_climbs_the_ladder(verb: str, world: World, client_for: ClientFor) -> None:
    _, offer = scenes.offered(world)
    address = f"/offered/{offer.pk}/{verb}"
    assert client_for(world.south_investigator).get(address).status_code == 200
    for outsider in (world.customs_intake, world.north_investigator):
        assert client_for(outsider).get(address).status_code == 404
        assert client_for(outsider).post(address, {"reason": "other_area"}).status_code == 404
    for refused in (world.north_auditor, world.hotline_partner, world.north_administrator):
        assert client_for(refused).get(address).status_code == 403
    assert client_for(world.south_investigator).put(address).status_code == 405
    assert client_for(world.south_investigator).get(f"/offered/999999/{verb}").status_code == 404


def test_a_list_of_offers_costs_at_most_twelve_statements(world: World, client_for: ClientFor) -> None:
    client = client_for(world.south_intake)
    client.get("/offered")
    for _ in range(3):
        scenes.offered(world)
    for side in ("to", "by", "answered"):
        with scenes.statements() as counted:
            assert client.get(f"/offered?side={side}").status_code == 200
        assert counted.number <= 12


def test_what_came_through_the_centre_says_where_it_was_meant_to_go(world: World, client_for: ClientFor) -> None:
    report = scenes.received(world, "foreign_investigator")
    foreign, centre = client_for(world.foreign_investigator), client_for(world.centre_intake)
    sent = foreign.post(f"/reports/{report.reference}/send", {"to": str(world.north.pk), "reason": "Its area"})
    assert sent.status_code == 302
    assert f"it is meant for <strong>{world.north.name}" in centre.get("/offered").content.decode()
    with acting_as(world.actor("centre_intake")):
        offer = HandOver.objects.get(subject_id=report.pk)
    assert centre.post(f"/offered/{offer.pk}/accept").status_code == 302
    form = centre.get(f"/reports/{report.reference}/send").context["form"]
    assert form["to"].value() == world.north.pk


def test_a_preview_says_what_is_not_known_and_never_a_name(world: World) -> None:
    report = scenes.received(world, categories=[], countries=[])
    _, offer = scenes.offered(world, report)
    with acting_as(world.actor("south_intake")):
        told = {line.label: line.words for line in preview_lines(HandOver.objects.get(pk=offer.pk).preview)}
    assert told["Suspected categories"] == told["Countries"] == told["Place"] == "not yet known"
    with acting_as(world.actor("north_intake")):
        assert find(report.reference).owner == world.north


@pytest.mark.parametrize("kind", ["child", "case"])
def test_what_is_offered_is_taken_back_from_its_own_page_by_whoever_answers_for_it(
    world: World, client_for: ClientFor, kind: str
) -> None:
    one = a_child(world) if kind == "child" else a_case(world)
    folder = "children" if kind == "child" else "cases"
    north, reader = client_for(world.north_investigator), client_for(world.north_auditor)
    page = f"/{folder}/{one.reference}"
    assert north.post(f"{page}/send", {"to": world.south.pk, "reason": "Their area."}).status_code == 302
    with acting_as(world.actor("north_investigator")):
        offer = HandOver.objects.get(subject_kind=kind, subject_id=one.pk)
    back = f"/offered/{offer.pk}/withdraw"
    assert back in north.get(page).content.decode()
    assert back not in reader.get(page).content.decode()
    assert north.post(back).status_code == 302
    assert back not in north.get(page).content.decode()
