"""The records of a long JSON file one at a time: an object with a list of records, or of cases that hold lists of records.

A window of text slides over the file, and Python's own decoder reads one record in it; what is before the window is
forgotten. So memory holds one record and one piece, whatever the length of the file. Numbers with a point are kept as they
were written, because they would not come back as they went. An object that names a key twice is refused: it is two
records that ran into one another, or somebody's trick upon readers that take different ones of the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from django.utils.translation import gettext

from tutela.register.lists.faults import MAX_RECORD, Faults

_BLANK = " \t\r\n"


@dataclass(frozen=True)
class Record:
    """One object of the list: its number as a person counts, its content, and its length in characters."""

    number: int
    content: Mapping[str, Any]
    length: int


class _TwiceError(ValueError):
    """An object names a key twice."""


class Records:
    """The records of one JSON file. `beside` has the keys of what the root says beside its list."""

    def __init__(self, texts: Iterator[str], faults: Faults, *, list_key: str, media_key: str) -> None:
        self.beside: list[str] = []
        self._list_key = list_key.casefold()
        self._media_key = media_key.casefold()
        self._window = _Window(texts, faults)
        self._number = 0

    def __iter__(self) -> Iterator[Record]:
        window = self._window
        found = False
        if window.peek() != "{":
            window.stop(gettext("the JSON is no object with a list of records"))
        for key in window.members():
            if key.casefold() == self._list_key and window.peek() == "[":
                if found:
                    window.stop(gettext("the JSON has two lists of records"))
                found = True
                for _ in window.elements():
                    yield from self._element()
            else:
                self.beside.append(key)
                window.value(self._number)
        if window.peek():
            window.stop(gettext("something stands behind the end of the JSON"))
        if not found:
            window.stop(gettext("the JSON has no list of records under “%(key)s”") % {"key": self._list_key})

    def _element(self) -> Iterator[Record]:
        """One record, or each record of one case."""
        window = self._window
        if window.peek() != "{":
            window.stop(gettext("the list holds something that is no record"))
        start = window.place
        whole = window.try_value(self._number + 1)
        if whole is not None:
            media = [value for key, value in whole.items() if key.casefold() == self._media_key]
            if not media:
                yield self._record(whole, window.place - start)
            for listed in media:
                for one in self._listed(listed):
                    yield self._record(one, (window.place - start) // len(listed))
        else:
            yield from self._long_element()

    def _long_element(self) -> Iterator[Record]:
        """What is longer than the window is a case with many records, or it is broken. Which, its keys tell."""
        window = self._window
        is_case = False
        for key in window.members():
            if key.casefold() != self._media_key:
                window.value(self._number)
                continue
            is_case = True
            if window.peek() != "[":
                self._listed(window.value(self._number))
                continue
            for _ in window.elements():
                start = window.place
                yield self._record(window.value(self._number + 1), window.place - start)
        if not is_case:
            window.stop(gettext("a record is longer than a megabyte"))

    def _listed(self, media: object) -> list[Any]:
        """The records of a case that was read at once; it may have none."""
        if media is None:
            return []
        if not isinstance(media, list):
            self._window.stop(gettext("a case holds no list of records but something else"))
        return media

    def _record(self, content: object, length: int) -> Record:
        self._number += 1
        if not isinstance(content, dict):
            self._window.stop(gettext("the list holds something that is no record"))
        return Record(self._number, content, length)


class _Window:
    """The piece of the text in which the reading stands."""

    def __init__(self, texts: Iterator[str], faults: Faults) -> None:
        self.place = 0
        """How many characters of the file have been read."""
        self._texts = texts
        self._faults = faults
        self._text = ""
        self._at = 0
        self._ended = False
        self._line = 1
        self._decoder = json.JSONDecoder(object_pairs_hook=_no_key_twice, parse_float=str, parse_constant=_no_constant)

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            text, at = self._text, self._at
            while at < len(text) and text[at] in _BLANK:
                at += 1
            self._advance(at)
            if at < len(text):
                return text[at]
            if not self._more():
                return ""

    def members(self) -> Iterator[str]:
        """Each key of the object that begins here; whoever asks reads its value before asking for the next."""
        self._take("{")
        seen: set[str] = set()
        if self.peek() == "}":
            self._take("}")
            return
        while True:
            key = self.value(0) if self.peek() == '"' else None
            if not isinstance(key, str):
                self.stop(gettext("a key is missing"))
            if key in seen:
                self._twice(0)
            if len(seen) > 1000:
                self.stop(gettext("an object has more than a thousand keys"))
            seen.add(key)
            self._take(":")
            self.peek()
            yield key
            if self.peek() == "}":
                self._take("}")
                return
            self._take(",")

    def elements(self) -> Iterator[None]:
        """Stand before each element of the array that begins here; whoever asks reads it before asking for the next."""
        self._take("[")
        if self.peek() == "]":
            self._take("]")
            return
        while True:
            self.peek()
            yield None
            if self.peek() == "]":
                self._take("]")
                return
            self._take(",")

    def value(self, number: int) -> Any:
        """The value that begins here; `number` says of which record, should it be faulty."""
        found, value = self._decode(number)
        if not found:
            self._broken(number)
        return value

    def try_value(self, number: int) -> dict[str, Any] | None:
        """The object that begins here, or None where it is broken or longer than the window; then nothing was read."""
        found, value = self._decode(number)
        return value if found and isinstance(value, dict) else None

    def stop(self, what: str, number: int = 0) -> NoReturn:
        """End the reading here. A row is the number of a record, where one is known, and else a line."""
        self._faults.stop(
            gettext("at line %(line)s: %(what)s") % {"line": self._line, "what": what},
            row=number or self._line,
            mend=gettext("Ask for the list again if it was cut off, or write it anew with the tool that made it."),
        )

    def _decode(self, number: int) -> tuple[bool, Any]:
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except _TwiceError:
                self._twice(number)
            except RecursionError:
                self.stop(gettext("it is nested too deep"), number)
            except ValueError:
                end = 0
            if end and (end < len(self._text) or self._ended):
                if end - self._at > MAX_RECORD:
                    return False, None
                self._advance(end)
                return True, value
            # What ends with the window may go on behind it, be it a number; what is broken in it may be whole with more.
            if len(self._text) - self._at > MAX_RECORD or not (self._more() or end):
                return False, None

    def _broken(self, number: int) -> NoReturn:
        if len(self._text) - self._at > MAX_RECORD:
            self.stop(gettext("it is no JSON any more, or a record is longer than a megabyte"), number)
        self.stop(gettext("it is no JSON any more, or it was cut off"), number)

    def _twice(self, number: int) -> NoReturn:
        self.stop(gettext("a record names a key twice"), number)

    def _take(self, wanted: str) -> None:
        if self.peek() != wanted:
            self.stop(gettext("“%(sign)s” is missing") % {"sign": wanted})
        self._advance(self._at + 1)

    def _advance(self, to: int) -> None:
        self._line += self._text.count("\n", self._at, to)
        self.place += to - self._at
        self._at = to

    def _more(self) -> bool:
        """Let the window slide: one piece more, without what was read."""
        text = next(self._texts, None)
        if text is None:
            self._ended = True
            return False
        self._text = self._text[self._at :] + text
        self._at = 0
        return True


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError
