"""Lists as CSV: caveats that travel with the file, and no cell that runs."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.core.csv_export import harmless, write_rows

_FORMULA = re.compile("[=+\\-@＝＋－＠﹦﹢﹣﹫−]")
_ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    " =1",
    "\u200b=1",
    '"=1',
    "a;=1+1",
    "a\n=1",
    'b;"=1";',
    "x;\u200b-1",
]
texts = st.one_of(st.text(), st.sampled_from(_ATTACKS), st.text("=+-@;,\t\r\n\"' \ufeff＝a1"))


def _written(rows: Sequence[Sequence[Any]], caveats: Sequence[str] = (), header: Sequence[str] = ("One", "Two")) -> str:
    stream = io.StringIO(newline="")
    assert write_rows(stream, caveats, header, rows) == len(rows)
    return stream.getvalue()


def _read(written: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter))


def test_the_caveats_come_first_then_the_header_then_the_rows() -> None:
    written = _written([["R-2026-004K7Q", 3]], caveats=["Known cases are not all cases.", "Reports: 1."])
    assert written == "# Known cases are not all cases.\r\n# Reports: 1.\r\nOne,Two\r\nR-2026-004K7Q,3\r\n"


def test_rows_may_come_one_by_one() -> None:
    stream = io.StringIO()
    assert write_rows(stream, [], ["Number"], ([number] for number in range(3))) == 3


@pytest.mark.parametrize("attack", _ATTACKS)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(attack: str) -> None:
    assert "'" in harmless(attack)


@pytest.mark.parametrize(
    "text", ["", "Jo", "two words", "2026-11-24", "a-b", "a = b", "one; two", "O'Neill", "R-2026-004K7Q", "3.5"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [(-5, -5), (0.5, 0.5), (Decimal("-1.50"), Decimal("-1.50")), (None, ""), (True, "yes"), (False, "no")],
)
def test_numbers_stay_numbers_and_nothing_is_an_empty_cell(value: object, cell: object) -> None:
    assert harmless(value) == cell
    assert type(harmless(value)) is type(cell)


def test_a_moment_keeps_its_zone() -> None:
    assert harmless(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)) == "2026-11-24 16:00:00+00:00"


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5), st.sampled_from([",", ";", "\t"]))
def test_no_text_becomes_a_formula_whatever_separator_the_spreadsheet_goes_by(
    rows: list[list[str]], separator: str
) -> None:
    written = _written(rows, caveats=["=1+1"], header=["=One", "Two"])
    for row in _read(written, separator):
        for cell in row:
            visible = re.sub('^[\\s"\u200b\ufeff]+', "", cell)
            assert not _FORMULA.match(visible)


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"])), min_size=2, max_size=2), max_size=5))
def test_what_was_written_is_read_back_but_for_the_apostrophes(rows: list[list[str]]) -> None:
    read = _read(_written(rows))[1:]
    assert len(read) == len(rows)
    for cells, given_cells in zip(read, rows, strict=True):
        for cell, text in zip(cells, given_cells, strict=True):
            assert cell.replace("'", "") == text.replace("'", "")


def test_control_characters_do_not_reach_the_file() -> None:
    assert harmless("a\x00b\x1bc\r\nd") == "abc\nd"
