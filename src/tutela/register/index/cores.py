"""Work shared out over the processor's cores; compiled functions and hashing let Python's threads run at the same time."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


def available() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def share(work: Callable[[Piece], Answer], pieces: Iterable[Piece], threads: int) -> Iterator[Answer]:
    """The answers of ``work`` for each piece, in order, with so many ``threads``; with one, nothing is started."""
    if threads <= 1:
        yield from map(work, pieces)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(work, pieces)


def ranges(rows: int, size: int) -> list[tuple[int, int]]:
    """``rows`` cut into ranges (from, to) of at most ``size``."""
    return [(low, min(low + size, rows)) for low in range(0, rows, size)]
