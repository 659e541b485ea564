"""Working time: when a body is open, and what an hour or a day of its work means. Pure functions; summer time is safe.

All moments are aware and in UTC outside; opening hours are in the body's own zone. What *n* working days means is
written at ``add_working_days``; every due time in ``promises.py`` comes from here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from tutela.core.errors import RuleBroken

# A body that is closed for longer than this is closed for good, as far as a promise goes.
_HORIZON = timedelta(days=400)


@dataclass(frozen=True)
class WorkingWeek:
    """Opening spans by weekday (0 is Monday), the zone they are in, and which days are holidays.

    A span that closes at or before it opens runs over midnight; 00:00 closes at the end of the day.
    """

    tz: str
    hours: Mapping[int, Sequence[tuple[time, time]]]
    holidays: Callable[[date], str | None]

    def spans_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """The opening spans that begin on ``day``, in UTC, in order; none on a holiday."""
        if self.holidays(day):
            return []
        zone = ZoneInfo(self.tz)
        spans: list[tuple[datetime, datetime]] = []
        for opens, closes in sorted(self.hours.get(day.weekday(), ())):
            closing_day = day if closes > opens else day + timedelta(days=1)
            start = datetime.combine(day, opens, zone).astimezone(UTC)
            end = datetime.combine(closing_day, closes, zone).astimezone(UTC)
            if spans and start <= spans[-1][1]:
                # Two spans that overlap are one: an hour is worked once.
                spans[-1] = (spans[-1][0], max(spans[-1][1], end))
            elif end > start:  # an opening within the hour that the change to summer time leaves out is none
                spans.append((start, end))
        return spans


def is_working(at: datetime, week: WorkingWeek) -> bool:
    """Whether the body works at ``at``."""
    day = at.astimezone(ZoneInfo(week.tz)).date()
    return any(start <= at < end for near in (day - timedelta(days=1), day) for start, end in week.spans_of(near))


def next_opening(at: datetime, week: WorkingWeek) -> datetime:
    """``at`` itself if the body works then, else when it opens next. Raises RuleBroken for one that never opens."""
    start, _ = next(_spans_from(at, week))
    return max(at, start)


def add_working_hours(start: datetime, hours: float, week: WorkingWeek) -> datetime:
    """The moment when ``hours`` of working time have passed since ``start``; no hours end at the next opening.

    Raises RuleBroken as above, and ValueError for hours below zero.
    """
    if hours < 0:
        raise ValueError("working time runs forwards")
    left = timedelta(hours=hours)
    for opens, closes in _spans_from(start, week):
        begin = max(start, opens)
        if closes - begin >= left:
            return begin + left
        left -= closes - begin
    raise AssertionError("spans do not end")


def add_working_days(start: datetime, days: int, week: WorkingWeek) -> datetime:
    """The close of business of the ``days``-th working day after the day of ``start``.

    What arrives while the body is closed counts as arriving at its next opening; zero days end that same day. A day is
    the one on which its opening begins, so a night belongs to the day before it. A report that comes on Friday at 16:00
    and one that comes on Sunday are therefore due, for one working day, at Monday's and at Tuesday's close.

    Raises RuleBroken as above, and ValueError for days below zero.
    """
    if days < 0:
        raise ValueError("working time runs forwards")
    arrival = next_opening(start, week)
    day = arrival.astimezone(ZoneInfo(week.tz)).date()
    if any(opens <= arrival < closes for opens, closes in week.spans_of(day - timedelta(days=1))):
        day -= timedelta(days=1)  # the arrival lies in a night that began before midnight
    left = days
    for _ in range(_HORIZON.days * max(1, days)):
        if left == 0:
            return _close_of(day, week)
        day += timedelta(days=1)
        if week.spans_of(day):
            left -= 1
    raise _never_opens()


def _close_of(day: date, week: WorkingWeek) -> datetime:
    """When the work of ``day`` ends: never before that of the day before it, whose night may outlast a short day."""
    return max(closes for near in (day - timedelta(days=1), day) for _, closes in week.spans_of(near))


def elapsed_working_time(start: datetime, end: datetime, week: WorkingWeek) -> timedelta:
    """How much working time lies between two moments."""
    total = timedelta()
    counted_to = start
    day = start.astimezone(ZoneInfo(week.tz)).date() - timedelta(days=1)
    last = end.astimezone(ZoneInfo(week.tz)).date()
    while day <= last:
        for opens, closes in week.spans_of(day):
            total += max(timedelta(), min(end, closes) - max(counted_to, opens))
            counted_to = max(counted_to, min(end, closes))
        day += timedelta(days=1)
    return total


def _spans_from(at: datetime, week: WorkingWeek) -> Iterator[tuple[datetime, datetime]]:
    """What is open after ``at``, for ever, in order; no moment is in two of the spans."""
    day = at.astimezone(ZoneInfo(week.tz)).date() - timedelta(days=1)
    last_found = day
    open_to = at
    while day - last_found < _HORIZON:
        for opens, closes in week.spans_of(day):
            if closes > open_to:
                last_found = day
                yield max(opens, open_to), closes
                open_to = closes
        day += timedelta(days=1)
    raise _never_opens()


def _never_opens() -> RuleBroken:
    return RuleBroken(
        gettext("This organisation is never open."),
        mend=gettext("Enter its opening hours; `tutela doctor` names such gaps."),
    )
