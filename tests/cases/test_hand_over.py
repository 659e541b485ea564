"""What goes with a case when another organisation takes it: its children, and the reports that led to it."""

import pytest

from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as AuditEntry
from tutela.cases.models import Case
from tutela.cases.services.children import place_child
from tutela.cases.services.hand_on import send_case
from tutela.cases.services.open_case import NewChild
from tutela.cases.services.record import enter_child_in_case, write_entry
from tutela.children.models import Child
from tutela.children.services.hand_on import send_child
from tutela.children.services.identify import identify, say_safety
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.errors import NotFound, RuleBroken
from tutela.ownership.access import find
from tutela.ownership.models import HandOver, Span
from tutela.ownership.services import accept, decline, lapse, transfer
from tutela.reports.services.answer import answer
from tutela.reports.services.open_case import join_case

pytestmark = pytest.mark.django_db


def test_the_children_and_the_reports_of_a_case_go_with_it_and_the_new_owner_can_change_them(world: World) -> None:
    case = a_case(world)
    child, report = child_of(world, case), report_of(world, case)
    north, south = world.actor("north_investigator"), world.actor("south_investigator")
    with acting_as(north):
        offer = send_case(case, to=world.south, reason="Area", actor=north, now=clock.now())
    with acting_as(south):
        for reference in (case.reference, child.reference, report.reference):
            with pytest.raises(NotFound):
                find(reference)
        preview = HandOver.objects.get(pk=offer.pk).preview
        assert (preview["children"], preview["children_not_identified"], preview["reports"]) == (2, 1, 1)
        taken = accept(offer.pk, actor=south, now=clock.now())
        for reference in (case.reference, child.reference, report.reference):
            record = find(reference)
            assert (record.owner, record.owner_basis) == (world.south, "accepted")
        identify(
            find(child.reference), name="Synthetic Child", how="School", safety="safe", actor=south, now=clock.now()
        )
        write_entry(taken, words="Synthetic entry.", source="Us", actor=south, now=clock.now())
        answer(find(report.reference), template="outcome_case", actor=south, now=clock.now())
        running = Clock.objects.filter(subject_kind="report", subject_id=report.pk, met_at=None, ended_at=None)
        assert {one.answerable_id for one in running} <= {world.south.pk}
        lines = AuditEntry.objects.filter(action__endswith=".accept", user_id=south.user_id)
        assert {one.subject_reference for one in lines} >= {case.reference, child.reference, report.reference}


def test_whoever_sent_a_case_goes_on_seeing_it_and_its_children_and_changes_nothing_of_them(world: World) -> None:
    case = a_case(world)
    child = child_of(world, case)
    _hand_over(world, case)
    north = world.actor("north_investigator")
    with acting_as(north):
        assert find(case.reference).owner == find(child.reference).owner == world.south
        with pytest.raises(RuleBroken):
            say_safety(find(child.reference), safety="safe", actor=north, now=clock.now())
        with pytest.raises(RuleBroken):
            write_entry(find(case.reference), words="Synthetic.", source="Us", actor=north, now=clock.now())


def test_a_child_of_another_open_case_of_the_sender_stays_and_goes_when_that_one_closes(world: World) -> None:
    case, other = a_case(world), a_case(world)
    child, alone = child_of(world, case), child_of(world, case, identified=True)
    _also_in(world, child, other)
    _hand_over(world, case)
    with acting_as(world.actor("north_investigator")):
        assert find(child.reference).owner == world.north
        assert find(alone.reference).owner == world.south


def test_a_report_of_another_open_case_of_the_sender_stays(world: World) -> None:
    case, other = a_case(world), a_case(world)
    report, north = report_of(world, case), world.actor("north_investigator")
    with acting_as(north):
        join_case(find(report.reference), other, actor=north, now=clock.now())
    _hand_over(world, case)
    with acting_as(north):
        assert find(report.reference).owner == world.north


def test_a_child_that_is_on_its_way_elsewhere_stays_with_that_offer(world: World) -> None:
    case = a_case(world)
    child = child_of(world, case)
    north = world.actor("north_investigator")
    with acting_as(north):
        send_child(child, to=world.customs, reason="Synthetic.", actor=north, now=clock.now())
    _hand_over(world, case)
    with acting_as(north):
        assert find(child.reference).owner == world.north


