"""The forms of special measures for a child as a witness."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.fields import PartialDateFormField, WordsField
from tutela.core.form_fields import choose_among, offer
from tutela.core.widgets import LongText, PartialDateText, Radios, Text
from tutela.plans.forms.rows import ByWhen
from tutela.plans.models import SpecialMeasure
from tutela.plans.queries import children_to_choose


class _OfAChild(forms.Form):
    child = forms.ModelChoiceField(label=_("For which child"), queryset=Child.objects.none(), empty_label=_("Choose"))

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data)
        choose_among(self, "child", children_to_choose(case))
        self.fields["child"].label_from_instance = _child_in_words  # type: ignore[attr-defined]


def _child_in_words(child: Child) -> str:
    return f"{child.reference} ({child.label})"


class AskForMeasure(_OfAChild):
    """Which measure was asked for, by whom, and of which court or prosecutor."""

    measure = forms.ChoiceField(label=_("Measure"), widget=Radios())
    measure_words = WordsField(label=_("Other, in words"), max_length=120, required=False, widget=Text(width=30))
    asked_by = WordsField(label=_("Who asked for it"), max_length=120, widget=Text(width=30))
    asked_on = PartialDateFormField(
        label=_("When it was asked for"), required=False, widget=PartialDateText(), help_text=_("As much as is known.")
    )
    asked_of = WordsField(label=_("Which court or prosecutor"), max_length=120, required=False, widget=Text(width=30))

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data, case=case)
        measures = [one for one in typology.choices("special_measure") if one[0] != typology.NOT_YET_KNOWN]
        offer(self, "measure", measures)

    def clean(self) -> dict[str, Any]:
        """*Other* has words."""
        cleaned = super().clean() or {}
        if cleaned.get("measure") == typology.OTHER and not cleaned.get("measure_words"):
            self.add_error("measure_words", gettext("Say in words which measure."))
        return cleaned


class NeedNoMeasure(_OfAChild):
    """Why a child needs none."""

    words = WordsField(label=_("Why none is needed"), max_length=300, widget=LongText(rows=3))


class DecideMeasure(forms.Form):
    """What the court or the prosecutor decided."""

    decided = forms.ChoiceField(label=_("What was decided"), choices=SpecialMeasure.Decided.choices, widget=Radios())
    on = PartialDateFormField(
        label=_("When"), required=False, widget=PartialDateText(), help_text=_("As much of the date as is known.")
    )
    words = WordsField(
        label=_("In words"),
        max_length=200,
        required=False,
        widget=LongText(rows=2),
        help_text=_("Needed where it was refused or withdrawn."),
    )


class SupportWitness(ByWhen):
    """What is done to support the child as a witness, and by when."""

    what = WordsField(label=_("What is to be done"), max_length=200, widget=Text(width=30))
    field_order = ("what", "due_on", "due_hour")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["due_on"].required = False
