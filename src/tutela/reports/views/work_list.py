"""The work list, and the form by which staff take a report."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.generic import View

from tutela.accounts.actor import Actor
from tutela.accounts.pages import for_roles, reads_records
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.errors import BadInput
from tutela.core.paging import bounded_count
from tutela.reports.forms import TakeReport, category_choices
from tutela.reports.models import Report
from tutela.reports.models.report import Door
from tutela.reports.queries.looked import looked_at
from tutela.reports.queries.work_list import ORDER, ORDER_IN_WORDS, Filters, reports, tally, work_list
from tutela.reports.services.receive import receive_report

_EXPORT_LIMIT = 10_000


class WorkListFilter(forms.Form):
    """The filters of the work list; they live in the address."""

    whose = forms.ChoiceField(
        label="Whose",
        required=False,
        choices=[("", "All of the organisation"), ("mine", "Mine"), ("unassigned", "Nobody's yet")],
    )
    due = forms.ChoiceField(
        label="Promise", required=False, choices=[("", "Any"), ("overdue", "Overdue"), ("soon", "Due within a day")]
    )
    state = forms.ChoiceField(label="State", required=False)
    category = forms.ChoiceField(label="Category", required=False)
    door = forms.ChoiceField(label="Door", required=False, choices=[("", "Any"), *Door.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_states = [choice for choice in Report.State.choices if choice[0] != Report.State.CLOSED]
        self.fields["state"].choices = [("", "Any"), *open_states]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", "Any"), *category_choices()]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """The filters as the query takes them; a value that is none of the choices narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        given = {name: chosen.get(name, "") for name in ("state", "category", "door", "due")}
        return Filters(whose=chosen.get("whose") or "organisation", **given)


@reads_records
def show(request: HttpRequest) -> HttpResponse:
    """The work list of the reader's organisation, in its one honest order."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    form = WorkListFilter(request.GET)
    filters = form.filters()
    if request.GET.get("format") == "csv":
        return _csv(actor, filters, now)
    looked = looked_at(actor, "work_list", now=now)
    listed = work_list(actor, filters, now=now, looked_at=looked, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/work_list.html",
        {
            "rows": listed.items,
            "next_cursor": listed.next_cursor,
            "is_first": listed.is_first,
            "count": bounded_count(reports(actor, filters, now)),
            "tally": tally(actor, now),
            "filter": form,
            "order": ORDER_IN_WORDS,
            "now": now,
        },
    )


def _csv(actor: Actor, filters: Filters, now: datetime) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="work-list-{now:%Y-%m-%d}.csv"'
    rows = reports(actor, filters, now).order_by(*(key.ordering() for key in ORDER))[:_EXPORT_LIMIT]
    caveats = [
        f"Open reports that your organisation answers for, at {now:%Y-%m-%d %H:%M} UTC, as far as you may see them.",
        "A report is what somebody told us; it is not a recorded offence.",
        ORDER_IN_WORDS,
        f"At most {_EXPORT_LIMIT:,} rows.",
    ]
    header = ["reference", "received", "state", "specific concern", "categories", "door", "handler", "next promise due"]
    write_rows(
        response,
        caveats,
        header,
        (
            [
                one.reference,
                one.received_at.isoformat(timespec="minutes"),
                one.get_state_display(),
                one.get_specific_concern_display(),
                " ".join(one.categories),
                one.get_door_display(),
                one.handler.name if one.handler else "",
                one.next_due_at.isoformat(timespec="minutes") if one.next_due_at else "",
            ]
            for one in rows
        ),
    )
    return response


@method_decorator(for_roles("intake_officer", "investigator", "examiner", "analyst", "manager"), name="dispatch")
class TakeReportPage(View):
    """The staff's door: a report is taken, also on a caller's behalf."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return render(request, "pages/take_report.html", {"form": TakeReport()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Receive the report, and show what to tell the caller."""
        form = TakeReport(request.POST)
        if form.is_valid():
            try:
                incoming = form.incoming()
            except BadInput as error:
                form.add_error(None, f"{error.what} {error.mend}")
            else:
                with transaction.atomic():
                    received = receive_report(incoming, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
                if received.code is None:
                    messages.success(request, f"Report {received.reference} was taken.")
                    return HttpResponseRedirect(f"/reports/{received.reference}")
                return render(request, "pages/report_taken.html", {"received": received})
        return render(request, "pages/take_report.html", {"form": form}, status=422)
