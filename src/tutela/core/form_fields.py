"""Days and hours as people write them, in any form."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from tutela.core.errors import BadInput
from tutela.core.partial_date import PartialDate
from tutela.core.widgets import DateText, Text


class Day(forms.CharField):
    """A day in any usual form: 27/3/2026, 27 March 2026, 2026-03-27. A month or a year alone is no day."""

    widget = DateText

    def to_python(self, value: Any) -> Any:
        """The day, or None where nothing is given."""
        text = value if isinstance(value, date) else super().to_python(value)
        if text in self.empty_values or isinstance(text, date):
            return text or None
        try:
            given = PartialDate.parse(str(text))
        except BadInput:
            given = None
        if given is None or given.month is None or given.day is None:
            raise forms.ValidationError(
                gettext("This is no day. Write it like 27/3/2026 or 27 March 2026."), code="invalid"
            )
        return date(given.year, given.month, given.day)


class Hour(forms.TimeField):
    """An hour of the day: 09:00, 9.30, 0900."""

    widget = Text

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H%M", "%H:%M:%S"],
            widget=options.pop("widget", None) or Text(width=5),
            error_messages={"invalid": gettext_lazy("This is no hour. Write it like 09:00 or 17:30.")},
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        """An hour as it is written."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """What a field of a form lets one choose from: known only when the form is made."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def choose_among(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """The rows that a field of a form lets one choose from: known only when the form is made."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows


def rows_to_choose(form: forms.BaseForm, name: str) -> QuerySet[Any]:
    """The rows that a field of a form lets one choose from."""
    return cast("QuerySet[Any]", cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset)
