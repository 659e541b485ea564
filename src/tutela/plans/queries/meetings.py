"""Strategy meetings of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext

from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.plans.models import Meeting, MeetingAction, MeetingChild, MeetingDecision, MeetingPerson
from tutela.plans.queries.words import Following, following, name_of, task_state


def meetings_of(case: Case) -> list[Any]:
    """The strategy meetings on a case, the newest first, with how many actions there are. One statement."""
    actions = MeetingAction.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    rows = Meeting.objects.filter(case=case).annotate(
        all_actions=Subquery(actions.annotate(number=Count("pk")).values("number")[:1]),
        all_people=Subquery(
            MeetingPerson.objects.filter(meeting=OuterRef("pk"), removed_at=None)
            .order_by()
            .values("meeting")
            .annotate(number=Count("pk"))
            .values("number")[:1]
        ),
    )
    return list(rows.order_by(F("on").desc(nulls_first=True), "-pk"))


@dataclass(frozen=True)
class Invited:
    """Who was invited, and whether they came."""

    pk: int
    organisation: str
    name: str
    role: str
    came: str
    came_in_words: str


@dataclass(frozen=True)
class Decided:
    """What a meeting decided, by number."""

    pk: int
    number: int
    words: str
    corrects: int | None
    corrected_by: int | None
    writer: str


@dataclass(frozen=True)
class WholeMeeting:
    """Everything that the page of a meeting shows beside the meeting itself."""

    children: Sequence[Child]
    children_unseen: int
    people: Sequence[Invited]
    decisions: Sequence[Decided]
    actions: Sequence[Following]


def meeting_with_rows(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """A meeting with its rows, in the statement that finds it."""
    of_meeting: dict[str, Any] = {"meeting": OuterRef("pk")}
    later = MeetingDecision.objects.filter(corrects=OuterRef("pk")).values("number")
    decisions = MeetingDecision.objects.filter(**of_meeting).order_by("number")
    actions = MeetingAction.objects.filter(**of_meeting).order_by("due_at", "pk")
    about = MeetingChild.objects.filter(**of_meeting, removed_at=None).order_by().values("meeting")
    return rows.annotate(
        all_invited=ArraySubquery(
            MeetingPerson.objects.filter(**of_meeting, removed_at=None)
            .order_by("pk")
            .values(
                one=JSONObject(
                    pk="pk",
                    organisation="organisation__name",
                    organisation_words="organisation_words",
                    name="name",
                    role="role",
                    came="came",
                )
            )
        ),
        all_decisions=ArraySubquery(
            decisions.annotate(writer=name_of("added_by_id"), later=Subquery(later[:1])).values(
                one=JSONObject(
                    pk="pk", number="number", words="words", corrects="corrects__number", later="later", writer="writer"
                )
            )
        ),
        all_actions=ArraySubquery(
            actions.annotate(state=task_state("task_id")).values(
                one=JSONObject(
                    what="what",
                    due_at="due_at",
                    task_id="task_id",
                    state="state",
                    organisation="organisation__name",
                    by_whom="by_whom",
                )
            )
        ),
        all_children=Subquery(about.annotate(number=Count("pk")).values("number")[:1]),
    )


def invited_to(meeting: Any) -> list[Invited]:
    """Who was invited to a meeting found with its rows."""
    came = dict(MeetingPerson.Came.choices)
    return [
        Invited(
            one["pk"],
            one["organisation"] or one["organisation_words"],
            one["name"],
            one["role"],
            one["came"],
            str(came.get(one["came"], one["came"])),
        )
        for one in meeting.all_invited
    ]


def whole_meeting(meeting: Any) -> WholeMeeting:
    """What was planned, said and taken on, in one statement beside the one that found it with its rows."""
    about = MeetingChild.objects.filter(meeting=meeting, removed_at=None).values("child")
    children = list(Child.objects.filter(pk__in=about).select_related("owner", "handler").order_by("pk"))
    return WholeMeeting(
        children=children,
        children_unseen=(meeting.all_children or 0) - len(children),
        people=invited_to(meeting),
        decisions=[
            Decided(
                one["pk"],
                one["number"],
                one["words"],
                one["corrects"],
                one["later"],
                one["writer"] or gettext("somebody of another organisation"),
            )
            for one in meeting.all_decisions
        ],
        actions=[following(one) for one in meeting.all_actions],
    )
