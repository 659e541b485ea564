"""DFXML: a ``fileobject`` for each file, with its name, size and digests.

What the tools write (md5deep and hashdeep 4.4 with ``-d``, fiwalk of The Sleuth Kit 4.11 with ``-X`` and ``-x``): a root
``dfxml``, ``fileobject`` below it or below a ``volume``, and in that ``filename``, ``filesize`` and one
``hashdigest type='…'`` an algorithm, in capital or small letters. A digest inside ``byte_run`` is that of a piece of the
file (``hashdeep -p``, ``fiwalk -S``) and not the file's. fiwalk also digests directories (``name_type`` d); those rows are
left out. hashdeep writes a file name's bytes as they are, so a name that is not UTF-8 makes its list no XML; fiwalk writes
such bytes as ``\\xFF``.

expat is driven directly, without DTD and entities, and nothing is built: memory holds one file's words and no tree.
"""

from __future__ import annotations

from xml.parsers import expat

from django.utils.translation import gettext

from tutela.core.errors import Refused, TutelaError
from tutela.core.languages import in_figures
from tutela.register.lists.algorithms import DIGESTS, algorithm_of, opaque_name
from tutela.register.lists.faults import MAX_DEPTH, MAX_RECORD, Faults, attack
from tutela.register.lists.gathering import Batch, Gathering
from tutela.register.lists.rows import Rows
from tutela.register.lists.texts import CHUNK, Data, Encoding, Progress, pieces

_ROOTS = frozenset({"dfxml", "fiwalk"})
_OLD_DIGESTS = frozenset({"md5", "sha1", "sha256"})
_WORDS = {"filename": "name", "filesize": "size"}


def read_dfxml(data: Data, encoding: Encoding, faults: Faults, progress: Progress | None) -> tuple[Rows, list[str]]:
    """The rows of a DFXML file, and what is to be said of the reading. A row's place is the number of its file in the list."""
    gathering = Gathering(faults)
    reading = _Reading(faults, gathering, "utf-8" if encoding.mark else None)
    if encoding.mark:
        # expat takes half a pair of UTF-16 for a whole one, and loses the sign behind it. Python's own decoder does not.
        for text in pieces(data, encoding, faults, progress):
            reading.feed(text.encode())
    else:
        for start in range(0, len(data), CHUNK):
            reading.feed(data[start : start + CHUNK])
            if progress is not None:
                progress(min(start + CHUNK, len(data)), len(data))
    reading.close()
    notes = gathering.notes()
    if reading.directories:
        notes.append(
            gettext("Directories, which were left out: %(number)s.") % {"number": in_figures(reading.directories)}
        )
    return gathering.done(), notes


