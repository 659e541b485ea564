"""No media, ever: a file whose bytes are media is refused at the door, and nothing of it is kept.

Rule 1 of the domain: hashes and metadata only. Every door through which bytes can come in shows the first of them to
`refuse_media` before anything else looks at them. The name of a file and the type that a browser claims for it prove
nothing, so neither is asked; a name is used only to say which file was refused.

The table is our own, on purpose: libmagic is a system library that a fresh machine lacks, and it answers "what is this
most likely?", while this module asks the narrower question "could this hold a picture, a film or a sound?". Archives,
disk images, page descriptions and office documents are refused with them, because they are containers in which media
travels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from tutela.core.errors import Refused
from tutela.core.marking import gettext_noop

BYTES_NEEDED = 32_774
"""How many bytes `media_kind` looks at: the mark of a CD image ends here, every other mark lies before it."""

_MEND = gettext_noop(
    "Send what is known about the file instead: its hashes (MD5, SHA-1, SHA-256), its size and where it was seen. "
    "Keep the file itself where the law says evidence of this kind is kept."
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A run of bytes at one place, which says what kind of file this is."""

    kind: str
    at: int
    magic: bytes
    then_at: int = 0
    then: bytes = b""

    def is_on(self, head: bytes) -> bool:
        if not head.startswith(self.magic, self.at):
            return False
        return not self.then or head.startswith(self.then, self.then_at)


