"""The fast reader of lists that hold one file a line: hashdeep's output, md5deep's and sha256sum's, and bare lists of digests.

The list is cut at line ends into pieces of some megabytes. Each is gone through twice by compiled functions, on all cores: once
to count its lines, so that every piece knows where its rows belong, and once to read them. Names are not copied: each is taken
out of the list when somebody asks for it, so the list must stay open as long as its names.
"""

import mmap
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from tutela.register.index import cores
from tutela.register.lists import line_kernels
from tutela.register.lists.line_columns import COLUMNS, FAULTS, LONGEST_LINE, LineColumns, Shape
from tutela.register.lists.rows import NOT_SAID, WIDTHS, Bytes, Column, Numbers, Rows

FIRST_BYTES = 1 << 16
"""So much of a list is enough to recognise it by."""
PIECE = 8 << 20

BOM = b"\xef\xbb\xbf"
_HASHDEEP = b"%%%% HASHDEEP-"
_PASSED_OVER = re.compile(rb"(?:(?:#[^\n]*|\r?)\n)*")
_DIGEST = rb"(?P<digest>[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})"
_BARE = re.compile(_DIGEST + rb"(?:\r?\n|\r?\Z)")
# With a comma but without a size it may be any table: then neither a second digest nor a quoted cell is taken for a name.
_SUM = re.compile(
    rb"\\?(?P<size> *[0-9]{1,18}(?:  |, ))?" + _DIGEST + rb"(?:  | \*|(?P<comma>,)(?(size)|(?!\"|[0-9A-Fa-f]{32})))"
)
_ESCAPE = re.compile(rb"\\([\\nr])")
_ESCAPES = {b"\\": b"\\", b"n": b"\n", b"r": b"\r"}


class LineFault(Exception):  # noqa: N818 — what is at fault is a line of the list, not this program
    """A line that does not fit the form of its list. ``line`` counts from 1; ``why`` is a code:

    ``form``: the list is of no form that is read here. ``header``: a line of hashdeep names columns it does not know, or no
    digest that is kept, or there is none before the first row. ``size``: no whole number of bytes. ``hex``: a character in a digest is no hexadecimal digit.
    ``length``: a digest has another number of digits than its algorithm, or than the first one of the list. ``separator``: what
    follows a size or digest is not what this form has there. ``cut-off``: the list ends within the line, before its digests are
    whole. ``long``: it has more than 1 MiB. ``nul``: it holds a NUL, as lists do whose rows end with one.
    ``changed``: it was not there a moment ago, so somebody writes to the list while it is read.
    """

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line
        self.why = why


class Names(Sequence[str]):
    """The names of a list, taken out of its bytes one by one. What is not UTF-8 in a name is replaced by a mark."""

    def __init__(self, data: Bytes, begins: Numbers, lengths: NDArray[np.int32]) -> None:
        self._data, self._begins, self._lengths = data, begins, lengths

    def __len__(self) -> int:
        return len(self._lengths)

    @overload
    def __getitem__(self, which: int) -> str: ...
    @overload
    def __getitem__(self, which: slice) -> list[str]: ...
    def __getitem__(self, which: int | slice) -> str | list[str]:
        if isinstance(which, slice):
            return [self[row] for row in range(*which.indices(len(self)))]
        begin, length = int(self._begins[which]), int(self._lengths[which])
        name = self._data[begin : begin + abs(length)].tobytes()
        if length < 0:
            name = _ESCAPE.sub(lambda found: _ESCAPES[found[1]], name)
        return name.decode("utf-8", errors="replace")

    def longer_than(self, size: int) -> Numbers:
        """The rows whose name has more than ``size`` bytes, without taking any name out."""
        return np.flatnonzero(np.abs(self._lengths) > size)


@dataclass(frozen=True)
class Form:
    """What the first row says of all: its form, and of a list of sums the algorithm and what stands around the digest."""

    code: str
    algorithm: str = ""
    sized: bool = False
    comma: bool = False


class Piece(NamedTuple):
    """A range of bytes; the lines and rows before it; where the last line with hashdeep's marks before it stands, or -1."""

    low: int
    high: int
    line: int
    row: int
    header: int


def recognise_lines(first_bytes: bytes) -> str | None:
    """The code of the form of the list that begins so (64 KiB are enough): ``hashdeep``, ``md5deep``, ``bare``, or None."""
    form = form_of(first_bytes)
    return form.code if form else None


def read_lines(data: bytes | memoryview | mmap.mmap) -> Rows:
    """Every row of the list ``data``, which is of one of the forms that ``recognise_lines`` knows.

    It takes about 100 bytes of memory a row besides the list. The first line that does not fit raises ``LineFault``.
    """
    everything = np.frombuffer(data, np.uint8) if len(data) else np.empty(0, np.uint8)
    everything.flags.writeable = False
    first = everything[:FIRST_BYTES].tobytes()
    form = form_of(first)
    if form is None:
        raise LineFault(1, "form")
    pieces, rows = surveyed(everything, PIECE)
    return _read(everything, form, pieces, rows)


