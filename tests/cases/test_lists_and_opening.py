"""A case is opened from a report with all that is known; it stands in the lists of whom it concerns, and in nobody else's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cases.cases import a_case, blocks, child_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services.grants import grant
from tutela.cases.models import Case, CaseCategory, Entry, Person
from tutela.cases.services.share import share_case
from tutela.children.models import Child
from tutela.core import clock
from tutela.ownership.access import find
from tutela.reports.incoming import IncomingReport
from tutela.reports.services.receive import receive_report

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


def test_from_a_report_a_case_is_opened_with_its_children_people_category_and_first_entries(
    world: World, client_for: ClientFor
) -> None:
    actor = world.actor("north_investigator")
    with acting_as(actor):
        incoming = IncomingReport.from_fields(door="staff", summary="Synthetic report.")
        report = find(receive_report(incoming, actor=actor, now=clock.now()).reference)
    client, where = client_for(world.north_investigator), f"/reports/{report.reference}/open-case"
    data = {
        "summary": "Synthetic case.",
        **blocks("categories", {"category": "IBI", "type": "IBI:possession", "facets": ["IBI:national"]}),
        **blocks(
            "children",
            {"label": "Child 1", "safety": "not_known"},
            {"label": "Child 2", "name": "Kim Invented", "safety": "safe"},
        ),
        **blocks(
            "people",
            {
                "capacity": "suspect",
                "label": "Suspect 1",
                "name": "Robin Invented",
                "standing": "alleged",
                "source": "Hotline",
            },
        ),
        **blocks(
            "entries",
            {"words": "An account was named.", "nature": "fact", "source": "Hotline", "section": "general"},
            {"words": "It was used in May.", "nature": "fact", "source": "Hotline", "section": "general"},
        ),
    }
    refused = client.post(where, data | {"categories-0-type": "IIG:same_country"})
    assert refused.status_code == 422
    done = client.post(where, data)
    assert done.status_code == 302, done.content.decode()[-2000:]
    with acting_as(actor):
        case = Case.objects.get()
        assert CaseCategory.objects.get(case=case).facets == ["national"]
        assert Person.objects.get(case=case).standings.get().standing == "alleged"  # type: ignore[attr-defined]
        assert {one.words for one in Entry.objects.filter(case=case)} == {
            "The case was opened.",
            "An account was named.",
            "It was used in May.",
        }
        children = Child.objects.filter(cases_of_child__case=case)
        assert {(one.identity, one.owner) for one in children} == {
            ("not_identified", world.north),
            ("identified", world.north),
        }
    page = client.get(f"{case.get_absolute_url()}/reports").content.decode()
    assert report.reference in page


def test_what_is_shared_or_granted_stands_in_a_list_of_its_own(world: World, client_for: ClientFor) -> None:
    shared, granted, hidden = a_case(world), a_case(world), a_case(world)
    child, actor, manager = child_of(world, shared), world.actor("north_investigator"), world.actor("north_manager")
    now = clock.now()
    with acting_as(actor):
        share_case(shared, organisation=world.south, with_children=True, actor=actor, now=now)
    with acting_as(manager):
        grant(
            granted,
            to_id=world.south_investigator.pk,
            until=now + timedelta(days=3),
            reason="Synthetic.",
            actor=manager,
            now=now,
        )
    south, intake = client_for(world.south_investigator), client_for(world.south_intake)

    def listed(client: Client, address: str) -> set[str]:
        page = client.get(address).content.decode()
        return {one.reference for one in (shared, granted, hidden, child) if one.reference in page}

    assert listed(south, "/cases?whose=shared") == {shared.reference, granted.reference}
    assert listed(intake, "/cases?whose=shared") == {shared.reference}
    assert listed(south, "/children?whose=shared") == {child.reference}
    assert listed(south, "/cases") == listed(south, "/children") == set()
    assert listed(client_for(world.south_manager), "/cases?whose=mine") == set()


def test_children_are_narrowed_by_each_filter_and_counted_with_their_denominator(
    world: World, client_for: ClientFor
) -> None:
    case = a_case(world)
    child, known = child_of(world, case), child_of(world, case, identified=True)
    client = client_for(world.north_investigator)

    def listed(query: str) -> set[str]:
        page = client.get(f"/children?{query}").content.decode()
        return {one.reference for one in (child, known) if one.reference in page}

    both = {child.reference, known.reference}
    assert listed("") == listed("safety=not_known") == both
    assert listed("identity=identified") == {known.reference}
    assert listed("identity=not_identified") == listed("country=FR") == {child.reference}
    assert listed("safety=safe") == listed("basis=default") == listed("whose=mine") == set()
    figures = client.get("/children").content.decode()
    assert "of 2 children" in figures


def test_a_reader_of_a_shared_case_learns_that_there_are_children_they_may_not_see_and_not_who(
    world: World, client_for: ClientFor
) -> None:
    case = a_case(world)
    child, actor = child_of(world, case, identified=True), world.actor("north_investigator")
    with acting_as(actor):
        share_case(case, organisation=world.south, with_children=False, actor=actor, now=clock.now())
    page = client_for(world.south_investigator).get(case.get_absolute_url()).content.decode()
    assert "2 more children are in this case whose record you may not see" in page
    assert child.reference not in page
    assert "Kim Invented" not in page
    assert "Kim Invented" in client_for(world.north_investigator).get(case.get_absolute_url()).content.decode()


def test_an_odd_place_in_the_list_or_filter_is_said_or_ignored_and_breaks_nothing(
    world: World, client_for: ClientFor
) -> None:
    case, client = a_case(world), client_for(world.north_investigator)
    assert client.get("/cases?after=made-up").status_code == 422
    for query in ("sort=nothing", "state=nothing", "handler=99999999", "category=XXX", "words=%00'"):
        assert client.get(f"/cases?{query}").status_code == 200
    assert case.reference in client.get("/cases?sort=nothing").content.decode()
