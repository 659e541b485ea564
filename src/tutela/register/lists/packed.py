"""Rows of a list in few bytes, on their way over a line: ``application/vnd.tutela.hashes``.

All numbers are little-endian. A part is

- a head: the eight bytes ``TUTELAH`` and line feed, the version (u16), which columns there are (u16, ``_Has``), how many rows (u32);
- ``places``: i64 a row, from 1, each greater than the one before;
- for MD5, SHA-1, SHA-256 and PDQ, in this order, of those that there are: a bit a row for *there* (the lowest bit first, filled up
  with zeros), then the digests of the rows that have one, without a gap;
- ``sizes``: i64 a row, -1 where none is said;
- the quality of the PDQ hashes: i8 a row, 0 to 100, -1 where none is said or there is no PDQ hash;
- what is said of rows besides, of a list that is given: how many bytes (u32), and as JSON in ASCII a list of pairs, the row from 0 in
  ascending order and an object with ``category`` or ``hash:…``, its keys in order and none of its texts empty;
- the SHA-256 of everything before it.

There is one way to write given rows: a column that says nothing is left out. What is read back is therefore what was written, or it
is refused. Names of files are not in it.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping, Sequence
from enum import IntFlag
from typing import Any

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from tutela.core.errors import BadInput
from tutela.core.languages import in_figures
from tutela.register.lists.algorithms import OPAQUE
from tutela.register.lists.rows import NOT_SAID, PDQ_WIDTH, WIDTHS, Column, Flags, Numbers, Rows

MEDIA_TYPE = "application/vnd.tutela.hashes"
MAGIC = b"TUTELAH\n"
VERSION = 1
MOST_ROWS = 100_000
MOST_BYTES = 16 * 1024 * 1024
BEST_QUALITY = 100

_HEAD = struct.Struct("<8sHHI")
_SEAL = hashlib.sha256().digest_size


class _Has(IntFlag):
    """Which columns a part has."""

    MD5 = 1
    SHA1 = 2
    SHA256 = 4
    PDQ = 8
    SIZES = 16
    QUALITY = 32
    MORE = 64


_DIGESTS = (
    *((_Has[name.upper()], name, width) for name, width in WIDTHS.items()),
    (_Has.PDQ, "pdq", PDQ_WIDTH),
)


def pack(rows: Rows, start: int = 0, end: int | None = None, *, more: bool = False) -> bytes:
    """The rows from ``start`` up to ``end`` as a part, with what is said of them besides where ``more`` is asked for. Raises ValueError for none, or for more than a part may have."""
    part = slice(start, len(rows) if end is None else end)
    places = rows.places[part]
    if not 0 < len(places) <= MOST_ROWS:
        raise ValueError(f"A part has 1 to {MOST_ROWS:,} rows, and not {len(places):,}.")
    has = _Has(0)
    columns = [places.astype("<i8").tobytes()]
    for bit, name, _ in _DIGESTS:
        column = rows.pdq if name == "pdq" else rows.exact.get(name)
        if column is not None and column.there[part].any():
            has |= bit
            there = column.there[part]
            columns += [np.packbits(there, bitorder="little").tobytes(), column.digests[part][there].tobytes()]
    sizes = rows.sizes[part]
    if (sizes != NOT_SAID).any():
        has |= _Has.SIZES
        columns.append(sizes.astype("<i8").tobytes())
    quality = _quality_of(rows, part)
    if (quality != NOT_SAID).any():
        has |= _Has.QUALITY
        columns.append(quality.astype(np.int8).tobytes())
    besides = _besides(rows, part) if more else b""
    if besides:
        has |= _Has.MORE
        columns += [struct.pack("<I", len(besides)), besides]
    said = b"".join((_HEAD.pack(MAGIC, VERSION, has, len(places)), *columns))
    return said + hashlib.sha256(said).digest()


def _besides(rows: Rows, part: slice) -> bytes:
    """What the register keeps of what is said besides; empty where that is nothing."""
    if not len(rows.more):
        return b""
    said = []
    for row, index in enumerate(range(*part.indices(len(rows)))):
        kept = {name: text for name, text in rows.more[index].items() if _is_kept(name) and text}
        if kept:
            said.append((row, kept))
    return _as_json(said) if said else b""


def _is_kept(name: str) -> bool:
    return name == "category" or (name.startswith(OPAQUE) and name != OPAQUE)


def _as_json(said: Sequence[tuple[int, Mapping[str, str]]]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")


def _quality_of(rows: Rows, part: slice) -> Numbers:
    """The quality of each PDQ hash; of a row without one nothing is said."""
    places = rows.places[part]
    if rows.pdq is None or rows.pdq_quality is None:
        return np.full(len(places), NOT_SAID, dtype=np.int64)
    said = rows.pdq_quality[part]
    return np.where(rows.pdq.there[part] & (said >= 0), said, NOT_SAID)


def unpack(content: bytes) -> Rows:
    """The rows of a part. Raises BadInput for everything that ``pack`` would not have written."""
    reading = _Reading(content)
    has, count = reading.head()
    places = reading.numbers(count)
    if places[0] < 1 or (places[1:] <= places[:-1]).any():
        raise _refused(gettext("its rows are not in the order of the list"))
    found: dict[str, Column] = {}
    for bit, name, width in _DIGESTS:
        if has & bit:
            found[name] = reading.digests(count, width)
    sizes = np.full(count, NOT_SAID, dtype=np.int64)
    if has & _Has.SIZES:
        sizes = reading.numbers(count)
        if (sizes < NOT_SAID).any() or (sizes == NOT_SAID).all():
            raise _refused(gettext("its sizes are none"))
    pdq = found.pop("pdq", None)
    quality = _quality(reading, pdq, count) if has & _Has.QUALITY else None
    more = _more(reading, count) if has & _Has.MORE else ()
    reading.end()
    return Rows(places=places, exact=found, sizes=sizes, names=[""] * count, pdq=pdq, pdq_quality=quality, more=more)


def _more(reading: _Reading, count: int) -> Sequence[Mapping[str, str]]:
    """What is said of rows besides, row by row."""
    (size,) = struct.unpack("<I", reading.take(4))
    content = reading.take(size)
    try:
        said = json.loads(content)
        is_sound = bool(said) and _are_besides(said, count) and _as_json(said) == content
    except (ValueError, TypeError, AttributeError, RecursionError):
        is_sound = False
    if not is_sound:
        raise _refused(gettext("what it says of its rows besides is none"))
    found: list[Mapping[str, str]] = [{}] * count
    for row, of_row in said:
        found[row] = of_row
    return found


def _are_besides(said: Any, count: int) -> bool:
    before = -1
    for row, of_row in said:
        texts = [*of_row, *of_row.values()]
        if type(row) is not int or not before < row < count or not texts or not all(map(_is_kept, of_row)):
            return False
        if not all(isinstance(text, str) and text and "\x00" not in text for text in texts):
            return False
        before = row
    return True


def _quality(reading: _Reading, pdq: Column | None, count: int) -> Numbers:
    said: Numbers = np.frombuffer(reading.take(count), dtype=np.int8).astype(np.int64)
    nowhere = pdq is None or (said[~pdq.there] != NOT_SAID).any()
    if nowhere or (said < NOT_SAID).any() or (said > BEST_QUALITY).any() or (said == NOT_SAID).all():
        raise _refused(gettext("the quality of its perceptual hashes is none"))
    return said


class _Reading:
    """What is left of a part while it is read."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def head(self) -> tuple[_Has, int]:
        """Which columns the part has, and how many rows; what holds for the part as a whole is looked at here."""
        if len(self._content) > MOST_BYTES:
            raise _refused(gettext("it is larger than a part may be"))
        if len(self._content) < _HEAD.size + _SEAL or not self._content.startswith(MAGIC):
            raise _refused(gettext("it is none, or only the beginning of one"))
        _, version, columns, count = _HEAD.unpack(self.take(_HEAD.size))
        if version != VERSION:
            raise BadInput(
                gettext("The part is written in another version of the format."),
                mend=gettext("Use the version of Tutela that the server has, or send the rows as JSON."),
                code="bad_part",
            )
        if hashlib.sha256(self._content[:-_SEAL]).digest() != self._content[-_SEAL:]:
            raise _refused(gettext("it was changed or cut off on its way"))
        if columns >= 2 * _Has.MORE:
            raise _refused(gettext("it has columns that are not known"))
        if not 0 < count <= MOST_ROWS:
            raise _refused(gettext("it has no rows, or more than %(most)s") % {"most": in_figures(MOST_ROWS)})
        return _Has(columns), count

    def take(self, size: int) -> bytes:
        """The next bytes."""
        taken = self._content[self._at : self._at + size]
        self._at += size
        if self._at > len(self._content) - _SEAL:
            raise _refused(gettext("it is shorter than it says"))
        return taken

    def numbers(self, count: int) -> Numbers:
        """So many whole numbers."""
        found: Numbers = np.frombuffer(self.take(8 * count), dtype="<i8").astype(np.int64)
        return found

    def digests(self, count: int, width: int) -> Column:
        """One algorithm: which rows have a digest, and the digests."""
        bits: NDArray[np.uint8] = np.frombuffer(self.take(-(-count // 8)), dtype=np.uint8)
        flags = np.unpackbits(bits, bitorder="little")
        there: Flags = flags[:count].astype(bool)
        if flags[count:].any() or not there.any():
            raise _refused(gettext("a column of hashes has none, or one behind its last row"))
        digests = np.zeros((count, width), dtype=np.uint8)
        said = self.take(int(there.sum()) * width)
        digests[there] = np.frombuffer(said, dtype=np.uint8).reshape(-1, width)
        return Column(digests, there)

    def end(self) -> None:
        """Nothing may follow but the seal."""
        if len(self._content) - self._at != _SEAL:
            raise _refused(gettext("it is longer than it says"))


def _refused(why: str) -> BadInput:
    return BadInput(
        gettext("The part of the list cannot be read: %(why)s.") % {"why": why},
        mend=gettext("Send it again; if that does not help, send the rows as JSON."),
        code="bad_part",
    )
