"""What a door could not take: the row or report, every fault in it at once, and how to mend each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong: in which field, what, and how to mend it. It never repeats the value it speaks of."""

    field: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a CSV, or one report of an XML file, that was not taken.

    `row_number` counts as a spreadsheet does: the header is row 1. In an XML file it counts reports, from 1. `cells`
    are the raw cells in the order of the header, so that the row can be written out and corrected; they are empty for
    an XML report, because raw XML can hold what Tutela does not keep.
    """

    row_number: int
    faults: tuple[Fault, ...]
    cells: tuple[str, ...] = ()
    line: int | None = None

    @property
    def what_is_wrong(self) -> str:
        """Every fault in one line of words, each with its field."""
        return "; ".join(f"{fault.field}: {fault.what}" for fault in self.faults)

    @property
    def how_to_mend_it(self) -> str:
        """The mend of every fault in one line of words, each with its field."""
        return "; ".join(f"{fault.field}: {fault.mend}" for fault in self.faults)
