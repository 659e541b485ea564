"""What a check was answered, from the parts in which it is kept: the whole in few lines, and row by row.

What is said of a row is what was said when it was asked. How far the children of a series are known, and whom to telephone, is as
it is now, and as far as the reader may know now: where a series has been narrowed since, or was known to the asker by a grant of
their own, nothing is said any more of the rows that are of it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.register.answer import Answer
from tutela.register.models import Check, CheckSaid, EntryVote, Series
from tutela.register.queries.summary import why_telephone

if TYPE_CHECKING:
    from tutela.register.queries.answers import Contact

ROWS_A_PAGE = 50
MOST_SERIES = 20
"""So many series are named above the rows; each row names its own."""
NEAR = "near"
_LONGEST_NUMBER = 18  # digits that every number of a place fits into


@dataclass(frozen=True)
class KeptSeries:
    """What may be said of a series now: its reference, how far its children are known, who answers for it, and the children that one may see."""

    id: int
    reference: str
    standing: str
    standing_since: datetime | None
    owner: int
    opens: bool
    children: tuple[str, ...]

    def get_standing_display(self) -> str:
        """How far its children are known, in words."""
        return Series.Standing(self.standing).label


@dataclass(frozen=True)
class Met:
    """A series of which the list has files, and how many of its rows are."""

    series: KeptSeries
    rows: int


@dataclass(frozen=True)
class Call:
    """An organisation to telephone, and why, in rows of the list."""

    contact: "Contact"
    not_identified: int
    ask: int
    near: int
    other: int


@dataclass(frozen=True)
class KeptRow:
    """A row of the list of which something was said: where it stands, what was said, of which series, whom to ask, and the file.

    There is no ``answer`` where it is not for this reader. ``other_series`` and ``also_ask`` are said beside, as far as the reader may know
    of each now; ``same`` where a person said that the file is the same picture as another. ``disputed_by``
    are those whose last word is that an entry of the file, of which the reader may know, is not right.
    """

    place: int
    answer: Answer | None
    series: KeptSeries | None
    contact: "Contact | None"
    file: int
    distance: int | None
    other_series: "Sequence[KeptSeries]" = ()
    also_ask: "Sequence[Contact]" = ()
    same: "KeptSame | None" = None
    disputed_by: Sequence[str] = ()


@dataclass(frozen=True)
class KeptSame:
    """Who said that two files are the same picture, when, and in how many bits they differ."""

    by: "Contact | None"
    at: datetime
    bits: int


@dataclass(frozen=True)
class Beside:
    """What was said beside of some rows: numbers of further series and organisations, and of who said that two files are the same."""

    other_series: tuple[int, ...] = ()
    also_ask: tuple[int, ...] = ()
    same: tuple[int, datetime, int] | None = None

    @property
    def organisations(self) -> tuple[int, ...]:
        """All that it names."""
        return (*self.also_ask, *((self.same[0],) if self.same else ()))


_NOTHING_BESIDE = Beside()


@dataclass(frozen=True)
class Told:
    """The answer to a whole list, and one page of its rows. ``more_series`` are met as well and not named here."""

    calls: Sequence[Call]
    met: Sequence[Met]
    more_series: int
    hidden_series: int
    near: int
    rows: Sequence[KeptRow]
    next_cursor: str
    is_first: bool

    @property
    def children(self) -> list[tuple[str, KeptSeries]]:
        """The children whom the list concerns and whose records the reader may see, each with a series."""
        found: dict[str, KeptSeries] = {}
        for one in self.met:
            for child in one.series.children:
                found.setdefault(child, one.series)
        return sorted(found.items())


def told_of(check: Check, *, answer: str = "", cursor: str = "") -> Told:
    """What a check was answered; six statements. ``answer`` narrows the rows to one answer's, by its code, or to those only near.

    Raises BadInput for an answer that there is not, and for a cursor that was not made here.
    """
    beside = beside_of(check)
    tally = _tally(check, beside)
    series = series_now(number for one in tally for number in one.all_series)
    hidden = {one.series for one in tally if one.series} - set(series)
    rows, next_cursor = _rows(check, answer, cursor, hidden if answer else set())
    shown = [one for one in tally if one.series not in hidden]
    contacts = _contacts(number for one in shown for number in (one.organisation, *one.beside.organisations))
    by_rows: Counter[int] = Counter()
    for one in shown:
        if not one.is_near:
            for number in {number for number in one.all_series if number in series}:
                by_rows[number] += one.rows
    return Told(
        calls=_calls(shown, contacts, own=check.organisation_id),
        met=[Met(series[one], rows) for one, rows in by_rows.most_common(MOST_SERIES)],
        more_series=max(len(by_rows) - MOST_SERIES, 0),
        hidden_series=len(hidden),
        near=sum(one.rows for one in tally if one.is_near),
        rows=_with_disputes([_row(row, series, contacts, beside) for row in rows]),
        next_cursor=next_cursor,
        is_first=not cursor,
    )


@dataclass(frozen=True)
class _Counted:
    answer: Answer
    is_near: bool
    series: int
    organisation: int
    beside: Beside
    rows: int

    @property
    def all_series(self) -> tuple[int, ...]:
        """The series that it is of, and those that are said beside."""
        return (self.series, *self.beside.other_series)


# Where nothing was said beside, the last column is shorter, and what it lacks is null.
_EACH = """
  FROM register_checkpart p
 CROSS JOIN LATERAL unnest(p.places, p.files, p.answers, p.series, p.organisations, p.distances, p.more)
    AS u(place, file, answer, series, organisation, distance, more)
 WHERE p.check_id = %(check)s
