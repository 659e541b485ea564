"""A list of one line a file, gone through piece by piece, each read into the same space.

A list of millions of rows is asked about so: a row of which nobody knows anything is looked at while it is still in the processor's
caches, and eight bytes are kept of it: where it stands, and where its hash does, for the answer that is written of every row.
"""

import re
import threading
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tutela.core.media import embedded_media_kind
from tutela.register.lists import line_kernels
from tutela.register.lists.line_columns import FAULTS, LineColumns
from tutela.register.lists.lines import (
    FIRST_BYTES,
    LineFault,
    Piece,
    columns_for,
    form_of,
    read_piece,
    rows_in,
    surveyed,
)
from tutela.register.lists.rows import NOT_SAID, Bytes, Numbers, Rows

PIECE = 4 << 20
_SHORTEST_ROW = 32
_SEMICOLON = ord(";")
_WRITTEN_OUT = re.compile(rb";base64,")


@dataclass(frozen=True)
class Outline:
    """What is kept of the rows of a piece that begins at ``low``: where the first stands, how far behind it each one does (nothing
    where they follow one another), and where their shortest digests are, as in ``LineColumns``.
    """

    low: int
    first: int
    behind: NDArray[np.uint32]
    shortest: NDArray[np.uint32]

    @classmethod
    def of(cls, low: int, places: Numbers, shortest: NDArray[np.uint32]) -> Self:
        """From the columns of a piece, which are copied."""
        if not len(places):
            return cls(low, 0, np.zeros(0, np.uint32), np.zeros(0, np.uint32))
        first, last = int(places[0]), int(places[-1])
        follow = last - first == len(places) - 1
        behind = np.zeros(0, np.uint32) if follow else (places - first).astype(np.uint32)
        return cls(low, first, behind, shortest.copy())


class Walk:
    """The way through a list, whose pieces any number of threads read at the same time, each in a space of its own."""

    def __init__(self, data: Bytes) -> None:
        """Looks for the lines. Raises LineFault for a list of no form that is read so."""
        form = form_of(data[:FIRST_BYTES].tobytes())
        if form is None:
            raise LineFault(1, "form")
        self.data, self.form = data, form
        self.pieces, self.rows = surveyed(data, PIECE, threads=1)
        self.outlines: dict[Piece, Outline] = {}
        self._spaces = threading.local()

    def read(self, piece: Piece) -> Rows:
        """The rows of a piece; they hold until the same thread reads another. Raises LineFault at the first line that does not fit."""
        space = self._space()
        if self.form.code == "hashdeep":
            space.there[:] = False
            space.sizes[:] = NOT_SAID
        fault, line, row, _ = read_piece(self.data, self.form, piece._replace(row=0), space)
        if fault:
            raise LineFault(line, FAULTS[fault])
        if piece not in self.outlines:
            self.outlines[piece] = Outline.of(piece.low, space.places[:row], space.shortest[:row])
        return rows_in(self.data, space, row)

    def media_in(self, piece: Piece, rows: Rows, *, longer: int) -> tuple[int, str] | None:
        """The first row of a piece whose name is media written out as text, with the kind of media. Of names
        no longer than ``longer`` only those are looked at that could be.
        """
        suspects = rows.names.longer_than(longer).tolist()  # type: ignore[attr-defined]
        if line_kernels.holds(self.data, piece.low, piece.high, _SEMICOLON) and _WRITTEN_OUT.search(
            self.data[piece.low : piece.high].data
        ):
            suspects = range(len(rows))
        for row in suspects:
            if kind := embedded_media_kind(rows.names[row]):
                return row, kind
        return None

    def _space(self) -> LineColumns:
        if not hasattr(self._spaces, "own"):
            longest = max((piece.high - piece.low for piece in self.pieces), default=0)
            self._spaces.own = columns_for(longest // _SHORTEST_ROW + 2)
        found: LineColumns = self._spaces.own
        return found
