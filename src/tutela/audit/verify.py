"""Prove the audit trail whole, or name the first entry that is broken; and compare it with anchors kept elsewhere.

Read once, in the order of positions, by a cursor on the server: a trail of any length takes the same memory. The
digests are computed here, from what the rows hold, and not by the database that is being examined.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from tutela.audit.chain import FIELDS, Sealed, digest_of, microseconds
from tutela.core.errors import BadInput, where

_ANCHOR_LINE = re.compile(r"^tutela-audit-anchor 1 (\d+) ([0-9a-f]{64})(?: (\S+))?$")
# Everything as text: a value that somebody made impossible (a moment without end) must be found here, not stop the
# reading.
_COLUMNS = ", ".join(f"coalesce({name}::text, '')" for name in FIELDS)
_ROWS_AT_A_TIME = 5_000


@dataclass(frozen=True)
class Anchor:
    """A position and the digest that stood there once, kept where nobody who can change the trail can change it."""

    position: int
    digest: str
    at: str = ""

    def __str__(self) -> str:
        return f"tutela-audit-anchor 1 {self.position} {self.digest} {self.at}".strip()


@dataclass(frozen=True)
class Broken:
    """The first thing that is wrong: where, what kind, and what it means in words."""

    position: int | None
    # content changed, link broken, missing, not sealed, truncated, anchor differs, head differs
    what: str
    words: str


@dataclass(frozen=True)
class Verdict:
    """What an examination found. Whole when ``broken`` is None."""

    entries: int
    newest: Anchor | None
    broken: Broken | None
    anchors: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every entry is in its place and unaltered."""
        return self.broken is None


def verify(
    connection: psycopg.Connection[Any], *, anchors: Sequence[Anchor] = (), now: datetime | None = None
) -> Verdict:
    """Examine the whole trail through ``connection``, which must see every entry (the worker's role does).

    All of it is read in one transaction that sees one state, so that entries written meanwhile do not disturb.
    """
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL TimeZone = 'UTC'")
        connection.execute("SET LOCAL DateStyle = 'ISO, YMD'")
        head = connection.execute("SELECT position, digest FROM audit_chainhead WHERE id = 1").fetchone()
        unsealed = connection.execute("SELECT count(*) FROM audit_entry WHERE position IS NULL").fetchone()
        walk = _Walk(anchors)
        broken = walk.along(_rows(connection))
    if broken is None and unsealed and unsealed[0]:
        broken = Broken(
            None, "not sealed", f"{unsealed[0]} entries were written past the sealing: they stand outside the chain."
        )
    if broken is None:
        broken = walk.at_the_end(head)
    at = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    newest = Anchor(walk.position, walk.digest, at) if walk.position else None
    return Verdict(walk.count, newest, broken, len(anchors))


def newest_anchor(connection: psycopg.Connection[Any], *, now: datetime) -> Anchor | None:
    """The newest position and digest, to be kept elsewhere; None while the trail is empty."""
    row = connection.execute(
        "SELECT position, digest FROM audit_entry WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1"
    ).fetchone()
    return None if row is None else Anchor(row[0], row[1], now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def read_anchors(text: str, name: str = "") -> list[Anchor]:
    """The anchors of a file, one a line, in the order of their positions; empty lines and lines that begin with # are
    passed over.

    Raises BadInput that names the line.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _ANCHOR_LINE.match(line.strip())
        if match is None:
            raise BadInput(
                "This line is no anchor.",
                where=where(file=name, row=number),
                mend="Keep the lines as `tutela audit anchor` wrote them.",
            )
        found.append(Anchor(int(match[1]), match[2], match[3] or ""))
    return sorted(found, key=lambda anchor: anchor.position)


class _Walk:
    """Goes along the entries, knowing only the last one."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self.position, self.digest, self.count = 0, "", 0
        self._anchors = sorted(anchors, key=lambda anchor: anchor.position)

    def along(self, entries: Iterable[Sealed]) -> Broken | None:
        for entry in entries:
            self.count += 1
            broken = self._wrong_with(entry)
            if broken is not None:
                return broken
            self.position, self.digest = entry.position, entry.digest
        return None

    def _wrong_with(self, entry: Sealed) -> Broken | None:
        expected = self.position + 1
        if entry.position > expected:
            last = entry.position - 1
            words = f"Entry {expected} is gone." if last == expected else f"Entries {expected} to {last} are gone."
            return Broken(expected, "missing", words)
        if entry.position < expected:
            return Broken(
                entry.position, "link broken", f"There is a second entry at or before position {self.position}."
            )
        if digest_of(entry.position, entry.previous, entry.fields) != entry.digest:
            return Broken(entry.position, "content changed", f"Entry {entry.position} is not what was sealed.")
        if entry.previous != self.digest:
            return Broken(
                entry.position,
                "link broken",
                f"Entry {entry.position} does not follow entry {self.position} as it stands: one of the two was replaced.",
            )
        while self._anchors and self._anchors[0].position <= entry.position:
            anchor = self._anchors.pop(0)
            if (anchor.position, anchor.digest) != (entry.position, entry.digest):
                return Broken(
                    entry.position,
                    "anchor differs",
                    f"The anchor kept elsewhere says otherwise of entry {anchor.position}: the trail was rewritten there or before.",
                )
        return None

    def at_the_end(self, head: tuple[int, str] | None) -> Broken | None:
        if self._anchors:
            anchor = self._anchors[-1]
            return Broken(
                self.position + 1,
                "truncated",
                f"The trail ends at {self.position}, but an anchor kept elsewhere knows entry {anchor.position}: its end was cut off.",
            )
        if head is None or head[0] > self.position:
            return Broken(
                self.position + 1, "truncated", f"The trail ends at {self.position}, but more entries were sealed."
            )
        if (head[0], head[1]) != (self.position, self.digest):
            return Broken(
                self.position, "head differs", "The newest position and digest are not those of the last entry."
            )
        return None


def _rows(connection: psycopg.Connection[Any]) -> Iterator[Sealed]:
    with connection.cursor(name="audit_verify") as cursor:
        cursor.itersize = _ROWS_AT_A_TIME
        cursor.execute(
            f"SELECT position, previous, digest, {_COLUMNS} FROM audit_entry WHERE position IS NOT NULL ORDER BY position"
        )
        for position, previous, digest, *fields in cursor:
            fields[1] = _moment(fields[1])
            yield Sealed(position, previous or "", digest or "", fields)


def _moment(text: str) -> str:
    """A moment as it is hashed; a text that is no moment stays as it is, and so cannot fit its digest."""
    try:
        return microseconds(datetime.fromisoformat(text))
    except ValueError:
        return text
