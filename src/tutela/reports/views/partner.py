"""The partner's page: all it has sent, what became of it, how well it was answered; and its form to send a report."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.generic import View

from tutela.accounts.pages import for_roles
from tutela.audit.services import record
from tutela.core import clock, references
from tutela.core.errors import BadInput, NotFound
from tutela.reports.forms import category_choices
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Answer, ReporterMessage, Submission
from tutela.reports.queries.partner import how_well_answered, sent_by, with_answers
from tutela.reports.services.receive import receive_report
from tutela.reports.services.write_again import write_again

_REPORTERS = ("partner", "intake_officer", "investigator", "examiner", "analyst", "manager", "auditor")


@for_roles(*_REPORTERS)
def show(request: HttpRequest) -> HttpResponse:
    """Everything on one page."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    query = request.GET.get("q", "")
    listed = sent_by(actor.organisation_id, now=now, query=query, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/partner.html",
        {
            "rows": listed.items,
            "next_cursor": listed.next_cursor,
            "kept": how_well_answered(actor.organisation_id, now=now),
            "query": query,
            "now": now,
        },
    )


class AddWords(forms.Form):
    """Something more that the reporter knows."""

    words = forms.CharField(
        label="Something more to tell about this report",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Short. No files, and no description of abuse.",
    )


@for_roles(*_REPORTERS)
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One report that the reader's organisation sent, with every answer to it."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    submission = Submission.objects.filter(
        reference=str(references.parse(reference)), reporter_id=actor.organisation_id
    ).first()
    if submission is None:
        raise NotFound("There is no such report that your organisation sent.", mend="Check the reference.")
    form = AddWords(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            write_again(submission, words=form.cleaned_data["words"], actor=actor, now=now)
        messages.success(request, f"Added to {submission.reference}.")
        return HttpResponseRedirect(request.path)
    Answer.objects.filter(report_id=submission.pk, read_at=None).update(read_at=now)
    record("submission.read", actor=actor, now=now, purpose="reporter", reference=submission.reference)
    [sent] = with_answers([submission], now=now)
    return render(
        request,
        "pages/partner_report.html",
        {
            "sent": sent,
            "words_added": list(ReporterMessage.objects.filter(report_id=submission.pk)),
            "form": form,
            "now": now,
        },
    )


class PartnerReport(forms.Form):
    """What a partner tells: as little as is needed."""

    summary = forms.CharField(
        label="What you report",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Short and administrative. No files.",
    )
    external_reference = forms.CharField(label="Your own reference", max_length=120, required=False)
    specific_concern = forms.ChoiceField(
        label="Is there a specific concern that a child is being harmed now?",
        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")],
        widget=forms.RadioSelect,
        initial="not_known",
    )
    concern_grounds = forms.CharField(label="On what grounds", max_length=300, required=False)
    categories = forms.MultipleChoiceField(label="What it may be", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = category_choices()  # type: ignore[attr-defined]


@method_decorator(for_roles("partner"), name="dispatch")
class SendPage(View):
    """The partner's form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return render(request, "pages/partner_new.html", {"form": PartnerReport()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Receive the report."""
        form = PartnerReport(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            membership = request.membership  # type: ignore[attr-defined]
            try:
                incoming = IncomingReport.from_fields(
                    door="staff",
                    summary=data["summary"],
                    external_source=membership.organisation.code if data["external_reference"] else "",
                    external_reference=data["external_reference"],
                    specific_concern={"yes": True, "no": False, "not_known": None}[data["specific_concern"]],
                    concern_grounds=data["concern_grounds"],
                    concern_stated_by=membership.organisation.name,
                    categories=data["categories"],
                    reporter={
                        "kind": "organisation",
                        "organisation_name": membership.organisation.name,
                        "wants_answer": True,
                    },
                )
            except BadInput as error:
                form.add_error(None, f"{error.what} {error.mend}")
            else:
                with transaction.atomic():
                    received = receive_report(incoming, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
                words = "was here already" if received.again else "was received"
                messages.success(request, f"Your report {words} as {received.reference}.")
                return HttpResponseRedirect("/partner")
        return render(request, "pages/partner_new.html", {"form": form}, status=422)
