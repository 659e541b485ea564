"""A list as text: which encoding it is in, and its text piece by piece, so that a list of gigabytes is never in memory."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from mmap import mmap

from django.utils.translation import gettext

from tutela.register.lists.faults import MAX_RECORD, Faults

Data = bytes | mmap
Progress = Callable[[int, int], None]

CHUNK = 256 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a list are text: by its byte order mark, and else UTF-8. `mark` is the mark's length in bytes."""

    name: str
    mark: int


def encoding_of(head: bytes) -> Encoding:
    """The encoding that the first bytes of a list announce."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, len(mark))
    return Encoding("utf-8", 0)


def pieces(data: Data, encoding: Encoding, faults: Faults, progress: Progress | None = None) -> Iterator[str]:
    """The text of a list, piece by piece. Bytes that are no text end the reading, with the line in which they stand."""
    decoder = codecs.getincrementaldecoder(encoding.name)()
    lines = 0
    total = len(data)
    for start in range(encoding.mark, total, CHUNK):
        end = min(start + CHUNK, total)
        try:
            text = decoder.decode(data[start:end], final=end == total)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(encoding.name, "ignore")
            lines += before.count("\n")
            faults.stop(
                gettext("its bytes are not the text that they should be (%(encoding)s)")
                % {"encoding": encoding.name.upper()},
                row=lines + 1,
                mend=gettext("Save the list anew as UTF-8; if it was cut off on its way, ask for it again."),
            )
        lines += text.count("\n")
        if progress is not None:
            progress(end, total)
        if text:
            yield text


def lines(texts: Iterator[str], faults: Faults) -> Iterator[str]:
    """The lines of a text with their ends; the last one may have none. Only LF ends a line, and CR LF with it."""
    rest = ""
    number = 0
    for text in texts:
        first, *others = text.split("\n")
        # Checked before it is kept, so that a file without a single line end does not pile up in memory.
        if len(rest) + len(first) > MAX_RECORD:
            faults.stop(
                gettext("the line is longer than a megabyte"),
                row=number + 1,
                mend=gettext("Write the list anew with the tool that made it."),
            )
        rest += first
        if not others:
            continue
        number += len(others)
        yield rest + "\n"
        rest = others.pop()
        for line in others:
            yield line + "\n"
    if rest:
        yield rest
