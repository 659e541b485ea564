"""A list of hashes, column by column: what every reader gives and what every look-up takes.

Nothing here needs Django or a database: the same rows are read on the server, on an examiner's machine and on a workstation
that is connected to nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
    empty where no row said more.
    """

    places: Numbers
    exact: Mapping[str, Column]
    sizes: Numbers
    names: Sequence[str]
    pdq: Column | None = None
    pdq_quality: Numbers | None = None
    more: Sequence[Mapping[str, str]] = ()

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True)
class HashList:
    """A list that was read whole. ``form`` is the code of its format; ``digest`` the SHA-256 of its bytes, by which the same list is known again."""

    form: str
    rows: Rows
    digest: str
    remarks: Callable[[], Sequence[str]] = tuple

    @property
    def notes(self) -> Sequence[str]:
        """What there is to say of the list as a whole, in the reader's language: put into words when it is asked for."""
        return self.remarks()
