"""How ``tutela check`` reads on the server: a list that is long, and not sent, by a process beside this one, while this one starts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tutela.register.reading_beside import Beside, begun, is_long

if TYPE_CHECKING:
    from tutela.register.lists.rows import HashList
    from tutela.register.look_up import Candidates
    from tutela.register.queries.answers import Answers


@contextmanager
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
        self._beside.begin_to_write(_draft_of(out), csv_head(), csv_endings(answers), answers.which.tobytes())
        return True

    def written(self, out: Path) -> None:
        """Wait for the lines, and give the file its name. Raises OSError where it cannot be, BadInput where the list was altered meanwhile."""
        from tutela.core.errors import BadInput, where

        draft = _draft_of(out)
        try:
            is_same = self._beside is not None and self._beside.written()
            if is_same:
                draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)
        if not is_same:
            raise BadInput(
                "The list was altered while it was checked.",
                where=where(file=str(out)),
                mend="Check it again when nobody writes to it: this answer was not written.",
            )

    def end(self) -> None:
        """Let the other process go."""
        if self._beside is not None:
            self._beside.end()
            self._beside = None

    def _begin(self) -> None:
        if self._waiting:
            folder = os.environ.get("TUTELA_REGISTER_INDEX_DIR") or Path(
                os.environ.get("DATA_DIR", ".data"), "register"
            )
            self._beside = self._beside or begun()
            self._beside.begin(self._waiting[0], Path(folder))

    def _sifted(self) -> "tuple[HashList, Candidates] | None":
        from tutela.register.index.kept import cover_of
        from tutela.register.lists.rows import HashList
        from tutela.register.queries.candidates import since_of

        self._waiting.pop(0)
        read = self._beside.read() if self._beside is not None else None
        cover = cover_of(read[1]) if read is not None else None
        since = since_of(cover) if cover is not None else None
        if self._beside is None or read is None or since is None:
            return None
        rows, candidates = self._beside.candidates(since)
        return HashList(read[0], rows, self._beside.digest), candidates


def _draft_of(out: Path) -> Path:
    return out.with_name(f".{out.name}.{os.getpid()}")
