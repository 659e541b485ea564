"""The pages that join a report to a case, and take them apart again."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tutela.accounts.pages import actor_in
from tutela.cases.models import Case
from tutela.cases.views.verbs import CaseVerb
from tutela.children.verb_pages import DECIDERS
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, where
from tutela.core.widgets import Text
from tutela.ownership.access import find
from tutela.reports.models import CaseLink
from tutela.reports.services.open_case import join_case, part_from_case


class WhichReport(forms.Form):
    """The report that belongs to a case."""

    reference = forms.CharField(
        label=_("Reference of the report"), widget=Text(width=20, code=True), help_text=_("It begins with R.")
    )


class JoinReportPage(CaseVerb):
    """A report belongs to the case."""

    title = "Join a report to {record}"
    button = "Join"
    done = "The report was joined to {record}. They can be taken apart again."
    hint = "A report that nobody has decided on yet is decided with it: the outcome is then owed to whoever reported."
    form_class = WhichReport
    roles = DECIDERS

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Join them."""
        try:
            report = find(form.cleaned_data["reference"], kind="report")
        except NotFound as error:
            raise BadInput(error.what, where=where(field="reference"), mend=error.mend) from None
        return join_case(report, record, actor=actor_in(request), now=clock.now())

    def after(self, record: Case, result: Any) -> str:
        """To the reports of the case."""
        return f"{record.get_absolute_url()}/reports"


class PartReportPage(CaseVerb):
    """The report did not belong to the case after all."""

    title = "Take a report and {record} apart"
    button = "Take them apart"
    done = "The report and {record} were taken apart. Both go on."
    hint = "Both go on, and the history keeps that they were joined."
    roles = DECIDERS
    is_warning = True
    template_name = "pages/case_part_report.html"

    def more_context(self, record: Case, request: HttpRequest) -> dict[str, Any]:
        """Which report."""
        return {"link": self.part(CaseLink.objects.filter(case=record).select_related("report"))}

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Take them apart."""
        link: CaseLink = self.part(CaseLink.objects.filter(case=record).select_related("report", "case"))
        return part_from_case(link, actor=actor_in(request), now=clock.now())

    def after(self, record: Case, result: Any) -> str:
        """To the reports of the case."""
        return f"{record.get_absolute_url()}/reports"
