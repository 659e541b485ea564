"""Which rows of a list the register may hold: a compiled look-up beside the tables, and what came after it was made.

It filters and no more. What may be said of a row that was found, the database says, to each asker what their need to know allows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tutela.register.columns import tell_nothing
from tutela.register.index.exact import ABSENT
from tutela.register.index.kept import Version
from tutela.register.index.scan import scan
from tutela.register.lists.rows import WIDTHS, Bytes, Flags, Numbers, Rows

PREFIX = 8
_SPREAD = 22
"""So many bits of a prefix say in a table of four million truths that it came not since: all but a few rows are out by it."""


@dataclass(frozen=True)
class Since:
    """The first eight bytes of the hashes that came after the index was made, by algorithm, sorted."""

    prefixes: Mapping[str, Numbers]
    spread: dict[str, Flags] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Mapping[str, Bytes]) -> "Since":
        """From prefixes by algorithm, each (rows × 8, uint8)."""
        return cls({name: np.sort(prefix_of(one)) for name, one in found.items() if len(one)})

    def may_hold(self, algorithm: str, digests: Bytes) -> Flags:
        """Which digests (rows × width, uint8) begin like one that came since."""
        known = self.prefixes.get(algorithm)
        if known is None:
            return np.zeros(len(digests), dtype=bool)
        given = prefix_of(digests)
        likely = np.flatnonzero(self._spread(algorithm)[_slot(given)])
        found: Flags = np.zeros(len(given), dtype=bool)
        place = np.searchsorted(known, given[likely])
        found[likely] = known[np.minimum(place, len(known) - 1)] == given[likely]
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nothing came since."""
        return not self.prefixes

    def _spread(self, algorithm: str) -> Flags:
        if algorithm not in self.spread:
            table = np.zeros(1 << _SPREAD, dtype=bool)
            table[_slot(self.prefixes[algorithm])] = True
            self.spread[algorithm] = table
        return self.spread[algorithm]


def _slot(prefixes: Numbers) -> Numbers:
    found: Numbers = prefixes & ((1 << _SPREAD) - 1)
    return found


def prefix_of(digests: Bytes) -> Numbers:
    """The first eight bytes of each digest as one number."""
    found: Numbers = np.ascontiguousarray(digests[:, :PREFIX]).view(np.int64).reshape(-1)
    return found


def may_be_known(rows: Rows, version: Version) -> Flags:
    """Which rows have an exact hash that is in the index, or one that so many files share that it tells nothing."""
    found = tell_nothing(rows)
    for name, column in rows.exact.items():
        found |= column.there & (version.exact[name].find(column.digests, threads=1) != ABSENT)
    return found


def came_since(rows: Rows, since: Since) -> Flags:
    """Which rows have an exact hash that may have come since the index was made."""
    found = np.zeros(len(rows), dtype=bool)
    for name, column in rows.exact.items():
        found |= column.there & since.may_hold(name, column.digests)
    return found


@dataclass(frozen=True)
class Candidates:
    """Rows of which something may be known: their indices, ascending, and for each the number of the file that it is, or 0 where
    only the tables can say which.
    """

    rows: Numbers
    files: Numbers


def candidates(rows: Rows, version: Version, since: Since) -> Candidates:
    """The rows of which any exact hash may be in the register.

    A row is known to be a file where all of its hashes lead to that one, and none of them leads to another as well; where a hash is not
    in the index, is shared by several files, or may have come since, the tables must say.
    """
    file = np.full(len(rows), ABSENT, dtype=np.int64)
    asks = np.zeros(len(rows), dtype=bool)
    missing = np.zeros(len(rows), dtype=bool)
    for name in WIDTHS:
        column = rows.exact.get(name)
        if column is None:
            continue
        found = np.where(column.there, version.exact[name].find(column.digests), ABSENT)
        is_found = found != ABSENT
        asks |= column.there & since.may_hold(name, column.digests)
        asks |= is_found & (file != ABSENT) & (file != found)
        missing |= column.there & ~is_found
        file = np.where(is_found, found, file)
    hits = np.flatnonzero((file != ABSENT) | asks)
    numbers = file[hits]
    unsure = asks[hits] | missing[hits] | np.isin(numbers, version.several)
    return Candidates(hits, np.where(unsure, 0, numbers))


@dataclass(frozen=True)
class Near:
    """Files whose perceptual hashes are near those of rows: row index, file number and distance in bits, pair by pair."""

    rows: Numbers
    files: Numbers
    distances: Numbers


NOTHING_NEAR = Near(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def near(rows: Rows, version: Version | None, since: tuple[Numbers, Bytes], *, distance: int) -> Near:
    """Every file whose perceptual hash differs in at most ``distance`` bits from that of a row: none is missed.

    ``since`` has what the version does not cover, as file numbers and hashes (rows × 32, uint8); without a version, all there is.
    Raises ValueError for a distance that the index cannot answer exactly.
    """
    if rows.pdq is None or not rows.pdq.there.any():
        return NOTHING_NEAR
    asked = np.flatnonzero(rows.pdq.there)
    hashes = np.ascontiguousarray(rows.pdq.digests[asked])
    found = [scan(since[1], since[0], hashes, distance)] if len(since[0]) else []
    if version is not None:
        found.append(version.near.find(hashes, distance=distance))
    if not found:
        return NOTHING_NEAR
    pairs = np.concatenate([np.stack([one.query, one.number, one.distance.astype(np.int64)]) for one in found], axis=1)
    # A file that was completed after the index was made can be in both.
    pairs = np.unique(pairs, axis=1)
    return Near(asked[pairs[0]], pairs[1], pairs[2])
