"""How ``tutela check`` reads on the server: a list that is long, and not sent, by a process beside this one, while this one starts."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tutela.register.reading_beside import Beside, begun, is_long

if TYPE_CHECKING:
    from tutela.register.lists.rows import HashList
    from tutela.register.look_up import Candidates
    from tutela.register.queries.answers import Answers


@contextlib.contextmanager
def reading(files: list[Path], *, sifted: bool) -> Iterator["Reading"]:
    """Begin to read; ``sifted`` where only rows of which something may be known are needed, and a line for each of the others."""
    read = Reading(files if sifted else [])
    try:
        yield read
    finally:
        read.end()


class Reading:
    """The lists, one after another, each in the transaction in which it is asked about."""

    def __init__(self, files: list[Path]) -> None:
        self._beside: Beside | None = None
        self._waiting = [one for one in files if is_long(one)]
        # What is being read, and what is being written, by the other process.
        self._read: Path | None = None
        self._draft: Path | None = None
        self._begin()

    def of(self, file: Path) -> "tuple[HashList, Candidates | None]":
        """The list, and which of its rows may be known, where that was found when it was read."""
        from tutela.register.lists.reading import read_list

        found = self._sifted() if self._waiting[:1] == [file] else None
        return found or (read_list(file, name=file.name), None)

    def begin_to_write(self, out: Path, listed: "HashList", answers: "Answers") -> bool:
        """Begin with the lines of an answer that the other process can write, into a file beside the one that is wanted; whether it can."""
        from tutela.register.answer_file import csv_endings, csv_head

        if self._beside is None or not listed.rows.left_out:
            return False
        self._draft = out.with_name(f".{out.name}.{os.getpid()}")
        self._beside.begin_to_write(self._draft, csv_head(), csv_endings(answers), answers.which.tobytes())
        return True

    def written(self, out: Path) -> None:
        """Wait for the lines, and give the file its name. Raises OSError where it cannot be, BadInput where the list was altered meanwhile."""
        from tutela.core.errors import BadInput, where

        is_same = self._beside is not None and self._beside.written()
        if is_same and self._draft is not None:
            self._draft.replace(out)
        if not is_same:
            raise BadInput(
                "The list was altered while it was checked.",
                where=where(file=str(out)),
                mend="Check it again when nobody writes to it: this answer was not written.",
            )

    def end(self) -> None:
        """Let the other process go. Nothing is left of what it had not written to the end."""
        if self._beside is not None:
            self._beside.end()
            self._beside = None
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)

    def _begin(self) -> None:
        if self._waiting and self._read != self._waiting[0]:
            self._read = self._waiting[0]
            folder = os.environ.get("TUTELA_REGISTER_INDEX_DIR") or Path(
                os.environ.get("DATA_DIR", ".data"), "register"
            )
            self._beside = self._beside or begun()
            self._beside.begin(self._read, Path(folder))

    def _sifted(self) -> "tuple[HashList, Candidates] | None":
        from tutela.register.index.kept import cover_of
        from tutela.register.index.unusable import IndexUnusable
        from tutela.register.lists.rows import HashList
        from tutela.register.queries.candidates import since_of

        self._begin()
        self._waiting.pop(0)
        if self._beside is None:
            return None
        # Without the other process, or without the index, the list is read here, and the answer is the same.
        with contextlib.suppress(EOFError, BrokenPipeError, IndexUnusable):
            read = self._beside.read()
            cover = cover_of(read[1]) if read is not None else None
            since = since_of(cover) if cover is not None else None
            if read is not None and since is not None:
                rows, candidates = self._beside.candidates(since)
                return HashList(read[0], rows, self._beside.digest), candidates
        return None
