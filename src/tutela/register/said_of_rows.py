"""What a list says of its files beside the hashes that they are known by: a class of a scheme, and hashes of other kinds.

All of it is looked at before the first row is taken in, so that a list is refused whole, with the rows and the mend.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext

from tutela.core.errors import BadInput, Fault, where
from tutela.core.languages import in_figures
from tutela.register.lists.algorithms import OPAQUE, plain_heading
from tutela.register.lists.columns import Sayings
from tutela.register.lists.rows import Numbers, Rows

LONGEST_KIND, LONGEST_VALUE = 60, 600
CATEGORY = "category"
"""Under this name the readers pass a column of categories: a heading of a table, “Category” of a list in the manner of Project VIC."""
_MOST_FAULTS = 100
_MOST_OF_A_FILE = 50


@dataclass(frozen=True)
class Beside:
    """Of a part of a list: the class of each row by its number, where any has one; and other hashes as three columns (row from 1, kind, value)."""

    classes: list[int | None] | None
    rows: list[int]
    kinds: list[str]
    values: list[str]


def beside(rows: Rows, indices: Numbers, classes: Mapping[str, int]) -> Beside:
    """What is said beside of the rows at ``indices``. ``classes`` are those of the scheme by their codes; none, where there is no scheme.

    Raises BadInput, with every row, where one says a class that the scheme has not, or a hash that is too long.
    """
    codes: list[int | None] = [None] * len(indices)
    found = Beside(codes if classes else None, [], [], [])
    faults: list[Fault] = []
    for at, more in _said(rows, indices):
        if classes and (category := category_of(more)):
            codes[at] = classes.get(category.casefold())
            if codes[at] is None:
                faults.append(_no_class(int(rows.places[indices[at]])))
        for kind, value in other_hashes(more):
            if len(value) > LONGEST_VALUE:
                faults.append(_too_long(int(rows.places[indices[at]])))
                continue
            found.rows.append(at + 1)
            found.kinds.append(kind)
            found.values.append(value)
    if faults:
        first = faults[0]
        raise BadInput(first.what, where=first.where, mend=first.mend, code="bad_list", faults=faults[:_MOST_FAULTS])
    return found


def categories_of(rows: Rows) -> list[str]:
    """Every category that a list says, once each."""
    if not says_beside(rows):
        return []
    return sorted({category for more in rows.more if (category := category_of(more))})


def category_of(more: Mapping[str, str]) -> str:
    """The category that a row says; empty where it says none."""
    return more.get(CATEGORY, "").strip()


def other_hashes(more: Mapping[str, str]) -> list[tuple[str, str]]:
    """The hashes of other kinds that a row says, as kind and value, each once."""
    found = {(_kind(name), _plain(value)) for name, value in more.items() if name.startswith(OPAQUE)}
    return sorted(one for one in found if all(one))[:_MOST_OF_A_FILE]


def says_beside(rows: Rows) -> bool:
    """Whether a list perhaps says something that is kept: of one that only names kinds of files, no row has to be read."""
    if not isinstance(rows.more, Sayings):
        return len(rows.more) > 0
    return rows.more.mention(CATEGORY, OPAQUE)


@lru_cache(maxsize=256)
def _kind(name: str) -> str:
    return plain_heading(_plain(name.removeprefix(OPAQUE)))[:LONGEST_KIND].strip()


def _plain(text: str) -> str:
    """A text as a database can hold it."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode().strip()


def _said(rows: Rows, indices: Numbers) -> Iterator[tuple[int, Mapping[str, str]]]:
    if not says_beside(rows):
        return
    for at, index in enumerate(indices.tolist()):
        more = rows.more[index]
        if more:
            yield at, more


def _no_class(place: int) -> Fault:
    return Fault(
        gettext("The scheme has no such class as this row says."),
        gettext(
            "Choose the scheme by which the list was made, or mend the category; nothing of the list was taken in."
        ),
        where(row=place, field=CATEGORY),
    )


def _too_long(place: int) -> Fault:
    return Fault(
        gettext("A hash of another kind is longer than %(most)s characters.") % {"most": in_figures(LONGEST_VALUE)},
        gettext("Leave that column out; nothing of the list was taken in."),
        where(row=place),
    )


def unknown_categories(said: Sequence[str], classes: Mapping[str, int]) -> list[str]:
    """Those that the scheme has not."""
    return [one for one in said if one.strip().casefold() not in classes]
