"""Forms of what is followed and kept."""

from django import forms

from tutela.core.fields import WordsField
from tutela.core.widgets import Checkboxes, Text

KINDS = [("child", "Children"), ("case", "Cases"), ("report", "Reports")]


class KeepSearch(forms.Form):
    """A search that stands: words, and the kinds of record."""

    words = WordsField(
        label="Words or an identifier",
        max_length=200,
        widget=Text(),
        help_text="As in the search box. Only you see what you search for.",
    )
    kinds = forms.MultipleChoiceField(
        label="Tell me of new", choices=KINDS, initial=[code for code, _ in KINDS], widget=Checkboxes()
    )


class NameFilter(forms.Form):
    """A filter's name, and whether colleagues have it too."""

    name = WordsField(label="Name", max_length=60, widget=Text(width=30), help_text="For example: Due this week.")
    is_shared = forms.BooleanField(
        label="Share it with my organisation",
        required=False,
        help_text="Colleagues see the name and the filter, words that are searched for included. Each sees in the list what they may see.",
    )
