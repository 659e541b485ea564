"""Forms about where a child may be, who is in contact, and what protects the child."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.children.forms.sources import Sourced, any_organisation
from tutela.children.models import Whereabouts
from tutela.core.fields import PartialDateFormField, WordsField
from tutela.core.form_fields import offer
from tutela.core.widgets import LongText, PartialDateText, Radios, Text
from tutela.organisations.countries import country_choices

_STATE_HINTS = {
    "considered": _("The child may be there."),
    "ruled_out": _("Somebody has found that the child is not there."),
    "confirmed": _("Somebody has found the child there."),
}


class SayWhereabouts(Sourced):
    """What is known of one place."""

    field_order = ("country", "organisation", "place", "state", "source", "grading", "words")
    country = forms.ChoiceField(label=_("Country"), required=False)
    organisation = any_organisation(
        _("Service or organisation"),
        help_text=_("Whose area, or whose users, the child may be among. Leave it at none for a country alone."),
    )
    place = WordsField(
        label=_("Place, in a few words"),
        max_length=60,
        required=False,
        widget=Text(width=30),
        help_text=_("A region or a town. No address."),
    )
    state = forms.ChoiceField(
        label=_("What is known of it?"), choices=Whereabouts.State.choices, widget=Radios(hints=_STATE_HINTS)
    )
    words = WordsField(label=_("In words"), max_length=200, required=False, widget=LongText(rows=2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", [("", _("Not yet known")), *country_choices()])


class AddContact(Sourced):
    """Who is in contact with the child."""

    field_order = ("capacity", "name", "organisation", "body", "since", "source", "grading")
    capacity = forms.ChoiceField(label=_("In what capacity?"), widget=Radios(small=True))
    name = WordsField(
        label=_("Who"),
        max_length=120,
        required=False,
        widget=Text(width=30),
        help_text=_("Leave it empty where only the organisation is known."),
    )
    organisation = any_organisation(_("Organisation"))
    body = WordsField(
        label=_("Organisation, in words"),
        max_length=120,
        required=False,
        widget=Text(width=30),
        help_text=_("Where it is not in the list: a school, a surgery."),
    )
    since = PartialDateFormField(
        label=_("Since"), required=False, widget=PartialDateText(), help_text=_("As much as is known: 2026, May 2026.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "capacity", typology.choices("contact_capacity"))


class EndContact(forms.Form):
    """They are no longer in contact."""

    until = PartialDateFormField(
        label=_("Until"), required=False, widget=PartialDateText(), help_text=_("As much as is known: 2026, May 2026.")
    )
    words = WordsField(label=_("Why it ended"), max_length=200, widget=LongText(rows=2))


class SaySafeguarded(forms.Form):
    """What protects the child, and who."""

    how = forms.ChoiceField(label=_("What protects the child?"), widget=Radios())
    words = WordsField(
        label=_("Who protects the child, and how"),
        max_length=200,
        widget=LongText(rows=2),
        help_text=_("Administrative words only; no address."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [one for one in typology.choices("protective_step") if one[0] != typology.NOT_YET_KNOWN]
        offer(self, "how", steps)
