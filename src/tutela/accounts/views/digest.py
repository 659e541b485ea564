"""Whether the daily digest comes by e-mail."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from tutela.accounts.pages import About, actor_in, for_roles
from tutela.accounts.services.digest import choose_digest
from tutela.core import clock
from tutela.core.verb_pages import VerbPage
from tutela.notices.models import DigestChoice


class DigestForm(forms.Form):
    """One choice of two."""

    by_email = forms.ChoiceField(
        label=_("The daily digest"),
        choices=[("yes", _("Send it by e-mail when my organisation's day begins")), ("no", _("Do not send it"))],
        help_text=_(
            "It says what you have not seen, by reference and reason only. Your page of notices shows everything all the same."
        ),
        widget=forms.RadioSelect,
    )


@method_decorator(for_roles(), name="dispatch")
class DigestPage(VerbPage):
    """Have the digest by e-mail, or not."""

    title, button = "Your daily digest", "Save"
    done = "Your choice was saved."
    form_class = DigestForm

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The reader's own account."""
        return About("your account", reverse("my_account"))

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """The form, with what is so now."""
        choice = DigestChoice.objects.filter(user_id=actor_in(request).user_pk).first()
        return DigestForm(data, initial={"by_email": "no" if choice and not choice.by_email else "yes"})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> DigestChoice:
        """Save it."""
        wanted = form.cleaned_data["by_email"] == "yes"
        return choose_digest(by_email=wanted, actor=actor_in(request), now=clock.now())
