"""The inner loops of the near look-up: which registered hashes differ from a query in at most so many bits.

A hash of 256 bits is 16 bands of 16 bits. For every band the index lists all hashes by the value of that band, each with a
*sketch*, 96 other bits of the hash. Two hashes that differ in at most 31 bits differ in at most one bit in at least one band,
so the lists of a query's band values and of their neighbours hold every match; the sketch tells, without a look at the hash
itself, that nearly all of the rest are none.

Generally, with a radius for every band (-1 leaves the band out), the lists within the radii hold every match if the sum of
radius + 1 over the bands is more than the distance. ``near_plan`` chooses radii by that rule.

A match is found in every band that is within its radius, and counts in the first of them. As sketches are taken from the first
bands, most repeated finds are told without a look at the hash as well.

A match is written as one number, its *key*: query, distance and row from the highest bits to the lowest, so that sorted keys are
sorted matches. Where a file was altered the answers may be wrong, but nothing outside of the arrays is read, and
where a row comes up that there is not, ``Found.progress`` says so.
"""
# mypy: allow-untyped-defs, no-check-untyped-defs

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from tutela.register.index.compiled import instructions, kernel, part

(prefetch,) = instructions("tutela.register.index.prefetch", "prefetch")
again_of_eight, distance, first_set, near_of_eight_rows, new_distance, sieve_eight = instructions(
    "tutela.register.index.near_vectors",
    "again_of_eight",
    "distance",
    "first_set",
    "near_of_eight_rows",
    "new_distance",
    "sieve_eight",
)

BANDS = 16
VALUES = 1 << 16
WORDS = 4
"""64-bit words of a hash."""
SKETCHED = 6
"""Bands in a sketch: four in its first word, two in its second."""
LARGEST_RADIUS = 3
AT_ONCE = 8
"""Rows and postings are compared eight at a time: whoever makes the arrays leaves room for eight more at their ends."""
DISTANCE_AT, QUERY_AT = 32, 42
"""The bits of a key at which the distance and the query begin; the row, or the rank of a number, stands below them."""
ROWS_AT_MOST = (1 << 32) - 1
_TILE = 1024
"""Rows compared with all queries before the next are read: 32 KiB, which the nearest cache holds."""

Bytes = NDArray[np.uint8]
Shorts = NDArray[np.uint16]
Words = NDArray[np.uint64]
Half = NDArray[np.uint32]
Longs = NDArray[np.int64]


def _by_popcount() -> Shorts:
    counts = np.bitwise_count(np.arange(VALUES))
    return np.argsort(counts, kind="stable")[: np.count_nonzero(counts <= LARGEST_RADIUS)].astype(np.uint16)


FLIPS = _by_popcount()
"""What a band value is changed by to come to its neighbours: the changes of 0 bits, of 1, of 2, of 3."""
_FAR = np.bitwise_count(FLIPS).astype(np.int64)
BALL = np.searchsorted(_FAR, np.arange(LARGEST_RADIUS + 1), side="right")
"""How many values lie within each radius."""
SKETCH = np.array([[other for other in range(SKETCHED + 1) if other != band][:SKETCHED] for band in range(BANDS)])
"""For each band, the bands its sketches hold: the first six others."""
_NOT_BEFORE = np.where(np.arange(BANDS) < np.arange(BANDS)[:, None], 0, -1).astype(np.int16).ravel()
"""For each band, -1 at itself and at those after it: or-ed with radii, only the radii of the bands before it are left."""


class Bands(NamedTuple):
    """The lists, all flat: where each value's postings begin (``starts``, bands × 65,537), and of each posting the two words of
    the sketch and the row of the hash, bands × ``stride``; and the ``hashes``."""

    starts: Half
    first: Words
    second: Half
    row: Half
    hashes: Words
    stride: int


class Queries(NamedTuple):
    """The hashes that are looked for, as flat band values (``lanes``) and as flat 64-bit words, with the radii of their bands."""

    lanes: Shorts
    words: Words
    radii: NDArray[np.int16]


class Found(NamedTuple):
    """Where keys are written, and how far it came: ``progress`` has the step to go on with, the keys found before it, and 1 where
    the index is not sound, else 0.

    A kernel returns 0 when it is through. When ``keys`` are too few it returns how many it needed up to there, and goes on from
    that step when it is called again with more.
    """

    keys: Longs
    progress: Longs


