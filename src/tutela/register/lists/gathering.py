"""From the words of a list to its columns: every digest and number is checked here, for every form but the line forms.

Rows come in batches, column by column. A batch in which all is well is converted whole; only where something is wrong are
its cells looked at one by one, to say which.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext

from tutela.core.languages import in_figures
from tutela.core.marking import gettext_noop
from tutela.core.media import embedded_media_kind
from tutela.register.lists.algorithms import ANY_HASH, DIGESTS, LABELS, OPAQUE
from tutela.register.lists.columns import Columns
from tutela.register.lists.faults import Faults
from tutela.register.lists.rows import NOT_SAID, WIDTHS, Bytes, Column, Flags, Numbers, Rows

MAX_ROWS = 200_000_000
BATCH = 4096
BATCH_WEIGHT = 4 * 1024 * 1024
"""How many rows are converted at once, or how many characters, whichever comes first."""
BY_WIDTH = {2 * width: algorithm for algorithm, width in WIDTHS.items()}
as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""One value as JSON, on one line and without blanks."""
_HEX = re.compile(r"[0-9A-Fa-f]*")
# A PhotoDNA hash has 144 bytes, in base 64 or in hexadecimal digits; among many millions some begin like a picture.
_PHOTODNA = re.compile(r"[A-Za-z0-9+/]{192}|[0-9A-Fa-f]{288}")

_NUMBERS = {
    "size": (
        2**63 - 1,
        gettext_noop("the size is not a whole number of bytes"),
        gettext_noop("Write sizes in bytes, in figures alone."),
    ),
    "pdq_quality": (
        100,
        gettext_noop("the quality of a PDQ hash is not a whole number from 0 to 100"),
        gettext_noop("Write the quality as PDQ gives it, or empty the cell."),
    ),
}
"""Fields that are whole numbers: the greatest, what is wrong with any other, and how to mend it."""


@dataclass
class Batch:
    """Rows on their way into the columns: field → one text a row, empty where it has none.

    The fields are the algorithms of `DIGESTS`, ``hash…`` (an algorithm told by its width), ``size``, ``pdq_quality`` and
    ``name``. `more` is empty or has a mapping for each row.
    """

    places: list[int] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    more: list[Mapping[str, str]] = field(default_factory=list)
    weight: int = 0

    @property
    def full(self) -> bool:
        """Whether it is time to convert it."""
        return len(self.places) >= BATCH or self.weight > BATCH_WEIGHT

    def append(self, place: int, values: Mapping[str, str], more: Mapping[str, str], weight: int) -> None:
        """One row, from a form that comes record by record; `weight` is how many characters it had there."""
        self.weight += weight
        for name, cells in self.fields.items():
            cells.append(values.get(name, ""))
        for name in values.keys() - self.fields.keys():
            self.fields[name] = [*[""] * len(self.places), values[name]]
        self.places.append(place)
        self.more.append(more)

    def __len__(self) -> int:
        return len(self.places)


