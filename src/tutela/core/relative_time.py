"""How far away a moment is, in plain words of the present language."""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from tutela.core import languages

_UNITS = (
    (timedelta(days=365), "year"),
    (timedelta(days=30), "month"),
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)


def distance(at: datetime, now: datetime) -> str:
    """“in 3 days”, “2 hours ago”, “just now”: rounded down to one unit."""
    gap = at - now
    size = abs(gap)
    if size < timedelta(minutes=1):
        return gettext("just now") if gap <= timedelta() else gettext("in less than a minute")
    unit, name = next((unit, name) for unit, name in _UNITS if size >= unit)
    count = size // unit
    if languages.present() is not languages.ENGLISH:
        return languages.length_of_time(count, name, direction=1 if gap > timedelta() else -1)
    words = f"{count} {name}{'s' if count != 1 else ''}"
    return f"in {words}" if gap > timedelta() else f"{words} ago"


def length(size: timedelta) -> str:
    """How long that is, rounded down to one unit; less than a minute is said so."""
    if size < timedelta(minutes=1):
        return gettext("less than a minute")
    unit, name = next((unit, name) for unit, name in _UNITS if size >= unit)
    return languages.length_of_time(size // unit, name)
