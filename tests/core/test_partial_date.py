"""Partial dates: as much of a date as is known, and never more."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tutela.core.errors import BadInput
from tutela.core.partial_date import PartialDate

days = st.dates(min_value=date(1, 1, 1))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(days)
    known = draw(st.integers(1, 3))
    return PartialDate(day.year, *(day.month, day.day)[: known - 1])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2004", "2004"),
        ("2004-05", "2004-05"),
        ("2004-05-17", "2004-05-17"),
        ("2004-5-7", "2004-05-07"),
        ("2004/05/17", "2004-05-17"),
        ("17 May 2004", "2004-05-17"),
        ("  17   may  2004 ", "2004-05-17"),
        ("17th May, 2004", "2004-05-17"),
        ("1st of September 2004", "2004-09-01"),
        ("17 Sept. 2004", "2004-09-17"),
        ("17-Nov-2004", "2004-11-17"),
        ("May 17, 2004", "2004-05-17"),
        ("Dec 3rd 2004", "2004-12-03"),
        ("17/05/2004", "2004-05-17"),
        ("17.5.2004", "2004-05-17"),
        ("17-05-2004", "2004-05-17"),
        ("05/06/2004", "2004-06-05"),
        ("May 2004", "2004-05"),
        ("may, 2004", "2004-05"),
        ("05/2004", "2004-05"),
        ("29 February 2004", "2004-02-29"),
    ],
)
def test_a_date_is_read_in_every_usual_form(written: str, meant: str) -> None:
    assert str(PartialDate.parse(written)) == meant


def test_figures_are_read_month_first_only_where_the_source_says_so() -> None:
    assert str(PartialDate.parse("05/06/2004", month_first=True)) == "2004-05-06"
    assert str(PartialDate.parse("2004-05-06", month_first=True)) == "2004-05-06"
    with pytest.raises(BadInput, match="no such date"):
        PartialDate.parse("05/17/2004")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "04",
        "17/05/04",
        "17 Mai 2004",
        "2004-13",
        "2004-02-30",
        "0000",
        "2004-00-10",
        "31/04/2004",
        "17 2004",
    ],
)
def test_what_is_not_a_date_is_refused_with_the_mend(written: str) -> None:
    with pytest.raises(BadInput) as raised:
        PartialDate.parse(written)
    assert raised.value.mend


@given(st.text())
def test_any_text_is_a_date_or_a_refusal(text: str) -> None:
    try:
        known = PartialDate.parse(text)
    except BadInput:
        return
    assert PartialDate.parse(str(known)) == known


@given(partial_dates())
def test_a_date_is_read_back_as_what_it_was_from_figures_and_from_words(known: PartialDate) -> None:
    assert PartialDate.parse(str(known)) == known
    if known.year >= 1000:
        assert PartialDate.parse(known.in_words()) == known


@given(partial_dates())
def test_nothing_is_completed(known: PartialDate) -> None:
    read = PartialDate.parse(str(known))
    assert (read.month is None, read.day is None) == (known.month is None, known.day is None)


def test_a_day_without_its_month_is_refused() -> None:
    with pytest.raises(BadInput, match="needs its month"):
        PartialDate(2004, None, 17)


@given(partial_dates())
def test_the_bounds_hold_exactly_the_days_that_it_can_be(known: PartialDate) -> None:
    length = (known.latest - known.earliest).days + 1
    if known.day is not None:
        assert length == 1
    elif known.month is not None:
        assert 28 <= length <= 31
        assert known.earliest.day == 1
        assert known.latest == date.max or (known.latest + timedelta(days=1)).day == 1
    else:
        assert length in (365, 366)


@given(partial_dates(), partial_dates())
def test_order_is_the_order_of_the_texts(one: PartialDate, other: PartialDate) -> None:
    assert (one < other) == (str(one) < str(other))
    assert (one == other) == (str(one) == str(other))


@given(partial_dates(), partial_dates())
def test_two_dates_may_be_the_same_day_if_nothing_known_of_one_speaks_against_the_other(
    one: PartialDate, other: PartialDate
) -> None:
    known = [(one.year, other.year), (one.month, other.month), (one.day, other.day)]
    agree = all(here == there for here, there in known if None not in (here, there))
    assert one.may_be(other) == other.may_be(one) == agree


def test_a_date_is_not_ordered_among_other_things() -> None:
    with pytest.raises(TypeError):
        assert PartialDate(2004) < date(2004, 1, 1)  # type: ignore[operator]


def test_a_month_may_be_named_in_the_language_of_the_page() -> None:
    with translation.override("fr"):
        for written in ("17 août 2004", "17 aout 2004", "17 AOÛT, 2004", "17 August 2004"):
            assert str(PartialDate.parse(written)) == "2004-08-17"
        assert str(PartialDate.parse("1er févr. 2004")) == "2004-02-01"
        assert [PartialDate.parse(one).in_words() for one in ("2004", "2004-05", "2004-05-17")] == [
            "2004",
            "mai 2004",
            "17 mai 2004",
        ]