class _Reading:
    """One pass over the bytes, with every limit."""

    def __init__(self, faults: Faults, gathering: Gathering, encoding: str | None) -> None:
        self.directories = 0
        self._faults = faults
        self._gathering = gathering
        self._batch = Batch()
        self._number = 0
        self._depth = 0
        self._file_depth = 0
        self._kept = 0
        self._fed = 0
        self._values: dict[str, str] = {}
        self._more: dict[str, str] = {}
        self._key = ""
        self._text: list[str] = []
        self._is_directory = False
        self._parser = parser = expat.ParserCreate(encoding)
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
        if self._fed - max(self._parser.CurrentByteIndex, 0) > MAX_RECORD + CHUNK:
            raise self._too_long()

    def close(self) -> None:
        self._parse(b"", final=True)
        self._gathering.take(self._batch)

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except TutelaError:
            raise
        except (expat.ExpatError, LookupError, ValueError) as error:
            line = getattr(error, "lineno", None) or self._parser.CurrentLineNumber
            code = getattr(error, "code", None)
            said = expat.ErrorString(code) if isinstance(code, int) else gettext("its encoding is unknown")
            self._faults.stop(
                gettext("at line %(line)s it is no XML any more (%(said)s)") % {"line": line, "said": said},
                row=line,
                mend=gettext(
                    "Ask for the list again if it was cut off; if a file name is not UTF-8, write the list with hashdeep "
                    "without -d."
                ),
            )

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise attack(
                gettext("elements are nested more than %(number)s deep") % {"number": MAX_DEPTH},
                file=self._faults.file,
                row=self._number or None,
            )
        local = tag.rpartition(":")[2]
        if self._depth == 1 and local not in _ROOTS:
            self._faults.stop(
                gettext("the XML is no DFXML: its root is not “dfxml”"),
                row=self._parser.CurrentLineNumber,
                mend=gettext("Send the list as hashdeep -d or fiwalk -X writes it."),
            )
        if local == "fileobject":
            self._begin()
        elif self._file_depth and self._depth == self._file_depth + 1:
            self._key = self._key_of(local, attributes)
            self._text.clear()
            self._parser.CharacterDataHandler = self._hear if self._key else None
        elif self._key:
            self._fault(gettext("an element stands inside a name, a size or a digest"))
        # Whatever else stands deeper is said of a piece of the file, or of another one.

    def _hear(self, text: str) -> None:
        self._kept += len(text)
        if self._kept > MAX_RECORD:
            raise self._too_long()
        self._text.append(text)

    def _begin(self) -> None:
        if self._file_depth:
            self._faults.stop(
                gettext("a file stands inside a file"),
                row=self._number,
                mend=gettext("Write the list anew with the tool that made it."),
            )
        self._number += 1
        self._file_depth = self._depth
        self._kept = 0
        self._is_directory = False
        self._values = {}
        self._more = {}

    def _key_of(self, local: str, attributes: dict[str, str]) -> str:
        """Under which key the text of this element is kept; empty where it is not."""
        if local == "hashdigest":
            if not attributes.get("type"):
                self._fault(gettext("a digest does not say of which algorithm it is"))
                return ""
            if attributes.get("coding", "base16").casefold() not in {"base16", "hex"}:
                self._fault(gettext("a digest is not written in hexadecimal digits"))
                return ""
            algorithm = algorithm_of(attributes["type"]) or ""
            return algorithm if algorithm in DIGESTS else opaque_name(attributes["type"])
        if local in _OLD_DIGESTS:
            return local
        return local if local in {"filename", "filesize", "name_type"} else ""

    def _close(self, _tag: str) -> None:
        if self._file_depth and self._depth == self._file_depth + 1 and self._key:
            self._keep(self._key, "".join(self._text))
        elif self._file_depth == self._depth:
            self._end()
        if self._depth <= self._file_depth + 1:
            self._parser.CharacterDataHandler = None
            self._key = ""
        self._depth -= 1

    def _keep(self, key: str, text: str) -> None:
        if key == "name_type":
            self._is_directory = text.strip() == "d"
            return
        key = _WORDS.get(key, key)
        text = text if key == "name" else text.strip()
        kept = self._values if key in DIGESTS or key in _WORDS.values() else self._more
        if kept.get(key, text).casefold() != text.casefold():
            self._fault(gettext("it says the same thing twice, and differently"), self._gathering.label(key))
        elif text:
            kept[key] = text

    def _fault(self, what: str, field: str = "") -> None:
        self._faults.add(
            what, row=self._number, field=field, mend=gettext("Write the list anew with the tool that made it.")
        )

    def _end(self) -> None:
        self._file_depth = 0
        if self._is_directory:
            self.directories += 1
            return
        name = self._values.get("name", "")
        self._gathering.no_media((name, *self._more.values()), [self._number] * (1 + len(self._more)), "name")
        self._batch.append(self._number, self._values, self._more, self._kept)
        if self._batch.full:
            self._gathering.take(self._batch)
            self._batch = Batch()

    def _too_long(self) -> Refused:
        return attack(
            gettext("one file or one piece of markup in it is longer than a megabyte"),
            file=self._faults.file,
            row=self._number or None,
        )

    def _refuse_doctype(self, *_: object) -> int:
        raise attack(
            gettext("it declares a document type or entities, which no list needs"),
            file=self._faults.file,
            row=self._parser.CurrentLineNumber,
        )
