"""Every child gets an assessment of needs: with a clock, findings that add, and an outcome or a decision with a name."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import World
from tests.children.children import a_child, everything_found, refused
from tests.roles import switched_role
from tutela import typology
from tutela.accounts.need_to_know import acting_as
from tutela.children.models import AREAS, Assessment, Child, Finding
from tutela.children.queries import areas_of, findings_of
from tutela.children.services.assess import give_assessment, open_assessment_again
from tutela.children.services.conclude import conclude_assessment, decide_no_assessment
from tutela.children.services.hand_on import send_child
from tutela.children.services.needs import give_task_for_need, record_finding
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.decisions.models import Decision
from tutela.organisations.promises import assessment_due
from tutela.ownership.access import find
from tutela.ownership.services import accept
from tutela.tasks.models import Task
from tutela.tasks.queries import tasks_of

pytestmark = pytest.mark.django_db
AHEAD = clock.now().date() + timedelta(days=400)


@pytest.fixture
def child(world: World) -> Child:
    """A child of Northmoor's."""
    return a_child(world)


def do(world: World, who: str, verb: Any, child: Child, **more: Any) -> Any:
    actor = world.actor(who)
    with acting_as(actor):
        return verb(child, **more, actor=actor, now=clock.now())


def promise_of(child: Child) -> Clock:
    return Clock.objects.filter(subject_kind="child", subject_id=child.pk, kind="assessment").latest("pk")


def test_the_seven_areas_are_those_of_the_typology() -> None:
    listed = {one.code for one in typology.terms("need_area")}
    assert listed - {typology.OTHER, typology.NOT_YET_KNOWN} == set(AREAS)


def test_every_child_gets_one_from_the_first_moment_with_the_owners_promise(world: World, child: Child) -> None:
    with acting_as(world.actor("north_auditor")):
        assessment, promise = Assessment.objects.get(child=child), promise_of(child)
        assert (assessment.state, assessment.organisation) == ("open", world.north)
        assert (promise.answerable, promise.due_at) == (world.north, assessment_due(world.north, promise.started_at))
        assert find(child.reference).next_due_at == promise.due_at


def test_a_later_finding_of_an_area_adds_and_the_newest_one_stands(world: World, child: Child) -> None:
    do(
        world,
        "north_investigator",
        record_finding,
        child,
        area="health",
        result="not_yet_known",
        words="Asked.",
        source="GP",
    )
    do(world, "north_intake", record_finding, child, area="health", result="need", words="A check-up.", source="GP")
    with acting_as(world.actor("north_investigator")):
        assessment = Assessment.objects.get(child=child)
        areas = {one.code: one for one in areas_of(findings_of(assessment.pk))}
        assert list(areas) == list(AREAS)
        assert (areas["health"].present.result, len(areas["health"].earlier)) == ("need", 1)
        assert areas["safety"].present is None


def test_a_finding_has_a_source_and_words_for_a_need(world: World, child: Child) -> None:
    good = {"area": "health", "result": "need", "words": "A check-up.", "source": "GP"}
    for wrong in ({"area": "no_such"}, {"result": "no_such"}, {"words": ""}, {"source": ""}, {"grading": "no_such"}):
        with pytest.raises(BadInput):
            do(world, "north_investigator", record_finding, child, **good | wrong)
    assert do(world, "north_investigator", record_finding, child, **good).pk


def test_it_is_concluded_when_something_was_said_of_every_area_and_keeps_the_promise(
    world: World, child: Child
) -> None:
    end = {"outcome": "support_arranged", "words": "With the school."}
    do(world, "north_investigator", record_finding, child, area="health", result="no_need", source="GP")
    with pytest.raises(RuleBroken, match="Safety"):
        do(world, "north_investigator", conclude_assessment, child, **end)
    everything_found(world, child, therapy="need", family="not_yet_known")
    for wrong in ("no_support_needed", "not_yet_known", "no_such"):
        with pytest.raises(BadInput):
            do(world, "north_investigator", conclude_assessment, child, **end | {"outcome": wrong})
    made = do(world, "north_investigator", conclude_assessment, child, **end)
    assert (made.state, made.outcome) == ("concluded", "support_arranged")
    with acting_as(world.actor("north_investigator")):
        assert promise_of(child).met_at is not None
        assert find(child.reference).next_due_at is None
    with pytest.raises(RuleBroken, match="open"):
        do(world, "north_investigator", conclude_assessment, child, **end)


