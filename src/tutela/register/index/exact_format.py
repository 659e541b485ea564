"""The file of an exact index: a page of header, the table of buckets, the records, an end mark.

The header says what the sections are and has a checksum of its own. The end mark repeats that checksum, so a file that was
cut off, or put together from two, is told without reading the gigabytes between; it also holds the checksum of those, which
``checksum`` computes again. Numbers stand as the machine has them: a machine of the other byte order sees another version.
"""

import hashlib
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tutela.register.index import cores
from tutela.register.index.exact_kernels import NUMBER_WORDS, WORDS_A_BUCKET, Hashing
from tutela.register.index.unusable import IndexUnusable

VERSION = 1
HEADER_SIZE = 4096
END_SIZE = 8 + 32 + 32
KEYS = 9
BUCKET_LOAD = 18
"""Records a bucket on average. With 28 fingerprints in each, 1 bucket in 90 has more than it can hold fingerprints of."""

_MAGIC, _END_MAGIC = b"TUTELA-E", b"E-ALETUT"
_FIELDS = struct.Struct(f"=8s4q{KEYS}Q")
_CHUNK = 64 << 20


@dataclass(frozen=True)
class Layout:
    """What stands where. ``width`` is bytes a digest; ``rows`` the records, ``buckets`` the lines of the table; ``keys`` hash the digests."""

    width: int
    rows: int
    buckets: int
    keys: tuple[int, ...]

    @property
    def record_words(self) -> int:
        """32-bit words of one record: the digest and its number."""
        return self.width // 4 + NUMBER_WORDS

    @property
    def records_at(self) -> int:
        """Where the records begin, in bytes."""
        return HEADER_SIZE + self.buckets * WORDS_A_BUCKET * 8

    @property
    def end_at(self) -> int:
        """Where the end mark begins, in bytes."""
        return self.records_at + self.rows * self.record_words * 4

    def header(self) -> bytes:
        """The first page of the file."""
        fields = _FIELDS.pack(_MAGIC, VERSION, self.width, self.rows, self.buckets, *self.keys)
        return (fields + hashlib.sha256(fields).digest()).ljust(HEADER_SIZE, b"\0")

    def end(self, content: bytes) -> bytes:
        """The end mark, with the checksum of the sections."""
        return _END_MAGIC + content + hashlib.sha256(self.header() + content).digest()

    def hashing(self) -> Hashing:
        """How digests come to their buckets, for the compiled functions."""
        return Hashing(np.array(self.keys, np.uint64), np.uint64(self.buckets))

    def table(self, data: mmap.mmap) -> NDArray[np.uint64]:
        """The buckets, read-only, as one dimension."""
        return np.frombuffer(data, np.uint64, self.buckets * WORDS_A_BUCKET, HEADER_SIZE)

    def records(self, data: mmap.mmap) -> NDArray[np.uint32]:
        """The records, read-only, rows × words."""
        words = np.frombuffer(data, np.uint32, self.rows * self.record_words, self.records_at)
        return words.reshape(self.rows, self.record_words)


def checksum(data: mmap.mmap, layout: Layout) -> bytes:
    """SHA-256 over the SHA-256 of each 64 MiB of the sections, so that every core can take a part."""
    view = np.frombuffer(data, np.uint8)[HEADER_SIZE : layout.end_at]

    def hashed(ends: tuple[int, int]) -> bytes:
        low, high = ends
        digest = hashlib.sha256(view[low:high].data).digest()
        # The gigabytes that were read stay in the system's memory, and need not count as this process's.
        data.madvise(mmap.MADV_DONTNEED, HEADER_SIZE + low, high - low)
        return digest

    whole = hashlib.sha256()
    for part in cores.share(hashed, cores.ranges(len(view), _CHUNK), cores.available()):
        whole.update(part)
    return whole.digest()


def open_file(path: Path, width: int) -> tuple[mmap.mmap, Layout]:
    """The file mapped into memory and what stands in it. Raises ``IndexUnusable``."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError:
        raise IndexUnusable(path, "the file is empty") from None
    except OSError as error:
        raise IndexUnusable(path, f"the file cannot be read ({error.strerror})") from None
    layout = _read_header(path, data[:HEADER_SIZE])
    if layout.width != width:
        raise IndexUnusable(path, f"it holds digests of {layout.width} bytes, not of {width}")
    end = data[layout.end_at :]
    if len(end) != END_SIZE or end != layout.end(content_checksum(end)):
        raise IndexUnusable(path, "its end is missing or is another file's")
    return data, layout


def content_checksum(end: bytes) -> bytes:
    """The checksum of the sections, as the end mark has it."""
    return end[8:40]


def _read_header(path: Path, page: bytes) -> Layout:
    fields = page[: _FIELDS.size]
    if len(page) < HEADER_SIZE or not fields.startswith(_MAGIC):
        raise IndexUnusable(path, "it is no index of exact digests, or only its beginning is there")
    _, version, width, rows, buckets, *keys = _FIELDS.unpack(fields)
    if version != VERSION:
        raise IndexUnusable(path, f"it is of version {version}, and this program reads version {VERSION}")
    layout = Layout(width, rows, buckets, tuple(keys))
    if page != layout.header():
        raise IndexUnusable(path, "its header was altered")
    return layout
