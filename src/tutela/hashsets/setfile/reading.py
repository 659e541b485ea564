"""Read the file of an edition: as a stream, proved whole before the first line of it is used, and never believed in part."""

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext

from tutela.core.errors import BadInput, Refused, TutelaError, where
from tutela.core.media import BYTES_NEEDED, refuse_media
from tutela.hashsets.models.codes import Act
from tutela.hashsets.setfile import layout
from tutela.hashsets.setfile.layout import Head
from tutela.hashsets.setfile.parsing import Item, no_edition, read_head, read_item
from tutela.register.pack.signing import is_signed

_PIECE = 256 * 1024
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Proved:
    """An edition of which every byte is proved: its head, and the SHA-256 of its lines."""

    head: Head
    digest: str


def prove(path: Path, *, name: str, known: Callable[[Head], None]) -> Proved:
    """Read an edition to its end and prove it; ``known`` is asked about the head before more is read, and raises for whom nobody knows.

    Raises Refused for media, for what was altered or cut off and for a signature that does not hold; BadInput for what is no edition
    of a hash set, or one of another version. Nothing is ever believed of a file that this does not return from.
    """
    end = _end_of(path, name)
    size = path.stat().st_size - layout.end_bytes(end)
    said = _read_end(end, name)
    reading, raw = _Reading(name, known), hashlib.sha256()
    try:
        with path.open("rb") as stream:
            for line in _lines(_unpacked(stream, size, raw.update)):
                reading.see(line)
    except (zlib.error, _NotWholeError):
        raise altered(name) from None
    head = reading.head
    if head is None or (reading.text.hexdigest(), raw.hexdigest()) != said[:2]:
        raise altered(name)
    signed = layout.what_is_signed(reading.head_line, reading.text.digest(), raw.digest())
    if not is_signed(head.key, bytes.fromhex(said[2]), signed):
        raise altered(name)
    if reading.fault is not None:
        raise reading.fault
    if tuple(reading.counts.values()) != (head.given, head.changed, head.withdrawn):
        raise BadInput(
            gettext("The edition does not have as many lines as its head says."),
            where=where(file=name),
            mend=gettext("Tell the body that gave it, and ask for a full edition."),
        )
    return Proved(head, reading.text.hexdigest())


class _Reading:
    """What the lines of a file say, one after another."""

    def __init__(self, name: str, known: Callable[[Head], None]) -> None:
        self.name, self.known = name, known
        self.head: Head | None = None
        self.head_line = b""
        self.text = hashlib.sha256()
        self.fault: TutelaError | None = None
        self.counts = dict.fromkeys((Act.GIVE, Act.CHANGE, Act.WITHDRAW), 0)
        self.number = 0

    def see(self, line: bytes) -> None:
        """The next line. Raises what `known` raises, and BadInput for a head that is none."""
        self.text.update(line)
        self.number += 1
        if self.head is None:
            self.head, self.head_line = read_head(line, self.name), line
            self.known(self.head)
            return
        if self.number > layout.MOST_LINES:
            raise _NotWholeError
        if self.fault is None:
            try:
                self.counts[read_item(line, self.head, self.number, self.name).act] += 1
            except TutelaError as error:
                # First whether it is what was signed at all: a line that was altered is no fault of its writer.
                self.fault = error


def items_of(path: Path, *, start: int = 0) -> Iterator[Item]:
    """The items of a file that was proved, from one on. Raises as `prove` does, should the file have changed since."""
    end = _end_of(path, path.name)
    size = path.stat().st_size - layout.end_bytes(end)
    head: Head | None = None
    with path.open("rb") as stream:
        for number, line in enumerate(_lines(_unpacked(stream, size, lambda _: None)), start=1):
            if head is None:
                head = read_head(line, path.name)
            elif number > start + 1:
                yield read_item(line, head, number, path.name)


def looks_like_one(first_bytes: bytes, name: str) -> None:
    """Whether the first bytes of a file are those of an edition. Raises Refused for media and any other archive, BadInput for the rest."""
    if first_bytes.startswith(_GZIP):
        begin = _begin_of(first_bytes)
        if begin.startswith(layout.BEGINNING):
            return
        refuse_media(begin[:BYTES_NEEDED], name)
    refuse_media(first_bytes[:BYTES_NEEDED], name)
    raise no_edition(name)


def _begin_of(first_bytes: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(first_bytes, BYTES_NEEDED)
    except zlib.error:
        return b""


def altered(name: str) -> Refused:
    """What is said of a file that is not as it was signed."""
    return Refused(
        gettext(
            "This file was altered or damaged on its way, or is not what the key in it signed. Nothing of it was taken in."
        ),
        where=where(file=name),
        mend=gettext(
            "Have it sent again. Should that be refused as well, telephone the body: somebody may have changed it."
        ),
        code="altered",
    )


class _NotWholeError(Exception):
    """Bytes or lines that end where none may end."""


def _end_of(path: Path, name: str) -> bytes:
    with path.open("rb") as stream:
        first = stream.read(_PIECE)
        looks_like_one(first, name)
        stream.seek(0, os.SEEK_END)
        size = stream.tell()
        stream.seek(max(0, size - layout.LONGEST_END - 64))
        end = layout.find_end(stream.read())
    if end is None:
        raise Refused(
            gettext(
                "The end of this file is missing or altered: it was cut off, or changed on its way. Nothing of it was taken in."
            ),
            where=where(file=name),
            mend=gettext("Have it sent again, whole."),
            code="cut_off",
        )
    return end


def _read_end(end: bytes, name: str) -> tuple[str, str, str]:
    try:
        said = json.loads(end)["end"]
        found = (str(said["text_sha256"]), str(said["bytes_sha256"]), str(said["signature"]))
        raw = [bytes.fromhex(one) for one in found]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise altered(name) from None
    if [len(one) for one in raw] != [32, 32, 64] or layout.end_line(*raw) != end:
        raise altered(name)
    return found


def _unpacked(stream: BinaryIO, size: int, see: Callable[[bytes], object]) -> Iterator[bytes]:
    """The text of the members in the first ``size`` bytes, in pieces of bounded length. Raises _NotWholeError, zlib.error."""
    unpacking, left, data = zlib.decompressobj(wbits=31), size, b""
    while left or data:
        if not data:
            data = stream.read(min(_PIECE, left))
            if not data:
                raise _NotWholeError
            left -= len(data)
            see(data)
        piece = unpacking.decompress(data, _PIECE)
        data = unpacking.unconsumed_tail
        if piece:
            yield piece
        if unpacking.eof:
            data = unpacking.unused_data
            if left or data:
                unpacking = zlib.decompressobj(wbits=31)
    if not unpacking.eof:
        raise _NotWholeError


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, each with its end. Raises _NotWholeError for one that is longer than a line may be, or has no end."""
    rest, longest = b"", layout.LONGEST_HEAD
    for piece in pieces:
        parts = (rest + piece).split(b"\n")
        rest = parts.pop()
        for part in parts:
            if len(part) > longest:
                raise _NotWholeError
            yield part + b"\n"
            longest = layout.LONGEST_LINE
        if len(rest) > longest:
            raise _NotWholeError
    if rest:
        raise _NotWholeError
