"""Pages on which it is decided how a case stands: closed, reopened, restricted, recorded."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import pgettext

from tutela.accounts.models import Role
from tutela.accounts.pages import actor_in
from tutela.cases.forms import Close
from tutela.cases.models import Case
from tutela.cases.services.close import close_case, reopen_case, restrict
from tutela.cases.services.conclude import record_offence, withdraw_offence
from tutela.cases.views.verbs import CaseVerb
from tutela.children.forms import Reason
from tutela.children.sharing_pages import RestrictVerb
from tutela.core import clock

CONCLUDERS = (Role.INVESTIGATOR, Role.MANAGER)


class ClosePage(CaseVerb):
    """Close the case."""

    title = "Close {record}"
    button = "Close the case"
    overwrites = True
    done = "{record} is closed. Somebody goes on answering for each child in it."
    hint = "Closing is a decision with its grounds. The children in the case keep whoever answers for them."
    form_class = Close
    roles = CONCLUDERS
    is_warning = True

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Close it."""
        return close_case(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class ReopenPage(CaseVerb):
    """Work a closed case again."""

    title = "Reopen {record}"
    button = "Reopen the case"
    overwrites = True
    done = "{record} is open again."
    hint = "Reopening is recorded with its reason."
    form_class = Reason
    roles = CONCLUDERS

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Reopen it."""
        return reopen_case(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class RestrictPage(RestrictVerb, CaseVerb):
    """Only named persons see the case."""

    title = "Restrict {record} to named persons"
    button = "Restrict the case"
    done = "{record} is restricted. Name the persons who are to see it."
    hint = "Only its handler, persons who are named, and your managers and auditors then see the case and its children."
    roles = CONCLUDERS

    def restrict(self, record: Case, **said: Any) -> Any:
        """Restrict it, or lift that."""
        return restrict(record, **said)


class OpenAgainPage(RestrictPage):
    """The whole organisation sees the case again."""

    title = "Open {record} to your organisation"
    button = "Open the case to all"
    done = "{record} is open to your organisation."
    hint = "Everybody in your organisation who reads records then sees the case and its children."
    restricted = False
    is_warning = True


class RecordOffencePage(CaseVerb):
    """The agency concludes that an offence took place."""

    title = "Record {record}"
    button = "Record"
    overwrites = True
    done = "{record} is recorded: your organisation concluded that an offence took place."
    form_class = Reason
    roles = CONCLUDERS
    hint = "Reported means that somebody told you; recorded means that you have concluded that an offence took place. Say on what that rests."

    def more_context(self, record: Case, request: HttpRequest) -> dict[str, Any]:
        """What its button says: the word is a thing elsewhere."""
        return {"button": pgettext("verb", "Record")}

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        return record_offence(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class WithdrawOffencePage(CaseVerb):
    """The conclusion was wrong."""

    title = "Withdraw the recording of {record}"
    button = "Withdraw it"
    overwrites = True
    done = "{record} is reported and not recorded again. The record keeps both."
    form_class = Reason
    roles = CONCLUDERS
    is_warning = True
    hint = "The case goes on as reported. The record keeps that it was recorded, and why that was wrong."

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Withdraw it."""
        return withdraw_offence(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )
