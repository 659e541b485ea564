"""What an auditor looks for; it lives in the address."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tutela.accounts.models import User
from tutela.audit.action_words import ACTIONS
from tutela.audit.queries import Filter
from tutela.core.form_fields import Day, offer
from tutela.core.widgets import Text


class FilterEntries(forms.Form):
    """Who, what, when, on which record."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    action = forms.ChoiceField(
        label=_("What they did"),
        required=False,
        choices=[("", _("Anything")), *((code, _(words)) for code, words in ACTIONS)],
    )
    since = Day(label=pgettext_lazy("time", "From"), required=False)
    until = Day(label=_("To the end of"), required=False)
    reference = forms.CharField(
        label=pgettext_lazy("noun", "Record"), required=False, max_length=20, widget=Text(width=20)
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", [("", gettext("Anybody")), *((str(one.pk), one.name) for one in people)])

    def wanted(self) -> Filter:
        """As the query takes it; what cannot be read narrows nothing, and the form says so."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return Filter(
            user_id=int(given["person"]) if given.get("person") else None,
            action=given.get("action", ""),
            since=_midnight(given["since"]) if given.get("since") else None,
            until=_midnight(given["until"] + timedelta(days=1)) if given.get("until") else None,
            reference=given.get("reference", "").strip().upper(),
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
