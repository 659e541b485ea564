"""Write a pack: the digests in tables, the sections one after another, and the signature over what proves them."""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutela.register.index import cores
from tutela.register.lists.rows import WIDTHS, Numbers
from tutela.register.pack import layout
from tutela.register.pack.layout import CONTENT_AT, Header, Label, Preamble, Table
from tutela.register.pack.said import Contents
from tutela.register.pack.signing import Signer
from tutela.register.pack.tables import Heads, Sections, table_of

_SHORT_LINK, _LONG_LINK = 3, 4
_MOST_SHORT = 1 << 24


def write_pack(
    path: Path, label: Label, contents: Contents, groups: NDArray[np.int32], heads: Mapping[str, Heads], signer: Signer
) -> None:
    """Write the pack of files of which something is said: ``heads`` has their digests by algorithm, ``groups`` the place of what is
    said of each among the groups of ``contents``.

    It takes about 150 bytes of memory for each file. What was written in part is not left behind. Raises ValueError for columns
    of different lengths and for too many files, OSError where the file cannot be written.
    """
    count = len(groups)
    if count > layout.MOST_FILES or any(len(heads[name].there) != count for name in WIDTHS):
        raise ValueError("every column has one row a file, and no more than 2,147,483,647")
    with _in_place_of(path) as handle:
        written = _Written(handle)
        tables, numbers = _write_tables(written, heads, count)
        kinds, pairs = _kinds_of(groups, heads)
        kind_bytes = _bytes_for(len(pairs))
        ordered = np.empty(count, "<u4")
        ordered[numbers] = kinds
        kinds_at = written.put(ordered.view(np.uint8).reshape(count, 4)[:, :kind_bytes])
        said = contents.with_kinds(pairs).as_bytes()
        header = Header(
            label=label,
            files=count,
            kinds_at=kinds_at,
            kind_bytes=kind_bytes,
            said_at=written.put(np.frombuffer(said, np.uint8)),
            said_bytes=len(said),
            tables=tables,
            content_bytes=written.at,
            digests=written.digests(),
        ).as_bytes()
        preamble = Preamble(layout.VERSION, CONTENT_AT + written.at, len(header))
        signature = signer.sign(preamble.signed_with(header))
        _write(handle, header + signer.public + signature, preamble.header_at)
        _write(handle, preamble.as_bytes(), 0)


def _write_tables(written: "_Written", heads: Mapping[str, Heads], count: int) -> tuple[dict[str, Table], Numbers]:
    """The tables, and the number of each file: its place in the table that most files are in, the others after those.

    So the records of that table need not name their entry.
    """
    first = max(WIDTHS, key=lambda name: int(heads[name].there.sum()))
    link_bytes = _SHORT_LINK if count <= _MOST_SHORT else _LONG_LINK
    files = np.flatnonzero(heads[first].there)
    made = table_of(heads[first].digests[files], files, link_bytes=0)
    in_order = np.concatenate([made.entries, np.flatnonzero(~heads[first].there)])
    tables = {first: written.put_table(made)}
    del made
    for name in WIDTHS:
        if name != first:
            entries = np.flatnonzero(heads[name].there[in_order])
            digests = heads[name].digests[in_order[entries]]
            tables[name] = written.put_table(table_of(digests, entries, link_bytes=link_bytes))
    numbers = np.empty(count, np.int64)
    numbers[in_order] = np.arange(count)
    return tables, numbers


def _kinds_of(
    groups: NDArray[np.int32], heads: Mapping[str, Heads]
) -> tuple[NDArray[np.uint32], list[tuple[int, int]]]:
    """The kind of each file, and of each kind which algorithms a file of it has (bits) and which group it is of."""
    masks = np.zeros(len(groups), np.uint8)
    for bit, name in enumerate(WIDTHS):
        masks |= heads[name].there.astype(np.uint8) << bit
    both = groups.astype(np.int64) * 8 + masks
    used = np.zeros(int(both.max()) + 1 if len(both) else 0, dtype=bool)
    used[both] = True
    number_of = (np.cumsum(used) - 1).astype(np.uint32)
    return number_of[both], [(int(one) & 7, int(one) >> 3) for one in np.flatnonzero(used)]


def _bytes_for(kinds: int) -> int:
    return max(1, (max(kinds - 1, 0).bit_length() + 7) // 8)


class _Written:
    """The content as far as it is written."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.at = 0

    def put(self, section: "NDArray[Any]") -> int:
        """Write a section at the next place where one may begin; returns where."""
        begin = layout.aligned(self.at)
        side_by_side = np.ascontiguousarray(section)
        _write(self._handle, side_by_side.reshape(-1).view(np.uint8).data, CONTENT_AT + begin)
        self.at = begin + side_by_side.nbytes
        return begin

    def put_table(self, made: Sections) -> Table:
        """Write a table."""
        return Table(
            buckets=made.buckets,
            records=len(made.records),
            late=len(made.late),
            record_bytes=made.records.shape[1],
            lines_at=self.put(made.lines),
            records_at=self.put(made.records),
            late_at=self.put(made.late),
        )

    def digests(self) -> tuple[str, ...]:
        """The SHA-256 of each piece."""

        def digest(ends: tuple[int, int]) -> str:
            return hashlib.sha256(os.pread(self._handle, ends[1] - ends[0], CONTENT_AT + ends[0])).hexdigest()

        return tuple(cores.share(digest, cores.ranges(self.at, layout.PIECE), cores.available()))


def _write(handle: int, content: bytes | memoryview, at: int) -> None:
    left = memoryview(content)
    while left:
        done = os.pwrite(handle, left, at)
        left, at = left[done:], at + done


@contextmanager
def _in_place_of(path: Path) -> Iterator[int]:
    """A new file that takes the place of ``path`` when all went well, and is gone when not; only its owner may read it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        try:
            yield handle
            os.fsync(handle)
        finally:
            os.close(handle)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