def test_that_none_is_made_is_a_decision_with_grounds_words_a_review_and_a_name(world: World, child: Child) -> None:
    good = {"grounds": "made_elsewhere", "words": "Children's services made one.", "review_on": AHEAD}
    with pytest.raises(NotAllowed):
        do(world, "north_intake", decide_no_assessment, child, **good)
    for wrong in ({"grounds": "no_such"}, {"words": " "}, {"review_on": clock.now().date()}):
        with pytest.raises(BadInput):
            do(world, "north_manager", decide_no_assessment, child, **good | wrong)
    decision = do(world, "north_manager", decide_no_assessment, child, **good)
    with acting_as(world.actor("north_investigator")):
        assert (decision.kind, decision.state, decision.made_by_id) == (
            "no_assessment",
            "taken",
            world.north_manager.pk,
        )
        assert (promise_of(child).end_reason, Assessment.objects.get(child=child).state) == (
            "decided_against",
            "decided_against",
        )
        assert find(child.reference).next_due_at.date() == AHEAD
    with pytest.raises(RuleBroken):
        do(world, "north_manager", decide_no_assessment, child, **good)


def test_it_is_opened_again_with_a_reason_and_a_new_promise_and_the_earlier_one_stays(
    world: World, child: Child
) -> None:
    with pytest.raises(RuleBroken, match="open already"):
        do(world, "north_investigator", open_assessment_again, child, why="Something changed.")
    everything_found(world, child)
    do(world, "north_investigator", conclude_assessment, child, outcome="no_support_needed")
    with pytest.raises(BadInput):
        do(world, "north_investigator", open_assessment_again, child, why=" ")
    again = do(world, "north_investigator", open_assessment_again, child, why="Something changed.")
    with acting_as(world.actor("north_investigator")):
        assert list(Assessment.objects.filter(child=child).values_list("state", flat=True)) == ["open", "concluded"]
        assert (again.why, promise_of(child).is_running) == ("Something changed.", True)
        assert not Finding.objects.filter(assessment=again).exists()


def test_a_need_becomes_a_task_of_ones_own_or_of_another_organisation(world: World, child: Child) -> None:
    given = {"area": "therapy", "what": "Find a place with a therapist"}
    with pytest.raises(RuleBroken, match="No need"):
        do(world, "north_investigator", give_task_for_need, child, **given)
    do(world, "north_investigator", record_finding, child, area="therapy", result="need", words="Talks.", source="GP")
    do(world, "north_investigator", give_task_for_need, child, **given)
    found = do(world, "north_investigator", give_task_for_need, child, **given, organisation=world.hotline)
    with acting_as(world.actor("north_investigator")):
        tasks = tasks_of(child)
        assert {(one.kind, one.origin_kind, one.origin_id, one.organisation.code) for one in tasks} == {
            ("needs", "need", found.pk, "north"),
            ("needs", "need", found.pk, "hotline"),
        }
        areas = areas_of(findings_of(found.assessment_id), tasks)
        assert [len(one.tasks) for one in areas if one.code == "therapy"] == [2]


def test_another_organisation_is_given_it_as_a_task_and_does_not_see_the_record(world: World, child: Child) -> None:
    do(world, "north_investigator", give_assessment, child, organisation=world.hotline)
    partner = world.actor("hotline_partner")
    with acting_as(partner):
        task = Task.objects.get()
        assert (task.kind, task.origin_kind, task.subject_reference) == ("needs", "assessment", child.reference)
        assert not Child.objects.exists()
        assert not Assessment.objects.exists()
    with pytest.raises(BadInput):
        do(world, "north_investigator", give_assessment, child, organisation=world.south, assessor=world.south_manager)
    do(
        world,
        "north_investigator",
        give_assessment,
        child,
        organisation=world.north,
        assessor=world.north_colleague,
    )
    with acting_as(world.actor("north_investigator")):
        assessment = Assessment.objects.get(child=child)
        assert (assessment.organisation, assessment.assessor) == (world.north, world.north_colleague)
        assert Task.objects.get().state == "cancelled"
        assert promise_of(child).answerable == world.north


