"""The near index: which registered hashes are like these, within so many bits, all of them found.

One file, mapped into memory: opening it reads two pages, and any number of processes share what is read. How the file is laid
out is told in ``near_format``, how matches are found and why none is missed in ``near_kernels`` and ``near_plan``.
"""

import tempfile
from pathlib import Path
from typing import Self

import numpy as np

from tutela.register.index import cores, near_format, near_plan
from tutela.register.index.matches import HASH_BYTES, Keys, Matches, Piece, checked, matches_of, read_only
from tutela.register.index.near_build import build
from tutela.register.index.near_format import FEWEST_IN_LISTS
from tutela.register.index.near_kernels import (
    VALUES,
    Bands,
    Bytes,
    Longs,
    Queries,
    Room,
    Shorts,
    ask_each,
    ask_together,
    compare_all,
    count_numbers,
    with_ranks,
)
from tutela.register.index.near_plan import EVEN, LARGEST_DISTANCE, OWN, SCANNED, even_radii
from tutela.register.index.scan import scan
from tutela.register.index.unusable import IndexUnusable

__all__ = ["LARGEST_DISTANCE", "Matches", "NearIndex", "scan", "warm_near"]

_QUERIES_A_PIECE = 1 << 15
_FEWEST_A_THREAD = 64
"""Fewer queries than this are answered sooner by one thread than two threads are started."""
_TOGETHER, _LONG_LISTS = 1 << 12, 2 * VALUES
"""With so many queries of usual radii, and so many hashes, it is quicker to go through all lists in order than to each query's."""


