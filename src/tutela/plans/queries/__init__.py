"""What the pages about plans, measures and meetings ask, each in a bounded number of statements. Row-level security decides which rows there are."""

from tutela.plans.queries.lists import DEFAULT_ORDER, ORDERS, PlanFilters, for_list, plans, plans_of
from tutela.plans.queries.measures import MeasureInWords, measure_in_words, measures_of, not_needed
from tutela.plans.queries.meetings import (
    Decided,
    Invited,
    WholeMeeting,
    invited_to,
    meeting_with_rows,
    meetings_of,
    whole_meeting,
)
from tutela.plans.queries.plan import (
    PartInWords,
    SeizureInWords,
    StepInWords,
    WholePlan,
    children_to_choose,
    outcome_in_words,
    parts_in_words,
    seizures_in_words,
    suspects_of,
    welfare_of,
    whole,
    with_rows,
)
from tutela.plans.queries.steps import steps_for_case
from tutela.plans.queries.words import Following, task_in_words

__all__ = [
    "DEFAULT_ORDER",
    "ORDERS",
    "Decided",
    "Following",
    "Invited",
    "MeasureInWords",
    "PartInWords",
    "PlanFilters",
    "SeizureInWords",
    "StepInWords",
    "WholeMeeting",
    "WholePlan",
    "children_to_choose",
    "for_list",
    "invited_to",
    "measure_in_words",
    "measures_of",
    "meeting_with_rows",
    "meetings_of",
    "not_needed",
    "outcome_in_words",
    "parts_in_words",
    "plans",
    "plans_of",
    "seizures_in_words",
    "steps_for_case",
    "suspects_of",
    "task_in_words",
    "welfare_of",
    "whole",
    "whole_meeting",
    "with_rows",
]
