"""What the register holds of files, and how much of it another organisation may know: never more than both the entry and its series allow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.db import connection

from tutela.deconfliction.news import Own
from tutela.register.models import Audience, Otherwise, Series

SOLVED = frozenset({Series.Standing.IDENTIFIED, Series.Standing.SAFEGUARDED})
"""The standings at which nobody has to find out any more who the children are."""


class Known(IntEnum):
    """What an organisation may know of something that another holds."""

    NOTHING = 0
    TO_ASK = 1
    ALL = 2


@dataclass(frozen=True)
class SeriesHeld:
    """A series, and which organisations' staff see it: its owner's, and whose that work it jointly."""

    id: int
    reference: str
    owner: int
    owner_country: str
    audience: str
    otherwise: str
    standing: str
    seen_by: frozenset[int]

    @property
    def is_solved(self) -> bool:
        """Whether its children are identified."""
        return self.standing in SOLVED

    @property
    def own(self) -> Own:
        """As its owner knows it."""
        return Own("series", self.id, self.reference)

    def may_know(self, organisation: int, country: str) -> bool:
        """Whether the staff of an organisation may know of the series: as ``register_cards`` says it to whoever asks."""
        if organisation in self.seen_by or self.audience == Audience.ALL:
            return True
        return self.audience == Audience.COUNTRY and self.owner_country == country

    def to(self, organisation: int, country: str) -> Known:
        """How much they may know of it."""
        if self.may_know(organisation, country):
            return Known.ALL
        return Known.TO_ASK if self.otherwise == Otherwise.ASK else Known.NOTHING


@dataclass(frozen=True)
class EntryHeld:
    """An entry of a case that is on, and whoever answers for it: the owner of its series, else who gave it."""

    file: int
    giver: int
    country: str
    audience: str
    otherwise: str
    submission: int | None
    series: SeriesHeld | None

    @property
    def holder(self) -> int:
        """Who answers for what it is of."""
        return self.series.owner if self.series is not None else self.giver

    def to(self, organisation: int, country: str) -> Known:
        """How much an organisation may know of it. What its series hides, the entry does not give away, and the other way round."""
        is_open = (
            organisation == self.giver
            or self.audience == Audience.ALL
            or (self.audience == Audience.COUNTRY and self.country == country)
            or (self.series is not None and organisation in self.series.seen_by)
        )
        mine = Known.ALL if is_open else Known.TO_ASK if self.otherwise == Otherwise.ASK else Known.NOTHING
        return mine if self.series is None else min(mine, self.series.to(organisation, country))


def entries_of(files: Iterable[int]) -> dict[int, list[EntryHeld]]:
    """The entries of a case that are on, by file. A file that anybody holds to be harmless or trivial has none. Three statements at most."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [sorted(set(files))])
        rows = cursor.fetchall()
    series = series_of({row[1] for row in rows if row[1] is not None})
    found: dict[int, list[EntryHeld]] = {}
    for file, number, giver, country, audience, otherwise, submission in rows:
        held = EntryHeld(file, giver, country, audience, otherwise, submission, series.get(number))
        found.setdefault(file, []).append(held)
    return found


def series_of(numbers: Iterable[int]) -> dict[int, SeriesHeld]:
    """These series, by number. One statement."""
    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SERIES, [wanted])
        return {
            number: SeriesHeld(number, reference, owner, country, audience, otherwise, standing, frozenset(staff))
            for number, reference, owner, country, audience, otherwise, standing, staff in cursor.fetchall()
        }


