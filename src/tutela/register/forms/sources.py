"""Forms of the pages about sources."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.core.fields import WordsField
from tutela.core.form_fields import Day, offer
from tutela.core.widgets import LongText, Radios, Text
from tutela.organisations.countries import country_choices
from tutela.register.models import Audience


def countries_to_offer() -> list[tuple[str, Any]]:
    """Every country, and none."""
    return [("", _("None, or several")), *country_choices()]


class AddSource(forms.Form):
    """A set of hashes, and the terms under which it was given."""

    name = WordsField(label=_("Name"), max_length=80, widget=Text(width=30))
    origin = WordsField(label=_("Who made it"), max_length=120, widget=Text(width=30))
    terms = WordsField(
        label=_("Under what terms it was given"),
        max_length=200,
        widget=LongText(rows=2),
        help_text=_("Every answer that rests on this source says so."),
    )
    jurisdiction = forms.ChoiceField(label=_("Country whose law it follows"), required=False)
    audience = forms.ChoiceField(
        label=_("Who may know that a file is in it"), choices=Audience.choices, initial=Audience.ALL, widget=Radios()
    )
    review_on = Day(label=_("When it is looked at again"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "jurisdiction", countries_to_offer())


class Switch(forms.Form):
    """Why something is switched off, or on again."""

    words = WordsField(label=_("Why"), max_length=200, widget=LongText(rows=2))


class Review(forms.Form):
    """When something is looked at again."""

    review_on = Day(
        label=_("When it is looked at again"),
        required=False,
        help_text=_("Left empty: it is not put on the list of what is due."),
    )
