"""Hashes for the tests of near look-ups: random bytes, changed in as many bits as is said."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tutela.register.index.matches import Matches
from tutela.register.index.near import NearIndex

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]

MANY = 20_000
"""Hashes enough for lists."""


def some_hashes(count: int, *, seed: int) -> Bytes:
    return np.random.default_rng(seed).integers(0, 256, (count, 32), np.uint8)


def changed(hashes: Bytes, bits: list[list[int]]) -> Bytes:
    """The hashes, one for each list of bits, each with those bits turned over."""
    turned = np.unpackbits(hashes, axis=1)
    for one, places in zip(turned, bits, strict=True):
        one[places] ^= 1
    return np.packbits(turned, axis=1)


def near_to(hashes: Bytes, distances: list[int], *, seed: int) -> Bytes:
    random = np.random.default_rng(seed)
    return changed(hashes, [random.choice(256, distance, replace=False).tolist() for distance in distances])


def compared(registered: Bytes, numbers: Numbers, hashes: Bytes, distance: int) -> list[tuple[int, int, int]]:
    """Every match as (query, distance, number), by comparing one with one."""
    found = []
    for query, one in enumerate(hashes):
        apart = np.bitwise_count(registered ^ one).sum(axis=1, dtype=np.int64)
        rows = np.flatnonzero(apart <= distance)
        found += [(query, int(apart[row]), int(numbers[row])) for row in rows]
    return sorted(found)


def told(matches: Matches) -> list[tuple[int, int, int]]:
    columns = (matches.query, matches.distance, matches.number)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def index_of(folder: Path, hashes: Bytes, numbers: Numbers) -> NearIndex:
    path = folder / "near.idx"
    NearIndex.write(path, hashes, numbers)
    return NearIndex.open(path)
