"""Forms of what is followed and kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.core.fields import WordsField
from tutela.core.widgets import Checkboxes, Text

KINDS = [("child", _("Children")), ("series", _("Series")), ("case", _("Cases")), ("report", _("Reports"))]


class KeepSearch(forms.Form):
    """A search that stands: words, and the kinds of record."""

    words = WordsField(
        label=_("Words or an identifier"),
        max_length=200,
        widget=Text(),
        help_text=_("As in the search box. Only you see what you search for."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Tell me of new"), choices=KINDS, initial=[kind[0] for kind in KINDS], widget=Checkboxes()
    )


class NameFilter(forms.Form):
    """A filter's name, and whether colleagues have it too."""

    name = WordsField(label=_("Name"), max_length=60, widget=Text(width=30), help_text=_("For example: Due this week."))
    is_shared = forms.BooleanField(
        label=_("Share it with my organisation"),
        required=False,
        help_text=_(
            "Colleagues see the name and the filter, words that are searched for included. Each sees in the list what they may see."
        ),
    )
