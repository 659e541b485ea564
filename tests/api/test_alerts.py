"""Alerts over the API: what is said of one, taken, acted on, dismissed with grounds, and no more than each may know."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.api.conftest import Program
from tests.cast import World
from tests.deconfliction.meeting import a_series, alerts, gives, holds, meets
from tests.register.lists_of import made_up
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as Line
from tutela.core import clock
from tutela.deconfliction.models import AlertTo
from tutela.ownership.access import find
from tutela.register.models import Series
from tutela.register.services.series_audience import set_audience

pytestmark = pytest.mark.django_db

WORDS = "Synthetic words."
# {alert} is one of the north's.
VERBS: dict[str, Any] = {
    "/alerts/{alert}/acknowledge": None,
    "/alerts/{alert}/act-on": {"action": "telephoned"},
    "/alerts/{alert}/dismiss": {"grounds": "known_already", "words": WORDS},
    "/alerts/{alert}/reopen": {"words": WORDS},
}
ADDRESSES = {*VERBS, "/alerts", "/alerts/{alert}", "/alerts/not-taken"}


@pytest.fixture
def series(world: World) -> Series:
    """A series of the north's whose files the south has met."""
    files, made = made_up(6, seed=80), a_series(world, audience="country")
    gives(world, "north_examiner", files, series=made)
    meets(world, "south_investigator", files[:2])
    holds()
    return made


@pytest.fixture
def norths(world: World, series: Series) -> AlertTo:
    [one] = alerts(world, "north_manager")
    return one


def test_each_side_hears_of_the_other_and_whom_to_telephone_and_nothing_of_its_records(
    world: World, series: Series, program: Callable[..., Program]
) -> None:
    [mine] = program("north_investigator").get("/alerts").json()["items"]
    [theirs] = program("south_investigator").get("/alerts").json()["items"]
    assert (mine["reason"], mine["record"], mine["contact"]["code"]) == ("met_yours", series.reference, "south")
    assert (theirs["reason"], theirs["record"], theirs["contact"]["code"]) == ("you_met", "", "north")
    assert theirs["contact"]["telephone"] == world.north.contact_telephone
    assert theirs["series"]["reference"] == series.reference
    assert theirs["exhibit"] == "EX/2"
    assert mine["exhibit"] != "EX/2"


def test_what_the_owner_narrows_since_is_narrowed_here_too(
    world: World, series: Series, program: Callable[..., Program]
) -> None:
    actor = world.actor("north_investigator")
    with acting_as(actor):
        set_audience(find(series.reference), audience="own", otherwise="new", actor=actor, now=clock.now())
    [theirs] = program("south_investigator").get("/alerts").json()["items"]
    assert (theirs["series"], theirs["may_say"]) == (None, "only_ask")
    read = program("south_investigator").get(f"/alerts/{theirs['number']}")
    assert (read.status_code, read.json()["series"]) == (200, None)
    assert series.reference not in read.content.decode()


def test_an_alert_is_taken_acted_on_and_opened_again(
    world: World, norths: AlertTo, program: Callable[..., Program]
) -> None:
    north, address = program("north_investigator"), f"/alerts/{norths.pk}"
    taken = north.post(f"{address}/acknowledge")
    assert (taken.status_code, taken.json()["state"], taken.json()["take_by"]) == (200, "acknowledged", None)
    assert north.post(f"{address}/acknowledge").status_code == 409
    other = north.post(f"{address}/act-on", {"action": "other"})
    assert (other.status_code, other.json()["where"]) == (422, "field “words”")
    assert north.post(f"{address}/act-on", {"action": "danced"}).status_code == 422
    done = north.post(f"{address}/act-on", {"action": "telephoned", "words": WORDS})
    assert (done.status_code, done.json()["state"], done.json()["action"]) == (200, "acted_on", "telephoned")
    assert north.get("/alerts").json()["items"] == []
    again = north.post(f"{address}/reopen", {"words": WORDS})
    assert again.json()["state"] == "acknowledged"
    steps = [one["title"] for one in north.get(address).json()["steps"]]
    assert steps == ["Acknowledged", "Acted on", "Acknowledged", "New"]