class NearIndex:
    """Registered hashes of 256 bits and their numbers. Any number of threads may ask one index at the same time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data, self._layout = near_format.open_file(path)
        self._content = near_format.Content(self._data, self._layout)
        self._order = np.array(self._layout.order)

    @staticmethod
    def write(path: Path, hashes: Bytes, numbers: Longs) -> None:
        """Build the index of ``hashes`` (uint8, rows × 32) with their ``numbers`` (int64, one a row) at ``path``.

        Hashes may be repeated, each time with another number, and there may be none. The file takes the place of an older one in
        one step, and only its owner may read it; it has about 304 bytes a hash, and 4 MiB. Besides the arrays, which may be
        mapped files, about 80 bytes a hash are in memory at most. Raises ``ValueError`` for arrays of another shape, and
        ``OSError`` when the file cannot be written; the older file is then still there.
        """
        if len(numbers) != len(hashes):
            raise ValueError(f"There are {len(hashes)} hashes and {len(numbers)} numbers.")
        build(path, checked(hashes), np.ascontiguousarray(numbers, np.int64))

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index at ``path``.

        Raises ``IndexUnusable`` where the file is missing, cut off, of another version, or its header was altered.
        """
        return cls(path)

    def __len__(self) -> int:
        """How many hashes are registered, repeated ones counted every time."""
        return self._layout.numbers

    def find(self, hashes: Bytes, *, distance: int = LARGEST_DISTANCE, threads: int | None = None) -> Matches:
        """All registered hashes that differ in at most ``distance`` bits from one of ``hashes`` (uint8, queries × 32).

        None is missed. ``threads`` is as many as there are cores where it is not given. The answer takes 18 bytes a match, and
        about 35 while it is made. Raises ``ValueError`` for an array of another shape, and for a distance that is negative
        or more than ``LARGEST_DISTANCE``, 31: for more there is ``scan``. Raises ``IndexUnusable`` where it comes upon a part of
        the file that was altered; only ``verify`` finds out every time.
        """
        lanes = self._lanes(hashes, distance)
        threads = threads or cores.available()
        size = min(max(-(-len(hashes) // threads), _FEWEST_A_THREAD), _QUERIES_A_PIECE)
        pieces = cores.ranges(len(hashes), size)

        def answer(ends: tuple[int, int]) -> Piece:
            return Piece(ends[0], self._sorted_keys(lanes[slice(*ends)], distance), self._content.numbers)

        return matches_of(cores.share(answer, pieces, min(threads, len(pieces))))

    def scanned(self, hashes: Bytes, *, distance: int = LARGEST_DISTANCE) -> int:
        """How many of these queries are answered by comparing with every hash, because their lists would be no less work.

        Raises ``ValueError`` as ``find`` does.
        """
        lanes = self._lanes(hashes, distance)
        if self._content.bands is None:
            return len(lanes)
        plans = near_plan.plan(self._content.bands, read_only(lanes.reshape(-1)), distance)
        return int(np.count_nonzero(plans.way == SCANNED))

    def verify(self) -> None:
        """Read the whole file and raise ``IndexUnusable`` where it is not as it was written."""
        end = self._data[self._layout.end_at :]
        if near_format.checksum(self._data, self._layout) != near_format.content_checksum(end):
            raise IndexUnusable(self.path, "its content was altered")

    def _lanes(self, hashes: Bytes, distance: int) -> Shorts:
        """The queries as band values in the order of the index."""
        if not 0 <= distance <= LARGEST_DISTANCE:
            raise ValueError(f"The index finds within 0 to {LARGEST_DISTANCE} bits, not {distance}.")
        return np.take(checked(hashes).view(np.uint16), self._order, axis=1)

    def _sorted_keys(self, lanes: Shorts, distance: int) -> Longs:
        """The keys of the matches, with the ranks of numbers for rows."""
        content, rows, keys = self._content, self._layout.rows, Keys(2 * len(lanes))
        flat = read_only(lanes.reshape(-1))
        words, compared = flat.view(np.uint64), np.arange(len(lanes))
        if content.bands is not None:
            plans = near_plan.plan(content.bands, flat, distance)
            queries = Queries(flat, words, plans.radii)
            even, own, compared = (np.flatnonzero(plans.way == way) for way in (EVEN, OWN, SCANNED))
            if len(even) >= _TOGETHER and rows >= _LONG_LISTS:
                _ask_together(content.bands, queries, even, distance, keys)
            else:
                _ask_each(content.bands, queries, even, distance, keys)
            _ask_each(content.bands, queries, own, distance, keys)
        if len(compared):
            keys.add(lambda found: compare_all(content.hashes, rows, 0, words, compared, distance, found))
        found = keys.found()
        count = count_numbers(found, content.begin, content.ranks) if keys.is_sound else -1
        if count < 0:
            raise IndexUnusable(self.path, "its content was altered")
        # Where each row has one number, each key takes the place of its own: long answers are mostly the memory they take.
        ranked = found if count == len(found) else np.empty(count, np.int64)
        with_ranks(found, content.begin, content.ranks, ranked)
        ranked.sort()
        return ranked


def _ask_each(bands: Bands, queries: Queries, chosen: Longs, distance: int, keys: Keys) -> None:
    if len(chosen):
        keys.add(lambda found: ask_each(bands, queries, chosen, distance, found))


def _ask_together(bands: Bands, queries: Queries, chosen: Longs, distance: int, keys: Keys) -> None:
    radii, room = even_radii(distance), Room.of(len(chosen))
    keys.add(lambda found: ask_together(bands, queries, chosen, radii, distance, room, found))


def warm_near() -> None:
    """Go once through every compiled function of this index, with the types it always has. It takes some seconds the first time."""
    hashes = np.random.default_rng(0).integers(0, 256, (FEWEST_IN_LISTS, HASH_BYTES), np.uint8)
    numbers = np.arange(len(hashes))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "warm.idx")
        NearIndex.write(path, hashes, numbers)
        content = near_format.Content(*near_format.open_file(path))
        NearIndex.open(path).find(hashes[:1], threads=1)
        scan(hashes, numbers, hashes[:1], 0, threads=1)
        if content.bands is not None:
            lanes = read_only(hashes[:1].view(np.uint16).reshape(-1))
            radii = near_plan.plan(content.bands, lanes, LARGEST_DISTANCE).radii
            queries = Queries(lanes, lanes.view(np.uint64), radii)
            _ask_together(content.bands, queries, np.arange(1), LARGEST_DISTANCE, Keys(1))
