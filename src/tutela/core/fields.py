"""Columns and form fields for the value types of this package."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from tutela.core.errors import TutelaError
from tutela.core.partial_date import PartialDate
from tutela.core.text import neutral_words

CANONICAL_PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
"""What a PartialDateField holds, for a CHECK constraint: ``Q(born__regex=CANONICAL_PARTIAL_DATE)``."""


def _refused(error: TutelaError) -> ValidationError:
    return ValidationError(" ".join(part for part in (error.what, error.mend) if part), code=error.detail_code)


class PartialDateField(models.CharField):  # type: ignore[type-arg]
    """A date of which only a part may be known, kept as text: it sorts as it reads, and no part is made up."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **(options | {"max_length": 10}))

    def deconstruct(self) -> Any:
        """What a migration writes down."""
        name, path, args, options = super().deconstruct()
        del options["max_length"]
        return name, path, args, options

    def from_db_value(self, value: str | None, *_: Any) -> PartialDate | None:
        """What the column holds, as a value; an empty text is no date."""
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        """What a form or a fixture gave, as a value."""
        if value is None or isinstance(value, PartialDate):
            return value
        try:
            return PartialDate.parse(str(value)) if str(value).strip() else None
        except TutelaError as error:
            raise _refused(error) from None

    def get_prep_value(self, value: Any) -> str | None:
        """What the column holds: the canonical text, or nothing."""
        known = self.to_python(value)
        return str(known) if known is not None else (None if self.null else "")

    def value_to_string(self, obj: models.Model) -> str:
        """What a fixture holds."""
        return str(self.value_from_object(obj) or "")

    def formfield(self, *_: Any, **options: Any) -> Any:
        """The field of a form made from the model."""
        return models.Field.formfield(self, **({"form_class": PartialDateFormField} | options))


class PartialDateFormField(forms.CharField):
    """A date as people write it, as much of it as is known."""

    def __init__(self, *, month_first: bool = False, **options: Any) -> None:
        super().__init__(**(options | {"max_length": None, "empty_value": None}))
        self.month_first = month_first

    def to_python(self, value: Any) -> Any:
        """What was typed, as a value."""
        if isinstance(value, PartialDate):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return PartialDate.parse(text, month_first=self.month_first)
        except TutelaError as error:
            raise _refused(error) from None


class WordsField(forms.CharField):
    """Short administrative text: cleaned, bounded, without markup, and without media written out in it."""

    def __init__(self, *, max_length: int, lines: bool = False, **options: Any) -> None:
        if lines:
            options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(max_length=max_length, **options)
        self.limit = max_length
        self.lines = lines

    def to_python(self, value: Any) -> str:
        """What was typed, as it may be kept."""
        text = super().to_python(value) or ""
        try:
            return neutral_words(text, limit=self.limit, lines=self.lines)
        except TutelaError as error:
            raise _refused(error) from None
