"""Public holidays by country and subdivision, from the `holidays` library."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=256)
def _of(country: str, subdivision: str) -> holidays.HolidayBase | None:
    try:
        return holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError:
        return None


def holiday_name(country: str, subdivision: str, day: date) -> str | None:
    """The name of the public holiday on ``day``, or None. A country that the library does not know has none."""
    calendar = _of(country.upper(), subdivision.upper())
    return None if calendar is None else calendar.get(day)
