"""One clock, which tests can stop."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tutela.core import clock

_NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().utcoffset() == timedelta()


def test_a_frozen_clock_stands_still_and_runs_again_afterwards() -> None:
    with clock.frozen(_NOON):
        assert clock.now() == clock.now() == _NOON
        with clock.frozen(_NOON + timedelta(days=1)):
            assert clock.now() == _NOON + timedelta(days=1)
        assert clock.now() == _NOON
    assert clock.now() != _NOON


def test_a_frozen_clock_shows_utc_whatever_zone_it_was_given() -> None:
    with clock.frozen(_NOON.astimezone(timezone(timedelta(hours=9)))):
        assert clock.now().isoformat() == "2026-03-29T12:00:00+00:00"


def test_a_clock_cannot_stand_at_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"), clock.frozen(_NOON.replace(tzinfo=None)):
        pass
