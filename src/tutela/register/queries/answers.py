"""What may be said of the rows of a list: from the tables, under the asker's own policy. The look-up beside them only said which rows.

Every way of asking comes through here, so that the same rights get the same answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db import connection

from tutela.register.answer import Answer
from tutela.register.columns import digests_of, tell_nothing
from tutela.register.lists.rows import Numbers, Rows
from tutela.register.statements import rows_of

_AT_ONCE = 100_000

_ENTRIES = """
SELECT m.place, m.file, e.kind, e.organisation_id, coalesce(e.series_id, 0), coalesce(e.source_id, 0)
  FROM register_matching(%b::bytea[], %b::bytea[], %b::bytea[]) m
  JOIN register_entry e ON e.file_id = m.file
 WHERE e.is_on AND (e.source_id IS NULL OR EXISTS (SELECT 1 FROM register_source s WHERE s.id = e.source_id AND s.is_on))
"""
_ASK = "SELECT place, organisation FROM register_whom_to_ask(%b::bytea[], %b::bytea[], %b::bytea[])"

_OF_STANDING = {
    "not_identified": Answer.NOT_IDENTIFIED,
    "stopped": Answer.NOT_IDENTIFIED,
    "identified": Answer.IDENTIFIED,
    "safeguarded": Answer.SAFEGUARDED,
}


@dataclass(frozen=True)
class Card:
    """What may be said of a series to whoever may know of one of its entries."""

    id: int
    reference: str
    standing: str
    standing_since: datetime | None
    owner: int


@dataclass(frozen=True)
class Contact:
    """An organisation and whom to telephone there."""

    id: int
    name: str
    person: str
    telephone: str
    email: str


@dataclass(frozen=True)
class Said:
    """What is said of a row: the same for all rows of which the same is known, so that a list of millions has few of these.

    ``series`` and ``owner`` are numbers, 0 where there is none; ``owner`` is whom to ask. ``holders`` are the organisations that
    hold the file, as far as the asker may know; ``sources`` the sets of hashes that it comes from.
    """

    answer: Answer
    series: int = 0
    owner: int = 0
    other_series: tuple[int, ...] = ()
    holders: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    also_ask: tuple[int, ...] = ()


@dataclass
class Answers:
    """The answer to a list: ``which`` (int32, one a row) names what is said of each row among ``said``, 0 being *new*.

    ``files`` has, for each row of which something is said, the register's numbers of the files that it is.
    """

    which: np.ndarray
    said: list[Said]
    files: dict[int, tuple[int, ...]]
    cards: Mapping[int, Card] = field(default_factory=dict)
    contacts: Mapping[int, Contact] = field(default_factory=dict)
    sources: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    def answer_codes(self) -> np.ndarray:
        """The answer of each row as its number (uint8)."""
        return np.array([int(one.answer) for one in self.said], dtype=np.uint8)[self.which]

    def counts(self) -> dict[Answer, int]:
        """How many rows got which answer."""
        found = np.bincount(self.answer_codes(), minlength=len(Answer))
        return {one: int(found[one]) for one in Answer}


def answers_for(rows: Rows, asked: Numbers) -> Answers:
    """What is said of a list, of which only the rows at ``asked`` can be known; all others are new.

    Asks as whoever is named in the transaction that is open. Some statements for each 100,000 rows asked, and three more.
    """
    which = np.zeros(len(rows), dtype=np.int32)
    kinds: dict[Said, int] = {Said(Answer.NEW): 0}
    files: dict[int, tuple[int, ...]] = {}
    cards: dict[int, Card] = {}
    for start in range(0, len(asked), _AT_ONCE):
        indices = asked[start : start + _AT_ONCE]
        found = _Found.by(rows, indices)
        cards.update(_cards(found.series - cards.keys()))
        for place, index in enumerate(indices.tolist(), start=1):
            said = found.said_of(place, cards)
            if said is not None:
                which[index] = kinds.setdefault(said, len(kinds))
                files[index] = tuple(sorted(found.files[place]))
    said_all = list(kinds)
    return Answers(
        which,
        said_all,
        files,
        cards,
        contacts=contacts_of({one for said in said_all for one in (said.owner, *said.holders, *said.also_ask)}),
        sources=_sources({one for said in said_all for one in said.sources}),
    )


@dataclass
class _Found:
    """What the database gave for some rows, by their place among those asked (from 1)."""

    entries: Mapping[int, list[tuple[str, int, int, int]]]
    files: Mapping[int, set[int]]
    ask: Mapping[int, set[int]]
    nothing: frozenset[int]

    @classmethod
    def by(cls, rows: Rows, indices: Numbers) -> "_Found":
        hashes = list(digests_of(rows, indices))
        entries: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
        files: dict[int, set[int]] = defaultdict(set)
        for place, file, *entry in rows_of(_ENTRIES, hashes):
            entries[place].append(tuple(entry))
            files[place].add(file)
        ask: dict[int, set[int]] = defaultdict(set)
        for place, organisation in rows_of(_ASK, hashes):
            ask[place].add(organisation)
        nothing = frozenset((np.flatnonzero(tell_nothing(rows, indices)) + 1).tolist())
        return cls(entries, files, ask, nothing)

    @property
    def series(self) -> set[int]:
        return {series for found in self.entries.values() for _, _, series, _ in found if series}

    def said_of(self, place: int, cards: Mapping[int, Card]) -> Said | None:
        """What is said of one row; None where it is new to the asker."""
        entries, ask = self.entries.get(place, ()), tuple(sorted(self.ask.get(place, ())))
        if place in self.nothing:
            return Said(Answer.HARMLESS)
        if not entries:
            return Said(Answer.ASK, owner=ask[0], also_ask=ask[1:]) if ask else None
        of_case = [one for one in entries if one[0] == "case"]
        sources = tuple(sorted({source for _, _, _, source in entries if source}))
        if not of_case:
            if ask:
                return Said(Answer.ASK, owner=ask[0], also_ask=ask[1:], sources=sources)
            return Said(Answer.HARMLESS, sources=sources)
        holders = tuple(sorted({organisation for _, organisation, _, _ in of_case}))
        shown = sorted(
            {series for _, _, series, _ in of_case if series in cards},
            key=lambda series: (_OF_STANDING[cards[series].standing], series),
        )
        if not shown:
            return Said(Answer.KNOWN, owner=holders[0], holders=holders, sources=sources, also_ask=ask)
        first = cards[shown[0]]
        return Said(
            _OF_STANDING[first.standing],
            series=first.id,
            owner=first.owner,
            other_series=tuple(shown[1:]),
            holders=holders,
            sources=sources,
            also_ask=ask,
        )


def _cards(series: Iterable[int]) -> dict[int, Card]:
    wanted = list(series)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM register_cards(%s)", [wanted])
        return {row[0]: Card(*row) for row in cursor.fetchall()}


def contacts_of(organisations: Iterable[int]) -> dict[int, Contact]:
    """Whom to telephone at each organisation; one statement."""
    from tutela.organisations.models import Organisation

    found = Organisation.objects.filter(pk__in=[one for one in organisations if one])
    return {
        one.pk: Contact(one.pk, one.name, one.contact_name, one.contact_telephone, one.contact_email) for one in found
    }


def _sources(sources: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The name and the terms of each source; one statement."""
    from tutela.register.models import Source

    wanted = list(sources)
    return (
        {
            pk: (name, terms)
            for pk, name, terms in Source.objects.filter(pk__in=wanted).values_list("pk", "name", "terms")
        }
        if wanted
        else {}
    )
