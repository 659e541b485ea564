"""Forms of the pages about children, and those that every record with an owner shares."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from tutela import typology
from tutela.accounts.models import User
from tutela.children.models import Child
from tutela.core.fields import PartialDateFormField, WordsField
from tutela.core.form_fields import Day, offer
from tutela.core.widgets import LongText, PartialDateText, Radios, Text
from tutela.organisations.countries import country_choices
from tutela.organisations.models import Organisation
from tutela.ownership.models import Handling

_SAFETY_HINTS = {
    "not_known": "Nobody has found out yet.",
    "at_risk": "There is reason to think that the child is being harmed or may be.",
    "safe": "Somebody has made sure.",
}
_SEXES = [("", "Not yet known"), ("female", "Female"), ("male", "Male"), ("other", "Other")]


class ChildFilter(forms.Form):
    """The filters of the list of children; they live in the address."""

    whose = forms.ChoiceField(
        label="Who answers",
        required=False,
        choices=[("", "Our organisation"), ("mine", "Those I handle"), ("shared", "Shared with us or with me")],
    )
    identity = forms.ChoiceField(label="Identified", required=False, choices=[("", "Any"), *Child.Identity.choices])
    safety = forms.ChoiceField(label="Safety", required=False, choices=[("", "Any"), *Child.Safety.choices])
    safeguarded = forms.ChoiceField(
        label="Safeguarded", required=False, choices=[("", "Any"), ("yes", "Safeguarded"), ("no", "Not yet")]
    )
    assessment = forms.ChoiceField(
        label="Assessment of needs",
        required=False,
        choices=[
            ("", "Any"),
            ("open", "Open"),
            ("overdue", "Overdue"),
            ("concluded", "Concluded"),
            ("decided_against", "Decided against"),
        ],
    )
    country = forms.ChoiceField(label="Country considered", required=False)
    basis = forms.ChoiceField(
        label="On what basis", required=False, choices=[("", "Any"), ("default", "Default owner only")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", [("", "Any"), *country_choices()])


class ChildFields(forms.Form):
    """What is known of a child when their record begins."""

    label = WordsField(
        label="What the record calls the child",
        max_length=60,
        widget=Text(width=20),
        help_text="For example: Child 2. Administrative words only.",
    )
    name = WordsField(
        label="Name",
        max_length=120,
        required=False,
        widget=Text(width=30),
        help_text="Leave it empty for a child who is not yet identified.",
    )
    birth_date = PartialDateFormField(
        label="Date of birth",
        required=False,
        widget=PartialDateText(),
        help_text="As much as is known: 2014, May 2014.",
    )
    sex = forms.ChoiceField(label="Sex", choices=_SEXES, required=False)
    countries = forms.MultipleChoiceField(
        label="Countries in which the child may be",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="Choose several with Ctrl or Cmd.",
    )
    safety = forms.ChoiceField(
        label="Is the child safe?",
        choices=Child.Safety.choices,
        initial="not_known",
        widget=Radios(hints=_SAFETY_HINTS),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "countries", country_choices())


class Identify(forms.Form):
    """Who the child is, and how that was found."""

    name = WordsField(
        label="Who the child is", max_length=120, widget=Text(width=30), help_text="Where no name may be kept, a label."
    )
    how = WordsField(label="How the child was identified", max_length=200, widget=LongText(rows=2))
    safety = forms.ChoiceField(
        label="Is the child safe?", choices=Child.Safety.choices, widget=Radios(hints=_SAFETY_HINTS)
    )


class Safety(forms.Form):
    """Whether the child is safe now."""

    safety = forms.ChoiceField(
        label="Is the child safe?", choices=Child.Safety.choices, widget=Radios(hints=_SAFETY_HINTS)
    )


class ProposeStop(forms.Form):
    """On what grounds the work to identify is to stop, and when that is looked at again."""

    grounds = forms.ChoiceField(label="Grounds", widget=Radios())
    words = WordsField(label="What was tried, and why it ends here", max_length=500, widget=LongText(rows=3))
    review_on = Day(label="Looked at again on", help_text="For example 27/3/2027.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "grounds", typology.choices("stop_identification_grounds"))


class SecondStop(forms.Form):
    """The second person's word."""

    agrees = forms.ChoiceField(
        label="Do you agree?", choices=[("yes", "I agree"), ("no", "I do not agree")], widget=Radios()
    )
    words = WordsField(
        label="In words",
        max_length=300,
        required=False,
        widget=LongText(rows=2),
        help_text="Needed where you disagree.",
    )


class ReviewStop(forms.Form):
    """What the review found."""

    go_on = forms.ChoiceField(
        label="Does the work to identify go on?",
        choices=[("yes", "Yes, from now on"), ("no", "No, it stays stopped")],
        widget=Radios(reveals={"no": "review_again_on"}),
    )
    review_again_on = Day(label="Looked at again on", required=False, help_text="For example 27/3/2028.")
    words = WordsField(label="What was looked at", max_length=300, widget=LongText(rows=2))


class Reason(forms.Form):
    """A reason, in a few words."""

    words = WordsField(label="Why", max_length=300, widget=LongText(rows=3))


class Mark(forms.Form):
    """How far what a record holds may go, and why."""

    handling = forms.ChoiceField(
        label="Mark",
        choices=Handling.choices,
        widget=Radios(
            hints={
                "RED": "For named people only: nobody shares it with a whole organisation.",
                "AMBER+STRICT": "Stays in the organisations that take part.",
                "AMBER": "Those organisations, and whoever they work for, as far as they need to know.",
                "GREEN": "May go through the whole community of services.",
                "CLEAR": "May go to anybody.",
            }
        ),
    )
    words = WordsField(label="Why", max_length=300, widget=LongText(rows=2))

    def __init__(self, *given: Any, marks: Sequence[str] = tuple(Handling.values), **options: Any) -> None:
        super().__init__(*given, **options)
        choices = [(value, label) for value, label in Handling.choices if value in marks]
        cast("forms.ChoiceField", self.fields["handling"]).choices = choices


class SendOn(forms.Form):
    """To whom, and why."""

    to = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.filter(is_active=True), empty_label="Choose"
    )
    reason = WordsField(label="Why it goes there", max_length=300, widget=LongText(rows=2))


class Assign(forms.Form):
    """Who handles it from now on."""

    handler = forms.ModelChoiceField(label="Handler", queryset=User.objects.none(), empty_label="Choose")


class ShareChild(forms.Form):
    """With whom a child's record is shared."""

    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.filter(is_active=True), empty_label="Choose"
    )
