"""The list of children: its filters, its orders, and what each line shows."""

from dataclasses import dataclass

from django.db.models import Count as CountOf
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from tutela.accounts.actor import Actor
from tutela.children.models import AREAS, Assessment, Child, Finding
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.marking import gettext_noop
from tutela.core.paging import Count, Key, bounded_counts
from tutela.ownership.access import shared_with_me
from tutela.ownership.models import Basis

ORDERS: dict[str, tuple[tuple[Key, ...], str]] = {
    "due": (
        (Key("next_due_at"), Key("id")),
        gettext_noop("What is due first, then the oldest: a promise comes before what has none."),
    ),
    "-due": (
        (Key("next_due_at", descending=True), Key("id", descending=True)),
        gettext_noop("What is due last first."),
    ),
    "-entered": ((Key("created_at", descending=True), Key("id", descending=True)), gettext_noop("The newest first.")),
    "entered": ((Key("created_at"), Key("id")), gettext_noop("The oldest first.")),
    "reference": ((Key("reference"),), gettext_noop("By reference.")),
    "-reference": ((Key("reference", descending=True),), gettext_noop("By reference, from the end.")),
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
    safeguarded: str = ""  # "yes", "no"
    assessment: str = ""  # "open", "overdue", "concluded", "decided_against"


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
    if filters.safeguarded:
        rows = rows.filter(safeguarded_at__isnull=filters.safeguarded != "yes")
    if filters.assessment == "overdue":
        rows = rows.filter(Exists(_assessment_promised().filter(due_at__lte=clock.now())))
    elif filters.assessment:
        newest = _assessments().values("state")[:1]
        rows = rows.alias(assessment_state=Subquery(newest)).filter(assessment_state=filters.assessment)
    return rows


def for_list(rows: QuerySet[Child]) -> QuerySet[Child]:
    """With the newest assessment of each child: how it stands, and of how many areas something was said."""
    looked_at = (
        Finding.objects.filter(assessment=OuterRef("pk"), area__in=AREAS)
        .order_by()
        .values("assessment")
        .annotate(number=CountOf("area", distinct=True))
        .values("number")
    )
    shown = JSONObject(state="state", areas=Subquery(looked_at))
    return rows.annotate(
        assessment_shown=Subquery(_assessments().values(shown=shown)[:1]),
        assessment_due=Subquery(_assessment_promised().values("due_at")[:1]),
    )


def _assessments() -> QuerySet[Assessment]:
    return Assessment.objects.filter(child=OuterRef("pk")).order_by("-opened_at", "-pk")


def _assessment_promised() -> QuerySet[Clock]:
    return Clock.objects.filter(
        subject_kind="child", subject_id=OuterRef("pk"), kind=Clock.Kind.ASSESSMENT, met_at=None, ended_at=None
    )


def tally(actor: Actor) -> dict[str, Count]:
    """The figures at the head of the list, in one statement: of whom the organisation answers for."""
    ours = Child.objects.filter(owner_id=actor.organisation_id)
    return bounded_counts(
        all=ours,
        at_risk=ours.filter(safety=Child.Safety.AT_RISK),
        not_identified=ours.filter(identity=Child.Identity.NOT_IDENTIFIED),
        stopped=ours.filter(identity=Child.Identity.STOPPED),
        assessment_overdue=ours.filter(Exists(_assessment_promised().filter(due_at__lte=clock.now()))),
    )
