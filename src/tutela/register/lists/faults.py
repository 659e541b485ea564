"""What is wrong with a list: gathered up to a number, and said at once. A list with any fault is refused whole.

No sentence here holds a value of the file: a place, a field and a rule are enough to find what is wrong.
"""

from __future__ import annotations

from typing import NoReturn

from django.utils.translation import gettext

from tutela.core.errors import BadInput, Fault, Refused, where
from tutela.core.languages import in_figures
from tutela.core.media import refusal_of

MOST_FAULTS = 20
MAX_RECORD = 1024 * 1024
"""The longest line, cell or record, in characters; the longest piece of markup, in bytes."""
MAX_DEPTH = 32


class Faults:
    """The faults of one list so far; the twentieth ends the reading."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, what: str, *, row: int | None = None, field: str = "", mend: str = "") -> None:
        """Remember a fault; raise them all where there are enough of them."""
        self._found.append(Fault(what, mend, where(self.file, row, field)))
        if len(self._found) >= MOST_FAULTS:
            self.refuse()

    def stop(self, what: str, *, row: int | None = None, field: str = "", mend: str = "") -> NoReturn:
        """A fault behind which nothing can be read any more: raise it with those before it."""
        self._found.append(Fault(what, mend, where(self.file, row, field)))
        self.refuse()

    def media(self, kind: str, *, row: int | None = None, field: str = "") -> NoReturn:
        """Media written out as text stands in the list: nothing of the list is taken."""
        error = refusal_of(kind, self.file)
        error.where = where(self.file, row, field)
        raise error

    def refuse_if_any(self) -> None:
        """Raise `BadInput` with every fault, where there is one."""
        if self._found:
            self.refuse()

    def refuse(self) -> NoReturn:
        """Raise `BadInput` with every fault; where and mend are those of the first."""
        first = self._found[0]
        more = len(self._found) - 1
        said = gettext("The list was refused whole: %(fault)s.") % {"fault": first.what}
        if more:
            said = gettext("%(said)s Further faults: %(number)s.") % {"said": said, "number": in_figures(more)}
        raise BadInput(said, where=first.where, mend=first.mend, code="bad_list", faults=self._found)


def refused(what: str, *, file: str, mend: str, code: str = "bad_list", row: int | None = None) -> BadInput:
    """The error for what is wrong with the list as such."""
    place = where(file, row)
    return BadInput(what, where=place, mend=mend, code=code, faults=[Fault(what, mend, place)])


def attack(what: str, *, file: str, row: int | None = None) -> Refused:
    """The error for what no tool writes into a list, and what is only good for harm."""
    return Refused(
        gettext("“%(name)s” was refused: %(why)s. Nothing of it was kept.") % {"name": file, "why": what},
        where=where(file, row),
        mend=gettext("Write the list anew with the tool that made it."),
        code="list_refused",
    )
