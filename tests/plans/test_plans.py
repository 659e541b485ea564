"""Plans: none becomes ready, nor is carried out, while a welfare step is skipped; and what the database says of it by itself."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tests.plans.plans import OWNER, TODAY, a_plan, details_of, do_welfare, leave_all_out, step_of, suspect_of
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Person
from tutela.cases.services.close import close_case
from tutela.cases.services.open_case import NewPerson
from tutela.core.clock import now
from tutela.core.errors import BadInput, NotAllowed, RuleBroken, StaleRecord
from tutela.core.partial_date import PartialDate
from tutela.decisions.models import Decision
from tutela.ownership.services import add_participant
from tutela.plans.models import Plan, PlanChild, PlanPart, Seizure, WelfareStep
from tutela.plans.queries import steps_for_case, welfare_of
from tutela.plans.services.carry_out import NewFollowing, add_following, call_off, carry_out, say_ready
from tutela.plans.services.make import NewPart, NewSeizure, change_plan, make_plan
from tutela.plans.services.welfare import arrange_contact, assess_risk, contact_was_made, give_information, leave_out
from tutela.tasks.models import Task
from tutela.tasks.services.finish import finish_task

pytestmark = pytest.mark.django_db
SECOND = NewPerson("suspect", "Suspect 2", name="Alex Invented", source="Hotline")


def by(world: World, who: str = OWNER) -> dict[str, Any]:
    return {"actor": world.actor(who), "now": now()}


def ready(world: World, plan: Plan) -> Plan:
    with acting_as(world.actor(OWNER)):
        return say_ready(plan, **by(world))


def refused_by_the_database(*statements: tuple[str, list[Any]]) -> bool:
    """Whether raw statements of the present reader, one after the other, are refused in the end, or change nothing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, parameters in statements:
                cursor.execute(sql, parameters)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


def test_a_plan_says_who_when_where_and_what_and_each_suspect_gets_a_welfare_step(world: World) -> None:
    case = a_case(world)
    child = child_of(world, case)
    plan = a_plan(
        world,
        case,
        kind="search",
        children=[child],
        children_with="Synthetic children's services",
        on=PartialDate(2027, 3, 27),
        at=time(6, 30),
        lead=world.north_colleague,
        interpreter="yes",
        language="Synthetic language",
        parts=[NewPart("searches", organisation=world.customs), NewPart("other", words="A dog", part_words="Finds")],
        seizures=[NewSeizure("computer", 2), NewSeizure("paper"), NewSeizure("other", 1, "Synthetic thing")],
    )
    with acting_as(world.actor(OWNER)):
        assert plan.state == "draft"
        assert plan.time_zone == "Europe/London"
        assert "06:30" in plan.when_in_words()
        assert [step.person for step in WelfareStep.objects.filter(plan=plan)] == [suspect_of(case)]
        assert PlanChild.objects.get(plan=plan).child == child
        assert PlanPart.objects.filter(plan=plan).count() == 2
        assert list(Seizure.objects.filter(plan=plan).values_list("kind", "planned")) == [
            ("computer", 2),
            ("paper", None),
            ("other", 1),
        ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"suspects": []}, "suspects"),
        ({"at": time(6, 30), "on": PartialDate(2027, 3)}, "at"),
        ({"other_children": "number"}, "other_children_number"),
        ({"other_children": "many"}, "other_children"),
        ({"interpreter": "yes"}, "language"),
        ({"parts": [NewPart("arrests")]}, "parts"),
        ({"parts": [NewPart("other", words="Somebody")]}, "parts"),
        ({"seizures": [NewSeizure("other", 1)]}, "seizures"),
        ({"seizures": [NewSeizure("computer", 0)]}, "seizures"),
    ],
)
def test_what_does_not_fit_is_refused_and_named_and_the_same_plan_without_it_is_made(
    world: World, wrong: dict[str, Any], field: str
) -> None:
    case = a_case(world)
    with acting_as(world.actor(OWNER)):
        with pytest.raises(BadInput) as refused:
            make_plan(case, kind="arrest", details=details_of(case, **wrong), **by(world))
        assert refused.value.where.field == field
        assert not Plan.objects.exists()
        assert make_plan(case, kind="arrest", details=details_of(case), **by(world)).pk


