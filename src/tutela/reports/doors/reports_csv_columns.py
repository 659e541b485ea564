"""The columns of the CSV door, as data: name, meaning, example, and the reading of a whole row with all its faults.

Cells that can hold several values separate them by `|`. Empty means *not said*, which is not the same as *no*.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from tutela import typology
from tutela.core import identifiers
from tutela.core.errors import TutelaError
from tutela.reports.doors import countries, moments
from tutela.reports.doors.rejected import Fault
from tutela.reports.incoming import SUMMARY_LENGTH

SEPARATOR = "|"
MAX_VALUES = 200
_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}
_NOT_KNOWN = {"not known", "unknown", "not yet known", "?"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file, with what a person needs to fill it in."""

    name: str
    meaning: str
    example: str = ""
    required: bool = False
    several: bool = False


COLUMNS = (
    Column(
        "reference",
        "The report's number at its source. The same number from the same source is the same report.",
        "SYN-2026-0001",
    ),
    Column("source", "Who keeps that number: the hotline, service or company.", "Synthetic Hotline"),
    Column(
        "reported_at", "When it was reported to the source, with the zone.", "2026-03-01T09:30+00:00", required=True
    ),
    Column(
        "occurred",
        "When it happened: a year, a month, a day, or a moment with its zone. It stays as partial as it is written.",
        "2026-02",
    ),
    Column(
        "summary",
        f"What it is about, in short administrative words, at most {SUMMARY_LENGTH} characters.",
        "Synthetic example row: an account on a service, seen by a member of the public",
        required=True,
    ),
    Column(
        "specific_concern",
        "Is there a specific concern that a child is being harmed now? yes, no, or empty where it is not said.",
        "no",
    ),
    Column("concern_grounds", "The grounds for that concern, in short words. Needed where specific_concern is yes."),
    Column("concern_stated_by", "Who states that concern. Needed where specific_concern is yes."),
    Column(
        "categories",
        "The codes of the categories suspected: ICV, ICA, IMI, IIG, IIC, IBI, URC, COM.",
        "IBI",
        several=True,
    ),
    Column("countries", "The countries that may be concerned, as two-letter codes.", "GB|DE", several=True),
    Column("place", "The place concerned, in words.", "Exampletown"),
    Column("emails", "E-mail addresses seen.", "synthetic@example.org", several=True),
    Column("telephones", "Telephone numbers seen, with the country's code.", "+44 7700 900123", several=True),
    Column("accounts", "Accounts seen, each as service:name.", "example.test:synthetic_user", several=True),
    Column("ip_addresses", "IP addresses seen.", "192.0.2.17|2001:db8::17", several=True),
    Column("urls", "Web addresses seen.", "https://example.test/page", several=True),
    Column("sha256", "SHA-256 hashes of files.", several=True),
    Column("sha1", "SHA-1 hashes of files.", several=True),
    Column("md5", "MD5 hashes of files.", several=True),
    Column("suspect_names", "Names of people reported.", several=True),
    Column("victim_names", "Names of children concerned.", several=True),
    Column("reporter_kind", "organisation, person or unknown.", "person"),
    Column("reporter_organisation", "The organisation that reported."),
    Column("reporter_name", "The person who reported."),
    Column("reporter_email", "Where an answer can be sent."),
    Column("reporter_telephone", "Where the reporter can be reached."),
    Column("wants_answer", "Does the reporter want an answer? yes, no, or empty.", "yes"),
    Column(
        "stays_unknown",
        "Does the reporter wish to stay unknown? yes or no. Then no name, e-mail or telephone is given.",
        "yes",
    ),
    Column("on_behalf_of", "On whose behalf the report was made."),
)
BY_NAME = {column.name: column for column in COLUMNS}
REQUIRED = tuple(column.name for column in COLUMNS if column.required)

# Which kind of identifier each column holds, and the words for a fault in it.
_IDENTIFIERS = {
    "emails": ("email", "an e-mail address"),
    "telephones": ("telephone", "a telephone number with its country's code"),
    "accounts": ("account", "an account, written service:name"),
    "ip_addresses": ("ip", "an IP address"),
    "urls": ("url", "a web address"),
    "sha256": ("hash_sha256", "a SHA-256 hash: 64 of the characters 0 to 9 and a to f"),
    "sha1": ("hash_sha1", "a SHA-1 hash: 40 of the characters 0 to 9 and a to f"),
    "md5": ("hash_md5", "an MD5 hash: 32 of the characters 0 to 9 and a to f"),
}
# How long a cell may be where it is not SHORT; `IncomingReport` has the same limits.
_LONGER = {"concern_grounds": 500, "reporter_email": 254}
_SHORT = 300


@dataclass
class _Row:
    """The reading of one row: what was found, and what was wrong."""

    cells: dict[str, str]
    zone: tzinfo | None
    faults: list[Fault] = field(default_factory=list)

    def text(self, column: str) -> str:
        cell = self.cells.get(column, "")
        limit = _LONGER.get(column, _SHORT)
        if len(cell) > limit:
            self.fault(column, f"it is longer than {limit} characters", "Shorten it.")
            return ""
        return cell

    def several(self, column: str) -> list[str]:
        values = [value.strip() for value in self.cells.get(column, "").split(SEPARATOR)]
        values = list(dict.fromkeys(value for value in values if value))
        if len(values) > MAX_VALUES:
            self.fault(column, f"it holds more than {MAX_VALUES} values", "Spread them over several reports.")
            return []
        return values

    def yes_or_no(self, column: str) -> bool | None:
        cell = self.cells.get(column, "").casefold()
        if not cell or cell in _NOT_KNOWN:
            return None
        if cell in _YES:
            return True
        if cell in _NO:
            return False
        self.fault(column, "it is neither yes nor no", "Write yes, no, or leave it empty where it is not known.")
        return None

    def time(self, column: str, read: Callable[[str, tzinfo | None], Any]) -> Any:
        cell = self.cells.get(column, "")
        if not cell:
            return None
        try:
            return read(cell, self.zone)
        except TutelaError as error:
            self.fault(column, error.what, error.mend or f"Write it as {moments.EXAMPLE}.")
            return None

    def fault(self, column: str, what: str, mend: str) -> None:
        self.faults.append(Fault(column, what, mend))


