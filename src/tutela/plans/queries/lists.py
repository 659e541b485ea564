"""The list of plans across cases, and the plans of one case."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from tutela.accounts.actor import Actor
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.marking import gettext_noop
from tutela.core.paging import Key
from tutela.ownership.access import shared_with_me
from tutela.plans.models import Plan, PlanChild, WelfareStep

ORDERS: dict[str, tuple[tuple[Key, ...], str]] = {
    "when": (
        (Key("on"), Key("id")),
        gettext_noop("By the day on which it is planned, the next first; those without a day at the end."),
    ),
    "-when": (
        (Key("on", descending=True), Key("id", descending=True)),
        gettext_noop("By the day on which it is planned, the last first."),
    ),
    "-made": ((Key("created_at", descending=True), Key("id", descending=True)), gettext_noop("The newest first.")),
    "made": ((Key("created_at"), Key("id")), gettext_noop("The oldest first.")),
}


DEFAULT_ORDER = "when"


WHOLE_DAY = r"^\d{4}-\d{2}-\d{2}$"


OPEN_STATES = (Plan.State.DRAFT, Plan.State.READY)


# One part of a welfare step is neither done nor left out.
MISSING = (
    Q(risk_outcome="", assessment_left_out=None)
    | Q(information=[], information_left_out=None)
    | Q(contact_due_at=None, contact_left_out=None)
)


@dataclass(frozen=True)
class PlanFilters:
    """What the reader narrowed the list to; everything lives in the address."""

    whose: str = "ours"  # "ours", "mine", "shared"
    state: str = "open"  # "open", "any", or one state
    kind: str = ""
    days: str = ""  # "7": planned within so many days
    welfare: str = ""  # "missing", "complete"
    children: str = ""  # "yes"


def plans(actor: Actor, filters: PlanFilters, *, now: datetime) -> QuerySet[Plan]:
    """The plans of the list, as this reader may see them."""
    cases = Case.objects.all()
    if filters.whose == "shared":
        cases = shared_with_me(cases, "case").exclude(owner_id=actor.organisation_id)
    else:
        cases = cases.filter(owner_id=actor.organisation_id)
    rows = Plan.objects.filter(case__in=cases)
    if filters.whose == "mine":
        rows = rows.filter(lead_id=actor.user_id)
    if filters.state == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif filters.state != "any":
        rows = rows.filter(state=filters.state)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.days:
        first, last = now.date(), (now + timedelta(days=int(filters.days))).date()
        # A day of which only the year or month is known may be one of these.
        rows = rows.filter(on__gte=f"{first:%Y}", on__lte=last.isoformat()).exclude(
            on__regex=WHOLE_DAY, on__lt=first.isoformat()
        )
    missing = Exists(WelfareStep.objects.filter(MISSING, plan=OuterRef("pk"), removed_at=None))
    if filters.welfare:
        rows = rows.filter(missing if filters.welfare == "missing" else ~missing)
    if filters.children:
        rows = rows.filter(_children_there() | Q(other_children=Plan.OtherChildren.NUMBER))
    return rows


def _children_there() -> Exists:
    return Exists(PlanChild.objects.filter(plan=OuterRef("pk"), removed_at=None))


def for_list(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """With what a line of the list shows: the children there first, whom it concerns, what is missing of the welfare steps."""
    there = Child.objects.filter(
        pk__in=PlanChild.objects.filter(plan=OuterRef(OuterRef("pk")), removed_at=None).values("child")
    )
    steps = WelfareStep.objects.filter(plan=OuterRef("pk"), removed_at=None)
    return rows.select_related("case", "lead").annotate(
        children_shown=ArraySubquery(
            there.order_by("pk").values(one=JSONObject(reference="reference", label="label"))[:5]
        ),
        all_children=how_many(PlanChild.objects.filter(plan=OuterRef("pk"), removed_at=None)),
        all_suspects=how_many(steps),
        missing=how_many(steps.filter(MISSING)),
    )


def how_many(rows: QuerySet[Any]) -> Subquery:
    """How many rows there are of a plan, for a statement about plans."""
    return Subquery(rows.order_by().values("plan").annotate(number=Count("pk")).values("number")[:1])


def plans_of(case: Case) -> list[Plan]:
    """The plans on a case: what is still to be carried out first, by its day. One statement."""
    found = list(for_list(Plan.objects.filter(case=case)).order_by(F("on").asc(nulls_last=True), "pk"))
    return sorted(found, key=lambda one: not one.is_open)
