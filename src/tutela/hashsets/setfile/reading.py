"""Read the file of an edition: as a stream, proved whole before the first line of it is used, and never believed in part."""

import hashlib
import json
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext

from tutela.core.errors import BadInput, Refused, TutelaError, where
from tutela.core.languages import in_figures
from tutela.core.media import BYTES_NEEDED, refuse_media
from tutela.core.text import neutral_words
from tutela.hashsets.models.codes import Act, PassOn, Why
from tutela.hashsets.setfile import layout
from tutela.hashsets.setfile.layout import Class, From, Head, Named, Terms
from tutela.register.lists.rows import PDQ_WIDTH, WIDTHS
from tutela.register.pack.signing import is_signed

_PIECE = 256 * 1024
_HEX = {name: re.compile(f"[0-9a-f]{{{2 * width}}}") for name, width in (*WIDTHS.items(), ("pdq", PDQ_WIDTH))}
_UID = re.compile(r"[0-9a-f]{32}")
_TOKEN = re.compile(r"[0-9a-f]{12}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_KEY = re.compile(r"[0-9a-f]{64}")
_ACTS = {"give": Act.GIVE, "change": Act.CHANGE, layout.WITHDRAW: Act.WITHDRAW}
_KINDS = ("case", "harmless", "trivial")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class ItemClass:
    """A class that somebody gave an item, by the names of the head; ``was`` where it is only what another class would be."""

    is_: str
    by: str
    was: str


@dataclass(frozen=True)
class Item:
    """A line: a file by its hashes, and what the edition does with it."""

    act: Act
    hashes: dict[str, bytes]
    size: int | None = None
    pdq: bytes | None = None
    quality: int | None = None
    origin: str = ""
    classes: tuple[ItemClass, ...] = ()
    why: str = ""


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
    text, raw, head, fault, count = hashlib.sha256(), hashlib.sha256(), None, None, dict.fromkeys(_ACTS.values(), 0)
    head_line = b""
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(_lines(_unpacked(stream, size, raw.update)), start=1):
                text.update(line)
                if head is None:
                    head, head_line = read_head(line, name), line
                    known(head)
                elif fault is None:
                    try:
                        count[read_item(line, head, number, name).act] += 1
                    except TutelaError as error:
                        # First whether it is what was signed at all: a line that was altered is no fault of its writer.
                        fault = error
                if number > layout.MOST_LINES:
                    raise altered(name)
    except (zlib.error, _NotWhole):
        raise altered(name) from None
    if head is None:
        raise altered(name)
    signed = layout.what_is_signed(head_line, text.digest(), raw.digest())
    if (text.hexdigest(), raw.hexdigest()) != said[:2] or not is_signed(head.key, bytes.fromhex(said[2]), signed):
        raise altered(name)
    if fault is not None:
        raise fault
    if (count[Act.GIVE], count[Act.CHANGE], count[Act.WITHDRAW]) != (head.given, head.changed, head.withdrawn):
        raise BadInput(
            gettext("The edition does not have as many lines as its head says."),
            where=where(file=name),
            mend=gettext("Tell the body that gave it, and ask for a full edition."),
        )
    return Proved(head, text.hexdigest())


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


def no_edition(name: str) -> BadInput:
    """What is said of anything else."""
    return BadInput(
        gettext("This is no edition of a hash set."),
        where=where(file=name),
        mend=gettext("Choose the file that the body sent, as it is: not unpacked, and not inside of another file."),
    )


class _NotWhole(Exception):
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
    """The text of the members in the first ``size`` bytes, in pieces of bounded length. Raises _NotWhole, zlib.error."""
    unpacking, left, data = zlib.decompressobj(wbits=31), size, b""
    while left or data:
        if not data:
            data = stream.read(min(_PIECE, left))
            if not data:
                raise _NotWhole
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
        raise _NotWhole


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, each with its end. Raises _NotWhole for one that is longer than a line may be, or has no end."""
    rest, longest = b"", layout.LONGEST_HEAD
    for piece in pieces:
        parts = (rest + piece).split(b"\n")
        rest = parts.pop()
        for part in parts:
            if len(part) > longest:
                raise _NotWhole
            yield part + b"\n"
            longest = layout.LONGEST_LINE
        if len(rest) > longest:
            raise _NotWhole
    if rest:
        raise _NotWhole


def read_head(line: bytes, name: str) -> Head:
    """The first line. Raises BadInput for another form or version, and for what is missing in it."""
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict) or layout.FORM not in raw:
            raise no_edition(name)
        if raw[layout.FORM] != layout.VERSION:
            raise BadInput(
                gettext("This edition is of another version of the format (%(version)s).")
                % {"version": in_figures(int(raw[layout.FORM]))},
                where=where(file=name, row=1),
                mend=gettext("Use the newest Tutela, or ask the body for an edition of version 1."),
            )
        return _head(raw)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise BadInput(
            gettext("The head of this edition is not as the format says."),
            where=where(file=name, row=1),
            mend=gettext("Tell the body that gave it; nothing of it was taken in."),
        ) from None


def _head(raw: dict[str, Any]) -> Head:
    edition, counts = raw["edition"], raw["counts"]
    issued_at = datetime.fromisoformat(_text(edition["issued_at"], 40))
    if issued_at.tzinfo is None:
        raise ValueError("issued_at")
    bodies = {_match(_TOKEN, token): _named(one) for token, one in raw["bodies"].items()}
    origins = {
        _match(_TOKEN, token): From(tuple(bodies[hand] for hand in one["hands"]), _terms(one))
        for token, one in raw["origins"].items()
    }
    if any(not one.hands for one in origins.values()):
        raise ValueError("hands")
    classes = {_match(_TOKEN, token): _class(one) for token, one in raw["classes"].items()}
    is_full, since = edition["full"], edition["since"]
    if not isinstance(is_full, bool) or (since is None) != is_full:
        raise ValueError("full")
    return Head(
        uid=_match(_UID, raw["set"]["id"]),
        name=_words(raw["set"]["name"], 80),
        kind=_one_of(_KINDS, raw["set"]["kind"]),
        number=_count(edition["number"], least=1),
        is_full=is_full,
        since=None if since is None else _count(since, least=1, most=_count(edition["number"]) - 1),
        issued_at=issued_at,
        giver=_named(raw["from"]),
        key=bytes.fromhex(_match(_KEY, raw["from"]["key"])),
        to=_named(raw["to"]),
        to_key=_text(raw["to"]["key"], 29),
        terms=_terms(raw["terms"]),
        given=_count(counts["give"], most=layout.MOST_LINES),
        changed=_count(counts["change"], most=layout.MOST_LINES),
        withdrawn=_count(counts[layout.WITHDRAW], most=layout.MOST_LINES),
        bodies=bodies,
        origins=origins,
        classes=classes,
    )


def read_item(line: bytes, head: Head, number: int, name: str) -> Item:
    """A line of a file. Raises BadInput where it is not as the format says."""
    try:
        raw = json.loads(line)
        act = _ACTS[raw["act"]]
        hashes = {one: bytes.fromhex(_match(_HEX[one], raw[one])) for one in WIDTHS if one in raw}
        if not hashes:
            raise ValueError("hashes")
        if act is Act.WITHDRAW:
            if raw.keys() - WIDTHS.keys() - {"act", "why"}:
                raise ValueError("keys")
            return Item(act, hashes, why=_one_of(Why.values, raw["why"]))
        if raw.keys() - WIDTHS.keys() - {"act", "size", "pdq", "quality", "origin", "classes"}:
            raise ValueError("keys")
        return Item(
            act,
            hashes,
            size=_count(raw["size"], most=2**63 - 1) if "size" in raw else None,
            pdq=bytes.fromhex(_match(_HEX["pdq"], raw["pdq"])) if "pdq" in raw else None,
            quality=_count(raw["quality"], most=100) if "quality" in raw and "pdq" in raw else None,
            origin=_one_of(head.origins, raw["origin"]),
            classes=tuple(
                ItemClass(
                    _one_of(head.classes, one["is"]),
                    _one_of(head.bodies, one["by"]),
                    _one_of(head.classes, one["was"]) if "was" in one else "",
                )
                for one in raw.get("classes", ())
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput(
            gettext("Line %(number)s of this edition is not as the format says.") % {"number": in_figures(number)},
            where=where(file=name, row=number),
            mend=gettext("Tell the body that gave it; nothing of it was taken in."),
        ) from None


def _named(raw: Any) -> Named:
    country = raw["country"]
    return Named(_words(raw["name"], 120), country and _match(_COUNTRY, country))


def _terms(raw: Any) -> Terms:
    return Terms(
        _words(raw["words"], 200),
        _one_of(PassOn.values, raw["pass_on"]),
        tuple(_match(_COUNTRY, one) for one in raw["countries"]),
    )


def _class(raw: Any) -> Class:
    jurisdiction = raw["jurisdiction"]
    return Class(
        scheme=_words(raw["scheme"], 40),
        scheme_name=_words(raw["scheme_name"], 120),
        jurisdiction=jurisdiction and _match(_COUNTRY, jurisdiction),
        code=_words(raw["code"], 20),
        label=_words(raw["label"], 120),
    )


def _words(value: Any, limit: int) -> str:
    try:
        words = neutral_words(_text(value, 4 * limit), limit=limit)
    except TutelaError:
        raise ValueError("words") from None
    if not words:
        raise ValueError("words")
    return words


def _text(value: Any, limit: int) -> str:
    if not isinstance(value, str) or len(value) > limit:
        raise ValueError("text")
    return value


def _match(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("pattern")
    return value


def _one_of(known: Any, value: Any) -> str:
    if not isinstance(value, str) or value not in known:
        raise ValueError("choice")
    return value


def _count(value: Any, *, least: int = 0, most: int = 2**31 - 1) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError("count")
    return value
