"""A line of an answer for each of millions of rows, put together by compiled code."""

import numba
import numpy as np
from numpy.typing import NDArray

from tutela.register.lists.rows import Bytes, Flags, Numbers

_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
LONGEST_NUMBER = 20


@numba.njit(cache=True, nogil=True)
def lines_of(
    places: Numbers,
    digests: tuple[Bytes, ...],
    there: tuple[Flags, ...],
    which: NDArray[np.int32],
    endings: Bytes,
    ends: Numbers,
    out: Bytes,
) -> int:
    """Write ``place,hash,ending`` for each row into ``out``; returns how many bytes were written.

    The hash is the first that is there of three columns: ``digests`` (rows × width, uint8; width 0 for one that the list does
    not have) and ``there``. ``endings`` has the texts one after another, ``ends`` where each ends; ``which`` names the ending
    of each row.
    """
    at = 0
    digits = np.empty(LONGEST_NUMBER, dtype=np.uint8)
    for row in range(len(places)):
        number, count = places[row], 0
        while True:
            digits[count] = 48 + number % 10
            number //= 10
            count += 1
            if number == 0:
                break
        while count > 0:
            count -= 1
            out[at] = digits[count]
            at += 1
        out[at] = 44
        at += 1
        if there[0][row]:
            at = _write_hex(digests[0], row, out, at)
        elif there[1][row]:
            at = _write_hex(digests[1], row, out, at)
        elif there[2][row]:
            at = _write_hex(digests[2], row, out, at)
        begin = ends[which[row] - 1] if which[row] > 0 else 0
        for one in range(begin, ends[which[row]]):
            out[at] = endings[one]
            at += 1
    return at


@numba.njit(cache=True, nogil=True)
def _write_hex(digests: Bytes, row: int, out: Bytes, at: int) -> int:
    for one in range(digests.shape[1]):
        byte = digests[row, one]
        out[at] = _HEX[byte >> 4]
        out[at + 1] = _HEX[byte & 15]
        at += 2
    return at


def warm_answers() -> None:
    """Compile, so that the first answer does not wait for it."""
    one, is_there = np.zeros((1, 16), dtype=np.uint8), np.ones(1, dtype=bool)
    out = np.zeros(256, dtype=np.uint8)
    which, ending, ends = np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.uint8), np.ones(1, dtype=np.int64)
    lines_of(np.ones(1, dtype=np.int64), (one, one, one), (is_there, is_there, is_there), which, ending, ends, out)