def _marks() -> Iterator[_Mark]:
    for kind, at, magic in (
        (gettext_noop("a JPEG image"), 0, b"\xff\xd8\xff"),
        (gettext_noop("a PNG image"), 0, b"\x89PNG\r\n\x1a\n"),
        (gettext_noop("an animated PNG image"), 0, b"\x8aMNG\r\n\x1a\n"),
        (gettext_noop("a GIF image"), 0, b"GIF87a"),
        (gettext_noop("a GIF image"), 0, b"GIF89a"),
        (gettext_noop("a TIFF or raw camera image"), 0, b"II*\x00"),
        (gettext_noop("a TIFF or raw camera image"), 0, b"MM\x00*"),
        (gettext_noop("a TIFF or raw camera image"), 0, b"II+\x00"),
        (gettext_noop("a TIFF or raw camera image"), 0, b"MM\x00+"),
        (gettext_noop("a raw camera image"), 0, b"IIU\x00"),
        (gettext_noop("a raw camera image"), 0, b"IIRO"),
        (gettext_noop("a raw camera image"), 0, b"IIRS"),
        (gettext_noop("a raw camera image"), 0, b"MMOR"),
        (gettext_noop("a raw camera image"), 0, b"FUJIFILMCCD-RAW"),
        (gettext_noop("a raw camera image"), 0, b"FOVb"),
        (gettext_noop("an icon or cursor image"), 0, b"\x00\x00\x01\x00"),
        (gettext_noop("an icon or cursor image"), 0, b"\x00\x00\x02\x00"),
        (gettext_noop("a JPEG 2000 image"), 0, b"\x00\x00\x00\x0cjP  "),
        (gettext_noop("a JPEG 2000 image"), 0, b"\xff\x4f\xff\x51"),
        (gettext_noop("a JPEG XL image"), 0, b"\x00\x00\x00\x0cJXL "),
        (gettext_noop("a JPEG XL image"), 0, b"\xff\x0a"),
        (gettext_noop("a JPEG XR image"), 0, b"II\xbc\x01"),
        (gettext_noop("a Photoshop image"), 0, b"8BPS"),
        (gettext_noop("a GIMP image"), 0, b"gimp xcf"),
        (gettext_noop("a Windows metafile image"), 0, b"\xd7\xcd\xc6\x9a"),
        (gettext_noop("an OpenEXR image"), 0, b"v/1\x01"),
        (gettext_noop("a BPG image"), 0, b"BPG\xfb"),
        (gettext_noop("a FLIF image"), 0, b"FLIF"),
        (gettext_noop("a QOI image"), 0, b"qoif"),
        (gettext_noop("a medical image (DICOM)"), 128, b"DICM"),
        (gettext_noop("a DjVu page image"), 0, b"AT&TFORM"),
        (gettext_noop("a Matroska or WebM video"), 0, b"\x1a\x45\xdf\xa3"),
        (gettext_noop("a Flash video"), 0, b"FLV\x01"),
        (gettext_noop("a Windows Media file"), 0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
        (gettext_noop("an MPEG video"), 0, b"\x00\x00\x01\xba"),
        (gettext_noop("an MPEG video"), 0, b"\x00\x00\x01\xb3"),
        (gettext_noop("an MPEG video"), 0, b"\x00\x00\x01\xb0"),
        (gettext_noop("an H.264 or H.265 video"), 0, b"\x00\x00\x00\x01\x67"),
        (gettext_noop("an H.264 or H.265 video"), 0, b"\x00\x00\x00\x01\x40"),
        (gettext_noop("a RealMedia file"), 0, b".RMF"),
        (gettext_noop("a RealAudio file"), 0, b".ra\xfd"),
        (gettext_noop("a Bink video"), 0, b"BIKi"),
        (gettext_noop("an Ogg audio or video"), 0, b"OggS"),
        (gettext_noop("a FLAC audio"), 0, b"fLaC"),
        (gettext_noop("an MPEG audio"), 0, b"\xff\xfb"),
        (gettext_noop("an MPEG audio"), 0, b"\xff\xfa"),
        (gettext_noop("an MPEG audio"), 0, b"\xff\xf3"),
        (gettext_noop("an MPEG audio"), 0, b"\xff\xf2"),
        (gettext_noop("an AAC audio"), 0, b"\xff\xf1"),
        (gettext_noop("an AAC audio"), 0, b"\xff\xf9"),
        (gettext_noop("an AMR audio"), 0, b"#!AMR"),
        (gettext_noop("a MIDI audio"), 0, b"MThd"),
        (gettext_noop("an audio file"), 0, b".snd"),
        (gettext_noop("a WavPack audio"), 0, b"wvpk"),
        (gettext_noop("a ZIP archive, or an office document or app made of one"), 0, b"PK\x03\x04"),
        (gettext_noop("a ZIP archive, or an office document or app made of one"), 0, b"PK\x05\x06"),
        (gettext_noop("a ZIP archive, or an office document or app made of one"), 0, b"PK\x07\x08"),
        (gettext_noop("a RAR archive"), 0, b"Rar!\x1a\x07"),
        (gettext_noop("a 7-Zip archive"), 0, b"7z\xbc\xaf\x27\x1c"),
        (gettext_noop("a gzip archive"), 0, b"\x1f\x8b"),
        (gettext_noop("a compressed file"), 0, b"\x1f\x9d"),
        (gettext_noop("a compressed file"), 0, b"\x1f\xa0"),
        (gettext_noop("an xz archive"), 0, b"\xfd7zXZ\x00"),
        (gettext_noop("a zstd archive"), 0, b"\x28\xb5\x2f\xfd"),
        (gettext_noop("an lz4 archive"), 0, b"\x04\x22\x4d\x18"),
        (gettext_noop("a cabinet archive"), 0, b"MSCF"),
        (gettext_noop("an installer cabinet"), 0, b"ISc("),
        (gettext_noop("a Unix archive"), 0, b"!<arch>\n"),
        (gettext_noop("a tar archive"), 257, b"ustar"),
        (gettext_noop("an ARJ archive"), 0, b"\x60\xea"),
        (gettext_noop("a disk image"), 32_769, b"CD001"),
        (gettext_noop("a disk image"), 0, b"conectix"),
        (gettext_noop("a disk image"), 0, b"vhdxfile"),
        (gettext_noop("a disk image"), 0, b"QFI\xfb"),
        (gettext_noop("a disk image"), 0, b"KDMV"),
        (gettext_noop("a forensic image of a disk"), 0, b"EVF\x09\x0d\x0a\xff\x00"),
        (gettext_noop("a forensic image of a disk"), 0, b"EVF2\x0d\x0a\x81\x00"),
        (gettext_noop("a forensic image of a disk"), 0, b"AFF10\r\n"),
        (gettext_noop("an office document"), 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        (gettext_noop("a rich-text document"), 0, b"{\\rtf"),
        (gettext_noop("a PostScript document"), 0, b"%!PS"),
        (gettext_noop("a mail attachment container"), 0, b"\x78\x9f\x3e\x22"),
        (gettext_noop("a database that can hold media"), 0, b"SQLite format 3\x00"),
    ):
        yield _Mark(kind, at, magic)
    # Families that say what they are in a second place.
    yield _Mark(gettext_noop("a bitmap image"), 0, b"BM", 6, b"\x00\x00\x00\x00")
    yield _Mark(gettext_noop("a WebP image"), 0, b"RIFF", 8, b"WEBP")
    yield _Mark(gettext_noop("an AVI video"), 0, b"RIFF", 8, b"AVI ")
    yield _Mark(gettext_noop("a WAVE audio"), 0, b"RIFF", 8, b"WAVE")
    yield _Mark(gettext_noop("a RIFF image, video or audio"), 0, b"RIFF", 8, b"RMID")
    yield _Mark(gettext_noop("a RIFF image, video or audio"), 0, b"RIFX")
    yield _Mark(gettext_noop("an AIFF audio"), 0, b"FORM", 8, b"AIF")
    yield _Mark(gettext_noop("an IFF image or video"), 0, b"FORM", 8, b"ILBM")
    yield _Mark(gettext_noop("a bzip2 archive"), 0, b"BZh", 4, b"1AY&SY")
    yield _Mark(gettext_noop("a Windows enhanced metafile image"), 0, b"\x01\x00\x00\x00", 40, b" EMF")


_MARKS = tuple(_marks())

# Marks that are plain letters ("ID3", "MAC ", "moov") also begin ordinary words, so the byte beside them has to be no
# text.
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        (gettext_noop("an MP3 audio"), rb"ID3[\x02-\x04]"),
        (gettext_noop("a Flash animation"), rb"[FCZ]WS[\x01-\x1f]"),
        (gettext_noop("a Monkey's Audio file"), rb"MAC .[\x0e\x0f]"),
        (gettext_noop("an lzip archive"), rb"LZIP\x01"),
        (gettext_noop("a cpio archive"), rb"07070[12][0-9A-Fa-f]{104}"),
        (gettext_noop("an LHA archive"), rb"..-l[hz][0-9ds]-"),
        # The ISO media family (MP4, MOV, 3GP, M4A, HEIC, AVIF) starts with a box: its length, then its name.
        (
            gettext_noop("an MP4, QuickTime, HEIC or AVIF file"),
            rb"[\x00-\x08].{3}(?:ftyp|moov|mdat|wide|skip|pnot|free)",
        ),
    )
)

