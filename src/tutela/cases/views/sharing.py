"""The pages about who else sees a case: shared with another organisation, or named on a restricted one."""

from typing import Any

from django import forms
from django.http import HttpRequest

from tutela.accounts.pages import actor_in
from tutela.cases.forms import ShareCase
from tutela.cases.models import Case
from tutela.cases.services.share import end_share, name_person, share_case
from tutela.children.sharing_pages import EndShareVerb, NamePersonVerb, ShareVerb
from tutela.core import clock
from tutela.ownership.models import Participation


class SharePage(ShareVerb):
    """Let another organisation see the case."""

    kind = "case"
    hint = (
        "Until you end that; from the next statement on, they then see nothing more. You go on answering for the case."
    )
    form_class = ShareCase

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Share it."""
        return share_case(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class NamePersonPage(NamePersonVerb):
    """Let a colleague see a restricted case."""

    kind = "case"
    hint = "A colleague who then sees this restricted case and its children."

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Name them."""
        return name_person(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class EndSharePage(EndShareVerb):
    """Call back what was shared."""

    kind = "case"
    hint = "From now on they no longer see the case, nor its children. What they read stays in the audit trail."

    def end(self, record: Case, part: Participation, request: HttpRequest) -> Any:
        """End it."""
        return end_share(record, part, actor=actor_in(request), now=clock.now())
