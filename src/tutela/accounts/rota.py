"""The rota as a page draws it: weeks of days, who is on duty in each, and when nobody would be called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from tutela.accounts.models import DutyShift
from tutela.accounts.services.duty import gaps

WEEKS_SHOWN = 4


@dataclass(frozen=True)
class Stretch:
    """What of a shift, or of a gap, lies in one day; ``words`` are its hours."""

    words: str
    shift: DutyShift | None = None


@dataclass(frozen=True)
class RotaDay:
    """A day: who is on duty in it, in the order of the hours, and its gaps."""

    day: date
    on_duty: tuple[Stretch, ...]
    uncovered: tuple[Stretch, ...]

    @property
    def is_whole_gap(self) -> bool:
        """Whether nobody at all is on duty."""
        return not self.on_duty


@dataclass(frozen=True)
class RotaWeek:
    """Seven days from a Monday."""

    monday: date
    days: tuple[RotaDay, ...]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def bounds(monday: date, weeks: int = WEEKS_SHOWN) -> tuple[datetime, datetime]:
    """From the beginning of a Monday to the end of the last week, in the reader's zone."""
    return _midnight(monday), _midnight(monday + timedelta(weeks=weeks))


def weeks_of(shifts: Sequence[DutyShift], monday: date, *, now: datetime, weeks: int = WEEKS_SHOWN) -> list[RotaWeek]:
    """The weeks from a Monday on. What is past has no gaps: nobody can fill them."""
    start, end = bounds(monday, weeks)
    open_spans = gaps([(one.starts_at, one.ends_at) for one in shifts], max(start, now), end) if now < end else []
    return [
        RotaWeek(first, tuple(_day(first + timedelta(days=n), shifts, open_spans) for n in range(7)))
        for first in (monday + timedelta(weeks=week) for week in range(weeks))
    ]


def _day(day: date, shifts: Sequence[DutyShift], open_spans: Sequence[tuple[datetime, datetime]]) -> RotaDay:
    begins, ends = _midnight(day), _midnight(day + timedelta(days=1))
    on_duty = tuple(
        Stretch(_hours(one.starts_at, one.ends_at, begins, ends), one)
        for one in sorted(shifts, key=lambda one: (max(one.starts_at, begins), one.level))
        if one.starts_at < ends and one.ends_at > begins
    )
    uncovered = tuple(
        Stretch(_hours(start, end, begins, ends)) for start, end in open_spans if start < ends and end > begins
    )
    return RotaDay(day, on_duty, uncovered)


def _hours(start: datetime, end: datetime, begins: datetime, ends: datetime) -> str:
    if start <= begins and end >= ends:
        return gettext("all day")
    parts = {"start": _hour(max(start, begins)), "end": "24:00" if end >= ends else _hour(end)}
    return gettext("%(start)s to %(end)s") % parts


def _hour(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
