"""The lines of an answer, one for every row of a list of millions: put together by two threads, written in their order.

Nothing here needs Django or a database.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from tutela.register.answer_kernels import LONGEST_NUMBER, SPARE, lines_again, lines_of
from tutela.register.lists.rows import WIDTHS, Bytes, Column, Numbers, Rows
from tutela.register.lists.sifting import Sifted
from tutela.register.lists.walk import Outline

Which = NDArray[np.int32]
_Part = TypeVar("_Part")
_Done = TypeVar("_Done")
_ROWS_AT_ONCE = 50_000
_AHEAD = 4
_LONGEST = LONGEST_NUMBER + 1 + 2 * max(WIDTHS.values())


@dataclass(frozen=True)
class Endings:
    """What may follow the hash of a row: the texts one after another, where each ends, and the length of the longest."""

    text: Bytes
    ends: Numbers
    longest: int

    @classmethod
    def of(cls, endings: Sequence[bytes]) -> "Endings":
        """From the texts."""
        lengths = [len(one) for one in endings]
        text = b"".join(endings) + bytes(SPARE)
        return cls(np.frombuffer(text, dtype=np.uint8), np.cumsum(lengths, dtype=np.int64), max(lengths))


@dataclass(frozen=True)
class LinesOf:
    """Some rows that are written: how many, and what writes their lines into a space and says how many bytes they have."""

    rows: int
    write: Callable[[Endings, Bytes], int]


def rows_in_parts(rows: Rows, which: Which) -> Iterator[LinesOf]:
    """The rows of a list, and which ending each has, as parts that are written one after another."""
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        exact = {name: Column(column.digests[part], column.there[part]) for name, column in rows.exact.items()}
        some = Rows(rows.places[part], exact, rows.sizes[part], ())
        yield LinesOf(len(some), partial(_lines, some, which[part]))


def sifted_in_parts(sifted: Sifted, which: Which) -> Iterator[LinesOf]:
    """Every row of a list that was sifted; ``which`` has the endings of those that were kept, and all others have the first."""
    for piece in sifted.walk.pieces:
        outline = sifted.walk.outlines[piece]
        rows = len(outline.shortest)
        low, high = np.searchsorted(sifted.kept, [piece.row, piece.row + rows])
        kept = (sifted.kept[low:high] - piece.row, which[low:high])
        yield LinesOf(rows, partial(_lines_again, sifted.walk.data, outline, *kept))


def write_lines(out: BinaryIO, parts: Iterable[LinesOf], endings: Endings) -> None:
    """Write the lines of all parts, in their order."""
    # Space that was written out is used again: memory that nobody has used yet costs more than what is written into it.
    spaces: deque[Bytes] = deque()

    def lines(part: LinesOf) -> tuple[Bytes, int]:
        try:
            space = spaces.popleft()
        except IndexError:
            space = np.empty(0, dtype=np.uint8)
        if len(space) < (needed := part.rows * (_LONGEST + endings.longest) + SPARE):
            space = np.empty(needed, dtype=np.uint8)
        return space, part.write(endings, space)

    for space, used in _in_turn(lines, parts):
        out.write(space[:used].data)
        spaces.append(space)


def _in_turn(work: Callable[[_Part], _Done], parts: Iterable[_Part]) -> Iterator[_Done]:
    """What ``work`` makes of each part, in their order, by two threads that are never far ahead of whoever takes it."""
    with ThreadPoolExecutor(2) as pool:
        begun: deque[Future[_Done]] = deque()
        for part in parts:
            begun.append(pool.submit(work, part))
            if len(begun) > _AHEAD:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def _lines(rows: Rows, which: Which, endings: Endings, space: Bytes) -> int:
    digests, there = [], []
    for name in WIDTHS:
        column = rows.exact.get(name)
        digests.append(np.zeros((len(which), 0), dtype=np.uint8) if column is None else column.digests)
        there.append(np.zeros(len(which), dtype=bool) if column is None else column.there)
    return int(lines_of(rows.places, tuple(digests), tuple(there), which, endings.text, endings.ends, space))


def _lines_again(data: Bytes, outline: Outline, at: Numbers, of_kept: Which, endings: Endings, space: Bytes) -> int:
    which = np.zeros(len(outline.shortest), dtype=np.int32)
    which[at] = of_kept
    where, figures = (outline.low, outline.first), np.zeros(LONGEST_NUMBER + SPARE, dtype=np.uint8)
    rows = (outline.behind, outline.shortest)
    return int(lines_again(data, where, rows, which, endings.text, endings.ends, (figures, space)))
