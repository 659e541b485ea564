"""Make the index that stands beside the register: read the hashes once, write a version, publish it whole."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psycopg
from django.db import connection, transaction

from tutela.register.index import kept
from tutela.register.index.exact import ExactIndex
from tutela.register.index.near import NearIndex
from tutela.register.lists.rows import PDQ_WIDTH, WIDTHS, Bytes, Numbers

# What one file is on its way: its number, three digests, and which of them are there.
_RECORD = np.dtype([("number", ">i8"), ("md5", "u1", 16), ("sha1", "u1", 20), ("sha256", "u1", 32), ("there", "u1")])
_PERCEPTUAL = np.dtype([("number", ">i8"), ("pdq", "u1", PDQ_WIDTH)])
_BIT = {"md5": 1, "sha1": 2, "sha256": 4}
# A thousand files a message: one message a file would cost more than the reading.
_READ = """
COPY (
  SELECT string_agg(int8send(id) || coalesce(md5, decode(repeat('00', 16), 'hex')) || coalesce(sha1, decode(repeat('00', 20), 'hex'))
                    || coalesce(sha256, decode(repeat('00', 32), 'hex'))
                    || set_byte('\\x00', 0, (md5 IS NOT NULL)::int + 2 * (sha1 IS NOT NULL)::int + 4 * (sha256 IS NOT NULL)::int), ''::bytea)
    FROM register_file WHERE id <= {last} GROUP BY id / 1000
) TO STDOUT (FORMAT BINARY)
"""
_READ_PERCEPTUAL = """
COPY (
  SELECT string_agg(int8send(id) || pdq, ''::bytea) FROM register_file WHERE id <= {last} AND pdq IS NOT NULL GROUP BY id / 1000
) TO STDOUT (FORMAT BINARY)
"""


def build_index(folder: Path, *, progress: Callable[[int, int], None] | None = None) -> Path:
    """A new version of the index under ``folder``, made from all that is committed now; returns where it is.

    Runs as the worker or the tables' owner. It takes three quarters of the size of the register on the disk while it works.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT register_identity(), last_file, last_completion FROM register_cover()")
        identity, last_file, last_completion = cursor.fetchone()
    with kept.making(folder) as made, kept.making(folder) as reading:
        count = _read(reading / "files", last_file, progress)
        files = _mapped(reading / "files", count)
        several: list[Numbers] = []
        for name in WIDTHS:
            digests, numbers = _of(files, name)
            ExactIndex.write(made / f"{name}.idx", digests, numbers)
            several.append(_sharing(ExactIndex.open(made / f"{name}.idx", WIDTHS[name]), digests, numbers))
        np.save(made / kept.SEVERAL, np.unique(np.concatenate(several)))
        hashes, numbers = _perceptual(last_file)
        NearIndex.write(made / kept.NEAR, hashes, numbers)
        return kept.publish(made, kept.Cover(identity, last_file, last_completion, count))


def _sharing(index: ExactIndex, digests: Bytes, numbers: Numbers) -> Numbers:
    """The numbers of files that have a digest which another has too: the index knows such a digest by one of them only."""
    found = index.find(digests)
    others = found != numbers
    return np.concatenate([found[others], numbers[others]])


def _perceptual(last_file: int) -> tuple[Bytes, Numbers]:
    """The perceptual hashes (rows × 32, uint8) with the numbers of their files."""
    raw = np.frombuffer(b"".join(_parts(_READ_PERCEPTUAL, last_file)), dtype=_PERCEPTUAL)
    return np.ascontiguousarray(raw["pdq"]), raw["number"].astype(np.int64)


def _read(to: Path, last_file: int, progress: Callable[[int, int], None] | None) -> int:
    count = 0
    with to.open("wb", buffering=1 << 22) as out:
        for part in _parts(_READ, last_file):
            out.write(part)
            count += len(part) // _RECORD.itemsize
            if progress is not None:
                progress(count, last_file)
    return count


def _parts(statement: str, last_file: int) -> Iterator[bytes]:
    connection.ensure_connection()
    raw: psycopg.Connection[object] = connection.connection
    with (
        transaction.atomic(),
        psycopg.Cursor(raw) as cursor,
        cursor.copy(statement.format(last=int(last_file)).encode()) as copy,
    ):
        copy.set_types(["bytea"])
        for (part,) in copy.rows():
            yield part


def _mapped(path: Path, count: int) -> np.ndarray:
    if not count:
        return np.zeros(0, dtype=_RECORD)
    return np.memmap(path, dtype=_RECORD, mode="r", shape=(count,))


def _of(files: np.ndarray, name: str) -> tuple[Bytes, Numbers]:
    """The digests of one algorithm with the numbers of their files, those that have one."""
    there = (files["there"] & _BIT[name]) != 0
    if there.all():
        return np.ascontiguousarray(files[name]), files["number"].astype(np.int64)
    return np.ascontiguousarray(files[name][there]), files["number"][there].astype(np.int64)
