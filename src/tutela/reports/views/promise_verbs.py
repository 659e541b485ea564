"""Pages on which a promise about a report is paused with a reason, and goes on again."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.pages import actor_in
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.reports.models import Report
from tutela.reports.services.promises import pause_promise, resume_promise
from tutela.reports.verb_forms import Pause
from tutela.reports.views.verbs import ReportVerb


class _PromiseVerb(ReportVerb):
    """A verb on one promise about one report: the address names both, and they must belong together."""

    template_name = "pages/promise.html"

    def get_record(self, request: HttpRequest, **where: Any) -> Report:
        """The report; its promise is kept beside it."""
        report = super().get_record(request, **where)
        promise = Clock.objects.filter(pk=where["clock"], subject_kind="report", subject_id=report.pk).first()
        if promise is None:
            raise NotFound(
                gettext("There is no such promise about this report."), mend=gettext("Open it from the report.")
            )
        self.promise = promise
        return report

    def more_context(self, record: Report, request: HttpRequest) -> dict[str, Any]:
        """The promise, and why it stood still before."""
        pauses = [
            {
                "started_at": one.started_at,
                "until": one.ended_at or one.until,
                "reason_words": typology.term("clock_pause_reason", one.reason).label,
                "words": one.words,
            }
            for one in self.promise.pauses.order_by("-started_at")
        ]
        return {"promise": self.promise, "pauses": pauses}


class PausePage(_PromiseVerb):
    """Let a promise stand still."""

    title = "Pause a promise about {record}"
    button = "Pause it"
    done = "The promise about {record} stands still."
    hint = "What is left of it is left when it goes on: by itself on the day that you choose, or when somebody lets it."
    form_class = Pause

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Pause it."""
        return pause_promise(record, self.promise.pk, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class ResumePage(_PromiseVerb):
    """Let a paused promise go on."""

    title = "Let a promise about {record} go on"
    button = "Let it go on"
    done = "The promise about {record} goes on."

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Let it go on."""
        return resume_promise(record, self.promise.pk, actor=actor_in(request), now=clock.now())
