"""Building the file of an exact index, in bounded memory and on all cores.

The table is cut into parts of some thousand buckets. Rows are counted by part, then put together part by part in a space of
1 GiB, as many parts at a time as fit, and each part is put in order by itself, in the processor's cache. So a hundred million
rows are never sorted and never held twice: they are read once for the count and once for each GiB of records.
"""

import mmap
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from tutela.register.index import cores, exact_kernels
from tutela.register.index.exact_format import BUCKET_LOAD, HEADER_SIZE, KEYS, Layout, checksum

PART_BUCKETS = 4096
SPACE = 1 << 30
"""Bytes of records put in order at a time."""

Words = NDArray[np.uint32]
Numbers = NDArray[np.int64]
"""How many rows each part has, and where each part begins."""

_ROWS_A_PIECE = 1 << 22


class _Crowded(Exception):  # noqa: N818
    """One bucket got so many digests that the keys must be taken for known."""


def build(path: Path, digests: Words, numbers: Numbers) -> None:
    """Write the index of ``digests`` (uint32, rows × words) and their ``numbers`` (int64, 0 or more) to ``path``, or leave what is there.

    Raises ``ValueError`` for a negative number and ``OSError`` when the file cannot be written.
    """
    for low, high in cores.ranges(len(numbers), _ROWS_A_PIECE):
        if numbers[low:high].min() < 0:
            raise ValueError("The number of a digest is negative, and -1 means that a digest is not registered.")
    while True:
        try:
            with _in_place_of(path) as file:
                _Building(digests, numbers).write(file)
        except _Crowded:
            continue  # with other keys: nobody who chose the digests can have known them
        return


class _Building:
    def __init__(self, digests: Words, numbers: Numbers) -> None:
        self.digests, self.numbers = digests, numbers
        rows, words = digests.shape
        # The number of records is known at the end, without the repeated ones.
        self.layout = Layout(words * 4, rows, rows // BUCKET_LOAD + 1, draw_keys())
        self.hashing = self.layout.hashing()
        self.parts = -(-self.layout.buckets // PART_BUCKETS)
        self.pieces = cores.ranges(rows, max(_ROWS_A_PIECE, -(-rows // 64)))
        self.threads = cores.available()

    def write(self, file: IO[bytes]) -> None:
        """Write the whole file: the records one group of parts after the other, the table beside them, the header last."""
        counts = self._counted()
        rows = 0
        for first, last in groups(counts.sum(axis=0), SPACE // (self.layout.record_words * 4)):
            rows = self._write_group(counts, first, last, rows, file)
        _seal(file, replace(self.layout, rows=rows))

    def _write_group(self, counts: Numbers, first: int, last: int, rows: int, file: IO[bytes]) -> int:
        """Write the parts ``first`` to ``last`` behind the ``rows`` that are there; returns how many there are then.

        What it takes is given back before the next group is begun: two at a time would take twice the space.
        """
        records = self._spread(counts, first, last)
        table = np.zeros(self._words_of(first, last), np.uint64)
        file.seek(self.layout.records_at + rows * self.layout.record_words * 4)
        rows = self._settle(records, table, counts[:, first:last].sum(axis=0), first, rows, file)
        file.seek(HEADER_SIZE + self._words_of(0, first) * 8)
        file.write(table.data)
        return rows

    def _counted(self) -> Numbers:
        """Rows by piece of the input and part of the table."""
        counts = np.zeros((len(self.pieces), self.parts), np.int64)
        parts = _parts(0, self.parts)

        def count(piece: int) -> None:
            exact_kernels.count_parts(self.digests, self.hashing, parts, counts[piece], *self.pieces[piece])

        for _ in cores.share(count, range(len(self.pieces)), self.threads):
            pass
        return counts

    def _spread(self, counts: Numbers, first: int, last: int) -> Words:
        """The rows of the parts ``first`` to ``last``, part after part, in the order of the input."""
        # Every piece has places of its own in every part, so no two threads write to one place.
        places = np.zeros_like(counts)
        here = counts[:, first:last].T.ravel()
        places[:, first:last] = (np.cumsum(here) - here).reshape(last - first, len(self.pieces)).T
        records = np.empty((int(here.sum()), self.layout.record_words), np.uint32)
        parts = _parts(first, last)

        def spread(piece: int) -> None:
            rows = (self.digests, self.numbers)
            exact_kernels.spread(rows, self.hashing, parts, places[piece], records, *self.pieces[piece])

        for _ in cores.share(spread, range(len(self.pieces)), self.threads):
            pass
        return records

    def _settle(
        self, records: Words, table: NDArray[np.uint64], counts: Numbers, first: int, rows: int, file: IO[bytes]
    ) -> int:
        """Order and write each part from ``first`` on, which have so many rows; fill ``table``.

        Returns how many records the file has now, ``rows`` being those before.
        """
        ends = np.cumsum(counts)
        begins = ends - counts

        def lines(part: int) -> NDArray[np.uint64]:
            return table[self._words_of(first, first + part) : self._words_of(first, first + part + 1)]

        def settle(part: int) -> int:
            here, line = records[begins[part] : ends[part]], lines(part)
            space = exact_kernels.Space.of(here, len(line) // exact_kernels.WORDS_A_BUCKET)
            begin = np.uint64((first + part) * PART_BUCKETS)
            return int(exact_kernels.settle(here, space, line, self.hashing, begin))

        for part, distinct in enumerate(cores.share(settle, range(len(counts)), self.threads)):
            if distinct < 0:
                raise _Crowded
            exact_kernels.move_begins(lines(part), rows)
            file.write(records[begins[part] : begins[part] + distinct].data)
            rows += distinct
        return rows

    def _words_of(self, first: int, last: int) -> int:
        """How many words of the table the parts ``first`` to ``last`` have: the last part of all may be short."""
        low, high = (min(part * PART_BUCKETS, self.layout.buckets) for part in (first, last))
        return (high - low) * exact_kernels.WORDS_A_BUCKET


def _parts(first: int, last: int) -> exact_kernels.Parts:
    return exact_kernels.Parts(np.uint64(PART_BUCKETS), np.uint64(first), np.uint64(last))


def _seal(file: IO[bytes], layout: Layout) -> None:
    """Write the header and the end mark, with the checksum of what stands between."""
    file.seek(0)
    file.write(layout.header())
    file.flush()
    os.truncate(file.fileno(), layout.end_at)
    content = checksum(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), layout)
    file.seek(layout.end_at)
    file.write(layout.end(content))


def draw_keys() -> tuple[int, ...]:
    """New secret keys for an index."""
    return tuple(secrets.randbits(64) for _ in range(KEYS))


def groups(totals: Numbers, space: int) -> Iterator[tuple[int, int]]:
    """Ranges of parts whose rows, ``totals``, come to no more than ``space``, or of one part that alone has more."""
    first, rows = 0, 0
    for part, count in enumerate(totals.tolist()):
        if rows and rows + count > space:
            yield first, part
            first, rows = part, 0
        rows += count
    yield first, len(totals)


@contextmanager
def _in_place_of(path: Path) -> Iterator[IO[bytes]]:
    """A new file that takes the place of ``path`` when all went well, and is gone when not; only its owner may read it."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(number, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    # The new name must outlive a power cut as well.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
