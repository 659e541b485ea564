"""The work of staff: the list, a report, its history."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tutela.api.access import TO_READ, actor_of, etag_of
from tutela.api.shapes.common import LARGEST_ID, Cursor, ListOf, Reference, Size, listed
from tutela.api.shapes.reports import (
    HappeningRead,
    ReportRead,
    WorkListRow,
    report_in_full,
    work_list_row,
)
from tutela.audit.reading import record_reading
from tutela.core import clock
from tutela.decisions.models import Decision
from tutela.organisations.models import Organisation
from tutela.ownership.queries import assignments, offers_of, spans_of
from tutela.reports.models import Report
from tutela.reports.queries.report import changes, find_report, report_page
from tutela.reports.queries.work_list import Filters, work_list
from tutela.typology.codes import CATEGORY_CODES

router = Router(tags=["Work on reports"], auth=TO_READ)
Whose = Annotated[Literal["organisation", "mine", "unassigned"], Query("organisation", description="Whose work.")]
State = Annotated[Literal["", "received", "working", "decided"], Query("", description="Only this state.")]
Due = Annotated[Literal["", "overdue", "soon"], Query("", description="Only what is overdue, or due within a day.")]
Category = Annotated[
    str, Query("", pattern=rf"^({'|'.join(CATEGORY_CODES)})?$", description="Only this category, by its code.")
]
Older = Annotated[
    int, Query(0, ge=0, le=LARGEST_ID, alias="cursor", description="“next_cursor” of the page before; 0 for the first.")
]


@router.get("/work-list", response=ListOf[WorkListRow], operation_id="workList")
def show_work_list(
    request: HttpRequest, cursor: Cursor, size: Size, whose: Whose, state: State, due: Due, category: Category
) -> ListOf[WorkListRow]:
    """The open reports that your organisation answers for.

    In one order: a specific current concern first, then what is nearest to breaking a promise, then the oldest.
    """
    filters = Filters(whose=whose, state=state, due=due, category=category)
    owner = Organisation.objects.filter(pk=actor_of(request).organisation_pk).get()  # every row is its own
    found = work_list(actor_of(request), filters, now=clock.now(), looked_at=None, cursor=cursor, size=size)
    return listed(found, lambda row: work_list_row(row, owner))


@router.get("/reports/{reference}", response=ReportRead, operation_id="readReport")
def read_report(request: HttpRequest, response: HttpResponse, reference: Reference) -> ReportRead:
    """A report with all that it names. The reading is written into the audit trail with your purpose."""
    actor, now = actor_of(request), clock.now()
    report = find_report(reference)
    record_reading(report, actor=actor, now=now)
    response["ETag"] = etag_of(report)
    decisions = Decision.objects.filter(subject_kind="report", subject_id=report.pk)
    return report_in_full(
        report_page(report, actor=actor, now=now),
        list(decisions.select_related("made_by", "second_person").order_by("-made_at", "-pk")[:200]),
        offers_of(report),
        now,
    )


@router.get("/reports/{reference}/history", response=ListOf[HappeningRead], operation_id="readHistory")
def read_history(request: HttpRequest, reference: Reference, size: Size, cursor: Older) -> ListOf[HappeningRead]:
    """Who answered for a report, who handled it, and what changed in it, field by field; the newest first."""
    report = find_report(reference)
    record_reading(report, actor=actor_of(request), now=clock.now(), what="history")
    everything = _happenings(report)
    # What happens meanwhile is added before the first one, so that a place is counted from the oldest.
    left = min(cursor, len(everything)) if cursor else len(everything)
    start = len(everything) - left
    more = left - size
    return ListOf(items=everything[start : start + size], next_cursor=str(more) if more > 0 else "")


def _happenings(report: Report) -> list[HappeningRead]:
    found = [
        HappeningRead(at=one.from_at, what="Owner", who=one.organisation.name, words=one.get_basis_display())
        for one in spans_of(report)
    ]
    found += [
        HappeningRead(at=one.from_at, what="Handler", who=one.handler.name, words="") for one in assignments(report)
    ]
    found += [
        HappeningRead(at=one.at, what=field.label, who=one.who, words=f"{field.before} → {field.after}")
        for one in changes(report)
        for field in one.fields
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)
