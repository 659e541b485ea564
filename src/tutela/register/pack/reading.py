"""Open a pack: refuse what is altered, expired or a stranger's.

The content is read into memory while it is proved, so that what is asked is what was proved, whatever becomes of the file.
"""

import hashlib
import mmap
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from django.utils.translation import gettext

from tutela.core.errors import BadInput, Refused, where
from tutela.register.index import cores
from tutela.register.lists.rows import WIDTHS
from tutela.register.pack import kernels, layout
from tutela.register.pack.layout import CONTENT_AT, Header, Label, Preamble, Table
from tutela.register.pack.said import Contents
from tutela.register.pack.signing import fingerprint, is_signed

CLOCKS_DIFFER = timedelta(hours=1)
"""A pack that was made so little later than now is one of a machine whose clock differs."""


@dataclass(frozen=True)
class Proof:
    """A signed header as it stands in the file: with it, whoever has the key knows a pack again without its content."""

    preamble: bytes
    header: bytes
    public: bytes
    signature: bytes

    def is_sound(self) -> bool:
        """Whether the header is signed by the key that it names."""
        try:
            signed = Preamble.of(self.preamble).signed_with(self.header)
        except ValueError:
            return False
        return is_signed(self.public, self.signature, signed)

    @property
    def label(self) -> Label:
        """What the pack says of itself; to be read once its key is known. Raises ValueError, KeyError or TypeError where it is none."""
        return Header.of(self.header).label


@dataclass(frozen=True)
class Pack:
    """A pack that was proved: what it says of itself, what it says of files, and its tables in memory."""

    label: Label
    files: int
    contents: Contents
    proof: Proof
    memory: kernels.Content
    kinds: kernels.Kinds


def open_pack(path: Path, *, trusted: Mapping[bytes, str], now: datetime) -> Pack:
    """The pack at ``path``, proved whole; ``trusted`` has the public keys that are trusted.

    Raises BadInput for what is no pack or one of another version; Refused for a pack that is altered, cut off, signed by a
    stranger, expired, or made later than now.
    """
    with _opened(path) as handle:
        proof = _proof_of(handle, path.name)
        if proof.public not in trusted:
            raise Refused(
                gettext("This pack is signed by somebody whom this machine does not trust (key %(key)s).")
                % {"key": fingerprint(proof.public)},
                where=where(file=path.name),
                mend=gettext(
                    "Ask the installation that made it for its key and its fingerprint by telephone, and run `tutela register trust`."
                ),
                code="pack_of_a_stranger",
            )
        try:
            header = Header.of(proof.header)
        except (ValueError, KeyError, TypeError):
            raise altered(path.name) from None
        _must_be_of_now(header.label, path.name, now)
        memory = _proved(handle, header, path.name)
    return _as_pack(header, proof, memory, path.name)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise BadInput(
            gettext("The pack cannot be opened (%(why)s).") % {"why": (error.strerror or "").lower()},
            where=where(file=path.name),
            mend=gettext("Look whether the file is there, and whether you may read it."),
            code="cannot_open",
        ) from None
    try:
        yield handle
    finally:
        os.close(handle)


def _proof_of(handle: int, called: str) -> Proof:
    """The signed header, whoever signed it. Raises BadInput or Refused."""
    first = os.pread(handle, Preamble.SIZE, 0)
    try:
        preamble = Preamble.of(first)
    except ValueError:
        raise BadInput(
            gettext("This is no pack of the register."),
            where=where(file=called),
            mend=gettext("Take the file that `tutela register pack` wrote."),
            code="no_pack",
        ) from None
    if preamble.version != layout.VERSION:
        raise BadInput(
            gettext("This pack is of version %(its)s of the format, and this program reads version %(ours)s.")
            % {"its": preamble.version, "ours": layout.VERSION},
            where=where(file=called),
            mend=gettext(
                "Bring this program to the version of the installation, or ask for a pack that was made with this one."
            ),
            code="pack_version",
        )
    size = os.fstat(handle).st_size
    if size < preamble.file_bytes:
        raise Refused(
            gettext("This pack is cut off: %(there)s of %(all)s bytes are there.")
            % {"there": size, "all": preamble.file_bytes},
            where=where(file=called),
            mend=gettext("Copy it again, and compare its length."),
            code="pack_cut_off",
        )
    if size > preamble.file_bytes or preamble.header_bytes > layout.LONGEST_HEADER:
        raise altered(called)
    end = os.pread(handle, preamble.file_bytes - preamble.header_at, preamble.header_at)
    header, key = end[: preamble.header_bytes], end[preamble.header_bytes :]
    proof = Proof(first, header, key[: layout.KEY_BYTES], key[layout.KEY_BYTES :])
    if not proof.is_sound():
        raise altered(called)
    return proof


