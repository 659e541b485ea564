"""An open alert stands on the page of the record that it concerns, and what became of it in the record's timeline."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cases.cases import a_case
from tests.cast import World
from tests.deconfliction.meeting import a_series, alerts, child_of_series, gives, holds, meets
from tests.register.lists_of import made_up
from tests.web.ladder import few_statements, words_of
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case
from tutela.core import clock
from tutela.deconfliction.services.answer import acknowledge, act_on, dismiss
from tutela.ownership.access import find
from tutela.register.models import Series
from tutela.register.services.series_audience import set_audience
from tutela.register.services.series_share import share_series
from tutela.timeline.queries import Line, TimelineFilters, timeline

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
FILES = made_up(6, seed=81)


@pytest.fixture
def case(world: World) -> Case:
    """A case of the south's, in which files of a series of the north's were met."""
    return a_case(world, "south_investigator")


@pytest.fixture
def series(world: World, case: Case) -> Series:
    made = a_series(world)
    gives(world, "north_examiner", FILES, series=made)
    meets(world, "south_investigator", FILES[:2], exhibit="EX/SECRET", subject=case)
    holds()
    return made


def lines(world: World, who: str, reference: str, **filters: Any) -> list[Line]:
    with acting_as(world.actor(who)):
        return list(timeline(find(reference), TimelineFilters(**filters)).items)


def answers(world: World, who: str, verb: Any, **given: Any) -> None:
    actor, [alert] = world.actor(who), alerts(world, who)
    with acting_as(actor):
        verb(alert, **given, actor=actor, now=clock.now())


def test_each_side_reads_on_its_own_record_whom_to_telephone_and_what_may_be_said(
    world: World, client_for: ClientFor, case: Case, series: Series
) -> None:
    mine = words_of(client_for(world.north_investigator).get(f"/series/{series.reference}"))
    assert "They met files of a series that you answer for." in mine
    assert "Telephone Synthetic Southvale Police: Southvale desk" in mine
    assert "What may be said: The reference of the series" in mine
    assert case.reference not in mine
    assert "EX/SECRET" not in mine
    theirs = words_of(client_for(world.south_investigator).get(f"/cases/{case.reference}"))
    assert "You met files of a series that they answer for." in theirs
    assert "Northmoor desk" in theirs


def test_what_the_owner_narrows_since_is_no_longer_said_on_the_record(
    world: World, client_for: ClientFor, case: Case, series: Series
) -> None:
    client, actor = client_for(world.south_investigator), world.actor("north_investigator")
    narrowed = "has narrowed since who may know of it"
    assert narrowed not in words_of(client.get(f"/cases/{case.reference}"))
    with acting_as(actor):
        set_audience(find(series.reference), audience="own", otherwise="new", actor=actor, now=clock.now())
    page = words_of(client.get(f"/cases/{case.reference}"))
    assert narrowed in page
    assert series.reference not in page


def test_what_was_answered_stands_on_no_record_any_more(
    world: World, client_for: ClientFor, case: Case, series: Series
) -> None:
    client = client_for(world.south_investigator)
    answers(world, "south_investigator", acknowledge)
    assert "Alerts about this record" in words_of(client.get(f"/cases/{case.reference}"))
    answers(world, "south_investigator", act_on, action="telephoned")
    assert "Alerts about this record" not in words_of(client.get(f"/cases/{case.reference}"))
    # The other side has not answered.
    north = client_for(world.north_investigator)
    assert "Alerts about this record" in words_of(north.get(f"/series/{series.reference}"))
    assert "Alerts about this record" not in words_of(north.get(f"/series/{series.reference}/files"))


def test_who_reads_a_shared_series_sees_the_alerts_of_their_own_organisation_alone(
    world: World, client_for: ClientFor, series: Series
) -> None:
    meets(world, "centre_analyst", FILES[3:], exhibit="EX/9")
    holds()
    actor = world.actor("north_investigator")
    with acting_as(actor):
        share_series(find(series.reference), organisation=world.south, actor=actor, now=clock.now())
    page = words_of(client_for(world.south_investigator).get(f"/series/{series.reference}"))
    assert "You met files of a series that they answer for." in page
    assert "They met files" not in page


def test_a_child_and_a_report_show_theirs_in_as_few_statements_as_before(
    world: World, client_for: ClientFor, case: Case, series: Series
) -> None:
    child = child_of_series(world, series)
    client = client_for(world.north_investigator)
    for address in (f"/children/{child.reference}", f"/series/{series.reference}"):
        client.get("/help")
        with few_statements():
            assert client.get(address).status_code == 200
    client = client_for(world.south_investigator)
    client.get("/help")
    with few_statements():
        assert client.get(f"/cases/{case.reference}").status_code == 200


def test_the_timeline_says_when_an_alert_was_told_and_each_answer_that_it_had(
    world: World, case: Case, series: Series
) -> None:
    answers(world, "south_investigator", acknowledge)
    answers(world, "south_investigator", dismiss, grounds="known_already", words="Our desks are in touch.")
    found = lines(world, "south_investigator", case.reference, group="alerts")
    assert [(one.title, one.words) for one in found] == [
        ("Alert dismissed", "We knew, and are in touch. Our desks are in touch."),
        ("Alert acknowledged", ""),
        ("Alert: the same series", "You met files of a series that they answer for."),
    ]
    assert [one.who for one in found] == [world.south_investigator.name] * 2 + [""]
    [alert] = alerts(world, "south_investigator")
    assert {one.link for one in found} == {f"/alerts/{alert.pk}"}
    told = lines(world, "north_investigator", series.reference, group="alerts")
    assert [one.title for one in told] == ["Alert: the same series"]


def test_the_timeline_of_a_shared_series_holds_no_alert_of_another_organisation(world: World, series: Series) -> None:
    answers(world, "north_investigator", acknowledge)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        share_series(find(series.reference), organisation=world.centre, actor=actor, now=clock.now())
    assert lines(world, "north_investigator", series.reference, group="alerts")
    assert lines(world, "centre_analyst", series.reference, group="alerts") == []
