"""A page for each verb on an alert."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext

from tutela.accounts.pages import actor_in, for_roles, reads_records
from tutela.core import clock
from tutela.core.verb_pages import VerbPage
from tutela.deconfliction.forms import ActOn, Dismiss, Reopen
from tutela.deconfliction.models import AlertTo
from tutela.deconfliction.queries import answer_of
from tutela.deconfliction.services.answer import ANSWERERS, acknowledge, act_on, dismiss, reopen
from tutela.deconfliction.views.alert import alert_of


@method_decorator(reads_records, name="dispatch")
class AlertVerb(VerbPage):
    """A verb on one alert, for the roles that change records."""

    template_name = "pages/alert_verb.html"
    overwrites = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever only reads is told so before anything is looked up."""
        return for_roles(*ANSWERERS)(super().dispatch)(request, *args, **kwargs)

    def get_record(self, request: HttpRequest, **where: Any) -> AlertTo:
        """The alert, as this reader may see it."""
        return alert_of(where["number"])

    def stands_now(self, record: AlertTo) -> Iterable[tuple[str, str]]:
        """How the alert stands, where somebody else has changed it meanwhile."""
        return [
            (gettext("State"), record.get_state_display()),
            (gettext("Came of it"), answer_of(record) or gettext("nothing yet")),
            (gettext("In words"), record.words or gettext("nothing said")),
        ]


class AcknowledgePage(AlertVerb):
    """Take it."""

    title = "Take alert number {record.pk}"
    button = "Take it"
    done = "The alert is taken: colleagues and the centre see that somebody looks at it."
    hint = "It says that somebody of your organisation looks at it. What was done is said afterwards."

    def act(self, record: AlertTo, form: forms.Form, request: HttpRequest) -> AlertTo:
        """Take it."""
        return acknowledge(record, version=self.shown_version, actor=actor_in(request), now=clock.now())


class ActOnPage(AlertVerb):
    """Say what was done."""

    title = "What was done about alert number {record.pk}"
    button = "Save what was done"
    done = "Saved what was done about the alert."
    form_class = ActOn
    hint = "Joint work, or taking or handing it over, covers what is met later as well: you are not told of it again."

    def act(self, record: AlertTo, form: forms.Form, request: HttpRequest) -> AlertTo:
        """Say it."""
        return act_on(record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now())


class DismissPage(AlertVerb):
    """Dismiss it."""

    title = "Dismiss alert number {record.pk}"
    button = "Dismiss the alert"
    done = "The alert was dismissed. With a reason it can be opened again."
    form_class = Dismiss
    is_warning = True
    hint = "The grounds stay with the alert. If the same is met in a new place, it comes back, unless the grounds cover that as well."

    def act(self, record: AlertTo, form: forms.Form, request: HttpRequest) -> AlertTo:
        """Dismiss it."""
        return dismiss(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class ReopenPage(AlertVerb):
    """Open it again."""

    title = "Open alert number {record.pk} again"
    button = "Open it again"
    done = "The alert is open again, and you have taken it."
    form_class = Reopen
    hint = "What came of it before stays in its history."

    def act(self, record: AlertTo, form: forms.Form, request: HttpRequest) -> AlertTo:
        """Open it again."""
        return reopen(record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now())
