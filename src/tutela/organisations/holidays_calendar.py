"""Public holidays by country and subdivision, from the `holidays` library, which is loaded when it is first asked."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1024)
def _of_year(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """A year at a time, made whole before anybody sees it.

    The library's own calendar fills itself as it is asked, and marks a year as known before it has filled it: a second
    thread that asks meanwhile would find no holiday, and a promise would fall due on one.
    """
    import holidays

    try:
        return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year, expand=False))
    except NotImplementedError:
        # A subdivision that the library does not know still has its country's holidays.
        return _of_year(country, "", year) if subdivision else {}


def holiday_name(country: str, subdivision: str, day: date) -> str | None:
    """The name of the public holiday on ``day``, or None. A country that the library does not know has none."""
    return _of_year(country.upper(), subdivision.upper(), day.year).get(day)


def has_subdivision(country: str, subdivision: str) -> bool:
    """Whether a part of a country has public holidays of its own."""
    import holidays

    return subdivision.upper() in holidays.list_supported_countries().get(country.upper(), [])
