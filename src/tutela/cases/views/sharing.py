"""The pages about who else sees a case: shared with another organisation, or named on a restricted one."""

from typing import Any

from django import forms
from django.http import HttpRequest

from tutela.accounts.models import READS_RECORDS
from tutela.accounts.pages import actor_in
from tutela.accounts.queries import colleagues
from tutela.cases.forms import NamePerson, Share
from tutela.cases.models import Case
from tutela.cases.services.share import end_share, name_person, share_case
from tutela.cases.views.verbs import CaseVerb
from tutela.children.verb_pages import DECIDERS
from tutela.core import clock
from tutela.core.form_fields import choose_among, rows_to_choose
from tutela.ownership.models import Participation


class SharePage(CaseVerb):
    """Let another organisation see the case."""

    title = "Share {record} with another organisation"
    button = "Share"
    done = "{record} was shared."
    hint = (
        "Until you end that; from the next statement on, they then see nothing more. You go on answering for the case."
    )
    roles = DECIDERS

    def make_form(self, record: Case, request: HttpRequest, data: Any = None) -> forms.Form:
        """Every organisation but the owner."""
        form = Share(data)
        choose_among(form, "organisation", rows_to_choose(form, "organisation").exclude(pk=record.owner_id))
        return form

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Share it."""
        return share_case(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class NamePersonPage(CaseVerb):
    """Let a colleague see a restricted case."""

    title = "Name a person on {record}"
    button = "Name the person"
    done = "The person sees {record} now."
    hint = "A colleague who then sees this restricted case and its children."
    roles = DECIDERS

    def make_form(self, record: Case, request: HttpRequest, data: Any = None) -> forms.Form:
        """The people of the organisation who read records."""
        form = NamePerson(data)
        people = colleagues(actor_in(request).organisation_pk, list(READS_RECORDS), now=clock.now())
        choose_among(form, "person", people)
        return form

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Name them."""
        return name_person(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class EndSharePage(CaseVerb):
    """Call back what was shared."""

    title = "End the sharing of {record}"
    button = "End the sharing"
    done = "They no longer see {record}."
    hint = "From now on they no longer see the case, nor its children. What they read stays in the audit trail."
    roles = DECIDERS
    is_warning = True

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """End it."""
        part: Participation = self.part(Participation.objects.filter(subject_kind="case", subject_id=record.pk))
        return end_share(record, part, actor=actor_in(request), now=clock.now())
