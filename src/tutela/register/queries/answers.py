"""What may be said of the rows of a list: from the tables, under the asker's own policy. The look-up beside them only said which rows.

Every way of asking comes through here, so that the same rights get the same answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from tutela.register.answer import Answer
from tutela.register.columns import digests_of, tell_nothing
from tutela.register.lists.rows import Bytes, Numbers, Rows
from tutela.register.look_up import NOTHING_NEAR, Near
from tutela.register.queries.near_verdicts import SaidSame, joined, judged
from tutela.register.statements import rows_of

_AT_ONCE = 100_000
NOT_NEAR = -1

_SAID = "SELECT * FROM register_said(%b::bigint[], %b::bigint[])"
_KNOWN = "SELECT * FROM register_known(%b::bytea[], %b::bytea[], %b::bytea[])"

OF_STANDING = {
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
    hold the file, as far as the asker may know; ``sources`` the sets of hashes that it comes from. ``files`` is how many files
    the row may be: more than one where the list gives only a hash that several share. Where ``near`` is 0 or more, the rest is
    said of another file whose perceptual hash differs in so many bits, and which is not the same until a person says so. Where
    ``same`` is there, a person said so: what is known of the other file is said as well, and is no exact match.
    """

    answer: Answer
    series: int = 0
    owner: int = 0
    other_series: tuple[int, ...] = ()
    holders: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    also_ask: tuple[int, ...] = ()
    files: int = 1
    near: int = NOT_NEAR
    same: SaidSame | None = None

    @property
    def is_near(self) -> bool:
        """Whether it is said of another file, which is only near."""
        return self.near != NOT_NEAR

    @property
    def of_row(self) -> Answer:
        """The answer of the row itself: one that is only near to something known is new."""
        return Answer.NEW if self.is_near else self.answer


def organisations_of(said: Said) -> tuple[int, ...]:
    """The organisations that are named by what is said."""
    by = (said.same.organisation,) if said.same else ()
    return (said.owner, *said.holders, *said.also_ask, *by)


@dataclass(frozen=True)
class NearMatch:
    """A file of the register whose perceptual hash is near that of a row: which row (its index), which file, in how many bits it
    differs, and who said that the two are the same picture, if anybody has.
    """

    row: int
    file: int
    distance: int
    said: Said
    same: SaidSame | None = None


@dataclass
class Answers:
    """The answer to a list: ``which`` (int32, one a row) names what is said of each row among ``said``, 0 being *new*.

    ``files`` (int64, one a row) has the register's number of the file that the row is, 0 where that is not known to the asker.
    ``left_out`` is how many further rows of the list are new.
    ``not_same`` near files are left out, because the asker's organisation said that they are not the same.
    """

    which: NDArray[np.int32]
    said: list[Said]
    files: Numbers
    cards: Mapping[int, Card] = field(default_factory=dict)
    contacts: Mapping[int, Contact] = field(default_factory=dict)
    sources: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    near: Sequence[NearMatch] = ()
    left_out: int = 0
    not_same: int = 0

    def answer_codes(self) -> Bytes:
        """The answer of each row as its number (uint8)."""
        found: Bytes = np.array([int(one.of_row) for one in self.said], dtype=np.uint8)[self.which]
        return found

    def counts(self) -> dict[Answer, int]:
        """How many rows got which answer."""
        rows = np.bincount(self.which, minlength=len(self.said)).tolist()
        found = dict.fromkeys(Answer, 0)
        found[Answer.NEW] = self.left_out
        for said, number in zip(self.said, rows, strict=True):
            found[said.of_row] += number
        return found


def answers_for(rows: Rows, asked: Numbers, near: Near = NOTHING_NEAR, files_asked: Numbers | None = None) -> Answers:
    """What is said of a list, of which only the rows at ``asked`` can be known; all others are new. ``near`` has the files whose
    perceptual hashes are near those of rows; ``files_asked`` the file that each row asked is, 0 where the tables must say which.

    Asks as whoever is named in the transaction that is open. One or two statements for each 100,000 rows asked, and four more.
    """
    which = np.zeros(len(rows), dtype=np.int32)
    files = np.zeros(len(rows), dtype=np.int64)
    kinds: dict[Said, int] = {Said(Answer.NEW): 0}
    sure = np.zeros(0, dtype=np.int64) if files_asked is None else _in_order(files_asked)
    unsure = asked if files_asked is None else asked[files_asked == 0]
    found = [(part, group) for part in _in_parts(unsure) for group in _known(rows, part)]
    if files_asked is not None:
        found += [(asked[part], group) for part in _in_parts(sure) for group in _known_files(files_asked[part])]
    near_found = _known_files(near.files)
    groups = [*(group for _, group in found), *near_found]
    cards = cards_of({one.series for group in groups for one in group.entries if one.series})
    for indices, group in found:
        at = indices[group.places - 1]
        which[at] = kinds.setdefault(_said_of(group, cards), len(kinds))
        files[at] = group.files
    nothing = np.flatnonzero(tell_nothing(rows))
    if len(nothing):
        which[nothing] = kinds.setdefault(Said(Answer.HARMLESS), len(kinds))
        files[nothing] = 0
    verdicts = judged(_near_matches(near, near_found, files, cards), files)
    matches = verdicts.near
    nearest: dict[int, NearMatch] = {}
    for match in matches:
        if not which[match.row]:
            nearest.setdefault(match.row, match)
    for row, match in nearest.items():
        which[row] = kinds.setdefault(replace(match.said, near=match.distance), len(kinds))
        files[row] = match.file
    known = list(kinds)
    for row, same in verdicts.same.items():
        which[row] = kinds.setdefault(joined(known[which[row]], same), len(kinds))
    said = [*kinds, *(one.said for one in matches)]
    return Answers(
        which,
        list(kinds),
        files,
        cards,
        near=matches,
        left_out=rows.left_out,
        not_same=verdicts.not_same,
        contacts=contacts_of(
            {one for each in said for one in organisations_of(each)}
            | {one.same.organisation for one in matches if one.same}
        ),
        sources=sources_of({one for each in said for one in each.sources}),
    )