def test_a_child_whom_another_organisation_answers_for_stays_with_it(world: World) -> None:
    case = a_case(world)
    child, manager = child_of(world, case), world.actor("centre_manager")
    with acting_as(manager):
        transfer(child, to=world.customs, reason="Synthetic.", actor=manager, now=clock.now())
    _hand_over(world, case)
    with acting_as(world.actor("customs_intake")):
        assert find(child.reference).owner == world.customs


def test_declining_moves_nothing(world: World) -> None:
    case = a_case(world)
    child, north, south = child_of(world, case), world.actor("north_investigator"), world.actor("south_intake")
    with acting_as(north):
        offer = send_case(case, to=world.south, reason="Area", actor=north, now=clock.now())
    with acting_as(south):
        decline(offer.pk, reason="other_area", words="", actor=south, now=clock.now())
    with acting_as(north):
        assert find(child.reference).owner == find(case.reference).owner == world.north


def test_a_transfer_and_a_lapse_take_the_children_along_too(world: World) -> None:
    moved, lapsed = a_case(world), a_case(world)
    child, late = child_of(world, moved), child_of(world, lapsed)
    north, manager = world.actor("north_investigator"), world.actor("centre_manager")
    with acting_as(manager):
        transfer(moved, to=world.south, reason="Synthetic.", actor=manager, now=clock.now())
    with acting_as(world.actor("south_intake")):
        assert find(child.reference).owner == find(moved.reference).owner == world.south
    with acting_as(north):
        offer = send_case(lapsed, to=world.south, reason="Area", actor=north, now=clock.now())
    with switched_role("tutela_jobs"):
        lapse(offer.pk, actor=SYSTEM, now=offer.due_at)
    with acting_as(world.actor("centre_intake")):
        back = find(late.reference)
        assert (back.owner, back.owner_basis) == (world.centre, "lapsed")


def test_whoever_accepts_a_restricted_case_handles_it_and_its_children(world: World) -> None:
    case = a_case(world, restricted=True)
    child = child_of(world, case)
    assert child.is_restricted
    _hand_over(world, case)
    south, colleague = world.actor("south_investigator"), world.actor("south_intake")
    with acting_as(south):
        assert find(case.reference).handler_id == find(child.reference).handler_id == south.user_id
    with acting_as(colleague):
        for reference in (case.reference, child.reference):
            with pytest.raises(NotFound):
                find(reference)


def test_a_case_goes_and_comes_back(world: World) -> None:
    case = a_case(world)
    child = child_of(world, case)
    _hand_over(world, case)
    with acting_as(world.actor("south_investigator")):
        there = find(case.reference)
    _hand_over(world, there, sender="south_investigator", receiver="north_investigator")
    with acting_as(world.actor("north_investigator")):
        assert find(child.reference).owner == find(case.reference).owner == world.north
        spans = Span.objects.filter(subject_kind="child", subject_id=child.pk).order_by("from_at")
        assert [one.organisation.code for one in spans] == ["north", "south", "north"]


def test_a_closed_case_is_not_sent_on(world: World) -> None:
    case = a_case(world)
    north = world.actor("north_investigator")
    with acting_as(north):
        case.state = "closed"
        with pytest.raises(RuleBroken):
            send_case(case, to=world.south, reason="Area", actor=north, now=clock.now())
        case.state = "open"
        assert send_case(case, to=world.south, reason="Area", actor=north, now=clock.now()).state == "offered"


def test_a_child_entered_after_the_offer_goes_with_the_case(world: World) -> None:
    case, north, south = a_case(world), world.actor("north_investigator"), world.actor("south_investigator")
    with acting_as(north):
        offer = send_case(case, to=world.south, reason="Area", actor=north, now=clock.now())
        late = enter_child_in_case(case, NewChild("Child 3"), actor=north, now=clock.now()).child
    with acting_as(south):
        accept(offer.pk, actor=south, now=clock.now())
        assert find(late.reference).owner == world.south


def _hand_over(
    world: World, case: Case, *, sender: str = "north_investigator", receiver: str = "south_investigator"
) -> None:
    giving, taking = world.actor(sender), world.actor(receiver)
    to = world.memberships[receiver].organisation
    with acting_as(giving):
        offer = send_case(find(case.reference), to=to, reason="Area", actor=giving, now=clock.now())
    with acting_as(taking):
        accept(offer.pk, actor=taking, now=clock.now())


def _also_in(world: World, child: Child, case: Case) -> None:
    north = world.actor("north_investigator")
    with acting_as(north):
        place_child(case, child, actor=north, now=clock.now())
