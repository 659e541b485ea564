"""What the pages about cases ask, each in a bounded number of statements. Row-level security decides which rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.cases.models import Answer, Case, CaseCategory, ChildInCase, Entry, Person, Proposal, Standing
from tutela.children.models import Child
from tutela.children.queries import for_list as with_needs
from tutela.core.marking import gettext_noop
from tutela.core.paging import Key
from tutela.decisions.models import Decision
from tutela.ownership.access import shared_with_me
from tutela.ownership.models import HandOver, Participation

ORDERS: dict[str, tuple[tuple[Key, ...], str]] = {
    "due": (
        (Key("next_due_at"), Key("id")),
        gettext_noop("What is due first, then the oldest: a promise comes before what has none."),
    ),
    "-due": (
        (Key("next_due_at", descending=True), Key("id", descending=True)),
        gettext_noop("What is due last first."),
    ),
    "-opened": ((Key("opened_at", descending=True), Key("id", descending=True)), gettext_noop("The newest first.")),
    "opened": ((Key("opened_at"), Key("id")), gettext_noop("The oldest first.")),
    "reference": ((Key("reference"),), gettext_noop("By reference.")),
    "-reference": ((Key("reference", descending=True),), gettext_noop("By reference, from the end.")),
}
DEFAULT_ORDER = "-opened"
# Children around a suspect, and brothers and sisters of a child, are asked about in every case.
ASKED_IN_EVERY_CASE = ("children_around", "siblings")


@dataclass(frozen=True)
class CaseFilters:
    """What the reader narrowed the list to; everything lives in the address."""

    whose: str = "ours"  # "ours", "mine", "shared"
    state: str = ""
    category: str = ""
    handler: int | None = None
    nobody: bool = False
    restricted: str = ""
    words: str = ""


def cases(actor: Actor, filters: CaseFilters, found: Sequence[int] | None = None) -> QuerySet[Case]:
    """The cases of the list, as this reader may see them; ``found`` are those that the words of the filter match."""
    rows = Case.objects.all()
    if filters.whose == "shared":
        rows = shared_with_me(rows, "case").exclude(owner_id=actor.organisation_id)
    else:
        # Equality on the owner, in the order of an index: that is what a long list needs to be quick.
        rows = rows.filter(owner_id=actor.organisation_id)
    if filters.whose == "mine":
        rows = rows.filter(handler_id=actor.user_id)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.handler is not None:
        rows = rows.filter(handler_id=filters.handler)
    if filters.nobody:
        rows = rows.filter(handler=None)
    if filters.restricted:
        rows = rows.filter(is_restricted=filters.restricted == "yes")
    if filters.category:
        fits = CaseCategory.objects.filter(case=OuterRef("pk"), category=filters.category, removed_at=None)
        rows = rows.filter(Exists(fits))
    if found is not None:
        rows = rows.filter(pk__in=found)
    return rows


def for_list(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With what a line of the list shows: the children first, the categories, who handles it."""
    children = Child.objects.filter(cases_of_child__case=OuterRef("pk"), cases_of_child__removed_at=None)
    shown = JSONObject(reference="reference", label="label", identity="identity", safety="safety")
    codes = CaseCategory.objects.filter(case=OuterRef("pk"), removed_at=None).order_by("category")
    return rows.select_related("owner", "handler").annotate(
        children_shown=ArraySubquery(children.order_by("pk").values(shown=shown)[:5]),
        codes=ArraySubquery(codes.values("category").distinct()),
        all_children=Subquery(
            ChildInCase.objects.filter(case=OuterRef("pk"), removed_at=None)
            .order_by()
            .values("case")
            .annotate(number=Count("pk"))
            .values("number")
        ),
    )


@dataclass(frozen=True)
class Around:
    """What stands around a case: its categories, what waits, and how many there are of each part."""

    categories: Sequence[dict[str, Any]]
    # Who is suspected, and what was answered of the children around them and of each child's brothers and sisters.
    suspects: Sequence[dict[str, Any]]
    asked_around: Sequence[dict[str, Any]]
    offer: dict[str, Any] | None
    next_answer_due: datetime | None
    children: int
    people: int
    entries: int
    reports: int
    decisions: int
    proposals: int = 0


