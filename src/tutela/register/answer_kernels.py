"""A line of an answer for each of millions of rows, put together by compiled code."""
# mypy: disable-error-code=untyped-decorator

import numpy as np
from numpy.typing import NDArray

from tutela.register.index.compiled import kernel, part
from tutela.register.lists.rows import Bytes, Flags, Numbers

LONGEST_NUMBER = 20
_COMMA, _ZERO, _FROM_NINE_TO_A = 44, 48, 39


@part
def _write_number(number: int, out: Bytes, at: int) -> int:
    count, left = 1, number // 10
    while left > 0:
        count += 1
        left //= 10
    for place in range(at + count - 1, at - 1, -1):
        out[place] = _ZERO + number % 10
        number //= 10
    return at + count


@part
def _write_hex(digests: Bytes, row: int, out: Bytes, at: int) -> int:
    for one in range(digests.shape[1]):
        byte = digests[row, one]
        high, low = byte >> 4, byte & 15
        out[at] = _ZERO + high + _FROM_NINE_TO_A * (high > 9)
        out[at + 1] = _ZERO + low + _FROM_NINE_TO_A * (low > 9)
        at += 2
    return at


@kernel
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
    for row in range(len(places)):
        at = _write_number(places[row], out, at)
        out[at] = _COMMA
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


def warm_answers() -> None:
    """Compile, so that the first answer does not wait for it."""
    one, is_there = np.zeros((1, 16), dtype=np.uint8), np.ones(1, dtype=bool)
    out = np.zeros(256, dtype=np.uint8)
    which, ending, ends = np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.uint8), np.ones(1, dtype=np.int64)
    lines_of(np.ones(1, dtype=np.int64), (one, one, one), (is_there, is_there, is_there), which, ending, ends, out)
