"""Forms of the pages about children, and those that every record with an owner shares."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

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
    "not_known": _("Nobody has found out yet."),
    "at_risk": _("There is reason to think that the child is being harmed or may be."),
    "safe": _("Somebody has made sure."),
}
_SEXES = [("", _("Not yet known")), ("female", _("Female")), ("male", _("Male")), ("other", _("Other"))]


class ChildFilter(forms.Form):
    """The filters of the list of children; they live in the address."""

    whose = forms.ChoiceField(
        label=_("Who answers"),
        required=False,
        choices=[
            ("", _("Our organisation")),
            ("mine", _("Those I handle")),
            ("shared", _("Shared with us or with me")),
        ],
    )
    identity = forms.ChoiceField(
        label=_("Identified"), required=False, choices=[("", _("Any")), *Child.Identity.choices]
    )
    safety = forms.ChoiceField(label=_("Safety"), required=False, choices=[("", _("Any")), *Child.Safety.choices])
    safeguarded = forms.ChoiceField(
        label=_("Safeguarded"),
        required=False,
        choices=[("", _("Any")), ("yes", _("Safeguarded")), ("no", _("Not yet"))],
    )
    assessment = forms.ChoiceField(
        label=_("Assessment of needs"),
        required=False,
        choices=[
            ("", _("Any")),
            ("open", _("Open")),
            ("overdue", _("Overdue")),
            ("concluded", _("Concluded")),
            ("decided_against", _("Decided against")),
        ],
    )
    country = forms.ChoiceField(label=_("Country considered"), required=False)
    basis = forms.ChoiceField(
        label=_("On what basis"), required=False, choices=[("", _("Any")), ("default", _("Default owner only"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", [("", _("Any")), *country_choices()])


class ChildFields(forms.Form):
    """What is known of a child when their record begins."""

    label = WordsField(
        label=_("What the record calls the child"),
        max_length=60,
        widget=Text(width=20),
        help_text=_("For example: Child 2. Administrative words only."),
    )
    name = WordsField(
        label=_("Name"),
        max_length=120,
        required=False,
        widget=Text(width=30),
        help_text=_("Leave it empty for a child who is not yet identified."),
    )
    birth_date = PartialDateFormField(
        label=_("Date of birth"),
        required=False,
        widget=PartialDateText(),
        help_text=_("As much as is known: 2014, May 2014."),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=_SEXES, required=False)
    countries = forms.MultipleChoiceField(
        label=_("Countries in which the child may be"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Choose several with Ctrl or Cmd."),
    )
    safety = forms.ChoiceField(
        label=_("Is the child safe?"),
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
        label=_("Who the child is"),
        max_length=120,
        widget=Text(width=30),
        help_text=_("Where no name may be kept, a label."),
    )
    how = WordsField(label=_("How the child was identified"), max_length=200, widget=LongText(rows=2))
    safety = forms.ChoiceField(
        label=_("Is the child safe?"), choices=Child.Safety.choices, widget=Radios(hints=_SAFETY_HINTS)
    )


class Safety(forms.Form):
    """Whether the child is safe now."""

    safety = forms.ChoiceField(
        label=_("Is the child safe?"), choices=Child.Safety.choices, widget=Radios(hints=_SAFETY_HINTS)
    )


class ProposeStop(forms.Form):
    """On what grounds the work to identify is to stop, and when that is looked at again."""

    grounds = forms.ChoiceField(label=_("Grounds"), widget=Radios())
    words = WordsField(label=_("What was tried, and why it ends here"), max_length=500, widget=LongText(rows=3))
    review_on = Day(label=_("Looked at again on"), help_text=_("For example 27/3/2027."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "grounds", typology.choices("stop_identification_grounds"))


class SecondStop(forms.Form):
    """The second person's word."""

    agrees = forms.ChoiceField(
        label=_("Do you agree?"), choices=[("yes", _("I agree")), ("no", _("I do not agree"))], widget=Radios()
    )
    words = WordsField(
        label=_("In words"),
        max_length=300,
        required=False,
        widget=LongText(rows=2),
        help_text=_("Needed where you disagree."),
    )


class ReviewStop(forms.Form):
    """What the review found."""

    go_on = forms.ChoiceField(
        label=_("Does the work to identify go on?"),
        choices=[("yes", _("Yes, from now on")), ("no", _("No, it stays stopped"))],
        widget=Radios(reveals={"no": "review_again_on"}),
    )
    review_again_on = Day(label=_("Looked at again on"), required=False, help_text=_("For example 27/3/2028."))
    words = WordsField(label=_("What was looked at"), max_length=300, widget=LongText(rows=2))


class Reason(forms.Form):
    """A reason, in a few words."""

    words = WordsField(label=_("Why"), max_length=300, widget=LongText(rows=3))


class Mark(forms.Form):
    """How far what a record holds may go, and why."""

    handling = forms.ChoiceField(
        label=_("Mark"),
        choices=Handling.choices,
        widget=Radios(
            hints={
                "RED": _("For named people only: nobody shares it with a whole organisation."),
                "AMBER+STRICT": _("Stays in the organisations that take part."),
                "AMBER": _("Those organisations, and whoever they work for, as far as they need to know."),
                "GREEN": _("May go through the whole community of services."),
                "CLEAR": _("May go to anybody."),
            }
        ),
    )
    words = WordsField(label=_("Why"), max_length=300, widget=LongText(rows=2))

    def __init__(self, *given: Any, marks: Sequence[str] = tuple(Handling.values), **options: Any) -> None:
        super().__init__(*given, **options)
        choices = [(value, label) for value, label in Handling.choices if value in marks]
        cast("forms.ChoiceField", self.fields["handling"]).choices = choices


class SendOn(forms.Form):
    """To whom, and why."""

    to = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.filter(is_active=True), empty_label=_("Choose")
    )
    reason = WordsField(label=_("Why it goes there"), max_length=300, widget=LongText(rows=2))


class Assign(forms.Form):
    """Who handles it from now on."""

    handler = forms.ModelChoiceField(label=_("Handler"), queryset=User.objects.none(), empty_label=_("Choose"))