def _must_be_of_now(label: Label, called: str, now: datetime) -> None:
    if now >= label.expires_at:
        raise Refused(
            gettext("This pack expired on %(date)s.") % {"date": f"{label.expires_at:%Y-%m-%d %H:%M} UTC"},
            where=where(file=called),
            mend=gettext("Ask for a new one: what it says may have changed since."),
            code="pack_expired",
        )
    if label.made_at > now + CLOCKS_DIFFER:
        raise Refused(
            gettext("This pack was made on %(date)s, which is later than now.")
            % {"date": f"{label.made_at:%Y-%m-%d %H:%M} UTC"},
            where=where(file=called),
            mend=gettext("Set the clock of this machine."),
            code="pack_of_the_future",
        )


def _proved(handle: int, header: Header, called: str) -> mmap.mmap:
    """The content in memory, each piece of it found to be what was signed."""
    if header.content_bytes == 0:
        raise altered(called)
    memory = mmap.mmap(-1, header.content_bytes)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        # Look-ups go everywhere: with small pages each would wait for the address of its page as well.
        memory.madvise(mmap.MADV_HUGEPAGE)
    view = memoryview(memory)

    def is_as_signed(piece: tuple[int, int]) -> bool:
        begin, end = piece
        while begin < end:
            read = os.preadv(handle, [view[begin:end]], CONTENT_AT + begin)
            if read == 0:
                return False
            begin += read
        return hashlib.sha256(view[slice(*piece)]).hexdigest() == header.digests[piece[0] // layout.PIECE]

    pieces = cores.ranges(header.content_bytes, layout.PIECE)
    if not all(cores.share(is_as_signed, pieces, cores.available())):
        raise altered(called)
    return memory


def _as_pack(header: Header, proof: Proof, memory: mmap.mmap, called: str) -> Pack:
    size = header.content_bytes
    tables = [header.tables[name] for name in WIDTHS]
    rows = [
        (one.buckets, one.lines_at // 8, one.records_at, one.late_at // 2, one.record_bytes, one.records)
        for one in tables
    ]
    content = kernels.Content(
        np.frombuffer(memory, np.uint8, size),
        np.frombuffer(memory, np.uint16, size // 2),
        np.frombuffer(memory, np.uint64, size // 8),
        np.array(rows, np.int64),
    )
    try:
        contents = Contents.of(memory[header.said_at : header.said_at + header.said_bytes])
    except (ValueError, KeyError, TypeError):
        raise altered(called) from None
    if not all(_is_sound(content, one) for one in tables):
        raise altered(called)
    masks = np.array([mask for mask, _ in contents.kinds], np.uint8)
    for one in (*content, masks):
        # Read-only, as every array that is asked: one type, so that each kernel is compiled once.
        one.flags.writeable = False
    kinds = kernels.Kinds(header.kinds_at, header.kind_bytes, header.files, masks)
    return Pack(header.label, header.files, contents, proof, content, kinds)


def _is_sound(content: kernels.Content, table: Table) -> bool:
    """Whether the buckets follow one another: a pack of a trusted installation whose writer erred must not lead out of its tables."""
    heads = content.words[table.lines_at // 8 :][: (table.buckets + 1) * kernels.WORDS_A_LINE : kernels.WORDS_A_LINE]
    begins = (heads & np.uint64(0x7FFF_FFFF)).astype(np.int64)
    lates = (heads >> np.uint64(32)).astype(np.int64)
    counts = np.diff(begins)
    return bool(
        begins[0] == lates[0] == 0
        and begins[-1] == table.records
        and lates[-1] == table.late
        and (counts >= 0).all()
        and (np.diff(lates) == np.maximum(counts - kernels.SLOTS, 0)).all()
        and table.record_bytes >= kernels.REST_BYTES
    )


def altered(called: str) -> Refused:
    """The refusal of a pack that is not what was signed."""
    return Refused(
        gettext("This pack was altered or damaged: it is not what was signed."),
        where=where(file=called),
        mend=gettext("Copy it again from where it was made; if that is refused as well, ask for a new one and say so."),
        code="pack_altered",
    )