def with_around(rows: QuerySet[Case]) -> QuerySet[Case]:
    """A case with what its identity bar, its tabs and its next steps need: in the statement that finds it."""
    categories = CaseCategory.objects.filter(case=OuterRef("pk"), removed_at=None).order_by("category", "pk")
    offers = HandOver.objects.filter(
        subject_kind="case", subject_id=OuterRef("pk"), state=HandOver.State.OFFERED
    ).order_by()
    links = _case_links().filter(case=OuterRef("pk"), parted_at=None).order_by()
    suspects = Person.objects.filter(case=OuterRef("pk"), capacity=Person.Capacity.SUSPECT, removed_at=None)
    around = Answer.objects.filter(case=OuterRef("pk"), question__in=ASKED_IN_EVERY_CASE, replaced_at=None)
    return rows.annotate(
        reader_writes=RawSQL("tutela_writes('case', cases_case.id)", []),
        all_suspects=ArraySubquery(suspects.order_by("pk").values(one=JSONObject(pk="pk", label="label"))),
        all_asked_around=ArraySubquery(
            around.order_by("pk").values(one=JSONObject(person="person_id", child="child_id", values="values"))
        ),
        all_categories=ArraySubquery(
            categories.values(
                one=JSONObject(pk="pk", category="category", type="type", words="type_words", facets="facets")
            )
        ),
        open_offer=Subquery(offers.values(one=JSONObject(pk="pk", receiver="receiver__short_name", due="due_at"))[:1]),
        answer_due=Subquery(links.values("case").annotate(nearest=Min("report__next_due_at")).values("nearest")[:1]),
        all_children=_number(ChildInCase.objects.filter(case=OuterRef("pk"), removed_at=None), "case"),
        all_people=_number(Person.objects.filter(case=OuterRef("pk"), removed_at=None), "case"),
        all_entries=_number(Entry.objects.filter(case=OuterRef("pk")), "case"),
        all_reports=_number(links, "case"),
        all_proposals=_number(Proposal.objects.filter(case=OuterRef("pk"), state=Proposal.State.OPEN), "case"),
        all_decisions=_number(Decision.objects.filter(subject_kind="case", subject_id=OuterRef("pk")), "subject_id"),
    )


def around_of(case: Any) -> Around:
    """What ``with_around`` found beside a case."""
    return Around(
        categories=case.all_categories,
        suspects=case.all_suspects,
        asked_around=case.all_asked_around,
        offer=case.open_offer,
        next_answer_due=case.answer_due,
        children=case.all_children or 0,
        people=case.all_people or 0,
        entries=case.all_entries or 0,
        reports=case.all_reports or 0,
        decisions=case.all_decisions or 0,
        proposals=case.all_proposals or 0,
    )


def children_of(case: Case) -> list[Child]:
    """The children in a case whose records the reader may see, in the order in which they were entered."""
    in_it = _children_with_needs().filter(cases_of_child__case=case, cases_of_child__removed_at=None)
    return list(in_it.order_by("cases_of_child__added_at", "pk"))


@cache
def _children_with_needs() -> QuerySet[Child]:
    """Every child with what a case shows of them. Put together once for the process."""
    stop = Decision.objects.filter(
        subject_kind="child",
        subject_id=OuterRef("pk"),
        kind=Decision.Kind.STOP_IDENTIFICATION,
        state=Decision.State.PROPOSED,
    )
    return with_needs(Child.objects.select_related("owner", "handler")).annotate(stop_is_proposed=Exists(stop))


def people_of(case: Case) -> list[Any]:
    """Everybody else in the case with what was said of them over time, the newest first; suspects first. One statement."""
    said = Standing.objects.filter(person=OuterRef("pk")).order_by("-recorded_at", "-pk")
    shown = JSONObject(
        standing="standing", since="since", source="source", grading="grading", words="words", recorded_at="recorded_at"
    )
    people = Person.objects.filter(case=case, removed_at=None).annotate(said=ArraySubquery(said.values(shown=shown)))
    rank = {Person.Capacity.SUSPECT: 0, Person.Capacity.CARER: 1, Person.Capacity.WITNESS: 2}
    return sorted(people, key=lambda one: (rank.get(Person.Capacity(one.capacity), 3), one.pk))


def entries_of(case: Case) -> QuerySet[Entry]:
    """The record with who wrote each entry; an entry knows what it corrects, and when it was corrected itself."""
    later = Entry.objects.filter(corrects=OuterRef("pk")).order_by("at")
    return (
        Entry.objects.filter(case=case)
        .select_related("corrects")
        .annotate(
            corrected_at=Subquery(later.values("at")[:1]),
            writer=Subquery(User.objects.filter(pk=OuterRef("written_by_id")).values("name")[:1]),
        )
    )


def links_of(case: Case, *, with_parted: bool = False) -> list[Any]:
    """The reports joined to a case that the reader may see, the newest link first."""
    links = _case_links().filter(case=case).select_related("report__owner")
    if not with_parted:
        links = links.filter(parted_at=None)
    return list(links.order_by(F("parted_at").desc(nulls_first=True), "-joined_at"))


def participants_of(case: Case) -> list[Participation]:
    """Who takes part now without owning the case."""
    return list(
        Participation.objects.filter(subject_kind="case", subject_id=case.pk, ended_at=None)
        .exclude(organisation=case.owner_id, user=None)
        .select_related("organisation", "user")
        .order_by("since")
    )


def _case_links() -> QuerySet[Any]:
    """The links to reports: the app of the reports stands above this one, and keeps the table."""
    return apps.get_model("reports", "CaseLink")._default_manager.all()


def _number(rows: QuerySet[Any], by: str) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(number=Count("pk")).values("number")[:1])
