"""Answers owed, decisions, the team, bundles, the first page: what each holds, for whom, and what it leaves out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import World
from tests.reports.pages import scenes
from tests.roles import switched_role
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.organisations.models import Unit
from tutela.ownership.access import find
from tutela.ownership.services import assign
from tutela.reports.models import Answer
from tutela.reports.queries.same_item import same_item
from tutela.reports.routing import whose
from tutela.web.context import VERSION

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def test_answers_owed_are_mine_my_units_and_my_organisations(world: World, client_for: ClientFor) -> None:
    mine, other = scenes.received(world), scenes.received(world)
    with switched_role("tutela_owner"):
        unit = Unit.objects.create(organisation=world.north, name="Synthetic unit", kind="intake")
        for key in ("north_investigator", "north_colleague"):
            world.memberships[key].unit = unit
            world.memberships[key].save(update_fields=["unit"])
    actor = world.actor("north_manager")
    with acting_as(actor):
        assign(mine, handler=world.north_investigator, actor=actor, now=clock.now())
        assign(other, handler=world.north_colleague, actor=actor, now=clock.now())
    client = client_for(world.north_investigator)

    def owed(whose: str) -> set[str]:
        return {one.clock.subject_reference for one in client.get(f"/answers-owed?whose={whose}").context["rows"]}

    assert owed("mine") == {mine.reference}
    assert owed("unit") == owed("organisation") == {mine.reference, other.reference}
    assert owed("everybody") == owed("organisation")


def test_the_centre_sees_who_owes_whom_without_seeing_the_record(world: World, client_for: ClientFor) -> None:
    report = scenes.received(world, summary="Synthetic words that the centre may not read.")
    shown = client_for(world.centre_manager).get("/answers-owed?whose=everybody")
    assert {one.clock.subject_reference for one in shown.context["rows"]} == {report.reference}
    assert [one.organisation for one in shown.context["organisations"]] == [world.north]
    assert "may not read" not in shown.content.decode()
    assert client_for(world.centre_manager).get(f"/reports/{report.reference}").status_code == 404


def test_overdue_is_counted_against_what_is_owed_and_a_paused_promise_is_not_overdue(
    world: World, client_for: ClientFor
) -> None:
    report = scenes.received(world)
    client = client_for(world.north_intake)
    receipt = scenes.running(world, report, "receipt")
    with clock.frozen(receipt.due_at + timedelta(hours=1)):
        told = client.get("/answers-owed").context["tally"]
        assert (str(told.overdue), str(told.owed)) == ("1", "2")
        assert len(client.get("/answers-owed?due=overdue").context["rows"]) == 1
    with acting_as(world.actor("north_intake")):
        Clock.objects.filter(pk=receipt.pk).update(paused_at=clock.now(), paused_until=clock.now() + timedelta(days=9))
    with clock.frozen(receipt.due_at + timedelta(hours=1)):
        told = client.get("/answers-owed").context["tally"]
    assert (str(told.overdue), str(told.owed)) == ("0", "2")


def test_answers_owed_leave_as_csv_with_their_caveats(world: World, client_for: ClientFor) -> None:
    report = scenes.received(world)
    lines = client_for(world.north_intake).get("/answers-owed?format=csv").content.decode().splitlines()
    assert lines[0].startswith('"# Answers owed')
    assert sum(line.startswith(report.reference) for line in lines) == 2


@pytest.mark.parametrize("address", ["/answers-owed", "/answers-owed?whose=mine", "/decisions", "/bundles", "/team"])
def test_a_list_costs_at_most_twelve_statements_whatever_its_length(
    address: str, world: World, client_for: ClientFor
) -> None:
    scenes.proposed(world)
    client = client_for(world.north_manager)
    client.get(address)
    with scenes.statements() as few:
        client.get(address)
    scenes.proposed(world)
    scenes.bundled(world)
    with scenes.statements() as many:
        client.get(address)
    assert few.number <= many.number <= 12


def test_decisions_wait_for_another_than_their_proposer(world: World, client_for: ClientFor) -> None:
    report, _ = scenes.proposed(world)
    assert "somebody else looks at it" in client_for(world.north_investigator).get("/decisions").content.decode()
    shown = client_for(world.north_colleague).get("/decisions").content.decode()
    assert f"/reports/{report.reference}/second/" in shown


def test_a_manager_sees_who_carries_what_and_how_promises_were_kept(world: World, client_for: ClientFor) -> None:
    late, held = scenes.received(world), scenes.received(world)
    actor = world.actor("north_manager")
    with acting_as(actor):
        assign(held, handler=world.north_investigator, actor=actor, now=clock.now())
    receipt = scenes.running(world, late, "receipt")
    with clock.frozen(receipt.due_at + timedelta(hours=1)):
        shown = client_for(world.north_manager).get("/team")
    work = shown.context["work"]
    load = next(one for one in work.handlers if one.handler_id == world.north_investigator.pk)
    assert (load.open, load.overdue, work.unassigned.open, work.total.open) == (1, 1, 1, 2)
    [receipts] = [one for one in shown.context["promises"] if one.kind == "Receipt owed"]
    assert (receipts.overdue, receipts.due) == (2, 2)


def test_reports_that_share_a_hash_are_found_with_how_common_it_is_and_trivial_values_are_not(world: World) -> None:
    first, *others = scenes.spread(world)
    private = {"identifiers": [{"kind": "ip", "raw": "192.168.0.1"}]}
    scenes.received(world, **private)
    lonely = scenes.received(world, **private)
    elsewhere = scenes.received(world, "south_intake", files=[{"sha256": scenes.SPREAD_HASH}])
    actor = world.actor("north_investigator")
    with acting_as(actor):
        shared = same_item(find(first.reference))
        assert {one.kind for one in shared} == {"hash_sha256", "account"}
        assert {one.common for one in shared} == {2}
        assert {report.pk for one in shared for report in one.reports} == {report.pk for report in others}
        assert same_item(find(lonely.reference)) == []
    with acting_as(world.actor("south_intake")):
        assert same_item(find(elsewhere.reference)) == []
        assert same_item(first) == []


def test_a_bundle_is_made_by_ticking_decided_once_answered_one_by_one_and_taken_apart(
    world: World, client_for: ClientFor
) -> None:
    first, second, third = scenes.spread(world)
    client, other = client_for(world.north_investigator), client_for(world.north_manager)
    offered = client.get(f"/bundles/new?report={first.reference}")
    assert second.reference in offered.content.decode()
    given = {"report": first.reference, "name": "A spread item", "why": "One SHA-256"}
    assert client.post("/bundles/new", given).status_code == 422
    made = client.post("/bundles/new", given | {"reports": [second.reference, third.reference]})
    bundle = made.headers["Location"]
    proposal = {"grounds": "already_investigated", "words": "A known item.", "review_on": "27 March 2099"}
    assert client.post(f"{bundle}/no-investigation", proposal).status_code == 302
    assert client.post(f"{bundle}/second", {"agrees": "yes"}).status_code == 409
    assert other.post(f"{bundle}/second", {"agrees": "yes"}).status_code == 302
    assert client.post(f"{bundle}/answer", {"template": "outcome_no_investigation"}).status_code == 302
    with acting_as(world.actor("north_investigator")):
        answered = Answer.objects.filter(report__in=[first, second, third])
        assert sorted(answered.values_list("report_id", flat=True)) == sorted([first.pk, second.pk, third.pk])
    assert client.post(f"{bundle}/part/{third.reference}").status_code == 302
    assert client.post(f"{bundle}/take-apart").status_code == 302
    assert client.post(f"{bundle}/take-apart").status_code == 409


def test_a_further_report_is_put_into_a_bundle_that_is_there_and_once(world: World, client_for: ClientFor) -> None:
    _, bundle = scenes.bundled(world)
    further = scenes.received(world, files=[{"sha256": scenes.SPREAD_HASH}])
    client = client_for(world.north_colleague)
    address = f"/bundles/{bundle.pk}/join/{further.reference}"
    assert address in client.get(f"/bundles/new?report={further.reference}").content.decode()
    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": "One SHA-256"}).status_code == 302
    assert client.post(address, {"why": "One SHA-256"}).status_code == 409
    assert client_for(world.south_intake).get(address).status_code == 404


def test_a_receipt_is_not_counted_as_progress(world: World, client_for: ClientFor) -> None:
    report = scenes.received(world)
    client_for(world.north_investigator).post(f"/reports/{report.reference}/answer", {"template": "receipt"})
    kept = {one.kind: one.kept for one in client_for(world.north_manager).get("/team").context["promises"]}
    assert kept == {"Receipt owed": 1, "Progress owed": 0}


def test_another_organisations_report_is_not_bundled_by_writing_it_into_the_form(
    world: World, client_for: ClientFor
) -> None:
    first, second, _ = scenes.spread(world)
    foreign = scenes.received(world, "south_intake", files=[{"sha256": scenes.SPREAD_HASH}])
    given = {"report": first.reference, "name": "A spread item", "why": "One SHA-256"}
    client = client_for(world.north_investigator)
    assert client.post("/bundles/new", given | {"reports": [foreign.reference]}).status_code == 422
    assert client.post("/bundles/new", given | {"reports": [second.reference]}).status_code == 302


def test_without_a_chosen_place_the_reports_own_words_count_and_else_the_centre_is_suggested(world: World) -> None:
    named = scenes.received(world, "south_intake", place_words="Northmoor")
    country = scenes.received(world, "south_intake", countries=["GB"])
    nothing = scenes.received(world, "south_intake", countries=[])
    with acting_as(world.actor("south_intake")):
        assert whose(find(named.reference)).others[0].organisation == world.north
        assert "own words name Northmoor" in whose(find(named.reference)).others[0].reason
        assert [one.organisation for one in whose(find(country.reference)).others] == [world.centre]
        [fallback] = whose(find(nothing.reference)).others
        assert (fallback.organisation, "says nothing of a place" in fallback.reason) == (world.centre, True)


def test_a_report_of_the_owners_own_area_is_said_to_stay_and_the_form_is_filled_with_nobody(
    world: World, client_for: ClientFor
) -> None:
    own = scenes.received(world, "north_intake", place_words="Northmoor")
    with acting_as(world.actor("north_intake")):
        assert "in Northmoor" in whose(find(own.reference)).stay
        assert [one.organisation for one in whose(find(own.reference)).others] == [world.centre]
    client = client_for(world.north_intake)
    for address in (f"/reports/{own.reference}/send", f"/reports/{own.reference}/decisions"):
        assert "which answers for it now" in client.get(address).content.decode(), address
    chosen = "selected>Synthetic "
    assert chosen not in client.get(f"/reports/{own.reference}/send").content.decode()
    other = scenes.received(world, "north_intake", place_words="Southvale")
    with acting_as(world.actor("north_intake")):
        assert whose(find(other.reference)).stay == ""
    page = client.get(f"/reports/{other.reference}/send").content.decode()
    assert ("which answers for it now" in page, chosen in page) == (False, True)


def test_the_foot_of_every_page_names_the_version_of_the_product_and_not_of_a_record(
    world: World, client_for: ClientFor
) -> None:
    report = scenes.received(world, "north_intake")
    client = client_for(world.north_intake)
    for address in ("", "/send", "/answer", "/triage", "/no-investigation"):
        assert f"Tutela {VERSION}<" in client.get(f"/reports/{report.reference}{address}").content.decode(), address


@pytest.mark.parametrize(
    ("who", "begins"),
    [("north_intake", "/work-list"), ("north_manager", "/work-list"), ("hotline_partner", "/partner")],
)
def test_the_first_page_sends_each_role_to_where_its_day_begins(
    who: str, begins: str, world: World, client_for: ClientFor
) -> None:
    assert client_for(getattr(world, who)).get("/").headers["Location"] == begins


@pytest.mark.django_db
def test_the_first_page_sends_somebody_who_is_not_signed_in_to_a_public_one() -> None:
    answer = Client().get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] in ("/tell", "/account/login/")


def test_a_report_that_staff_take_on_a_callers_behalf_shows_its_code_once(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_intake)
    assert client.get("/reports/new").status_code == 200
    given = {
        "summary": "Synthetic call.",
        "specific_concern": "not_known",
        "reporter_kind": "person",
        "name": "Synthetic Caller",
        "on_behalf_of": "A neighbour",
        "wants_answer": "on",
    }
    assert client.post("/reports/new", given | {"summary": ""}).status_code == 422
    taken = client.post("/reports/new", given)
    assert taken.status_code == 200
    assert taken.context["received"].code in taken.content.decode()
