"""Ask a pack about a list: the same answers as the register would give to whoever the pack was made for, when it was made.

What is *known* is judged as the register judges it: a row is a file of the pack where every hash that both have is equal, and
there is one. Where a list gives only a hash that several files share, all that is known of any of them is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tutela.register.answer import Answer
from tutela.register.columns import tell_nothing
from tutela.register.index import cores
from tutela.register.lists.rows import WIDTHS, Bytes, Column, Numbers, Rows
from tutela.register.pack import kernels
from tutela.register.pack.reading import Pack, altered
from tutela.register.queries.answers import Answers, Card, Said

Places = NDArray[np.int32]
Element = TypeVar("Element", bound=np.generic)
_BLOCK = 64
"""Queries whose memory is asked for before the first of them is compared."""
_QUERIES_A_PIECE = 1 << 17
_MATCHES_A_PIECE = 1 << 16
_MOST_AT_ONCE = 1 << 22


def find(pack: Pack, algorithm: str, column: Column, *, threads: int | None = None) -> Places:
    """Where each digest of a column stands among the records of its algorithm, -1 where it does not.

    ``threads`` is as many as there are cores where it is not given. Raises Refused for a pack whose writer erred.
    """
    words, there = _as_words(column), _read_only(np.ascontiguousarray(column.there))
    places = np.empty(len(words), np.int32)
    number = list(WIDTHS).index(algorithm)
    pieces = cores.ranges(len(words), _QUERIES_A_PIECE)

    def look_up(ends: tuple[int, int]) -> bool:
        space = np.empty((4, _BLOCK), np.uint64)
        return bool(kernels.look_up(pack.memory, number, words, there, places, space, *ends))

    if not all(cores.share(look_up, pieces, min(threads or cores.available(), len(pieces)))):
        raise altered("")
    return places


def answers_from(pack: Pack, rows: Rows) -> Answers:
    """What the pack says of each row of a list. The numbers of series, organisations and sources are the pack's own."""
    places = {name: find(pack, name, column) for name, column in rows.exact.items()}
    hit = np.zeros(len(rows), dtype=bool)
    for found in places.values():
        hit |= found >= 0
    indices = np.flatnonzero(hit)
    asking = _Asking(pack, rows, places)
    pieces = [indices[low:high] for low, high in cores.ranges(len(indices), _MATCHES_A_PIECE)]
    which = np.zeros(len(rows), dtype=np.int32)
    said = _Saying(pack)
    for piece, match in zip(pieces, cores.share(asking.of, pieces, min(cores.available(), len(pieces))), strict=True):
        which[piece] = said.places_of(match)
    nothing = np.flatnonzero(tell_nothing(rows))
    if len(nothing):
        which[nothing] = said.place_of(Said(Answer.HARMLESS))
    contents = pack.contents
    return Answers(
        which,
        said.all,
        files=np.zeros(len(rows), dtype=np.int64),
        cards=said.cards,
        contacts=contents.contacts,
        sources=dict(enumerate(contents.sources, start=1)),
    )


@dataclass(frozen=True)
class _Match:
    """How many files each row is (int32), the kind of the first, and of those rows that are several the kinds of all, row by row."""

    counts: Places
    first: Places
    several: tuple[Places, ...]


class _Asking:
    def __init__(self, pack: Pack, rows: Rows, places: Mapping[str, Places]) -> None:
        self._pack, self._rows, self._places = pack, rows, places

    def of(self, piece: Numbers) -> _Match:
        """Which files the rows at these indices are."""
        heads = np.zeros((len(piece), kernels.ALGORITHMS, 3), np.uint32)
        has = np.zeros(len(piece), np.uint8)
        places = np.full((len(piece), kernels.ALGORITHMS), kernels.ABSENT, np.int32)
        for number, name in enumerate(WIDTHS):
            column = self._rows.exact.get(name)
            if column is not None:
                digests = np.ascontiguousarray(column.digests[piece, :12])
                heads[:, number] = digests.view(np.uint32)
                has |= column.there[piece].astype(np.uint8) << number
                places[:, number] = self._places[name][piece]
        counts, first = self._matched(heads, has, places, np.arange(len(piece) + 1))
        several = np.flatnonzero(counts > 1)
        kinds: list[Places] = []
        ends = np.cumsum(counts[several], dtype=np.int64)
        # As many rows at a time as space is taken for; one alone may be more files than that.
        cuts = np.searchsorted(ends, np.arange(_MOST_AT_ONCE, ends[-1] if len(ends) else 0, _MOST_AT_ONCE))
        for part in np.split(several, np.unique(cuts)):
            begins = np.concatenate([[0], np.cumsum(counts[part], dtype=np.int64)])
            _, found = self._matched(heads[part], has[part], places[part], begins)
            kinds += np.split(found, begins[1:-1]) if len(part) else []
        return _Match(counts, first, tuple(kinds))

    def _matched(self, heads: NDArray[np.uint32], has: Bytes, places: Places, begins: Numbers) -> tuple[Places, Places]:
        asked = kernels.Asked(heads, has, places, np.zeros((kernels.ALGORITHMS, 2), np.int64))
        counts, found = np.zeros(len(heads), np.int32), np.zeros(int(begins[-1]), np.int32)
        if not kernels.match(self._pack.memory, self._pack.kinds, asked, counts, found, begins):
            raise altered("")
        return counts, found


class _Saying:
    """What is said, each thing once: rows of which the same is known have one place in ``all``."""

    def __init__(self, pack: Pack) -> None:
        self._contents = pack.contents
        self._groups = np.array([group for _, group in pack.contents.kinds], np.int64)
        self.cards: dict[int, Card] = pack.contents.cards
        self._places: dict[Said, int] = {Said(Answer.NEW): 0}
        self._of_kinds: dict[bytes, int] = {}

    @property
    def all(self) -> list[Said]:
        """Each thing that is said; *new* is the first."""
        return list(self._places)

    def place_of(self, said: Said) -> int:
        """Where it stands among all."""
        return self._places.setdefault(said, len(self._places))

    def places_of(self, match: _Match) -> Places:
        """Where what is said of each row stands among all."""
        found = np.zeros(len(match.counts), dtype=np.int32)
        single = match.counts == 1
        kinds, which = np.unique(match.first[single], return_inverse=True)
        found[single] = np.array([self._of(kinds[n : n + 1]) for n in range(len(kinds))], dtype=np.int32)[which]
        for row, several in zip(np.flatnonzero(match.counts > 1).tolist(), match.several, strict=True):
            found[row] = self._of(np.sort(several))
        return found

    def _of(self, kinds: Places) -> int:
        key = kinds.tobytes()
        place = self._of_kinds.get(key)
        if place is None:
            groups = self._groups[kinds].tolist()
            place = self._of_kinds[key] = self.place_of(self._contents.said_of(groups, self.cards))
        return place


def _as_words(column: Column) -> NDArray[np.uint32]:
    """The digests as 32-bit words, read-only: one type, so that each kernel is compiled once."""
    words = np.ascontiguousarray(column.digests).view(np.uint32)
    return _read_only(words if words.flags.aligned else words.copy())


def _read_only(array: NDArray[Element]) -> NDArray[Element]:
    view = array.view()
    view.flags.writeable = False
    return view
