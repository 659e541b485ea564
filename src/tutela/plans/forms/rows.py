"""What the forms of this app have in common: rows that can be added to, a day with an hour, and a moment by which."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.accounts.zone import zone_choices
from tutela.cases.models import Case
from tutela.core.blocks import Block, Blocks
from tutela.core.fields import PartialDateFormField
from tutela.core.form_fields import Day, Hour, offer
from tutela.core.widgets import PartialDateText
from tutela.organisations.models import Organisation

_END_OF_DAY = time(23, 59)


class WithRows(forms.Form):
    """A form with rows of several kinds, each of which a button adds to while what was typed stays."""

    groups: tuple[Blocks[Any], ...] = ()

    @property
    def is_being_filled(self) -> bool:
        """Whether somebody has asked for a further row, and not for the verb."""
        return self.is_bound and self.data.get("add") in {group.name for group in self.groups}

    def full_clean(self) -> None:
        """What is still being filled in has no faults yet."""
        if self.is_being_filled:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def is_valid(self) -> bool:
        """Whether nothing is wrong, in any row."""
        return all([super().is_valid(), *(group.is_valid() for group in self.groups)])

    @property
    def block_errors(self) -> bool:
        """Whether any row has a fault, for the title of the page."""
        return any(one.errors for group in self.groups for one in group.forms)


class OnADay(forms.Form):
    """A day of which a part may be known, and perhaps an hour in a zone."""

    on = PartialDateFormField(
        label=_("On which day"),
        required=False,
        widget=PartialDateText(),
        help_text=_("As much as is known: 2027, March 2027, 27/3/2027."),
    )
    at = Hour(
        label=_("At which hour"), required=False, help_text=_("Only where the whole day is known. For example 06:30.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone of the hour"), required=False)

    def offer_zones(self, case: Case) -> None:
        """The zone of the organisation that answers for the case, and every other."""
        offer(self, "time_zone", [("", gettext("{zone} (ours)").format(zone=case.owner.time_zone)), *zone_choices()])

    def clean(self) -> dict[str, Any]:
        """An hour needs its whole day."""
        cleaned = super().clean() or {}
        on, at = cleaned.get("on"), cleaned.get("at")
        if at is not None and (on is None or on.day is None) and "on" not in self.errors:
            self.add_error("at", gettext("An hour needs its day. Give the whole date, or no hour."))
        return cleaned


class ByWhen(forms.Form):
    """A moment by which something is due, in the reader's own zone."""

    due_on = Day(label=_("By which day"), help_text=_("For example 27/3/2027."))
    due_hour = Hour(label=_("By which hour"), required=False, help_text=_("Without one, by the end of the day."))

    def due_at(self) -> datetime | None:
        """The moment, or None where no day is given."""
        return moment_of(self.cleaned_data.get("due_on"), self.cleaned_data.get("due_hour"))


def moment_of(day: date | None, hour: time | None) -> datetime | None:
    """A day and an hour as a moment in the reader's zone; without an hour, the end of the day."""
    if day is None:
        return None
    return datetime.combine(day, hour or _END_OF_DAY, timezone.get_current_timezone())


def numbers(values: Iterable[Any]) -> list[int]:
    """The chosen rows, by their numbers."""
    return [int(one) for one in values]


def offer_rows(form: forms.BaseForm, name: str, rows: Iterable[tuple[int, str]]) -> None:
    """Rows that a plan or a meeting has: all are ticked, and who unticks one takes it out. Without any, nothing is asked."""
    choices = [(str(number), words) for number, words in rows]
    if not choices:
        del form.fields[name]
        return
    offer(form, name, choices)
    form.fields[name].initial = [number for number, _ in choices]


def bodies(**options: Any) -> "forms.ModelChoiceField[Organisation]":
    """A field that chooses an organisation of the directory."""
    return forms.ModelChoiceField(queryset=Organisation.objects.filter(is_active=True).order_by("name"), **options)


__all__ = ["Block", "Blocks", "ByWhen", "OnADay", "WithRows", "bodies", "moment_of", "numbers", "offer_rows"]
