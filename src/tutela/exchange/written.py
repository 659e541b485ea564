"""How a single value of a document is written: what checks it, and what the published schema says of it.

Nothing is converted: a value that is not written in the one way is refused.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

from tutela.core import references
from tutela.core.errors import TutelaError
from tutela.core.fields import CANONICAL_PARTIAL_DATE
from tutela.core.marking import gettext_noop
from tutela.core.media import embedded_media_kind
from tutela.core.partial_date import PartialDate
from tutela.core.text import neutral_words, plain

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z\Z")
_LONGEST_IDENTIFIER = 400
_NO_REFERENCE = {
    "C": gettext_noop("that is no reference of a case as it is written"),
    "K": gettext_noop("that is no reference of a child as it is written"),
}


@dataclass(frozen=True, eq=False)
class Written:
    """How a text is written: what checks it, and what the schema says of it."""

    check: Callable[[str], str]
    schema: dict[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)


def one_of(values: Iterable[str], *, or_nothing: bool = False) -> Written:
    """A word of a closed list."""
    known = dict.fromkeys([*([""] if or_nothing else []), *values])

    def check(value: str) -> str:
        if value not in known:
            raise ValueError(gettext("that is not one of the known codes"))
        return value

    return Written(check, {"type": "string", "enum": list(known)})


def short_words(limit: int, *, empty: bool = True) -> Written:
    """Short words: no markup, no media written out, no characters that nobody sees."""

    def check(value: str) -> str:
        if len(value) > limit or not (value or empty):
            room = gettext("there is room for %(limit)d characters") % {"limit": limit}
            raise ValueError(room if value else gettext("it is empty"))
        try:
            neutral_words(value, limit=limit)
        except TutelaError as error:
            raise ValueError(error.what) from None
        if " ".join(plain(value).split()) != " ".join(value.split()):
            raise ValueError(gettext("the text holds characters that nobody sees, or is not in normal form (NFC)"))
        return value

    return Written(check, {"type": "string", "maxLength": limit} | ({} if empty else {"minLength": 1}))


def _as_written(value: str) -> str:
    if not 0 < len(value) <= _LONGEST_IDENTIFIER:
        raise ValueError(gettext("it has from 1 to %(most)d characters") % {"most": _LONGEST_IDENTIFIER})
    if embedded_media_kind(value) is not None:
        raise ValueError(gettext("it looks like media written out as text"))
    if " ".join(plain(value).split()) != " ".join(value.split()):
        raise ValueError(gettext("the text holds characters that nobody sees, or is not in normal form (NFC)"))
    return value


def _moment(value: str) -> str:
    if not _MOMENT.match(value) or not _is_of(datetime, value):
        raise ValueError(gettext("a moment is written 2026-03-04T05:06:07.000000Z, in UTC with six places"))
    return value


def _partial(value: str) -> str:
    if value and (not re.match(CANONICAL_PARTIAL_DATE, value) or str(PartialDate.parse(value)) != value):
        raise ValueError(gettext("a date is written 2004, 2004-05 or 2004-05-17"))
    return value


def _day(value: str) -> str:
    if not _is_of(date, value):
        raise ValueError(gettext("a day is written 2026-03-04"))
    return value


def _is_of(kind: type[date], value: str) -> bool:
    # What Python says of a wrong one repeats it, and an error repeats nothing of the document.
    try:
        kind.fromisoformat(value)
    except ValueError:
        return False
    return True


def _reference(prefix: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        try:
            found = references.parse(value)
        except TutelaError as error:
            raise ValueError(error.what) from None
        if found.prefix != prefix or str(found) != value:
            raise ValueError(gettext(_NO_REFERENCE[prefix]))
        return value

    return check


def _written(check: Callable[[str], str], pattern: str, what: str, **more: Any) -> Written:
    return Written(check, {"type": "string", "pattern": pattern, "description": what, **more})


Moment = Annotated[
    str,
    _written(
        _moment,
        r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$",
        "A moment in UTC, to the microsecond.",
        format="date-time",
    ),
]
Partial = Annotated[
    str,
    _written(_partial, r"^(\d{4}(-\d{2}(-\d{2})?)?)?$", "As much of a date as is known; empty where nothing is."),
]
Day = Annotated[str, _written(_day, r"^\d{4}-\d{2}-\d{2}$", "A day.", format="date")]
CaseReference = Annotated[
    str, _written(_reference("C"), r"^C-\d{4}-[0-9A-Z]{6,14}$", "A case; the last character checks the others.")
]
ChildReference = Annotated[
    str, _written(_reference("K"), r"^K-\d{4}-[0-9A-Z]{6,14}$", "A child; the last character checks the others.")
]
AS_WRITTEN = Written(_as_written, {"type": "string", "minLength": 1, "maxLength": _LONGEST_IDENTIFIER})
