"""The list of cases, and the same as CSV."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.accounts.pages import actor_in, reads_records
from tutela.audit.reading import record_readings
from tutela.cases.completeness import completeness_of, with_completeness
from tutela.cases.forms import CaseFilter
from tutela.cases.models import Case
from tutela.cases.queries import DEFAULT_ORDER, ORDERS, CaseFilters, cases, for_list
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.languages import in_figures
from tutela.core.paging import bounded_count, page
from tutela.finding.queries import matching

EXPORT_LIMIT = 10_000
# A filter by words narrows to the newest that match; nobody pages through more.
_MOST_MATCHES = 1_000


@reads_records
def show(request: HttpRequest) -> HttpResponse:
    """The cases that the reader's organisation answers for, or that were shared with it."""
    actor: Actor = actor_in(request)
    now = clock.now()
    form = CaseFilter(request.GET, organisation_id=actor.organisation_id)
    filters = _filters(form)
    order, words = ORDERS.get(request.GET.get("sort", ""), ORDERS[DEFAULT_ORDER])
    rows = _rows(actor, filters)
    if request.GET.get("format") == "csv":
        exported = list(with_completeness(for_list(rows)).order_by(*(key.ordering() for key in order))[:EXPORT_LIMIT])
        record_readings(exported, actor=actor, now=now)
        return _csv(exported, gettext(words), now)
    listed = page(with_completeness(for_list(rows)), order, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/cases.html",
        {
            "page": listed.with_items([(one, completeness_of(one)) for one in listed]),
            "count": bounded_count(rows),
            "filter": form,
            "filters": filters,
            "is_narrowed": filters != CaseFilters(),
            "order": gettext(words),
            "default_sort": DEFAULT_ORDER,
            "may_change": actor.writes_records,
            "may_bring_in": actor.role in (Role.INVESTIGATOR, Role.MANAGER),
        },
    )


def listed_cases(actor: Actor, query: QueryDict) -> QuerySet[Case]:
    """The cases that the list shows for an address's query, in no order."""
    return _rows(actor, _filters(CaseFilter(query, organisation_id=actor.organisation_id)))


def _rows(actor: Actor, filters: CaseFilters) -> QuerySet[Case]:
    found = matching(filters.words, "case", most=_MOST_MATCHES) if filters.words else None
    return cases(actor, filters, found)


def _filters(form: CaseFilter) -> CaseFilters:
    """The filters as the query takes them; a value that is none of the choices narrows nothing."""
    chosen = form.cleaned_data if form.is_valid() else {}
    handler = chosen.get("handler", "")
    given = {name: chosen.get(name, "") for name in ("state", "category", "restricted", "words")}
    return CaseFilters(
        whose=chosen.get("whose") or "ours",
        handler=int(handler) if handler.isdigit() else None,
        nobody=handler == "nobody",
        **given,
    )


def _csv(rows: Iterable[Any], order: str, now: datetime) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cases-{now:%Y-%m-%d}.csv"'
    caveats = [
        gettext("Cases at %(moment)s UTC, as far as you may see them; names are left out.")
        % {"moment": f"{now:%Y-%m-%d %H:%M}"},
        gettext(
            "Known cases only: never a count of cases. Recorded means that the agency concluded that an offence took place."
        ),
        order,
        gettext("At most %(number)s rows.") % {"number": in_figures(EXPORT_LIMIT)},
    ]
    header = ["reference", "children", "summary", "state", "categories", "answerable", "handler", "restricted", "answered",
              "questions asked", "opened", "recorded", "closed", "next due"]  # fmt: skip
    write_rows(
        response,
        caveats,
        header,
        (
            [
                one.reference,
                one.all_children or 0,
                one.summary,
                one.get_state_display(),
                " ".join(one.codes),
                one.owner.name,
                one.handler.name if one.handler else "",
                one.is_restricted,
                completeness_of(one).answered,
                completeness_of(one).asked,
                *(
                    moment.isoformat(timespec="minutes") if moment else ""
                    for moment in (one.opened_at, one.recorded_at, one.closed_at, one.next_due_at)
                ),
            ]
            for one in rows
        ),
    )
    return response
