"""Editions that wait on the disk until they are in: a folder beside the lists that wait, for the account of the service alone."""

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutela.register import staged as lists


def folder() -> Path:
    """Where they are; only the account of the service looks into it."""
    found = lists.folder() / "editions"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def coming() -> Path:
    """A new file for an edition on its way in, empty and readable by nobody else."""
    path = folder() / f"coming-{secrets.token_hex(12)}"
    path.touch(mode=0o600, exist_ok=False)
    return path


def place_of(number: int) -> Path:
    """Where an edition waits, if it does."""
    return folder() / f"edition-{number}"


@contextmanager
def held(number: int) -> Iterator[Path | None]:
    """Where an edition waits, for whoever goes on with it alone; None where it is gone, or somebody else goes on with it."""
    try:
        file = place_of(number).open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield place_of(number)


def drop(number: int) -> None:
    """The edition is in, or nobody goes on with it."""
    place_of(number).unlink(missing_ok=True)


def waiting() -> Iterator[tuple[int, Path]]:
    """The numbers of the editions that wait."""
    for path in folder().glob("edition-*"):
        number = path.name.removeprefix("edition-")
        if number.isdecimal():
            yield int(number), path


def broken_off() -> Iterator[Path]:
    """Editions that were on their way in; an old one came from a line that broke."""
    return folder().glob("coming-*")
