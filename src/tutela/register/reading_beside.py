"""A process of its own reads a long list, while this one starts, signs in and asks: on two cores, in the time of the longer."""

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from tutela.register.lists.rows import Rows
    from tutela.register.look_up import Candidates, Since


LONG = int(os.environ.get("TUTELA_LONG_LIST", "33554432"))
"""Bytes. Below this another process takes longer to start than a list to be read; and of a short list its repetitions are told."""
_begun: "list[Beside]" = []


def begin_at_once(arguments: Sequence[str]) -> None:
    """Begin before anything else of this program, where a command line is about a long list and the register of this machine."""
    if not {"--server", "--pack", "--json", "--submit"} & {one.partition("=")[0] for one in arguments}:
        _begun.extend(Beside() for one in arguments[:1] if any(map(is_long, map(Path, arguments))))


def begun() -> "Beside":
    """The process that was begun, or a new one."""
    return _begun.pop() if _begun else Beside()


def is_long(file: Path) -> bool:
    """Whether a list is so long that it is worth a process."""
    try:
        return file.stat().st_size >= LONG
    except (OSError, ValueError):
        return False


class Beside:
    """The other process. It ends with this one."""

    def __init__(self) -> None:
        # Fixed words, and an interpreter that is this one's.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tutela.register.reader"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def digest(self) -> str:
        """The SHA-256 of the list, which may take longer than to read it."""
        self._say("digest")
        return str(self._hear())

    def begin(self, file: Path, folder: Path) -> None:
        """Have it read a list, and sift it by the newest index in the folder."""
        self._say("sift", str(file.absolute()), str(folder))

    def read(self) -> tuple[str, Path] | None:
        """The form of the list that it read, and the folder of the index that it was sifted by; None for a list that this process is to
        read itself.
        """
        said = self._hear()
        return None if said is None else (said[0], Path(said[1]))

    def candidates(self, since: "Since") -> "tuple[Rows, Candidates]":
        """The rows of which something may be known, ``since`` with what came after the index was made, and which files they are."""
        self._say("candidates", since)
        return cast("tuple[Rows, Candidates]", self._hear())

    def begin_to_write(self, out: Path, head: bytes, endings: list[bytes], which: bytes) -> None:
        """Begin to write the line of every row."""
        self._say("begin_to_write", str(out.absolute()), head, endings, which)
        self._hear()

    def written(self) -> bool:
        """Wait for the last line; whether the list was still the one that was read. Raises OSError where it cannot be written."""
        self._say("written")
        return bool(self._hear())

    def end(self) -> None:
        """Let it go. It holds nothing that is not written, and nobody has to wait while its memory is given back."""
        self._process.kill()

    def _say(self, name: str, *arguments: Any) -> None:
        stdin = cast("IO[bytes]", self._process.stdin)
        pickle.dump((name, arguments), stdin, protocol=pickle.HIGHEST_PROTOCOL)
        stdin.flush()

    def _hear(self) -> Any:
        how, said = pickle.load(cast("IO[bytes]", self._process.stdout))  # noqa: S301  (from the process that this one started)
        if how == "failed":
            raise said
        return said