def test_nobody_of_another_case_is_put_into_a_plan(world: World) -> None:
    case, other = a_case(world), a_case(world)
    with acting_as(world.actor(OWNER)):
        for wrong in ({"suspects": [suspect_of(other)]}, {"children": [child_of(world, other)]}):
            with pytest.raises(BadInput):
                make_plan(case, kind="arrest", details=details_of(case, **wrong), **by(world))
        with pytest.raises(BadInput, match="works for"):
            make_plan(case, kind="arrest", details=details_of(case, lead=world.south_investigator), **by(world))
        witness = Person.objects.get(case=case, capacity="witness")
        with pytest.raises(BadInput):
            make_plan(case, kind="arrest", details=details_of(case, suspects=[witness]), **by(world))


def test_a_plan_is_not_ready_while_one_part_of_one_welfare_step_is_neither_done_nor_left_out(world: World) -> None:
    case = a_case(world, people=[NewPerson("suspect", "Suspect 1", source="Us"), SECOND])
    with acting_as(world.actor(OWNER)):
        both = list(Person.objects.filter(case=case, capacity="suspect").order_by("pk"))
    plan = a_plan(world, case, suspects=both)
    with pytest.raises(RuleBroken, match="neither done nor left out"):
        ready(world, plan)
    do_welfare(world, plan)
    assert ready(world, plan).state == "ready"
    with acting_as(world.actor(OWNER)):
        step = WelfareStep.objects.filter(plan=plan).latest("pk")
        assert [one.is_complete for one in welfare_of(plan)] == [True, True]
        assert refused_by_the_database(("UPDATE plans_welfarestep SET risk_outcome = '' WHERE id = %s", [step.pk]))


@pytest.mark.parametrize("part", ["assessment", "information", "contact"])
def test_a_part_is_left_out_by_a_named_person_with_grounds_and_words_and_by_nobody_without(
    world: World, part: str
) -> None:
    case = a_case(world)
    plan = a_plan(world, case)
    with acting_as(world.actor(OWNER)):
        step = step_of(plan)
        for given, field in (
            ({"grounds": "", "words": "Why."}, "grounds"),
            ({"grounds": "declined", "words": " "}, "words"),
        ):
            with pytest.raises(BadInput) as refused:
                leave_out(step, part, **given, **by(world))
            assert refused.value.where.field == field
        decision = leave_out(step, part, grounds="declined", words="Synthetic words.", **by(world))
        assert (decision.kind, decision.made_by, decision.subject_id) == (
            Decision.Kind.NO_WELFARE_STEP,
            world.north_investigator,
            case.pk,
        )
        with pytest.raises(RuleBroken, match="already"):
            leave_out(step, part, grounds="declined", words="Synthetic words.", **by(world))
    leave_all_out(world, plan)
    assert ready(world, plan).state == "ready"


