"""Which reports and cases have a value: an identifier, or the number that a source gave. Asked by the worker, a bounded number at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tutela.core import identifiers
from tutela.deconfliction.news import Own
from tutela.register.queries.reported import only_telling

COMMON = 200
"""A value that more records have names nobody: it makes no alert, and how many there are of these is said."""
_OF_A_RECORD = 200


@dataclass(frozen=True)
class Value:
    """An identifier in its comparable form, or a number with the source that gave it (``kind`` is ``number``)."""

    kind: str
    value: str


@dataclass(frozen=True)
class RecordHeld:
    """A report or a case. What is ``quiet`` is for named persons alone: it is not made known to another service."""

    own: Own
    owner: int
    quiet: bool
    seen_by: frozenset[int]


@dataclass(frozen=True)
class Having:
    """A record that has a value, and the row in which it stands."""

    record: RecordHeld
    identifier: int | None


@dataclass(frozen=True)
class Shared:
    """Two records, for which two organisations answer, with one value; and how many records have it."""

    value: Value
    one: Having
    other: Having
    common: int

    @property
    def pair(self) -> tuple[str, str]:
        """The two by their references, in one order."""
        low, high = sorted((self.one.record.own.reference, self.other.record.own.reference))
        return low, high


_Key = tuple[str, int]  # a record, by kind and number


def shared_identifiers(given: Collection[_Key]) -> tuple[list[Shared], int]:
    """What these records share with those of other organisations; and how many of their values are too common to say anything."""
    reports, cases = _by_kind(given)
    return _shared(
        given, _asked(_IDENTIFIERS, {"reports": reports, "cases": cases, "each": _OF_A_RECORD, "most": COMMON + 1})
    )


def shared_numbers(given: Collection[_Key]) -> list[Shared]:
    """Reports of other organisations that have the number at its source of one of these."""
    reports, _ = _by_kind(given)
    return _shared(given, _asked(_NUMBERS, {"reports": reports, "most": COMMON + 1}))[0]


def _shared(given: Collection[_Key], rows: Iterable[tuple[str, str, str, int, int | None]]) -> tuple[list[Shared], int]:
    having: dict[Value, dict[_Key, int | None]] = defaultdict(dict)
    for kind, value, record_kind, number, identifier in rows:
        if not identifiers.is_trivial(kind, value):
            having[Value(kind, value)].setdefault((record_kind, number), identifier)
    # A hash of what anybody knows to be harmless or trivial, or of which everything is switched off, alerts nobody.
    telling = only_telling({(one.kind, one.value) for one in having})
    having = {one: of_one for one, of_one in having.items() if (one.kind, one.value) in telling}
    held = _held({key for of_one in having.values() for key in of_one})
    joined = _joined(held)
    found, too_common = [], 0
    for shared, of_one in having.items():
        if len(of_one) > COMMON:
            too_common += 1
            continue
        for one, other in _pairs(set(given) & of_one.keys(), of_one.keys()):
            mine, theirs = held.get(one), held.get(other)
            if mine is None or theirs is None or mine.owner == theirs.owner or frozenset((one, other)) in joined:
                continue
            found.append(Shared(shared, Having(mine, of_one[one]), Having(theirs, of_one[other]), len(of_one)))
    return found, too_common


def _pairs(given: Collection[_Key], all_of_them: Collection[_Key]) -> Iterator[tuple[_Key, _Key]]:
    seen: set[frozenset[_Key]] = set()
    for one in sorted(given):
        for other in sorted(all_of_them):
            pair = frozenset((one, other))
            if one != other and pair not in seen:
                seen.add(pair)
                yield one, other


def _by_kind(keys: Iterable[_Key]) -> tuple[list[int], list[int]]:
    of: dict[str, list[int]] = {"report": [], "case": []}
    for kind, number in keys:
        of[kind].append(number)
    return of["report"], of["case"]


def _held(keys: Collection[_Key]) -> dict[_Key, RecordHeld]:
    reports, cases = _by_kind(keys)
    return {
        (kind, number): RecordHeld(Own(kind, number, reference), owner, quiet, frozenset(seen_by))
        for kind, number, reference, owner, quiet, seen_by in _asked(_RECORDS, {"reports": reports, "cases": cases})
    }


def _joined(keys: Collection[_Key]) -> set[frozenset[_Key]]:
    """A report that is joined to a case is of that case: whoever answers for the one knows of the other."""
    reports, cases = _by_kind(keys)
    return {
        frozenset((("report", report), ("case", case)))
        for report, case in _asked(_JOINED, {"reports": reports, "cases": cases})
    }


def _asked(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


# The indexes are on the digest of a value, since an address can be longer than an entry of an index may be.
_IDENTIFIERS = """
WITH given AS (
  SELECT DISTINCT kind, value FROM (
    SELECT i.kind::text AS kind, i.value::text AS value,
           row_number() OVER (PARTITION BY i.report_id ORDER BY i.id) AS place
      FROM reports_identifier i WHERE i.report_id = ANY(%(reports)s) AND NOT i.is_trivial
    UNION ALL
    SELECT i.kind, i.value, row_number() OVER (PARTITION BY i.case_id ORDER BY i.id)
      FROM cases_identifier i WHERE i.case_id = ANY(%(cases)s) AND i.removed_at IS NULL) AS all_of_them
   WHERE place <= %(each)s
)
SELECT g.kind, g.value, o.* FROM given g CROSS JOIN LATERAL (
  (SELECT 'report' AS record_kind, x.report_id AS record, min(x.id) AS identifier FROM reports_identifier x
    WHERE x.kind = g.kind AND md5(x.value) = md5(g.value) AND x.value = g.value GROUP BY x.report_id LIMIT %(most)s)
  UNION ALL
  (SELECT 'case', x.case_id, min(x.id) FROM cases_identifier x
    WHERE x.kind = g.kind AND md5(x.value) = md5(g.value) AND x.value = g.value AND x.removed_at IS NULL
    GROUP BY x.case_id LIMIT %(most)s)) AS o
"""
_NUMBERS = """
SELECT DISTINCT 'number', lower(s.external_source) || ' ' || s.external_reference, 'report', o.report_id, NULL::bigint
  FROM reports_submission s CROSS JOIN LATERAL (
    SELECT x.report_id FROM reports_submission x
     WHERE lower(x.external_source) = lower(s.external_source) AND x.external_reference = s.external_reference
       AND x.external_reference <> '' LIMIT %(most)s) AS o
 WHERE s.report_id = ANY(%(reports)s) AND s.external_reference <> ''
"""
_RECORDS = """
SELECT 'report', r.id, r.reference::text, r.owner_id, r.is_restricted OR r.handling = 'RED',
       ARRAY(SELECT o.id FROM organisations_organisation o WHERE principal_of_staff(o.id) = ANY(r.readers))
  FROM reports_report r WHERE r.id = ANY(%(reports)s)
UNION ALL
SELECT 'case', c.id, c.reference::text, c.owner_id, c.is_restricted OR c.handling = 'RED',
       ARRAY(SELECT o.id FROM organisations_organisation o WHERE principal_of_staff(o.id) = ANY(c.readers))
  FROM cases_case c WHERE c.id = ANY(%(cases)s)
"""
_JOINED = """
SELECT report_id, case_id FROM reports_caselink
 WHERE report_id = ANY(%(reports)s) AND case_id = ANY(%(cases)s) AND parted_at IS NULL
"""
