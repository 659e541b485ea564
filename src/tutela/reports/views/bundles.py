"""Bundles: the list, one bundle, and the page on which a person chooses which reports concern the same item."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe
from django.views.generic import View

from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.pages import actor_in, for_roles, reads_records
from tutela.audit.changes import names_of
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.errors import BadInput, RuleBroken
from tutela.reports.models import Report
from tutela.reports.queries.bundles import bundle_page, bundles, find_bundle
from tutela.reports.queries.report import find_report
from tutela.reports.queries.same_item import Shared, bundled, same_item
from tutela.reports.services.bundle import make_bundle
from tutela.reports.verb_forms import MakeBundle


@reads_records
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The bundles of the reader's organisation, newest first."""
    with_former = request.GET.get("former") == "yes"
    listed = bundles(actor_in(request), with_former=with_former, cursor=request.GET.get("after", ""))
    return render(request, "pages/bundles.html", {"rows": listed, "with_former": with_former, "now": clock.now()})


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One bundle with its reports; reading it is written down, once for each report in it."""
    actor, now = actor_in(request), clock.now()
    bundle = find_bundle(number, actor)
    page = bundle_page(bundle, now=now)
    record(
        "bundle.read", actor=actor, now=now, bundle=bundle.pk, reports=[one.report.reference for one in page.members]
    )
    return render(
        request,
        "pages/bundle.html",
        {
            "page": page,
            "bundle": bundle,
            "made_by": names_of([bundle.made_by_id]).get(str(bundle.made_by_id), ""),
            "may_change": actor.writes_records and bundle.dissolved_at is None,
            "reader_id": actor.user_id,
            "now": now,
        },
    )


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class NewPage(View):
    """Bundle a report with those that share a value with it: the page shows which value, and how common it is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The reports that share something with the one in the address, each with a box to tick."""
        report = self._report(request)
        shared = same_item(report)
        first = next((one for one in shared if not one.is_too_common), None)
        initial = {"why": first.why, "name": f"{first.kind_words} {first.short}"[:120]} if first else {}
        return self._show(request, report, shared, MakeBundle(initial=initial), chosen=set())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the bundle of what was ticked."""
        report = self._report(request)
        shared = same_item(report)
        form = MakeBundle(request.POST)
        chosen = set(request.POST.getlist("reports"))
        offered = {one.reference: one for each in shared for one in each.reports}
        if form.is_valid():
            reports = [report, *(offered[one] for one in sorted(chosen) if one in offered)]
            try:
                with transaction.atomic():
                    made = make_bundle(reports, **form.cleaned_data, actor=actor_in(request), now=clock.now())
            except (BadInput, RuleBroken) as error:
                form.add_error(
                    error.where.field if error.where.field in form.fields else None, f"{error.what} {error.mend}"
                )
            else:
                words = ngettext(
                    "%(number)s report is one bundle now.", "%(number)s reports are one bundle now.", len(reports)
                )
                messages.success(request, words % {"number": len(reports)})
                return HttpResponseRedirect(f"/bundles/{made.pk}")
        return self._show(request, report, shared, form, chosen=chosen, status=422)

    @staticmethod
    def _report(request: HttpRequest) -> Report:
        given = request.POST.get("report") or request.GET.get("report") or ""
        if not given:
            raise BadInput(
                gettext("No report is named to begin with."),
                mend=gettext("Open a report, and look at what shares a value with it."),
            )
        return find_report(given)

    @staticmethod
    def _show(
        request: HttpRequest,
        report: Report,
        shared: list[Shared],
        form: forms.Form,
        *,
        chosen: set[str],
        status: int = 200,
    ) -> HttpResponse:
        there = bundled({one.pk for each in shared for one in each.reports} | {report.pk})
        context: dict[str, Any] = {
            "report": report,
            "is_bundled": report.pk in there,
            "shared": shared,
            "bundled": there,
            "joinable": sorted(set(there.values())) if report.pk not in there else [],
            "chosen": chosen,
            "form": form,
        }
        return render(request, "pages/bundle_new.html", context, status=status)
