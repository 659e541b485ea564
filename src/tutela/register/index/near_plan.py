"""Which lists are read for a query: the radius of every band, chosen by what it costs.

Whatever is chosen finds every match: the sum of radius + 1 over the bands is the distance + 1, so a hash within the distance cannot
differ by more than the radius in every band. Most queries get the same radii. A query whose lists are long, because many hashes
have a likeness or some bands hardly vary, gets radii of its own that leave out its longest lists and widen others; and where
comparing with every hash would be no more work than that, that is what is done.
"""
# mypy: allow-untyped-defs, no-check-untyped-defs

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tutela.register.index.compiled import kernel, part
from tutela.register.index.near_kernels import AT_ONCE, BALL, BANDS, FLIPS, LARGEST_RADIUS, VALUES, Bands, Shorts

LARGEST_DISTANCE = 2 * BANDS - 1
"""In bits: with radius 1 in all bands nothing more is certain to be found."""
EVEN, OWN, SCANNED = 0, 1, 2
"""How a query is answered: with the radii that most have, with its own, or by comparing it with every hash."""
_PROBE_COST, _SCAN_COST = 128, 2
"""What it takes to go to a list, and to compare a hash itself, as so many postings compared."""
_CHEAP = 1 << 14
"""A query that costs no more than this, or twice what is usual, is not worth a plan of its own, which takes as long."""


_NEVER = np.int64(1) << 60


class Plans(NamedTuple):
    """How queries are answered: ``way`` (EVEN, OWN, SCANNED) and ``postings``, how many are compared, by query; ``radii``, flat."""

    way: NDArray[np.int8]
    postings: NDArray[np.int64]
    radii: NDArray[np.int16]


class _Room(NamedTuple):
    """Space to plan in: by band and radius + 1 the postings and the cost, and by band and sum of radii the least cost so far."""

    postings: NDArray[np.int64]
    cost: NDArray[np.int64]
    least: NDArray[np.int64]


def even_radii(distance: int) -> NDArray[np.int16]:
    """The usual radii: as even as can be, with the wider ones in the first bands, which tell hashes apart best."""
    return ((distance - np.arange(BANDS)) // BANDS).astype(np.int16)


def plan(bands: Bands, lanes: Shorts, distance: int) -> Plans:
    """How to answer queries (``lanes``, flat, in the index's order of bands) within ``distance`` bits, at most ``LARGEST_DISTANCE``."""
    queries = lanes.size // BANDS
    plans = Plans(np.empty(queries, np.int8), np.empty(queries, np.int64), np.empty(lanes.size, np.int16))
    options = LARGEST_RADIUS + 2
    room = _Room(
        np.zeros((BANDS, options), np.int64),
        np.zeros((BANDS, options), np.int64),
        np.empty((BANDS + 1, distance + 2), np.int64),
    )
    _plan(bands, lanes, distance, even_radii(distance), room, plans)
    return plans


@part
def _postings_around(bands, band, value, first, last):
    """How many postings the lists of the neighbours from ``first`` to ``last`` have."""
    count = np.int64(0)
    for turn in range(first, last):
        at = band * (VALUES + 1) + (value ^ np.int64(FLIPS[turn]))
        count += max(np.int64(bands.starts[at + 1]) - np.int64(bands.starts[at]), 0)
    return count


@part
def _count_around(bands, lanes, query, room):
    """Fill in the postings and costs of a query for every radius in every band; with radius -1 they are 0."""
    for band in range(BANDS):
        value, probes = np.int64(lanes[query * BANDS + band]), 0
        for radius in range(LARGEST_RADIUS + 1):
            more = _postings_around(bands, band, value, probes, BALL[radius])
            probes = BALL[radius]
            room.postings[band, radius + 1] = room.postings[band, radius] + more
            room.cost[band, radius + 1] = room.postings[band, radius + 1] + probes * _PROBE_COST


@part
def _find_least(needed, room):
    """Fill in the least cost of coming to each sum of radius + 1, up to ``needed``, with the first bands, more of them each time."""
    room.least[:] = _NEVER
    room.least[0, 0] = 0
    for band in range(BANDS):
        for had in range(needed + 1):
            for step in range(min(LARGEST_RADIUS + 1, needed - had) + 1):
                cost = room.least[band, had] + room.cost[band, step]
                room.least[band + 1, had + step] = min(room.least[band + 1, had + step], cost)


@part
def _take_least(query, needed, room, radii):
    """Write the radii that cost least; returns how many postings they have."""
    postings = np.int64(0)
    for band in range(BANDS - 1, -1, -1):
        for step in range(min(LARGEST_RADIUS + 1, needed) + 1):
            if room.least[band, needed - step] + room.cost[band, step] == room.least[band + 1, needed]:
                radii[query * BANDS + band] = step - 1
                postings += room.postings[band, step]
                needed -= step
                break
    return postings


@kernel
def _plan(bands, lanes, distance, even, room, plans):
    rows = bands.stride - AT_ONCE
    for query in range(plans.way.size):
        count, probes = np.int64(0), np.int64(0)
        for band in range(BANDS):
            plans.radii[query * BANDS + band] = even[band]
            if even[band] >= 0:
                value, around = np.int64(lanes[query * BANDS + band]), BALL[even[band]]
                count += _postings_around(bands, band, value, 0, around)
                probes += around
        plans.way[query], plans.postings[query] = EVEN, count
        if count > _CHEAP + 2 * probes * rows // VALUES:
            _count_around(bands, lanes, query, room)
            _find_least(distance + 1, room)
            if room.least[BANDS, distance + 1] > rows * _SCAN_COST:
                plans.way[query], plans.postings[query] = SCANNED, 0
            elif room.least[BANDS, distance + 1] < count + probes * _PROBE_COST:
                plans.way[query] = OWN
                plans.postings[query] = _take_least(query, distance + 1, room, plans.radii)
