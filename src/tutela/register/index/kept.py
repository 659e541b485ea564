"""The index beside the register: versions in a folder, each made whole, each thrown away without loss.

PostgreSQL is the truth. A version says which table it was made from and up to which row; whoever looks up asks the database for
what came afterwards. Without a usable version everything is asked of the database, and the answers are the same.
"""

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tutela.register.index.exact import ExactIndex
from tutela.register.index.near import NearIndex
from tutela.register.index.unusable import IndexUnusable
from tutela.register.lists.rows import WIDTHS, Numbers

NEAR = "pdq.idx"
SEVERAL = "several.npy"
_FORMAT = 2
_MANIFEST = "manifest.json"
_MAKING = ".making-"


@dataclass(frozen=True)
class Cover:
    """What a version was made from: ``identity`` of the table, and the last file and completion that are in it."""

    identity: str
    last_file: int
    last_completion: int
    files: int


@dataclass(frozen=True)
class Version:
    """A version that can be asked. Its files stay readable while it is held, also when somebody deletes the folder.

    ``several`` has the numbers of files that share a hash with another, ascending.
    """

    folder: Path
    cover: Cover
    exact: Mapping[str, ExactIndex]
    near: NearIndex
    several: Numbers


def present(folder: Path, *, identity: str) -> Version | None:
    """The newest usable version that was made from the table of ``identity``; None where there is none."""
    return next((one for one in usable(folder) if one.cover.identity == identity), None)


def usable(folder: Path) -> Iterator[Version]:
    """The versions that can be asked, the newest first, whatever table they were made from."""
    for one in _versions(folder):
        if (version := _opened(one)) is not None:
            yield version


def _opened(one: Path) -> Version | None:
    """The version in this folder of its own; None where it cannot be asked."""
    with contextlib.suppress(IndexUnusable, OSError, ValueError, KeyError, TypeError):
        cover = cover_of(one)
        if cover is None:
            return None
        exact = {name: ExactIndex.open(one / f"{name}.idx", width) for name, width in WIDTHS.items()}
        return Version(one, cover, exact, NearIndex.open(one / NEAR), np.load(one / SEVERAL, allow_pickle=False))
    return None


def cover_of(one: Path) -> Cover | None:
    """What the version in this folder of its own was made from; None where it is of another format, or gone."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads((one / _MANIFEST).read_text())
        return Cover(**said["cover"]) if said["format"] == _FORMAT else None
    return None


@contextmanager
def making(folder: Path) -> Iterator[Path]:
    """A new folder to write a version into; what was begun and not published is removed, also after an exception."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = folder / f"{_MAKING}{os.getpid()}-{secrets.token_hex(4)}"
    made.mkdir(mode=0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def publish(made: Path, cover: Cover) -> Path:
    """Make the written folder the newest version, at once and whole, and remove the older ones. Returns where it is."""
    (made / _MANIFEST).write_text(json.dumps({"format": _FORMAT, "cover": asdict(cover)}))
    _flush(made)
    folder = made.parent
    older = list(_versions(folder))
    number = 1 + max((_number(one) for one in older), default=0)
    # Two that are made at one time: the second finds the name taken and takes the next.
    while True:
        to = folder / f"v{number}"
        try:
            made.rename(to)
        except OSError:
            if not to.exists():
                raise
            number += 1
        else:
            break
    for one in older:
        shutil.rmtree(one, ignore_errors=True)
    _sweep(folder)
    return to


def _versions(folder: Path) -> list[Path]:
    found = [one for one in folder.glob("v*") if one.name[1:].isdigit()]
    return sorted(found, key=_number, reverse=True)


def _number(one: Path) -> int:
    return int(one.name[1:])


def _flush(folder: Path) -> None:
    for one in [*folder.iterdir(), folder]:
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what a killed process had begun: its number is in the name."""
    for one in folder.glob(f"{_MAKING}*"):
        number = one.name.removeprefix(_MAKING).split("-")[0]
        if not number.isdigit() or not Path("/proc", number).exists():
            shutil.rmtree(one, ignore_errors=True)
