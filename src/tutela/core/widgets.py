"""Form widgets of the house. They carry what a form knows (hints, reveals, width); the templates draw them.

Every one of them works without script: a revealed field is simply shown, a date is typed, a count is said in words.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise


class Radios(forms.RadioSelect):
    """One of a few. ``hints`` explain a choice; ``reveals`` names the field that a choice asks for in addition."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[Any, str | Promise] | None = None,
        reveals: Mapping[str, str] | None = None,
        inline: bool = False,
        small: bool = False,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints, self.reveals, self.inline, self.small = dict(hints or {}), dict(reveals or {}), inline, small


class Checkboxes(forms.CheckboxSelectMultiple):
    """Any of a few, with the same extras as radios."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[Any, str | Promise] | None = None,
        reveals: Mapping[str, str] | None = None,
        small: bool = False,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints, self.reveals, self.inline, self.small = dict(hints or {}), dict(reveals or {}), False, small


class Text(forms.TextInput):
    """A line of text as wide as what is expected: ``width`` in characters (2, 3, 4, 5, 10, 20 or 30)."""

    WIDTHS: ClassVar[tuple[int, ...]] = (2, 3, 4, 5, 10, 20, 30)

    def __init__(self, attrs: dict[str, Any] | None = None, *, width: int | None = None, code: bool = False) -> None:
        given = dict(attrs or {})
        classes = [given.get("class", "")]
        if width is not None:
            classes.append(f"govuk-input--width-{min(one for one in self.WIDTHS if one >= min(width, 30))}")
        if code:
            # Letters that are read out one by one: no correction by the browser, and wider apart.
            classes.append("govuk-input--extra-letter-spacing")
            given |= {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        given["class"] = " ".join(filter(None, classes))
        super().__init__({key: value for key, value in given.items() if value != ""})


class DateText(forms.DateInput):
    """A date in one text box, written in any usual form; with script, a calendar can be opened beside it."""

    template_name = "forms/date_text.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, picker: bool = True) -> None:
        super().__init__(attrs, format="%d/%m/%Y")
        self.picker = picker

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tells the template whether a calendar belongs beside the box."""
        context = super().get_context(name, value, attrs)
        context["widget"]["picker"] = self.picker
        return context


class PartialDateText(Text):
    """A date of which only the year or the month may be known; no calendar, since that would force a day."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, width=20)

    def format_value(self, value: Any) -> str | None:
        """A partial date as it is written."""
        return None if value in (None, "") else str(value)


class LongText(forms.Textarea):
    """Several lines, with a count of what is left when the field has a greatest length."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 5) -> None:
        super().__init__({"rows": rows} | (attrs or {}))
