"""The list of an organisation's alerts, the same as CSV, and what nobody has taken, for the coordinating centre."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.pages import actor_in, csv_response, membership_in, reads_records
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.errors import NotAllowed
from tutela.core.paging import page
from tutela.deconfliction.forms import AlertFilter
from tutela.deconfliction.queries import (
    IN_ORDER,
    MOST_NOT_TAKEN,
    ORDER_WORDS,
    WATCHERS,
    AlertFilters,
    Row,
    alerts,
    not_taken,
    rows_of,
    tally,
    too_common,
)
from tutela.deconfliction.values import COMMON

EXPORT_LIMIT = 10_000


def watches(request: HttpRequest) -> bool:
    """Whether the reader sees what nobody has taken, as staff of a coordinating centre."""
    membership = membership_in(request)
    return membership.organisation.is_coordinating_centre and membership.role in WATCHERS


@reads_records
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What the reader's organisation has in common with others, and who has not taken it."""
    actor, now = actor_in(request), clock.now()
    form = AlertFilter(request.GET)
    filters = form.filters()
    rows = alerts(actor, filters)
    if request.GET.get("format") == "csv":
        exported = rows_of(rows.order_by(*(key.ordering() for key in IN_ORDER))[:EXPORT_LIMIT])
        record("alert.export", actor=actor, now=now, count=len(exported))
        with translation.override("en-gb"):  # programs read it: the same words whoever takes it
            return _csv(exported, now)
    listed = page(rows, IN_ORDER, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/alerts.html",
        {
            "page": listed.with_items(rows_of(listed)),
            "tally": tally(actor, now=now),
            "filter": form,
            "filters": filters,
            "is_narrowed": filters != AlertFilters(),
            "order": gettext(ORDER_WORDS),
            "watches": watches(request),
        },
    )


@reads_records
@require_safe
def show_not_taken(request: HttpRequest) -> HttpResponse:
    """The centre's page: who has not taken what kind of alert, with whom, for how long; and none of their records."""
    if not watches(request):
        raise NotAllowed(
            gettext("This page is for the intake, the analysts and the managers of a coordinating centre."),
            mend=gettext("The alerts of your own organisation stand under Alerts."),
        )
    now = clock.now()
    found = not_taken(now=now)
    return render(
        request,
        "pages/alerts_not_taken.html",
        {
            "rows": found[:MOST_NOT_TAKEN],
            "more": len(found) > MOST_NOT_TAKEN,
            "too_common": too_common(),
            "common": COMMON,
        },
    )


def _csv(rows: list[Row], now: datetime) -> HttpResponse:
    response = csv_response(f"alerts-{now:%Y-%m-%d}")
    caveats = [
        f"Alerts at {now:%Y-%m-%d %H:%M} UTC, as far as you may see them.",
        "What two services have in common is told, and nothing of the other's records.",
        f"{ORDER_WORDS} At most {EXPORT_LIMIT:,} rows.",
    ]
    header = [
        *(
            "alert",
            "what",
            "why",
            "state",
            "came of it",
            "our record",
            "series",
            "how often",
            "told (UTC)",
            "met last (UTC)",
        ),
        *("take by (UTC)", "whom to telephone", "telephone", "what may be said"),
    ]
    write_rows(response, caveats, header, (_cells(one) for one in rows))
    return response


def _cells(row: Row) -> list[object]:
    one, other = row.alert, row.contact
    return [
        one.pk,
        one.get_kind_display(),
        one.get_reason_display(),
        one.get_state_display(),
        row.answer,
        one.subject_reference,
        row.series.reference if row.series else "",
        one.count,
        f"{one.told_at:%Y-%m-%d %H:%M}",
        f"{one.last_at:%Y-%m-%d %H:%M}",
        f"{one.take_by:%Y-%m-%d %H:%M}" if one.take_by else "",
        other.name if other else "",
        other.contact_telephone if other else "",
        one.get_may_say_display(),
    ]
