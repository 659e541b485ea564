"""Forms of the pages about decisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.core.fields import WordsField
from tutela.core.form_fields import Day, offer
from tutela.core.widgets import LongText, Radios
from tutela.decisions.models import Decision
from tutela.decisions.services.decide import Abroad
from tutela.decisions.services.review import LIST as REVIEW_FOUND
from tutela.organisations.countries import country_choices

REVIEWS = {
    "nobody": _("Nobody has reviewed it"),
    "soon": _("Review due within 7 days"),
    "overdue": _("Review overdue"),
    "reviewed": _("Reviewed"),
}


def finding_choices() -> list[tuple[str, str]]:
    """What somebody may find who reviews: *not yet known* is no finding, and stands only for reviews from before it was asked."""
    return [(code, label) for code, label in typology.choices(REVIEW_FOUND) if code != "not_yet_known"]


class DecisionFilter(forms.Form):
    """The filters of the list of decisions; they live in the address."""

    review = forms.ChoiceField(label=_("Review"), required=False, choices=[("", _("Any")), *REVIEWS.items()])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Decision.State.choices])
    kind = forms.ChoiceField(label=_("Decision"), required=False, choices=[("", _("Any")), *Decision.Kind.choices])
    about = forms.ChoiceField(
        label=_("About"),
        required=False,
        choices=[
            ("", _("Any record")),
            ("child", _("Children")),
            ("series", _("Series")),
            ("case", _("Cases")),
            ("report", _("Reports")),
        ],
    )
    made_by = forms.ChoiceField(label=_("Made by"), required=False)
    since = Day(label=_("Made from"), required=False)
    until = Day(label=_("Made until"), required=False)

    def __init__(self, data: Any, *, makers: list[tuple[int, str]]) -> None:
        super().__init__(data)
        offer(self, "made_by", [("", gettext("Anybody")), *((str(number), name) for number, name in makers)])


class ReviewForm(forms.Form):
    """What somebody else found who looked at a decision again."""

    found = forms.ChoiceField(label=_("What you found"), widget=Radios())
    words = WordsField(
        label=_("In words"),
        max_length=300,
        required=False,
        widget=LongText(rows=3),
        help_text=_("Needed for anything but that it stands."),
    )
    again_on = Day(
        label=_("Look at it again on"),
        required=False,
        help_text=_("For example 27/3/2027. Leave it empty if this was the last look."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "found", finding_choices())


class SecondForm(forms.Form):
    """The second person's word."""

    agrees = forms.ChoiceField(
        label=_("Do you agree?"), choices=[("yes", _("I agree")), ("no", _("I do not agree"))], widget=Radios()
    )
    words = WordsField(
        label=_("In words"),
        max_length=300,
        required=False,
        widget=LongText(rows=3),
        help_text=_("Needed if you do not agree."),
    )


class SendAbroadForm(forms.Form):
    """Where a notice goes, on what grounds, and whether what is done there could endanger the person."""

    fieldsets = (
        (_("The notice"), ("country", "grounds", "words")),
        (_("Danger"), ("danger_abroad", "danger_words")),
        (_("Later"), ("review_on",)),
    )
    country = forms.ChoiceField(label=_("To which country"))
    grounds = forms.ChoiceField(label=_("Grounds"), widget=Radios(small=True))
    words = WordsField(
        label=_("In words"),
        max_length=500,
        widget=LongText(rows=3),
        help_text=_("What is told there, and why. The second person reads this."),
    )
    danger_abroad = forms.ChoiceField(
        label=_("Could the response there endanger the person?"),
        choices=Decision.Danger.choices,
        widget=Radios(
            hints={"not_yet_known": _("Say so, rather than guess: the second person decides on it.")},
            reveals={"yes": "danger_words"},
        ),
    )
    danger_words = WordsField(
        label=_("What the danger is, and why it is sent all the same"),
        max_length=300,
        required=False,
        widget=LongText(rows=3),
    )
    review_on = Day(
        label=_("Look at it again on"), required=False, help_text=_("For example 27/3/2027. It may be left empty.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", [("", gettext("Choose a country")), *country_choices()])
        offer(self, "grounds", typology.choices("send_abroad_grounds"))

    def abroad(self) -> Abroad:
        """Where to, and the danger, as the verb takes it."""
        given = self.cleaned_data
        return Abroad(given["country"], given["danger_abroad"], given["danger_words"])
