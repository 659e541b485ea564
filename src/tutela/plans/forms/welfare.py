"""The forms of a welfare step: each part done, or left out with words."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.core.fields import PartialDateFormField, WordsField
from tutela.core.form_fields import offer
from tutela.core.widgets import Checkboxes, LongText, PartialDateText, Radios, Text
from tutela.plans.forms.rows import ByWhen


class _Done(forms.Form):
    by = WordsField(label=_("By whom"), max_length=120, widget=Text(width=30))
    on = PartialDateFormField(
        label=_("When"), widget=PartialDateText(), help_text=_("As much of the date as is known: 27/3/2027.")
    )
    words = WordsField(
        label=_("In words"),
        max_length=200,
        required=False,
        widget=LongText(rows=2),
        help_text=_("Needed where you choose “Other”."),
    )


class Assessment(_Done):
    """What a named person concluded."""

    outcome = forms.ChoiceField(
        label=_("What the person who assessed it concluded"),
        widget=Radios(),
        help_text=_("A conclusion of a named person, never a score."),
    )
    field_order = ("outcome", "by", "on", "words")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "outcome", [one for one in typology.choices("welfare_risk_outcome") if _is_known(one)])

    def clean(self) -> dict[str, Any]:
        """*Other* has words."""
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == typology.OTHER and not cleaned.get("words"):
            self.add_error("words", gettext("Say in words which outcome."))
        return cleaned


class Information(_Done):
    """What a suspect was told."""

    information = forms.MultipleChoiceField(label=_("What the person was told"), widget=Checkboxes())
    field_order = ("information", "by", "on", "words")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "information", [one for one in typology.choices("welfare_information") if _is_known(one)])

    def clean(self) -> dict[str, Any]:
        """*Other* has words."""
        cleaned = super().clean() or {}
        if typology.OTHER in cleaned.get("information", ()) and not cleaned.get("words"):
            self.add_error("words", gettext("Say in words what else."))
        return cleaned


class Contact(ByWhen):
    """Who is in contact with the suspect afterwards, and by when."""

    by = WordsField(
        label=_("Who is in contact with the person"),
        max_length=120,
        widget=Text(width=30),
        help_text=_("It becomes a task of whoever leads the plan, so that it is not forgotten."),
    )
    words = WordsField(label=_("In words"), max_length=200, required=False, widget=LongText(rows=2))
    field_order = ("by", "due_on", "due_hour", "words")


class ContactMade(forms.Form):
    """What came of the contact."""

    words = WordsField(
        label=_("What came of it"), max_length=200, widget=LongText(rows=2), help_text=_("Short and administrative.")
    )


class LeaveOut(forms.Form):
    """On what grounds a part is left out, in one's own name."""

    grounds = forms.ChoiceField(label=_("Grounds"), widget=Radios())
    words = WordsField(label=_("In words"), max_length=300, widget=LongText(rows=3))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "grounds", typology.choices("no_welfare_step_grounds"))


def _is_known(choice: tuple[str, str]) -> bool:
    return choice[0] != typology.NOT_YET_KNOWN
