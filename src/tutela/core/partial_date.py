"""A date of which only a part may be known: 2004, 2004-05 or 2004-05-17. The machine never completes one."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Self

from tutela.core.errors import BadInput, where

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# Written out or cut to three letters (September also to four), whatever language the machine is set to.
_MONTH_OF = {name[:length]: number for number, name in enumerate(_MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_YEAR, _TWO, _NAME = r"(?P<year>\d{4})", r"\d{1,2}", r"(?P<name>[a-z]+)\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?:-(?P<month>{_TWO})(?:-(?P<day>{_TWO}))?)?",
        rf"{_YEAR}/(?P<month>{_TWO})(?:/(?P<day>{_TWO}))?",
        rf"(?P<day>{_TWO})(?:st|nd|rd|th)?(?: of)?[ -]{_NAME}[, -] ?{_YEAR}",
        rf"{_NAME} (?P<day>{_TWO})(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_NAME}[, -] ?{_YEAR}",
        rf"(?P<month>{_TWO})[/.-]{_YEAR}",
    )
)
_IN_FIGURES = re.compile(rf"(?P<first>{_TWO})(?P<between>[/.-])(?P<second>{_TWO})(?P=between){_YEAR}")


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A year, perhaps with a month, perhaps with a day. In order: 2004, 2004-05, 2004-05-17, 2005."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise BadInput("A day needs its month.", mend="Give the month, or leave the day out.")
        try:
            date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except ValueError:
            raise BadInput(
                "There is no such date.", where=where(field="date"), mend="Check the day and the month."
            ) from None

    @classmethod
    def parse(cls, text: str, *, month_first: bool = False) -> Self:
        """The date that somebody wrote: 2004, 2004-05, 2004-05-17, 17 May 2004, May 17, 2004, 17/05/2004 or May 2004.

        Of two figures before the year the first is the day, as most of the world writes it; ``month_first`` is for a
        source that writes as the United States do. Nothing is guessed from the figures themselves.

        Raises BadInput for anything else.
        """
        given = " ".join(text.split()).lower()
        in_figures = _IN_FIGURES.fullmatch(given)
        if in_figures:
            day, month = int(in_figures["first"]), int(in_figures["second"])
            return cls(int(in_figures["year"]), *((day, month) if month_first else (month, day)))
        for form in _FORMS:
            found = form.fullmatch(given)
            if found:
                parts = found.groupdict()
                named = parts.get("name")
                if named is not None and named not in _MONTH_OF:
                    break
                month_text, day_text = parts.get("month"), parts.get("day")
                return cls(
                    int(parts["year"]),
                    _MONTH_OF[named] if named else int(month_text) if month_text else None,
                    int(day_text) if day_text else None,
                )
        raise BadInput(
            "That is not a date.", where=where(field="date"), mend="Write 2004, May 2004, 17 May 2004 or 2004-05-17."
        )

    @property
    def earliest(self) -> date:
        """The first day that it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def may_be(self, other: "PartialDate") -> bool:
        """Whether both can be the same day: nothing that is known of the one speaks against the other."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def in_words(self) -> str:
        """As a reader says it: 17 May 2004, May 2004, 2004."""
        return " ".join(self._words())

    def _words(self) -> Iterator[str]:
        if self.day is not None:
            yield str(self.day)
        if self.month is not None:
            yield _MONTHS[self.month - 1].capitalize()
        yield str(self.year)

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.year, self.month or 0, self.day or 0) < (other.year, other.month or 0, other.day or 0)
