"""Forms of an organisation's entry."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.accounts.services.organisation import CONTACT, PROMISES, Span
from tutela.accounts.zone import zone_choices
from tutela.core.form_fields import Day, offer
from tutela.core.widgets import Text
from tutela.organisations.countries import country_choices
from tutela.organisations.models import OpeningHours, Organisation, Place, Unit

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weekdays_in_words() -> list[str]:
    """The days of the week from Monday on, in the present language, as a label begins."""
    return [
        pgettext("day of the week", "Monday"),
        pgettext("day of the week", "Tuesday"),
        pgettext("day of the week", "Wednesday"),
        pgettext("day of the week", "Thursday"),
        pgettext("day of the week", "Friday"),
        pgettext("day of the week", "Saturday"),
        pgettext("day of the week", "Sunday"),
    ]


class FilterOrganisations(forms.Form):
    """What a reader of the directory looks for."""

    words = forms.CharField(label=_("Name or code"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Organisation.Kind.choices])
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", [("", gettext("Any")), *country_choices()])


class Contact(forms.ModelForm):  # type: ignore[type-arg]
    """Who is telephoned, and who when nobody answers."""

    fieldsets = (
        (_("Single point of contact"), ("contact_name", "contact_telephone", "contact_email")),
        (_("Deputy, when nobody answers"), ("deputy_name", "deputy_telephone", "deputy_email")),
    )

    class Meta:
        model = Organisation
        fields = list(CONTACT)
        labels = {
            "contact_name": _("Name of the desk or person"),
            "contact_telephone": _("Telephone"),
            "contact_email": _("E-mail address"),
            "deputy_name": _("Name of the desk or person"),
            "deputy_telephone": _("Telephone"),
            "deputy_email": _("E-mail address"),
        }


class Promises(forms.ModelForm):  # type: ignore[type-arg]
    """What is promised to those who report and to every child, and how long an offer may wait."""

    fieldsets = (
        (_("Answers to those who report"), ("receipt_working_days", "progress_days", "outcome_working_days")),
        (_("What is offered to you"), ("acceptance_working_hours", "urgent_acceptance_minutes", "escalation_minutes")),
        (_("What is owed to every child"), ("assessment_working_days",)),
    )

    class Meta:
        model = Organisation
        fields = list(PROMISES)
        labels = {
            "receipt_working_days": _("A receipt, within working days"),
            "progress_days": _("Progress, every so many days"),
            "outcome_working_days": _("The outcome, within working days of the decision"),
            "acceptance_working_hours": _("Accept or decline, within working hours"),
            "urgent_acceptance_minutes": _("Accept or decline a specific concern, within minutes"),
            "escalation_minutes": _("Call the next person on duty after minutes"),
            "assessment_working_days": _("Assess the child's needs, within working days"),
        }
        help_texts = {
            "receipt_working_days": _("Usually 1."),
            "progress_days": _("Usually 28. Calendar days."),
            "outcome_working_days": _("Usually 5."),
            "urgent_acceptance_minutes": _("At any hour of day or night."),
            "escalation_minutes": _("At any hour, until somebody has accepted it."),
            "assessment_working_days": _("Usually 10. It counts from the day on which the child's record begins."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in PROMISES.items():
            self.fields[name].widget = Text(width=4, attrs={"inputmode": "numeric"})
            self.fields[name].min_value, self.fields[name].max_value = least, most  # type: ignore[attr-defined]


class Calendar(forms.Form):
    """The zone of the working day, and whose holidays are kept."""

    time_zone = forms.ChoiceField(label=_("Time zone in which you work"), choices=zone_choices)
    holiday_country = forms.ChoiceField(label=_("Public holidays of"), choices=country_choices)
    holiday_subdivision = forms.CharField(
        label=_("Part of that country"),
        required=False,
        max_length=10,
        help_text=_("Its code, where holidays differ within the country: ENG, SCT, BY …"),
        widget=Text(width=5),
    )


class Hours(forms.Form):
    """The working week, a line a day: ``09:00-12:30, 13:30-17:00``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, said in zip(WEEKDAYS, weekdays_in_words(), strict=True):
            self.fields[name] = forms.CharField(label=said, required=False, widget=Text(width=30))
        self.fields["monday"].help_text = gettext(
            "For example 09:00-12:30, 13:30-17:00. Leave a day empty on which you are closed. 00:00 is midnight."
        )

    @staticmethod
    def written(spans: list[OpeningHours]) -> dict[str, str]:
        """The present hours as one writes them."""
        days: dict[str, list[str]] = {name: [] for name in WEEKDAYS}
        for span in sorted(spans, key=lambda one: (one.weekday, one.opens)):
            days[WEEKDAYS[span.weekday]].append(f"{span.opens:%H:%M}-{span.closes:%H:%M}")
        return {name: ", ".join(parts) for name, parts in days.items()}

    def clean(self) -> dict[str, Any]:
        """The spans of the whole week, each with its weekday."""
        spans: list[Span] = []
        for number, name in enumerate(WEEKDAYS):
            for part in filter(None, (one.strip() for one in self.cleaned_data.get(name, "").split(","))):
                try:
                    opens, closes = (_hour(text) for text in part.replace("–", "-").split("-"))
                except ValueError:
                    self.add_error(
                        name,
                        gettext("“{part}” is no span of hours. Write it like 09:00-17:00.").format(part=part),
                    )
                    continue
                spans.append((number, opens, closes))
        self.cleaned_data["spans"] = spans
        return self.cleaned_data


class NewClosedDay(forms.Form):
    """A day, and why."""

    date = Day(label=_("Day"))
    name = forms.CharField(label=_("Why it is closed"), max_length=80)


class NameUnit(forms.Form):
    """A unit's name and kind."""

    name = forms.CharField(label=_("Name of the unit"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Unit.Kind.choices)


class NewRemit(forms.Form):
    """A category, or every one, in a place."""

    category = forms.ChoiceField(label=_("Category"), required=False)
    place = forms.ChoiceField(label=_("Place, with all places within it"))

    def __init__(self, *args: Any, places: list[tuple[int, Place]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for _, place in places}
        offer(
            self,
            "category",
            [
                ("", gettext("Every category")),
                *((one.code, one.label) for one in typology.categories()),
            ],
        )
        indented = [(str(place.pk), "\u2007\u2007" * depth + place.name) for depth, place in places]
        offer(self, "place", [("", gettext("Choose one")), *indented])

    def clean_place(self) -> Place:
        """The place itself."""
        return self.places[self.cleaned_data["place"]]


def _hour(text: str) -> time:
    hours, _, minutes = text.strip().replace(".", ":").partition(":")
    return time(int(hours) % 24, int(minutes or 0))
