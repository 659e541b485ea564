"""What every statement has: from whom it is known, and how reliable they are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutela import typology
from tutela.core.fields import WordsField
from tutela.core.form_fields import offer
from tutela.core.widgets import Text
from tutela.organisations.models import Organisation

NOT_GRADED = ("", _("Not graded"))


class Sourced(forms.Form):
    """A form whose statement names its source."""

    source = WordsField(
        label=_("From whom is this known?"),
        max_length=120,
        widget=Text(width=30),
        help_text=_("A service, a document, a person by capacity. For example: school, by telephone."),
    )
    grading = forms.ChoiceField(label=_("How reliable is the source?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        graded = [
            one for one in typology.choices("source_grading") if one[0] not in (typology.OTHER, typology.NOT_YET_KNOWN)
        ]
        offer(self, "grading", [NOT_GRADED, *graded])


def any_organisation(
    label: Any, *, help_text: Any = "", required: bool = False, empty_label: Any = None
) -> "forms.ModelChoiceField[Organisation]":
    """A field that names an organisation of the directory."""
    return forms.ModelChoiceField(
        label=label,
        queryset=Organisation.objects.filter(is_active=True),
        empty_label=_("Choose") if required else empty_label or pgettext_lazy("organisation", "None"),
        required=required,
        help_text=help_text,
    )