"""
_COUNTED = f"SELECT u.answer, u.distance >= 0, u.series, u.organisation, coalesce(u.more, 0), count(*) {_EACH} GROUP BY 1, 2, 3, 4, 5"
_PAGE = f"""
SELECT p.number, u.place, u.answer, u.series, u.organisation, u.file, u.distance, coalesce(u.more, 0) {_EACH}
   AND p.number >= %(part)s AND (p.number, u.place) > (%(part)s, %(place)s)
   AND (%(answer)s < 0 OR (u.answer = %(answer)s AND u.distance < 0)) AND (NOT %(near)s OR u.distance >= 0)
   AND NOT u.series = ANY (%(hidden)s::bigint[])
 ORDER BY p.number, u.place LIMIT %(most)s
"""


def beside_of(check: Check) -> dict[int, Beside]:
    """What was said beside, by the numbers that the rows have for it; one statement."""
    rows = CheckSaid.objects.filter(of_check=check)
    return {
        one.number: Beside(
            tuple(one.other_series),
            tuple(one.also_ask),
            None if one.same_by is None or one.same_at is None else (one.same_by, one.same_at, one.same_bits or 0),
        )
        for one in rows
    }


def _tally(check: Check, beside: Mapping[int, Beside]) -> list[_Counted]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"check": check.pk})
        return [
            _Counted(Answer(answer), near, series, organisation, beside.get(more, _NOTHING_BESIDE), rows)
            for answer, near, series, organisation, more, rows in cursor.fetchall()
        ]


def _rows(check: Check, answer: str, cursor: str, hidden: set[int]) -> tuple[list[tuple[int, ...]], str]:
    part, place = _read(cursor)
    given: dict[str, Any] = {
        "check": check.pk, "part": part, "place": place, "answer": _answer(answer), "near": answer == NEAR, "hidden": sorted(hidden),
        "most": ROWS_A_PAGE + 1,
    }  # fmt: skip
    with connection.cursor() as session:
        session.execute(_PAGE, given)
        found = session.fetchall()
    shown = found[:ROWS_A_PAGE]
    return shown, f"{shown[-1][0]}-{shown[-1][1]}" if len(found) > ROWS_A_PAGE else ""


def _answer(code: str) -> int:
    if code in {"", NEAR}:
        return -1
    if code.upper() not in Answer.__members__:
        raise BadInput(
            gettext("There is no such answer."), where=where(field="answer"), mend=gettext("Choose one of the list.")
        )
    return int(Answer[code.upper()])


def _read(cursor: str) -> tuple[int, int]:
    part, _, place = cursor.partition("-")
    if not cursor:
        return 0, 0
    if not all(one.isascii() and one.isdecimal() and len(one) <= _LONGEST_NUMBER for one in (part, place)):
        raise BadInput(
            gettext("This page cannot be found."),
            where=where(field="after"),
            mend=gettext("Go back to the first page of the list."),
        )
    return int(part), int(place)


_OPENS = "EXISTS (SELECT 1 FROM register_series s WHERE s.id = c.series)"
_CHILDREN = """
ARRAY(SELECT k.reference::text FROM register_childinseries l JOIN children_child k ON k.id = l.child_id
       WHERE l.series_id = c.series AND l.removed_at IS NULL ORDER BY k.reference)
"""
_NOW = f"""
SELECT c.series, c.reference, c.standing, c.standing_since, c.owner, {_OPENS}, {_CHILDREN} FROM register_cards(%s) c
"""
SERIES_OF_ENTRY = f"""
(SELECT jsonb_build_array(c.series, c.reference, c.standing, c.standing_since, c.owner, {_OPENS}, {_CHILDREN})
   FROM register_cards(ARRAY[register_entry.series_id]) c)
