"""The CSV door: one report a row, in a documented set of columns, from any spreadsheet.

The header is checked before the first row, and a row is checked whole: whoever sent it hears of every fault in it at
once. What was not taken is written to a file (`write_rejected`) that is corrected where it stands and sent in again:
the two columns that say what is wrong are ignored on the way in.

The columns are in `reports_csv_columns`; `template_csv()` is the empty file to start from.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import BinaryIO, TextIO

from django.utils.translation import gettext

from tutela.core.errors import BadInput, Refused, TutelaError, where
from tutela.core.languages import in_figures
from tutela.core.media import BYTES_NEEDED, embedded_media_kind, refuse_media
from tutela.reports.doors.rejected import Fault, RejectedRow
from tutela.reports.doors.reports_csv_columns import BY_NAME, COLUMNS, REQUIRED, fields_of_row
from tutela.reports.doors.sizes import MAX_FILE_BYTES, read_capped
from tutela.reports.incoming import IncomingReport

WHAT_IS_WRONG = "what is wrong"
HOW_TO_MEND_IT = "how to mend it"
IGNORED = (WHAT_IS_WRONG, HOW_TO_MEND_IT)
MAX_CELL = 20_000
MAX_LINES = 500_000
_DELIMITERS = (",", ";", "\t")
_SPREADSHEET_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTATION = Fault(
    "the row",
    "a quotation mark in it is never closed, or text stands behind a closing one",
    "Close the quotation mark; write a quotation mark inside a quoted cell twice.",
)
_KEPT_CONTROLS = "\t\n\r"


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV whose encoding, delimiter and header have been read and found good; its rows have not been looked at."""

    name: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    """The header as it was written, so that rejected rows can be written back under it."""
    digest: str
    _text: str
    _columns: tuple[str | None, ...]

    def rows(self, zone: tzinfo | None = None) -> Iterator[IncomingReport | RejectedRow]:
        """Each row as a report, or as a rejected row with all its faults. Blank rows are passed over, and counted."""
        seen: dict[tuple[str, str], int] = {}
        for number, record in enumerate(_records(self._text, self.delimiter), start=1):
            if number == 1 or not any(cell.strip() for cell in record.cells):
                continue
            cells = tuple(_plain_cell(cell) for cell in record.cells)
            yield (
                self._row(number, cells, seen, zone)
                if record.well_quoted
                else RejectedRow(number, (_QUOTATION,), cells)
            )

    def _row(
        self, number: int, cells: tuple[str, ...], seen: dict[tuple[str, str], int], zone: tzinfo | None
    ) -> IncomingReport | RejectedRow:
        faults = list(self._shape_faults(cells))
        if faults:
            return RejectedRow(number, tuple(faults), cells)
        row = {column: cell.strip() for column, cell in zip(self._columns, cells, strict=True) if column is not None}
        for column, cell in row.items():
            if embedded_media_kind(cell):
                faults.append(
                    Fault(
                        column,
                        "it holds media written out as text, which is not taken",
                        "Take it out; send its hashes.",
                    )
                )
        if faults:
            # A person corrects this row in the file that is written back, and the media must not travel there with it.
            return RejectedRow(
                number, tuple(faults), tuple("" if embedded_media_kind(cell) else cell for cell in cells)
            )
        fields, found = fields_of_row(row, zone)
        faults.extend(found)
        reference = (row.get("source", "").casefold(), row.get("reference", ""))
        if reference[1]:
            first = seen.setdefault(reference, number)
            if first != number:
                faults.append(
                    Fault(
                        "reference",
                        f"row {first} of this file has the same reference",
                        "Keep the row that is right, or give this one its own.",
                    )
                )
        if faults:
            return RejectedRow(number, tuple(faults), cells)
        try:
            return IncomingReport.from_fields(
                door="csv",
                digest=_row_digest(row),
                file_digest=self.digest,
                source_name=self.name[:300],
                source_place=f"row {number}",
                **fields,
            )
        except TutelaError as error:
            return RejectedRow(number, (Fault("the row", error.what, error.mend or "Correct it."),), cells)

    def _shape_faults(self, cells: Sequence[str]) -> Iterator[Fault]:
        if len(cells) != len(self.header):
            yield Fault(
                "the row",
                f"it has {len(cells)} cells, the header has {len(self.header)}",
                "Look for a delimiter inside a cell without quotation marks, or a cell that is missing.",
            )
            return
        for written, cell in zip(self.header, cells, strict=True):
            if len(cell) > MAX_CELL:
                yield Fault(
                    written,
                    f"it is longer than {MAX_CELL:,} characters",
                    "Shorten it: texts here are short and administrative.",
                )
            if any(ord(each) < 32 and each not in _KEPT_CONTROLS for each in cell):
                yield Fault(written, "it holds control characters", "Type the cell anew.")


