"""Lists of made-up hashes for the tests of the register."""

import hashlib
import random
from dataclasses import replace

import numpy as np

from tutela.register.lists.rows import NOT_SAID, WIDTHS, Column, HashList, Rows


def made_up(count: int, *, seed: int = 0) -> list[dict[str, bytes]]:
    """``count`` files as their hashes, of random bytes."""
    draw = random.Random(seed)
    files = []
    for _ in range(count):
        raw = draw.randbytes(16)
        files.append({name: hashlib.new(name, raw).digest() for name in WIDTHS})
    return files


def rows_of(files: list[dict[str, bytes]]) -> Rows:
    """Those files as the columns that a reader gives."""
    exact = {}
    for name, width in WIDTHS.items():
        there = np.array([name in one for one in files], dtype=bool)
        if there.any():
            raw = b"".join(one.get(name, bytes(width)) for one in files)
            exact[name] = Column(np.frombuffer(raw, dtype=np.uint8).reshape(-1, width), there)
    count = len(files)
    return Rows(
        places=np.arange(1, count + 1),
        exact=exact,
        sizes=np.full(count, NOT_SAID),
        names=[f"file {n}" for n in range(count)],
    )


def rows_from(files: list[dict[str, bytes]], start: int, end: int) -> Rows:
    """A part of those files, as it comes over a line: the rows keep their places in the whole list."""
    part = rows_of(files[start:end])
    return replace(part, places=part.places + start)


def listed(files: list[dict[str, bytes]]) -> HashList:
    """Those files as a list that was read."""
    said = b"".join(b"".join(one[name] for name in sorted(one)) for one in files)
    return HashList("hashdeep", rows_of(files), hashlib.sha256(said).hexdigest())


def only(files: list[dict[str, bytes]], *names: str) -> list[dict[str, bytes]]:
    """The same files, known by fewer hashes."""
    return [{name: one[name] for name in names} for one in files]


def looking_like(files: list[dict[str, bytes]], *hashes: bytes, quality: list[int] | None = None) -> HashList:
    """Those files as a list that says a perceptual hash of each, and its quality where ``quality`` has them."""
    given = listed(files)
    column = Column(np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(-1, 32), np.ones(len(hashes), dtype=bool))
    qualities = None if quality is None else np.array(quality, dtype=np.int64)
    return replace(given, rows=replace(given.rows, pdq=column, pdq_quality=qualities))


def turned(pdq: bytes, bits: int) -> bytes:
    """The same perceptual hash with so many bits turned over."""
    number = int.from_bytes(pdq, "big")
    for bit in range(bits):
        number ^= 1 << (bit * 7 % 256)
    return number.to_bytes(32, "big")
