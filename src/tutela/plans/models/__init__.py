"""Plans, special measures for a child as a witness, and strategy meetings."""

from tutela.plans.models.measures import MeasureNotNeeded, SpecialMeasure
from tutela.plans.models.meetings import Meeting, MeetingAction, MeetingChild, MeetingDecision, MeetingPerson
from tutela.plans.models.plan import FollowingStep, Plan, PlanChild, PlanPart, Seizure
from tutela.plans.models.welfare import WelfareStep

__all__ = [
    "FollowingStep",
    "MeasureNotNeeded",
    "Meeting",
    "MeetingAction",
    "MeetingChild",
    "MeetingDecision",
    "MeetingPerson",
    "Plan",
    "PlanChild",
    "PlanPart",
    "Seizure",
    "SpecialMeasure",
    "WelfareStep",
]
