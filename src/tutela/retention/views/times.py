"""How long each category is kept here, and since when and why; and the page that sets it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.models import Role
from tutela.accounts.pages import About, actor_in, for_roles, membership_in
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound
from tutela.core.verb_pages import VerbPage
from tutela.retention.forms import SetTime
from tutela.retention.models import KeepingRule
from tutela.retention.queries import TimeToKeep, months_in_words, past_rules, times_of
from tutela.retention.rules import category, defaults
from tutela.retention.services.times import SETTERS, set_time


@for_roles(Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Every category with the time that counts, where it comes from, and everything that was ever set."""
    actor = actor_in(request)
    past = [
        (category(one.category).said, months_in_words(one.months) if one.months else gettext("the default"), one)
        for one in past_rules(actor.organisation_pk)
    ]
    return render(
        request,
        "pages/retention_rules.html",
        {
            "organisation": membership_in(request).organisation,
            "times": times_of(actor.organisation_pk).each,
            "defaults": defaults(),
            "past": past,
            "may_set": actor.role in SETTERS,
        },
    )


@method_decorator(for_roles(*SETTERS), name="dispatch")
class SetTimePage(VerbPage):
    """A longer or shorter time, with the reason."""

    title = "How long to keep: {record}"
    button = "Set it"
    done = "{record}: the time was set."
    form_class = SetTime
    template_name = "pages/retention_rule.html"

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The category."""
        try:
            of = category(where["category"])
        except BadInput as error:
            raise NotFound(gettext("There is no such category."), mend=gettext("Choose one of the list.")) from error
        return About(of.said, reverse("retention_rules"), self._standing(request, of.code))

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> SetTime:
        """Filled with what counts now."""
        years, months = divmod(record.of.months, 12)
        which = "own" if record.of.own and record.of.own.months else "default"
        return SetTime(data, initial={"which": which, "years": years, "months": months})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> KeepingRule:
        """Set it."""
        return set_time(
            record.of.category.code,
            months=form.cleaned_data["total"],
            words=form.cleaned_data["words"],
            actor=actor_in(request),
            now=clock.now(),
        )

    def _standing(self, request: HttpRequest, code: str) -> TimeToKeep:
        each = times_of(actor_in(request).organisation_pk).each
        return next(one for one in each if one.category.code == code)
