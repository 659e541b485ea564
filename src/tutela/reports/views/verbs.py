"""A page for each verb on a report, its decisions apart: triage, handlers, routing, answers, who may see it, a case."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, pgettext

from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.pages import actor_in, for_roles, membership_in, reads_records
from tutela.accounts.queries import colleagues
from tutela.children.verb_pages import MarkVerb
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.form_fields import choose_among, rows_to_choose
from tutela.core.verb_pages import VerbPage
from tutela.organisations.channels import way_to
from tutela.organisations.countries import country_name
from tutela.organisations.models import Organisation
from tutela.ownership.models import HandOver
from tutela.ownership.queries import preview_lines
from tutela.ownership.services import assign, claim, transfer
from tutela.reports.answer_preview import answer_texts
from tutela.reports.case_form import OpenCase
from tutela.reports.forms import Triage
from tutela.reports.models import Report
from tutela.reports.partner_forms import basis_in_words
from tutela.reports.queries.report import find_report, report_page
from tutela.reports.routing import preview_of, whose
from tutela.reports.services.answer import answer, channel_of
from tutela.reports.services.open_case import open_case_from
from tutela.reports.services.restrict import restrict
from tutela.reports.services.route import send_report
from tutela.reports.services.triage import triage
from tutela.reports.services.urgent import accept_concern
from tutela.reports.verb_forms import Assign, Restrict, Send, SendAnswer, answers_that_fit


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class ReportVerb(VerbPage):
    """A verb on one report; only whoever changes records comes here at all."""

    def stands_now(self, record: Report) -> list[tuple[str, str]]:
        """How the report stands: what a decision about it rests on."""
        everybody = gettext("everybody in %(name)s") % {"name": record.owner.name}
        return [
            (gettext("State"), record.get_state_display()),
            (gettext("Handler"), record.handler.name if record.handler else gettext("nobody yet")),
            (gettext("Who may see it"), gettext("named persons only") if record.is_restricted else everybody),
        ]

    def get_record(self, request: HttpRequest, **where: Any) -> Report:
        """The report, as this reader may see it."""
        return find_report(where["reference"])


class TriagePage(ReportVerb):
    """Say what the report concerns."""

    title = "What {record} concerns"
    button = "Save"
    done = "Saved what {record} concerns."
    form_class = Triage
    overwrites = True
    template_name = "pages/triage.html"

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what is known now."""
        names = ("categories", "specific_concern", "concern_grounds", "countries", "place")
        return Triage(data, initial={name: getattr(record, name) for name in names})

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Report:
        """Save it, unless somebody else changed it meanwhile."""
        given = form.cleaned_data
        return triage(record, **given, version=self.shown_version, actor=actor_in(request), now=clock.now())

    def more_context(self, record: Report, request: HttpRequest) -> dict[str, Any]:
        """From what the categories were concluded."""
        return {"category_basis": basis_in_words(record.category_basis)}

    def stands_now(self, record: Report) -> list[tuple[str, str]]:
        """What somebody else made of it."""
        unknown = gettext("not yet known")
        return [
            (gettext("A child now?"), f"{record.get_specific_concern_display()} {record.concern_grounds}".strip()),
            (gettext("Categories"), ", ".join(record.categories) or unknown),
            (gettext("Countries"), ", ".join(country_name(code) for code in record.countries) or unknown),
            (pgettext("place", "Area"), record.place.name if record.place else unknown),
        ]


class AcceptConcernPage(ReportVerb):
    """Accept a specific concern."""

    title = "Accept the concern in {record}"
    button = "Accept the concern"
    done = "You accepted the concern in {record}. Nobody else is called any more."
    hint = "Accept it only if you act on it now. The calling stops, and you become the handler."
    template_name = "pages/accept_concern.html"

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> None:
        """Accept, and become the handler."""
        accept_concern(record, actor=actor_in(request), now=clock.now())


class AssignPage(ReportVerb):
    """Name a handler."""

    title = "Who handles {record}"
    button = "Assign"
    done = "{record} was assigned."
    overwrites = True

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> forms.Form:
        """The people of the organisation who work on records."""
        form = Assign(data, initial={"handler": record.handler_id})
        people = colleagues(record.owner_id, sorted(WRITES_RECORDS), now=clock.now())
        choose_among(form, "handler", people)
        return form

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Assign it."""
        return assign(
            record,
            handler=form.cleaned_data["handler"],
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class TakePage(ReportVerb):
    """Become the handler oneself: one button, no form."""

    title = "Take {record} yourself"
    button = "Take it"
    done = "You handle {record} now."

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """There is nothing to show: it is done by its button."""
        return HttpResponseNotAllowed(["POST"])

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Assign it to whoever asks."""
        return assign(record, handler=membership_in(request).user, actor=actor_in(request), now=clock.now())