def test_not_even_a_raw_statement_makes_a_plan_ready_without_its_welfare_step(world: World) -> None:
    case, other = a_case(world, people=[NewPerson("suspect", "Suspect 1", source="Us"), SECOND]), a_case(world)
    plan, complete = a_plan(world, case), a_plan(world, case, kind="search")
    do_welfare(world, complete)
    leave_all_out(world, a_plan(world, other))
    say_so = "UPDATE plans_plan SET state = 'ready' WHERE id = %s"
    with acting_as(world.actor(OWNER)):
        assert refused_by_the_database((say_so, [plan.pk]))
        foreign = Decision.objects.filter(subject_id=other.pk, kind="no_welfare_step").earliest("pk")
        for column in ("assessment_left_out_id", "information_left_out_id", "contact_left_out_id"):
            change = f"UPDATE plans_welfarestep SET {column} = %s WHERE plan_id = %s"
            assert refused_by_the_database((change, [foreign.pk, plan.pk]))
        gone = "UPDATE plans_welfarestep SET removed_at = now() WHERE plan_id = %s"
        assert refused_by_the_database((gone, [plan.pk]), (say_so, [plan.pk]))
        further = (
            "INSERT INTO plans_welfarestep (plan_id, case_id, person_id, risk_outcome, assessed_by, assessment_words,"
            " information, informed_by, information_words, contact_by, contact_words, added_at)"
            " VALUES (%s, %s, %s, '', '', '', '{}', '', '', '', '', now())"
        )
        second = Person.objects.filter(case=case, capacity="suspect").latest("pk")
        assert not refused_by_the_database((further, [plan.pk, case.pk, second.pk]))
        assert not refused_by_the_database((say_so, [complete.pk]))
        # Nor does a further suspect slip into a plan that is ready already, nor is anything of it changed under it.
        assert refused_by_the_database((further, [complete.pk, case.pk, second.pk]))
        assert refused_by_the_database((gone, [complete.pk]))
        assert refused_by_the_database(("UPDATE plans_plan SET place = 'elsewhere' WHERE id = %s", [complete.pk]))
        over = (
            "UPDATE plans_plan SET state = 'carried_out', outcome = 'as_planned', carried_out_at = now() WHERE id = %s"
        )
        assert refused_by_the_database((over, [plan.pk]))
        assert not refused_by_the_database((over, [complete.pk]))


def test_a_plan_with_children_there_is_not_ready_without_somebody_who_looks_after_them(world: World) -> None:
    case = a_case(world)
    child = child_of(world, case)
    for more in (
        {"children": [child]},
        {"other_children": "number", "other_children_number": 2},
        {"other_children": "not_yet_known"},
    ):
        plan = a_plan(world, case, **more)
        do_welfare(world, plan)
        with pytest.raises(RuleBroken, match="nobody is named who looks after them"):
            ready(world, plan)
        with acting_as(world.actor(OWNER)):
            assert refused_by_the_database(("UPDATE plans_plan SET state = 'ready' WHERE id = %s", [plan.pk]))
            plan.refresh_from_db()
            named = details_of(case, **{**more, "children_with": "An aunt"})
            change_plan(plan, details=named, version=plan.version, **by(world))
        assert ready(world, plan).state == "ready"


def test_a_change_of_a_ready_plan_puts_it_back_to_draft(world: World) -> None:
    case = a_case(world)
    plan = a_plan(world, case)
    do_welfare(world, plan)
    shown = ready(world, plan)
    with acting_as(world.actor(OWNER)):
        changed = change_plan(
            shown, details=details_of(case, place="Synthetic street"), version=shown.version, **by(world)
        )
        assert (changed.state, changed.place) == ("draft", "Synthetic street")
        with pytest.raises(StaleRecord):
            change_plan(shown, details=details_of(case), version=shown.version, **by(world))
        say_ready(changed, **by(world))
        assess_risk(step_of(changed), outcome="immediate_concern", by="Nurse", on=TODAY, **by(world))
        assert Plan.objects.get(pk=plan.pk).state == "draft"
        kept = list(PlanPart.objects.filter(plan=plan, removed_at=None).values_list("pk", flat=True))
        change_plan(changed, details=details_of(case, parts=[], kept_parts=kept, seizures=[]), **by(world))
        assert PlanPart.objects.filter(plan=plan, removed_at=None).count() == 1
        assert not Seizure.objects.filter(plan=plan, removed_at=None).exists()


