"""Lists that wait on the disk: one that comes in over a line, and one that is longer than is dealt with at once.

A list is hashes, and still says what somebody examines: the folder is for the account of the service alone, a list is known by the
number of what it is for, and it goes as soon as it is dealt with.
"""

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

CHECK, SUBMISSION = "check", "submission"
# The jobs that deal with them.
GO_ON = {CHECK: "register.answer_list", SUBMISSION: "register.take_list"}
_COMING = "coming-"


def folder() -> Path:
    """Where they are; only the account of the service looks into it."""
    found = Path(settings.TUTELA_REGISTER_LISTS_DIR)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def coming() -> Path:
    """A new file for a list on its way in, empty and readable by nobody else."""
    path = folder() / f"{_COMING}{secrets.token_hex(12)}"
    path.touch(mode=0o600, exist_ok=False)
    return path


def place_of(kind: str, number: int) -> Path:
    """Where the list for a check or a submission waits, if it does."""
    return folder() / f"{kind}-{number}"


def keep(source: Path | bytes, kind: str, number: int) -> None:
    """Let a list wait for a check or a submission. A list that came as a file is moved and not copied."""
    if isinstance(source, bytes):
        path = coming()
        path.write_bytes(source)
        source = path
    source.replace(place_of(kind, number))


def hand_on(kind: str, number: int, to_kind: str, to_number: int) -> None:
    """The list that waited for one thing waits for another."""
    place_of(kind, number).replace(place_of(to_kind, to_number))


@contextmanager
def held(kind: str, number: int) -> Iterator[Path | None]:
    """Where the list waits, for whoever goes on with it alone; None where it is gone, or somebody else goes on with it.

    A process that is killed holds nothing any more.
    """
    try:
        file = place_of(kind, number).open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield place_of(kind, number)


def drop(kind: str, number: int) -> None:
    """The list is dealt with, or nobody goes on with it."""
    place_of(kind, number).unlink(missing_ok=True)


def waiting() -> Iterator[tuple[str, int, Path]]:
    """What waits for whom, in no order."""
    for path in folder().iterdir():
        kind, _, number = path.name.partition("-")
        if kind in {CHECK, SUBMISSION} and number.isdecimal():
            yield kind, int(number), path


def broken_off() -> Iterator[Path]:
    """Lists that were on their way in; an old one came from a line that broke."""
    return folder().glob(f"{_COMING}*")
