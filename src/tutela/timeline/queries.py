"""Everything that became of a record, in one order and in one statement: each source is read under its own policies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.core.marking import gettext_noop
from tutela.core.paging import Page
from tutela.core.subjects import Subject
from tutela.timeline.sources import BY_NAME, GROUPS, RANK, SOURCES, Source, Thing

PAGE_SIZE = 50
UNNAMED = gettext_noop("somebody of another organisation")


@dataclass(frozen=True)
class TimelineFilters:
    """What the reader narrowed the timeline to; everything lives in the address."""

    group: str = ""
    who: int | None = None  # one person whom the reader may know by name
    whose: str = ""  # ours, others: the people of the reader's organisation, or those of every other one
    since: date | None = None
    until: date | None = None
    about: str = ""  # "record": the record alone, without its children and reports
    oldest_first: bool = False


@dataclass(frozen=True)
class Line:
    """One thing that happened, in words: when, what, by whom, about which record, and where it stands."""

    at: datetime
    group: str
    title: str
    words: str
    who: str
    link: str
    thing: Thing


@dataclass(frozen=True)
class _Place:
    """The edge of a page: the moment, the source and the number of the row there, and which way to read from it."""

    backwards: bool
    at: datetime
    source: str
    id: int


# A case with the children and the reports in it, as far as the reader may see them; a child, a series or a report alone.
_OF_RECORD = {
    "case": "SELECT 'case', c.id, c.reference::text, c.owner_id FROM cases_case c WHERE c.id = %(record)s",
    "child": "SELECT 'child', k.id, k.reference::text, k.owner_id FROM children_child k WHERE k.id = %(record)s",
    "series": "SELECT 'series', s.id, s.reference::text, s.owner_id FROM register_series s WHERE s.id = %(record)s",
    "report": "SELECT 'report', r.id, r.reference::text, r.owner_id FROM reports_report r WHERE r.id = %(record)s",
}
_IN_CASE = """
UNION ALL SELECT 'child', k.id, k.reference::text, k.owner_id FROM cases_childincase l JOIN children_child k ON k.id = l.child_id
 WHERE l.case_id = %(record)s AND l.removed_at IS NULL
