"""Read XML that nobody vouches for: bounded in size, depth and memory, without DTD, entities or network.

expat is driven directly, because everything that has to be refused can be refused in its call-backs before anything is
built:

- a document type declaration ends the reading at once, so that no entity can be declared, and neither a "billion
  laughs" nor a file of this machine can be asked for;
- one piece of markup (a tag, a comment) longer than `MAX_TOKEN` is refused, because expat scans an unfinished piece
  again with every chunk, and a 50 MB attribute would cost hours;
- depth, elements a report, bytes a report and bytes a file are counted.

A file is read twice: once to the very end, building nothing, so that a fault in its last line is known before its
first report is given out; and once to give out its reports one at a time, so that memory holds one report and not the
file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext

from tutela.core.errors import BadInput, Refused, TutelaError, where
from tutela.core.languages import in_figures
from tutela.core.media import BYTES_NEEDED, refuse_media
from tutela.reports.doors.sizes import CHUNK, MAX_FILE_BYTES, MAX_REPORT_BYTES, read_capped, too_big

MAX_DEPTH = 24
MAX_ELEMENTS = 50_000
MAX_TOKEN = 256 * 1024
MAX_ATTRIBUTES = 32
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_NAMESPACE_END = "}"


@dataclass(slots=True)
class Element:
    """One element of a report: its name without namespace, where it stands, and what is in it."""

    name: str
    path: str
    line: int
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def find(self, name: str) -> Element | None:
        """The first child of this name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        """Every child of this name, in order."""
        return [child for child in self.children if child.name == name]

    def words(self, name: str) -> str:
        """The text of the first child of this name, on one line; empty where there is none."""
        child = self.find(name)
        return "" if child is None else child.value

    @property
    def value(self) -> str:
        """The element's own text, on one line."""
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Item:
    """One report or one set of file details of a file, complete, with the digest of its own bytes."""

    element: Element
    digest: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What the first reading found: the root, how many items it holds, what else it holds, and the digest of the
    whole.
    """

    root: str
    digest: str
    counts: dict[str, int]
    strangers: tuple[str, ...]


class XmlFile:
    """A file of reports that has been read to its end and found whole; `items` reads it again."""

    def __init__(self, stream: BinaryIO, name: str, items: frozenset[str]) -> None:
        self.name = name
        self._names = items
        self._stream = _rewindable(stream, name)
        self._start = self._stream.tell()
        self.outline = self._outlined()

    def items(self, wanted: str) -> Iterator[Item]:
        """Each item of this name (`report`, `fileDetails`), one at a time."""
        self._stream.seek(self._start)
        ready: list[Item] = []
        reading = _Building(self.name, self._names, wanted, ready.append)
        while chunk := self._stream.read(CHUNK):
            reading.feed(chunk)
            yield from ready
            ready.clear()
        reading.close()
        yield from ready

    def _outlined(self) -> Outline:
        digest = hashlib.sha256()
        reading = _Outlining(self.name, self._names)
        size = 0
        while chunk := self._stream.read(CHUNK):
            if size == 0:
                refuse_media(chunk[:BYTES_NEEDED], self.name)
            size += len(chunk)
            if size > MAX_FILE_BYTES:
                raise too_big(self.name, MAX_FILE_BYTES)
            digest.update(chunk)
            reading.feed(chunk)
        if size == 0:
            raise BadInput(
                gettext("The file is empty."),
                where=where(file=self.name),
                mend=gettext("Send the report."),
                code="empty_file",
            )
        reading.close()
        return Outline(reading.root, digest.hexdigest(), reading.counts, tuple(reading.strangers))


class _Reading:
    """One pass over the bytes, with every limit."""

    def __init__(self, name: str, items: frozenset[str]) -> None:
        self.name = name
        self.root = ""
        self._items = items
        self._depth = 0
        self._item_depth = 0
        self._item_start = 0
        self._elements = 0
        self._fed = 0
        self._parser = parser = expat.ParserCreate(namespace_separator=_NAMESPACE_END)
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        parser.ExternalEntityRefHandler = self._refuse_doctype
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close

    def feed(self, chunk: bytes) -> None:
        self._fed += len(chunk)
        self._parse(chunk, final=False)
        # Where expat stands is where its last call-back was. What it was given since is one unfinished piece of markup.
        if self._fed - max(self._parser.CurrentByteIndex, 0) > MAX_TOKEN + CHUNK:
            raise self._refusal(
                gettext("one tag or comment is longer than {kilobytes} KB").format(kilobytes=MAX_TOKEN // 1024),
                "xml_token_too_long",
            )
        if self._item_depth and self._fed - self._item_start > MAX_REPORT_BYTES + CHUNK:
            raise self._report_too_big()

    def close(self) -> None:
        self._parse(b"", final=True)

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except TutelaError:
            raise
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise self._malformed(error) from None

    def _malformed(self, error: Exception) -> BadInput:
        line = getattr(error, "lineno", None)
        code = getattr(error, "code", None)
        said = expat.ErrorString(code) if isinstance(code, int) else gettext("its encoding is unknown")
        return BadInput(
            gettext("The file is not well-formed XML: {said}.").format(said=said),
            where=where(file=self.name, row=line),
            mend=gettext("Ask the sender for the file again; it may have been cut off or changed on its way."),
            code="bad_xml",
        )

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._refusal(
                gettext("elements are nested more than {number} deep").format(number=MAX_DEPTH), "xml_too_deep"
            )
        if len(attributes) > MAX_ATTRIBUTES:
            raise self._refusal(
                gettext("an element has more than {number} attributes").format(number=MAX_ATTRIBUTES),
                "xml_too_many_attributes",
            )
        local = tag.rpartition(_NAMESPACE_END)[2]
        if self._depth == 1:
            self.root = local
        if not self._item_depth and self._depth <= 2:
            if local in self._items:
                self._item_depth = self._depth
                self._item_start = self._parser.CurrentByteIndex
                self._elements = 0
            elif self._depth == 2:
                self.stranger(local)
        self._elements += 1
        if self._elements > MAX_ELEMENTS and self._item_depth:
            raise self._refusal(
                gettext("a report has more than {number} elements").format(number=in_figures(MAX_ELEMENTS)),
                "xml_too_many_elements",
            )
        if self._item_depth:
            self.opened(local, tag, attributes)

    def _close(self, tag: str) -> None:
        if self._item_depth:
            if self._parser.CurrentByteIndex - self._item_start > MAX_REPORT_BYTES:
                raise self._report_too_big()
            self.closed()
            if self._depth == self._item_depth:
                self._item_depth = 0
                self.item_done(tag.rpartition(_NAMESPACE_END)[2])
        self._depth -= 1

    def opened(self, local: str, tag: str, attributes: dict[str, str]) -> None:
        """An element inside an item begins."""

    def closed(self) -> None:
        """An element inside an item ends."""

    def item_done(self, local: str) -> None:
        """An item ends."""

    def stranger(self, local: str) -> None:
        """The root holds something that is no item."""

    def _refuse_doctype(self, *_: object) -> int:
        raise self._refusal(gettext("it declares a document type or entities, which reports never need"), "xml_doctype")

    def _report_too_big(self) -> Refused:
        return self._refusal(
            gettext("one report is larger than {megabytes} MB").format(megabytes=MAX_REPORT_BYTES // (1024 * 1024)),
            "xml_report_too_big",
        )

    def _refusal(self, why: str, code: str) -> Refused:
        return Refused(
            gettext("“{file}” was refused: {why}. Nothing of it was kept.").format(file=self.name, why=why),
            where=where(file=self.name, row=self._parser.CurrentLineNumber),
            mend=gettext("Ask the sender for the report as the CyberTipline's schema has it."),
            code=code,
        )


class _Outlining(_Reading):
    """The first pass: is it whole, and what is in it."""

    def __init__(self, name: str, items: frozenset[str]) -> None:
        super().__init__(name, items)
        self.counts: dict[str, int] = dict.fromkeys(items, 0)
        self.strangers: list[str] = []

    def item_done(self, local: str) -> None:
        self.counts[local] += 1

    def stranger(self, local: str) -> None:
        if len(self.strangers) < 50 and local not in self.strangers:
            self.strangers.append(local[:200])


class _Building(_Reading):
    """The second pass: each wanted item as a small tree, given away as soon as it is complete."""

    def __init__(self, name: str, items: frozenset[str], wanted: str, done: Callable[[Item], None]) -> None:
        super().__init__(name, items)
        self._wanted = wanted
        self._done = done
        self._stack: list[Element] = []
        self._counts: list[dict[str, int]] = []
        self._window = bytearray()
        self._window_start = 0
        self._building = False

    def feed(self, chunk: bytes) -> None:
        self._window += chunk
        super().feed(chunk)
        # Bytes before the open item are done with; the window never holds more than one item and one chunk.
        keep_from = self._item_start if self._item_depth else self._fed
        del self._window[: max(0, keep_from - self._window_start)]
        self._window_start = max(self._window_start, keep_from)

    def opened(self, local: str, tag: str, attributes: dict[str, str]) -> None:
        if self._depth == self._item_depth:
            self._building = local == self._wanted
            if self._building:
                self._parser.CharacterDataHandler = self._text
        if not self._building:
            return
        kept = {
            key.rpartition(_NAMESPACE_END)[2]: value
            for key, value in attributes.items()
            if not key.startswith(_SCHEMA_INSTANCE)
        }
        element = Element(local[:200], self._path(local[:200]), self._parser.CurrentLineNumber, kept)
        if self._stack:
            self._stack[-1].children.append(element)
        self._stack.append(element)
        self._counts.append({})

    def _path(self, local: str) -> str:
        """The path with a number where an element has brothers of its name before it: /report/victim[2]/screenName."""
        if not self._stack:
            return f"/{local}"
        counts = self._counts[-1]
        counts[local] = number = counts.get(local, 0) + 1
        return f"{self._stack[-1].path}/{local}" + (f"[{number}]" if number > 1 else "")

    def _text(self, data: str) -> None:
        self._stack[-1].text += data

    def closed(self) -> None:
        if self._building and len(self._stack) > 1:
            self._stack.pop()
            self._counts.pop()

    def item_done(self, local: str) -> None:
        if not self._building:
            return
        self._parser.CharacterDataHandler = None
        self._building = False
        end = self._parser.CurrentByteIndex
        own = bytes(self._window[self._item_start - self._window_start : end - self._window_start])
        element = self._stack.pop()
        self._counts.pop()
        self._done(Item(element, hashlib.sha256(own).hexdigest()))


def _rewindable(stream: BinaryIO, name: str) -> BinaryIO:
    """The stream, or a copy of it in memory where it can be read only once. Never a file on disk: nothing is kept."""
    try:
        if stream.seekable():
            return stream
    except (AttributeError, OSError):
        pass
    return BytesIO(read_capped(stream, name, MAX_FILE_BYTES))
