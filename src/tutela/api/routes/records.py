"""Cases, children and the search over all that you may see."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tutela.api.access import TO_READ, actor_of, etag_of
from tutela.api.shapes.common import Cursor, ListOf, Reference, Size, listed
from tutela.api.shapes.records import (
    CaseRead,
    CaseState,
    ChildRead,
    ChildState,
    RecordState,
    case_in_full,
    case_state,
    child_in_full,
    child_state,
    record_state,
)
from tutela.audit.reading import record_reading
from tutela.cases.queries import CaseFilters, cases
from tutela.children.queries import ChildFilters, children
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.paging import Key, page
from tutela.core.subjects import Subject
from tutela.finding.queries import KINDS, search
from tutela.ownership.access import find

router = Router(tags=["Cases and children"], auth=TO_READ)
_NEAREST = (Key("next_due_at"), Key("id"))
_ROW = ("owner", "handler")
Whose = Annotated[
    Literal["ours", "mine", "shared"],
    Query("ours", description="Of your organisation, yours, or others' in which your organisation takes part."),
]
CaseStates = Annotated[Literal["", "open", "closed"], Query("", description="Only this state.")]
Identities = Annotated[
    Literal["", "not_identified", "identified", "stopped"], Query("", description="Only children in this state.")
]
Text = Annotated[
    str,
    Query(
        ...,
        min_length=1,
        max_length=200,
        pattern=r"^[^\u0000]+$",
        description="A reference, a name, an identifier or words.",
    ),
]
Kind = Annotated[Literal["", "child", "series", "case", "report"], Query("", description="Only records of this kind.")]


class Hits(Schema):
    """What a search found: at most 50 of each kind, the child first."""

    items: list[RecordState] = Field(description="Records by kind, without names: read one to see who it is about.")
    more: list[str] = Field(description="Kinds of which there are more than are shown: narrow the search.")
    note: str = Field(description="What the search says of its question; may be empty.")


@router.get("/cases", response=ListOf[CaseState], operation_id="listCases")
def list_cases(request: HttpRequest, cursor: Cursor, size: Size, whose: Whose, state: CaseStates) -> ListOf[CaseState]:
    """The cases that your organisation answers for, what is nearest to breaking a promise first; no names."""
    rows = cases(actor_of(request), CaseFilters(whose=whose, state=state)).select_related(*_ROW)
    return listed(page(rows, _NEAREST, cursor=cursor, size=size), case_state)


@router.get("/cases/{reference}", response=CaseRead, operation_id="readCase")
def read_case(request: HttpRequest, response: HttpResponse, reference: Reference) -> CaseRead:
    """A case, its children first. The reading is written into the audit trail with your purpose."""
    case = find(reference, kind="case", related=_ROW)
    record_reading(case, actor=actor_of(request), now=clock.now())
    response["ETag"] = etag_of(case)
    return case_in_full(case, _running(case), clock.now())


@router.get("/children", response=ListOf[ChildState], operation_id="listChildren")
def list_children(
    request: HttpRequest, cursor: Cursor, size: Size, whose: Whose, identity: Identities
) -> ListOf[ChildState]:
    """The children for whom your organisation answers, what is nearest to breaking a promise first; no names."""
    rows = children(actor_of(request), ChildFilters(whose=whose, identity=identity))
    return listed(page(rows, _NEAREST, cursor=cursor, size=size), child_state)


@router.get("/children/{reference}", response=ChildRead, operation_id="readChild")
def read_child(request: HttpRequest, response: HttpResponse, reference: Reference) -> ChildRead:
    """A child's record. The reading is written into the audit trail with your purpose."""
    child = find(reference, kind="child", related=_ROW)
    record_reading(child, actor=actor_of(request), now=clock.now())
    response["ETag"] = etag_of(child)
    return child_in_full(child, _running(child), clock.now())


@router.get("/search", response=Hits, operation_id="search")
def find_records(request: HttpRequest, q: Text, kind: Kind) -> Hits:
    """Records of children, series, cases and reports, within what you may see."""
    found = search(q, kinds=(kind,) if kind else KINDS)
    rows = [record_state(row) for one in KINDS for row in found.by_kind.get(one, [])]
    return Hits(items=rows, more=[one for one, more in found.more.items() if more], note=found.note)


def _running(subject: Subject) -> list[Clock]:
    rows = Clock.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id, met_at=None, ended_at=None)
    return list(rows.order_by("due_at")[:50])