@dataclass(frozen=True)
class Holding:
    """That an organisation holds a file, as what kind of entry, in which series and from which source (numbers, 0 where none)."""

    kind: str
    organisation: int
    series: int
    source: int


@dataclass(frozen=True)
class _Group:
    """Rows of which the same is known: their places among those asked (from 1), and the file of each."""

    entries: tuple[Holding, ...]
    ask: tuple[int, ...]
    several: int
    places: Numbers
    files: Numbers


def _in_order(files: Numbers) -> Numbers:
    """The places of those files that are known, in the order of their numbers: so they stand in the tables, and are found sooner."""
    order: Numbers = np.argsort(files, kind="stable")
    return order[np.count_nonzero(files == 0) :]


def _in_parts(indices: Numbers) -> list[Numbers]:
    return [indices[start : start + _AT_ONCE] for start in range(0, len(indices), _AT_ONCE)]


def _known_files(files: Numbers) -> list[_Group]:
    if not len(files):
        return []
    return _groups(rows_of(_SAID, [np.arange(1, len(files) + 1), files]))


def _near_matches(near: Near, groups: Sequence[_Group], files: Numbers, cards: Mapping[int, Card]) -> list[NearMatch]:
    """Every near file of which something may be said, by row and distance; the row's own file is not near itself."""
    found = [
        NearMatch(int(near.rows[place]), int(near.files[place]), int(near.distances[place]), said)
        for group in groups
        for said in [_said_of(group, cards)]
        for place in (group.places - 1).tolist()
        if files[near.rows[place]] != near.files[place]
    ]
    return sorted(found, key=lambda one: (one.row, one.distance, one.file))


def _known(rows: Rows, indices: Numbers) -> list[_Group]:
    return _groups(rows_of(_KNOWN, digests_of(rows, indices)))


def _groups(found: Iterable[tuple[Any, ...]]) -> list[_Group]:
    groups = []
    for entries, ask, several, places, files in found:
        groups.append(
            _Group(
                holdings_of(entries),
                tuple(ask.tolist()),
                max(several, 1),
                places,
                files,
            )
        )
    return groups


def holdings_of(entries: str) -> tuple[Holding, ...]:
    """What is known of a file, as ``register_said`` writes it."""
    parts = [one.split(":") for one in entries.split(",") if one]
    return tuple(Holding(kind, int(holder), int(series), int(source)) for kind, holder, series, source in parts)


def _said_of(group: _Group, cards: Mapping[int, Card]) -> Said:
    return said_of(group.entries, group.ask, group.several, cards)


def said_of(entries: Iterable[Holding], ask: tuple[int, ...], files: int, cards: Mapping[int, Card]) -> Said:
    """What is said of a row that is so many ``files``: from what is known of them, whom to ask, and the series that may be named."""
    known = tuple(entries)
    of_case = [one for one in known if one.kind == "case"]
    sources = tuple(sorted({one.source for one in known if one.source}))
    if not of_case:
        if ask:
            return Said(Answer.ASK, owner=ask[0], also_ask=ask[1:], sources=sources, files=files)
        return Said(Answer.HARMLESS, sources=sources, files=files)
    holders = tuple(sorted({one.organisation for one in of_case}))
    shown = sorted(
        {one.series for one in of_case if one.series in cards},
        key=lambda series: (OF_STANDING[cards[series].standing], series),
    )
    if not shown:
        return Said(Answer.KNOWN, owner=holders[0], holders=holders, sources=sources, also_ask=ask, files=files)
    first = cards[shown[0]]
    return Said(
        OF_STANDING[first.standing],
        series=first.id,
        owner=first.owner,
        other_series=tuple(shown[1:]),
        holders=holders,
        sources=sources,
        also_ask=ask,
        files=files,
    )


def cards_of(series: Iterable[int]) -> dict[int, Card]:
    """What may be said of each series to whoever is named in the transaction that is open; one statement."""
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


def sources_of(sources: Iterable[int]) -> dict[int, tuple[str, str]]:
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
