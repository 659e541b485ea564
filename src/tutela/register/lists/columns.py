"""Columns that grow while a list is read, and texts that stay bytes until somebody asks for one.

About a hundred bytes a row: digests as they are, numbers as 64 bits, names and what else was said in one run of UTF-8
each. Arrays grow in place by a quarter at a time, so that no column stands in memory twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from tutela.register.lists.rows import Bytes, Column, Flags, Numbers, Rows

_FIRST = 1024


class Growing:
    """An array that is added to at its end; `width` makes it one of rows of so many bytes."""

    def __init__(self, kind: type[np.generic], width: int = 0) -> None:
        self._array: NDArray[Any] = np.zeros((_FIRST, width) if width else _FIRST, dtype=kind)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def extend(self, values: NDArray[Any]) -> None:
        """Add values at the end."""
        start = self._length
        self.skip(len(values))
        self._array[start : self._length] = values

    def skip(self, rows: int) -> None:
        """Add so many zeros at the end."""
        needed = self._length + rows
        if needed > len(self._array):
            self._resize(max(needed, len(self._array) + len(self._array) // 4))
        self._length = needed

    def done(self) -> NDArray[Any]:
        """The array, without the room that was kept for more. Nothing is added after this."""
        self._resize(self._length)
        return self._array

    def _resize(self, rows: int) -> None:
        # In place, and new room is zero. No view of it exists before `done`.
        self._array.resize((rows, *self._array.shape[1:]), refcheck=False)


class Texts(Sequence[str]):
    """Texts that lie one behind the other in a run of UTF-8, each decoded when it is asked for."""

    __slots__ = ("_ends", "_run")

    def __init__(self, run: bytes | bytearray, ends: Numbers) -> None:
        self._run = run
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if place < 0:
            place += len(self)
        if not 0 <= place < len(self):
            raise IndexError(place)
        start = int(self._ends[place - 1]) if place else 0
        return self._run[start : int(self._ends[place])].decode("utf-8")

    def __iter__(self) -> Iterator[str]:
        return (self[each] for each in range(len(self)))

    def hold(self, text: str) -> bool:
        """Whether this stands anywhere in them."""
        return text.encode() in self._run


class Sayings(Sequence[Mapping[str, str]]):
    """What else a list said of each row: name → text, kept as one run of JSON."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> Mapping[str, str]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Mapping[str, str]]: ...
    def __getitem__(self, place: int | slice) -> Mapping[str, str] | Sequence[Mapping[str, str]]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        said = self._texts[place]
        return json.loads(said) if said else {}

    def mention(self, *names: str) -> bool:
        """Whether any row perhaps says something under a name that begins so; where none does, no row has to be read."""
        return any(self._texts.hold(f'"{name}') for name in names)


class _Run:
    """Texts while they are gathered."""

    def __init__(self) -> None:
        self._run = bytearray()
        self._ends = Growing(np.int64)

    def extend(self, texts: Sequence[str]) -> None:
        joined = "".join(texts)
        if joined.isascii():
            lengths = np.fromiter(map(len, texts), np.int64, len(texts))
            added = joined.encode()
        else:
            # A name from Windows may hold half of a pair of code units, which no UTF-8 can hold; it is written out.
            pieces = [text.encode("utf-8", "backslashreplace") for text in texts]
            lengths = np.fromiter(map(len, pieces), np.int64, len(pieces))
            added = b"".join(pieces)
        self._ends.extend(np.cumsum(lengths) + len(self._run))
        self._run += added

    def skip(self, rows: int) -> None:
        self._ends.extend(np.full(rows, len(self._run), np.int64))

    def done(self) -> Texts:
        return Texts(self._run, self._ends.done())


class _Digests:
    """The digests of one algorithm while they are gathered."""

    def __init__(self, width: int, rows: int) -> None:
        self.digests = Growing(np.uint8, width)
        self.there = Growing(np.bool_)
        self.skip(rows)

    def extend(self, digests: Bytes, there: Flags) -> None:
        self.digests.extend(digests)
        self.there.extend(there)

    def skip(self, rows: int) -> None:
        self.digests.skip(rows)
        self.there.skip(rows)

    def done(self) -> Column:
        return Column(self.digests.done(), self.there.done())


class Columns:
    """All columns of a list while it is read. Every call of `add` adds the same number of rows to each of them."""

    def __init__(self, widths: Mapping[str, int]) -> None:
        self._widths = widths
        self._places = Growing(np.int64)
        self._sizes = Growing(np.int64)
        self._names = _Run()
        self._digests: dict[str, _Digests] = {}
        self._quality: Growing | None = None
        self._more: _Run | None = None

    def __len__(self) -> int:
        return len(self._places)

    def add(
        self,
        places: Numbers,
        digests: Mapping[str, Column],
        sizes: Numbers,
        names: Sequence[str],
        quality: Numbers,
        more: Sequence[str],
    ) -> None:
        """Add rows; `more` is JSON, empty where a row said nothing more; `quality` is negative where none was said."""
        before, added = len(self), len(places)
        for algorithm, column in digests.items():
            if algorithm not in self._digests and column.there.any():
                self._digests[algorithm] = _Digests(self._widths[algorithm], before)
        for algorithm, kept in self._digests.items():
            if algorithm in digests:
                kept.extend(digests[algorithm].digests, digests[algorithm].there)
            else:
                kept.skip(added)
        self._add_quality(before, quality)
        self._add_more(before, more)
        self._sizes.extend(sizes)
        self._names.extend(names)
        self._places.extend(places)

    def _add_quality(self, before: int, quality: Numbers) -> None:
        if self._quality is None and (quality >= 0).any():
            self._quality = Growing(np.int64)
            self._quality.extend(np.full(before, -1, np.int64))
        if self._quality is not None:
            self._quality.extend(quality)

    def _add_more(self, before: int, more: Sequence[str]) -> None:
        if self._more is None and any(more):
            self._more = _Run()
            self._more.skip(before)
        if self._more is not None:
            self._more.extend(more)

    def done(self) -> Rows:
        """The rows. Nothing is added after this."""
        columns = {algorithm: kept.done() for algorithm, kept in self._digests.items()}
        pdq = columns.pop("pdq", None)
        return Rows(
            places=self._places.done(),
            exact={algorithm: columns[algorithm] for algorithm in self._widths if algorithm in columns},
            sizes=self._sizes.done(),
            names=self._names.done(),
            pdq=pdq,
            pdq_quality=self._quality.done() if self._quality is not None else None,
            more=Sayings(self._more.done()) if self._more is not None else (),
        )


def repeated(rows: Rows) -> int:
    """How many rows have the very hashes of a row before them.

    The digests of a row are folded into 64 bits. They are as good as random, so two rows that differ fall together about
    once in a thousand lists of two hundred million; this is a number to be told, not one to be acted on.
    """
    if len(rows) < 2:
        return 0
    folded = np.zeros(len(rows), np.uint64)
    columns = [rows.exact[algorithm] for algorithm in sorted(rows.exact)]
    for number, column in enumerate([*columns, *([rows.pdq] if rows.pdq is not None else [])]):
        # Odd factors keep the same bytes under another algorithm from being the same.
        piece = column.digests[:, :8].copy().view(np.uint64)[:, 0]
        folded ^= piece * np.uint64(2 * number + 1)
    folded = folded[folded != 0]
    folded.sort()
    return int((folded[1:] == folded[:-1]).sum())
