"""Pages on which a sealed identity is opened by two people, and somebody's part in a report is ended."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela.accounts.pages import actor_in
from tutela.audit.changes import names_of
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.ownership.models import Participation
from tutela.ownership.services import end_participation
from tutela.reports.models import IdentityOpening, Report
from tutela.reports.services.open_identity import OPEN_FOR, agree_to_open, ask_to_open, refuse_to_open
from tutela.reports.verb_forms import AskIdentity, Second
from tutela.reports.views.verbs import ReportVerb


class AskPage(ReportVerb):
    """Ask to see who reported."""

    title = "Open the identity of the reporter of {record}"
    button = "Ask a second person"
    done = "Asked. When a second person agrees, you see it for a few hours."
    hint = (
        "They asked that their name be kept sealed. Opening it needs your reason and another person's agreement; it closes"
        f" by itself after {OPEN_FOR.seconds // 3600} hours, and stays in the record."
    )
    form_class = AskIdentity

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Ask."""
        return ask_to_open(record, reason=form.cleaned_data["reason"], actor=actor_in(request), now=clock.now())


class AgreePage(ReportVerb):
    """The second person agrees, or refuses and says why."""

    title = "Second person: open the identity of the reporter of {record}?"
    button = "Record my word"
    done = "Your word was recorded, and whoever asked was told."
    form_class = Second
    template_name = "pages/identity_agree.html"
    is_warning = True

    def get_record(self, request: HttpRequest, **where: Any) -> Report:
        """The report; what was asked is kept beside it."""
        report = super().get_record(request, **where)
        opening = IdentityOpening.objects.filter(pk=where["opening"], submission_id=report.pk).first()
        if opening is None:
            raise NotFound(
                gettext("There is no such request about this report."), mend=gettext("Open it from the report.")
            )
        self.opening = opening
        return report

    def more_context(self, record: Report, request: HttpRequest) -> dict[str, Any]:
        """Who asks, and why."""
        names = names_of([self.opening.asked_by_id])
        return {
            "opening": self.opening,
            "asked_by": names.get(str(self.opening.asked_by_id)) or gettext("A colleague"),
            "is_own": self.opening.asked_by_id == actor_in(request).user_id,
        }

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """Agree or refuse."""
        if form.cleaned_data["agrees"] == "yes":
            return agree_to_open(record, self.opening.pk, actor=actor_in(request), now=clock.now())
        words = form.cleaned_data["words"]
        return refuse_to_open(record, self.opening.pk, words=words, actor=actor_in(request), now=clock.now())


class EndParticipationPage(ReportVerb):
    """What was shared is called back."""

    title = "End somebody's part in {record}"
    button = "End it"
    done = "From now on they no longer see {record}."
    template_name = "pages/end_participation.html"
    is_warning = True

    def get_record(self, request: HttpRequest, **where: Any) -> Report:
        """The report; whose part it is is kept beside it."""
        report = super().get_record(request, **where)
        found = Participation.objects.filter(
            pk=where["participation"], subject_kind="report", subject_id=report.pk, ended_at=None
        )
        taking_part = found.select_related("organisation", "user").first()
        if taking_part is None:
            raise NotFound(gettext("Nobody takes part in this way now."), mend=gettext("Look at who sees the report."))
        self.taking_part = taking_part
        return report

    def more_context(self, record: Report, request: HttpRequest) -> dict[str, Any]:
        """Whose part it is."""
        return {"taking_part": self.taking_part}

    def act(self, record: Report, form: forms.Form, request: HttpRequest) -> Any:
        """End it."""
        return end_participation(self.taking_part, record, actor=actor_in(request), now=clock.now())

    def after(self, record: Report, result: Any) -> str:
        """To who sees it."""
        return f"{record.get_absolute_url()}/audit"
