"""Forms of direct agreements between organisations."""

from typing import Any

from django import forms

from tutela.core.fields import WordsField
from tutela.core.form_fields import Day, choose_among
from tutela.core.widgets import LongText
from tutela.organisations.models import Organisation


class ProposeAgreement(forms.Form):
    """With whom, from when until when, and what is agreed."""

    other = forms.ModelChoiceField(label="With whom", queryset=Organisation.objects.none(), empty_label="Choose")
    since = Day(label="From which day", help_text="For example 27 March 2026.")
    until = Day(label="Until which day", required=False, help_text="Leave it empty if it has no last day.")
    words = WordsField(
        label="What is agreed, and where it is kept",
        max_length=200,
        widget=LongText(rows=2),
        help_text="Everybody reads this in the directory once both have agreed.",
    )

    def __init__(self, *args: Any, own_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "other", Organisation.objects.filter(is_active=True).exclude(pk=own_id))


class EndAgreement(forms.Form):
    """Why."""

    words = WordsField(
        label="Why it ends", max_length=200, widget=LongText(rows=2), help_text="The other side reads it."
    )
