"""The auditor's pages: their organisation's trail, by person, by deed and by record; and the anchor to keep elsewhere."""

import re

import pytest

from tests.accounts.records import a_report
from tests.cast import World
from tests.web.ladder import ClientFor, few_statements
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.audit.services import record
from tutela.audit.words import details_in_words
from tutela.core import clock

pytestmark = pytest.mark.django_db


def reads(world: World, client_for: ClientFor) -> str:
    report = a_report(world)
    assert client_for(world.north_investigator).get(f"/reports/{report.reference}").status_code == 200
    return str(report.reference)


def test_an_auditor_sees_what_their_people_did_and_nobody_elses(world: World, client_for: ClientFor) -> None:
    reference = reads(world, client_for)
    page = client_for(world.north_auditor).get("/audit").content.decode()
    assert "Read the report" in page
    assert reference in page
    assert "Investigating this matter" in page


def test_a_trail_is_filtered_by_person_deed_day_and_record(world: World, client_for: ClientFor) -> None:
    reference = reads(world, client_for)
    client = client_for(world.north_auditor)
    for wanted, unwanted in (
        (f"reference={reference}", "reference=R-2026-004K7Q"),
        ("action=report.read", "action=token."),
        (f"person={world.north_investigator.pk}", f"person={world.north_examiner.pk}"),
        ("until=31/12/2099", "since=31/12/2099"),
    ):
        assert "Read the report" in client.get(f"/audit?{wanted}").content.decode().split("</form>")[-1]
        assert "No entry is found" in client.get(f"/audit?{unwanted}").content.decode()


def test_a_person_and_an_entry_are_told_in_words(world: World, client_for: ClientFor) -> None:
    reads(world, client_for)
    client = client_for(world.north_auditor)
    client.get("/help")
    with few_statements():
        page = client.get(f"/audit/people/{world.north_investigator.pk}").content.decode()
    entry = re.search(r"/audit/entries/[0-9a-f-]{36}", page)
    assert entry is not None
    told = client.get(entry[0]).content.decode()
    assert world.north_investigator.name in told
    assert client.get(f"/audit/people/{world.south_investigator.pk}").status_code == 404


def test_an_entry_of_another_organisation_is_not_there(world: World, client_for: ClientFor) -> None:
    actor = world.actor("south_manager")
    with acting_as(actor):
        strange = record("duty.put", actor=actor, now=clock.now(), user=world.south_investigator.pk)
    assert client_for(world.north_auditor).get(f"/audit/entries/{strange.pk}").status_code == 404


def test_an_export_is_written_into_the_trail_that_it_exports(world: World, client_for: ClientFor) -> None:
    reads(world, client_for)
    exported = client_for(world.north_auditor).get("/audit?format=csv").content.decode()
    assert exported.startswith(('"# Entries', "# Entries"))
    assert "Read the report" in exported
    assert "Exported the audit trail" in client_for(world.north_auditor).get("/audit").content.decode()


def test_the_anchor_is_a_line_that_verify_can_read(world: World, client_for: ClientFor) -> None:
    page = client_for(world.north_auditor).get("/audit/chain").content.decode()
    assert "There is no entry yet" in page or "tutela-audit-anchor 1 " in page


def test_details_are_said_in_words_and_what_is_no_json_as_it_is_written() -> None:
    entry = Entry(details='{"may_write":true,"to":7,"until":"2026-05-01T10:00:00+00:00","before":{"role":"manager"}}')
    told = {one.name: one.value for one in details_in_words(entry, {7: "Synthetic Somebody"})}
    assert told["Given to"] == "Synthetic Somebody"
    assert told["May change it"] == "yes"
    assert told["Until"] == "1 May 2026, 10:00 UTC"
    assert told["Before"] == "role: Manager"
    assert details_in_words(Entry(details="{"), {})[0].value == "{"