class Gathering:
    """The columns of one list while it is read, and what is wrong with it."""

    def __init__(self, faults: Faults, *, labels: Mapping[str, str] | None = None, rounded_sizes: bool = False) -> None:
        self.faults = faults
        self.without_hash = 0
        self.without_size = 0
        self.widths_seen: set[str] = set()
        self._labels = labels or {}
        self._rounded_sizes = rounded_sizes
        self._columns = Columns(DIGESTS)

    def take(self, batch: Batch) -> None:
        """Check a batch and keep its rows. Nothing is kept any more once the list has a fault, only looked at."""
        if not batch.places:
            return
        fields = self._by_width(batch)
        digests = {
            algorithm: self._digests(algorithm, fields[algorithm], batch.places)
            for algorithm in DIGESTS
            if algorithm in fields
        }
        sizes = self._numbers("size", fields.get("size"), batch.places)
        quality = self._numbers("pdq_quality", fields.get("pdq_quality"), batch.places)
        # A quality is one of a hash: without the hash it says nothing.
        quality[~digests["pdq"].there if "pdq" in digests else slice(None)] = NOT_SAID
        names = fields.get("name") or [""] * len(batch)
        self._no_nulls(names, batch.places)
        more = self._more(batch)
        if self.faults:
            return
        hashed = self._hashed(digests, batch)
        if not hashed.all():
            self.without_hash += int((~hashed).sum())
            digests = {name: Column(each.digests[hashed], each.there[hashed]) for name, each in digests.items()}
            names = [name for name, kept in zip(names, hashed, strict=True) if kept]
            more = [said for said, kept in zip(more, hashed, strict=True) if kept]
            sizes, quality = sizes[hashed], quality[hashed]
        places = np.array(batch.places, np.int64)[hashed]
        if len(self._columns) + len(places) > MAX_ROWS:
            self.faults.stop(
                gettext("it has more than %(number)s rows") % {"number": in_figures(MAX_ROWS)},
                row=int(places[-1]),
                mend=gettext("Send it in parts."),
            )
        self._columns.add(places, digests, sizes, names, quality, more)

    def done(self) -> Rows:
        """The rows of the list, or the error with all its faults."""
        self.faults.refuse_if_any()
        return self._columns.done()

    def notes(self) -> list[str]:
        """What is to be said of the rows."""
        if not self.without_hash:
            return []
        return [
            gettext("Rows without a hash, which were left out: %(number)s.")
            % {"number": in_figures(self.without_hash)},
        ]

    def label(self, name: str) -> str:
        """How a field is called before people."""
        return self._labels.get(name) or LABELS.get(name) or name

    def no_media(self, cells: Iterable[str], places: Sequence[int], name: str) -> None:
        """Refuse the list where one of these cells carries media written out as text."""
        for number, cell in enumerate(cells):
            if len(cell) < 20:
                continue
            kind = embedded_media_kind(cell)
            if kind and not _PHOTODNA.fullmatch(cell):
                self.faults.media(kind, row=places[number], field=self.label(name))

    def _by_width(self, batch: Batch) -> dict[str, list[str]]:
        """The fields, with what stood under a heading that names no algorithm put where its width says it belongs."""
        fields = dict(batch.fields)
        for name in [each for each in fields if each.startswith(ANY_HASH)]:
            cells = [cell.strip() for cell in fields.pop(name)]
            widths = set(map(len, cells))
            for width in widths - BY_WIDTH.keys() - {0}:
                for place, cell in zip(batch.places, cells, strict=True):
                    if len(cell) == width:
                        self._no_digest(place, name, gettext("32, 40 or 64"))
            for width in widths & BY_WIDTH.keys():
                self.widths_seen.add(BY_WIDTH[width])
                chosen = [cell if len(cell) == width else "" for cell in cells]
                fields[BY_WIDTH[width]] = self._merged(BY_WIDTH[width], fields.get(BY_WIDTH[width]), chosen, batch)
        return fields

    def _merged(self, algorithm: str, first: Sequence[str] | None, second: list[str], batch: Batch) -> list[str]:
        if first is None:
            return second
        for place, one, other in zip(batch.places, first, second, strict=True):
            if one and other and one.strip().casefold() != other.casefold():
                self.faults.add(
                    gettext("two of its cells give different digests of the same algorithm"),
                    row=place,
                    field=self.label(algorithm),
                    mend=gettext("Keep the digest that belongs to the file."),
                )
        return [one or other for one, other in zip(first, second, strict=True)]

    def _digests(self, algorithm: str, cells: Sequence[str], places: Sequence[int]) -> Column:
        width = DIGESTS[algorithm]
        cells = [cell.strip() for cell in cells]
        digests: Bytes = np.zeros((len(cells), width), np.uint8)
        there: Flags = np.fromiter(map(bool, cells), np.bool_, len(cells))
        raw = _from_hex(cells, width)
        if raw is None:
            for place, cell in zip(places, cells, strict=True):
                if cell and not (len(cell) == 2 * width and _HEX.fullmatch(cell)):
                    self._no_digest(place, algorithm, str(2 * width))
        else:
            digests[there] = np.frombuffer(raw, np.uint8).reshape(-1, width)
        return Column(digests, there)

    def _no_digest(self, place: int, name: str, digits: str) -> None:
        self.faults.add(
            gettext("what should be a digest is not made of %(digits)s hexadecimal digits") % {"digits": digits},
            row=place,
            field=self.label(name),
            mend=gettext("Write the list anew with the tool that made it, or empty the cell."),
        )

    def _numbers(self, name: str, cells: Sequence[str] | None, places: Sequence[int]) -> Numbers:
        numbers = np.full(len(places), NOT_SAID, np.int64)
        limit, what, mend = _NUMBERS[name]
        for number, cell in enumerate(map(str.strip, cells or ())):
            if not cell:
                continue
            if cell.isascii() and cell.isdecimal() and len(cell) <= 19 and (said := int(cell)) <= limit:
                numbers[number] = said
            elif name == "size" and self._rounded_sizes:
                self.without_size += 1
            else:
                self.faults.add(gettext(what), row=places[number], field=self.label(name), mend=gettext(mend))
        return numbers

    def _more(self, batch: Batch) -> list[str]:
        if not any(batch.more):
            return [""] * len(batch)
        said = []
        for place, more in zip(batch.places, batch.more, strict=True):
            said.append(as_json(more) if more else "")
            if "\\u0000" in said[-1]:
                self._no_nulls((*more, *more.values()), [place] * 2 * len(more))
        return said

    def _no_nulls(self, cells: Iterable[str], places: Sequence[int]) -> None:
        for number, cell in enumerate(cells):
            if "\x00" in cell:
                self.faults.add(
                    gettext("a text holds the character NUL"),
                    row=places[number],
                    mend=gettext("Write the list anew with the tool that made it."),
                )

    @staticmethod
    def _hashed(digests: Mapping[str, Column], batch: Batch) -> Flags:
        """Which rows have any hash at all, be it one that is only passed through."""
        hashed = np.zeros(len(batch), np.bool_)
        for column in digests.values():
            hashed |= column.there
        if not hashed.all() and batch.more:
            for number, more in enumerate(batch.more):
                hashed[number] |= any(name.startswith(OPAQUE) for name in more)
        return hashed


def _from_hex(cells: Sequence[str], width: int) -> bytes | None:
    """The digests of the cells, one behind the other; None where any of them is not one."""
    if not set(map(len, cells)) <= {0, 2 * width}:
        return None
    joined = "".join(cells)
    try:
        raw = bytes.fromhex(joined)
    except ValueError:
        return None
    # `fromhex` passes over blanks, which no digest holds.
    return raw if 2 * len(raw) == len(joined) else None
