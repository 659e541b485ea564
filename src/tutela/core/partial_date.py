"""A date of which only a part may be known: 2004, 2004-05 or 2004-05-17. The machine never completes one."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, total_ordering
from typing import Self

from babel.dates import get_month_names
from django.utils.translation import gettext

from tutela.core import languages
from tutela.core.errors import BadInput, where
from tutela.core.languages import ENGLISH, Language

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# Written out or cut to three letters (September also to four), whatever language the machine is set to.
_MONTH_OF = {name[:length]: number for number, name in enumerate(_MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_YEAR, _TWO, _NAME = r"(?P<year>\d{4})", r"\d{1,2}", r"(?P<name>[^\W\d_]+)\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?:-(?P<month>{_TWO})(?:-(?P<day>{_TWO}))?)?",
        rf"{_YEAR}/(?P<month>{_TWO})(?:/(?P<day>{_TWO}))?",
        rf"(?P<day>{_TWO})(?:st|nd|rd|th|er)?(?: of)?[ -]{_NAME}[, -] ?{_YEAR}",
        rf"{_NAME} (?P<day>{_TWO})(?:st|nd|rd|th|er)?,? {_YEAR}",
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
            raise BadInput(gettext("A day needs its month."), mend=gettext("Give the month, or leave the day out."))
        try:
            date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except ValueError:
            raise BadInput(
                gettext("There is no such date."),
                where=where(field="date"),
                mend=gettext("Check the day and the month."),
            ) from None

    @classmethod
    def parse(cls, text: str, *, month_first: bool = False) -> Self:
        """The date that somebody wrote: 2004, 2004-05, 2004-05-17, 17 May 2004, May 17, 2004, 17/05/2004 or May 2004.

        A month is named in English or in the present language.

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
                month_named = _month_of(named) if named is not None else None
                if named is not None and month_named is None:
                    break
                month_text, day_text = parts.get("month"), parts.get("day")
                return cls(
                    int(parts["year"]),
                    month_named or (int(month_text) if month_text else None),
                    int(day_text) if day_text else None,
                )
        raise BadInput(
            gettext("That is not a date."),
            where=where(field="date"),
            mend=gettext("Write 2004, May 2004, 17 May 2004 or 2004-05-17."),
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
        """As a reader says it, in the present language: 17 May 2004, May 2004, 2004."""
        if self.month is None:
            return str(self.year)
        return languages.month_in_words(self.earliest) if self.day is None else languages.day_in_words(self.earliest)

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


def _month_of(name: str) -> int | None:
    language = languages.present()
    known = _MONTH_OF.get(name)
    return known if known is not None or language is ENGLISH else _months_in(language).get(_without_accents(name))


@lru_cache(maxsize=8)
def _months_in(language: Language) -> dict[str, int]:
    """The months of a language, written out or cut as it cuts them; accents and full stops may be left out."""
    return {
        _without_accents(name.lower().rstrip(".")): number
        for width in ("abbreviated", "wide")
        for number, name in get_month_names(width, locale=language.locale).items()
    }


def _without_accents(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))
