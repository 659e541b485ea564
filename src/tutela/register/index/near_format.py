"""The file of a near index: a page of header, the sections, an end mark.

The sections are the numbers in ascending order; for each distinct hash where its numbers begin, and the ranks of those; the
hashes, with their bands in the order of the header; and, where there are hashes enough for lists to be of use, the lists of
``near_kernels.Bands``. A hash with one number takes 48 bytes, and 256 more in the lists.

As in the file of an exact index, the header has a checksum of its own, and the end mark repeats it, so a file that was cut off,
or put together from two, is told without reading what stands between. Numbers stand as the machine has them: a machine of the
other byte order sees another version.
"""

import hashlib
import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutela.register.index import cores
from tutela.register.index.near_kernels import AT_ONCE, BANDS, VALUES, WORDS, Bands, Half, Longs, Words
from tutela.register.index.unusable import IndexUnusable

VERSION = 1
HEADER_SIZE = 4096
FEWEST_IN_LISTS = 1 << 14
"""Fewer hashes than this are all compared sooner than 272 lists are looked up."""
LISTS = ("starts", "first", "second", "row")

_MAGIC, _END_MAGIC = b"TUTELA-N", b"N-ALETUT"
_FIELDS = struct.Struct(f"=8s3q{BANDS}B")
_END_SIZE = 8 + 32 + 32
_CHUNK = 64 << 20
_ALIGNED = 64


@dataclass(frozen=True)
class Layout:
    """What stands where. ``numbers`` are the registered numbers, ``rows`` the distinct hashes; ``order`` is where the bands of a
    hash are taken from: the first of the index is the band ``order[0]`` of the hash."""

    numbers: int
    rows: int
    order: tuple[int, ...]

    @property
    def has_lists(self) -> bool:
        """Whether there are hashes enough for lists."""
        return self.rows >= FEWEST_IN_LISTS

    @property
    def stride(self) -> int:
        """Postings from one band to the next: as many as rows, and the room that is read over the end."""
        return self.rows + AT_ONCE

    def sections(self) -> dict[str, tuple[int, int, type[np.generic]]]:
        """By name where each section begins in the file, in bytes, how many elements it has, and what they are."""
        lists = BANDS * self.stride if self.has_lists else 0
        at = HEADER_SIZE
        sections: dict[str, tuple[int, int, type[np.generic]]] = {}
        for name, kind, count in (
            ("numbers", np.int64, self.numbers),
            ("begin", np.uint32, self.rows + 1),
            ("ranks", np.uint32, self.numbers),
            ("hashes", np.uint64, self.stride * WORDS),
            ("starts", np.uint32, BANDS * (VALUES + 1) if self.has_lists else 0),
            ("first", np.uint64, lists),
            ("second", np.uint32, lists),
            ("row", np.uint32, lists),
        ):
            sections[name] = (at, count, kind)
            at += -(-count * np.dtype(kind).itemsize // _ALIGNED) * _ALIGNED
        return sections

    @property
    def end_at(self) -> int:
        """Where the end mark begins, in bytes."""
        begin, count, kind = self.sections()["row"]
        return begin + -(-count * np.dtype(kind).itemsize // _ALIGNED) * _ALIGNED

    def header(self) -> bytes:
        """The first page of the file."""
        fields = _FIELDS.pack(_MAGIC, VERSION, self.numbers, self.rows, *self.order)
        return (fields + hashlib.sha256(fields).digest()).ljust(HEADER_SIZE, b"\0")

    def end(self, content: bytes) -> bytes:
        """The end mark, with the checksum of the sections."""
        return _END_MAGIC + content + hashlib.sha256(self.header() + content).digest()


class Content:
    """The sections of a file that is mapped into memory, read-only and flat."""

    def __init__(self, data: mmap.mmap, layout: Layout) -> None:
        def section(name: str) -> NDArray[Any]:
            at, count, kind = sections[name]
            return np.frombuffer(data, kind, count, at)

        sections = layout.sections()
        self.numbers: Longs = section("numbers")
        self.begin: Half = section("begin")
        self.ranks: Half = section("ranks")
        self.hashes: Words = section("hashes")
        self.bands = None
        if layout.has_lists:
            starts, first, second, row = (section(name) for name in LISTS)
            self.bands = Bands(starts, first, second, row, self.hashes, layout.stride)


def checksum(data: mmap.mmap, layout: Layout) -> bytes:
    """SHA-256 over the SHA-256 of each 64 MiB of the sections, so that every core can take a part."""
    whole = hashlib.sha256()
    for one in _digests(np.frombuffer(data, np.uint8)[HEADER_SIZE : layout.end_at]):
        whole.update(one)
    return whole.digest()


def _digests(view: NDArray[np.uint8]) -> Iterator[bytes]:
    parts = cores.ranges(len(view), _CHUNK)
    return cores.share(lambda ends: hashlib.sha256(view[slice(*ends)].data).digest(), parts, cores.available())


def open_file(path: Path) -> tuple[mmap.mmap, Layout]:
    """The file mapped into memory and what stands in it. Raises ``IndexUnusable``."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError:
        raise IndexUnusable(path, "the file is empty") from None
    except OSError as error:
        raise IndexUnusable(path, f"the file cannot be read ({error.strerror})") from None
    layout = _read_header(path, data[:HEADER_SIZE])
    end = data[layout.end_at :]
    if len(end) != _END_SIZE or end != layout.end(content_checksum(end)):
        raise IndexUnusable(path, "its end is missing or is another file's")
    return data, layout


def content_checksum(end: bytes) -> bytes:
    """The checksum of the sections, as the end mark has it."""
    return end[8:40]


def _read_header(path: Path, page: bytes) -> Layout:
    fields = page[: _FIELDS.size]
    if len(page) < HEADER_SIZE or not fields.startswith(_MAGIC):
        raise IndexUnusable(path, "it is no index of near hashes, or only its beginning is there")
    _, version, numbers, rows, *order = _FIELDS.unpack(fields)
    if version != VERSION:
        raise IndexUnusable(path, f"it is of version {version}, and this program reads version {VERSION}")
    layout = Layout(numbers, rows, tuple(order))
    if page != layout.header():
        raise IndexUnusable(path, "its header was altered")
    return layout