"""
"""The same of the series that an entry is of, in the statement that asks for entries."""


def series_read(told: Sequence[Any]) -> KeptSeries:
    """A series from ``SERIES_OF_ENTRY``."""
    number, reference, standing, since, owner, opens, children = told
    return KeptSeries(
        number, reference, standing, parse_datetime(since) if since else None, owner, opens, tuple(children)
    )


def series_now(numbers: Iterable[int]) -> dict[int, KeptSeries]:
    """What may be said now of these series, as far as the reader may know of each; one statement."""
    wanted = sorted({one for one in numbers if one})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NOW, [wanted])
        return {
            number: KeptSeries(number, reference, standing, since, owner, opens, tuple(children))
            for number, reference, standing, since, owner, opens, children in cursor.fetchall()
        }


def _calls(tally: Sequence[_Counted], contacts: "Mapping[int, Contact]", *, own: int) -> list[Call]:
    why: dict[int, Counter[str]] = defaultdict(Counter)
    for one in tally:
        for organisation in {one.organisation, *one.beside.also_ask} & set(contacts) - {own}:
            reason = why_telephone(one.answer, is_near=one.is_near, asked=organisation in one.beside.also_ask)
            if reason:
                why[organisation][reason] += one.rows
    calls = [
        Call(contacts[one], each["not_identified"], each["ask"], each["near"], each["other"])
        for one, each in why.items()
    ]
    return sorted(calls, key=lambda one: (-one.not_identified, -one.ask, -one.other, -one.near, one.contact.name))


def _row(
    row: tuple[int, ...],
    series: Mapping[int, KeptSeries],
    contacts: "Mapping[int, Contact]",
    all_beside: Mapping[int, Beside],
) -> KeptRow:
    _, place, answer, of_series, organisation, file, distance, more = row
    if of_series and of_series not in series:
        return KeptRow(place, None, None, None, 0, None)
    near = distance if distance >= 0 else None
    beside = all_beside.get(more, _NOTHING_BESIDE)
    return KeptRow(
        place,
        Answer(answer),
        series.get(of_series),
        contacts.get(organisation),
        file,
        near,
        [series[one] for one in beside.other_series if one in series],
        [contacts[one] for one in beside.also_ask if one in contacts],
        same_of(beside, contacts),
    )


def _with_disputes(rows: Sequence[KeptRow]) -> list[KeptRow]:
    """The rows with whoever disputes now what is held of their files; one statement."""
    files = {one.file for one in rows if one.file and one.distance is None}
    disputes = disputed_now().filter(entry__is_on=True, entry__file__in=files).order_by("organisation__name")
    by_file: dict[int, list[str]] = {}
    for file, name in disputes.values_list("entry__file", "organisation__name").distinct() if files else ():
        by_file.setdefault(file, []).append(name)
    return [replace(one, disputed_by=by_file.get(one.file, ())) if one.distance is None else one for one in rows]


def disputed_now() -> QuerySet[EntryVote]:
    """The words by which somebody disputes an entry, and which no later word of the same organisation follows."""
    later = EntryVote.objects.filter(entry=OuterRef("entry"), organisation=OuterRef("organisation")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    return EntryVote.objects.filter(~Exists(later), verdict=EntryVote.Verdict.DISPUTED)


def same_of(beside: Beside, contacts: "Mapping[int, Contact]") -> KeptSame | None:
    """Who said that the file is the same picture as another, if anybody has."""
    return None if beside.same is None else KeptSame(contacts.get(beside.same[0]), *beside.same[1:])


_PART = """
SELECT u.place, u.answer, u.series, u.organisation, u.distance, coalesce(u.more, 0) {each} AND p.number = %(part)s ORDER BY u.place
"""


def every_row(check: Check) -> Iterator[list[tuple[int, int, int, int, int, int]]]:
    """All rows of which something was said, part by part: place, answer, series, organisation, distance, and the number of what was
    said beside; a statement a part.
    """
    for part in list(check.parts.order_by("number").values_list("number", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute(_PART.format(each=_EACH), {"check": check.pk, "part": part})
            yield cursor.fetchall()


def named_in(check: Check, beside: Mapping[int, Beside]) -> tuple[dict[int, KeptSeries], "dict[int, Contact]"]:
    """Every series and every organisation that the answer names, as far as the reader may know of each now; three statements."""
    tally = _tally(check, beside)
    return series_now(number for one in tally for number in one.all_series), _contacts(
        {number for one in tally for number in (one.organisation, *one.beside.organisations)}
    )


def _contacts(organisations: Iterable[int]) -> "dict[int, Contact]":
    # What it stands beside is compiled, and needed for nothing that is kept.
    from tutela.register.queries.answers import contacts_of

    return contacts_of(organisations)
