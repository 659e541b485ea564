"""What a child needs: the assessment as it stands, area by area, and every one that was made before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.models import User
from tutela.children.models import AREAS, Assessment, Child, Finding
from tutela.tasks.models import Task


@dataclass(frozen=True)
class Assessed:
    """The newest assessment of a child as the page shows it."""

    pk: int
    state: str
    organisation: str
    organisation_id: int
    assessor: str
    opened_at: datetime | None
    due_at: datetime | None
    why: str = ""
    outcome: str = ""
    outcome_words: str = ""
    ended_at: datetime | None = None
    decision: int | None = None
    review_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state == Assessment.State.OPEN


@dataclass(frozen=True)
class Area:
    """One area of need: what was last found, what was found before, and the tasks that came of it."""

    code: str
    label: str
    present: Any | None = None
    earlier: list[Any] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)

    @property
    def is_need(self) -> bool:
        """Whether a need stands there."""
        return self.present is not None and self.present.result == Finding.Result.NEED

    @property
    def is_seen_to(self) -> bool:
        """Whether something is said to be done about it, or somebody was given a task."""
        return bool(self.tasks) or (self.present is not None and bool(self.present.done))


def assessed(child: Any) -> Assessed | None:
    """The newest assessment of a child that was found ``with_around``; no statement."""
    one = child.present_assessment
    if one is None:
        return None
    name = one["assessor"] or ("" if one["assessor_id"] is None else gettext("somebody there"))
    return Assessed(
        pk=one["pk"],
        state=one["state"],
        organisation=one["organisation"],
        organisation_id=one["organisation_id"],
        assessor=name,
        opened_at=_moment(one["opened_at"]),
        due_at=child.assessment_due,
        why=one["why"],
        outcome=labels_of("assessment_outcome").get(one["outcome"], ""),
        outcome_words=one["outcome_words"],
        ended_at=_moment(one["ended_at"]),
        decision=one["decision"],
        review_on=parse_date(one["review_on"]) if one["review_on"] else None,
    )


def findings_of(assessment_id: int | None) -> list[Any]:
    """What was found in one assessment, the newest first, with who said it where the reader may know them. One statement."""
    if assessment_id is None:
        return []
    return list(with_who_said(Finding.objects.filter(assessment_id=assessment_id)).order_by("-said_at", "-pk"))


def areas_of(findings: Iterable[Any], tasks: Iterable[Task] = ()) -> list[Area]:
    """Every area, in the order of the list, also those of which nothing was said; what is *other* only where it was said."""
    found: dict[str, list[Any]] = {}
    for one in findings:
        found.setdefault(one.area, []).append(one)
    of_need: dict[int | None, list[Task]] = {}
    for task in tasks:
        if task.origin_kind == "need":
            of_need.setdefault(task.origin_id, []).append(task)
    labels = labels_of("need_area")
    return [
        Area(
            code,
            labels[code],
            present=found.get(code, [None])[0],
            earlier=found.get(code, [])[1:],
            tasks=[task for one in found.get(code, ()) for task in of_need.get(one.pk, ())],
        )
        for code in (*AREAS, "other")
        if code in AREAS or code in found
    ]


def assessments_of(child: Child, *, but: int | None) -> list[Any]:
    """The earlier assessments of a child with what was found in each, the newest first. Two statements."""
    rows = list(
        Assessment.objects.filter(child=child)
        .exclude(pk=but or 0)
        .select_related("organisation")
        .order_by("-opened_at", "-pk")
    )
    by_assessment: dict[int, list[Any]] = {}
    for one in with_who_said(Finding.objects.filter(assessment__in=rows)).order_by("-said_at", "-pk") if rows else ():
        by_assessment.setdefault(one.assessment_id, []).append(one)
    outcomes = labels_of("assessment_outcome")
    return [
        {
            "assessment": one,
            "outcome": outcomes.get(one.outcome, ""),
            "areas": areas_of(by_assessment.get(one.pk, ())),
        }
        for one in rows
    ]


def with_who_said(rows: Any) -> Any:
    """With the name of who said it, where the reader may know it."""
    return rows.annotate(said_by=Subquery(User.objects.filter(pk=OuterRef("said_by_id")).values("name")[:1]))


def labels_of(list_code: str) -> Mapping[str, str]:
    """The labels of a list by code."""
    return dict(typology.choices(list_code))


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
