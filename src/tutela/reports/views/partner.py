"""The partner's page: all it has sent, what became of it, how well it was answered; and its form to send a report."""

from datetime import datetime
from itertools import islice

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.generic import View

from tutela.accounts.actor import Actor
from tutela.accounts.pages import actor_in, for_roles, membership_in
from tutela.audit.services import record
from tutela.clocks.queries import LEFT_OUT
from tutela.core import clock, references
from tutela.core.csv_export import write_rows
from tutela.core.errors import BadInput, NotFound
from tutela.core.languages import in_figures
from tutela.core.paging import bounded_count
from tutela.reports.models import Answer, ReporterMessage, Submission
from tutela.reports.partner_forms import AddWords, PartnerReport, SentFilter
from tutela.reports.queries.partner import SORTS, Sent, Wanted, how_well_answered, sent_by, sent_rows, with_answers
from tutela.reports.services.receive import receive_report
from tutela.reports.services.write_again import write_again

_REPORTERS = ("partner", "intake_officer", "investigator", "examiner", "analyst", "manager", "auditor")
_EXPORT_LIMIT = 10_000
_AT_ONCE = 500


@for_roles(*_REPORTERS)
def show(request: HttpRequest) -> HttpResponse:
    """Everything on one page."""
    actor: Actor = actor_in(request)
    now = clock.now()
    form = SentFilter(request.GET)
    sort = request.GET.get("sort", "")
    wanted = form.wanted(sort if sort in SORTS else "")
    if request.GET.get("format") == "csv":
        return _csv(actor, wanted, now)
    assert actor.organisation_id is not None  # noqa: S101  (the page is for roles, which are held in an organisation)
    listed = sent_by(actor.organisation_id, wanted, now=now, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/partner.html",
        {
            "rows": listed,
            "count": bounded_count(sent_rows(actor.organisation_id, wanted, now=now)),
            "is_narrowed": any((wanted.words, wanted.standing, wanted.promise, wanted.door)),
            "kept": how_well_answered(actor.organisation_id, now=now),
            "left_out": LEFT_OUT,
            "filter": form,
            "default_sort": "-received",
            "may_send": actor.role == "partner",
            "now": now,
        },
    )


def _csv(actor: Actor, wanted: Wanted, now: datetime) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="our-reports-{now:%Y-%m-%d}.csv"'
    rows = sent_rows(actor.organisation_id or 0, wanted, now=now).order_by("-received_at", "-report_id")[:_EXPORT_LIMIT]
    caveats = [
        gettext("Reports that your organisation sent, as at %(when)s UTC, newest first.")
        % {"when": f"{now:%Y-%m-%d %H:%M}"},
        gettext("A report is what somebody told us; it is not a recorded offence."),
        gettext("At most %(number)s rows.") % {"number": in_figures(_EXPORT_LIMIT)},
    ]
    header = ["reference", "your reference", "received (UTC)", "sent by", "standing", "answers", "last answer (UTC)"]
    header += ["next promise", "due (UTC)"]
    count = write_rows(response, caveats, header, (_line(one) for one in _in_parts(list(rows), now)))
    record("submissions.export", actor=actor, now=now, count=count)
    return response


def _in_parts(submissions: list[Submission], now: datetime) -> list[Sent]:
    waiting, done = iter(submissions), []
    while some := list(islice(waiting, _AT_ONCE)):
        done += with_answers(some, now=now)
    return done


def _line(sent: Sent) -> list[object]:
    one = sent.submission
    promise = sent.owed[0][0] if sent.owed else None
    return [
        one.reference,
        one.external_reference,
        f"{one.received_at:%Y-%m-%d %H:%M}",
        sent.way,
        sent.standing,
        len(sent.answers),
        f"{sent.answers[0].sent_at:%Y-%m-%d %H:%M}" if sent.answers else "",
        promise.get_kind_display() if promise else "",
        f"{promise.due_at:%Y-%m-%d %H:%M}" if promise else "",
    ]


def _own(reference: str, actor: Actor) -> Submission:
    """The submission of the actor's organisation. Raises NotFound for one that is absent or another's, in the same words."""
    submission = Submission.objects.filter(
        reference=str(references.parse(reference)), reporter_id=actor.organisation_id
    ).first()
    if submission is None:
        raise NotFound(
            gettext("There is no such report that your organisation sent."), mend=gettext("Check the reference.")
        )
    return submission


@for_roles(*_REPORTERS)
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One report that the reader's organisation sent, with every answer to it."""
    actor, now = actor_in(request), clock.now()
    submission = _own(reference, actor)
    form = AddWords(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                write_again(submission, words=form.cleaned_data["words"], actor=actor, now=now)
        except BadInput as error:
            form.add_error("words", f"{error.what} {error.mend}")
        else:
            messages.success(request, gettext("Added to %(reference)s.") % {"reference": submission.reference})
            return HttpResponseRedirect(request.path)
    [sent] = with_answers([submission], now=now)
    fresh = {answer.pk for answer in sent.answers if answer.read_at is None}
    if fresh:
        Answer.objects.filter(pk__in=fresh).update(read_at=now)
    record("submission.read", actor=actor, now=now, purpose="reporter", reference=submission.reference)
    return render(
        request,
        "pages/partner_report.html",
        {
            "sent": sent,
            "submission": submission,
            "fresh": fresh,
            "words_added": list(ReporterMessage.objects.filter(report_id=submission.pk)),
            "form": form,
            "now": now,
        },
        status=422 if form.errors else 200,
    )


@method_decorator(for_roles("partner"), name="dispatch")
class SendPage(View):
    """The partner's form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        form = PartnerReport(membership_in(request).organisation)
        return render(request, "pages/partner_new.html", {"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Receive the report."""
        form = PartnerReport(membership_in(request).organisation, request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    received = receive_report(form.incoming(), actor=actor_in(request), now=clock.now())
            except BadInput as error:
                form.add_error(None, f"{error.what} {error.mend}")
            else:
                if received.again:
                    words = gettext("This report was here already. It was recognised and is not taken twice.")
                    messages.info(request, words)
                    return HttpResponseRedirect(reverse("partner"))
                words = gettext("Your report was received as %(reference)s.")
                if form.cleaned_data["specific_concern"] == "yes":
                    words = gettext("Your report was received as %(reference)s. Whoever is on duty is called now.")
                messages.success(request, words % {"reference": received.reference})
                return HttpResponseRedirect(reverse("partner_report", args=[received.reference]))
        return render(request, "pages/partner_new.html", {"form": form}, status=422)
