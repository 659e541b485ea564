"""What a near look-up answers, and how the kernels' keys become it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from tutela.register.index.near_kernels import Bytes, Found, Longs, take_apart

HASH_BYTES = 32
Element = TypeVar("Element", bound=np.generic)
_FEWEST_KEYS = 1 << 12


@dataclass(frozen=True)
class Matches:
    """Pairs of a query and a registered hash that are near each other, ordered by query, then distance, then number.

    ``query`` (int64) is the place of the query in what was asked, ``number`` (int64) the number of the registered hash,
    ``distance`` (uint16) in how many of the 256 bits they differ.
    """

    query: Longs
    number: Longs
    distance: NDArray[np.uint16]

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.query)


class Keys:
    """Keys as kernels write them, with space that grows when it is too little."""

    def __init__(self, expected: int) -> None:
        self._space: Longs = np.empty(max(expected, _FEWEST_KEYS), np.int64)
        self._count = 0
        self.is_sound = True
        """False where a kernel came upon something that cannot be: the index was altered."""

    def add(self, ask: Callable[[Found], int]) -> None:
        """Let a kernel write its keys after those that are there, and again with more space for as long as it asks for that."""
        progress = np.array([0, self._count, 0], np.int64)
        while needed := ask(Found(self._space, progress)):
            space = np.empty(max(needed + needed // 2, 2 * self._space.size), np.int64)
            space[: progress[1]] = self._space[: progress[1]]
            self._space = space
        self._count = int(progress[1])
        self.is_sound = self.is_sound and not progress[2]

    def found(self) -> Longs:
        """The keys."""
        return self._space[: self._count]


class Piece(NamedTuple):
    """The sorted keys of some queries: ``first_query`` is the first of them, and the keys have ranks among ``numbers`` for rows."""

    first_query: int
    keys: Longs
    numbers: Longs


def matches_of(pieces: Iterable[Piece]) -> Matches:
    """The matches of the keys, piece after piece."""
    known = list(pieces)
    count = sum(len(piece.keys) for piece in known)
    matches = Matches(np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.uint16))
    begin = 0
    for first_query, keys, numbers in known:
        part = slice(begin, begin + len(keys))
        columns = (matches.query[part], matches.number[part], matches.distance[part])
        take_apart(keys, read_only(numbers), first_query, *columns)
        begin += len(keys)
    return matches


def checked(hashes: Bytes) -> Bytes:
    """The hashes side by side in memory. Raises ``ValueError`` for anything but uint8, rows × 32."""
    if hashes.dtype != np.uint8 or hashes.ndim != 2 or hashes.shape[1] != HASH_BYTES:
        raise ValueError(f"Hashes are bytes, rows × {HASH_BYTES}, and not {hashes.dtype} of shape {hashes.shape}.")
    side_by_side = np.ascontiguousarray(hashes)
    # Whole words are read from them.
    return side_by_side if side_by_side.ctypes.data % 8 == 0 else side_by_side.copy()


def read_only(array: NDArray[Element]) -> NDArray[Element]:
    """The array as one that is only read: one type, so that each kernel is compiled once."""
    view = array.view()
    view.flags.writeable = False
    return view
