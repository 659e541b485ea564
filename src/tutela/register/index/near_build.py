"""Building the file of a near index, on all cores; lists are built and written one band a core at a time.

Besides the arrays it is given, about 60 bytes a hash are in memory at most, and 80 where most hashes begin as others do.
"""
# mypy: allow-untyped-defs, no-check-untyped-defs

import mmap
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from tutela.register.index import cores
from tutela.register.index.compiled import kernel
from tutela.register.index.near_format import LISTS, Layout, checksum
from tutela.register.index.near_kernels import (
    BANDS,
    ROWS_AT_MOST,
    SKETCH,
    VALUES,
    WORDS,
    Bytes,
    Half,
    Longs,
    Shorts,
    Words,
)

_ROWS_A_PIECE = 1 << 20
_WRITE = 256 << 20
"""Bytes written with one call: a call may write 2 GiB at most."""


def build(path: Path, hashes: Bytes, numbers: Longs) -> None:
    """Write the index of ``hashes`` (uint8, rows × 32) and their ``numbers`` (int64) to ``path``, or leave what is there.

    Raises ``ValueError`` for more than 2^32 - 2 hashes and ``OSError`` when the file cannot be written.
    """
    if len(hashes) >= ROWS_AT_MOST:
        raise ValueError(f"{len(hashes):,} hashes are more than one index can hold, {ROWS_AT_MOST - 1:,}.")
    lanes = hashes.view(np.uint16)
    order = band_order(lanes)
    words = _with_bands_in(order, lanes)
    rows = _in_order(words)
    begins = _begins(words, rows)
    layout = Layout(len(numbers), len(begins), tuple(order.tolist()))
    with _in_place_of(path) as file:
        os.truncate(file.fileno(), layout.end_at)
        _put_hashes(file, layout, words, rows[begins])
        del words
        _put(file, layout, "begin", np.append(begins, np.uint32(len(rows))))
        del begins
        _put_numbers(file, layout, numbers, rows)
        del rows
        # What was written is read from the file, and no more from memory that the system could not take back.
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if layout.has_lists:
            _put_lists(file, layout, data, layout.sections()["hashes"][0])
        content = checksum(data, layout)
        os.pwrite(file.fileno(), layout.header(), 0)
        os.pwrite(file.fileno(), layout.end(content), layout.end_at)


