"""How far away a moment is, in plain words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.core.relative_time import distance

_NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(seconds=1), "in less than a minute"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=40, seconds=59), "in 40 minutes"),
        (timedelta(hours=-1), "1 hour ago"),
        (timedelta(hours=-2, minutes=-59), "2 hours ago"),
        (timedelta(days=3, hours=23), "in 3 days"),
        (timedelta(days=-45), "1 month ago"),
        (timedelta(days=800), "in 2 years"),
    ],
)
def test_a_distance_is_said_in_one_unit_rounded_down(gap: timedelta, words: str) -> None:
    assert distance(_NOW + gap, _NOW) == words


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=4_000)))
def test_before_and_after_say_the_same_length(gap: timedelta) -> None:
    ahead, behind = distance(_NOW + gap, _NOW), distance(_NOW - gap, _NOW)
    assert ahead.removeprefix("in ") == behind.removesuffix(" ago")
    assert ahead.startswith("in ")
    assert behind.endswith(" ago")


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=4_000)))
def test_a_distance_never_claims_more_time_than_there_is(gap: timedelta) -> None:
    count, unit = distance(_NOW + gap, _NOW).removeprefix("in ").split()
    sizes = {"minute": 60, "hour": 3_600, "day": 86_400, "month": 30 * 86_400, "year": 365 * 86_400}
    assert int(count) >= 1
    assert int(count) * sizes[unit.removesuffix("s")] <= gap.total_seconds()
