"""Forms of comments and letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
        label=_("Show"),
        required=False,
        choices=[("", _("Both")), ("comments", _("Comments")), ("letters", _("Letters"))],
    )
    whose = forms.ChoiceField(
        label=_("By whom"),
        required=False,
        choices=[
            ("", _("Anybody")),
            ("mine", _("Me")),
            ("ours", _("Our organisation")),
            ("others", _("Other organisations")),
        ],
    )
    audience = forms.ChoiceField(
        label=_("Comments for"), required=False, choices=[("", _("Any")), *Comment.Audience.choices]
    )
    direction = forms.ChoiceField(
        label=_("Letters"), required=False, choices=[("", _("Any")), *Letter.Direction.choices]
    )


class Write(forms.Form):
    """A comment: its words, for whom it is, and whom it calls."""

    words = WordsField(
        label=_("What is to be known"),
        max_length=MOST_WORDS,
        lines=True,
        widget=LongText(rows=4),
        help_text=_("Short administrative words. No names of children where a reference will do."),
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Comment.Audience.choices, widget=Radios())
    tells = forms.ModelMultipleChoiceField(
        label=_("Tell these colleagues"),
        queryset=User.objects.none(),
        required=False,
        widget=Checkboxes(small=True),
        help_text=_("Only colleagues who see this record. They get a notice with its reference and nothing else."),
    )


class KeepLetter(forms.Form):
    """A letter, call or message: never the thing itself."""

    fieldsets = (
        (_("Which"), ("direction", "means", "on", "at_hour")),
        (_("With whom"), ("correspondent", "correspondent_words", "their_reference")),
        (_("What it said"), ("about", "gist", "answer_by")),
    )

    direction = forms.ChoiceField(label=_("In or out"), choices=Letter.Direction.choices, widget=Radios(inline=True))
    means = forms.ChoiceField(label=_("By what means"))
    on = PartialDateFormField(
        label=_("On"),
        widget=PartialDateText(),
        help_text=_("As much as is known of what came in: May 2026. The whole day of what went out."),
    )
    at_hour = Hour(label=_("At what hour"), required=False)
    correspondent = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Another, in words"),
    )
    correspondent_words = WordsField(
        label=_("Or in words"),
        max_length=200,
        required=False,
        widget=Text(),
        help_text=_("For example: the school's office."),
    )
    their_reference = WordsField(label=_("Their reference"), max_length=60, required=False, widget=Text(width=20))
    about = WordsField(label=_("Subject"), max_length=120, widget=Text())
    gist = WordsField(
        label=_("What it said"),
        max_length=600,
        lines=True,
        required=False,
        widget=LongText(rows=3),
        help_text=_("In short administrative words. The letter itself is not kept here."),
    )
    answer_by = Day(label=_("Answer expected by"), required=False, widget=DateText())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "means", typology.choices(MEANS))
