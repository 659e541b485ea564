"""Synthetic plans, measures and meetings for the tests of this app and of those above it."""

from datetime import datetime, timedelta
from typing import Any

from tests.cases.cases import child_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case, Person
from tutela.core.clock import now
from tutela.core.partial_date import PartialDate
from tutela.ownership.access import find
from tutela.plans.models import Meeting, Plan, SpecialMeasure, WelfareStep
from tutela.plans.services.make import NewPart, NewSeizure, PlanDetails, make_plan
from tutela.plans.services.measures import ask_for_measure
from tutela.plans.services.meetings import MeetingDetails, NewAction, NewMeetingPerson, plan_meeting, write_minutes
from tutela.plans.services.welfare import arrange_contact, assess_risk, give_information, leave_out

OWNER = "north_investigator"
TODAY = PartialDate(2026, 11, 28)


def suspect_of(case: Case) -> Person:
    """The suspect of a case, for whoever acts now."""
    return Person.objects.filter(case=case, capacity="suspect", removed_at=None).earliest("pk")


def details_of(case: Case, **more: Any) -> PlanDetails:
    """What a plan says: its suspect, no other children there, somebody who takes part, a computer to be seized."""
    return PlanDetails(
        **{
            "suspects": [suspect_of(case)],
            "other_children": "none",
            "parts": [NewPart("arrests", words="Synthetic team")],
            "seizures": [NewSeizure("computer", 2)],
            **more,
        }
    )


def a_plan(world: World, case: Case, who: str = OWNER, *, kind: str = "arrest", **more: Any) -> Plan:
    """A draft; ``more`` are its details."""
    actor = world.actor(who)
    with acting_as(actor):
        return make_plan(case, kind=kind, details=details_of(case, **more), actor=actor, now=now())


def step_of(plan: Plan) -> WelfareStep:
    """The welfare step of the plan's first suspect, for whoever acts now."""
    step = WelfareStep.objects.filter(plan=plan, removed_at=None).earliest("pk")
    step.plan = plan
    return step


def do_welfare(world: World, plan: Plan, who: str = OWNER, *, until: datetime | None = None) -> None:
    """Every welfare step of a plan is assessed and informed, and its contact arranged."""
    actor = world.actor(who)
    by = {"by": "Synthetic nurse", "actor": actor, "now": now()}
    with acting_as(actor):
        for step in WelfareStep.objects.filter(plan=plan, removed_at=None):
            step.plan = plan
            assess_risk(step, outcome="no_concern_found", on=TODAY, **by)
            give_information(step, information=["crisis_line"], on=TODAY, **by)
            arrange_contact(step, due_at=until or now() + timedelta(days=2), **by)


def leave_all_out(world: World, plan: Plan, who: str = OWNER) -> None:
    """Every part of every welfare step of a plan is left out, with words."""
    actor = world.actor(who)
    with acting_as(actor):
        for step in WelfareStep.objects.filter(plan=plan, removed_at=None):
            step.plan = plan
            for part in step.missing:
                leave_out(step, part, grounds="done_in_custody", words="Synthetic words.", actor=actor, now=now())


def a_measure(world: World, case: Case, who: str = OWNER) -> SpecialMeasure:
    """A live link that was asked for, for the child of the case who is identified."""
    actor = world.actor(who)
    child = child_of(world, case, who, identified=True)
    with acting_as(actor):
        return ask_for_measure(
            case, child, measure="live_link", asked_by="Synthetic prosecutor", actor=actor, now=now()
        )


def a_meeting(world: World, case: Case, who: str = OWNER, *, held: bool = False, **more: Any) -> Meeting:
    """A strategy meeting with two bodies; held, with a decision and an action of Southvale's."""
    actor = world.actor(who)
    invited = [
        NewMeetingPerson(world.south, name="Synthetic Guest", role="Detective"),
        NewMeetingPerson(organisation_words="Synthetic school", role="Head"),
    ]
    with acting_as(actor):
        meeting = plan_meeting(
            case,
            MeetingDetails(**{"matters": "Who does what.", "people": invited, **more}),
            actor=actor,
            now=now(),
        )
        if held:
            action = NewAction("Ask the school.", world.south, now() + timedelta(days=3), "Synthetic Guest")
            write_minutes(meeting, decided=["The school is asked."], actions=[action], actor=actor, now=now())
    return meeting


def seen(world: World, reference: str, who: str = OWNER) -> Any:
    """A record as somebody of the cast finds it."""
    with acting_as(world.actor(who)):
        return find(reference)
