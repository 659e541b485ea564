"""Hold a record, and lift a hold: a page each."""

from typing import Any

from django import forms
from django.http import HttpRequest

from tutela.accounts.pages import About, actor_in
from tutela.children.verb_pages import RecordVerb
from tutela.core import clock
from tutela.ownership.access import find
from tutela.retention.forms import HoldForm, Words
from tutela.retention.models import Hold
from tutela.retention.services.hold import HOLDERS, LIFTERS, hold, hold_seen, lift_hold


class HoldPage(RecordVerb):
    """Nothing of the record is disposed of until a manager lifts it."""

    title = "Hold {record}"
    button = "Hold it"
    done = "{record} is held: nothing of it is disposed of."
    hint = (
        "Nothing of it is disposed of until a manager lifts the hold. A hold on a case covers its children, its reports and"
        " its people. A disposal that is proposed or approved is stopped."
    )
    form_class = HoldForm
    roles = HOLDERS

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The record of any kind, as this reader may see it."""
        return find(where["reference"], kind=where["kind"], related=("owner", "handler"))

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Hold:
        """Hold it."""
        return hold(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())

    def after(self, record: Any, result: Hold) -> str:
        """To the record's retention."""
        return f"{record.get_absolute_url()}/retention"


class LiftPage(RecordVerb):
    """A manager's decision that the record need not be held any longer."""

    title = "Lift the hold on {record}"
    button = "Lift the hold"
    done = "The hold on {record} is lifted."
    hint = "What the hold stopped stays stopped: whoever still wants it proposes it anew."
    form_class = Words
    roles = LIFTERS
    is_warning = True

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The hold, by the name of its record."""
        found = hold_seen(where["hold"])
        record = find(found.subject_reference)
        return About(found.subject_reference, f"{record.get_absolute_url()}/retention", found)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Hold:
        """Lift it."""
        return lift_hold(record.of.pk, **form.cleaned_data, actor=actor_in(request), now=clock.now())
