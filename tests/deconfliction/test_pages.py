"""The pages of alerts: who gets there, what they say, and what they keep of the other side."""

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from tests.cast import World
from tests.deconfliction.meeting import a_series, alerts, gives, holds, meets
from tests.register.lists_of import made_up
from tests.roles import switched_role
from tests.web.ladder import READERS, climbs, few_statements, words_of
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.ownership.access import find
from tutela.register.models import Series
from tutela.register.services.series_audience import set_audience

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture
def series(world: World) -> Series:
    """A series of the north's whose files the south has met."""
    files, made = made_up(3, seed=90), a_series(world)
    gives(world, "north_examiner", files, series=made)
    meets(world, "south_investigator", files, exhibit="EX/SECRET")
    holds()
    return made


def test_the_list_is_for_everybody_who_reads_records(world: World, client_for: ClientFor) -> None:
    climbs(world, client_for, "/alerts", READERS)


def test_the_list_names_the_reason_whom_to_telephone_and_the_state(
    world: World, client_for: ClientFor, series: Series
) -> None:
    page = words_of(client_for(world.north_investigator).get("/alerts"))
    assert "They met files of a series that you answer for." in page
    assert series.reference in page
    assert "Southvale desk" in page
    assert "+44 1632 960000" in page
    assert "3 times" in page
    assert "EX/SECRET" not in page
    theirs = words_of(client_for(world.south_intake).get("/alerts"))
    assert "You met files of a series that they answer for." in theirs
    assert "EX/SECRET" in theirs
    assert "Child not identified" in theirs
    empty = words_of(client_for(world.north_investigator).get("/alerts?state=dismissed"))
    assert "No alert fits these filters." in empty
    assert "No alert fits these filters." in words_of(
        client_for(world.north_investigator).get("/alerts?kind=near_file&other=south")
    )


def test_the_menu_and_the_day_count_what_nobody_has_taken(world: World, client_for: ClientFor, series: Series) -> None:
    for who in ("north_intake", "north_investigator", "north_manager"):
        page = words_of(client_for(getattr(world, who)).get("/my-day"))
        assert "Alerts that nobody has taken" in page
    assert "that nobody has taken" in page
    client = client_for(world.north_manager)
    client.get("/help")
    with few_statements():
        client.get("/alerts")


def test_an_alert_says_all_that_its_reader_may_know_and_is_answered_from_there(
    world: World, client_for: ClientFor, series: Series
) -> None:
    [one] = alerts(world, "north_manager")
    client = client_for(world.north_investigator)
    client.get("/help")
    with few_statements():
        answer = client.get(f"/alerts/{one.pk}")
    page = words_of(answer)
    assert "Southvale desk" in page
    assert "The reference of the series, how far its children are known, and where you met it." in page
    assert f'href="/series/{series.reference}"' in page
    with acting_as(world.actor("north_investigator")):
        assert Entry.objects.filter(action="alert.read", subject_reference=series.reference).count() == 1
    assert client.get(f"/alerts/{one.pk}/take").status_code == 200
    assert client.post(f"/alerts/{one.pk}/take", {"version": 1})["Location"] == f"/alerts/{one.pk}"
    refused = client.post(f"/alerts/{one.pk}/act-on", {"action": "other", "words": "", "version": 2})
    assert refused.status_code == 422
    assert "What was done?" in words_of(refused)
    stale = client.post(f"/alerts/{one.pk}/act-on", {"action": "telephoned", "words": "", "version": 1})
    assert stale.status_code == 409
    assert client.post(f"/alerts/{one.pk}/act-on", {"action": "telephoned", "version": 2}).status_code == 302
    with few_statements():
        page = words_of(client.get(f"/alerts/{one.pk}"))
    assert "Telephoned; each goes on with its own work" in page
    assert "Open it again" in page
    assert client.post(f"/alerts/{one.pk}/reopen", {"words": "They rang.", "version": 3}).status_code == 302
    dismissed = {"grounds": "trial", "words": "Synthetic.", "version": 4}
    assert client.post(f"/alerts/{one.pk}/dismiss", dismissed).status_code == 302


def test_an_alert_of_others_and_one_that_there_is_not_say_the_same(
    world: World, client_for: ClientFor, series: Series
) -> None:
    [one] = alerts(world, "north_manager")
    client = client_for(world.south_manager)
    for path in ("", "/take", "/act-on", "/dismiss", "/reopen"):
        theirs, absent = client.get(f"/alerts/{one.pk}{path}"), client.get(f"/alerts/999999{path}")
        assert (theirs.status_code, absent.status_code) == (404, 404)
    assert client_for(world.north_auditor).get(f"/alerts/{one.pk}").status_code == 200
    assert client_for(world.north_auditor).get(f"/alerts/{one.pk}/take").status_code == 403
    assert "What you can do" not in words_of(client_for(world.north_auditor).get(f"/alerts/{one.pk}"))
    assert client_for(world.hotline_partner).get(f"/alerts/{one.pk}").status_code == 403


def test_a_series_that_was_narrowed_since_is_not_on_the_page(
    world: World, client_for: ClientFor, series: Series
) -> None:
    [one] = alerts(world, "south_manager")
    client = client_for(world.south_manager)
    assert series.reference in words_of(client.get(f"/alerts/{one.pk}"))
    actor = world.actor("north_manager")
    with acting_as(actor):
        set_audience(find(series.reference), audience="own", otherwise="ask", actor=actor, now=clock.now())
    page = words_of(client.get(f"/alerts/{one.pk}"))
    assert series.reference not in page
    assert "has narrowed since who may know of it" in page
    assert series.reference not in words_of(client.get("/alerts"))


def test_the_list_leaves_as_csv_and_that_is_written_down(world: World, client_for: ClientFor, series: Series) -> None:
    answer = client_for(world.north_manager).get("/alerts?format=csv")
    rows = [row for row in csv.reader(io.StringIO(words_of(answer))) if not row[0].startswith("#")]
    assert len(rows) == 2
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["what"], told["series"], told["whom to telephone"]) == (
        "The same series",
        series.reference,
        "Synthetic Southvale Police",
    )
    with acting_as(world.actor("north_manager")):
        assert Entry.objects.filter(action="alert.export").count() == 1


def test_the_centre_sees_who_has_not_taken_what_and_nobody_elses_centre_does(
    world: World, client_for: ClientFor, series: Series
) -> None:
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("UPDATE deconfliction_alertto SET take_by = now() - interval '2 days'")
    client = client_for(world.centre_manager)
    client.get("/help")
    with few_statements():
        page = words_of(client.get("/alerts/not-taken"))
    assert "Synthetic Northmoor Police" in page
    assert "The same series" in page
    assert series.reference not in page
    assert "EX/SECRET" not in page
    assert 'href="/alerts/not-taken"' in words_of(client.get("/alerts"))
    refused = client_for(world.north_manager).get("/alerts/not-taken")
    assert refused.status_code == 403
    assert "coordinating centre" in words_of(refused)
