"""Every date says how far away it is and exactly when; every promise says its state in a word."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.web import moments
from tutela.web.templatetags import tutela as tags

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def promise(**fields: object) -> Clock:
    return Clock(**({"started_at": NOON - timedelta(days=9), "due_at": NOON + timedelta(days=9)} | fields))


@pytest.mark.parametrize(
    ("fields", "word", "far"),
    [
        ({}, "Due", "in 9 days"),
        ({"due_at": NOON + timedelta(hours=5)}, "Due soon", "in 5 hours"),
        ({"due_at": NOON - timedelta(hours=3)}, "Overdue", "by 3 hours"),
        ({"due_at": NOON - timedelta(seconds=20)}, "Overdue", "by less than a minute"),
        ({"paused_at": NOON - timedelta(days=2)}, "Paused", "for 2 days"),
        (
            {"paused_at": NOON - timedelta(days=2), "paused_until": NOON + timedelta(days=3)},
            "Paused",
            "goes on in 3 days",
        ),
        ({"paused_at": NOON - timedelta(days=2), "paused_until": NOON}, "Paused", "goes on now"),
        ({"met_at": NOON - timedelta(days=1)}, "Kept", "1 day ago"),
        ({"due_at": NOON - timedelta(days=5), "met_at": NOON - timedelta(days=4)}, "Kept late", "4 days ago"),
        ({"ended_at": NOON - timedelta(days=1)}, "Ended", "1 day ago"),
    ],
)
def test_a_promise_says_its_state_in_a_word_and_its_distance(fields: dict[str, object], word: str, far: str) -> None:
    with clock.frozen(NOON):
        html = tags.due(promise(**fields))
    assert f">{word}</strong>" in html
    assert f">{far}<" in html


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOON + timedelta(hours=3), "17:00"),
        (NOON + timedelta(hours=10, minutes=30), "2 July"),  # past midnight where the reader is
        (NOON - timedelta(days=3), "28 June"),
        (NOON - timedelta(days=300), "4 September 2025"),
        (date(2026, 8, 1), "1 August"),
        (date(2027, 8, 1), "1 August 2027"),
    ],
)
def test_since_and_until_name_the_hour_today_and_else_the_day(at: datetime | date, said: str) -> None:
    with clock.frozen(NOON), timezone.override("Europe/Oslo"):
        assert (f">since {said}<" in tags.since(at), f">until {said}<" in tags.until(at)) == (True, True)
        assert moments.exact(at) in tags.since(at)
        assert "not known" in tags.since(None)


def test_a_moment_shows_the_readers_zone_and_can_be_focused() -> None:
    with clock.frozen(NOON), timezone.override("Europe/Oslo"):
        html = tags.moment(NOON)
    assert 'tabindex="0"' in html
    assert 'data-exact="Wed 1 July 2026, 14:00 CEST"' in html


def test_a_zone_without_letters_is_said_as_its_distance_from_utc() -> None:
    with timezone.override("America/Sao_Paulo"):
        assert moments.exact(NOON) == "Wed 1 July 2026, 09:00 UTC-03"


def test_a_date_without_an_hour_is_not_given_one() -> None:
    assert moments.exact(date(2026, 7, 2)) == "Thu 2 July 2026"
    assert moments.distance(date(2026, 7, 2), NOON) == "tomorrow"
    assert moments.distance(date(2026, 6, 1), NOON) == "1 month ago"


def test_what_is_not_known_is_said_and_not_left_empty() -> None:
    assert "not known" in tags.moment(None)
    assert "nothing owed" in tags.due(None)
    assert "nothing owed" in tags.due_at(None)


@given(st.integers(-(10**9), 10**9).map(lambda seconds: NOON + timedelta(seconds=seconds)))
def test_any_moment_can_be_said(moment: datetime) -> None:
    with clock.frozen(NOON):
        html = tags.moment(moment)
    assert re.search(r"\d{4}, \d\d:\d\d UTC", html)


def test_a_reference_stays_left_to_right_and_cannot_carry_markup() -> None:
    assert tags.reference("R-2026-004K7Q") == '<bdi class="tu-reference" dir="ltr">R-2026-004K7Q</bdi>'
    assert "<script" not in tags.reference("<script>")


def test_a_state_of_no_known_kind_is_drawn_as_neutral() -> None:
    assert tags.tag("Odd", "no such kind") == tags.tag("Odd", "neutral")


def test_numbers_carry_their_noun() -> None:
    assert tags.counted(0, "report,reports") == "no reports"
    assert tags.counted(1, "report,reports") == "1 report"
    assert tags.counted(1200, "report,reports") == "1,200 reports"


def test_in_french_a_number_and_the_day_since_when_are_said_as_french_writes_them() -> None:
    with clock.frozen(NOON), translation.override("fr"):
        assert [tags.counted(number, "signalement,signalements") for number in (0, 1, 2, 1200)] == [
            "0 signalement",
            "1 signalement",
            "2 signalements",
            "1\u202f200 signalements",
        ]
        assert ">depuis 09:00<" in tags.since(NOON - timedelta(hours=3))
        assert ">depuis le 24 juin<" in tags.since(NOON - timedelta(days=7))
        assert ">jusqu’au 24 juin 2025<" in tags.until(date(2025, 6, 24))
