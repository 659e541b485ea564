"""A date of which only a part may be known: 2004, 2004-05 or 2004-05-17. The machine never completes one."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import total_ordering
from typing import Self

from tutela.core.errors import BadInput, where

_CANONICAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_USUAL_FORMS = (("%d %B %Y", 3), ("%d %b %Y", 3), ("%d/%m/%Y", 3), ("%d.%m.%Y", 3), ("%B %Y", 2), ("%b %Y", 2), ("%m/%Y", 2))


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A year, perhaps with a month, perhaps with a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise BadInput("A day needs its month.", mend="Give the month, or leave the day out.")
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            raise BadInput("There is no such date.", where=where(field="date"), mend="Check the day and the month.") from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """The date that somebody wrote: 2004, 2004-05, 2004-05-17, 17 May 2004, 17/05/2004 (the day first) or May 2004.

        Raises BadInput for anything else.
        """
        given = " ".join(text.split())
        found = _CANONICAL.match(given)
        if found:
            year, month, day = (int(part) if part else None for part in found.groups())
            assert year is not None
            return cls(year, month, day)
        for form, parts in _USUAL_FORMS:
            try:
                moment = datetime.strptime(given, form)
            except ValueError:
                continue
            return cls(moment.year, moment.month, moment.day if parts == 3 else None)
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
        if self.day is not None:
            return self.earliest
        if self.month is not None and self.month < 12:
            return date(self.year, self.month + 1, 1) - timedelta(days=1)
        return date(self.year, 12, 31)

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
