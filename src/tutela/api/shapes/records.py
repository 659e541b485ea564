"""Cases and children, as those who may see them read them; the child is named first."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from tutela.api.shapes.common import Party, Promise, party, promise
from tutela.cases.models import Case, Person
from tutela.children.models import Child
from tutela.clocks.models import Clock

MOST = 200


class RecordState(Schema):
    """How a record stands and who answers for it; no names."""

    reference: str = Field(description="Its reference.")
    kind: str = Field(description="report, case, child or series.")
    state: str = Field(
        description="Its state; of a child, whether it is identified; of a series, how far its children are."
    )
    owner: Party = Field(description="Who answers for it.")
    owner_basis: str = Field(description="On what basis.")
    next_due_at: datetime | None = Field(description="When the next promise about it breaks.")


class ChildState(RecordState):
    """How a child's record stands."""

    version: int
    safety: str = Field(description="not_known, at_risk or safe.")
    handler: str = Field(description="Empty where nobody is named.")


class ChildRead(ChildState):
    """A child's record."""

    label: str = Field(description="What the record calls the child.")
    name: str = Field(description="Empty while nobody knows it.")
    birth_date: str = Field(description="As much of it as is known.")
    sex: str
    countries: list[str]
    identified_at: datetime | None
    identified_how: str
    created_at: datetime
    clocks: list[Promise]
    cases: list[str] = Field(description="References of the cases in which the child is, of those that you may see.")


class CaseState(RecordState):
    """How a case stands."""

    version: int
    handler: str = Field(description="Empty where nobody is named.")
    is_restricted: bool = Field(description="Only named persons see it.")
    opened_at: datetime


class CategoryRead(Schema):
    """A category of a case."""

    category: str
    type: str
    words: str
    facets: list[str]


class StandingRead(Schema):
    """What a source said of a person."""

    standing: str
    since: str
    source: str
    words: str


class PersonInCase(Schema):
    """Somebody in a case other than the child."""

    capacity: str
    label: str
    name: str
    birth_date: str
    country: str
    identifiers: list[str]
    standings: list[StandingRead] = Field(description="The newest first; what was said before stays.")


class EntryRead(Schema):
    """An entry of the record."""

    at: datetime
    section: str
    nature: str = Field(description="fact, inference or opinion.")
    words: str
    source: str


class CaseRead(CaseState):
    """A case with what is known of it."""

    children: list[ChildState]
    summary: str
    categories: list[CategoryRead]
    people: list[PersonInCase]
    entries: list[EntryRead] = Field(description="The newest 200.")
    clocks: list[Promise]
    recorded_at: datetime | None
    closed_at: datetime | None
    close_reason: str


def record_state(record: Any) -> RecordState:
    """How a record of any kind stands."""
    return RecordState(**_state(record))


def child_state(child: Child) -> ChildState:
    """How a child's record stands."""
    return ChildState(**_child(child))


def child_in_full(child: Child, clocks: list[Clock], now: datetime) -> ChildRead:
    """A child's record."""
    cases = Case.objects.filter(children_in_case__child=child, children_in_case__removed_at=None).order_by("pk")
    return ChildRead(
        **_child(child),
        label=child.label,
        name=child.name,
        birth_date=child.birth_date,
        sex=child.sex,
        countries=child.countries,
        identified_at=child.identified_at,
        identified_how=child.identified_how,
        created_at=child.created_at,
        clocks=[promise(one, now) for one in clocks],
        cases=list(cases.values_list("reference", flat=True)[:MOST]),
    )


def case_state(case: Case) -> CaseState:
    """How a case stands."""
    return CaseState(**_case(case))


def case_in_full(case: Case, clocks: list[Clock], now: datetime) -> CaseRead:
    """A case with what is known of it."""
    children = Child.objects.filter(cases_of_child__case=case, cases_of_child__removed_at=None)
    return CaseRead(
        **_case(case),
        children=[child_state(one) for one in children.select_related("owner", "handler").order_by("pk")[:MOST]],
        summary=case.summary,
        categories=[
            CategoryRead(category=one.category, type=one.type, words=one.type_words, facets=one.facets)
            for one in case.categories.filter(removed_at=None).order_by("pk")[:MOST]
        ],
        people=[
            _person(one)
            for one in case.people.filter(removed_at=None)
            .prefetch_related("standings", "identifiers")
            .order_by("pk")[:MOST]
        ],
        entries=[
            EntryRead(at=one.at, section=one.section, nature=one.nature, words=one.words, source=one.source)
            for one in case.entries.all()[:MOST]
        ],
        clocks=[promise(one, now) for one in clocks],
        recorded_at=case.recorded_at,
        closed_at=case.closed_at,
        close_reason=case.close_reason,
    )


def _person(one: Person) -> PersonInCase:
    return PersonInCase(
        capacity=one.capacity,
        label=one.label,
        name=one.name,
        birth_date=one.birth_date,
        country=one.country,
        identifiers=[known.raw for known in one.identifiers.all() if known.removed_at is None],
        standings=[
            StandingRead(standing=said.standing, since=said.since, source=said.source, words=said.words)
            for said in one.standings.all()
        ],
    )


_STATE_OF = {"child": "identity", "series": "standing"}


def _state(record: Any) -> dict[str, Any]:
    return {
        "reference": record.reference,
        "kind": record.subject_kind,
        "state": getattr(record, _STATE_OF.get(record.subject_kind, "state")),
        "owner": party(record.owner),
        "owner_basis": record.owner_basis,
        "next_due_at": record.next_due_at,
    }


def _child(child: Child) -> dict[str, Any]:
    handler = child.handler.name if child.handler else ""
    return {**_state(child), "version": child.version, "safety": child.safety, "handler": handler}


def _case(case: Case) -> dict[str, Any]:
    return {
        **_state(case),
        "version": case.version,
        "handler": case.handler.name if case.handler else "",
        "is_restricted": case.is_restricted,
        "opened_at": case.opened_at,
    }