_PDF = re.compile(rb"%PDF-\d")
_SVG = re.compile(rb"<(?:[a-z0-9_-]+:)?svg[\s>/]", re.IGNORECASE)
_NETPBM = re.compile(rb"P[1-7]\s+(?:#[^\n]*\n\s*)?\d+\s+\d+\s")
_DATA_ADDRESS = re.compile(
    rb"data:\s*(?:image|video|audio)/[\w.+-]+|data:application/(?:pdf|zip|octet-stream)", re.IGNORECASE
)
# How the best-known kinds begin once they are written in base 64, followed by enough of it not to be a word.
_BASE64_MEDIA = re.compile(
    r"(?<![A-Za-z0-9+/=])(?:/9j/|iVBORw0KGgo|R0lGOD[dl]h|UklGR|AAAA[A-Z]GZ0eX[A-D]|GkXfo|JVBERi0|UEsDB|SUkqA|TU0AK|T2dnUw|SUQz|RkxW)"
    r"[A-Za-z0-9+/\r\n]{64,}"
)


def media_kind(first_bytes: bytes) -> str | None:
    """Say what kind of media or container the bytes look like, in words ("a JPEG image"), or None.

    Give it the first `BYTES_NEEDED` bytes of a file, or all of it where it is shorter.
    """
    head = bytes(first_bytes[:BYTES_NEEDED])
    found = _by_mark(head) or _by_pattern(head) or _behind_rubbish(head)
    return found or (gettext_noop("an MPEG transport stream video") if _is_transport_stream(head) else None)


