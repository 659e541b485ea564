"""Forms about what a child needs: findings, tasks, the end of an assessment."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.accounts.models import User
from tutela.children.forms.sources import Sourced, any_organisation
from tutela.children.models import Finding
from tutela.core.fields import WordsField
from tutela.core.form_fields import Day, offer
from tutela.core.widgets import LongText, Radios

_RESULT_HINTS = {
    "need": _("Something is needed. Say what."),
    "no_need": _("Somebody has looked, and nothing is needed now."),
    "not_yet_known": _("Nobody could find out yet. Say why."),
}


class RecordFinding(Sourced):
    """What was found in one area of need."""

    field_order = ("result", "words", "done", "source", "grading")
    result = forms.ChoiceField(
        label=_("What was found?"), choices=Finding.Result.choices, widget=Radios(hints=_RESULT_HINTS)
    )
    words = WordsField(
        label=_("In words"),
        max_length=300,
        required=False,
        widget=LongText(rows=2),
        help_text=_("Short and administrative: what is needed, not what happened."),
    )
    done = WordsField(
        label=_("What is done about it"),
        max_length=200,
        required=False,
        widget=LongText(rows=2),
        help_text=_("You can make a task of it afterwards."),
    )


class GiveTask(forms.Form):
    """What is to be done, by whom and by when."""

    what = WordsField(
        label=_("What is to be done?"),
        max_length=200,
        widget=LongText(rows=2),
        help_text=_(
            "Another organisation reads these words and the reference, and nothing else of the record. No names."
        ),
    )
    organisation = any_organisation(_("Who is to do it"), empty_label=_("Your own organisation"))
    due_on = Day(label=_("By when"), required=False, help_text=_("For example 27/3/2027."))

    @property
    def due_at(self) -> datetime | None:
        """The end of the day by which it is to be done, where the reader is."""
        day = self.cleaned_data.get("due_on")
        if day is None:
            return None
        return datetime.combine(day, time(23, 59), timezone.get_current_timezone()).astimezone(UTC)


class GiveAssessment(forms.Form):
    """Which organisation makes the assessment, and who there."""

    organisation = any_organisation(_("Which organisation makes the assessment?"), required=True)
    assessor = forms.ModelChoiceField(
        label=_("Who, if it is your own"),
        queryset=User.objects.none(),
        empty_label=_("Nobody named"),
        required=False,
        help_text=_("Another organisation names its people itself."),
    )
    words = WordsField(
        label=_("What is asked of the other organisation"),
        max_length=200,
        required=False,
        widget=LongText(rows=2),
        help_text=_(
            "Left empty, it is asked to look at all seven areas. It reads these words and the reference, and nothing else. No names."
        ),
    )


class Conclude(forms.Form):
    """What came of the assessment."""

    outcome = forms.ChoiceField(label=_("What came of it?"), widget=Radios())
    words = WordsField(label=_("In words"), max_length=300, required=False, widget=LongText(rows=2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = [one for one in typology.choices("assessment_outcome") if one[0] != typology.NOT_YET_KNOWN]
        offer(self, "outcome", ends)


class NoAssessment(forms.Form):
    """On what grounds no assessment is made, and when that is looked at again."""

    grounds = forms.ChoiceField(label=_("Grounds"), widget=Radios())
    words = WordsField(label=_("Why none is made"), max_length=500, widget=LongText(rows=3))
    review_on = Day(label=_("Looked at again on"), help_text=_("For example 27/3/2027."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "grounds", typology.choices("no_assessment_grounds"))
