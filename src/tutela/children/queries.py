"""What the pages about children ask, each in a bounded number of statements. Row-level security decides which rows there are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from tutela.accounts.actor import Actor
from tutela.children.models import Child
from tutela.core.paging import Count, Key, bounded_counts
from tutela.decisions.models import Decision
from tutela.ownership.access import shared_with_me
from tutela.ownership.models import Basis, HandOver, Participation

ORDERS: dict[str, tuple[tuple[Key, ...], str]] = {
    "due": (
        (Key("next_due_at"), Key("id")),
        "What is due first, then the oldest: a promise comes before what has none.",
    ),
    "-due": ((Key("next_due_at", descending=True), Key("id", descending=True)), "What is due last first."),
    "-entered": ((Key("created_at", descending=True), Key("id", descending=True)), "The newest first."),
    "entered": ((Key("created_at"), Key("id")), "The oldest first."),
    "reference": ((Key("reference"),), "By reference."),
    "-reference": ((Key("reference", descending=True),), "By reference, from the end."),
}
DEFAULT_ORDER = "due"


@dataclass(frozen=True)
class ChildFilters:
    """What the reader narrowed the list to; everything lives in the address."""

    whose: str = "ours"  # "ours", "mine", "shared"
    identity: str = ""
    safety: str = ""
    country: str = ""
    basis: str = ""


def children(actor: Actor, filters: ChildFilters) -> QuerySet[Child]:
    """The children of the list, as this reader may see them."""
    rows = Child.objects.select_related("owner", "handler")
    if filters.whose == "shared":
        rows = shared_with_me(rows, "child").exclude(owner_id=actor.organisation_id)
    else:
        # Equality on the owner, in the order of an index: that is what a long list needs to be quick.
        rows = rows.filter(owner_id=actor.organisation_id)
    if filters.whose == "mine":
        rows = rows.filter(handler_id=actor.user_id)
    if filters.identity:
        rows = rows.filter(identity=filters.identity)
    if filters.safety:
        rows = rows.filter(safety=filters.safety)
    if filters.country:
        rows = rows.filter(countries__contains=[filters.country])
    if filters.basis:
        rows = rows.filter(owner_basis__in=[Basis.DEFAULT, Basis.LAPSED])
    return rows


def tally(actor: Actor) -> dict[str, Count]:
    """The figures at the head of the list, in one statement: of whom the organisation answers for."""
    ours = Child.objects.filter(owner_id=actor.organisation_id)
    return bounded_counts(
        all=ours,
        at_risk=ours.filter(safety=Child.Safety.AT_RISK),
        not_identified=ours.filter(identity=Child.Identity.NOT_IDENTIFIED),
        stopped=ours.filter(identity=Child.Identity.STOPPED),
    )


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


def with_around(rows: QuerySet[Child]) -> QuerySet[Child]:
    """A child's record with what its identity bar and its next steps need: in the statement that finds it."""
    offers = HandOver.objects.filter(subject_kind="child", subject_id=OuterRef("pk"), state=HandOver.State.OFFERED)
    stops = Decision.objects.filter(
        subject_kind="child", subject_id=OuterRef("pk"), kind=Decision.Kind.STOP_IDENTIFICATION
    ).order_by("-made_at")
    return rows.annotate(
        open_offer=Subquery(offers.values(one=JSONObject(receiver="receiver__name", due="due_at"))[:1]),
        waiting_decision=Subquery(stops.filter(state=Decision.State.PROPOSED).values("pk")[:1]),
        standing_decision=Subquery(stops.filter(state=Decision.State.TAKEN).values("pk")[:1]),
    )


def participants_of(child: Child) -> list[Participation]:
    """Who takes part now without answering for the child."""
    return list(
        Participation.objects.filter(subject_kind="child", subject_id=child.pk, ended_at=None)
        .select_related("organisation", "user")
        .order_by("since")
    )
