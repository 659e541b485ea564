"""A line of an answer for each of millions of rows, put together by compiled code."""
# mypy: disable-error-code=untyped-decorator

import numpy as np
from numpy.typing import NDArray

from tutela.register.index.compiled import instructions, kernel, part
from tutela.register.lists.rows import Bytes, Flags, Numbers

LONGEST_NUMBER = 20
SPARE = 7
_COMMA, _ZERO, _NINE, _FROM_NINE_TO_A = 44, 48, 57, 39
_SMALL = np.uint64(0x2020_2020_2020_2020)
"""Makes small letters of large ones, and leaves figures as they are."""
_eight, _put_eight = instructions("tutela.register.lists.line_instructions", "eight", "put_eight")


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
def _count_on(figures: Bytes, count: int) -> bool:
    """Add one to the number that ``count`` figures write; False where it gets one more."""
    at = count - 1
    while at >= 0 and figures[at] == _NINE:
        figures[at] = _ZERO
        at -= 1
    if at < 0:
        return False
    figures[at] += 1
    return True


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


@kernel
def lines_again(
    data: Bytes,
    where: tuple[int, int],
    rows: tuple[NDArray[np.uint32], NDArray[np.uint32]],
    which: NDArray[np.int32],
    endings: Bytes,
    ends: Numbers,
    spaces: tuple[Bytes, Bytes],
) -> int:
    """The same for the rows of a piece of a list that was gone through before: their hashes are copied out of the list, in small letters.

    ``where`` is where the piece begins in ``data`` and the place of its first row; ``rows`` are how far behind that each row is,
    nothing where they follow one another, and ``shortest`` of ``LineColumns``; ``spaces`` are for a number, and for the lines. Of both,
    and of ``endings``, seven bytes more are touched than are needed.
    """
    at, count, before = 0, 0, np.int64(-1)
    low, first = where
    behind, shortest = rows
    figures, out = spaces
    for row in range(len(shortest)):
        place = np.int64(first + row) if len(behind) == 0 else first + np.int64(behind[row])
        # Nearly every place is the next one: counting on is quicker than dividing.
        if count == 0 or place != before + 1 or not _count_on(figures, count):
            count = _write_number(place, figures, 0)
        before = place
        # Whole words are written, and what is too much is written over.
        for one in range(0, count, 8):
            _put_eight(out, at + one, _eight(figures, one))
        at += count
        out[at] = _COMMA
        at += 1
        begin = low + np.int64(shortest[row] >> 2)
        kind = shortest[row] & 3
        digits = 32 if kind == 0 else 40 if kind == 1 else 64
        for one in range(0, digits, 8):
            _put_eight(out, at + one, _eight(data, begin + one) | _SMALL)
        at += digits
        ending = ends[which[row] - 1] if which[row] > 0 else 0
        length = ends[which[row]] - ending
        for one in range(0, length, 8):
            _put_eight(out, at + one, _eight(endings, ending + one))
        at += length
    return at


def warm_answers() -> None:
    """Compile, so that the first answer does not wait for it."""
    one, is_there = np.zeros((1, 16), dtype=np.uint8), np.ones(1, dtype=bool)
    out = np.zeros(256, dtype=np.uint8)
    which, ending, ends = np.zeros(1, dtype=np.int32), np.zeros(1 + SPARE, dtype=np.uint8), np.ones(1, dtype=np.int64)
    lines_of(np.ones(1, dtype=np.int64), (one, one, one), (is_there, is_there, is_there), which, ending, ends, out)
    figures = np.zeros(LONGEST_NUMBER + SPARE, dtype=np.uint8)
    listed, none = np.frombuffer(b"0" * 32, dtype=np.uint8), np.zeros(0, dtype=np.uint32)
    lines_again(listed, (0, 1), (none, np.zeros(1, dtype=np.uint32)), which, ending, ends, (figures, out))