def test_a_suspect_who_leaves_the_plan_takes_their_welfare_step_and_its_task_along(world: World) -> None:
    case = a_case(world, people=[NewPerson("suspect", "Suspect 1", source="Us"), SECOND])
    with acting_as(world.actor(OWNER)):
        both = list(Person.objects.filter(case=case, capacity="suspect").order_by("pk"))
    plan = a_plan(world, case, suspects=both)
    do_welfare(world, plan)
    with acting_as(world.actor(OWNER)):
        change_plan(plan, details=details_of(case, suspects=both[:1]), **by(world))
        gone = WelfareStep.objects.get(plan=plan, person=both[1])
        assert gone.removed_at is not None
        assert Task.objects.get(pk=gone.contact_task_id).state == "cancelled"
        change_plan(plan, details=details_of(case, suspects=both), **by(world))
    with pytest.raises(RuleBroken, match="neither done nor left out"):
        ready(world, plan)


def test_an_assessment_and_information_have_a_person_a_day_and_an_outcome(world: World) -> None:
    plan = a_plan(world, a_case(world))
    with acting_as(world.actor(OWNER)):
        step = step_of(plan)
        right = {"outcome": "concern", "by": "Nurse", "on": TODAY}
        for wrong in ({"outcome": "not_yet_known"}, {"outcome": "7"}, {"outcome": "other"}, {"by": " "}, {"on": None}):
            with pytest.raises(BadInput):
                assess_risk(step, **{**right, **wrong}, **by(world))
        assert assess_risk(step, **right, **by(world)).is_done("assessment")
        told = {"information": ["crisis_line", "for_family"], "by": "Officer", "on": PartialDate(2026, 11)}
        for wrong in ({"information": []}, {"information": ["not_yet_known"]}, {"information": ["other"]}, {"by": ""}):
            with pytest.raises(BadInput):
                give_information(step, **{**told, **wrong}, **by(world))
        assert str(give_information(step, **told, **by(world)).informed_on) == "2026-11"


def test_the_contact_afterwards_is_a_task_and_a_next_step_of_the_case_until_it_is_made(world: World) -> None:
    case = a_case(world)
    plan = a_plan(world, case, lead=world.north_colleague)
    do_welfare(world, plan)
    ready(world, plan)
    with acting_as(world.actor(OWNER)):
        first = WelfareStep.objects.get(plan=plan)
        task = Task.objects.get(origin_kind="welfare_step", origin_id=first.pk)
        assert (task.kind, task.assignee, task.organisation) == ("welfare", world.north_colleague, world.north)
        assert any("carry the plan out" in step.what for step in steps_for_case(case, is_owner=True))
        carry_out(plan, outcome="as_planned", **by(world))
        [step] = steps_for_case(case, is_owner=True)
        assert "contact with the suspect" in step.what
        assert (step.due_at, step.url) == (
            first.contact_due_at,
            f"/cases/{case.reference}/welfare/{first.pk}/contact-made",
        )
        close_case(case, grounds="finished", words="Done.", **by(world))
        contact_was_made(step_of(plan), words="Synthetic words.", **by(world))
        assert steps_for_case(case, is_owner=True) == []
        task.refresh_from_db()
        assert task.state == "done"
        with pytest.raises(RuleBroken, match="already"):
            contact_was_made(step_of(plan), words="Again.", **by(world))


def test_a_contact_whose_task_is_done_is_made_and_one_that_is_arranged_anew_has_one_task(world: World) -> None:
    case = a_case(world)
    plan = a_plan(world, case)
    do_welfare(world, plan)
    with acting_as(world.actor(OWNER)):
        step = step_of(plan)
        arrange_contact(step, by="Doctor", due_at=now() + timedelta(days=5), **by(world))
        tasks = Task.objects.filter(origin_kind="welfare_step", origin_id=step.pk).order_by("pk")
        assert [one.state for one in tasks] == ["cancelled", "open"]
        with pytest.raises(BadInput):
            arrange_contact(step, by="Doctor", due_at=now() - timedelta(days=1), **by(world))
        say_ready(plan, **by(world))
        carry_out(plan, outcome="as_planned", **by(world))
        assert len(steps_for_case(case, is_owner=False)) == 1
        finish_task(tasks[1], outcome="done", **by(world))
        assert steps_for_case(case, is_owner=False) == []
        assert welfare_of(plan)[0].contact_is_made


