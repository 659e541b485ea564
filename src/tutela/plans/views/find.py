"""The one door to a plan, a welfare step, a measure and a meeting: by their case, as the reader may see it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from tutela.cases.models import Case
from tutela.core.errors import NotFound
from tutela.core.marking import gettext_noop
from tutela.ownership.access import find
from tutela.plans.models import Meeting, MeetingDecision, Plan, SpecialMeasure, WelfareStep
from tutela.plans.queries import meeting_with_rows, with_rows

_MEND = gettext_noop("Open it from its case.")


def case_of(reference: str) -> Case:
    """The case of a reference. Raises BadInput and NotFound."""
    case: Case = find(reference, kind="case", related=("owner", "handler"))
    return case


def plan_of(reference: str, number: int) -> Any:
    """A plan on that case, with its rows."""
    return _of(
        case_of(reference), with_rows(Plan.objects.all()), number, gettext("There is no such plan that you may see.")
    )


def meeting_of(reference: str, number: int) -> Any:
    """A strategy meeting on that case, with its rows."""
    return _of(
        case_of(reference),
        meeting_with_rows(Meeting.objects.all()),
        number,
        gettext("There is no such meeting that you may see."),
    )


def measure_of(reference: str, number: int) -> SpecialMeasure:
    """A special measure for a child of that case."""
    absent = gettext("There is no such measure that you may see.")
    found: SpecialMeasure = _of(case_of(reference), SpecialMeasure.objects.select_related("child"), number, absent)
    return found


def step_of(reference: str, number: int) -> WelfareStep:
    """A suspect's welfare step in a plan on that case."""
    rows = WelfareStep.objects.filter(removed_at=None).select_related("plan__lead", "person")
    step: WelfareStep = _of(
        case_of(reference), rows, number, gettext("There is no such welfare step that you may see.")
    )
    step.plan.case = step.case
    return step


def decision_of(reference: str, number: int) -> MeetingDecision:
    """Something that a meeting on that case decided."""
    case = case_of(reference)
    found = MeetingDecision.objects.filter(pk=number, meeting__case=case).select_related("meeting").first()
    if found is None:
        raise NotFound(gettext("There is no such decision of a meeting that you may see."), mend=gettext(_MEND))
    found.meeting.case = case
    return found


def _of(case: Case, rows: QuerySet[Any], number: int, absent: str) -> Any:
    found = rows.filter(case=case, pk=number).first()
    if found is None:
        raise NotFound(absent, mend=gettext(_MEND))
    found.case = case
    return found
