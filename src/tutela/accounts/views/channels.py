"""For each kind of notice: on the page only, also in the daily digest, or also by e-mail at once."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from tutela.accounts.pages import About, actor_in, for_roles
from tutela.accounts.services.mail_at_once import choose_channels
from tutela.core import clock
from tutela.core.verb_pages import VerbPage
from tutela.core.widgets import Radios
from tutela.notices.channels import channels_of
from tutela.notices.models import MAILED_AT_ONCE, Channel, Notice

_LESS = [choice for choice in Channel.choices if choice[0] != Channel.MAIL]


class ChannelsForm(forms.Form):
    """A choice for each kind; those that may go out at once come first."""

    fieldsets = (
        (_("What somebody waits for you with"), tuple(str(kind) for kind in MAILED_AT_ONCE)),
        (_("What is good to know"), tuple(str(kind) for kind in Notice.Kind if kind not in MAILED_AT_ONCE)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Notice.Kind:
            self.fields[str(kind)] = forms.ChoiceField(
                label=kind.label,
                choices=Channel.choices if kind in MAILED_AT_ONCE else _LESS,
                widget=Radios(inline=True, small=True),
            )


@method_decorator(for_roles(), name="dispatch")
class ChannelsPage(VerbPage):
    """Choose how one hears of what."""

    title, button = "How you hear of what", "Save"
    done = "Your choices were saved."
    hint = (
        "Your page of notices shows everything, whatever you choose. A mail holds references and kinds only, and at once"
        " means at most one mail in a quarter of an hour. Switching the daily digest off is a choice of its own."
    )
    form_class = ChannelsForm

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The reader's own account."""
        return About("your account", reverse("my_account"))

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """The form, with what is so now."""
        return ChannelsForm(data, initial=channels_of(actor_in(request).user_pk))

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> int:
        """Save them."""
        return choose_channels(form.cleaned_data, actor=actor_in(request), now=clock.now())
