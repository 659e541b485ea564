"""A manager agrees with another organisation to send directly: proposed, agreed, ended."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator

from tutela.accounts.forms.agreements import EndAgreement, ProposeAgreement
from tutela.accounts.models import Role
from tutela.accounts.pages import About, actor_in, for_roles, membership_in
from tutela.accounts.services.agreements import agree, agreement_of, end_agreement, propose_agreement
from tutela.core import clock
from tutela.core.verb_pages import VerbPage
from tutela.organisations.models import DirectAgreement, Organisation

_manager = method_decorator(for_roles(Role.MANAGER), name="dispatch")


@_manager
class ProposeAgreementPage(VerbPage):
    """Propose to send directly."""

    title, button = "Send directly: {record} and another organisation", "Propose"
    done = "Proposed. It counts when a manager of the other side has agreed."
    hint = "Between countries, records go through the national centre unless both sides have agreed otherwise."

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The reader's own organisation."""
        own = membership_in(request).organisation
        return About(own.short_name, reverse("organisation_remit", args=[own.code]), own)

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> ProposeAgreement:
        """From today, with the organisation from whose entry one came."""
        asked = Organisation.objects.filter(code=request.GET.get("with", "")[:40], is_active=True).first()
        known = {"other": asked, "since": clock.now().date()}
        return ProposeAgreement(data, initial=known, own_id=record.of.pk)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> DirectAgreement:
        """Propose it."""
        return propose_agreement(**form.cleaned_data, actor=actor_in(request), now=clock.now())


class _OfAgreement(VerbPage):
    """A verb on one agreement of the reader's organisation."""

    template_name = "pages/agreement.html"

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The agreement, named by its other side."""
        found = agreement_of(where["pk"], actor_in(request))
        own = membership_in(request).organisation
        theirs = found.other if found.one_id == own.pk else found.one
        return About(theirs.short_name, reverse("organisation_remit", args=[own.code]), found)


@_manager
class AgreePage(_OfAgreement):
    """The other side agrees."""

    title, button = "Agree to send directly: {record}", "Agree"
    done = "Both sides have agreed. Records between you and {record} go directly from its first day."

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> DirectAgreement:
        """Agree."""
        return agree(record.of.pk, actor=actor_in(request), now=clock.now())


@_manager
class EndAgreementPage(_OfAgreement):
    """Either side ends it."""

    title, button = "End sending directly: {record}", "End it"
    done = "It has ended. Records between you and {record} go through the national centre again."
    hint = "It ends at once. What was sent already stays where it is."
    form_class, is_warning = EndAgreement, True

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> DirectAgreement:
        """End it."""
        return end_agreement(record.of.pk, words=form.cleaned_data["words"], actor=actor_in(request), now=clock.now())