def countries() -> Mapping[int, str]:
    """The country of each organisation. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, country FROM organisations_organisation")
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class Met:
    """One sighting: who met what, and where, in words that are theirs."""

    id: int
    file: int | None
    organisation: int
    subject: Own | None
    exhibit: str
    submission: int | None
    series: int | None = None
    # When it was held against everything itself, where it was a fact of its own.
    held_at: datetime | None = None


def sightings(numbers: Iterable[int]) -> dict[int, Met]:
    """Sightings by their number. One statement."""
    return {one.id: one for one in _met("id = ANY(%s)", [sorted(set(numbers))])}


def first_met(files: Iterable[int]) -> dict[int, list[Met]]:
    """Each organisation that met one of these files, with the first time: by file. One statement.

    What waits to be held against everything itself is not among them: it finds the other side then, and is not counted twice.
    """
    found: dict[int, list[Met]] = {}
    for one in _met(
        f"file_id = ANY(%s) AND NOT {_WAITS} ORDER BY file_id, organisation_id, id", [sorted(set(files))], _FIRST
    ):
        if one.file is not None:
            found.setdefault(one.file, []).append(one)
    return found


def said_same(files: Iterable[int]) -> dict[int, list[int]]:
    """The files of which a person says that they are the same picture as one of these, and nobody that they are not. One statement.

    The latest word of each organisation holds.
    """
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SAID_SAME, {"files": sorted(set(files))})
        for one, other in cursor.fetchall():
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


def said_same_still(facts: Iterable[int]) -> list[tuple[int, int, int]]:
    """Of these facts, the two files that still are said to be the same picture, with the bits between them. One statement at most."""
    numbers = sorted(facts)
    if not numbers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SAID_SAME_STILL, [numbers])
        return list(cursor.fetchall())


_HOLDS = """
(SELECT bool_and(l.verdict = 'same') FROM (
   SELECT DISTINCT ON (w.organisation_id) w.verdict FROM register_nearverdict w
    WHERE w.file_id = v.file_id AND w.other_id = v.other_id ORDER BY w.organisation_id, w.at DESC, w.id DESC) AS l)
"""
_SAID_SAME = f"""
SELECT v.file_id, v.other_id FROM (
  SELECT file_id, other_id FROM register_nearverdict WHERE file_id = ANY(%(files)s)
   UNION SELECT file_id, other_id FROM register_nearverdict WHERE other_id = ANY(%(files)s)) AS v
 WHERE {_HOLDS} ORDER BY 1, 2
"""
_SAID_SAME_STILL = f"""
SELECT DISTINCT v.file_id, v.other_id, v.distance FROM register_fact t
  JOIN register_nearverdict v ON v.file_id = t.file_id AND v.other_id = t.other_file_id
 WHERE t.id = ANY(%s) AND {_HOLDS} ORDER BY 1, 2
"""
_ENTRIES = """
SELECT e.file_id, e.series_id, e.organisation_id, e.country, e.audience, e.otherwise, e.submission_id
  FROM register_entry e LEFT JOIN register_source o ON o.id = e.source_id
 WHERE e.file_id = ANY(%s) AND e.kind = 'case' AND e.is_on AND o.is_on IS NOT FALSE
   AND NOT EXISTS (SELECT 1 FROM register_entry h LEFT JOIN register_source p ON p.id = h.source_id
                    WHERE h.file_id = e.file_id AND h.kind IN ('harmless', 'trivial') AND h.is_on AND p.is_on IS NOT FALSE)
 ORDER BY e.file_id, e.id
"""
_SERIES = """
SELECT s.id, s.reference, s.owner_id, w.country, s.audience, s.otherwise, s.standing,
       ARRAY(SELECT o.id FROM organisations_organisation o WHERE principal_of_staff(o.id) = ANY(s.readers))
  FROM register_series s JOIN organisations_organisation w ON w.id = s.owner_id WHERE s.id = ANY(%s)
"""
_FIRST = "DISTINCT ON (file_id, organisation_id)"
_WAITS = "EXISTS (SELECT 1 FROM register_fact t WHERE t.sighting_id = register_sighting.id AND t.taken_at IS NULL)"
_HELD_AT = "(SELECT max(t.taken_at) FROM register_fact t WHERE t.sighting_id = register_sighting.id)"


def _met(condition: str, values: Sequence[Any], distinct: str = "") -> list[Met]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {distinct} id, file_id, organisation_id, subject_kind, subject_id, subject_reference, exhibit, submission_id,"
            f" series_id, {_HELD_AT} FROM register_sighting WHERE {condition}",
            values,
        )
        return [
            Met(number, file, organisation, Own(kind, subject, reference) if kind else None, exhibit, *rest)
            for number, file, organisation, kind, subject, reference, exhibit, *rest in cursor.fetchall()
        ]
