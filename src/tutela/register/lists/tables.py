"""Tables with a header: CSV with comma, semicolon or tab, and what Autopsy and X-Ways Forensics write.

Autopsy puts every cell between quotation marks, ends rows with a line feed and writes a quotation mark inside a cell with a
backslash before it (`ExportCSVAction.escapeQuotes`) or, in its file report, as it is (`FileReportText`); where it knows no
hash, the report says “null”. Neither is CSV, so tables in which every heading is quoted and that are Autopsy's are divided
at quotation mark, delimiter, quotation mark. All else is CSV as RFC 4180 has it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from tutela.core.languages import in_figures
from tutela.register.lists.algorithms import DIGESTS, LABELS, OPAQUE
from tutela.register.lists.faults import MAX_RECORD, Faults
from tutela.register.lists.gathering import BATCH, BATCH_WEIGHT, Batch, Gathering
from tutela.register.lists.headings import Header, header_of, is_before_header, is_hash, labels_of
from tutela.register.lists.rows import Rows
from tutela.register.lists.texts import Data, Encoding, Progress, lines, pieces

MAX_COLUMNS = 1024
_A_DIGEST = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})(?![0-9A-Fa-f])")


@dataclass(frozen=True, slots=True)
class _Record:
    """The cells of one row, the line on which it begins, over how many lines it goes and how many characters it has."""

    line: int
    cells: list[str]
    lines: int
    length: int


def read_table(
    data: Data, encoding: Encoding, faults: Faults, progress: Progress | None
) -> tuple[str, Rows, list[str]]:
    """The form of the table, its rows, and what is to be said of the reading."""
    feed = _Feed(lines(pieces(data, encoding, faults, progress), faults), faults)
    header = _header(feed, encoding, faults)
    gathering = Gathering(faults, labels=labels_of(header), rounded_sizes=header.form == "x-ways")
    records = _quoted(feed, header, faults) if _is_autopsys(header) else _csv(feed, header, faults)
    held: list[_Record] = []
    weight = 0
    last: _Record | None = None
    for record in records:
        last = record
        held.append(record)
        weight += record.length
        if len(held) == BATCH or weight > BATCH_WEIGHT:
            _take(held, header, gathering)
            held.clear()
            weight = 0
    _take(held, header, gathering)
    _whole_to_the_end(feed, last, header, faults)
    return header.form, gathering.done(), _notes(header, gathering)


class _Feed:
    """The lines of a table one at a time, with the number of the last one, and how long the present record is."""

    def __init__(self, source: Iterator[str], faults: Faults) -> None:
        self.number = 0
        self.last = ""
        self.record = 0
        self._source = source
        self._faults = faults

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._source)
        self.number += 1
        self.last = line
        self.record += len(line)
        if self.record > MAX_RECORD:
            self._faults.stop(
                gettext("the row is longer than a megabyte; a quotation mark may never be closed"),
                row=self.number,
                mend=gettext("Close the quotation mark, or write the table anew with the tool that made it."),
            )
        return line


def _header(feed: _Feed, encoding: Encoding, faults: Faults) -> Header:
    line = next((line for line in feed if not is_before_header(line)), "")
    feed.record = 0
    header = header_of(line, wide=encoding.name.startswith("utf-16"))
    if header is None:
        faults.stop(
            gettext("the table has no header that names a hash"),
            row=max(feed.number, 1),
            mend=gettext("Give it a first row with the name of each column, such as MD5, SHA-1, SHA-256 or PDQ."),
        )
    if len(header.headings) > MAX_COLUMNS:
        faults.stop(
            gettext("the table has more than %(number)s columns") % {"number": in_figures(MAX_COLUMNS)},
            row=feed.number,
            mend=gettext("Export only the columns that are needed: hashes, size, name."),
        )
    for column in header.twice():
        faults.add(
            gettext("column %(number)s is for the same hash as a column before it") % {"number": in_figures(column)},
            row=feed.number,
            mend=gettext("Take one of the two columns out."),
        )
    faults.refuse_if_any()
    return header


def _is_autopsys(header: Header) -> bool:
    return header.form == "autopsy" and header.always_quoted


def _csv(feed: _Feed, header: Header, faults: Faults) -> Iterator[_Record]:
    reader = csv.reader(feed, delimiter=header.delimiter, strict=True)
    start = feed.number + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # Whatever follows was read through a quotation mark that nobody closed, so no row behind it can be believed.
            faults.stop(
                gettext(
                    "a quotation mark is never closed, text stands behind a closing one, a line ends in an unusual way, "
                    "or a cell is too long"
                ),
                row=start,
                mend=gettext("Close the quotation mark; write a quotation mark inside a quoted cell twice."),
            )
        if cells:
            yield _Record(start, cells, feed.number + 1 - start, feed.record)
        start = feed.number + 1
        feed.record = 0


def _quoted(feed: _Feed, header: Header, faults: Faults) -> Iterator[_Record]:
    between = f'"{header.delimiter}"'
    wanted = len(header.headings) - 1
    held: list[str] = []
    found = 0
    start = feed.number + 1
    for line in feed:
        if held or line.strip():
            held.append(line)
            found += line.count(between)
            if found > wanted or not held[0].startswith('"'):
                break
            if found < wanted or not _closes(held):
                # A cell may hold a line end: the row goes on. Should it never end, the end of the file says so.
                continue
            cells = "".join(held).rstrip("\r\n")[1:-1].split(between)
            yield _Record(start, [cell.replace('\\"', '"') for cell in cells], len(held), feed.record)
        held.clear()
        found = 0
        feed.record = 0
        start = feed.number + 1
    if held:
        faults.stop(
            gettext("the row does not have the cells that the header names, each between quotation marks"),
            row=start,
            mend=gettext("Export the table anew from Autopsy; this one may have been cut off or changed."),
        )


def _closes(held: Sequence[str]) -> bool:
    last = held[-1].rstrip("\r\n")
    return last.endswith('"') and (len(held) > 1 or len(last) > 1)


def _take(records: Sequence[_Record], header: Header, gathering: Gathering) -> None:
    """Check the shape of these rows and hand them on, column by column."""
    good = [record for record in records if _has_shape(record, header, gathering.faults)]
    if not good:
        return
    batch = Batch(places=[record.line for record in good])
    columns = [list(column) for column in zip(*(record.cells for record in good), strict=True)]
    says: dict[str, list[str]] = {}
    for number, (role, cells) in enumerate(zip(header.roles, columns, strict=True), start=1):
        if role not in DIGESTS:
            gathering.no_media(cells, batch.places, role or str(number))
        if role.startswith((OPAQUE, "more:")):
            says[role.removeprefix("more:")] = cells
        elif header.form == "autopsy" and is_hash(role):
            batch.fields[role] = ["" if cell == "null" else cell for cell in cells]
        elif role:
            batch.fields[role] = cells
    batch.fields["name"] = _names(batch)
    if says:
        batch.more = [
            {name: said for name, cells in says.items() if (said := cells[row].strip())} for row in range(len(good))
        ]
    gathering.take(batch)


def _has_shape(record: _Record, header: Header, faults: Faults) -> bool:
    if len(record.cells) != len(header.headings):
        faults.add(
            gettext("the row has %(cells)s cells, and the header has %(wanted)s")
            % {"cells": in_figures(len(record.cells)), "wanted": in_figures(len(header.headings))},
            row=record.line,
            mend=gettext("Look for a delimiter outside quotation marks, or for a row that was cut off."),
        )
        return False
    if record.lines > 1 and any("\n" in cell and _A_DIGEST.search(cell) for cell in record.cells):
        # Such a cell is most likely rows that a stray quotation mark has swallowed, and they would be lost unseen.
        faults.add(
            gettext("a cell goes over several lines and holds a digest; a quotation mark may stand where none belongs"),
            row=record.line,
            mend=gettext("Write a quotation mark inside a quoted cell twice, or take the line end out of the cell."),
        )
        return False
    return True


def _names(batch: Batch) -> list[str]:
    """One name a row: the full path, else path and name, else whichever there is."""
    full, paths, names = (batch.fields.pop(role, None) for role in ("full_path", "path", "name"))
    empty = [""] * len(batch)
    if full is None and paths is None:
        return names or empty
    return [
        whole or _joined(path, name)
        for whole, path, name in zip(full or empty, paths or empty, names or empty, strict=True)
    ]


def _joined(path: str, name: str) -> str:
    if not path or not name:
        return path or name
    if path == name or path.endswith(("/" + name, "\\" + name)):
        return path
    if path.endswith(("/", "\\")):
        return path + name
    return path + ("\\" if "\\" in path else "/") + name


def _whole_to_the_end(feed: _Feed, last: _Record | None, header: Header, faults: Faults) -> None:
    """Refuse a last row without line end, unless its last cell is a digest: anything else may have been longer."""
    if feed.last.endswith("\n") or (header.roles[-1] in DIGESTS and last is not None and last.cells[-1].strip()):
        return
    faults.add(
        gettext("the last line has no end, so the list may have been cut off in it"),
        row=feed.number,
        mend=gettext("Ask for the list again; if it is whole, put a line end behind its last line."),
    )


def _notes(header: Header, gathering: Gathering) -> list[str]:
    notes = gathering.notes()
    if unknown := list(header.unknown()):
        notes.append(
            gettext("Columns that were not understood, and are not kept: %(columns)s.")
            % {"columns": ", ".join(unknown)}
        )
    if gathering.widths_seen:
        notes.append(
            gettext(
                "A column of hashes does not name its algorithm; by their length they were taken as %(algorithms)s."
            )
            % {"algorithms": ", ".join(LABELS[each] for each in sorted(gathering.widths_seen))}
        )
    if gathering.without_size:
        notes.append(
            gettext("Sizes that are not in bytes, and were left out: %(number)s.")
            % {"number": in_figures(gathering.without_size)}
        )
    return notes
