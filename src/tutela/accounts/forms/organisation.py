"""Forms of an organisation's entry."""

from datetime import time
from typing import Any

from django import forms

from tutela import typology
from tutela.accounts.services.organisation import CONTACT, PROMISES, Span
from tutela.accounts.zone import zone_choices
from tutela.core.form_fields import Day, offer
from tutela.core.widgets import Text
from tutela.organisations.countries import country_choices
from tutela.organisations.models import OpeningHours, Organisation, Place, Unit

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class FilterOrganisations(forms.Form):
    """What a reader of the directory looks for."""

    words = forms.CharField(label="Name or code", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any"), *Organisation.Kind.choices])
    country = forms.ChoiceField(label="Country", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", [("", "Any"), *country_choices()])


class Contact(forms.ModelForm):  # type: ignore[type-arg]
    """Who is telephoned, and who when nobody answers."""

    fieldsets = (
        ("Single point of contact", ("contact_name", "contact_telephone", "contact_email")),
        ("Deputy, when nobody answers", ("deputy_name", "deputy_telephone", "deputy_email")),
    )

    class Meta:
        model = Organisation
        fields = list(CONTACT)
        labels = {
            "contact_name": "Name of the desk or person",
            "contact_telephone": "Telephone",
            "contact_email": "E-mail address",
            "deputy_name": "Name of the desk or person",
            "deputy_telephone": "Telephone",
            "deputy_email": "E-mail address",
        }


class Promises(forms.ModelForm):  # type: ignore[type-arg]
    """What is promised to those who report and to every child, and how long an offer may wait."""

    fieldsets = (
        ("Answers to those who report", ("receipt_working_days", "progress_days", "outcome_working_days")),
        ("What is offered to you", ("acceptance_working_hours", "urgent_acceptance_minutes", "escalation_minutes")),
        ("What is owed to every child", ("assessment_working_days",)),
    )

    class Meta:
        model = Organisation
        fields = list(PROMISES)
        labels = {
            "receipt_working_days": "A receipt, within working days",
            "progress_days": "Progress, every so many days",
            "outcome_working_days": "The outcome, within working days of the decision",
            "acceptance_working_hours": "Accept or decline, within working hours",
            "urgent_acceptance_minutes": "Accept or decline a specific concern, within minutes",
            "escalation_minutes": "Call the next person on duty after minutes",
            "assessment_working_days": "Assess the child's needs, within working days",
        }
        help_texts = {
            "receipt_working_days": "Usually 1.",
            "progress_days": "Usually 28. Calendar days.",
            "outcome_working_days": "Usually 5.",
            "urgent_acceptance_minutes": "At any hour of day or night.",
            "escalation_minutes": "At any hour, until somebody has accepted it.",
            "assessment_working_days": "Usually 10. It counts from the day on which the child's record begins.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in PROMISES.items():
            self.fields[name].widget = Text(width=4, attrs={"inputmode": "numeric"})
            self.fields[name].min_value, self.fields[name].max_value = least, most  # type: ignore[attr-defined]


class Calendar(forms.Form):
    """The zone of the working day, and whose holidays are kept."""

    time_zone = forms.ChoiceField(label="Time zone in which you work", choices=zone_choices)
    holiday_country = forms.ChoiceField(label="Public holidays of", choices=country_choices)
    holiday_subdivision = forms.CharField(
        label="Part of that country",
        required=False,
        max_length=10,
        help_text="Its code, where holidays differ within the country: ENG, SCT, BY …",
        widget=Text(width=5),
    )


class Hours(forms.Form):
    """The working week, a line a day: ``09:00-12:30, 13:30-17:00``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WEEKDAYS:
            self.fields[name.lower()] = forms.CharField(label=name, required=False, widget=Text(width=30))
        self.fields[
            "monday"
        ].help_text = (
            "For example 09:00-12:30, 13:30-17:00. Leave a day empty on which you are closed. 00:00 is midnight."
        )

    @staticmethod
    def written(spans: list[OpeningHours]) -> dict[str, str]:
        """The present hours as one writes them."""
        days: dict[str, list[str]] = {name.lower(): [] for name in WEEKDAYS}
        for span in sorted(spans, key=lambda one: (one.weekday, one.opens)):
            days[WEEKDAYS[span.weekday].lower()].append(f"{span.opens:%H:%M}-{span.closes:%H:%M}")
        return {name: ", ".join(parts) for name, parts in days.items()}

    def clean(self) -> dict[str, Any]:
        """The spans of the whole week, each with its weekday."""
        spans: list[Span] = []
        for number, name in enumerate(WEEKDAYS):
            for part in filter(None, (one.strip() for one in self.cleaned_data.get(name.lower(), "").split(","))):
                try:
                    opens, closes = (_hour(text) for text in part.replace("–", "-").split("-"))
                except ValueError:
                    self.add_error(name.lower(), f"“{part}” is no span of hours. Write it like 09:00-17:00.")
                    continue
                spans.append((number, opens, closes))
        self.cleaned_data["spans"] = spans
        return self.cleaned_data


class NewClosedDay(forms.Form):
    """A day, and why."""

    date = Day(label="Day")
    name = forms.CharField(label="Why it is closed", max_length=80)


class NameUnit(forms.Form):
    """A unit's name and kind."""

    name = forms.CharField(label="Name of the unit", max_length=80)
    kind = forms.ChoiceField(label="Kind", choices=Unit.Kind.choices)


class NewRemit(forms.Form):
    """A category, or every one, in a place."""

    category = forms.ChoiceField(label="Category", required=False)
    place = forms.ChoiceField(label="Place, with all places within it")

    def __init__(self, *args: Any, places: list[tuple[int, Place]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for _, place in places}
        offer(
            self,
            "category",
            [
                ("", "Every category"),
                *((one.code, one.label) for one in typology.categories()),
            ],
        )
        indented = [(str(place.pk), "\u2007\u2007" * depth + place.name) for depth, place in places]
        offer(self, "place", [("", "Choose one"), *indented])

    def clean_place(self) -> Place:
        """The place itself."""
        return self.places[self.cleaned_data["place"]]


def _hour(text: str) -> time:
    hours, _, minutes = text.strip().replace(".", ":").partition(":")
    return time(int(hours) % 24, int(minutes or 0))
