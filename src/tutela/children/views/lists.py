"""The list of children, and the same as CSV."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.pages import actor_in, reads_records
from tutela.audit.reading import record_readings
from tutela.children.forms import ChildFilter
from tutela.children.models import Assessment, Child
from tutela.children.queries import DEFAULT_ORDER, ORDERS, ChildFilters, children, for_list, tally
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.paging import page

EXPORT_LIMIT = 10_000
_NARROWED = ("identity", "safety", "country", "basis", "safeguarded", "assessment")


@reads_records
def show(request: HttpRequest) -> HttpResponse:
    """The children whom the reader's organisation answers for, or who were shared with it."""
    actor: Actor = actor_in(request)
    now = clock.now()
    form = ChildFilter(request.GET)
    filters = _filters(form)
    sort = request.GET.get("sort", "")
    order, words = ORDERS.get(sort, ORDERS[DEFAULT_ORDER])
    rows = for_list(children(actor, filters))
    if request.GET.get("format") == "csv":
        exported = list(rows.order_by(*(key.ordering() for key in order))[:EXPORT_LIMIT])
        record_readings(exported, actor=actor, now=now)
        return _csv(exported, words, now)
    listed = page(rows, order, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/children.html",
        {
            "page": listed,
            "tally": tally(actor),
            "filter": form,
            "filters": filters,
            "is_narrowed": filters != ChildFilters(),
            "order": gettext(words),
            "default_sort": DEFAULT_ORDER,
            "now": now,
            "may_change": actor.writes_records,
        },
    )


def listed_children(actor: Actor, query: QueryDict) -> QuerySet[Child]:
    """The children whom the list shows for an address's query, in no order."""
    return children(actor, _filters(ChildFilter(query)))


def _filters(form: ChildFilter) -> ChildFilters:
    chosen = form.cleaned_data if form.is_valid() else {}
    given = {name: chosen.get(name, "") for name in _NARROWED}
    return ChildFilters(whose=chosen.get("whose") or "ours", **given)


def _assessment(one: Any) -> tuple[str, int]:
    shown = one.assessment_shown or {}
    return str(dict(Assessment.State.choices).get(shown.get("state", ""), "")), shown.get("areas") or 0


def _csv(rows: list[Child], order: str, now: datetime) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="children-{now:%Y-%m-%d}.csv"'
    caveats = [
        gettext("Children's records at %(at)s UTC, as far as you may see them; names are left out.")
        % {"at": f"{now:%Y-%m-%d %H:%M}"},
        gettext("These are known children only: never a count of children who are concerned."),
        gettext(order),
        gettext("At most %(number)s rows.") % {"number": f"{EXPORT_LIMIT:,}"},
    ]
    header = ["reference", "called", "identified", "safety", "safeguarded since", "answerable", "basis", "since",
              "countries considered", "assessment of needs", "areas looked at of 7", "handler", "next due"]  # fmt: skip
    write_rows(
        response,
        caveats,
        header,
        (
            [
                one.reference,
                one.label,
                one.get_identity_display(),
                one.get_safety_display(),
                one.safeguarded_at.isoformat(timespec="minutes") if one.safeguarded_at else "",
                one.owner.name,
                one.get_owner_basis_display(),
                one.owner_since.isoformat(timespec="minutes"),
                " ".join(one.countries),
                *_assessment(one),
                one.handler.name if one.handler else "",
                one.next_due_at.isoformat(timespec="minutes") if one.next_due_at else "",
            ]
            for one in rows
        ),
    )
    return response
