"""The exact index: which of these digests are registered, and under which number.

One file an algorithm, mapped into memory: opening it reads two pages, and any number of processes share what is read. How the
file is laid out is told in ``exact_format``, how it is asked in ``exact_kernels``.
"""

from pathlib import Path
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tutela.register.index import cores, exact_format, exact_kernels
from tutela.register.index.exact_build import Words, build
from tutela.register.index.unusable import IndexUnusable
from tutela.register.lists.rows import WIDTHS, Bytes, Numbers

ABSENT = -1
_BLOCK = 64
"""Queries whose memory is asked for before the first of them is compared."""
Number = TypeVar("Number", bound=np.generic)

_QUERIES_A_PIECE = 1 << 17
"""Fewer queries than this are answered sooner by one thread than two threads are started."""


class ExactIndex:
    """The digests of one algorithm and their numbers. Any number of threads may ask one index at the same time."""

    def __init__(self, path: Path, width: int) -> None:
        self.path = path
        self.width = width
        self._data, self._layout = exact_format.open_file(path, width)
        records = self._layout.records(self._data)
        self._filled = exact_kernels.Filled(
            self._layout.hashing(), self._layout.table(self._data), records, records.reshape(-1)
        )

    @staticmethod
    def write(path: Path, digests: Bytes, numbers: Numbers) -> None:
        """Build the index of ``digests`` (uint8, rows × 16, 20 or 32) with their ``numbers`` (int64, one a row, 0 or more) at ``path``.

        The file takes the place of an older one in one step, and only its owner may read it. Where a digest is repeated, its
        smallest number counts. Besides the arrays, which may be mapped files, it takes about 1.3 GiB of memory at most, more
        only if one digest is repeated ten million times. Raises ``ValueError`` for arrays of another shape and for a negative
        number, ``OSError`` when the file cannot be written; the older file is then still there.
        """
        if len(numbers) != len(digests):
            raise ValueError(f"There are {len(digests)} digests and {len(numbers)} numbers.")
        if digests.shape[-1] not in WIDTHS.values():
            raise ValueError(f"Digests of {digests.shape[-1]} bytes are of no algorithm that is kept.")
        words = _as_words(digests, digests.shape[-1])
        build(path, words, _read_only(np.require(numbers, np.int64, ("C", "A"))))

    @classmethod
    def open(cls, path: Path, width: int) -> Self:
        """The index at ``path`` of digests of ``width`` bytes.

        Raises ``IndexUnusable`` where the file is missing, cut off, of another version or width, or its header was altered.
        """
        return cls(path, width)

    def __len__(self) -> int:
        """How many distinct digests are registered."""
        return self._layout.rows

    def find(self, digests: Bytes, *, threads: int | None = None) -> Numbers:
        """The number of each of ``digests`` (uint8, rows × width), ``ABSENT`` (-1) where it is not registered.

        Every answer was compared with the whole digest. ``threads`` is as many as there are cores where it is not given.
        Raises ``ValueError`` for an array of another shape, and ``IndexUnusable`` where a look-up meets a bucket that was altered.
        """
        words = _as_words(digests, self.width)
        answers = np.empty(len(words), np.int64)
        pieces = cores.ranges(len(words), _QUERIES_A_PIECE)

        def look_up(ends: tuple[int, int]) -> bool:
            hashes, likely = np.empty((2, _BLOCK), np.uint64)
            return bool(exact_kernels.look_up(self._filled, words, answers, hashes, likely, *ends))

        for sound in cores.share(look_up, pieces, min(threads or cores.available(), len(pieces))):
            if not sound:
                raise self._altered()
        return answers

    def verify(self) -> None:
        """Read the whole file and raise ``IndexUnusable`` where it is not as it was written."""
        end = self._data[self._layout.end_at :]
        if exact_format.checksum(self._data, self._layout) != exact_format.content_checksum(end):
            raise self._altered()

    def _altered(self) -> IndexUnusable:
        return IndexUnusable(self.path, "its content was altered")


def _as_words(digests: Bytes, width: int) -> Words:
    """The digests as 32-bit words, read-only: one type, so that each compiled function is compiled once."""
    if digests.dtype != np.uint8 or digests.ndim != 2 or digests.shape[1] != width:
        raise ValueError(f"Digests are bytes, rows × {width}, and not {digests.dtype} of shape {digests.shape}.")
    words = np.ascontiguousarray(digests).view(np.uint32)
    return _read_only(words if words.flags.aligned else words.copy())


def _read_only(array: NDArray[Number]) -> NDArray[Number]:
    view = array.view()
    view.flags.writeable = False
    return view
