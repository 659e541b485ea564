"""In whatever order the verbs come, and whoever calls them: no plan is ready or carried out without its welfare steps."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cases.cases import a_case, child_of
from tests.cast import World, the_world
from tests.plans.plans import OWNER, TODAY, a_plan, details_of
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Person
from tutela.cases.services.open_case import NewPerson
from tutela.core.clock import now
from tutela.core.errors import TutelaError
from tutela.plans.models import Plan, PlanChild, WelfareStep
from tutela.plans.models.welfare import Part
from tutela.plans.services.carry_out import call_off, carry_out, say_ready
from tutela.plans.services.make import change_plan
from tutela.plans.services.welfare import arrange_contact, assess_risk, contact_was_made, give_information, leave_out

pytestmark = pytest.mark.django_db
VERBS = ("assess", "inform", "contact", "made", "leave_out", "ready", "ready", "carry_out", "call_off", "change")
PEOPLE = (OWNER, OWNER, "north_manager", "north_examiner", "south_investigator")


@settings(
    max_examples=6, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(
    calls=st.lists(
        st.tuples(st.sampled_from(VERBS), st.sampled_from(PEOPLE), st.integers(0, 7)), min_size=8, max_size=16
    )
)
def test_no_order_of_verbs_makes_a_plan_ready_without_its_welfare_steps(
    calls: list[tuple[str, str, int]], world_of_calls: tuple[World, Any, Any]
) -> None:
    world, case, child = world_of_calls
    with transaction.atomic():
        point = transaction.savepoint()
        plan = a_plan(world, case)
        for verb, who, pick in calls:
            with suppress(TutelaError), acting_as(world.actor(who)), transaction.atomic():
                _do(world, plan, case, child, verb, who, pick)
            with acting_as(world.actor(OWNER)):
                _must_hold(plan)
        transaction.savepoint_rollback(point)


@pytest.fixture
def world_of_calls(db: None, socket_folder: str) -> tuple[World, Any, Any]:
    """One case with two suspects and a child, for every order of calls."""
    world = the_world()
    people = [NewPerson("suspect", f"Suspect {number}", source="Us") for number in (1, 2)]
    case = a_case(world, people=people)
    return world, case, child_of(world, case)


def _do(world: World, plan: Plan, case: Any, child: Any, verb: str, who: str, pick: int) -> None:
    by = {"actor": world.actor(who), "now": now()}
    with acting_as(world.actor(OWNER)):
        # What somebody without sight of it may have heard of: a verb has to refuse them by itself.
        fresh = Plan.objects.get(pk=plan.pk)
        steps = list(WelfareStep.objects.filter(plan=fresh, removed_at=None).order_by("pk"))
        people = list(Person.objects.filter(case=case, capacity="suspect").order_by("pk"))
        changed = details_of(
            case,
            suspects=people[: 1 + pick % 2],
            children=[child][: pick // 4],
            children_with="An aunt" if pick % 3 else "",
        )
    fresh.case = case
    step = steps[pick % len(steps)]
    step.plan = fresh
    match verb:
        case "assess":
            outcome = ("concern", "not_yet_known", "no_concern_found")[pick % 3]
            assess_risk(step, outcome=outcome, by="Nurse", on=TODAY, **by)
        case "inform":
            give_information(step, information=["crisis_line"][: pick % 4], by="Officer", on=TODAY, **by)
        case "contact":
            arrange_contact(step, by="Doctor", due_at=now() + timedelta(days=pick - 1), **by)
        case "made":
            contact_was_made(step, words="Synthetic.", **by)
        case "leave_out":
            leave_out(step, list(Part)[pick % 3], grounds="declined", words="Synthetic." * (pick > 0), **by)
        case "ready":
            say_ready(fresh, **by)
        case "carry_out":
            carry_out(fresh, outcome="as_planned", **by)
        case "call_off" if pick == 0:
            call_off(fresh, words="Synthetic.", **by)
        case "change":
            change_plan(fresh, details=changed, **by)


def _must_hold(plan: Plan) -> None:
    """Asked by SQL of its own, and not by the product's words for what is missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.state, count(w.id), count(w.id) FILTER (WHERE"
            "  (w.risk_outcome = '' AND w.assessment_left_out_id IS NULL) OR (cardinality(w.information) = 0 AND"
            "   w.information_left_out_id IS NULL) OR (w.contact_due_at IS NULL AND w.contact_left_out_id IS NULL)),"
            " p.children_with FROM plans_plan p LEFT JOIN plans_welfarestep w ON w.plan_id = p.id AND w.removed_at IS NULL"
            " WHERE p.id = %s GROUP BY p.id",
            [plan.pk],
        )
        state, steps, missing, children_with = cursor.fetchone()
    if state in ("ready", "carried_out"):
        assert steps >= 1
        assert missing == 0
        assert children_with or not PlanChild.objects.filter(plan=plan, removed_at=None).exists()
