"""Charts drawn on the server: SVG that needs no script, prints, grows with the page and can be read at 320 px.

Lengths are percentages and letters are pixels, so that a narrow page makes the bars shorter and not the words smaller.
Each label stands at its mark; there is no legend. The same figures stand beside it as a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from tutela.core.languages import in_figures
from tutela.core.languages import percent as share_of

_ROW = 46  # pixels: a line of label, then the mark
_BAR = 18
_WIDEST = 76.0  # percent: room for the number after the longest bar


@dataclass(frozen=True)
class Bar:
    """One bar. ``of`` is its denominator: with it the bar is a share, and both numbers are said."""

    label: str
    value: float
    of: float | None = None
    is_quiet: bool = False

    @property
    def length(self) -> float:
        """What the bar's length shows: the share where there is a denominator, else the number."""
        return self.value if self.of is None else self.value / self.of if self.of else 0.0


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval; ``note`` says of how many."""

    label: str
    low: float
    estimate: float
    high: float
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawing, and the same as rows of a table."""

    svg: SafeString
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def bar_chart(bars: Sequence[Bar], *, title: str, unit: str = "") -> Chart:
    """Bars from one ground line, longest possible for the largest; shares are drawn against the whole."""
    shares = any(bar.of is not None for bar in bars)
    largest = 1.0 if shares else max((bar.length for bar in bars), default=0.0) or 1.0
    parts = format_html_join(
        "",
        '<text class="tu-chart__label" x="0" y="{}">{}</text>'
        '<rect class="tu-chart__bar{}" x="0" y="{}" width="{}%" height="{}" rx="2"></rect>'
        '<text class="tu-chart__value" x="{}%" dx="8" y="{}">{}</text>',
        (
            (
                row * _ROW + 15,
                bar.label,
                " tu-chart__bar--quiet" if bar.is_quiet else "",
                row * _ROW + 21,
                _percent(bar.length / largest * _WIDEST),
                _BAR,
                _percent(bar.length / largest * _WIDEST),
                row * _ROW + 35,
                _said(bar, unit),
            )
            for row, bar in enumerate(bars)
        ),
    )
    group, number = gettext("Group"), gettext("Number")
    heads = (
        (group, number, pgettext("of a whole", "Of"), pgettext("of a whole", "Share"))
        if shares
        else (group, unit.capitalize() or number)
    )
    return Chart(
        _frame(parts, len(bars) * _ROW, title, "; ".join(f"{bar.label}: {_said(bar, unit)}" for bar in bars)),
        heads,
        tuple(_row(bar, shares=shares) for bar in bars),
    )


def interval_chart(
    intervals: Sequence[Interval],
    *,
    title: str,
    lowest: float = 0.0,
    highest: float | None = None,
    percent: bool = False,
    line: float | None = None,
) -> Chart:
    """Estimates as points, their intervals as bands, on one scale; ``line`` is a value to compare with."""
    top = highest if highest is not None else max((one.high for one in intervals), default=1.0) or 1.0
    span = (top - lowest) or 1.0

    def across(value: float) -> str:
        return _percent(2 + (min(max(value, lowest), top) - lowest) / span * 94)

    def say(value: float) -> str:
        return share_of(value, decimals=1) if percent else _number(value)

    def say_both(one: Interval) -> str:
        return gettext("%(low)s to %(high)s") % {"low": say(one.low), "high": say(one.high)}

    parts = format_html_join(
        "",
        '<text class="tu-chart__label" x="0" y="{}">{} <tspan class="tu-chart__value" dx="6">{}</tspan>'
        ' <tspan class="tu-chart__note" dx="6">{}</tspan></text>'
        '<line class="tu-chart__interval" x1="{}%" x2="{}%" y1="{}" y2="{}"></line>'
        '<circle class="tu-chart__point" cx="{}%" cy="{}" r="6"></circle>',
        (
            (
                row * _ROW + 15,
                one.label,
                say(one.estimate),
                say_both(one),
                across(one.low),
                across(one.high),
                row * _ROW + 30,
                row * _ROW + 30,
                across(one.estimate),
                row * _ROW + 30,
            )
            for row, one in enumerate(intervals)
        ),
    )
    height = len(intervals) * _ROW
    ends = format_html(
        '<line class="tu-chart__ground" x1="2%" x2="96%" y1="{0}" y2="{0}"></line>'
        '<text class="tu-chart__note" x="2%" y="{1}">{2}</text>'
        '<text class="tu-chart__note" x="96%" y="{1}" text-anchor="end">{3}</text>',
        height + 1,
        height + 17,
        say(lowest),
        say(top),
    )
    compared = (
        format_html('<line class="tu-chart__line" x1="{0}%" x2="{0}%" y1="0" y2="{1}"></line>', across(line), height)
        if line is not None
        else ""
    )
    told = "; ".join(f"{one.label}: {say(one.estimate)}, {say_both(one)}" for one in intervals)
    return Chart(
        _frame(format_html("{}{}{}", compared, parts, ends), height + 22, title, told),
        (
            gettext("Group"),
            gettext("Estimate"),
            pgettext("of a range", "From"),
            pgettext("of a range", "To"),
            pgettext("of a whole", "Of"),
        ),
        tuple((one.label, say(one.estimate), say(one.low), say(one.high), one.note) for one in intervals),
    )


def _frame(parts: SafeString, height: int, title: str, told: str) -> SafeString:
    return format_html(
        '<svg width="100%" height="{}" role="img" aria-label="{}">{}</svg>', height, f"{title}. {told}.", parts
    )


def _row(bar: Bar, *, shares: bool) -> tuple[str, ...]:
    if not shares:
        return (bar.label, _number(bar.value))
    return (bar.label, _number(bar.value), _number(bar.of or 0), share_of(bar.length))


def _said(bar: Bar, unit: str) -> str:
    if bar.of is not None:
        said = {"share": share_of(bar.length), "number": _number(bar.value), "whole": _number(bar.of)}
        return gettext("%(share)s (%(number)s of %(whole)s)") % said
    return f"{_number(bar.value)} {unit}".strip()


def _number(value: float) -> str:
    return in_figures(value, decimals=0 if float(value).is_integer() else 1)


def _percent(value: float) -> str:
    return f"{value:.2f}"
