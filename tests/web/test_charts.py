"""Charts: each mark has its label, each share its denominator, and the same stands as a table."""

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tutela.web.charts import Bar, Interval, bar_chart, interval_chart


def test_a_share_is_said_with_both_its_numbers() -> None:
    chart = bar_chart([Bar("Receipt", 30, 40)], title="Kept")
    assert "75% (30 of 40)" in chart.svg
    assert chart.rows == (("Receipt", "30", "40", "75%"),)


def test_in_french_shares_and_numbers_are_written_as_french_writes_them() -> None:
    with translation.override("fr"):
        chart = bar_chart([Bar("Accusé de réception", 1234, 4000)], title="Tenus")
        assert "31\u00a0% (1\u202f234 sur 4\u202f000)" in chart.svg
        assert chart.heads == ("Groupe", "Nombre", "Sur", "Part")
        assert (
            "61,0\u00a0% à 71,0\u00a0%"
            in interval_chart([Interval("Nord", 0.61, 0.66, 0.71)], title="Dans les délais", percent=True).svg
        )


def test_a_share_of_nothing_is_no_error_and_no_full_bar() -> None:
    assert "0% (0 of 0)" in bar_chart([Bar("Receipt", 0, 0)], title="Kept").svg


def test_an_interval_is_drawn_and_said() -> None:
    chart = interval_chart(
        [Interval("North", 0.61, 0.66, 0.71, "410")], title="In time", highest=1.0, percent=True, line=0.7
    )
    assert "66.0%" in chart.svg
    assert "61.0% to 71.0%" in chart.svg
    assert chart.rows == (("North", "66.0%", "61.0%", "71.0%", "410"),)


def test_an_empty_chart_is_a_drawing_of_nothing() -> None:
    assert bar_chart([], title="Nothing").rows == ()
    assert interval_chart([], title="Nothing").rows == ()


def test_a_label_cannot_become_markup() -> None:
    assert "<script" not in bar_chart([Bar("<script>", 1)], title="<script>").svg


@given(st.lists(st.tuples(st.text("abc<&\"'", max_size=9), st.floats(0, 1e9)), max_size=8))
def test_no_bar_is_wider_than_its_room(values: list[tuple[str, float]]) -> None:
    drawing = etree.fromstring(str(bar_chart([Bar(label, value) for label, value in values], title="Any").svg))
    for bar in drawing.iter("rect"):
        assert 0 <= float(bar.get("width", "").rstrip("%")) <= 76


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)), max_size=8))
def test_no_interval_leaves_its_scale(values: list[tuple[float, float, float]]) -> None:
    intervals = [Interval("Any", *sorted(value)) for value in values]
    drawing = etree.fromstring(str(interval_chart(intervals, title="Any", highest=1.0).svg))
    for point in drawing.iter("circle"):
        assert 2 <= float(point.get("cx", "").rstrip("%")) <= 96
