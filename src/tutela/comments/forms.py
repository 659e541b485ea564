"""Forms of comments and letters."""

from typing import Any

from django import forms

from tutela import typology
from tutela.accounts.models import User
from tutela.comments.models import Comment, Letter
from tutela.comments.services.letters import MEANS
from tutela.comments.services.write import MOST_WORDS
from tutela.core.fields import PartialDateFormField, WordsField
from tutela.core.form_fields import Day, Hour, offer
from tutela.core.widgets import Checkboxes, DateText, LongText, PartialDateText, Radios, Text
from tutela.organisations.models import Organisation


class SaidFilter(forms.Form):
    """The filters of the tab; they live in the address."""

    show = forms.ChoiceField(
        label="Show", required=False, choices=[("", "Both"), ("comments", "Comments"), ("letters", "Letters")]
    )
    whose = forms.ChoiceField(
        label="By whom",
        required=False,
        choices=[
            ("", "Anybody"),
            ("mine", "Me"),
            ("ours", "Our organisation"),
            ("others", "Other organisations"),
        ],
    )
    audience = forms.ChoiceField(label="Comments for", required=False, choices=[("", "Any"), *Comment.Audience.choices])
    direction = forms.ChoiceField(label="Letters", required=False, choices=[("", "Any"), *Letter.Direction.choices])


class Write(forms.Form):
    """A comment: its words, for whom it is, and whom it calls."""

    words = WordsField(
        label="What is to be known",
        max_length=MOST_WORDS,
        lines=True,
        widget=LongText(rows=4),
        help_text="Short administrative words. No names of children where a reference will do.",
    )
    audience = forms.ChoiceField(label="Who may read it", choices=Comment.Audience.choices, widget=Radios())
    tells = forms.ModelMultipleChoiceField(
        label="Tell these colleagues",
        queryset=User.objects.none(),
        required=False,
        widget=Checkboxes(small=True),
        help_text="Only colleagues who see this record. They get a notice with its reference and nothing else.",
    )


class KeepLetter(forms.Form):
    """A letter, call or message: never the thing itself."""

    fieldsets = (
        ("Which", ("direction", "means", "on", "at_hour")),
        ("With whom", ("correspondent", "correspondent_words", "their_reference")),
        ("What it said", ("about", "gist", "answer_by")),
    )

    direction = forms.ChoiceField(label="In or out", choices=Letter.Direction.choices, widget=Radios(inline=True))
    means = forms.ChoiceField(label="By what means")
    on = PartialDateFormField(
        label="On",
        widget=PartialDateText(),
        help_text="As much as is known of what came in: May 2026. The whole day of what went out.",
    )
    at_hour = Hour(label="At what hour", required=False)
    correspondent = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.none(), required=False, empty_label="Another, in words"
    )
    correspondent_words = WordsField(
        label="Or in words",
        max_length=200,
        required=False,
        widget=Text(),
        help_text="For example: the school's office.",
    )
    their_reference = WordsField(label="Their reference", max_length=60, required=False, widget=Text(width=20))
    about = WordsField(label="Subject", max_length=120, widget=Text())
    gist = WordsField(
        label="What it said",
        max_length=600,
        lines=True,
        required=False,
        widget=LongText(rows=3),
        help_text="In short administrative words. The letter itself is not kept here.",
    )
    answer_by = Day(label="Answer expected by", required=False, widget=DateText())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "means", typology.choices(MEANS))