def test_an_alert_is_dismissed_with_grounds_and_in_words(
    world: World, norths: AlertTo, program: Callable[..., Program]
) -> None:
    north, address = program("north_investigator"), f"/alerts/{norths.pk}/dismiss"
    assert north.post(address, {"grounds": "known_already"}).status_code == 422
    assert north.post(address, {"grounds": "no_such", "words": WORDS}).status_code == 422
    said = north.post(address, {"grounds": "known_already", "words": WORDS})
    assert (said.status_code, said.json()["state"], said.json()["grounds"]) == (200, "dismissed", "known_already")
    with acting_as(world.actor("north_manager")):
        assert Line.objects.filter(action="alert.dismiss", subject_id=norths.subject_id).exists()


def test_an_answer_over_another_version_than_was_read_is_refused(
    norths: AlertTo, program: Callable[..., Program]
) -> None:
    north, address = program("north_investigator"), f"/alerts/{norths.pk}"
    read = north.get(address)["ETag"]
    assert north.post(f"{address}/acknowledge", **{"If-Match": read}).status_code == 200
    stale = north.post(f"{address}/act-on", {"action": "telephoned"}, **{"If-Match": read})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_record")


def test_the_list_is_narrowed_and_paged(
    world: World, series: Series, norths: AlertTo, program: Callable[..., Program]
) -> None:
    north = program("north_investigator")
    meets(world, "centre_analyst", made_up(6, seed=80)[2:4], exhibit="EX/9")
    holds()
    first = north.get("/alerts?size=1").json()
    second = north.get(f"/alerts?size=1&cursor={first['next_cursor']}").json()
    found = first["items"] + second["items"]
    assert {one["contact"]["code"] for one in found} == {"south", "centre"}
    assert [one["contact"]["code"] for one in north.get("/alerts?other=south").json()["items"]] == ["south"]
    assert north.get("/alerts?kind=same_file").json()["items"] == []
    assert north.get("/alerts?state=dismissed").json()["items"] == []
    assert north.get("/alerts?state=perhaps").status_code == 422


def test_what_nobody_has_taken_is_for_a_coordinating_centre_and_names_no_record(
    world: World, series: Series, norths: AlertTo, program: Callable[..., Program]
) -> None:
    centre = program("centre_manager")
    assert centre.get("/alerts/not-taken").json()["items"] == []
    later = clock.now() + timedelta(days=5)
    with clock.frozen(later):
        answer = centre.get("/alerts/not-taken")
        assert answer.status_code == 200, answer.content
        rows = answer.json()["items"]
        assert {(one["organisation"], one["other"]) for one in rows} == {("north", "south"), ("south", "north")}
        assert series.reference not in answer.content.decode()
        assert program("north_manager").get("/alerts/not-taken").status_code == 403
        assert program("north_examiner").get("/alerts/not-taken").status_code == 403


@pytest.mark.parametrize("address", VERBS)
def test_an_alert_is_answered_by_the_staff_of_whoever_is_told(
    address: str, norths: AlertTo, program: Callable[..., Program]
) -> None:
    asked, content = address.format(alert=norths.pk), VERBS[address]
    assert program("south_investigator").post(asked, content).status_code == 404
    for who in ("north_auditor", "hotline_partner", "north_researcher"):
        assert program(who).post(asked, content).status_code == 403, who
    assert program().post(asked, content).status_code == 401
    assert program("north_investigator", purpose="").post(asked, content).json()["code"] == "purpose_needed"
    assert program("north_investigator").post(asked, content).status_code in {200, 409}


def test_alerts_are_read_by_the_staff_of_whoever_is_told(norths: AlertTo, program: Callable[..., Program]) -> None:
    for who in ("north_investigator", "north_auditor", "north_examiner"):
        assert [one["number"] for one in program(who).get("/alerts").json()["items"]] == [norths.pk], who
        assert program(who).get(f"/alerts/{norths.pk}").status_code == 200, who
    south = program("south_investigator")
    assert norths.pk not in {one["number"] for one in south.get("/alerts?state=any").json()["items"]}
    not_mine, absent = south.get(f"/alerts/{norths.pk}"), south.get("/alerts/999999")
    assert not_mine.status_code == absent.status_code == 404
    assert not_mine.json()["what"] == absent.json()["what"]
    for who in ("hotline_partner", "north_researcher", "north_welfare"):
        assert program(who).get("/alerts").status_code == 403, who
    assert program().get("/alerts").status_code == 401
