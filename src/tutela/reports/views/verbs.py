"""A page for each verb on a report."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.decorators import method_decorator

from tutela import typology
from tutela.accounts.models import WRITES_RECORDS, User
from tutela.accounts.pages import reads_records
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewPerson
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.verb_pages import VerbPage
from tutela.ownership.access import find
from tutela.ownership.services import assign, claim, transfer
from tutela.reports.forms import (
    Assign,
    OpenCase,
    ProposeNoInvestigation,
    Second,
    Send,
    SendAnswer,
    Triage,
    Words,
)
from tutela.reports.models import Report
from tutela.reports.queries.report import report_page
from tutela.reports.routing import suggest
from tutela.reports.services.answer import answer
from tutela.reports.services.decide import keep_as_information, propose_no_investigation, reopen, review, second
from tutela.reports.services.open_case import open_case_from
from tutela.reports.services.route import send_report
from tutela.reports.services.triage import triage
from tutela.reports.services.urgent import accept_concern


@method_decorator(reads_records, name="dispatch")
class ReportVerb(VerbPage):
    """A verb on one report."""

    def get_record(self, request: HttpRequest, **where: Any) -> Report:
        """The report, as this reader may see it."""
        return find(where["reference"], kind="report", related=("owner", "handler", "place"))


class TriagePage(ReportVerb):
    """Say what the report concerns."""

    title = "What {record} concerns"
    button = "Save"
    done = "Saved what {record} concerns."
    form_class = Triage

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what is known now."""
        names = ("categories", "specific_concern", "concern_grounds", "countries", "place", "version")
        return Triage(data, initial={name: getattr(record, name) for name in names})

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Report:
        """Save it, unless somebody else changed it meanwhile."""
        return triage(record, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class AcceptConcernPage(ReportVerb):
    """Accept a specific concern."""

    title = "Accept the concern in {record}"
    button = "Accept the concern"
    done = "You accepted the concern in {record}. Nobody else is called any more."
    hint = "Accept it only if you act on it now. The calling stops, and you become the handler."

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> None:
        """Accept, and become the handler."""
        actor = request.actor  # type: ignore[attr-defined]
        accept_concern(record, actor=actor, now=clock.now())
        if record.owner_id == actor.organisation_id:
            assign(record, handler=request.user, actor=actor, now=clock.now())  # type: ignore[arg-type]


class AssignPage(ReportVerb):
    """Name a handler."""

    title = "Who handles {record}"
    button = "Assign"
    done = "{record} was assigned."

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> forms.Form:
        """The people of the organisation who work on records."""
        form = Assign(data, initial={"handler": record.handler_id})
        form.fields["handler"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            is_active=True,
            memberships__organisation_id=record.owner_id,
            memberships__role__in=WRITES_RECORDS,
            memberships__ends_at=None,
        ).distinct()
        return form

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Assign it."""
        return assign(record, handler=form.cleaned_data["handler"], actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class SendPage(ReportVerb):
    """Offer the report to the organisation that is responsible."""

    title = "Send {record} to whose it is"
    button = "Send"
    done = "{record} was offered. You answer for it until it is accepted."
    hint = "The receiver sees a limited preview, without names, until it accepts."
    template_name = "pages/send.html"

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with the first suggestion and its reason."""
        suggestions = suggest(record)
        request.suggestions = suggestions  # type: ignore[attr-defined]
        first = suggestions[0] if suggestions else None
        form = Send(data, initial={"to": first.organisation.pk, "reason": first.reason} if first else {})
        form.fields["to"].queryset = form.fields["to"].queryset.exclude(pk=record.owner_id)  # type: ignore[attr-defined]
        return form

    def more_context(self, record: Report, request: HttpRequest) -> dict[str, Any]:
        """The suggestions with their reasons."""
        return {"suggestions": request.suggestions}  # type: ignore[attr-defined]

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Offer it."""
        return send_report(record, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class AnswerPage(ReportVerb):
    """Answer whoever reported."""

    title = "Answer the reporter of {record}"
    button = "Send the answer"
    done = "The answer about {record} was sent."
    template_name = "pages/answer.html"

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> forms.Form:
        """The texts that fit the state of the report."""
        return SendAnswer(record, data, receipt_owed=clocks.running(record, Clock.Kind.RECEIPT) is not None)

    def more_context(self, record: Report, request: HttpRequest) -> dict[str, Any]:
        """What is owed, and to whom it goes."""
        return {"page": report_page(record, actor=request.actor, now=clock.now())}  # type: ignore[attr-defined]

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Send it."""
        return answer(record, template=form.cleaned_data["template"], actor=request.actor, now=clock.now())  # type: ignore[attr-defined]

    def after(self, record: Report, result: Any) -> str:
        """To the answers of the report."""
        return f"{record.get_absolute_url()}/answers"


class ProposePage(ReportVerb):
    """Propose not to investigate."""

    title = "Propose not to investigate {record}"
    button = "Propose"
    done = "Proposed. A second person has to agree before it takes effect."
    hint = "It takes coded grounds, words, a second person and a date on which it is looked at again."
    form_class = ProposeNoInvestigation

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Propose it."""
        return propose_no_investigation(record, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class SecondPage(ReportVerb):
    """The second person's word on a proposed decision."""

    title = "Second person: not to investigate {record}?"
    button = "Record my word"
    done = "Your word on {record} was recorded."
    form_class = Second
    template_name = "pages/second.html"

    def more_context(self, record: Report, request: HttpRequest) -> dict[str, Any]:
        """The proposal with its grounds."""
        page = report_page(record, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        waiting = page.waiting_decision
        grounds = typology.term("not_investigated_grounds", waiting.grounds).label if waiting else ""
        return {"page": page, "decision": waiting, "grounds": grounds}

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Agree or disagree with the decision in the address."""
        return second(
            self.kwargs["decision"],
            agrees=form.cleaned_data["agrees"] == "yes",
            words=form.cleaned_data["words"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=clock.now(),
        )


class InformationPage(ReportVerb):
    """Keep the report as information."""

    title = "Keep {record} as information"
    button = "Keep as information"
    done = "{record} is kept as information. The outcome is owed to the reporter."
    form_class = Words

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Decide it."""
        return keep_as_information(record, words=form.cleaned_data["words"], actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class ReopenPage(ReportVerb):
    """Reopen a decided or closed report."""

    title = "Reopen {record}"
    button = "Reopen"
    done = "{record} is open again."
    hint = "Reopening is recorded with its reason; the promises to the reporter start again."
    form_class = Words

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Reopen it."""
        return reopen(record, words=form.cleaned_data["words"], actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class ClaimPage(ReportVerb):
    """Claim a report that the centre owns by default."""

    title = "Claim {record}"
    button = "Claim"
    done = "{record} is yours now."

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Claim it."""
        return claim(record, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class TransferPage(ReportVerb):
    """The coordinating centre's manager decides whose it is."""

    title = "Transfer {record} by decision of the centre"
    button = "Transfer"
    done = "{record} was transferred."
    hint = "For what nobody accepted. The new owner answers for it at once."
    form_class = Send

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Transfer it."""
        return transfer(record, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]

    def after(self, record: Report, result: Any) -> str:
        """To the work list: the record may be out of sight now."""
        return "/work-list"


class OpenCasePage(ReportVerb):
    """Open a case from the report."""

    title = "Open a case from {record}"
    button = "Open the case"
    done = "A case was opened from {record}."
    form_class = OpenCase

    def make_form(self, record: Report, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what the report says."""
        known = {"summary": record.summary, "children": "not yet identified", "source": record.get_door_display()}
        return OpenCase(data, initial=known | {"category": record.categories[0] if record.categories else ""})

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Open it, with everything that is known."""
        return open_case_from(record, new_case(form.cleaned_data), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]

    def after(self, record: Report, result: Any) -> str:
        """To the case."""
        return str(result.get_absolute_url())


class ReviewPage(ReportVerb):
    """Look at a decision again."""

    title = "Review the decision on {record}"
    button = "Record the review"
    done = "The review of {record} was recorded."
    form_class = Words

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        return review(
            self.kwargs["decision"],
            words=form.cleaned_data["words"],
            review_again_on=None,
            actor=request.actor,  # type: ignore[attr-defined]
            now=clock.now(),
        )


def new_case(data: dict[str, Any]) -> NewCase:
    """What the form says, as the verb takes it."""
    chosen = data["type"].partition(":")[2] or data["type"] or typology.NOT_YET_KNOWN
    facets = tuple(facet.partition(":")[2] for facet in data["facets"])
    return NewCase(
        summary=data["summary"],
        categories=[NewCategory(data["category"], chosen, data["type_words"], facets)],
        people=[
            NewPerson(
                "suspect",
                f"Suspect {number}",
                name=_name(line, "not known"),
                standing=data["standing"],
                source=data["source"],
            )
            for number, line in enumerate(_lines(data["suspects"]), 1)
        ],
        children=[
            NewChild(f"Child {number}", name=_name(line, "not yet identified"))
            for number, line in enumerate(_lines(data["children"]), 1)
        ],
        restricted=data["restricted"],
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _name(line: str, words_for_none: str) -> str:
    return "" if line.casefold() in (words_for_none, "not known", "unknown", "not yet known") else line
