"""How a moment is said on a page: how far away it is, and exactly when, in the reader's zone and naming it."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from tutela.core import languages, relative_time


def length(from_: datetime, to: datetime) -> str:
    """How long it is from one moment to a later one, in one unit, rounded down."""
    return relative_time.length(to - from_)


def distance(moment: datetime | date, now: datetime) -> str:
    """How far ``moment`` is from ``now``: ``in 3 hours``, ``2 days ago``; a date without an hour counts in days."""
    if isinstance(moment, datetime):
        return relative_time.distance(moment, now)
    days = (moment - timezone.localtime(now).date()).days
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}.get(days)
    return near or relative_time.distance(now + timedelta(days=days), now)


def short(moment: datetime | date, now: datetime) -> str:
    """When it is, as far as it matters from ``now``: ``16:12`` today, ``24 November`` this year, else with the year."""
    here = timezone.localtime(now)
    at = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    if is_today(moment, now):
        return f"{at:%H:%M}"
    day = at.date() if isinstance(at, datetime) else at
    return languages.day_and_month(day) if day.year == here.year else languages.day_in_words(day)


def is_today(moment: datetime | date, now: datetime) -> bool:
    """Whether :func:`short` says its hour."""
    return isinstance(moment, datetime) and timezone.localtime(moment).date() == timezone.localtime(now).date()


def exact(moment: datetime | date) -> str:
    """The moment itself, with weekday, year and the reader's zone: ``Mon 24 November 2025, 16:12 GMT``."""
    if not isinstance(moment, datetime):
        return languages.weekday_and_day(moment)
    local = timezone.localtime(moment)
    parts = {"day": languages.weekday_and_day(local.date()), "time": f"{local:%H:%M}", "zone": _zone(local)}
    return gettext("%(day)s, %(time)s %(zone)s") % parts


def _zone(local: datetime) -> str:
    """A zone's usual letters; a bare offset is said as one to UTC, since ``+04`` alone tells a reader little."""
    name = local.tzname() or "UTC"
    return f"UTC{name}" if name[:1] in "+-" else name
