"""Working time: when a body is open, and what an hour or a day of its work means. Pure functions; summer time is safe.

All moments are aware and in UTC outside; opening hours are in the body's own zone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

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
        spans = []
        for opens, closes in sorted(self.hours.get(day.weekday(), ())):
            closing_day = day if closes > opens else day + timedelta(days=1)
            start = datetime.combine(day, opens, zone).astimezone(UTC)
            end = datetime.combine(closing_day, closes, zone).astimezone(UTC)
            if end > start:
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
    """The moment when ``hours`` of working time have passed since ``start``. Raises RuleBroken as above."""
    left = timedelta(hours=hours)
    for opens, closes in _spans_from(start, week):
        begin = max(start, opens)
        if closes - begin >= left:
            return begin + left
        left -= closes - begin
    raise AssertionError("spans do not end")


def add_working_days(start: datetime, days: int, week: WorkingWeek) -> datetime:
    """The close of business of the ``days``-th working day after the day of ``start``.

    What arrives while the body is closed counts as arriving at its next opening; zero days end that same day.
    Raises RuleBroken as above.
    """
    arrival = next_opening(start, week)
    zone = ZoneInfo(week.tz)
    day = arrival.astimezone(zone).date()
    if not any(opens <= arrival < closes for opens, closes in week.spans_of(day)):
        day -= timedelta(days=1)  # the arrival lies in a span that began before midnight
    left = days
    for _ in range(_HORIZON.days * max(1, days)):
        if left == 0:
            return week.spans_of(day)[-1][1]
        day += timedelta(days=1)
        if week.spans_of(day):
            left -= 1
    raise _never_opens()


def elapsed_working_time(start: datetime, end: datetime, week: WorkingWeek) -> timedelta:
    """How much working time lies between two moments."""
    total = timedelta()
    if end <= start:
        return total
    day = start.astimezone(ZoneInfo(week.tz)).date() - timedelta(days=1)
    last = end.astimezone(ZoneInfo(week.tz)).date()
    while day <= last:
        for opens, closes in week.spans_of(day):
            total += max(timedelta(), min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return total


def _spans_from(at: datetime, week: WorkingWeek) -> Iterator[tuple[datetime, datetime]]:
    """Opening spans that end after ``at``, for ever, in order."""
    day = at.astimezone(ZoneInfo(week.tz)).date() - timedelta(days=1)
    last_found = day
    while day - last_found < _HORIZON:
        for opens, closes in week.spans_of(day):
            if closes > at:
                last_found = day
                yield opens, closes
        day += timedelta(days=1)
    raise _never_opens()


def _never_opens() -> RuleBroken:
    return RuleBroken("This organisation is never open.", mend="Enter its opening hours; `tutela doctor` names such gaps.")