def parse(stream: BinaryIO, name: str, zone: tzinfo | None = None) -> Iterator[IncomingReport | RejectedRow]:
    """The reports and rejected rows of a CSV. Everything that condemns the whole file is raised here, before the first
    row.

    `zone` is in which zone times without one are; without it they are refused.
    """
    return open_csv(stream, name).rows(zone)


def open_csv(stream: BinaryIO, name: str) -> CsvFile:
    """Read a CSV as far as its header: `Refused` for media and binary files, `BadInput` for what can be mended."""
    data = read_capped(stream, name, MAX_FILE_BYTES)
    refuse_media(data[:BYTES_NEEDED], name)
    text, encoding = _decoded(data, name)
    if text.count("\n") > MAX_LINES:
        what = gettext("The file has more than {number} lines.").format(number=in_figures(MAX_LINES))
        raise BadInput(what, where=where(file=name), mend=gettext("Send it in parts."), code="too_many_rows")
    if not text.strip():
        raise BadInput(
            gettext("The file is empty."),
            where=where(file=name),
            mend=gettext("Start from the template."),
            code="empty_file",
        )
    header, delimiter = _header(text, name)
    columns = _columns(header, name)
    return CsvFile(name, encoding, delimiter, header, hashlib.sha256(data).hexdigest(), text, columns)


