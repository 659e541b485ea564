"""A list of hashes, column by column: what every reader gives and what every look-up takes.

Nothing here needs Django or a database: the same rows are read on the server, on an examiner's machine and on a workstation
that is connected to nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

WIDTHS = {"md5": 16, "sha1": 20, "sha256": 32}
"""The exact algorithms, with the width of their digests in bytes."""
PDQ_WIDTH = 32
NOT_SAID = -1

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """The digests of one algorithm: ``digests`` (rows × width, uint8) and which rows have one (``there``); the others are zero."""

    digests: Bytes
    there: Flags


@dataclass(frozen=True)
class Rows:
    """What a list says of its files, in the order of the list. All columns have the same number of rows.

    ``places`` is where each row stands as a person counts it: the line, or the record in XML and JSON. ``exact`` has the
    algorithms that occur at least once. ``sizes`` are bytes, ``NOT_SAID`` where the list does not say. ``more`` holds, row by
    row, what else the list said (a category, an opaque hash of another kind): passed through, never interpreted here; it is
    empty where no row said more. ``left_out`` is how many further rows the list has of which it was clear when it was read that
    nobody knows anything.
    """

    places: Numbers
    exact: Mapping[str, Column]
    sizes: Numbers
    names: Sequence[str]
    pdq: Column | None = None
    pdq_quality: Numbers | None = None
    more: Sequence[Mapping[str, str]] = ()
    left_out: int = 0

    def __len__(self) -> int:
        return len(self.places)

    @property
    def in_all(self) -> int:
        """How many rows the list has, with those that were left out."""
        return len(self) + self.left_out


@dataclass(frozen=True)
class HashList:
    """A list that was read whole. ``form`` is the code of its format; ``known_again`` the SHA-256 of its bytes, by which the same list is
    known again, or whoever tells it, where that is still being worked out.
    """

    form: str
    rows: Rows
    known_again: str | Callable[[], str]
    remarks: Callable[[], Sequence[str]] = tuple

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its bytes; waited for, where it is still being worked out."""
        return self.known_again if isinstance(self.known_again, str) else self.known_again()

    @property
    def notes(self) -> Sequence[str]:
        """What there is to say of the list as a whole, in the reader's language: put into words when it is asked for."""
        return self.remarks()
