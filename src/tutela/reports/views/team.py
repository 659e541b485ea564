"""A manager's page: who carries how much, what is late and with whom, and how promises were kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.pages import actor_in, csv_response, for_roles, membership_in
from tutela.clocks.queries import LEFT_OUT
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.reports.queries.team import PERIOD, promises, unreviewed, workload


@for_roles("manager")
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The organisation's work by handler and unit, what nobody holds, and its promises with their denominators."""
    organisation_id, now = actor_in(request).organisation_id or 0, clock.now()
    work = workload(organisation_id, now=now)
    if request.GET.get("format") == "csv":
        response = csv_response(f"team-{now:%Y-%m-%d}")
        caveats = [
            gettext("Open reports that your organisation answers for, by handler, at %(when)s UTC.")
            % {"when": f"{now:%Y-%m-%d %H:%M}"},
            gettext("A number of reports says nothing of how much work each of them is."),
        ]
        rows = [*work.handlers, work.unassigned]
        write_rows(
            response,
            caveats,
            ["handler", "unit", "open", "urgent", "overdue", "due within a day"],
            ([one.name, one.unit, one.open, one.urgent, one.overdue, one.due_soon] for one in rows),
        )
        return response
    return render(
        request,
        "pages/team.html",
        {
            "work": work,
            "promises": promises(organisation_id, now=now),
            "left_out": LEFT_OUT,
            "decisions": unreviewed(organisation_id, now=now),
            "days": PERIOD.days,
            "organisation": membership_in(request).organisation,
            "now": now,
        },
    )
