"""Comparing with every hash: exact at any distance, and the measure of what an index answers."""

import numpy as np

from tutela.register.index import cores
from tutela.register.index.matches import Keys, Matches, Piece, checked, matches_of, read_only
from tutela.register.index.near_kernels import (
    AT_ONCE,
    ROWS_AT_MOST,
    WORDS,
    Bytes,
    Longs,
    Words,
    compare_all,
)

BITS = 256
_QUERIES_AT_ONCE = 1 << 12
_ROWS_A_PIECE = 1 << 16


def scan(registered: Bytes, numbers: Longs, hashes: Bytes, distance: int, *, threads: int | None = None) -> Matches:
    """All pairs of one of ``hashes`` (uint8, queries × 32) and one ``registered`` (uint8, rows × 32) that differ in at most ``distance``
    of their 256 bits, with the ``numbers`` (int64, one a row) of the registered.

    ``threads`` is as many as there are cores where it is not given. The time is queries × rows; the answer takes 18 bytes a pair,
    and twice as much while it is made. Raises ``ValueError`` for arrays of another shape and a distance outside of 0 to 256.
    """
    if not 0 <= distance <= BITS:
        raise ValueError(f"A distance is 0 to {BITS} bits, not {distance}.")
    if len(numbers) != len(registered) or len(registered) > ROWS_AT_MOST:
        raise ValueError(f"There are {len(registered)} hashes and {len(numbers)} numbers; {ROWS_AT_MOST} are most.")
    rows, queries = (checked(one).view(np.uint64) for one in (registered, hashes))
    all_numbers = np.asarray(numbers, np.int64)
    threads = threads or cores.available()

    def answer(ends: tuple[int, int]) -> Piece:
        keys = near_rows(rows, queries[slice(*ends)], distance, threads)
        places = keys & ROWS_AT_MOST
        known, ranks = np.unique(all_numbers[places], return_inverse=True)
        keys += ranks - places
        keys.sort()
        return Piece(ends[0], keys, known)

    return matches_of(map(answer, cores.ranges(len(queries), _QUERIES_AT_ONCE)))


def near_rows(rows: Words, queries: Words, distance: int, threads: int) -> Longs:
    """The keys, in no order, of all pairs of ``queries`` and ``rows`` (uint64, × 4) within the distance; every thread takes some rows."""
    chosen, words = np.arange(len(queries)), read_only(queries.reshape(-1))
    # Eight rows are read at a time: the last few are copied to where the reading may go on.
    whole = len(rows) // AT_ONCE * AT_ONCE
    rest = np.zeros((AT_ONCE, WORDS), np.uint64)
    rest[: len(rows) - whole] = rows[whole:]
    pieces = [(rows[low:high], low) for low, high in cores.ranges(whole, _ROWS_A_PIECE)]

    def compare(piece: tuple[Words, int]) -> Longs:
        keys = Keys(len(queries))
        here, first_row = piece
        hashes, count = read_only(here.reshape(-1)), min(len(rows) - first_row, len(here))
        keys.add(lambda found: compare_all(hashes, count, first_row, words, chosen, distance, found))
        return keys.found()

    return np.concatenate(list(cores.share(compare, [*pieces, (rest, whole)], threads)))
