"""Forms of direct agreements between organisations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.core.fields import WordsField
from tutela.core.form_fields import Day, choose_among
from tutela.core.widgets import LongText
from tutela.organisations.models import Organisation


class ProposeAgreement(forms.Form):
    """With whom, from when until when, and what is agreed."""

    other = forms.ModelChoiceField(label=_("With whom"), queryset=Organisation.objects.none(), empty_label=_("Choose"))
    since = Day(label=_("From which day"), help_text=_("For example 27 March 2026."))
    until = Day(label=_("Until which day"), required=False, help_text=_("Leave it empty if it has no last day."))
    words = WordsField(
        label=_("What is agreed, and where it is kept"),
        max_length=200,
        widget=LongText(rows=2),
        help_text=_("Everybody reads this in the directory once both have agreed."),
    )

    def __init__(self, *args: Any, own_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "other", Organisation.objects.filter(is_active=True).exclude(pk=own_id))


class EndAgreement(forms.Form):
    """Why."""

    words = WordsField(
        label=_("Why it ends"), max_length=200, widget=LongText(rows=2), help_text=_("The other side reads it.")
    )
