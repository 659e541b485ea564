"""One plan with everything that it says, and whom and which children a plan can concern."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext

from tutela.cases.models import Case, Person
from tutela.children.models import Child
from tutela.plans.models import FollowingStep, Plan, PlanChild, PlanPart, Seizure, WelfareStep
from tutela.plans.models.welfare import Part
from tutela.plans.queries.lists import how_many
from tutela.plans.queries.words import Following, by, by_and_when, following, label, name_of, task_in_words, task_state
from tutela.tasks.models import Task


@dataclass(frozen=True)
class PartInWords:
    """One part of a welfare step: what was done, or by whom it was left out and why."""

    part: Part
    is_done: bool
    is_left_out: bool
    words: tuple[str, ...] = ()
    due_at: datetime | None = None
    task: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether it is neither."""
        return not self.is_done and not self.is_left_out


@dataclass(frozen=True)
class StepInWords:
    """The welfare step of one suspect, part by part."""

    step: WelfareStep
    parts: tuple[PartInWords, ...]
    contact_is_made: bool

    @property
    def is_complete(self) -> bool:
        """Whether nothing of it is missing."""
        return not any(part.is_missing for part in self.parts)


def welfare_of(plan: Plan) -> list[StepInWords]:
    """The welfare steps of a plan, with who left out what and how the task of the contact stands. One statement."""
    steps = (
        WelfareStep.objects.filter(plan=plan, removed_at=None)
        .select_related("person", "assessment_left_out", "information_left_out", "contact_left_out")
        .annotate(
            assessment_by=name_of("assessment_left_out__made_by"),
            information_by=name_of("information_left_out__made_by"),
            contact_out_by=name_of("contact_left_out__made_by"),
            task_state=task_state("contact_task_id"),
        )
    )
    return [_in_words(step) for step in steps.order_by("pk")]


def _in_words(step: Any) -> StepInWords:
    told = [label("welfare_information", code) for code in step.information]
    done = {
        Part.ASSESSMENT: [
            label("welfare_risk_outcome", step.risk_outcome),
            by_and_when(step.assessed_by, step.assessed_on),
            step.assessment_words,
        ],
        Part.INFORMATION: [
            "; ".join(told),
            by_and_when(step.informed_by, step.informed_on),
            step.information_words,
        ],
        Part.CONTACT: [by(step.contact_by), step.contact_words],
    }
    names = {
        Part.ASSESSMENT: step.assessment_by,
        Part.INFORMATION: step.information_by,
        Part.CONTACT: step.contact_out_by,
    }
    parts = []
    for part in Part:
        is_done = step.is_done(part)
        decision = None if is_done else getattr(step, f"{part.value}_left_out")
        words = done[part] if is_done else []
        if decision is not None:
            words = [
                gettext("Left out: {grounds}").format(
                    grounds=label("no_welfare_step_grounds", decision.grounds).lower()
                ),
                decision.words.partition(": ")[2],
                by(names[part] or gettext("somebody of another organisation")),
            ]
        is_contact = part == Part.CONTACT and is_done
        parts.append(
            PartInWords(
                part,
                is_done,
                decision is not None,
                tuple(one for one in words if one),
                step.contact_due_at if is_contact else None,
                task_in_words(step.task_state) if is_contact else "",
            )
        )
    return StepInWords(step, tuple(parts), step.contact_done_at is not None or step.task_state == Task.State.DONE)


@dataclass(frozen=True)
class SeizureInWords:
    """What is to be seized, by kind and number, and how many were."""

    pk: int
    label: str
    planned: int | None
    seized: int | None


@dataclass(frozen=True)
class WholePlan:
    """Everything that the page of a plan shows beside the plan itself."""

    children: Sequence[Child]
    children_unseen: int
    welfare: Sequence[StepInWords]
    parts: Sequence[tuple[int, str, str]]
    seizures: Sequence[SeizureInWords]
    following: Sequence[Following] = ()

    @property
    def is_complete(self) -> bool:
        """Whether no welfare step is missing anything."""
        return bool(self.welfare) and all(step.is_complete for step in self.welfare)


def with_rows(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """A plan with its rows, in the statement that finds it."""
    of_plan: dict[str, Any] = {"plan": OuterRef("pk")}
    parts = PlanPart.objects.filter(**of_plan, removed_at=None).order_by("pk")
    seizures = Seizure.objects.filter(**of_plan, removed_at=None).order_by("pk")
    following = FollowingStep.objects.filter(**of_plan).order_by(F("due_at").asc(nulls_last=True), "pk")
    return rows.select_related("lead").annotate(
        all_parts=ArraySubquery(
            parts.values(
                one=JSONObject(
                    pk="pk", organisation="organisation__name", words="words", part="part", part_words="part_words"
                )
            )
        ),
        all_seizures=ArraySubquery(
            seizures.values(
                one=JSONObject(pk="pk", kind="kind", kind_words="kind_words", planned="planned", seized="seized")
            )
        ),
        all_following=ArraySubquery(
            following.annotate(state=task_state("task_id")).values(
                one=JSONObject(what="what", due_at="due_at", task_id="task_id", state="state")
            )
        ),
        all_children=how_many(PlanChild.objects.filter(**of_plan, removed_at=None)),
    )


def whole(plan: Any) -> WholePlan:
    """What a plan says, in two statements beside the one that found it with its rows."""
    there = PlanChild.objects.filter(plan=plan, removed_at=None).values("child")
    children = list(Child.objects.filter(pk__in=there).select_related("owner", "handler").order_by("pk"))
    return WholePlan(
        children=children,
        children_unseen=(plan.all_children or 0) - len(children),
        welfare=welfare_of(plan),
        parts=parts_in_words(plan),
        seizures=seizures_in_words(plan),
        following=[following(one) for one in plan.all_following],
    )


def parts_in_words(plan: Any) -> list[tuple[int, str, str]]:
    """Who takes part in a plan found with its rows, and what they do there."""
    return [
        (
            one["pk"],
            ", ".join(filter(None, (one["organisation"], one["words"]))),
            one["part_words"] or label("plan_part", one["part"]),
        )
        for one in plan.all_parts
    ]


def seizures_in_words(plan: Any) -> list[SeizureInWords]:
    """What is to be seized in a plan found with its rows."""
    return [
        SeizureInWords(one["pk"], one["kind_words"] or label("seized_kind", one["kind"]), one["planned"], one["seized"])
        for one in plan.all_seizures
    ]


def outcome_in_words(plan: Plan) -> str:
    """What came of a plan that was carried out."""
    return label("plan_outcome", plan.outcome) if plan.outcome else ""


def suspects_of(case: Case) -> QuerySet[Person]:
    """Whom a plan on this case can concern."""
    return Person.objects.filter(case=case, capacity=Person.Capacity.SUSPECT, removed_at=None).order_by("pk")


def children_to_choose(case: Case) -> QuerySet[Child]:
    """The children of a case whose records the reader sees."""
    return Child.objects.filter(cases_of_child__case=case, cases_of_child__removed_at=None).order_by("pk")
