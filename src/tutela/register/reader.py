"""``python -m tutela.register.reader``: reads long lists for another process, which starts meanwhile and asks the database.

It takes requests from its input and answers on its output, each a pickled tuple: ``sift`` reads a list and keeps the rows that an
index may hold; ``candidates`` adds those that may have come after it was made, and says which files they are; ``digest`` tells the
SHA-256; ``begin_to_write`` and ``written`` write the line of every row. It ends with its input. What has to be said in words is said
by the other process, which reads such a list itself: then the answer is None.
"""

import contextlib
import gc
import pickle
import signal
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import BinaryIO

from tutela.register.index.kept import Version, usable
from tutela.register.index.unusable import IndexUnusable
from tutela.register.lists.rows import Rows
from tutela.register.lists.sifting import Sifted, sift
from tutela.register.look_up import Candidates, Since, came_since, candidates, may_be_known


class Reader:
    """The list that is read, and what was made of it."""

    def __init__(self) -> None:
        self._sifted: Sifted | None = None
        self._version: Version | None = None
        self._file, self._was = "", (0, 0, 0)
        self._writer = ThreadPoolExecutor(1)
        self._written: Future[bool] | None = None

    def sift(self, file: str, folder: str) -> tuple[str, str] | None:
        """Read a list, and keep what the newest index in the folder may hold; its form and the index. None for a list that is better read
        whole.
        """
        from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured

        version = next(usable(Path(folder)), None)
        if version is None:
            return None
        with contextlib.suppress(IndexUnusable, AppRegistryNotReady, ImproperlyConfigured):
            self._was = _stamp(file)
            self._file = file
            self._sifted = sift(Path(file), partial(may_be_known, version=version), name=Path(file).name)
            self._version = version
            if self._sifted is not None:
                return self._sifted.form, str(version.folder)
        return None

    def candidates(self, since: Since) -> tuple[Rows, Candidates]:
        """The rows with those that may have come since, and which file each is, as far as the index can say."""
        if self._sifted is None or self._version is None:
            raise RuntimeError("No list was read.")
        if not since.is_empty:
            self._sifted = self._sifted.and_those(partial(came_since, since=since))
        return self._sifted.rows, candidates(self._sifted.rows, self._version, since)

    def digest(self) -> str:
        """The SHA-256 of the list."""
        if self._sifted is None:
            raise RuntimeError("No list was read.")
        return self._sifted.digest.result()

    def begin_to_write(self, out: str, head: bytes, endings: list[bytes], which: bytes) -> None:
        """Write every row with the ending that is named by ``which`` (int32) for those that were kept; all others have the first."""
        self._written = self._writer.submit(self._write, Path(out), head, endings, which)

    def written(self) -> bool:
        """Wait until every row is written; whether the list was still the same then. Raises OSError where the file cannot be written."""
        if self._written is None:
            raise RuntimeError("Nothing is written.")
        return self._written.result()

    def _write(self, out: Path, head: bytes, endings: list[bytes], which: bytes) -> bool:
        import numpy as np

        from tutela.register.answer_lines import Endings, sifted_in_parts, write_lines

        if self._sifted is None:
            raise RuntimeError("No list was read.")
        with out.open("wb") as stream:
            stream.write(head)
            write_lines(stream, sifted_in_parts(self._sifted, np.frombuffer(which, np.int32)), Endings.of(endings))
        return _stamp(self._file) == self._was


def _stamp(file: str) -> tuple[int, int, int]:
    found = Path(file).stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    reader = Reader()
    while True:
        try:
            name, arguments = pickle.load(requests)  # noqa: S301  (from the process that started this one)
        except EOFError:
            return
        try:
            said = ("done", getattr(reader, name)(*arguments))
        except Exception as error:  # noqa: BLE001  (told to whoever asked)
            said = ("failed", error)
        pickle.dump(said, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    # Whoever stops the other process stops this one: its input ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    serve(sys.stdin.buffer, sys.stdout.buffer)
