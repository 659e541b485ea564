"""What the line reader and its compiled functions tell each other: where rows go, how they look, what can be at fault."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST_LINE = 1 << 20
FAULTS = ("", "header", "size", "hex", "length", "separator", "cut-off", "long", "nul", "changed")
"""Why a line does not fit, by the number that a compiled function answers; 0 is none."""

COLUMNS = ("md5", "sha1", "sha256", "tiger", "whirlpool", "size", "filename")
"""The columns hashdeep knows."""


class LineColumns(NamedTuple):
    """Where rows are written to, one element a row: the line, the size, where the name begins and how long it is, the digests.

    ``shortest`` says where in the piece the shortest digest of the row begins, four times over, and adds its kind: what is enough to
    write the row out again. ``there`` (algorithms × rows) says of hashdeep's rows which digests they have.
    """

    places: NDArray[np.int64]
    sizes: NDArray[np.int64]
    begins: NDArray[np.int64]
    lengths: NDArray[np.int32]
    shortest: NDArray[np.uint32]
    md5: NDArray[np.uint32]
    sha1: NDArray[np.uint32]
    sha256: NDArray[np.uint32]
    there: NDArray[np.bool_]


class Shape(NamedTuple):
    """How the rows of a list of sums look: ``kind`` of digest, as its place in ``COLUMNS``; with a size; a comma; no name."""

    kind: int
    sized: bool
    comma: bool
    bare: bool
