"""The rota as weeks of days: hours are said in the reader's zone, and what is past has no gap that anybody could fill."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from tutela.accounts.models import DutyShift
from tutela.accounts.rota import RotaDay, monday_of, weeks_of

MONDAY = date(2026, 3, 23)
BEFORE = datetime(2026, 3, 20, tzinfo=UTC)


def shift(start: datetime, hours: float, level: int = 1) -> DutyShift:
    return DutyShift(starts_at=start, ends_at=start + timedelta(hours=hours), level=level)


def days(shifts: list[DutyShift], *, now: datetime = BEFORE, zone: str = "UTC") -> list[RotaDay]:
    with timezone.override(ZoneInfo(zone)):
        return [day for week in weeks_of(shifts, MONDAY, now=now, weeks=1) for day in week.days]


def test_a_night_is_shown_in_both_of_its_days() -> None:
    found = days([shift(datetime(2026, 3, 23, 17, tzinfo=UTC), 16)])
    assert [one.words for one in found[0].on_duty] == ["17:00 to 24:00"]
    assert [one.words for one in found[1].on_duty] == ["00:00 to 09:00"]
    assert [one.words for one in found[0].uncovered] == ["00:00 to 17:00"]
    assert [one.words for one in found[1].uncovered] == ["09:00 to 24:00"]


def test_a_day_without_anybody_is_a_gap_all_day() -> None:
    found = days([])
    assert all(one.is_whole_gap for one in found)
    assert {one.uncovered[0].words for one in found} == {"all day"}


def test_what_is_past_has_no_gap() -> None:
    found = days([], now=datetime(2026, 3, 25, 12, tzinfo=UTC))
    assert [len(one.uncovered) for one in found] == [0, 0, 1, 1, 1, 1, 1]
    assert found[2].uncovered[0].words == "12:00 to 24:00"


def test_hours_are_the_readers_own_also_on_the_day_that_loses_one() -> None:
    week = [shift(datetime(2026, 3, 22, 0, tzinfo=UTC), 24 * 9)]
    sunday = days(week, zone="Europe/London")[6]
    assert [one.words for one in sunday.on_duty] == ["all day"]
    assert sunday.uncovered == ()
    tokyo = days([shift(datetime(2026, 3, 23, 17, tzinfo=UTC), 4)], zone="Asia/Tokyo")
    assert [one.words for one in tokyo[1].on_duty] == ["02:00 to 06:00"]


def test_a_week_begins_on_its_monday() -> None:
    assert {monday_of(MONDAY + timedelta(days=n)) for n in range(7)} == {MONDAY}