class Room(NamedTuple):
    """Space for the queries in the order of a band's values: where each value begins, and the queries with what is asked."""

    begin: Longs
    query: Longs
    asked: Words

    @classmethod
    def of(cls, queries: int) -> Self:
        """Room for so many queries."""
        return cls(np.empty(VALUES + 1, np.int64), np.empty(queries, np.int64), np.empty((queries, 4), np.uint64))


@part
def _ask_for(queries, query, band):
    """A query's sketch, two words, and in the same places the radii of those bands, -1 where one does not come before ``band``."""
    first, second, radii, more_radii = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    for place in range(SKETCHED):
        other = SKETCH[band, place]
        lane = np.uint64(queries.lanes[query * BANDS + other])
        radius = np.uint64(np.uint16(queries.radii[query * BANDS + other] | _NOT_BEFORE[band * BANDS + other]))
        if place < 4:
            first |= lane << np.uint64(16 * place)
            radii |= radius << np.uint64(16 * place)
        else:
            second |= lane << np.uint64(16 * (place - 4))
            more_radii |= radius << np.uint64(16 * (place - 4))
    return first, second, radii, more_radii


@part
def _look_through(bands, ends, queries, turn, asked, near, found, count):
    """Write the keys of the matches among the postings between ``ends``; returns how many keys there are then.

    ``turn`` is the query and the band, ``near`` what distance is looked for, and what the band has left of it for the sketch.
    """
    query, band = turn
    for at in range(ends[0], ends[1], AT_ONCE):
        hits = sieve_eight(bands.first, bands.second, at, asked[0], asked[1], near[1])
        if hits:
            if ends[1] - at < AT_ONCE:
                hits &= (1 << (ends[1] - at)) - 1
            hits &= ~again_of_eight(bands.first, bands.second, at, asked[0], asked[1], asked[2], asked[3])
        while hits:
            row = np.int64(bands.row[at + first_set(hits)])
            hits &= hits - 1
            if row * WORDS >= bands.hashes.size:
                found.progress[2] = 1
                continue
            place, lane = query * WORDS, query * BANDS
            far = new_distance(
                bands.hashes, row * WORDS, queries.words, place, queries.radii, lane, _NOT_BEFORE, band * BANDS
            )
            if far <= near[0]:
                if count < found.keys.size:
                    found.keys[count] = (query << QUERY_AT) | (far << DISTANCE_AT) | row
                count += 1
    return count


@part
def _ends(bands, band, value):
    """Where the list of a band's value begins and ends among all postings."""
    at, first = band * (VALUES + 1) + value, band * bands.stride
    end = min(np.int64(bands.starts[at + 1]), bands.stride - AT_ONCE)
    return first + np.int64(bands.starts[at]), first + end


@kernel
def ask_each(bands, queries, chosen, near, found):
    """Write the keys of all matches of the ``chosen`` queries within ``near`` bits, one query after the other."""
    count = found.progress[1]
    for band in range(found.progress[0], BANDS):
        for query in chosen:
            radius = queries.radii[query * BANDS + band]
            if radius < 0:
                continue
            asked = _ask_for(queries, query, band)
            value = np.int64(queries.lanes[query * BANDS + band])
            # The lists stand far apart, and waiting for memory is most of the work: all are asked for before the first is read.
            for turn in range(BALL[radius]):
                begin = np.uint64(_ends(bands, band, value ^ np.int64(FLIPS[turn]))[0])
                prefetch(bands.first, begin)
                prefetch(bands.first, begin + np.uint64(AT_ONCE))
                prefetch(bands.second, begin)
            for turn in range(BALL[radius]):
                ends = _ends(bands, band, value ^ np.int64(FLIPS[turn]))
                left = (near, near - _FAR[turn])
                count = _look_through(bands, ends, queries, (query, band), asked, left, found, count)
        if count > found.keys.size:
            return count
        found.progress[0], found.progress[1] = band + 1, count
    return 0