def band_order(lanes: Shorts) -> NDArray[np.int64]:
    """The bands of hashes (rows × 16 values), those first in which the fewest pairs of hashes have the same value.

    The first bands are in the sketches, and sketches of bands in which most hashes are equal would tell nothing.
    """
    # A sample tells as much: one million values already show what is frequent among 65,536.
    sample = lanes[:: max(len(lanes) // 1_000_000, 1)]
    counts = [np.bincount(sample[:, band], minlength=VALUES).astype(np.float64) for band in range(BANDS)]
    return np.argsort([np.dot(one, one) for one in counts], kind="stable")


def _with_bands_in(order: NDArray[np.int64], lanes: Shorts) -> Words:
    words = np.empty((len(lanes), WORDS), np.uint64)
    into = words.view(np.uint16)

    def take(ends: tuple[int, int]) -> None:
        np.take(lanes[slice(*ends)], order, axis=1, out=into[slice(*ends)])

    for _ in cores.share(take, cores.ranges(len(lanes), _ROWS_A_PIECE), cores.available()):
        pass
    return words


def _in_order(words: Words) -> Half:
    """The rows in the order of their hashes, word by word: equal hashes stand together, and like ones near each other."""
    rows = np.argsort(words[:, 0]).astype(np.uint32)
    first = words[rows, 0]
    same = np.flatnonzero(first[1:] == first[:-1])
    del first
    # Few hashes have the first word in common, unless many have a likeness: only those are compared further.
    tied = np.union1d(same, same + 1)
    among = rows[tied]
    rows[tied] = among[np.lexsort([words[among, word] for word in range(WORDS - 1, -1, -1)])]
    return rows


def _begins(words: Words, rows: Half) -> Half:
    """At which of the ordered rows a hash begins that the row before has not."""
    new = np.ones(len(rows), np.bool_)
    if len(rows):
        new[1:] = False
    for word in range(WORDS):
        one = words[rows, word]
        new[1:] |= one[1:] != one[:-1]
    return np.flatnonzero(new).astype(np.uint32)


def _put_hashes(file: IO[bytes], layout: Layout, words: Words, rows: Half) -> None:
    """Write the hashes of these rows."""

    def put(ends: tuple[int, int]) -> None:
        _put(file, layout, "hashes", words[rows[slice(*ends)]], skip=ends[0] * WORDS)

    for _ in cores.share(put, cores.ranges(len(rows), _ROWS_A_PIECE), cores.available()):
        pass


def _put_numbers(file: IO[bytes], layout: Layout, numbers: Longs, rows: Half) -> None:
    """Write the numbers in their order, and the rank of the number of each of the ordered rows."""
    if np.all(numbers[1:] >= numbers[:-1]):
        _put(file, layout, "numbers", numbers)
        _put(file, layout, "ranks", rows)
        return
    by_number = np.argsort(numbers, kind="stable").astype(np.uint32)
    _put(file, layout, "numbers", numbers[by_number])
    ranks = np.empty(len(numbers), np.uint32)
    ranks[by_number] = np.arange(len(numbers), dtype=np.uint32)
    _put(file, layout, "ranks", ranks[rows])


def _put_lists(file: IO[bytes], layout: Layout, data: mmap.mmap, hashes_at: int) -> None:
    """Build and write the lists of every band of the hashes, which stand in ``data`` from ``hashes_at`` on."""
    lanes = np.frombuffer(data, np.uint16, layout.rows * BANDS, hashes_at).reshape(-1, BANDS)

    def put(band: int) -> None:
        starts = np.zeros(VALUES + 1, np.uint32)
        first = np.zeros(layout.stride, np.uint64)
        second, row = np.zeros((2, layout.stride), np.uint32)
        fill_band(lanes, band, starts, first, second, row)
        lists: list[NDArray[Any]] = [starts, first, second, row]
        for name, one in zip(LISTS, lists, strict=True):
            _put(file, layout, name, one, skip=band * one.size)

    for _ in cores.share(put, range(BANDS), min(cores.available(), BANDS)):
        pass


@kernel
def fill_band(lanes, band, starts, first, second, row):
    """Fill in the lists of one band of the hashes (``lanes``, rows × 16): begins, sketches and rows; ``starts`` is all 0."""
    for at in range(lanes.shape[0]):
        starts[np.int64(lanes[at, band]) + 1] += np.uint32(1)
    for value in range(VALUES):
        starts[value + 1] += starts[value]
    for at in range(lanes.shape[0]):
        value = np.int64(lanes[at, band])
        place = np.int64(starts[value])
        starts[value] = place + 1
        for turn in range(4):
            first[place] |= np.uint64(lanes[at, SKETCH[band, turn]]) << np.uint64(16 * turn)
        for turn in range(2):
            second[place] |= np.uint32(lanes[at, SKETCH[band, 4 + turn]]) << np.uint32(16 * turn)
        row[place] = at
    # Every begin has become the end of its list, which is the begin of the next.
    for value in range(VALUES, 0, -1):
        starts[value] = starts[value - 1]
    starts[0] = 0


def _put(file: IO[bytes], layout: Layout, name: str, array: NDArray[Any], *, skip: int = 0) -> None:
    """Write an array into its section, after the first ``skip`` elements; several threads may write at one time."""
    at, _, kind = layout.sections()[name]
    at += skip * np.dtype(kind).itemsize
    view = np.ascontiguousarray(array, kind).reshape(-1).view(np.uint8).data
    while view:
        written = os.pwrite(file.fileno(), view[:_WRITE], at)
        view, at = view[written:], at + written


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
