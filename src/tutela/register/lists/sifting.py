"""Read a long list, and keep only the rows of which something may be known."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np

from tutela.register.index import cores
from tutela.register.lists.faults import Faults
from tutela.register.lists.forms import LINE_FORMS
from tutela.register.lists.lines import LineFault, Piece
from tutela.register.lists.reading import LONG_NAME, begun, digest_of, stop_at, stop_if_cut_off
from tutela.register.lists.rows import WIDTHS, Column, Flags, Numbers, Rows
from tutela.register.lists.texts import encoding_of
from tutela.register.lists.walk import Walk

MayBeKnown = Callable[[Rows], Flags]
"""Which of some rows may be known; it may say so of one that is not, and never the reverse."""
_LOWEST = 19


@dataclass(frozen=True)
class Sifted:
    """A list of which the rows were kept that may be known. ``kept`` says which rows of the list they are, counted from 0, ascending;
    ``digest`` is the SHA-256 of the list, which may take longer than to read it.
    """

    form: str
    rows: Rows
    kept: Numbers
    walk: Walk
    digest: Future[str]

    def and_those(self, may_be_known: MayBeKnown) -> Sifted:
        """The same list with further rows that may be known."""

        def found_in(piece: Piece) -> _Found:
            return _found(piece.row, self.walk.read(piece), may_be_known)

        pieces = self.walk.pieces
        found = [*cores.share(found_in, pieces, min(cores.available(), len(pieces)))]
        of_all = [_Found(self.kept, self.rows), *found]
        indices = np.concatenate([one.indices for one in of_all])
        kept, first = np.unique(indices, return_index=True)
        rows = _at(_joined([one.rows for one in of_all]), first)
        return replace(self, rows=replace(rows, left_out=self.walk.rows - len(kept)), kept=kept)


@dataclass(frozen=True)
class _Found:
    indices: Numbers
    rows: Rows
    media: tuple[int, str] | None = None


def sift(source: Path, may_be_known: MayBeKnown, *, name: str) -> Sifted | None:
    """Read a long list of one line a file and keep the rows that may be known; None for a list of another form, or of none.

    It is gone through once, in a few megabytes of memory. Raises as ``read_list`` does.
    """
    called, data, form = begun(source, name)
    if form not in LINE_FORMS or encoding_of(data[:4]).name != "utf-8":
        return None
    faults = Faults(called)
    try:
        walk = Walk(np.frombuffer(data, np.uint8))
        found = _each(lambda piece: _sifted(walk, piece, may_be_known), walk.pieces)
        if not walk.rows:
            return None
        for one in found:
            if one.media:
                faults.media(one.media[1], row=one.media[0], field="name")
        last = next(piece for piece in reversed(walk.pieces) if len(walk.outlines[piece].shortest))
        stop_if_cut_off(form, data, walk.read(last), faults, is_one=walk.rows == 1)
    except LineFault as fault:
        stop_at(fault, faults)
    # Only now: until here, two processes and two cores have enough to do.
    pool = ThreadPoolExecutor(1)
    digest = pool.submit(digest_of, data)
    pool.shutdown(wait=False)
    kept = np.concatenate([one.indices for one in found])
    rows = replace(_joined([one.rows for one in found]), left_out=walk.rows - len(kept))
    return Sifted(form, rows, kept, walk, digest)


def _sifted(walk: Walk, piece: Piece, may_be_known: MayBeKnown) -> _Found:
    rows = walk.read(piece)
    found = _found(piece.row, rows, may_be_known)
    media = walk.media_in(piece, rows, longer=LONG_NAME)
    return found if media is None else replace(found, media=(int(rows.places[media[0]]), media[1]))


def _each(work: Callable[[Piece], _Found], pieces: Sequence[Piece]) -> list[_Found]:
    """What is found in each piece, in their order; by this thread, and by another when nobody else needs its core."""
    found: dict[int, _Found | LineFault] = {}
    left = iter(range(len(pieces)))

    def take() -> None:
        for place in left:
            try:
                found[place] = work(pieces[place])
            except LineFault as fault:
                found[place] = fault

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(_last_of_all, take)
        take()
        other.result()
    for place in range(len(pieces)):
        if isinstance(one := found[place], LineFault):
            raise one
    return [cast("_Found", found[place]) for place in range(len(pieces))]


def _last_of_all(work: Callable[[], None]) -> None:
    """Work as a thread that waits for all others: whoever waits for this list is starting on the other core."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST)
    work()


def _found(before: int, rows: Rows, may_be_known: MayBeKnown) -> _Found:
    which = np.flatnonzero(may_be_known(rows))
    return _Found(which + before, _at(rows, which))


def _at(rows: Rows, which: Numbers) -> Rows:
    """The rows at these indices, copied; the names, with which nobody looks up, are left out."""
    exact = {
        name: Column(np.where(column.there[which, None], column.digests[which], np.uint8(0)), column.there[which])
        for name, column in rows.exact.items()
    }
    return Rows(rows.places[which], exact, rows.sizes[which], [""] * len(which))


def _joined(parts: Sequence[Rows]) -> Rows:
    """Rows one after another, with the algorithms that occur in any of them."""

    def column(name: str, width: int) -> Column:
        none = (np.zeros((0, width), np.uint8), np.zeros(0, np.bool_))
        digests, there = [], []
        for one in parts:
            given = one.exact.get(name)
            digests.append(np.zeros((len(one), width), np.uint8) if given is None else given.digests)
            there.append(np.zeros(len(one), np.bool_) if given is None else given.there)
        return Column(np.concatenate([none[0], *digests]), np.concatenate([none[1], *there]))

    exact = {name: column(name, width) for name, width in WIDTHS.items() if any(name in one.exact for one in parts)}
    places, sizes = (np.concatenate([getattr(one, name) for one in parts]) for name in ("places", "sizes"))
    return Rows(places, exact, sizes, [""] * len(places))
