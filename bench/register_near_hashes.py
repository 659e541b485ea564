"""Perceptual hashes to register and to look for: random ones, skewed ones, and clusters of copies that were encoded again.

The same kind, size and seed give the same hashes. Nothing here was ever a picture.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]

KINDS = ("random", "skewed", "clustered")
FARTHEST = 32
"""Copies are made at every distance up to this, in bits: one more than is looked for."""
_LARGEST_CLUSTER = 10_000
_ROWS_A_PIECE = 1 << 18


@dataclass(frozen=True)
class Registered:
    """Hashes (rows × 32) and their numbers, which are in no order."""

    hashes: Bytes
    numbers: Numbers


@dataclass(frozen=True)
class Asked:
    """Queries (× 32), half of them copies: of the hash with the number ``copied``, at ``distance`` bits; -1 for the others."""

    hashes: Bytes
    copied: Numbers
    distance: Numbers


def registered(kind: str, count: int) -> Registered:
    """So many hashes of a kind."""
    random = np.random.default_rng([count, KINDS.index(kind)])
    made = {"random": _random, "skewed": _skewed, "clustered": _clustered}[kind](count, random)
    return Registered(made, random.permutation(count).astype(np.int64) * 3 + 1)


def asked(kind: str, known: Registered, count: int) -> Asked:
    """So many queries, in no order: half are copies at every distance from 0 to ``FARTHEST``, half are new hashes of the kind."""
    random = np.random.default_rng([count, KINDS.index(kind), 1])
    copies = count // 2
    rows = random.integers(0, len(known.hashes), copies)
    distance = np.arange(copies) % (FARTHEST + 1)
    new = (_skewed if kind == "skewed" else _random)(count - copies, random)
    nothing = np.full(count - copies, -1)
    order = random.permutation(count)
    return Asked(
        np.concatenate((_turned(known.hashes[rows], distance, random), new))[order],
        np.concatenate((known.numbers[rows], nothing))[order],
        np.concatenate((distance, nothing))[order],
    )


def _random(count: int, random: np.random.Generator) -> Bytes:
    return random.integers(0, 256, (count, 32), np.uint8)


def _skewed(count: int, random: np.random.Generator) -> Bytes:
    """Of each three bands (two bytes), the bits of one are set once in 20, of one once in four, of one every other time."""
    made = np.empty((count, 32), np.uint8)
    band = np.arange(32) // 2 % 3
    for low in range(0, count, _ROWS_A_PIECE):
        part = made[low : low + _ROWS_A_PIECE]
        draws = [_random(len(part), random) for _ in range(6)]
        seldom = draws[0] & draws[1] & draws[2] & draws[3] & (draws[4] | draws[5])
        part[:] = np.where(band == 0, seldom, np.where(band == 1, draws[0] & draws[1], draws[0]))
    return made


def _clustered(count: int, random: np.random.Generator) -> Bytes:
    """Clusters of 1 to 10,000 hashes, half as many of twice the size; each hash differs from its centre in up to 12 bits."""
    sizes: list[int] = []
    left = count
    while left:
        drawn = np.minimum(1 / (1 - random.random(1024)), _LARGEST_CLUSTER).astype(np.int64)
        drawn = drawn[: np.searchsorted(np.cumsum(drawn), left) + 1]
        drawn[-1] -= max(int(drawn.sum()) - left, 0)
        sizes += drawn.tolist()
        left -= int(drawn.sum())
    made = np.repeat(_random(len(sizes), random), sizes, axis=0)
    for _ in range(12):
        bits, turned = random.integers(0, 256, count), np.flatnonzero(random.random(count) < 0.5)
        made[turned, bits[turned] // 8] ^= (1 << (bits[turned] % 8)).astype(np.uint8)
    return made[random.permutation(count)]


def _turned(hashes: Bytes, distance: Numbers, random: np.random.Generator) -> Bytes:
    """Each hash with so many of its bits turned over."""
    bits = np.unpackbits(hashes, axis=1)
    places = np.argpartition(random.random(bits.shape), FARTHEST, axis=1)[:, :FARTHEST]
    for step in range(FARTHEST):
        rows = np.flatnonzero(distance > step)
        bits[rows, places[rows, step]] ^= 1
    return np.packbits(bits, axis=1)
