"""The work list: one honest order, each place with its reason, and everything about it in the address."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import World
from tests.reports.pages import scenes
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.ownership.services import assign
from tutela.reports.models import Report
from tutela.reports.queries.work_list import Filters, work_list

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def listed(client: Client, address: str = "/work-list") -> list[str]:
    """The references in the list, in their order."""
    return [row.report.reference for row in client.get(address).context["rows"]]


def test_a_specific_concern_stands_first_and_says_why(world: World, client_for: ClientFor) -> None:
    ordinary = scenes.received(world)
    now = scenes.urgent(world)
    client = client_for(world.north_intake)
    assert listed(client) == [now.reference, ordinary.reference]
    shown = client.get("/work-list").content.decode()
    assert "nobody has accepted the concern yet" in shown
    assert "The receipt is due" in shown


def test_what_another_service_owns_is_in_no_list_and_in_no_figure(world: World, client_for: ClientFor) -> None:
    scenes.received(world)
    answer = client_for(world.south_intake).get("/work-list")
    assert (answer.context["rows"].items, str(answer.context["tally"].open)) == ([], "0")
    assert "Nothing is open." in answer.content.decode()
    assert str(client_for(world.north_intake).get("/work-list").context["tally"].open) == "1"


@pytest.mark.parametrize(
    ("address", "places"),
    [
        ("?whose=mine", [1]),
        ("?whose=unassigned", [0, 2]),
        ("?concern=now", [0]),
        ("?category=IIG", [2]),
        ("?due=overdue", []),
        ("?state=received&door=staff", [0, 1, 2]),
        ("?whose=nonsense&due=nonsense", [0, 1, 2]),
    ],
)
def test_a_filter_in_the_address_narrows_the_list_and_nonsense_narrows_nothing(
    address: str, places: list[int], world: World, client_for: ClientFor
) -> None:
    reports = [scenes.urgent(world), scenes.received(world), scenes.received(world, categories=["IIG"])]
    actor = world.actor("north_intake")
    with acting_as(actor):
        assign(reports[1], handler=world.north_intake, actor=actor, now=clock.now())
    assert listed(client_for(world.north_intake), f"/work-list{address}") == [reports[one].reference for one in places]


def test_a_list_narrowed_to_nothing_says_why_and_how_to_widen_it(world: World, client_for: ClientFor) -> None:
    scenes.received(world)
    shown = client_for(world.north_intake).get("/work-list?due=overdue").content.decode()
    assert "No open report fits these filters." in shown
    assert "Clear all filters" in shown


def test_new_since_you_looked_is_marked_for_whoever_looked_before(world: World, client_for: ClientFor) -> None:
    scenes.received(world)
    client = client_for(world.north_intake)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert not any(row.is_new for row in client.get("/work-list").context["rows"])
    with clock.frozen(clock.now() + timedelta(hours=2)):
        newer = scenes.received(world)
    with clock.frozen(clock.now() + timedelta(hours=3)):
        marked = [row.report.reference for row in client.get("/work-list").context["rows"] if row.is_new]
    assert marked == [newer.reference]


def test_the_next_page_begins_where_the_last_one_ended(world: World, client_for: ClientFor) -> None:
    for _ in range(3):
        scenes.received(world)
    client = client_for(world.north_intake)
    whole = listed(client)
    actor = world.actor("north_intake")
    with acting_as(actor):
        first = work_list(actor, Filters(), now=clock.now(), looked_at=None, size=2)
        second = work_list(actor, Filters(), now=clock.now(), looked_at=None, cursor=first.next_cursor, size=2)
    assert [row.report.reference for row in (*first, *second)] == whole
    assert client.get("/work-list?after=mistyped").status_code == 422


def test_an_export_holds_its_caveats_and_the_rows_of_the_list_as_narrowed(world: World, client_for: ClientFor) -> None:
    scenes.received(world)
    chosen = scenes.received(world, categories=["IIG"])
    lines = client_for(world.north_intake).get("/work-list?category=IIG&format=csv").content.decode().splitlines()
    assert lines[0].startswith('"# Open reports that your organisation answers for')
    rows = [line for line in lines if not line.startswith(("#", '"#'))]
    assert rows[0].startswith("reference,received,state")
    assert [row.split(",")[0] for row in rows[1:]] == [chosen.reference]


def test_one_button_makes_an_officer_the_handler(world: World, client_for: ClientFor) -> None:
    report = scenes.received(world)
    client = client_for(world.north_investigator)
    assert client.get(f"/reports/{report.reference}/take").status_code == 405
    assert client.post(f"/reports/{report.reference}/take").status_code == 302
    with acting_as(world.actor("north_investigator")):
        assert Report.objects.get(pk=report.pk).handler == world.north_investigator


@pytest.mark.parametrize("who", ["north_intake", "north_manager"])
def test_the_list_costs_at_most_twelve_statements_whatever_its_length(
    who: str, world: World, client_for: ClientFor
) -> None:
    for _ in range(4):
        scenes.received(world)
    client = client_for(getattr(world, who))
    client.get("/work-list")
    with scenes.statements() as few:
        client.get("/work-list")
    for _ in range(8):
        scenes.received(world)
    with scenes.statements() as many:
        client.get("/work-list")
    assert few.number == many.number <= 12


def test_the_menu_counts_the_concerns_that_nobody_has_accepted_and_the_offers_that_wait(
    world: World, client_for: ClientFor
) -> None:
    scenes.urgent(world)
    scenes.offered(world)
    ours = {one.label: one.count for one in client_for(world.north_intake).get("/work-list").context["navigation"]}
    theirs = {one.label: one.count for one in client_for(world.south_intake).get("/work-list").context["navigation"]}
    assert (ours["Work list"], ours["Offered to us"]) == ("1", "")
    assert (theirs["Work list"], theirs["Offered to us"]) == ("", "1")
