# ruff: noqa: N818 - the names say what happened to whoever asked, and do without the word *error*
"""One family of errors: what happened, where, and how to mend it; each with its status, exit code and lasting code.

docs/guide/errors.md explains each, and a test holds it to that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Where:
    """The place of a fault: a file, a row of it (counted as a person counts), a field; any may be missing."""

    file: str = ""
    row: int | None = None
    field: str = ""

    def __str__(self) -> str:
        parts = [
            self.file,
            f"row {self.row}" if self.row is not None else "",
            f"field “{self.field}”" if self.field else "",
        ]
        return ", ".join(part for part in parts if part)


def where(file: str = "", row: int | None = None, field: str = "") -> Where:
    """The place of a fault."""
    return Where(file, row, field)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with an input: several can be reported at once."""

    what: str
    mend: str = ""
    where: Where = Where()


class TutelaError(Exception):
    """Something that Tutela refuses or could not do, in words for whoever asked. Never holds a record's values."""

    code: ClassVar[str] = "error"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        what: str,
        *,
        where: Where | None = None,
        mend: str = "",
        code: str = "",
        faults: Sequence[Fault] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where or Where()
        self.mend = mend
        self.detail_code = code or self.code
        self.faults = tuple(faults)


class BadInput(TutelaError):
    """What was given cannot be taken as it is: mistyped, malformed or not of the vocabulary."""

    code = "bad_input"
    http_status = 422
    exit_code = 2


class Refused(TutelaError):
    """Refused at the door, with nothing of it kept: media, a file too large, an attack by entities."""

    code = "refused"
    http_status = 415
    exit_code = 3


class NotFound(TutelaError):
    """There is no such record that this reader may see: *absent* and *not yours* say the same words."""

    code = "not_found"
    http_status = 404
    exit_code = 4


class NotAllowed(TutelaError):
    """The reader's role may not do this."""

    code = "not_allowed"
    http_status = 403
    exit_code = 5


class RuleBroken(TutelaError):
    """A rule of the work refuses this now."""

    code = "rule_broken"
    http_status = 409
    exit_code = 6


class StaleRecord(TutelaError):
    """Somebody else changed the record since it was shown."""

    code = "stale_record"
    http_status = 409
    exit_code = 7


class Unavailable(TutelaError):
    """Something that Tutela needs (the database, a port, room on the disk) is not there."""

    code = "unavailable"
    http_status = 503
    exit_code = 8


ALL_ERRORS: tuple[type[TutelaError], ...] = (
    BadInput,
    Refused,
    NotFound,
    NotAllowed,
    RuleBroken,
    StaleRecord,
    Unavailable,
)
