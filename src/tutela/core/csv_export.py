"""Lists as CSV: the caveats stand in the file, and no cell can become a formula in a spreadsheet.

The form: first the caveats, each a row of one cell that begins with ``#``; then the header; then the rows. Any CSV
reader takes that, and a spreadsheet shows the caveats above the table, where whoever passes the file on passes them on.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Protocol

# What spreadsheets take for the beginning of a formula, with its full-width and small forms and the true minus sign.
_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫−"
# What they pass over before they look for one: white space, quotes, and characters that nobody sees.
_PASSED_OVER = '\\s"\u200b-\u200f\u2060\ufeff\u00ad'
_FORMULA = re.compile(f"^[{_PASSED_OVER}]*[{_SIGNS}]")
# Where the reader's language writes decimals with a comma, a spreadsheet parts cells at semicolons, and a quote within
# a cell no longer protects: what follows a semicolon, a tab or a new line would become a cell of its own.
_NEXT_CELL = re.compile(f"([;\t\n][{_PASSED_OVER}]*)(?=[{_SIGNS}])")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Writable(Protocol):
    """Anything text can be written to."""

    def write(self, text: str, /) -> Any: ...


def harmless(value: Any) -> Any:
    """A cell as it may be written: an apostrophe before text that a spreadsheet would run; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return value
    # Decided on the text as it came: a tab at its beginning is a sign of an attack even where nothing follows it.
    given = str(value).replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", given)
    if _FORMULA.match(text) or given[:1] in {"\t", "\n"}:
        text = f"'{text}"
    return _NEXT_CELL.sub(r"\1'", text)


def write_rows(stream: Writable, caveats: Sequence[str], header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write the caveats (each a row that begins with ``#``), the header and the rows; returns how many rows."""
    writer = csv.writer(stream)
    for caveat in caveats:
        writer.writerow([harmless(f"# {caveat}")])
    writer.writerow([harmless(name) for name in header])
    count = 0
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        count += 1
    return count
