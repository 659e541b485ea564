"""The file of a pack: a preamble, the content, and a signed header that proves the content.

- The *preamble*, padded to 4,096 bytes, says that it is a pack, of which version of the format, and where the header is.
- The *content*: three tables of digests, the kinds of the entries, and what is said of each kind.
- The *header*, at the end, is JSON: which pack, made when, until when, by and for whom, what stands where, and the SHA-256 of
  each piece of the content. Behind it stand a public key and its signature (Ed25519) over preamble and header. A header that was
  not signed by a key that is trusted is never read, and the whole content is held against it before the first answer.

How a digest is shortened is part of the format. Its first 12 bytes count, as two little-endian numbers of 64 and of 32 bits. The
first, times the number of buckets, gives over 2⁶⁴ the bucket. The first 40 bits of the fraction and the second number are the 72 bits
that are kept: a fingerprint of 16 and a rest of 56. So a digest counts by 72 bits and the logarithm of the buckets, which is 91 bits
in a pack of 10 million files, and never by more than its first 96. All numbers of the file are little-endian.

A digest that is not in the pack is taken for one that is only where one of the 22 in its bucket, on average, agrees in all 72
bits: a chance of 22 × 2⁻⁷², whatever the size of the pack. For 5 million files asked about by three digests each that comes to
7 × 10⁻¹⁴. A row with several digests is another file as soon as one of them disagrees, so that its chance is less by far.

Packs hold no perceptual hash: those are of use only whole, and whole ones tell something of what they were made from.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Self

from tutela.register.lists.rows import WIDTHS

VERSION = 1
MAGIC = b"TUTELA-P"
CONTENT_AT = 4096
KEY_BYTES, SIGNATURE_BYTES = 32, 64
PIECE = 8 << 20
"""Bytes of content that have a digest of their own in the header, so that every core can prove a part."""
LONGEST_HEADER = 64 << 20
HEAD_BYTES = 12
"""Bytes of a digest that count."""
BUCKET_LOAD = 22
"""Records a bucket on average. With 28 slots for fingerprints, one bucket in twelve has more."""
MOST_FILES = 2**31 - 1
_SIGNED = b"tutela register pack\0"
_LINE_BYTES = 64


@dataclass(frozen=True)
class Preamble:
    """Where the header is, and how long: ``header_at`` bytes from the beginning of the file."""

    version: int
    header_at: int
    header_bytes: int

    _FORM = struct.Struct("<8sIQI")
    SIZE = _FORM.size

    def as_bytes(self) -> bytes:
        """The first bytes of the file."""
        return self._FORM.pack(MAGIC, self.version, self.header_at, self.header_bytes)

    @classmethod
    def of(cls, read: bytes) -> Self:
        """From the first bytes of a file. Raises ValueError where it is no pack."""
        if len(read) < cls.SIZE or not read.startswith(MAGIC):
            raise ValueError("no pack")
        _, version, header_at, header_bytes = cls._FORM.unpack(read[: cls.SIZE])
        return cls(version, header_at, header_bytes)

    @property
    def file_bytes(self) -> int:
        """How long the whole file is."""
        return self.header_at + self.header_bytes + KEY_BYTES + SIGNATURE_BYTES

    def signed_with(self, header: bytes) -> bytes:
        """What the signature is over."""
        return _SIGNED + self.as_bytes() + header


@dataclass(frozen=True)
class Label:
    """What a pack says of itself: which it is, from when until when it holds, by which installation, for whom and which machine."""

    id: str
    made_at: datetime
    expires_at: datetime
    installation: str
    organisation_code: str
    organisation: str
    workstation: str

    def as_data(self) -> dict[str, str]:
        """For JSON."""
        moments = {name: getattr(self, name).astimezone(UTC).isoformat() for name in ("made_at", "expires_at")}
        return asdict(self) | moments

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """From JSON. Raises ValueError, KeyError or TypeError for anything that is none."""
        names = ("id", "installation", "organisation_code", "organisation", "workstation")
        texts = {name: text_of(said[name]) for name in names}
        return cls(made_at=moment_of(said["made_at"]), expires_at=moment_of(said["expires_at"]), **texts)


@dataclass(frozen=True)
class Table:
    """The digests of one algorithm: how many buckets, records and late fingerprints, how long a record is, and where each section begins."""

    buckets: int
    records: int
    late: int
    record_bytes: int
    lines_at: int
    records_at: int
    late_at: int

    @property
    def end(self) -> int:
        """Behind the last byte of all its sections."""
        return max(
            self.lines_at + (self.buckets + 1) * _LINE_BYTES,
            self.records_at + self.records * self.record_bytes,
            self.late_at + self.late * 2,
        )


@dataclass(frozen=True)
class Header:
    """What is signed: the label, the sections, and the SHA-256 of each piece of the content. Places count from the content's beginning."""

    label: Label
    files: int
    content_bytes: int
    kinds_at: int
    kind_bytes: int
    said_at: int
    said_bytes: int
    tables: Mapping[str, Table]
    digests: tuple[str, ...]

    _COUNTS = ("files", "content_bytes", "kinds_at", "kind_bytes", "said_at", "said_bytes")

    def as_bytes(self) -> bytes:
        """The header as it is written and signed."""
        said: dict[str, Any] = {name: getattr(self, name) for name in self._COUNTS}
        said["label"] = self.label.as_data()
        said["tables"] = {name: asdict(one) for name, one in self.tables.items()}
        said["digests"] = self.digests
        return json.dumps(said, ensure_ascii=False).encode()

    @classmethod
    def of(cls, read: bytes) -> Self:
        """From what was read. Raises ValueError, KeyError or TypeError where it is none, or a section lies outside of the content."""
        said: dict[str, Any] = json.loads(read)
        header = cls(
            label=Label.of(said["label"]),
            tables={name: Table(**{k: count_of(v) for k, v in said["tables"][name].items()}) for name in WIDTHS},
            digests=tuple(text_of(one) for one in said["digests"]),
            **{name: count_of(said[name]) for name in cls._COUNTS},
        )
        ends = [header.kinds_at + header.files * header.kind_bytes, header.said_at + header.said_bytes]
        ends += [one.end for one in header.tables.values()]
        if max(ends) > header.content_bytes or len(header.digests) != -(-header.content_bytes // PIECE):
            raise ValueError("a section lies outside of the content")
        return header


def aligned(place: int) -> int:
    """The next place at which a section may begin: a multiple of the length of a line."""
    return -(-place // _LINE_BYTES) * _LINE_BYTES


def count_of(value: Any) -> int:
    """A whole number that is not negative; raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("not a count")
    return value


def text_of(value: Any) -> str:
    """A text; raises ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError("not a text")  # noqa: TRY004 - whoever reads a file asks for one kind of error
    return value


def moment_of(value: Any) -> datetime:
    """A moment with its zone; raises ValueError for anything else."""
    found = datetime.fromisoformat(text_of(value))
    if found.tzinfo is None:
        raise ValueError("a moment has a zone")
    return found
