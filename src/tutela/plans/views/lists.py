"""The list of plans across cases, and the same as CSV."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.pages import actor_in, csv_response, reads_records
from tutela.audit.reading import record_readings
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.paging import bounded_count, page
from tutela.plans.forms.plan import PlanFilter
from tutela.plans.queries import DEFAULT_ORDER, ORDERS, PlanFilters, for_list, plans

EXPORT_LIMIT = 10_000


@reads_records
def show(request: HttpRequest) -> HttpResponse:
    """What is planned on the cases of the reader's organisation."""
    actor: Actor = actor_in(request)
    now = clock.now()
    form = PlanFilter(request.GET)
    filters = _filters(form)
    order, words = ORDERS.get(request.GET.get("sort", ""), ORDERS[DEFAULT_ORDER])
    rows = plans(actor, filters, now=now)
    if request.GET.get("format") == "csv":
        exported = list(for_list(rows).order_by(*(key.ordering() for key in order))[:EXPORT_LIMIT])
        record_readings({one.case_id: one.case for one in exported}.values(), actor=actor, now=now)
        return _csv(exported, gettext(words), now)
    return render(
        request,
        "pages/plans.html",
        {
            "page": page(for_list(rows), order, cursor=request.GET.get("after", "")),
            "count": bounded_count(rows),
            "filter": form,
            "filters": filters,
            "is_narrowed": filters != PlanFilters(),
            "order": gettext(words),
            "default_sort": DEFAULT_ORDER,
        },
    )


def _filters(form: PlanFilter) -> PlanFilters:
    """The filters as the query takes them; a value that is none of the choices narrows nothing."""
    chosen = form.cleaned_data if form.is_valid() else {}
    given = {name: chosen.get(name, "") for name in ("kind", "days", "welfare", "children")}
    return PlanFilters(whose=chosen.get("whose") or "ours", state=chosen.get("state") or "open", **given)


def _csv(rows: list[Any], order: str, now: datetime) -> HttpResponse:
    response = csv_response(f"plans-{now:%Y-%m-%d}")
    caveats = [
        gettext("Plans at {moment} UTC, as far as you may see them; names are left out.").format(
            moment=f"{now:%Y-%m-%d %H:%M}"
        ),
        gettext("Children there: those entered in the case, and others as far as their number is known."),
        order,
        gettext("At most {number} rows.").format(number=f"{EXPORT_LIMIT:,}"),
    ]
    header = ["children there", "other children there", "plan", "case", "kind", "state", "day", "hour", "zone",
              "suspects", "welfare steps that miss something", "lead"]  # fmt: skip
    write_rows(
        response,
        caveats,
        header,
        (
            [
                one.all_children or 0,
                one.other_children_number or one.get_other_children_display(),
                one.pk,
                one.case.reference,
                one.get_kind_display(),
                one.get_state_display(),
                str(one.on or ""),
                f"{one.at:%H:%M}" if one.at else "",
                one.time_zone,
                one.all_suspects or 0,
                one.missing or 0,
                one.lead.name if one.lead else "",
            ]
            for one in rows
        ),
    )
    return response