def _by_mark(head: bytes) -> str | None:
    return next((mark.kind for mark in _MARKS if mark.is_on(head)), None)


def _by_pattern(head: bytes) -> str | None:
    return next((kind for kind, pattern in _PATTERNS if pattern.match(head)), None)


def _behind_rubbish(head: bytes) -> str | None:
    """Readers of these kinds forgive rubbish or blanks before the mark, so it need not come first to be dangerous."""
    if _PDF.search(head[:1024]):
        return gettext_noop("a PDF document")
    if _SVG.search(_without_wide_nulls(head[:4096])):
        return gettext_noop("an SVG image")
    stripped = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if _NETPBM.match(stripped):
        return gettext_noop("a Netpbm image")
    if _DATA_ADDRESS.match(stripped):
        return gettext_noop("media written out as text")
    if stripped == head[:4096]:
        return None
    return next((each.kind for each in _MARKS if not each.at and len(each.magic) >= 4 and each.is_on(stripped)), None)


def embedded_media_kind(text: str) -> str | None:
    """Say whether a piece of text carries media written out as text (a data address or base 64), or None.

    A cell of a CSV and an element of an XML are text by the time they are read, so the first bytes of the file say
    nothing of them. The doors ask this of every value that they would keep.
    """
    if len(text) < 20:
        return None
    if "data:" in text.lower() and _DATA_ADDRESS.search(text.encode("utf-8", "replace")):
        return gettext_noop("media written out as a data address")
    if len(text) >= 72 and _BASE64_MEDIA.search(text):
        return gettext_noop("media written out in base 64")
    return None


def refuse_media(first_bytes: bytes, name: str) -> None:
    """Raise `Refused` where the bytes look like an image, video, audio, archive, disk image, PDF or office document.

    Nothing of the bytes is kept, and none of them appear in the error [domain.md, rule 1].
    """
    kind = media_kind(first_bytes)
    if kind is not None:
        raise refusal_of(kind, name)


def refusal_of(kind: str, name: str) -> Refused:
    """The error that every door raises for media, so that it reads the same everywhere."""
    return Refused(
        gettext(
            "“%(name)s” looks like %(kind)s. Tutela takes no images, videos, sounds, archives or documents. "
            "Nothing of it was kept."
        )
        % {"name": name, "kind": gettext(kind)},
        mend=gettext(_MEND),
        code="media_refused",
    )


def _is_transport_stream(head: bytes) -> bool:
    """Packets of 188 bytes (or 192, with a time stamp before each), every one with the letter G and a payload mark."""
    if not any(byte < 0x09 for byte in head[:188]):
        return False
    return any(
        all(head[place : place + 1] == b"G" and head[place + 3 : place + 4] > b"\x0f" for place in places)
        for places in ((0, 188, 376), (4, 196, 388))
    )


def _without_wide_nulls(head: bytes) -> bytes:
    """Make UTF-16 text readable byte by byte, so that an SVG saved as UTF-16 is seen as one."""
    return head.replace(b"\x00", b"") if b"\x00" in head else head