UNION ALL SELECT 'report', r.id, r.reference::text, r.owner_id FROM reports_caselink l JOIN reports_report r ON r.id = l.report_id
 WHERE l.case_id = %(record)s AND l.parted_at IS NULL"""
_WHOLE = """
WITH subjects (kind, id, reference, owner_id) AS MATERIALIZED ({subjects})
SELECT m.at, m.rank, m.id, m.kind, m.subject_id, m.reference, m.owner_id, m.who, m.code, m.detail, m.words, m.part,
       (SELECT u.name FROM accounts_user u WHERE u.id = m.who), (SELECT u.name FROM accounts_user u WHERE u.id = m.whom),
       (SELECT o.name FROM organisations_organisation o WHERE o.id = m.organisation)
  FROM (SELECT * FROM ({union}) u ORDER BY u.at {way}, u.rank {way}, u.id {way} LIMIT %(most)s) m
 ORDER BY m.at {way}, m.rank {way}, m.id {way}"""
# The limit stands inside of each source and each record: a long source is read along its index, and no further than a page.
_PIECE = """
(SELECT l.at, {rank} AS rank, l.id, s.kind, s.id AS subject_id, s.reference, s.owner_id,
        l.who, l.whom, l.organisation, l.code, l.detail, l.words, l.part
   FROM subjects s CROSS JOIN LATERAL (
     SELECT {at} AS at, {id}::bigint AS id, ({who})::bigint AS who, ({whom})::bigint AS whom, ({organisation})::bigint AS organisation,
            ({code})::text AS code, ({detail})::text AS detail, ({words})::text AS words, ({part})::bigint AS part
       FROM {table} x {join} WHERE {conditions} ORDER BY {at} {way}, {id} {way} LIMIT %(most)s) l
  WHERE s.kind IN ({kinds}) ORDER BY l.at {way}, l.id {way} LIMIT %(most)s)"""


def timeline(record: Subject, filters: TimelineFilters, cursor: str = "", size: int = PAGE_SIZE) -> Page[Line]:
    """A page of what became of a record; of a case, also of its children and reports that the reader may see. One statement.

    Newest first, or oldest first. Raises BadInput for a cursor that no page of this timeline gave.
    """
    place = _read(cursor) if cursor else None
    found = _rows(record, filters, place, most=size + 1)
    if place is not None and place.backwards:
        if len(found) <= size:
            # The beginning is nearer than a page: a whole first page, and not the few rows before the cursor.
            return timeline(record, filters, size=size)
        return _page(found[size - 1 :: -1], is_first=False, more=True)
    return _page(found[:size], is_first=place is None, more=len(found) > size)


def others_in(lines: Iterable[Line], record: Subject) -> list[Thing]:
    """One thing of each other record whose things stand among the lines: those were read as well."""
    first: dict[tuple[str, int], Thing] = {}
    for one in lines:
        key = (one.thing.subject_kind, one.thing.subject_id)
        if key != (record.subject_kind, record.id):
            first.setdefault(key, one.thing)
    return list(first.values())


def _rows(record: Subject, filters: TimelineFilters, place: _Place | None, *, most: int) -> list[Thing]:
    rising = filters.oldest_first != (place is not None and place.backwards)
    sources = [one for one in SOURCES if filters.group in ("", one.group)]
    kinds = {record.subject_kind} if filters.about else {record.subject_kind, *_BELOW.get(record.subject_kind, ())}
    sources = [one for one in sources if kinds & set(one.kinds)]
    if not sources:
        return []
    given: dict[str, Any] = {"record": record.id, "most": most, "who": filters.who, "whose": filters.whose}
    if filters.since:
        given["since"] = _begin_of(filters.since)
    if filters.until:
        given["until"] = _begin_of(filters.until + timedelta(days=1))
    if place is not None:
        given |= {"edge": place.at, "edge_id": place.id}
    way = "ASC" if rising else "DESC"
    subjects = _OF_RECORD[record.subject_kind]
    if record.subject_kind == "case" and not filters.about:
        subjects += _IN_CASE
    union = " UNION ALL ".join(_piece(one, given, place, rising=rising) for one in sources)
    with connection.cursor() as session:
        session.execute(_WHOLE.format(subjects=subjects, union=union, way=way), given)
        return [_thing(row) for row in session.fetchall()]


_BELOW = {"case": ("child", "report")}
# Nobody finds out by its number what somebody did whom they may not know by name.
_MAY_BE_NAMED = "EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = %(who)s)"
_OUR_PEOPLE = "(SELECT o.user_id FROM accounts_membership o WHERE o.organisation_id = (SELECT tutela_organisation()))"


def _piece(source: Source, given: dict[str, Any], place: _Place | None, *, rising: bool) -> str:
    conditions = [source.of, f"{source.at} IS NOT NULL"]
    if source.where:
        conditions.append(f"({source.where})")
    if given["who"] is not None:
        conditions.append(f"({source.who})::bigint = %(who)s AND {_MAY_BE_NAMED}")
    if given["whose"]:
        conditions.append(f"({source.who})::bigint {'' if given['whose'] == 'ours' else 'NOT '}IN {_OUR_PEOPLE}")
    if "since" in given:
        conditions.append(f"{source.at} >= %(since)s")
    if "until" in given:
        conditions.append(f"{source.at} < %(until)s")
    if place is not None:
        conditions.append(_beyond(source, place, rising=rising))
    return _PIECE.format(
        rank=RANK[source.name],
        kinds=", ".join(f"'{one}'" for one in source.kinds),
        conditions=" AND ".join(conditions),
        way="ASC" if rising else "DESC",
        **{
            name: getattr(source, name)
            for name in ("at", "id", "who", "whom", "organisation", "code", "detail", "words", "part", "table", "join")
        },
    )


def _beyond(source: Source, place: _Place, *, rising: bool) -> str:
    """What of a source comes after the edge of a page, in the order (moment, source, number): one range of its index."""
    sign = ">" if rising else "<"
    rank, edge = RANK[source.name], RANK[place.source]
    if rank == edge:
        return f"({source.at}, {source.id}) {sign} (%(edge)s, %(edge_id)s)"
    same_moment_is_beyond = rank > edge if rising else rank < edge
    return f"{source.at} {sign}{'=' if same_moment_is_beyond else ''} %(edge)s"


def _thing(row: Sequence[Any]) -> Thing:
    at, rank, number, kind, subject_id, reference, owner_id, who, code, detail, words, part, *names = row
    source = SOURCES[rank].name
    return Thing(at, source, number, kind, subject_id, reference, owner_id, who, code, detail, words, part, *names)


def _page(found: Sequence[Thing], *, is_first: bool, more: bool) -> Page[Line]:
    return Page(
        [_line(one) for one in found],
        next_cursor=_write(found[-1], backwards=False) if more and found else "",
        is_first=is_first,
        previous_cursor=_write(found[0], backwards=True) if found and not is_first else "",
    )


def _line(one: Thing) -> Line:
    source = BY_NAME[one.source]
    title, words = source.says(one)
    who = "" if one.who is None else one.who_name or gettext(UNNAMED)
    return Line(one.at, gettext(GROUPS[source.group]), title, words, who, source.link(one), one)


def _write(one: Thing, *, backwards: bool) -> str:
    return f"{'b' if backwards else 'f'}.{one.at.isoformat()}.{one.source}.{one.id}".replace("+00:00", "Z")


def _read(cursor: str) -> _Place:
    """The place that a cursor names. It holds a moment and a number and nothing of the record, and need not be kept secret."""
    way, _, rest = cursor.partition(".")
    rest, _, number = rest.rpartition(".")
    moment, _, source = rest.rpartition(".")
    try:
        at = parse_datetime(moment)
    except ValueError:
        at = None
    if way not in {"f", "b"} or source not in RANK or at is None or at.tzinfo is None or not _is_number(number):
        raise BadInput(
            gettext("This page cannot be found."),
            where=where(field="after"),
            mend=gettext("Go back to the first page of the timeline."),
        )
    return _Place(way == "b", at, source, int(number))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _begin_of(day: date) -> datetime:
    """When a day begins where the reader is."""
    return datetime.combine(day, time.min, timezone.get_current_timezone())
