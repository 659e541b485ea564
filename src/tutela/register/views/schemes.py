"""The pages about schemes of classification, and about how they map onto each other."""

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
from tutela.core.verb_pages import VerbPage
from tutela.register.forms.files import AddMapping, AddScheme
from tutela.register.queries.schemes import find_mapping, find_scheme, mappings_from, schemes
from tutela.register.services.schemes import AUTHORS, NewScheme, add_mapping, add_scheme, withdraw_mapping


@reads_records
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every scheme, with who brought it in."""
    may_add = actor_in(request).role in AUTHORS
    return render(request, "pages/register_schemes.html", {"schemes": schemes(), "may_add": may_add})


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One scheme: its classes, and what each would be in others, as somebody says."""
    actor = actor_in(request)
    scheme = find_scheme(number)
    context = {
        "scheme": scheme,
        "mappings": mappings_from(scheme),
        "own": actor.organisation_id,
        "may_say": actor.role in AUTHORS,
    }
    return render(request, "pages/register_scheme.html", context)


@method_decorator([for_roles(*AUTHORS), reads_records], name="dispatch")
class AddPage(VerbPage):
    """A new scheme."""

    title = "Add a scheme"
    button = "Add the scheme"
    done = "The scheme is there, and files can be classified by it."
    hint = "As the jurisdiction lays it down, class by class. It carries your organisation's name, and is not changed later."
    form_class = AddScheme

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """None yet: the list stands in its place."""
        return About(gettext("Schemes"), reverse("register_schemes"))

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Add it."""
        return add_scheme(NewScheme(**form.cleaned_data), actor=actor_in(request), now=clock.now())

    def after(self, record: Any, result: Any) -> str:
        """To the new scheme."""
        return reverse("register_scheme", args=[result.pk])


@method_decorator([for_roles(*AUTHORS), reads_records], name="dispatch")
class MapPage(VerbPage):
    """What a class would be in another scheme."""

    title = "What a class of {record} would be in another scheme"
    button = "Say it"
    done = "It is written down, with your organisation's name."
    hint = "Advice with a name, and no classification: nothing is classified by it."

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The scheme."""
        scheme = find_scheme(found["number"])
        return About(scheme.name, reverse("register_scheme", args=[scheme.pk]), scheme)

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """The classes of this scheme, and those of all others."""
        return AddMapping(data, scheme=record.of.pk)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Say it."""
        return add_mapping(**form.cleaned_data, actor=actor_in(request), now=clock.now())


@method_decorator([for_roles(*AUTHORS), reads_records], name="dispatch")
class WithdrawPage(VerbPage):
    """One's organisation says it no more."""

    title = "Withdraw: {record}"
    button = "Withdraw it"
    done = "It is withdrawn, and stays to be read."
    is_warning = True

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """What was said, and the page of its scheme."""
        mapping = find_mapping(found["number"])
        name = f"{mapping.from_code} → {mapping.to_code}"
        return About(name, reverse("register_scheme", args=[mapping.from_code.scheme_id]), mapping)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Withdraw it."""
        return withdraw_mapping(record.of, actor=actor_in(request), now=clock.now())
