"""What the pages of verbs on cases and on children have in common: who gets to them, and the verbs of ownership."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext

from tutela.accounts.models import WRITES_RECORDS, Role, User
from tutela.accounts.pages import actor_in, for_roles, reads_records
from tutela.accounts.queries import colleagues
from tutela.children.forms import Assign, Mark, SendOn
from tutela.core import clock
from tutela.core.errors import RuleBroken
from tutela.core.form_fields import choose_among, rows_to_choose
from tutela.core.verb_pages import VerbPage
from tutela.ownership.access import find
from tutela.ownership.services import assign, claim, mark_handling, marks_for, transfer

DECIDERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@method_decorator(reads_records, name="dispatch")
class RecordVerb(VerbPage):
    """A verb on one record of ``kind``: for those who may change records, on what they may see."""

    kind: ClassVar[str]
    roles: ClassVar[Iterable[Role]] = WRITES_RECORDS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever only reads is told so before anything is looked up."""
        guarded = for_roles(*self.roles)(super().dispatch)
        return guarded(request, *args, **kwargs)

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The record, as this reader may see it."""
        return find(where["reference"], kind=self.kind, related=("owner", "handler"))


class AssignVerb(RecordVerb):
    """Name a handler."""

    title = "Who handles {record}"
    button = "Assign"
    overwrites = True
    done = "{record} was assigned."
    hint = "The one who handles it is told, and the history keeps who did before."

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> forms.Form:
        """The people of the organisation who work on records."""
        form = Assign(data, initial={"handler": record.handler_id})
        choose_among(
            form,
            "handler",
            colleagues(
                actor_in(request).organisation_pk,
                list(WRITES_RECORDS),
                now=clock.now(),
            ),
        )
        return form

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Assign it."""
        return assign(
            record,
            handler=form.cleaned_data["handler"],
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class TakeVerb(RecordVerb):
    """Handle what nobody handles."""

    title = "Take {record} yourself"
    button = "Take it"
    overwrites = True
    done = "You handle {record} now."
    hint = "You are then the one whom others ask about it. The history keeps since when."

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Take it. Raises RuleBroken where somebody handles it: they are not put aside by a button."""
        actor = actor_in(request)
        if record.handler_id is not None and record.handler_id != actor.user_id:
            raise RuleBroken(
                gettext("Somebody handles %(record)s already.") % {"record": record.reference},
                mend=gettext("Ask them, or assign it with a word to them."),
            )
        return assign(
            record, handler=cast("User", request.user), version=self.shown_version, actor=actor, now=clock.now()
        )


class MarkVerb(RecordVerb):
    """Say how far what the record holds may go."""

    title = "Handling of {record}"
    button = "Mark it"
    overwrites = True
    done = "{record} bears the mark now, and so does everything that leaves the system of it."
    hint = "The Traffic Light Protocol: whoever works on the record narrows the mark; a manager widens it."
    form_class = Mark

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with the present mark; without what only a manager may choose."""
        who = actor_in(request)
        return Mark(data, initial={"handling": record.handling}, marks=marks_for(record, role=who.role))

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Mark it."""
        return mark_handling(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class ClaimVerb(RecordVerb):
    """Take over what the coordinating centre owns by default."""

    button = "Claim"
    done = "Your organisation answers for {record} now."
    roles = (Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Claim it."""
        return claim(record, actor=actor_in(request), now=clock.now())


class TransferVerb(RecordVerb):
    """The coordinating centre's manager decides whose it is."""

    title = "Transfer {record} by decision of the centre"
    button = "Transfer"
    done = "{record} was transferred."
    hint = "For what nobody accepted. The new owner answers for it at once."
    form_class = SendOn
    roles = (Role.MANAGER,)
    is_warning = True

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Transfer it."""
        return transfer(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())

    def after(self, record: Any, result: Any) -> str:
        """To the list: the record may be out of sight now."""
        return reverse("cases" if self.kind == "case" else "children")


class SendVerb(RecordVerb):
    """Offer it to the organisation that is to answer for it."""

    title = "Send {record} to whose it is"
    button = "Send"
    done = "{record} was offered. You answer for it until it is accepted."
    form_class = SendOn
    roles = DECIDERS

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> forms.Form:
        """Every organisation but the owner."""
        form = SendOn(data)
        choose_among(form, "to", rows_to_choose(form, "to").exclude(pk=record.owner_id))
        return form
