"""Special measures for a child as a witness, and strategy meetings whose actions become tasks of each body."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tests.plans.plans import OWNER, TODAY, a_measure, a_meeting
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case
from tutela.core.clock import now
from tutela.core.errors import BadInput, NotAllowed, RuleBroken, StaleRecord
from tutela.notices.models import Notice
from tutela.ownership.services import add_participant, assign
from tutela.plans.models import MeasureNotNeeded, Meeting, MeetingAction, MeetingDecision, MeetingPerson, SpecialMeasure
from tutela.plans.queries import meeting_with_rows, whole_meeting
from tutela.plans.services.measures import ask_for_measure, decide_measure, need_no_measure, support_witness
from tutela.plans.services.meetings import (
    MeetingDetails,
    NewAction,
    NewMeetingPerson,
    call_off_meeting,
    change_meeting,
    correct_decision,
    plan_meeting,
    write_minutes,
)
from tutela.tasks.models import Task
from tutela.tasks.services.finish import finish_task

pytestmark = pytest.mark.django_db


def by(world: World, who: str = OWNER) -> dict[str, Any]:
    return {"actor": world.actor(who), "now": now()}


def told_of_meeting(world: World, who: str) -> int:
    with acting_as(world.actor(who)):
        return Notice.objects.filter(kind=Notice.Kind.MEETING).count()


def test_a_measure_is_asked_for_decided_with_a_version_and_supported_by_a_task(world: World) -> None:
    case = a_case(world)
    measure = a_measure(world, case)
    with acting_as(world.actor(OWNER)):
        with pytest.raises(BadInput):
            decide_measure(measure, decided="refused", **by(world))
        decided = decide_measure(measure, decided="granted", on=TODAY, version=measure.version, **by(world))
        assert decided.get_decided_display() == "Granted"
        with pytest.raises(StaleRecord):
            decide_measure(measure, decided="granted", version=measure.version, **by(world))
        task = support_witness(measure, what="Show the child the room.", **by(world))
        assert (task.kind, task.origin_kind, task.origin_id) == ("special_measure", "special_measure", measure.pk)
        assert task.subject_reference == measure.child.reference


def test_that_no_measure_is_needed_is_a_decision_with_a_name_and_words_until_one_is_asked_for(world: World) -> None:
    case = a_case(world)
    child = child_of(world, case)
    with acting_as(world.actor(OWNER)):
        with pytest.raises(BadInput):
            need_no_measure(case, child, words="", **by(world))
        made = need_no_measure(case, child, words="The child gives no evidence.", **by(world))
        assert made.decided_by == world.north_investigator
        with pytest.raises(RuleBroken):
            need_no_measure(case, child, words="Again.", **by(world))
        with pytest.raises(BadInput):
            ask_for_measure(case, child, measure="other", asked_by="Court", **by(world))
        ask_for_measure(case, child, measure="screens", asked_by="Court", **by(world))
        assert MeasureNotNeeded.objects.get().ended_at is not None
        with pytest.raises(RuleBroken, match="asked for"):
            need_no_measure(case, child, words="After all.", **by(world))
        with pytest.raises(BadInput, match="not in the case"):
            ask_for_measure(case, child_of(world, a_case(world)), measure="screens", asked_by="Court", **by(world))


def test_a_measure_is_seen_by_who_sees_both_the_case_and_the_child(world: World) -> None:
    case = a_case(world)
    measure = a_measure(world, case)
    with acting_as(world.actor(OWNER)):
        add_participant(case, organisation=world.south, basis="joint", **by(world))
        add_participant(measure.child, organisation=world.customs, basis="joint", **by(world))
    for who in ("south_investigator", "customs_intake"):
        with acting_as(world.actor(who)):
            assert not SpecialMeasure.objects.exists()
    with acting_as(world.actor(OWNER)):
        add_participant(measure.child, organisation=world.south, basis="joint", **by(world))
    with acting_as(world.actor("south_investigator")):
        assert SpecialMeasure.objects.get() == measure
        with pytest.raises(RuleBroken):
            decide_measure(measure, decided="granted", **by(world, "south_investigator"))


def test_an_action_of_a_meeting_is_a_task_of_its_body_which_sees_the_task_and_not_the_case(world: World) -> None:
    case = a_case(world)
    meeting = a_meeting(world, case, held=True)
    with acting_as(world.actor("south_investigator")):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert not Meeting.objects.exists()
        task = Task.objects.get()
        assert (task.kind, task.what, task.origin_id) == ("meeting_action", "Ask the school.", meeting.pk)
        finish_task(task, outcome="done", **by(world, "south_investigator"))
    with acting_as(world.actor(OWNER)):
        found = whole_meeting(meeting_with_rows(Meeting.objects.all()).get(pk=meeting.pk))
        [action] = found.actions
        assert (action.task, action.organisation, action.by_whom) == (
            "Done",
            "Synthetic Southvale Police",
            "Synthetic Guest",
        )


def test_only_who_may_see_the_case_is_told_of_a_meeting(world: World) -> None:
    case = a_case(world)
    with acting_as(world.actor("north_manager")):
        assign(case, handler=world.north_colleague, **by(world, "north_manager"))
    a_meeting(world, case)
    assert told_of_meeting(world, "north_colleague") == 1
    assert told_of_meeting(world, "south_intake") == 0
    with acting_as(world.actor(OWNER)):
        add_participant(case, organisation=world.south, basis="joint", **by(world))
    a_meeting(world, case)
    assert told_of_meeting(world, "south_intake") == 1
    assert told_of_meeting(world, "south_investigator") == 0


def test_minutes_are_added_to_and_corrected_and_nothing_of_them_is_overwritten(world: World) -> None:
    meeting = a_meeting(world, a_case(world))
    with acting_as(world.actor(OWNER)):
        person = MeetingPerson.objects.filter(meeting=meeting).earliest("pk")
        past = NewAction("Ask.", world.north, now() - timedelta(days=1))
        with pytest.raises(BadInput):
            write_minutes(meeting, decided=["A."], actions=[past], **by(world))
        with pytest.raises(BadInput):
            write_minutes(meeting, came={person.pk: "perhaps"}, **by(world))
        held = write_minutes(meeting, came={person.pk: "apologies"}, decided=["A.", "B."], **by(world))
        with pytest.raises(StaleRecord):
            write_minutes(meeting, decided=["C."], version=meeting.version, **by(world))
        write_minutes(held, decided=["C."], version=held.version, **by(world))
        first = MeetingDecision.objects.get(meeting=meeting, number=1)
        correct_decision(first, words="A, but later.", **by(world))
        with pytest.raises(RuleBroken, match="corrected already"):
            correct_decision(first, words="Once more.", **by(world))
        found = whole_meeting(meeting_with_rows(Meeting.objects.all()).get(pk=meeting.pk))
        assert [(one.number, one.words, one.corrects, one.corrected_by) for one in found.decisions] == [
            (1, "A.", None, 4),
            (2, "B.", None, None),
            (3, "C.", None, None),
            (4, "A, but later.", 1, None),
        ]
        assert found.people[0].came_in_words == "Sent apologies"
        for statement in ("UPDATE plans_meetingdecision SET words = 'x'", "UPDATE plans_meeting SET state = 'planned'"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        with pytest.raises(RuleBroken, match="was held"):
            call_off_meeting(held, words="No.", **by(world))


def test_a_meeting_is_changed_and_called_off_by_those_who_plan_it_and_by_nobody_else(world: World) -> None:
    case = a_case(world, "centre_analyst")
    details = MeetingDetails(matters="Who does what.")
    with acting_as(world.actor("centre_analyst")):
        for wrong in (MeetingDetails(matters=" "), MeetingDetails(matters="A", people=[NewMeetingPerson(name="B")])):
            with pytest.raises(BadInput):
                plan_meeting(case, wrong, **by(world, "centre_analyst"))
        meeting = plan_meeting(case, details, **by(world, "centre_analyst"))
        changed = change_meeting(
            meeting, MeetingDetails(matters="Who asks the school."), version=1, **by(world, "centre_analyst")
        )
        assert (changed.matters, changed.version) == ("Who asks the school.", 2)
        with pytest.raises(StaleRecord):
            change_meeting(meeting, details, version=1, **by(world, "centre_analyst"))
        call_off_meeting(changed, words="Nobody can come.", **by(world, "centre_analyst"))
        with pytest.raises(RuleBroken, match="called off"):
            change_meeting(changed, details, **by(world, "centre_analyst"))
    ours = a_case(world)
    with acting_as(world.actor("north_examiner")), pytest.raises(NotAllowed):
        plan_meeting(ours, details, **by(world, "north_examiner"))
    with acting_as(world.actor(OWNER)):
        assert not MeetingAction.objects.exists()