def fields_of_row(cells: dict[str, str], zone: tzinfo | None) -> tuple[dict[str, Any], list[Fault]]:
    """The fields of an `IncomingReport` that a row holds, and every fault in it."""
    row = _Row(cells, zone)
    for column in REQUIRED:
        if not cells.get(column):
            row.fault(column, "it is empty", f"Fill it in: {BY_NAME[column].meaning}")
    summary = cells.get("summary", "")
    if len(summary) > SUMMARY_LENGTH:
        row.fault(
            "summary",
            f"it has {len(summary):,} characters; {SUMMARY_LENGTH} is the most",
            "Shorten it to what is administrative.",
        )
    concern = row.yes_or_no("specific_concern")
    grounds, stated_by = row.text("concern_grounds"), row.text("concern_stated_by")
    if concern is True and not grounds:
        row.fault(
            "concern_grounds",
            "a specific concern is stated without its grounds",
            "Say on what grounds, in short words.",
        )
    if concern is True and not stated_by:
        row.fault("concern_stated_by", "a specific concern is stated and nobody states it", "Say who states it.")
    return {
        "external_reference": row.text("reference"),
        "external_source": row.text("source"),
        "reported_at": row.time("reported_at", moments.parse_moment),
        "occurred": row.time("occurred", moments.parse_occurred),
        "summary": summary,
        "specific_concern": concern,
        "concern_grounds": grounds,
        "concern_stated_by": stated_by,
        "categories": _categories(row),
        "category_basis": "As named in the file." if cells.get("categories") else "",
        "countries": _countries(row),
        "place_words": row.text("place"),
        "identifiers": _identifiers(row),
        "people": _people(row),
        "reporter": _reporter(row),
    }, row.faults


def _categories(row: _Row) -> list[str]:
    codes = []
    for value in row.several("categories"):
        try:
            codes.append(typology.category(value).code)
        except TutelaError as error:
            row.fault(
                "categories", "it holds a code that is no category", error.mend or "Use the codes of the categories."
            )
    return codes


def _countries(row: _Row) -> list[str]:
    codes = []
    for value in row.several("countries"):
        code = value.upper()
        if countries.is_country(code):
            codes.append(code)
        else:
            near = countries.suggest(value)
            mend = (
                f"Did you mean {near} ({countries.country_name(near)})?"
                if near
                else "Use two-letter codes, such as GB."
            )
            row.fault("countries", "it holds a code that is no country", mend)
    return codes


def _identifiers(row: _Row) -> list[dict[str, Any]]:
    found = []
    for column, (kind, words) in _IDENTIFIERS.items():
        for place, value in enumerate(row.several(column), start=1):
            if not _is(kind, value):
                row.fault(column, f"value {place} is not {words}", "Correct it or take it out.")
                continue
            if len(value) > 2_083:
                row.fault(column, f"value {place} is longer than 2,083 characters", "Shorten it.")
                continue
            found.append({"kind": kind, "raw": value, "role": "mentioned"})
    return found


def _is(kind: str, value: str) -> bool:
    """Whether a value is what its column says. A cell that holds words instead would never match anything."""
    try:
        identifiers.normalise(kind, value)
    except TutelaError:
        return False
    if kind == "account":
        service, _, handle = value.partition(":")
        return bool(service.strip() and handle.strip())
    return kind != "url" or not any(each.isspace() for each in value)


def _people(row: _Row) -> list[dict[str, Any]]:
    people = []
    for column, capacity in (("suspect_names", "suspect"), ("victim_names", "victim")):
        for name in row.several(column):
            if len(name) > 300:
                row.fault(column, "a name is longer than 300 characters", "Shorten it.")
                continue
            people.append({"capacity": capacity, "names": [name]})
    return people


def _reporter(row: _Row) -> dict[str, Any]:
    stays_unknown = row.yes_or_no("stays_unknown") or False
    named = {column: row.text(column) for column in ("reporter_name", "reporter_email", "reporter_telephone")}
    if stays_unknown:
        # Somebody who wished to stay unknown must not be found out through our own file [lessons.md].
        for column, value in named.items():
            if value:
                row.fault(
                    column,
                    "it is given for a reporter who wishes to stay unknown",
                    "Take it out, or write no in stays_unknown.",
                )
    email = named["reporter_email"]
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        row.fault("reporter_email", "it is not an e-mail address", "Correct it or take it out.")
    organisation = row.text("reporter_organisation")
    kind = row.cells.get("reporter_kind", "").casefold()
    if kind not in ("", "organisation", "person", "unknown"):
        row.fault(
            "reporter_kind", "it is none of organisation, person, unknown", "Write one of the three, or leave it empty."
        )
        kind = ""
    if kind == "organisation" and not organisation:
        row.fault(
            "reporter_organisation",
            "the reporter is an organisation without a name",
            "Name it, or write another reporter_kind.",
        )
    return {
        "kind": kind or ("organisation" if organisation else "person" if any(named.values()) else "unknown"),
        "organisation_name": organisation,
        "name": named["reporter_name"],
        "email": email,
        "telephone": named["reporter_telephone"],
        "wants_answer": row.yes_or_no("wants_answer"),
        "stays_unknown": stays_unknown,
        "on_behalf_of": row.text("on_behalf_of"),
    }