def test_what_came_of_a_plan_is_an_outcome_numbers_and_tasks_that_follow(world: World) -> None:
    case = a_case(world)
    plan = a_plan(world, case)
    with acting_as(world.actor(OWNER)), pytest.raises(RuleBroken, match="ready before"):
        carry_out(plan, outcome="as_planned", **by(world))
    do_welfare(world, plan)
    ready(world, plan)
    with acting_as(world.actor(OWNER)):
        computer = Seizure.objects.get(plan=plan)
        with pytest.raises(BadInput):
            carry_out(plan, outcome="in_part", **by(world))
        with pytest.raises(BadInput):
            carry_out(plan, outcome="as_planned", seized={computer.pk: 100_000}, **by(world))
        done = carry_out(
            plan,
            outcome="in_part",
            words="One room was locked.",
            seized={computer.pk: 1},
            also_seized=[NewSeizure("telephone", 3)],
            following=[NewFollowing("Ask for a warrant.", now() + timedelta(days=1))],
            **by(world),
        )
        assert done.state == "carried_out"
        assert sorted(Seizure.objects.filter(plan=plan).values_list("kind", "planned", "seized")) == [
            ("computer", 2, 1),
            ("telephone", 0, 3),
        ]
        add_following(done, NewFollowing("Return the keys."), **by(world))
        assert Task.objects.filter(origin_kind="plan", origin_id=plan.pk).count() == 2
        with pytest.raises(RuleBroken, match="over"):
            change_plan(done, details=details_of(case), **by(world))
        assert refused_by_the_database(("UPDATE plans_plan SET outcome_words = 'x' WHERE id = %s", [plan.pk]))


def test_a_plan_is_called_off_with_words_and_its_contact_with_it(world: World) -> None:
    plan = a_plan(world, a_case(world))
    do_welfare(world, plan)
    with acting_as(world.actor(OWNER)):
        with pytest.raises(BadInput):
            call_off(plan, words=" ", **by(world))
        assert call_off(plan, words="It is not needed.", **by(world)).state == "called_off"
        assert Task.objects.get(kind="welfare").state == "cancelled"
        with pytest.raises(RuleBroken, match="called off"):
            assess_risk(step_of(plan), outcome="concern", by="Nurse", on=TODAY, **by(world))
        assert refused_by_the_database(("UPDATE plans_plan SET state = 'draft' WHERE id = %s", [plan.pk]))


def test_who_takes_part_reads_a_plan_and_who_does_not_sees_nothing_of_it(world: World) -> None:
    case = a_case(world)
    plan = a_plan(world, case)
    with acting_as(world.actor("south_investigator")):
        assert not Plan.objects.exists()
        assert not WelfareStep.objects.exists()
    with acting_as(world.actor(OWNER)):
        add_participant(case, organisation=world.south, basis="joint", **by(world))
    with acting_as(world.actor("south_investigator")):
        assert Plan.objects.get() == plan
        [step] = steps_for_case(case, is_owner=False)
        assert step.who == "Synthetic Northmoor Police"
        with pytest.raises(RuleBroken):
            change_plan(plan, details=details_of(case), **by(world, "south_investigator"))
        assert refused_by_the_database(("UPDATE plans_plan SET place = 'x' WHERE id = %s", [plan.pk]))
    for who in ("north_examiner", "north_auditor"):
        with acting_as(world.actor(who)), pytest.raises(NotAllowed):
            change_plan(plan, details=details_of(case), **by(world, who))


def test_a_closed_case_takes_no_plan_and_an_open_one_does(world: World) -> None:
    case, closed = a_case(world), a_case(world)
    with acting_as(world.actor(OWNER)):
        close_case(closed, grounds="finished", words="Done.", **by(world))
        with pytest.raises(RuleBroken, match="closed"):
            make_plan(closed, kind="arrest", details=details_of(closed), **by(world))
        assert make_plan(case, kind="arrest", details=details_of(case), **by(world))