def form_of(first: bytes) -> Form | None:
    """The form of the list that begins so, or None."""
    first = first.removeprefix(BOM)
    if first.startswith(_HASHDEEP):
        return Form("hashdeep")
    passed = _PASSED_OVER.match(first)
    at = passed.end() if passed else 0
    algorithms = {2 * width: name for name, width in WIDTHS.items()}
    if found := _BARE.match(first, at):
        return Form("bare", algorithms[len(found["digest"])])
    if found := _SUM.match(first, at):
        return Form("md5deep", algorithms[len(found["digest"])], bool(found["size"]), bool(found["comma"]))
    return None


def surveyed(data: Bytes, size: int, threads: int | None = None) -> tuple[list[Piece], int]:
    """The pieces of the list, of about ``size`` bytes, each with what stands before it; and how many rows there can be at most."""
    ends = _cut(data, len(BOM) if data[: len(BOM)].tobytes() == BOM else 0, size)
    pieces = []
    line, row, header = 0, 0, -1
    threads = min(threads or cores.available(), len(ends))
    found = cores.share(lambda piece: line_kernels.survey(data, *piece), ends, threads)
    for (low, high), (lines, rows, last_header) in zip(ends, found, strict=True):
        pieces.append(Piece(low, high, line, row, header))
        line, row = line + lines, row + rows
        header = last_header if last_header >= 0 else header
    return pieces, row


def _cut(data: Bytes, begin: int, size: int) -> list[tuple[int, int]]:
    """Ranges of bytes that end behind a line end, or inside a line that is longer than any may be: nothing is read behind that."""
    ends: list[tuple[int, int]] = []
    while begin < len(data):
        end = min(begin + size, len(data))
        if end < len(data):
            line_end = data[end - 1 : end + LONGEST_LINE].tobytes().find(b"\n")
            if line_end < 0:
                return [*ends, (begin, min(end + LONGEST_LINE, len(data)))]
            end += line_end
        ends.append((begin, end))
        begin = end
    return ends


def columns_for(rows: int) -> LineColumns:
    """Space for so many rows."""
    return LineColumns(
        places=np.empty(rows, np.int64),
        sizes=np.full(rows, NOT_SAID, np.int64),
        # Zeros that nobody writes to take no memory: the names of a bare list, and algorithms that do not occur.
        begins=np.zeros(rows, np.int64),
        lengths=np.zeros(rows, np.int32),
        shortest=np.zeros(rows, np.uint32),
        there=np.zeros((len(WIDTHS), rows), np.bool_),
        **{name: np.zeros((rows, width // 4), np.uint32) for name, width in WIDTHS.items()},
    )


def read_piece(data: Bytes, form: Form, piece: Piece, columns: LineColumns) -> tuple[int, int, int, int]:
    """Read a piece into ``columns``, from the row on that is before it: the fault, its line, the row behind the last, the header
    in force behind it.
    """
    if form.code == "hashdeep":
        layout = np.empty(len(COLUMNS), np.int64)
        fault, line, row, header = line_kernels.read_hashdeep(data, piece, layout, columns)
    else:
        kind = COLUMNS.index(form.algorithm)
        shape = Shape(kind, form.sized, form.comma, form.code == "bare")
        fault, line, row, header = line_kernels.read_sums(data, piece, shape, columns)
        columns.there[kind, piece.row : row] = True
    return fault, line, row, header


def rows_in(data: Bytes, columns: LineColumns, rows: int) -> Rows:
    """The first ``rows`` of the columns, without copying them."""
    digests = (columns.md5, columns.sha1, columns.sha256)
    exact = {
        name: Column(column[:rows].view(np.uint8), there[:rows])
        for name, column, there in zip(WIDTHS, digests, columns.there, strict=True)
        if there[:rows].any()
    }
    names = Names(data, columns.begins[:rows], columns.lengths[:rows])
    return Rows(columns.places[:rows], exact, columns.sizes[:rows], names)


def _read(data: Bytes, form: Form, pieces: list[Piece], rows: int) -> Rows:
    """Read every piece; the first fault in the order of the list is raised."""
    # One row more than there are: of a line that turns out to be none, the first digests are already written.
    columns = columns_for(rows + 1)

    def read(piece: Piece) -> tuple[int, int, int, int]:
        return read_piece(data, form, piece, columns)

    for fault, line, _, _ in cores.share(read, pieces, min(cores.available(), len(pieces))):
        if fault:
            raise LineFault(line, FAULTS[fault])
    return rows_in(data, columns, rows)
