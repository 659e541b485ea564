"""Forms about where a child may be, who is in contact, and what protects the child."""

from typing import Any

from django import forms

from tutela import typology
from tutela.children.forms.sources import Sourced, any_organisation
from tutela.children.models import Whereabouts
from tutela.core.fields import PartialDateFormField, WordsField
from tutela.core.form_fields import offer
from tutela.core.widgets import LongText, PartialDateText, Radios, Text
from tutela.organisations.countries import country_choices

_STATE_HINTS = {
    "considered": "The child may be there.",
    "ruled_out": "Somebody has found that the child is not there.",
    "confirmed": "Somebody has found the child there.",
}


class SayWhereabouts(Sourced):
    """What is known of one place."""

    field_order = ("country", "organisation", "place", "state", "source", "grading", "words")
    country = forms.ChoiceField(label="Country", required=False)
    organisation = any_organisation(
        "Service or organisation",
        help_text="Whose area, or whose users, the child may be among. Leave it at none for a country alone.",
    )
    place = WordsField(
        label="Place, in a few words",
        max_length=60,
        required=False,
        widget=Text(width=30),
        help_text="A region or a town. No address.",
    )
    state = forms.ChoiceField(
        label="What is known of it?", choices=Whereabouts.State.choices, widget=Radios(hints=_STATE_HINTS)
    )
    words = WordsField(label="In words", max_length=200, required=False, widget=LongText(rows=2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", [("", "Not yet known"), *country_choices()])


class AddContact(Sourced):
    """Who is in contact with the child."""

    field_order = ("capacity", "name", "organisation", "body", "since", "source", "grading")
    capacity = forms.ChoiceField(label="In what capacity?", widget=Radios(small=True))
    name = WordsField(
        label="Who",
        max_length=120,
        required=False,
        widget=Text(width=30),
        help_text="Leave it empty where only the organisation is known.",
    )
    organisation = any_organisation("Organisation")
    body = WordsField(
        label="Organisation, in words",
        max_length=120,
        required=False,
        widget=Text(width=30),
        help_text="Where it is not in the list: a school, a surgery.",
    )
    since = PartialDateFormField(
        label="Since", required=False, widget=PartialDateText(), help_text="As much as is known: 2026, May 2026."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "capacity", typology.choices("contact_capacity"))


class EndContact(forms.Form):
    """They are no longer in contact."""

    until = PartialDateFormField(
        label="Until", required=False, widget=PartialDateText(), help_text="As much as is known: 2026, May 2026."
    )
    words = WordsField(label="Why it ended", max_length=200, widget=LongText(rows=2))


class SaySafeguarded(forms.Form):
    """What protects the child, and who."""

    how = forms.ChoiceField(label="What protects the child?", widget=Radios())
    words = WordsField(
        label="Who protects the child, and how",
        max_length=200,
        widget=LongText(rows=2),
        help_text="Administrative words only; no address.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [one for one in typology.choices("protective_step") if one[0] != typology.NOT_YET_KNOWN]
        offer(self, "how", steps)
