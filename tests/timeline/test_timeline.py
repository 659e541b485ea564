"""A timeline holds what the reader may see of a record, in one order, in one statement, and pages through it without loss."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tests.roles import switched_role
from tests.web.ladder import few_statements
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as AuditEntry
from tutela.cases.models import Case, Entry
from tutela.cases.services.close import close_case
from tutela.cases.services.record import write_entry
from tutela.core import clock
from tutela.core.errors import BadInput
from tutela.decisions.models import Decision
from tutela.decisions.services.review import review_decision
from tutela.reports.services.answer import answer
from tutela.tasks.services.give import give_task
from tutela.timeline.queries import Line, TimelineFilters, timeline
from tutela.timeline.sources import GROUPS, RANK, SOURCES

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
WHO = "north_investigator"
EVERYTHING = TimelineFilters()
LONG = [timedelta(minutes=one) for one in range(500)]


@pytest.fixture
def case(world: World) -> Case:
    """A case with an entry, an answer to the reporter, a task, and closed by a decision that somebody reviewed."""
    made = a_case(world)
    actor, now = world.actor(WHO), clock.now()
    with acting_as(actor):
        write_entry(made, words="Synthetic entry.", source="Us", actor=actor, now=now)
        close_case(made, grounds="finished", words="All done.", actor=actor, now=now)
        give_task(made, what="Ask the registry", actor=actor, now=now)
        decision = Decision.objects.get(subject_kind="case", subject_id=made.pk)
    with acting_as(world.actor("north_manager")):
        manager = world.actor("north_manager")
        review_decision(decision, found="stands", words="Looked.", again_on=None, actor=manager, now=now)
    return made


def lines(world: World, record: Any, who: str = WHO, filters: TimelineFilters = EVERYTHING, **more: Any) -> list[Line]:
    """One long page of a timeline, as somebody sees it."""
    with acting_as(world.actor(who)):
        return list(timeline(record, filters, size=1_000, **more).items)


def test_every_source_of_a_case_stands_in_it_with_who_did_it(world: World, case: Case) -> None:
    found = lines(world, case)
    titles = {one.title: one for one in found}
    for title in (
        "Case opened", "Entry (fact): general features", "Decided: close", "Reviewed: close", "Task given to Synthetic Northmoor Police",
        "Suspect 1: suspected", "Report received", "The child's record began",
    ):  # fmt: skip
        assert title in titles, sorted(titles)
    assert titles["Entry (fact): general features"].who == world.north_investigator.name
    assert titles["Reviewed: close"].words == "The decision stands. Looked."
    child, report = child_of(world, case), report_of(world, case)
    assert {case.reference, child.reference, report.reference} <= {one.thing.reference for one in found}
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)


def test_a_child_and_a_report_have_their_own_and_a_case_may_be_read_alone(world: World, case: Case) -> None:
    for record in (child_of(world, case), report_of(world, case)):
        assert {one.thing.reference for one in lines(world, record)} == {record.reference}
    alone = lines(world, case, filters=TimelineFilters(about="record"))
    assert {one.thing.reference for one in alone} == {case.reference}


def test_it_is_filtered_by_what_by_whom_and_by_period(world: World, case: Case) -> None:
    everything = lines(world, case)
    for group, label in GROUPS.items():
        narrowed = lines(world, case, filters=TimelineFilters(group=group))
        assert [one.title for one in narrowed] == [one.title for one in everything if one.group == label], group
    manager = lines(world, case, filters=TimelineFilters(who=world.north_manager.pk))
    assert [one.title for one in manager] == ["Reviewed: close"]
    done = [one for one in everything if one.who]
    assert lines(world, case, filters=TimelineFilters(whose="ours")) == done
    assert lines(world, case, filters=TimelineFilters(whose="others")) == []
    today = clock.now().date()
    assert lines(world, case, filters=TimelineFilters(since=today)) == everything
    assert lines(world, case, filters=TimelineFilters(until=today.replace(year=2020))) == []


@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize("size", [1, 3, 7])
def test_page_after_page_holds_every_line_once_forwards_and_back(
    world: World, case: Case, oldest_first: bool, size: int
) -> None:
    filters = TimelineFilters(oldest_first=oldest_first)
    whole = [(one.thing.source, one.thing.id, one.thing.reference) for one in lines(world, case, filters=filters)]
    with acting_as(world.actor(WHO)):
        walked, pages, cursor = [], [], ""
        while True:
            page = timeline(case, filters, cursor, size)
            pages.append(page)
            walked += [(one.thing.source, one.thing.id, one.thing.reference) for one in page]
            cursor = page.next_cursor
            if not cursor:
                break
        assert walked == whole
        back = timeline(case, filters, pages[-1].previous_cursor, size)
        assert [one.thing for one in back] == [one.thing for one in pages[-2]]


def test_what_is_not_a_place_in_the_timeline_is_refused(world: World, case: Case) -> None:
    for wrong in ("x", "f.2026-01-01T00:00:00Z.no_source.1", "f.2026-13-01T00:00:00Z.entry.1", "f.2026-01-01.entry.1",
                  "f.2026-01-01T00:00:00Z.entry.x", "q.2026-01-01T00:00:00Z.entry.1"):  # fmt: skip
        with pytest.raises(BadInput), acting_as(world.actor(WHO)):
            timeline(case, EVERYTHING, wrong)


def test_nobody_reads_in_it_what_they_may_not_see_elsewhere(world: World, case: Case) -> None:
    assert lines(world, case, "south_investigator") == []
    report = report_of(world, case)
    with acting_as(world.actor(WHO)):
        answer(report, template="receipt", actor=world.actor(WHO), now=clock.now())
    assert any(one.title == "Reporter told: receipt" for one in lines(world, case))
    assert lines(world, report, "hotline_partner") == []


def test_people_of_another_organisation_are_not_named(world: World, case: Case) -> None:
    from tutela.ownership.services import add_participant

    with acting_as(world.actor(WHO)):
        add_participant(case, organisation=world.customs, basis="joint", actor=world.actor(WHO), now=clock.now())
    seen = lines(world, case, "customs_intake", TimelineFilters(group="record"))
    entry = next(one for one in seen if one.title.startswith("Entry"))
    assert (entry.who, entry.words) == ("somebody of another organisation", "Synthetic entry.")
    assert {one.thing.reference for one in seen} == {case.reference}, "its children and reports were not shared"
    assert lines(world, case, "customs_intake", TimelineFilters(who=world.north_investigator.pk)) == []
    assert entry in lines(world, case, "customs_intake", TimelineFilters(whose="others"))


def test_a_timeline_is_one_statement_that_reads_a_long_record_no_further_than_a_page(world: World, case: Case) -> None:
    now = clock.now()
    with acting_as(world.actor(WHO)):
        Entry.objects.bulk_create(
            Entry(
                case=case,
                at=now - one,
                section="general",
                words="Synthetic.",
                written_by_id=world.north_investigator.pk,
            )
            for one in LONG
        )
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_entry")
    with acting_as(world.actor(WHO)):
        with CaptureQueriesContext(connection) as said:
            assert len(timeline(case, EVERYTHING)) == 50
        [asked] = said.captured_queries
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of one case is read whole otherwise
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked['sql']}")
            [(plan,)] = cursor.fetchall()
    read = [one["Actual Rows"] for one in _nodes(plan[0]["Plan"]) if one.get("Relation Name") == "cases_entry"]
    assert read, "the entries are in the statement"
    assert max(read) <= 52, (
        read
    )  # one more, to know whether there is a next page, and the neighbour that ends its moment


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for one in plan.get("Plans", ()):
        yield from _nodes(one)


def test_each_source_has_a_name_a_group_and_an_address(world: World, case: Case) -> None:
    assert len(RANK) == len(SOURCES)
    assert {one.group for one in SOURCES} <= set(GROUPS)
    for one in lines(world, case):
        assert one.link.startswith("/"), one


def test_the_page_is_read_by_owner_colleague_and_auditor_and_reading_is_written_of_each_record(
    world: World, case: Case, client_for: ClientFor
) -> None:
    child, report = child_of(world, case), report_of(world, case)
    for address in (f"/cases/{case.reference}", f"/children/{child.reference}", f"/reports/{report.reference}"):
        for who in (world.north_investigator, world.north_colleague, world.north_auditor):
            client = client_for(who)
            client.get("/help")
            with few_statements():
                response = client.get(f"{address}/timeline")
            assert response.status_code == 200
            assert "What became of" in response.content.decode()
        for wrong in (f"{address}/timeline?after=x",):
            assert client.get(wrong).status_code in (400, 422)
        assert client.post(f"{address}/timeline").status_code == 405
        assert client_for(world.south_investigator).get(f"{address}/timeline").status_code == 404
        assert client_for(world.hotline_partner).get(f"{address}/timeline").status_code == 403
    with acting_as(world.actor("north_auditor")):
        read = AuditEntry.objects.filter(action="child.read", details__contains=f"timeline of {case.reference}")
        assert {one.subject_reference for one in read} >= {child.reference}


def test_every_link_of_a_timeline_leads_to_a_page(world: World, case: Case, client_for: ClientFor) -> None:
    client = client_for(world.north_investigator)
    for link in {one.link.partition("#")[0] for one in lines(world, case)}:
        if link.endswith(("/tasks", "/comments")):
            continue  # pages of other apps, which ask for themselves
        assert client.get(link).status_code == 200, link


def test_it_leaves_as_csv_with_its_caveats_and_is_printed_on_one_page(
    world: World, case: Case, client_for: ClientFor
) -> None:
    client = client_for(world.north_investigator)
    text = client.get(f"/cases/{case.reference}/timeline?format=csv&group=decisions").content.decode()
    assert "# What became of" in text.splitlines()[0]
    assert "never the whole of what happened" in text
    assert "Decided: close" in text
    assert "Case opened" not in text
    assert "Next page" not in client.get(f"/cases/{case.reference}/timeline?format=print").content.decode()
    empty = client.get(f"/cases/{case.reference}/timeline?until=1/1/2020")
    assert "Nothing fits these filters." in empty.content.decode()


def test_the_timeline_of_a_report_says_what_must_be_done_next_as_its_other_pages_do(
    world: World, case: Case, client_for: ClientFor
) -> None:
    client, address = client_for(world.north_investigator), f"/reports/{report_of(world, case).reference}"
    of_report, of_timeline = (client.get(f"{address}{tab}").context["page"] for tab in ("", "/timeline"))
    assert of_timeline.next_step == of_report.next_step
    assert of_timeline.is_mine
