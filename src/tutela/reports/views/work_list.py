"""The work list, and the form by which staff take a report."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import View

from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS, User
from tutela.accounts.pages import actor_in, csv_response, for_roles, membership_in, reads_records
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.errors import BadInput
from tutela.core.form_fields import offer
from tutela.core.languages import in_figures
from tutela.reports.forms import TakeReport, category_choices
from tutela.reports.models import Report
from tutela.reports.models.report import Door
from tutela.reports.queries.looked import looked_at
from tutela.reports.queries.work_list import ORDER, ORDER_IN_WORDS, Filters, reports, tally, work_list
from tutela.reports.services.import_file import IMPORTERS
from tutela.reports.services.receive import receive_report

_EXPORT_LIMIT = 10_000


class WorkListFilter(forms.Form):
    """The filters of the work list; they live in the address."""

    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("All of the organisation")), ("mine", _("Mine")), ("unassigned", _("Nobody's yet"))],
    )
    concern = forms.ChoiceField(
        label=_("Specific concern"),
        required=False,
        choices=[("", _("Any")), ("now", _("Now, and nobody has accepted it"))],
    )
    due = forms.ChoiceField(
        label=_("Promise"),
        required=False,
        choices=[("", _("Any")), ("overdue", _("Overdue")), ("soon", _("Due within a day"))],
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    door = forms.ChoiceField(label=_("Door"), required=False, choices=[("", _("Any")), *Door.choices])
    handler = forms.ChoiceField(label=_("Handler"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        given = data.get("handler", "")
        if given.isdecimal():
            # The manager's page links to one colleague's work; everybody's name need not be asked for each list.
            named = User.objects.filter(pk=int(given)).values_list("pk", "name")
            offer(self, "handler", [("", gettext("Any")), *((str(key), name) for key, name in named)])
        else:
            del self.fields["handler"]
        open_states = [choice for choice in Report.State.choices if choice[0] != Report.State.CLOSED]
        offer(self, "state", [("", gettext("Any")), *open_states])
        offer(self, "category", [("", gettext("Any")), *category_choices()])

    def filters(self) -> Filters:
        """The filters as the query takes them; a value that is none of the choices narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        given = {name: chosen.get(name, "") for name in ("state", "category", "door", "due", "concern")}
        return Filters(whose=chosen.get("whose") or "organisation", handler=chosen.get("handler", ""), **given)


@reads_records
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The work list of the reader's organisation, in its one honest order."""
    actor, now = actor_in(request), clock.now()
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
            "rows": listed,
            "tally": tally(actor, filters, now),
            "filter": form,
            "filters": filters,
            "is_narrowed": bool(filters.applied()),
            "looked": looked,
            "organisation": membership_in(request).organisation,
            "may_change": actor.writes_records,
            "may_import": actor.role in IMPORTERS,
            "order": gettext(ORDER_IN_WORDS),
            "now": now,
        },
    )


def _csv(actor: Actor, filters: Filters, now: datetime) -> HttpResponse:
    response = csv_response(f"work-list-{now:%Y-%m-%d}")
    rows = reports(actor, filters, now).order_by(*(key.ordering() for key in ORDER))[:_EXPORT_LIMIT]
    caveats = [
        gettext("Open reports that your organisation answers for, at %(when)s UTC, as far as you may see them.")
        % {"when": f"{now:%Y-%m-%d %H:%M}"},
        gettext("A report is what somebody told us; it is not a recorded offence."),
        gettext(ORDER_IN_WORDS),
        gettext("At most %(number)s rows.") % {"number": in_figures(_EXPORT_LIMIT)},
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


@method_decorator(for_roles(*WRITES_RECORDS), name="dispatch")
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
                    received = receive_report(incoming, actor=actor_in(request), now=clock.now())
                if received.code is None:
                    words = gettext("Report %(reference)s was taken.")
                    messages.success(request, words % {"reference": received.reference})
                    return HttpResponseRedirect(f"/reports/{received.reference}")
                return render(request, "pages/report_taken.html", {"received": received})
        return render(request, "pages/take_report.html", {"form": form}, status=422)