def template_csv() -> str:
    """An empty CSV with every column, and one row that shows how each is written."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([column.name for column in COLUMNS])
    writer.writerow([_harmless(column.example) for column in COLUMNS])
    return written.getvalue()


def write_rejected(stream: TextIO, header: Sequence[str], rejected: Iterable[RejectedRow], delimiter: str = ",") -> int:
    """Write rejected rows under their own header with two columns more, and say how many.

    The file is corrected where it stands and sent in again: the two columns are accepted and ignored. Cells that a
    spreadsheet would run as a formula are written with an apostrophe before them, which the door takes off again.
    """
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    kept = [place for place, column in enumerate(header) if _key(column) not in _IGNORED_KEYS]
    writer.writerow([*(header[place] for place in kept), WHAT_IS_WRONG, HOW_TO_MEND_IT])
    count = 0
    for row in rejected:
        # A row with too few or too many cells is written as it is; cutting or filling it would shift its cells unseen.
        cells = [row.cells[place] for place in kept] if len(row.cells) == len(header) else list(row.cells)
        cells += [""] * (len(kept) - len(cells))
        writer.writerow([*(_harmless(cell) for cell in cells), row.what_is_wrong, row.how_to_mend_it])
        count += 1
    return count


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text of the bytes and its encoding: by byte order mark, else UTF-8, UTF-16 or Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    if b"\x00" in data:
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        if len(data) % 2 == 0 and max(even, odd) > 4 * min(even, odd) and max(even, odd) * 4 > len(data[:4096]):
            return _strictly(data, "utf-16-be" if even > odd else "utf-16-le", name)
        raise _binary(name)
    try:
        return _no_controls(data.decode("utf-8"), name), "utf-8"
    except UnicodeDecodeError as utf8_error:
        try:
            return _no_controls(data.decode("cp1252"), name), "cp1252"
        except UnicodeDecodeError:
            line = data.count(b"\n", 0, utf8_error.start) + 1
            raise BadInput(
                gettext("The text cannot be read: byte {number} is neither UTF-8 nor Windows-1252.").format(
                    number=in_figures(utf8_error.start + 1)
                ),
                where=where(file=name, row=line),
                mend=gettext("Save the file anew as “CSV UTF-8” and send it again."),
                code="unknown_encoding",
            ) from None


def _strictly(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        return _no_controls(data.decode(encoding), name), encoding
    except UnicodeDecodeError as error:
        raise BadInput(
            gettext("The file says that it is {encoding}, and byte {number} is not.").format(
                encoding=encoding.removesuffix("-sig").upper(), number=in_figures(error.start + 1)
            ),
            where=where(file=name),
            mend=gettext("Save the file anew as “CSV UTF-8” and send it again."),
            code="unknown_encoding",
        ) from None


def _no_controls(text: str, name: str) -> str:
    """Text that is mostly control characters, or has a NUL in it, is a binary file that happened to decode."""
    if "\x00" in text:
        raise _binary(name)
    controls = sum(1 for each in text[:8192] if (each < " " and each not in "\t\n\r\f") or "\x7f" <= each < "\xa0")
    if controls > 8 and controls * 50 > len(text[:8192]):
        raise _binary(name)
    return text


def _binary(name: str) -> Refused:
    return Refused(
        gettext("“{name}” is not text, so it is no CSV. Nothing of it was kept.").format(name=name),
        where=where(file=name),
        mend=gettext("Save the sheet as CSV and send that."),
        code="not_text",
    )


def _header(text: str, name: str) -> tuple[tuple[str, ...], str]:
    """The header and the delimiter under which most of its columns are known."""
    best: tuple[int, int, tuple[str, ...], str] | None = None
    for order, delimiter in enumerate(_DELIMITERS):
        try:
            cells = tuple(next(_records(text, delimiter)).cells)
        except StopIteration:
            continue
        known = sum(1 for cell in cells if _key(cell) in _KNOWN_KEYS)
        if best is None or (known, -order) > (best[0], -best[1]):
            best = (known, order, cells, delimiter)
    if best is None:
        raise BadInput(
            gettext("The header cannot be read."),
            where=where(file=name, row=1),
            mend=gettext("Start from the template."),
            code="bad_header",
        )
    return best[2], best[3]


def _columns(header: Sequence[str], name: str) -> tuple[str | None, ...]:
    """Which column each place of the header is; None for the two that are ignored. All faults of the header at once."""
    found: list[str | None] = []
    faults: list[str] = []
    for place, written in enumerate(header, start=1):
        key = _key(written)
        if key in _IGNORED_KEYS:
            found.append(None)
        elif key in BY_NAME:
            if key in found:
                faults.append(gettext("“{column}” stands in the header twice").format(column=_shown(written)))
            found.append(key)
        elif not key:
            faults.append(gettext("column {number} has no name").format(number=place))
        else:
            near = difflib.get_close_matches(key, BY_NAME, n=1, cutoff=0.55)
            stranger = gettext("“{column}” is no column of this file").format(column=_shown(written))
            hint = gettext("did you mean “{column}”?").format(column=near[0]) if near else ""
            faults.append("; ".join(part for part in (stranger, hint) if part))
    missing = [column for column in REQUIRED if column not in found]
    faults.extend(gettext("the column “{column}” is missing").format(column=column) for column in missing)
    if faults:
        raise BadInput(
            gettext("No row was read, because the header has faults: {faults}.").format(faults="; ".join(faults)),
            where=where(file=name, row=1),
            mend=gettext("Correct the header; the template has every column there is."),
            code="bad_header",
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Record:
    """The cells of one row. Where its quotation marks are wrong, they are only what stands between delimiters."""

    cells: list[str]
    well_quoted: bool = True


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    """Each row of the text.

    A quotation mark that is never closed would swallow the rows behind it without a word, up to the next quotation
    mark. Such a row is given as its first line alone and marked, and reading goes on with the line after it, so that a
    slip of the pen costs one row and no row is lost unseen.
    """
    lines = io.StringIO(text, newline="").readlines()
    place = 0

    def feed() -> Iterator[str]:
        nonlocal place
        while place < len(lines):
            place += 1
            yield lines[place - 1]

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        start = place
        try:
            yield _Record(next(reader))
        except StopIteration:
            return
        except csv.Error:
            place = start + 1
            reader = csv.reader(feed(), delimiter=delimiter, strict=True)
            yield _Record(lines[start].rstrip("\r\n").split(delimiter), well_quoted=False)


def _row_digest(row: dict[str, str]) -> str:
    """The digest of a row by its cells' names: the same in another file, order or delimiter."""
    kept = {column: cell for column, cell in row.items() if cell}
    return hashlib.sha256(
        json.dumps(kept, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula. `_plain_cell` takes the apostrophe off again."""
    return f"'{cell}" if cell.lstrip("'").startswith(_SPREADSHEET_FORMULA) else cell


def _plain_cell(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_SPREADSHEET_FORMULA) else cell


def _key(written: str) -> str:
    return "_".join(written.replace("-", " ").replace("_", " ").casefold().split())


def _shown(written: str) -> str:
    """A header's cell as it may stand in an error: short, and on one line."""
    return " ".join(written.split())[:60]


_IGNORED_KEYS = frozenset(_key(column) for column in IGNORED)
_KNOWN_KEYS = _IGNORED_KEYS | set(BY_NAME)