def test_it_follows_the_child_to_another_owner_unless_a_third_one_makes_it(world: World, child: Child) -> None:
    third = a_child(world)
    do(world, "north_investigator", give_assessment, child, organisation=world.north, assessor=world.north_colleague)
    do(world, "north_investigator", give_assessment, third, organisation=world.hotline)
    south = world.actor("south_investigator")
    for one in (child, third):
        offer = do(world, "north_investigator", send_child, one, to=world.south, reason="Area")
        with acting_as(south):
            accept(offer.pk, actor=south, now=clock.now())
    with acting_as(south):
        moved, kept = (Assessment.objects.get(child=one) for one in (child, third))
        assert (moved.organisation, moved.assessor) == (world.south, None)
        assert kept.organisation == world.hotline
        assert {promise_of(one).answerable for one in (child, third)} == {world.south}


def test_whoever_does_not_answer_for_the_child_finds_and_ends_nothing(world: World, child: Child) -> None:
    found = {"area": "health", "result": "no_need", "source": "GP"}
    with pytest.raises(NotAllowed):
        do(world, "north_auditor", record_finding, child, **found)
    with pytest.raises(RuleBroken):
        do(world, "south_investigator", record_finding, child, **found)
    with acting_as(world.actor("south_investigator")):
        assert not Assessment.objects.exists()
        assert not Finding.objects.exists()
    assert do(world, "north_colleague", record_finding, child, **found).pk


def test_no_raw_statement_ends_it_without_its_findings_or_opens_what_has_ended(world: World, child: Child) -> None:
    concluded = (
        "UPDATE children_assessment SET state = 'concluded', outcome = 'referred', ended_at = now(), ended_by_id = %s"
        " WHERE child_id = %s"
    )
    investigator = world.north_investigator.pk
    with acting_as(world.actor("north_investigator")):
        assert "every area" in refused(concluded, investigator, child.pk)
    everything_found(world, child)
    decision = do(
        world, "north_manager", decide_no_assessment, a_child(world), grounds="declined", words="No.", review_on=AHEAD
    )
    with acting_as(world.actor("north_investigator")):
        assert "in the name of" in refused(concluded, world.north_manager.pk, child.pk)
        assert "is a decision" in refused(
            "UPDATE children_assessment SET state = 'decided_against', decision_id = NULL, ended_at = now(), ended_by_id = %s"
            " WHERE child_id = %s",
            investigator,
            child.pk,
        )
        assert "permission denied" in refused("UPDATE children_assessment SET opened_at = now()")
        assert "permission denied" in refused("DELETE FROM children_assessment")
        assert "permission denied" in refused("UPDATE children_finding SET result = 'need'")
        assert "has ended" in refused(
            "UPDATE children_assessment SET state = 'open', decision_id = NULL, ended_at = NULL WHERE decision_id = %s",
            decision.pk,
        )
        assert "row-level security" in refused(
            "INSERT INTO children_finding (assessment_id, area, result, words, source, grading, done, said_by_id, said_at)"
            " SELECT id, 'health', 'no_need', '', 'GP', '', '', %s, now() FROM children_assessment WHERE state = 'open'",
            world.north_manager.pk,
        )
        assert "one_open_assessment_a_child" in refused(
            "INSERT INTO children_assessment (child_id, organisation_id, state, opened_at, opened_by_id, why, outcome,"
            " outcome_words) VALUES (%s, %s, 'open', now(), %s, '', '', '')",
            child.pk,
            world.north.pk,
            investigator,
        )
        assert Decision.objects.filter(kind="no_assessment").count() == 1


def test_what_was_kept_before_gets_an_assessment_and_a_clock_and_its_countries_become_statements(
    world: World, child: Child
) -> None:
    from importlib import import_module

    from django.db import connection

    migration = import_module("tutela.children.migrations.0004_every_child_has_one").Migration
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM clocks_clock WHERE subject_kind = 'child'")
        cursor.execute("DELETE FROM children_assessment")
        cursor.execute("DELETE FROM children_whereabouts")
        for one in migration.operations:
            cursor.execute(one.sql)
    with acting_as(world.actor("north_investigator")):
        assert Assessment.objects.get(child=child).organisation == world.north
        assert promise_of(child).due_at - promise_of(child).started_at == timedelta(days=14)
        assert sorted(child.whereabouts.values_list("country", flat=True)) == ["FR", "GB"]
