"""The pages about bodies outside: whom to telephone there, and the key by which each is known."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.core import clock
from tutela.core.errors import BadInput, Refused
from tutela.core.verb_pages import VerbPage
from tutela.hashsets.forms.sets import AddBody, TrustKey
from tutela.hashsets.forms.sets import Contact as ContactForm
from tutela.hashsets.keys import own_signer
from tutela.hashsets.models import Body
from tutela.hashsets.queries import sets as asked
from tutela.hashsets.services.bodies import KEEPERS, Contact, add_body, change_contact, end_trust, trust_key
from tutela.register.forms.sources import Switch
from tutela.register.pack.signing import fingerprint


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One body: whom to telephone, its keys with who trusted each, what goes to it and what came from it."""
    body, own = asked.find_body(number), own_signer().public
    context = {
        "body": body,
        "keys": asked.keys_of(body),
        "gets": list(body.receives.filter(ended_at=None).select_related("hash_set")),
        "gave": list(body.gave.all()),
        "own_key": fingerprint(own),
        "own_public": own.hex(),
        "may_change": actor_in(request).role in KEEPERS,
    }
    return render(request, "pages/hash_body.html", context)


def about(body: Body) -> About:
    """A body as a page of a verb names it."""
    return About(body.name, reverse("hash_body", args=[body.pk]), body)


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class AddPage(VerbPage):
    """A new body."""

    title = "Add a body outside"
    button = "Add the body"
    done = "The body is there. To take sets of it, trust its key."
    form_class = AddBody

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """None yet: the list stands in its place."""
        return About(gettext("Bodies"), reverse("hash_bodies"))

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Add it."""
        said = form.cleaned_data
        return add_body(
            name=said["name"], country=said["country"], contact=_contact(said), actor=actor_in(request), now=clock.now()
        )

    def after(self, record: Any, result: Any) -> str:
        """To the new body."""
        return reverse("hash_body", args=[result.pk])


class _BodyVerb(VerbPage):
    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The body."""
        return about(asked.find_body(found["number"]))


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class ContactPage(_BodyVerb):
    """Whom to telephone there."""

    title = "Whom to telephone at {record}"
    button = "Save"
    done = "Saved whom to telephone at {record}."
    form_class = ContactForm

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what stands."""
        names = ("contact_name", "contact_telephone", "contact_email")
        return ContactForm(data, initial={name: getattr(record.of, name) for name in names})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Change it."""
        return change_contact(record.of, contact=_contact(form.cleaned_data), actor=actor_in(request), now=clock.now())


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class TrustPage(_BodyVerb):
    """Its key, after its fingerprint was heard."""

    title = "Trust the key of {record}"
    button = "Trust it"
    done = "The key is trusted as that of {record}, in your name."
    hint = "What is signed with it is taken for theirs. A former key of the body is trusted no more."
    form_class = TrustKey

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Trust it."""
        said = form.cleaned_data
        try:
            return trust_key(
                record.of, key=said["key"], heard=said["fingerprint"], actor=actor_in(request), now=clock.now()
            )
        except Refused as refusal:
            # Beside the field, as what was mistyped is: the reader may have been told it wrongly.
            raise BadInput(refusal.what, where=refusal.where, mend=refusal.mend, code=refusal.detail_code) from None


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class EndTrustPage(VerbPage):
    """A key is trusted no more."""

    title = "Trust the key of {record} no more"
    button = "Trust it no more"
    done = "The key of {record} is trusted no more. What was taken in stays."
    form_class = Switch
    is_warning = True

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The key, by its body."""
        key = asked.find_key(found["number"])
        return About(key.body.name, reverse("hash_body", args=[key.body_id]), key)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """End it."""
        return end_trust(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())


def _contact(said: dict[str, str]) -> Contact:
    return Contact(said["contact_name"], said["contact_telephone"], said["contact_email"])
