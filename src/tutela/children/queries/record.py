"""One child's record: what its identity bar and its next steps need, its cases, its reports, and who takes part."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from tutela.accounts.models import User
from tutela.children.models import Assessment, Child
from tutela.clocks.models import Clock
from tutela.decisions.models import Decision
from tutela.ownership.models import HandOver, Participation


@dataclass(frozen=True)
class Step:
    """Something that must be done, by when and by whom."""

    what: str
    why: str = ""
    who: str = ""
    due_at: datetime | None = None
    url_name: str = ""
    arguments: tuple[Any, ...] = ()
    words: str = ""

    @property
    def url(self) -> str:
        """Where it is done."""
        return reverse(self.url_name, args=self.arguments) if self.url_name else ""


def cases_of(child: Child) -> list[Any]:
    """The cases that concern a child and that the reader may see, the newest first."""
    return list(child.cases_of_child.filter(removed_at=None).select_related("case__owner").order_by("-added_at"))


def reports_of(child: Child) -> list[Any]:
    """The reports joined to the cases of a child, where the reader may see both."""
    links = apps.get_model("reports", "CaseLink")._default_manager.filter(
        case__children_in_case__child=child, case__children_in_case__removed_at=None, parted_at=None
    )
    return list(links.select_related("report", "case").order_by("-joined_at"))


_ASSESSOR = Subquery(User.objects.filter(pk=OuterRef("assessor_id")).values("name")[:1])
_ASSESSMENT = JSONObject(
    pk="pk",
    state="state",
    organisation="organisation__name",
    organisation_id="organisation_id",
    assessor_id="assessor_id",
    assessor=_ASSESSOR,
    opened_at="opened_at",
    why="why",
    outcome="outcome",
    outcome_words="outcome_words",
    ended_at="ended_at",
    decision="decision_id",
    review_on="decision__next_review_on",
)


def with_around(rows: QuerySet[Child]) -> QuerySet[Child]:
    """A child's record with what its identity bar and its next steps need: in the statement that finds it."""
    offers = HandOver.objects.filter(subject_kind="child", subject_id=OuterRef("pk"), state=HandOver.State.OFFERED)
    stops = Decision.objects.filter(
        subject_kind="child", subject_id=OuterRef("pk"), kind=Decision.Kind.STOP_IDENTIFICATION
    ).order_by("-made_at")
    assessments = Assessment.objects.filter(child=OuterRef("pk")).order_by("-opened_at", "-pk")
    promise = Clock.objects.filter(
        subject_kind="child", subject_id=OuterRef("pk"), kind=Clock.Kind.ASSESSMENT, met_at=None, ended_at=None
    )
    review = Clock.objects.filter(
        subject_kind="child", subject_id=OuterRef("pk"), kind=Clock.Kind.REVIEW, met_at=None, ended_at=None
    )
    return rows.annotate(
        review_due=Subquery(review.values("due_at")[:1]),
        open_offer=Subquery(offers.values(one=JSONObject(id="pk", receiver="receiver__name", due="due_at"))[:1]),
        waiting_decision=Subquery(stops.filter(state=Decision.State.PROPOSED).values("pk")[:1]),
        standing_decision=Subquery(stops.filter(state=Decision.State.TAKEN).values("pk")[:1]),
        present_assessment=Subquery(assessments.values(one=_ASSESSMENT)[:1]),
        assessment_due=Subquery(promise.values("due_at")[:1]),
    )


def participants_of(child: Child) -> list[Participation]:
    """Who takes part now without answering for the child."""
    return list(
        Participation.objects.filter(subject_kind="child", subject_id=child.pk, ended_at=None)
        .exclude(organisation=child.owner_id, user=None)
        .select_related("organisation", "user")
        .order_by("since")
    )
