"""Special measures for children as witnesses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.plans.models import MeasureNotNeeded, SpecialMeasure
from tutela.plans.queries.words import Following, following, label, name_of
from tutela.plans.services.tasks import MEASURE
from tutela.tasks.models import Task


@dataclass(frozen=True)
class MeasureInWords:
    """A special measure with its tasks."""

    one: SpecialMeasure
    label: str
    tasks: Sequence[Following]


def measures_of(*, case: Case | None = None, child: Child | None = None) -> list[MeasureInWords]:
    """The special measures of a case, or of a child, by child and then the newest first, with their tasks. One statement."""
    tasks = Task.objects.filter(origin_kind=MEASURE, origin_id=OuterRef("pk")).order_by("pk")
    rows = SpecialMeasure.objects.select_related("case", "child").annotate(
        all_tasks=ArraySubquery(tasks.values(one=JSONObject(what="what", due_at="due_at", task_id="pk", state="state")))
    )
    rows = rows.filter(case=case) if case is not None else rows.filter(child=child)
    return [
        MeasureInWords(one, measure_in_words(one), [following(task) for task in one.all_tasks])
        for one in rows.order_by("child", "-recorded_at", "-pk")
    ]


def measure_in_words(one: SpecialMeasure) -> str:
    """Which measure it is."""
    return one.measure_words or label("special_measure", one.measure)


def not_needed(*, case: Case | None = None, child: Child | None = None) -> list[Any]:
    """The decisions that a child needs no special measure, with who took them; those that stand first. One statement."""
    rows = MeasureNotNeeded.objects.select_related("case", "child").annotate(who=name_of("decided_by"))
    rows = rows.filter(case=case) if case is not None else rows.filter(child=child)
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "-decided_at"))
