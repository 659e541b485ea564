"""What stands in the file of an edition, and how: docs/decisions/exchange-of-hash-sets.md describes it for whoever reads it with something else.

The text is lines of JSON in one way of writing (`as_line`): a *head*, then a line a file, then an *end*. The head and the lines of files
travel in gzip members, as many as the writer likes; the end is a last member that is stored and not compressed, so that each of its
bytes is known beforehand. The end proves every byte before it.
"""

import gzip
import hashlib
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

FORM = "tutela_hash_set"
VERSION = 1
BEGINNING = b'{"tutela_hash_set":'
LONGEST_HEAD = 4 * 1024 * 1024
LONGEST_LINE = 64 * 1024
MOST_LINES = 200_000_000
_SIGNED = b"Tutela: hash set, form 1\n"
# A member that is stored: no name, no time, "other" for the system; then one block that says that it is the last.
_STORED = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x01"
LONGEST_END = 1024
WITHDRAW = "withdraw"


def as_line(value: Any) -> bytes:
    """A line: JSON without blanks, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def token_of(value: Any) -> str:
    """The name by which lines refer to something that the head explains: the same thing has the same name in every edition."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Named:
    """A body as a file names it."""

    name: str
    country: str = ""

    def as_data(self) -> dict[str, str]:
        """As it stands in the head."""
        return {"name": self.name, "country": self.country}

    @property
    def token(self) -> str:
        """Its name within a file."""
        return token_of(self.as_data())


@dataclass(frozen=True)
class Terms:
    """Under what terms something is given: the words, and to whom it may be passed on."""

    words: str
    pass_on: str = "nobody"  # noqa: S105 - to whom something may be passed on
    countries: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """As it stands in the head."""
        return {"words": self.words, "pass_on": self.pass_on, "countries": sorted(self.countries)}


@dataclass(frozen=True)
class From:
    """Where items came from: the hands that they went through, the first body first and the giver last, and under what terms."""

    hands: tuple[Named, ...]
    terms: Terms

    def as_data(self) -> dict[str, Any]:
        """As it stands in the head; the hands by their names within the file."""
        return {"hands": [one.token for one in self.hands], **self.terms.as_data()}

    @property
    def token(self) -> str:
        """Its name within a file."""
        return token_of(self.as_data())


@dataclass(frozen=True)
class Class:
    """A class of a scheme."""

    scheme: str
    scheme_name: str
    jurisdiction: str
    code: str
    label: str

    def as_data(self) -> dict[str, str]:
        """As it stands in the head."""
        return {
            "scheme": self.scheme,
            "scheme_name": self.scheme_name,
            "jurisdiction": self.jurisdiction,
            "code": self.code,
            "label": self.label,
        }

    @property
    def token(self) -> str:
        """Its name within a file."""
        return token_of(self.as_data())


@dataclass(frozen=True)
class Head:
    """The first line: which edition of which set this is, from whom to whom, under what terms, and what its lines refer to."""

    uid: str
    name: str
    kind: str
    number: int
    is_full: bool
    since: int | None
    issued_at: datetime
    giver: Named
    key: bytes
    to: Named
    to_key: str
    terms: Terms
    given: int
    changed: int
    withdrawn: int
    bodies: Mapping[str, Named] = field(default_factory=dict)
    origins: Mapping[str, From] = field(default_factory=dict)
    classes: Mapping[str, Class] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        """How many lines of files follow."""
        return self.given + self.changed + self.withdrawn

    def as_line(self) -> bytes:
        """The line."""
        return as_line(
            {
                FORM: VERSION,
                "set": {"id": self.uid, "name": self.name, "kind": self.kind},
                "edition": {
                    "number": self.number,
                    "full": self.is_full,
                    "since": self.since,
                    "issued_at": self.issued_at.astimezone(UTC).isoformat(),
                },
                "from": {**self.giver.as_data(), "key": self.key.hex()},
                "to": {**self.to.as_data(), "key": self.to_key},
                "terms": self.terms.as_data(),
                "counts": {"give": self.given, "change": self.changed, WITHDRAW: self.withdrawn},
                "bodies": {token: one.as_data() for token, one in self.bodies.items()},
                "origins": {token: one.as_data() for token, one in self.origins.items()},
                "classes": {token: one.as_data() for token, one in self.classes.items()},
            }
        )


def member(text: bytes) -> bytes:
    """A gzip member with this text; the same bytes whenever it is made by the same zlib."""
    return gzip.compress(text, 6, mtime=0)


def stored(text: bytes) -> bytes:
    """The member of the end. Raises ValueError for more than it may hold."""
    if len(text) > LONGEST_END:
        raise ValueError("the end is longer than an end is")
    length = struct.pack("<HH", len(text), 0xFFFF ^ len(text))
    return _STORED + length + text + struct.pack("<II", zlib.crc32(text), len(text))


def what_is_signed(head_line: bytes, text_digest: bytes, bytes_digest: bytes) -> bytes:
    """What the signature is over: which form this is, the head, and the digests of all lines and of all bytes before the end."""
    return _SIGNED + head_line + text_digest + bytes_digest


def end_line(text_digest: bytes, bytes_digest: bytes, signature: bytes) -> bytes:
    """The last line."""
    return as_line(
        {"end": {"text_sha256": text_digest.hex(), "bytes_sha256": bytes_digest.hex(), "signature": signature.hex()}}
    )


def find_end(last_bytes: bytes) -> bytes | None:
    """The line of the end, where these last bytes of a file finish with the member of one; None where they do not."""
    at = last_bytes.rfind(_STORED)
    if at < 0:
        return None
    text = last_bytes[at + len(_STORED) + 4 : -8]
    if len(text) > LONGEST_END or stored(text) != last_bytes[at:]:
        return None
    return text


def end_bytes(text: bytes) -> int:
    """How many bytes the member of an end with this line has."""
    return len(stored(text))
