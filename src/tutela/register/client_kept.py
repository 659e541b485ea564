"""The answers to the parts of a list, written down beside it as they arrive: whoever is killed goes on where they were.

A file of lines: first which question it is of, with the name of the check; then a line for each part, with a digest before it, so
that a line that was not written whole is known and asked for again.
"""

import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, Self

from tutela.core.errors import RuleBroken, where

ENDING = ".tutela-part"
_FORMAT = 1


class Kept:
    """What was answered so far to one question, and ``key``, the name of the check that is under way."""

    def __init__(self, file: IO[bytes], path: Path | None, question: str) -> None:
        self._file = file
        self._path = path
        self.key = self._begun(question) or self._begin(question)
        self._end = file.tell()

    @classmethod
    def beside(cls, paths: Iterable[Path], question: str) -> Self:
        """At the first of ``paths`` that can be written; where none can, only as long as this process lives.

        Raises RuleBroken where another process asks about the list.
        """
        for path in paths:
            try:
                # For nobody else: it says whose a file is.
                handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            except OSError:
                continue
            file = os.fdopen(handle, "r+b")
            _only_one(file, path)
            return cls(file, path, question)
        return cls(tempfile.TemporaryFile(), None, question)

    @property
    def stays(self) -> bool:
        """Whether it outlives this process."""
        return self._path is not None

    def read(self, take: Callable[[dict[str, Any]], bool]) -> None:
        """Give every part to ``take``, in order. What is behind one that it does not take, or that is damaged, is forgotten."""
        for line in self._file:
            part = _part_in(line)
            if part is None or not take(part):
                break
            self._end += len(line)
        self._file.seek(self._end)
        self._file.truncate()

    def add(self, part: dict[str, Any]) -> None:
        """Write a part down."""
        said = json.dumps(part, separators=(",", ":")).encode()
        self._file.write(b"%s %s\n" % (_digest(said), said))
        self._file.flush()

    def close(self) -> None:
        """Leave it for whoever goes on."""
        self._file.close()

    def done(self) -> None:
        """Nothing is left to go on with."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        self.close()

    def _begun(self, question: str) -> str:
        head = _part_in(self._file.readline()) or {}
        if (head.get("format"), head.get("question")) != (_FORMAT, question):
            return ""
        return str(head.get("key", ""))

    def _begin(self, question: str) -> str:
        """A new check: the same list, asked about again later, gets the answer of that day, which is kept as such."""
        self._file.seek(0)
        self._file.truncate()
        key = secrets.token_hex(32)
        self.add({"format": _FORMAT, "question": question, "key": key})
        return key


def question_of(*said: str | int) -> str:
    """The name of a question, by everything that makes it another one."""
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _only_one(file: IO[bytes], path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise RuleBroken(
            "Another process asks about this list.",
            where=where(file=str(path)),
            mend="Wait until it has ended, or end it.",
        ) from None


def _digest(said: bytes) -> bytes:
    return hashlib.sha256(said).hexdigest()[:16].encode()


def _part_in(line: bytes) -> dict[str, Any] | None:
    digest, _, said = line.partition(b" ")
    if not said.endswith(b"\n") or digest != _digest(said[:-1]):
        return None
    found = json.loads(said)
    return found if isinstance(found, dict) else None
