"""What plans, contacts and meetings ask to be done next in a case."""

from collections.abc import Mapping
from datetime import time
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from tutela.cases.models import Case
from tutela.children.queries import Step
from tutela.core import clock
from tutela.core.partial_date import PartialDate
from tutela.plans.models import Meeting, Plan, WelfareStep
from tutela.plans.models.when import when_in_words
from tutela.plans.queries.lists import MISSING, OPEN_STATES, WHOLE_DAY, how_many
from tutela.plans.queries.words import name_of
from tutela.tasks.models import Task


def steps_for_case(case: Case, *, is_owner: bool) -> list[Step]:
    """What plans, contacts and meetings ask to be done next in a case. One statement, whatever there is.

    A plan that is not ready says what is missing; a contact afterwards stands there until it is made. Only who writes the
    case is asked to act; everybody who sees it sees what waits.
    """
    found = _with_what_waits().filter(pk=case.pk).first()
    if found is None:
        return []
    today = clock.now().date().isoformat()
    return [
        *(_of_plan(case, one) for one in found["open_plans"]),
        *(_of_contact(case, one, is_owner=is_owner) for one in found["due_contacts"]),
        *(_of_meeting(case, one["pk"], is_owner=is_owner) for one in found["planned_meetings"] if one["on"] < today),
    ]


@cache
def _with_what_waits() -> QuerySet[Case, Any]:
    """Every case with its open plans, its contacts that are due and its meetings on a day. Put together once for the process."""
    meetings = Meeting.objects.filter(case=OuterRef("pk"), state=Meeting.State.PLANNED, on__regex=WHOLE_DAY)
    planned = meetings.order_by("pk").values(one=JSONObject(pk="pk", on="on"))
    return Case.objects.values(open_plans=_plans(), due_contacts=_contacts(), planned_meetings=ArraySubquery(planned))


def _plans() -> ArraySubquery:
    steps = WelfareStep.objects.filter(MISSING, plan=OuterRef("pk"), removed_at=None)
    rows = Plan.objects.filter(case=OuterRef("pk"), state__in=OPEN_STATES)
    return ArraySubquery(
        rows.annotate(missing=how_many(steps), lead_name=name_of("lead"))
        .order_by(F("on").asc(nulls_last=True), "pk")
        .values(
            one=JSONObject(
                pk="pk",
                kind="kind",
                state="state",
                on="on",
                at="at",
                zone="time_zone",
                missing="missing",
                lead="lead_name",
            )
        )
    )


def _contacts() -> ArraySubquery:
    done = Task.objects.filter(pk=OuterRef("contact_task_id"), state=Task.State.DONE)
    rows = WelfareStep.objects.filter(
        case=OuterRef("pk"),
        removed_at=None,
        contact_due_at__isnull=False,
        contact_done_at=None,
        plan__state=Plan.State.CARRIED_OUT,
    ).exclude(Exists(done))
    return ArraySubquery(
        rows.order_by("contact_due_at", "pk").values(
            one=JSONObject(pk="pk", by="contact_by", due="contact_due_at", kind="plan__kind")
        )
    )


def _of_plan(case: Case, one: Mapping[str, Any]) -> Step:
    kind = Plan.Kind(one["kind"]).label
    if one["missing"]:
        what = gettext("{kind}: do the suspect's welfare step, or leave it out with words")
    elif one["state"] == Plan.State.DRAFT:
        what = gettext("{kind}: say that the plan is ready")
    else:
        what = gettext("{kind}: carry the plan out, and say what came of it")
    on = PartialDate.parse(one["on"]) if one["on"] else None
    at = time.fromisoformat(one["at"]) if one["at"] else None
    day = when_in_words(on, at, one["zone"])
    why = gettext("Planned for {day}.").format(day=day) if day else gettext("No day is planned yet.")
    return Step(
        what.format(kind=kind),
        why,
        one["lead"] or case.owner.name,
        None,
        "case_plan",
        (case.reference, one["pk"]),
        gettext("Open the plan"),
    )


def _of_contact(case: Case, one: Mapping[str, Any], *, is_owner: bool) -> Step:
    after = Plan.Kind(one["kind"]).label.lower()
    return Step(
        gettext("Welfare: contact with the suspect after the {plan}").format(plan=after),
        gettext("It was arranged, and nobody has said yet that it was made."),
        one["by"],
        parse_datetime(one["due"]),
        *(("case_plan_contact_made", (case.reference, one["pk"]), gettext("Say that it was made")) if is_owner else ()),
    )


def _of_meeting(case: Case, number: int, *, is_owner: bool) -> Step:
    return Step(
        gettext("Write the minutes of the strategy meeting"),
        gettext("Its day is past, and nobody has said who came and what was decided."),
        case.owner.name,
        None,
        *(("case_meeting_minutes", (case.reference, number), gettext("Write the minutes")) if is_owner else ()),
    )
