"""Read the times that a source writes, and refuse the ones that do not say in which zone they are.

An import without a zone is refused or asked about, never guessed [lessons.md: iris-web#312, #295]. `zone` is the
answer to that question, given by whoever imports; without it a time must carry its own.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext

from tutela.core.errors import BadInput, TutelaError
from tutela.core.partial_date import PartialDate

_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})[Tt ]\s?(?P<hour>\d{2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"(?:\s?(?P<zulu>Z|z|UTC|GMT)|\s?(?P<offset>[+-]\d{2}:?\d{2}|[+-]\d{2})|\s(?P<name>[A-Z][A-Za-z_]+(?:/[A-Za-z_+-]+){1,2}))?"
)
_OTHER_ORDER = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
EXAMPLE = "2026-03-01T09:30+00:00"
EARLIEST = 1900
LATEST_AHEAD = timedelta(days=366)


class NoZone(BadInput):
    """A time that could be any of two dozen moments."""


def parse_zone(name: str) -> tzinfo:
    """The zone of a name such as `Europe/London` or an offset such as `+02:00`; `BadInput` where there is none of that
    name.
    """
    text = name.strip()
    if re.fullmatch(r"[+-]\d{2}:?\d{2}", text):
        return _offset(text)
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            gettext("There is no time zone of this name."),
            mend=gettext("Write a zone such as Europe/London, or an offset such as +01:00."),
            code="unknown_zone",
        ) from None


def parse_moment(text: str, zone: tzinfo | None = None) -> datetime:
    """The moment of a text in ISO 8601 or near it; `NoZone` where it has no zone and none was given, `BadInput`
    otherwise.

    Day and month in another order than year, month, day are refused: 01/02/2026 is two different days.
    """
    stripped = text.strip()
    match = _MOMENT.fullmatch(stripped)
    if match is None:
        raise BadInput(_why_not(stripped), mend=f"Write date, time and zone as {EXAMPLE}.", code="bad_time")
    second = f"{match['second'] or '00'}.{(match['part'] or '')[:6].ljust(6, '0')}"
    try:
        naive = datetime.fromisoformat(f"{match['date']}T{match['hour']}:{match['minute']}:{second}")
        moment = naive.replace(tzinfo=_zone_of(match, zone))
        in_range = moment.year >= EARLIEST and moment.astimezone(UTC).year <= 2200
    except (ValueError, OverflowError):
        raise BadInput(
            "there is no such day or hour", mend=f"Write date, time and zone as {EXAMPLE}.", code="bad_time"
        ) from None
    if not in_range:
        raise BadInput(f"the year is before {EARLIEST} or far ahead", mend="Check the year.", code="bad_time")
    return moment


def parse_occurred(text: str, zone: tzinfo | None = None) -> datetime | PartialDate:
    """A moment where the text has an hour in it, else a date as partial as it was written."""
    if ":" in text:
        return parse_moment(text, zone)
    try:
        if _OTHER_ORDER.match(text.strip()):
            raise BadInput("day and month could be meant in either order")
        return PartialDate.parse(text)
    except TutelaError:
        mend = f"Write 2026, 2026-03, 2026-03-01 or {EXAMPLE}."
        raise BadInput(_why_not(text.strip()), mend=mend, code="bad_date") from None


def _zone_of(match: re.Match[str], given: tzinfo | None) -> tzinfo:
    if match["zulu"]:
        return UTC
    if match["offset"]:
        return _offset(match["offset"])
    if match["name"]:
        return parse_zone(match["name"])
    if given is None:
        raise NoZone(
            "the time has no zone",
            mend=f"Write the zone behind the time, as in {EXAMPLE}, or name the zone of its times with the import.",
            code="no_zone",
        )
    return given


def _offset(text: str) -> timezone:
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > timedelta(hours=14) or int(digits[2:]) > 59:
        raise ValueError("no zone is so far from UTC")
    return timezone(-offset if text[0] == "-" else offset)


def _why_not(text: str) -> str:
    if _OTHER_ORDER.match(text):
        return "day and month could be meant in either order"
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        return "the hour is missing"
    return "this is not a time that can be read"
