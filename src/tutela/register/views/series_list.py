"""The list of series, and the same as CSV."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.actor import Actor
from tutela.accounts.pages import actor_in, csv_response, reads_records
from tutela.audit.reading import record_readings
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.languages import in_figures
from tutela.core.paging import page
from tutela.finding.queries import matching
from tutela.register.forms.series import SeriesFilter
from tutela.register.models import Series
from tutela.register.queries.series import DEFAULT_ORDER, ORDERS, SeriesFilters, for_list, series_of, tally

EXPORT_LIMIT = 10_000
# A filter by words narrows to the newest that match; nobody pages through more.
_MOST_MATCHES = 1_000


@reads_records
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The series that the reader's organisation answers for, or that were shared with it."""
    actor: Actor = actor_in(request)
    now = clock.now()
    form = SeriesFilter(request.GET)
    filters = _filters(form)
    order, words = ORDERS.get(request.GET.get("sort", ""), ORDERS[DEFAULT_ORDER])
    rows = for_list(_rows(actor, filters))
    if request.GET.get("format") == "csv":
        exported = list(rows.order_by(*(key.ordering() for key in order))[:EXPORT_LIMIT])
        record_readings(exported, actor=actor, now=now)
        return _csv(exported, gettext(words), now)
    return render(
        request,
        "pages/series_list.html",
        {
            "page": page(rows, order, cursor=request.GET.get("after", "")),
            "tally": tally(actor),
            "filter": form,
            "filters": filters,
            "is_narrowed": filters != SeriesFilters(),
            "order": gettext(words),
            "default_sort": DEFAULT_ORDER,
            "may_change": actor.writes_records,
        },
    )


def listed_series(actor: Actor, query: QueryDict) -> QuerySet[Series]:
    """The series that the list shows for an address's query, in no order."""
    return _rows(actor, _filters(SeriesFilter(query)))


def _rows(actor: Actor, filters: SeriesFilters) -> QuerySet[Series]:
    found = matching(filters.words, "series", most=_MOST_MATCHES) if filters.words else None
    return series_of(actor, filters, found)


def _filters(form: SeriesFilter) -> SeriesFilters:
    """The filters as the query takes them; a value that is none of the choices narrows nothing."""
    chosen = form.cleaned_data if form.is_valid() else {}
    given = {name: chosen.get(name, "") for name in ("standing", "audience", "words")}
    return SeriesFilters(whose=chosen.get("whose") or "ours", **given)


def _csv(rows: Iterable[Any], order: str, now: datetime) -> HttpResponse:
    response = csv_response(f"series-{now:%Y-%m-%d}")
    caveats = [
        gettext("Series at %(moment)s UTC, as far as you may see them; no child is named.")
        % {"moment": f"{now:%Y-%m-%d %H:%M}"},
        gettext("Known series only: how many there are says nothing of how many children are concerned."),
        order,
        gettext("At most %(number)s rows.") % {"number": in_figures(EXPORT_LIMIT)},
    ]
    header = ["reference", "called", "children", "standing", "standing since", "answerable", "basis", "since", "handler",
              "who may know", "everybody else hears", "restricted", "opened", "next due"]  # fmt: skip
    write_rows(
        response,
        caveats,
        header,
        (
            [
                one.reference,
                one.label,
                one.all_children or 0,
                one.get_standing_display(),
                _moment(one.standing_since),
                one.owner.name,
                one.get_owner_basis_display(),
                _moment(one.owner_since),
                one.handler.name if one.handler else "",
                one.get_audience_display(),
                one.get_otherwise_display(),
                one.is_restricted,
                _moment(one.created_at),
                _moment(one.next_due_at),
            ]
            for one in rows
        ),
    )
    return response


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="minutes") if at else ""
