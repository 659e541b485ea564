"""Many records given to one handler at once: all of those that can be, in one transaction, and undone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.records import a_report
from tests.cases.cases import a_case
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.bulk.models import BulkAssignment, BulkItem
from tutela.bulk.services.assign_many import MOST, assign_many, begin, choose, preview, undo
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, RuleBroken
from tutela.notices.models import Notice
from tutela.ownership.access import find
from tutela.ownership.models import Assignment
from tutela.ownership.services import assign
from tutela.reports.models import Report

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
WHO = "north_manager"


def some_reports(world: World, number: int) -> list[Report]:
    return [a_report(world) for _ in range(number)]


def assigned(world: World, reports: list[Report], who: str = WHO) -> BulkAssignment:
    actor = world.actor(who)
    with acting_as(actor):
        bulk = choose("report", [find(one.reference) for one in reports], actor=actor, now=clock.now())
        begin(bulk, handler=world.north_investigator, actor=actor, now=clock.now())
        return assign_many(bulk, actor=actor, now=clock.now())


def test_what_was_chosen_gets_the_handler_with_a_history_an_audit_line_each_and_one_notice(world: World) -> None:
    reports = some_reports(world, 3)
    assigned(world, reports)
    with acting_as(world.actor(WHO)):
        fresh = [find(one.reference) for one in reports]
        assert {one.handler_id for one in fresh} == {world.north_investigator.pk}
        assert [one.version for one in fresh] == [one.version + 1 for one in reports]
        ids = [one.pk for one in reports]
        assert Assignment.objects.filter(subject_kind="report", subject_id__in=ids, to_at=None).count() == 3
        assert Entry.objects.filter(action="report.assign", subject_id__in=ids).count() == 3
    with acting_as(world.actor("north_investigator")):
        told = Notice.objects.filter(kind=Notice.Kind.ASSIGNED)
        assert [one.words for one in told] == ["3 records were assigned to you at once."]


def test_what_cannot_be_assigned_is_named_beforehand_and_left_with_its_reason(world: World) -> None:
    plain, restricted, theirs = some_reports(world, 3)
    actor, manager = world.actor("north_colleague"), world.actor("north_manager")
    with acting_as(manager):
        assign(find(theirs.reference), handler=world.north_investigator, actor=manager, now=clock.now())
        assign(find(restricted.reference), handler=world.north_colleague, actor=manager, now=clock.now())
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_report SET is_restricted = true WHERE id = %s", [restricted.pk])
    with acting_as(actor):
        chosen = [find(one.reference) for one in (plain, restricted, theirs)]
        bulk = choose("report", chosen, actor=actor, now=clock.now())
        foreseen = {one.item.subject_id: one.why for one in preview(bulk, world.north_investigator, actor=actor)}
        begin(bulk, handler=world.north_investigator, actor=actor, now=clock.now())
        assign_many(bulk, actor=actor, now=clock.now())
        became = {one.subject_id: one.why for one in BulkItem.objects.filter(bulk=bulk)}
    assert foreseen == became == {plain.pk: "", restricted.pk: "restricted", theirs.pk: "handled"}


def test_it_is_undone_whole_but_for_what_somebody_has_assigned_anew(world: World) -> None:
    first, second, third = some_reports(world, 3)
    manager = world.actor(WHO)
    with acting_as(manager):
        assign(find(first.reference), handler=world.north_colleague, actor=manager, now=clock.now())
    bulk = assigned(world, [first, second, third])
    with acting_as(manager):
        assign(find(third.reference), handler=world.north_colleague, actor=manager, now=clock.now())
        undo(bulk, actor=manager, now=clock.now())
        handlers = [find(one.reference).handler_id for one in (first, second, third)]
        states = dict(BulkItem.objects.filter(bulk=bulk).values_list("subject_id", "state"))
    assert handlers == [world.north_colleague.pk, None, world.north_colleague.pk]
    assert states == {first.pk: "undone", second.pk: "undone", third.pk: "assigned"}


def test_it_is_not_undone_after_a_day_nor_twice(world: World) -> None:
    bulk, manager = assigned(world, some_reports(world, 1)), world.actor(WHO)
    with acting_as(manager):
        with pytest.raises(RuleBroken, match="too long ago"):
            undo(bulk, actor=manager, now=clock.now() + timedelta(hours=25))
        undo(bulk, actor=manager, now=clock.now())
        with pytest.raises(RuleBroken):
            undo(bulk, actor=manager, now=clock.now())


def test_assigning_again_what_is_done_changes_nothing(world: World) -> None:
    reports = some_reports(world, 2)
    bulk, manager = assigned(world, reports), world.actor(WHO)
    with acting_as(manager):
        before = [find(one.reference).version for one in reports]
        assign_many(bulk, actor=manager, now=clock.now())
        assert [find(one.reference).version for one in reports] == before


def test_a_fault_in_the_middle_leaves_every_record_as_it_was(world: World) -> None:
    reports, manager = some_reports(world, 3), world.actor(WHO)
    with acting_as(manager):
        bulk = choose("report", [find(one.reference) for one in reports], actor=manager, now=clock.now())
        begin(bulk, handler=world.north_investigator, actor=manager, now=clock.now())

        def fail(done: int) -> None:
            raise RuntimeError("the machine stops here")

        with pytest.raises(RuntimeError):
            assign_many(bulk, actor=manager, now=clock.now(), progress=fail)
        assert {find(one.reference).handler_id for one in reports} == {None}
        assign_many(bulk, actor=manager, now=clock.now())
        assert {find(one.reference).handler_id for one in reports} == {world.north_investigator.pk}


def test_many_take_no_more_statements_than_few(world: World) -> None:
    asked = []
    for number in (2, 12):
        reports, manager = some_reports(world, number), world.actor(WHO)
        with acting_as(manager):
            bulk = choose("report", [find(one.reference) for one in reports], actor=manager, now=clock.now())
            begin(bulk, handler=world.north_investigator, actor=manager, now=clock.now())
            with CaptureQueriesContext(connection) as captured:
                assign_many(bulk, actor=manager, now=clock.now())
        asked.append(len(captured.captured_queries))
    assert asked[0] == asked[1]


def test_nothing_too_much_and_what_is_another_organisations_is_refused(world: World) -> None:
    [report], manager = some_reports(world, 1), world.actor(WHO)
    with acting_as(manager):
        mine = find(report.reference)
        with pytest.raises(BadInput, match="Nothing is chosen"):
            choose("report", [], actor=manager, now=clock.now())
        many = [mine] * (MOST + 1)
        with pytest.raises(BadInput, match="More than"):
            choose("report", many, actor=manager, now=clock.now())
        bulk = choose("report", [mine], actor=manager, now=clock.now())
        with pytest.raises(BadInput, match="does not work on records"):
            begin(bulk, handler=world.south_investigator, actor=manager, now=clock.now())
    south = world.actor("south_manager")
    with acting_as(south), pytest.raises(NotFound):
        begin(bulk, handler=world.south_investigator, actor=south, now=clock.now())


def test_from_the_list_to_the_word_and_back(world: World, client_for: ClientFor) -> None:
    reports = some_reports(world, 2)
    client = client_for(world.north_manager)
    picked = {"kind": "report", "pick": [one.reference for one in reports], "query": "whose=unassigned"}
    page = client.post("/bulk", picked)
    assert page.status_code == 302
    shown = client.get(page.url).content.decode()
    assert all(one.reference[-6:] in shown.replace(" ", "") for one in reports)
    refused = client.post(page.url, {})
    assert refused.status_code == 422
    assert client.post(page.url, {"handler": world.north_investigator.pk}).status_code == 302
    done = client.get(page.url).content.decode()
    assert "Undo it" in done
    assert client.post(f"{page.url}/undo").status_code == 302
    assert "It was undone" in client.get(page.url).content.decode()
    assert client_for(world.south_investigator).get(page.url).status_code == 404
    assert client_for(world.north_auditor).get(page.url).status_code == 403


def test_everything_that_a_list_lets_through_is_chosen_with_its_filters(world: World, client_for: ClientFor) -> None:
    case, other = a_case(world), a_case(world)
    manager = world.actor(WHO)
    with acting_as(manager):
        assign(find(case.reference), handler=world.north_colleague, actor=manager, now=clock.now())
    query = f"handler={world.north_colleague.pk}"
    page = client_for(world.north_manager).post("/bulk", {"kind": "case", "everything": "1", "query": query})
    with acting_as(manager):
        chosen = set(BulkItem.objects.values_list("subject_reference", flat=True))
    assert page.status_code == 302
    assert case.reference in chosen
    assert other.reference not in chosen


def test_a_long_one_is_left_to_the_worker_which_says_how_far_it_is(
    world: World, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutela.bulk.views.assign.AT_ONCE", 1)
    reports = some_reports(world, 2)
    client = client_for(world.north_manager)
    page = client.post("/bulk", {"kind": "report", "pick": [one.reference for one in reports]})
    assert client.post(page.url, {"handler": world.north_investigator.pk}).status_code == 302
    assert "How far it is" in client.get(page.url).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'bulk.assign'")
        assert cursor.fetchone() == (1,)