class SendPage(ReportVerb):
    """Offer the report to the organisation that is responsible."""

    title = "Send {record} to whose it is"
    button = "Send"
    done = "{record} was offered. You answer for it until it is accepted."
    hint = "The receiver sees a limited preview, without names, until it accepts."
    template_name = "pages/send.html"

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with the choice in the address, else where it was meant to go, else the first suggestion, unless it should stay."""
        self.whose = whose(record)
        suggestions = self.whose.others
        first = suggestions[0] if suggestions and not self.whose.stay else None
        filled: dict[str, Any] = {"to": first.organisation.pk, "reason": first.reason} if first else {}
        chosen = next((one for one in suggestions if str(one.organisation.pk) == request.GET.get("to")), None)
        if chosen is not None:
            filled = {"to": chosen.organisation.pk, "reason": chosen.reason}
        elif (meant := _meant_for(record)) is not None:
            filled = {"to": meant.final_receiver_id, "reason": meant.reason}
        form = Send(data, initial=filled)
        choose_among(form, "to", rows_to_choose(form, "to").exclude(pk=record.owner_id))
        return form

    def more_context(self, record: Report, request: HttpRequest) -> dict[str, Any]:
        """The suggestions with their reasons and ways, why it may stay, where it was meant for, and the preview as the receiver sees it."""
        chosen = request.POST.get("to") or request.GET.get("to") or ""
        to = Organisation.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
        return {
            "suggestions": self.whose.others,
            "stay": self.whose.stay,
            "meant": _meant_for(record),
            "by_way_of": way_to(record.owner, to) if to is not None else None,
            "preview": preview_lines(preview_of(record)),
        }

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Offer it."""
        return send_report(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


def _meant_for(report: Report) -> HandOver | None:
    """The accepted offer that brought a report here on its way to somebody else, if it is still on that way."""
    return (
        HandOver.objects.filter(
            subject_kind="report",
            subject_id=report.pk,
            state=HandOver.State.ACCEPTED,
            receiver_id=report.owner_id,
            final_receiver__isnull=False,
        )
        .exclude(final_receiver_id=report.owner_id)
        .select_related("final_receiver", "sender")
        .order_by("-decided_at")
        .first()
    )


class AnswerPage(ReportVerb):
    """Answer whoever reported."""

    title = "Answer the reporter of {record}"
    button = "Send the answer"
    done = "The answer about {record} was sent."
    template_name = "pages/answer.html"

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> forms.Form:
        """The texts that fit the state of the report."""
        receipt_owed = clocks.running(record, Clock.Kind.RECEIPT) is not None
        return SendAnswer(answers_that_fit(record, receipt_owed=receipt_owed), data)

    def more_context(self, record: Report, request: HttpRequest) -> dict[str, Any]:
        """Every text as it would be sent, what is owed, and by which way it goes."""
        page = report_page(record, actor=actor_in(request), now=clock.now())
        return {
            "page": page,
            "texts": answer_texts(record, page.clocks, now=clock.now()),
            "channel": channel_of(page.submission),
            "sent": list(record.answers.all()),
        }

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Send it."""
        return answer(record, template=form.cleaned_data["template"], actor=actor_in(request), now=clock.now())

    def after(self, record: Report, result: Any) -> str:
        """To the answers of the report."""
        return f"{record.get_absolute_url()}/answers"


class MarkPage(MarkVerb):
    """How far what the report holds may go."""

    kind = "report"


class ClaimPage(ReportVerb):
    """Claim a report that the centre owns by default."""

    title = "Claim {record}"
    button = "Claim"
    done = "{record} is yours now."
    hint = "You answer for it from then on, to the child and to whoever reported it."

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Claim it."""
        return claim(record, actor=actor_in(request), now=clock.now())


class TransferPage(ReportVerb):
    """The coordinating centre's manager decides whose it is."""

    title = "Transfer {record} by decision of the centre"
    button = "Transfer"
    done = "{record} was transferred."
    hint = "For what nobody accepted. The new owner answers for it at once."
    form_class = Send
    is_warning = True

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Transfer it."""
        return transfer(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())

    def after(self, record: Report, result: Any) -> str:
        """To the work list: the record may be out of sight now."""
        return "/work-list"


class RestrictPage(ReportVerb):
    """Restrict a report to named persons, or open it to the organisation again."""

    title = "Who in your organisation may see {record}"
    button = "Save"
    done = "It is recorded who may see {record}."
    template_name = "pages/restrict.html"
    overwrites = True

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> forms.Form:
        """Opening it again names nobody."""
        form = Restrict(data)
        if record.is_restricted:
            del form.fields["named"]
        else:
            people = colleagues(record.owner_id, sorted(WRITES_RECORDS), now=clock.now())
            choose_among(form, "named", people)
        return form

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Turn it round."""
        return restrict(
            record,
            restricted=not record.is_restricted,
            words=form.cleaned_data["words"],
            named=list(form.cleaned_data.get("named") or ()),
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class OpenCasePage(ReportVerb):
    """Open a case from the report."""

    title = "Open a case from {record}"
    button = "Open the case"
    done = "A case was opened from {record}."
    template_name = "pages/open_case.html"
    overwrites = True
    hint = "With it the decision to investigate is taken, and the outcome is owed to whoever reported."

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> OpenCase:
        """With what the report says offered; nothing of it is taken over unless it is ticked."""
        return OpenCase(data, report=record)

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """A further block is added and what was typed stays; or the case is opened."""
        record = self.get_record(request, **where)
        form = self.make_form(record, request, request.POST)
        return self._show(request, record, form) if form.is_being_filled else super().post(request, **where)

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Open it, with everything that is known."""
        assert isinstance(form, OpenCase)  # noqa: S101 - what make_form makes
        return open_case_from(
            record, form.new_case(), version=self.shown_version, actor=actor_in(request), now=clock.now()
        )

    def after(self, record: Report, result: Any) -> str:
        """To the case."""
        return str(result.get_absolute_url())
