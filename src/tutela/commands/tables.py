"""Rows on a terminal, as JSON lines or as CSV: one way for every command that lists something."""

import itertools
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tutela.core.csv_export import write_rows


def show(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    form: str = "table",
    caveats: Sequence[str] = (),
    limit: int | None = None,
) -> int:
    """Print ``rows`` as ``form`` ("table", "json" or "csv"); says so on the error stream when ``limit`` cut them off."""
    taken = list(itertools.islice(rows, limit + 1)) if limit is not None else list(rows)
    cut = limit is not None and len(taken) > limit
    taken = taken[:limit] if limit is not None else taken
    if form == "json":
        for row in taken:
            sys.stdout.write(
                json.dumps(dict(zip(columns, row, strict=True)), default=_plain, ensure_ascii=False) + "\n"
            )
    elif form == "csv":
        write_rows(sys.stdout, list(caveats), columns, ([_words(value) for value in row] for row in taken))
    else:
        _table(columns, taken, caveats)
    if cut:
        Console(stderr=True, highlight=False).print(f"Only the first {limit} rows; ask for more with --limit.")
    return len(taken)


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]], caveats: Sequence[str]) -> None:
    console = Console(highlight=False, soft_wrap=False)
    table = Table(show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(Text(column))
    for row in rows:
        # As text and not as markup: a value with square brackets is shown as it is.
        table.add_row(*[Text(str(_words(value))) for value in row])
    console.print(table)
    for line in [f"{len(rows)} row{'' if len(rows) == 1 else 's'}.", *caveats]:
        console.print(Text(line, style="dim"))


def _words(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, list | dict):
        return json.dumps(value, default=_plain, ensure_ascii=False)
    return "" if value is None else value


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
