"""Pages on which it is decided what becomes of a report: proposed, seconded, reviewed, kept as information, reopened."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela.accounts.pages import actor_in
from tutela.accounts.queries import colleagues
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.decisions.models import Decision
from tutela.decisions.queries import grounds_in_words
from tutela.reports.models import Report
from tutela.reports.services.decide import keep_as_information, propose_no_investigation, reopen, review, second
from tutela.reports.verb_forms import ProposeNoInvestigation, Review, Second, Words
from tutela.reports.views.verbs import ReportVerb


class ProposePage(ReportVerb):
    """Propose not to investigate."""

    title = "Propose not to investigate {record}"
    button = "Propose"
    done = "Proposed. A second person has to agree before it takes effect."
    hint = "It takes coded grounds, words, a second person and a date on which it is looked at again."
    form_class = ProposeNoInvestigation
    overwrites = True

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Propose it."""
        given = form.cleaned_data
        return propose_no_investigation(
            record, **given, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class DecisionVerb(ReportVerb):
    """A verb on one decision about one report: the address names both, and they must belong together."""

    template_name = "pages/second.html"

    def get_record(self, request: HttpRequest, **where: Any) -> Report:
        """The report; its decision is kept beside it."""
        report = super().get_record(request, **where)
        decision = (
            Decision.objects.filter(pk=where["decision"], subject_kind="report", subject_id=report.pk)
            .select_related("made_by", "second_person")
            .first()
        )
        if decision is None:
            raise NotFound(
                gettext("There is no such decision on this report."), mend=gettext("Open it from the report.")
            )
        self.decision = decision
        return report

    def more_context(self, record: Report, request: HttpRequest) -> dict[str, Any]:
        """The decision with its grounds in words, and who may act where the reader may not."""
        own = self.decision.made_by_id == actor_in(request).user_id
        may = colleagues(record.owner_id, ["intake_officer", "investigator", "analyst", "manager"], now=clock.now())
        return {
            "decision": self.decision,
            "grounds": grounds_in_words(self.decision),
            "is_own": own,
            "others": list(may.exclude(pk=self.decision.made_by_id)) if own else [],
        }


class SecondPage(DecisionVerb):
    """The second person's word on a proposed decision."""

    title = "Second person: not to investigate {record}?"
    button = "Record my word"
    done = "Your word on {record} was recorded."
    form_class = Second

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Agree or disagree with the decision in the address."""
        return second(
            self.kwargs["decision"],
            agrees=form.cleaned_data["agrees"] == "yes",
            words=form.cleaned_data["words"],
            actor=actor_in(request),
            now=clock.now(),
        )


class ReviewPage(DecisionVerb):
    """Look at a decision again."""

    title = "Review the decision on {record}"
    button = "Record the review"
    done = "The review of {record} was recorded."
    form_class = Review

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        return review(self.kwargs["decision"], **form.cleaned_data, actor=actor_in(request), now=clock.now())


class InformationPage(ReportVerb):
    """Keep the report as information."""

    title = "Keep {record} as information"
    button = "Keep as information"
    done = "{record} is kept as information. The outcome is owed to the reporter."
    hint = "Nothing in it can be acted on now. It stays findable, and whoever reported is told so."
    form_class = Words
    overwrites = True

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Decide it."""
        words = form.cleaned_data["words"]
        return keep_as_information(
            record, words=words, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class ReopenPage(ReportVerb):
    """Reopen a decided or closed report."""

    title = "Reopen {record}"
    button = "Reopen"
    done = "{record} is open again."
    hint = "Reopening is recorded with its reason; the promises to the reporter start again."
    form_class = Words
    overwrites = True

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Reopen it."""
        words = form.cleaned_data["words"]
        return reopen(record, words=words, version=self.shown_version, actor=actor_in(request), now=clock.now())