@part
def _put_in_order(queries, chosen, band, room):
    """Put the chosen queries into ``room`` in the order of the band's values."""
    room.begin[:] = 0
    for query in chosen:
        room.begin[np.int64(queries.lanes[query * BANDS + band]) + 1] += 1
    for value in range(VALUES):
        room.begin[value + 1] += room.begin[value]
    for query in chosen:
        value = np.int64(queries.lanes[query * BANDS + band])
        place = room.begin[value]
        room.begin[value] = place + 1
        room.query[place] = query
        for word, one in enumerate(_ask_for(queries, query, band)):
            room.asked[place, word] = one
    for value in range(VALUES, 0, -1):
        room.begin[value] = room.begin[value - 1]
    room.begin[0] = 0


@kernel
def ask_together(bands, queries, chosen, radii, near, room, found):
    """Write the keys of all matches of the ``chosen`` queries, all of which have these ``radii``, list after list.

    Every list is read once, in order, and compared with all queries that ask for it: with many queries four times as fast.
    """
    count = found.progress[1]
    for band in range(found.progress[0], BANDS):
        if radii[band] >= 0:
            _put_in_order(queries, chosen, band, room)
            for value in range(VALUES):
                ends = _ends(bands, band, value)
                if ends[0] >= ends[1]:
                    continue
                for turn in range(BALL[radii[band]]):
                    other = value ^ np.int64(FLIPS[turn])
                    left = (near, near - _FAR[turn])
                    for place in range(room.begin[other], room.begin[other + 1]):
                        asked = (
                            room.asked[place, 0], room.asked[place, 1], room.asked[place, 2], room.asked[place, 3],
                        )  # fmt: skip
                        step = (room.query[place], band)
                        count = _look_through(bands, ends, queries, step, asked, left, found, count)
        if count > found.keys.size:
            return count
        found.progress[0], found.progress[1] = band + 1, count
    return 0


@kernel
def compare_all(hashes, rows, first_row, words, chosen, near, found):
    """Write the keys of all matches of the ``chosen`` queries (``words``, flat) among the first ``rows`` hashes, by comparing all.

    The first of them has the number ``first_row`` in the keys.
    """
    count = found.progress[1]
    for low in range(found.progress[0], rows, _TILE):
        high = min(low + _TILE, rows)
        for query in chosen:
            for row in range(low, high, AT_ONCE):
                hits = near_of_eight_rows(hashes, row * WORDS, words, query * WORDS, near)
                if hits and high - row < AT_ONCE:
                    hits &= (1 << (high - row)) - 1
                while hits:
                    match = row + first_set(hits)
                    hits &= hits - 1
                    if count < found.keys.size:
                        far = distance(hashes, match * WORDS, words, query * WORDS)
                        found.keys[count] = (query << QUERY_AT) | (far << DISTANCE_AT) | (first_row + match)
                    count += 1
        if count > found.keys.size:
            return count
        found.progress[0], found.progress[1] = high, count
    return 0


@kernel
def count_numbers(keys, begin, ranks):
    """How many numbers the rows of these keys have, -1 where the index is not sound.

    ``begin`` is where the ranks of each row's numbers begin among the ``ranks``, and the end of the last.
    """
    count = 0
    for key in keys:
        row = key & ROWS_AT_MOST
        if row + 1 >= begin.size or begin[row] >= begin[row + 1] or begin[row + 1] > ranks.size:
            return -1
        for place in range(np.int64(begin[row]), np.int64(begin[row + 1])):
            if ranks[place] >= ranks.size:
                return -1
            count += 1
    return count


@kernel
def with_ranks(keys, begin, ranks, ranked):
    """Write each key once for each number of its row, with the number's rank, its place in the order of all, for the row.

    ``ranked`` may be ``keys`` where each row has one number.
    """
    count = 0
    for key in keys:
        row = key & ROWS_AT_MOST
        for place in range(np.int64(begin[row]), np.int64(begin[row + 1])):
            ranked[count] = key - row + np.int64(ranks[place])
            count += 1


@kernel
def take_apart(keys, numbers, first_query, query, number, far):
    """Write what the keys say: the query, counted from ``first_query``; the number of the rank; the distance in bits."""
    for place, key in enumerate(keys):
        query[place] = first_query + (key >> QUERY_AT)
        number[place] = numbers[key & ROWS_AT_MOST]
        far[place] = (key >> DISTANCE_AT) & ((1 << (QUERY_AT - DISTANCE_AT)) - 1)
