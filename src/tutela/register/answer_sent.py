"""The answer to a part of a list as it is sent to another machine, and how that machine makes the answer to the whole of the parts.

Both directions stand here, so that what is written from the parts (a file, a summary) is what the server would have written. Nothing
here asks a database.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutela.register.answer import WORDS, Answer
from tutela.register.lists.rows import Numbers, Rows
from tutela.register.queries.answers import NOT_NEAR, Answers, Card, Contact, NearMatch, Said
from tutela.register.queries.near_verdicts import SaidSame

_ANSWERS = {one.code: one for one in Answer}


def organisations_in(answers: Answers) -> set[int]:
    """The numbers of the organisations that an answer names: they are sent by their codes."""
    return {*answers.contacts, *(card.owner for card in answers.cards.values())}


def as_sent(
    answers: Answers, rows: Rows, *, codes: Mapping[int, str], children: Mapping[int, Sequence[str]]
) -> dict[str, Any]:
    """What is said of a part: once each thing that is said, in full, and of which rows; rows of which nothing is said are new.

    ``codes`` are those of the organisations, ``children`` those of each series.
    """
    table = {one: number for number, one in enumerate(dict.fromkeys([*answers.said, *(n.said for n in answers.near)]))}
    told = np.flatnonzero(answers.which)
    sending = _Sending(answers, codes, children)
    return {
        "counts": {one.code: count for one, count in answers.counts().items()},
        "said": [sending.said(one) for one in table],
        "known": {"rows": rows.places[told].tolist(), "said": answers.which[told].tolist()},
        "near": [
            {
                "row": int(rows.places[one.row]),
                "file": one.file,
                "distance": one.distance,
                "said": table[one.said],
                "said_same": sending.same(one.same),
            }
            for one in answers.near
        ],
        "not_same": answers.not_same,
    }


class _Sending:
    """Things that are said, with everything that a reader needs to act on each."""

    def __init__(self, answers: Answers, codes: Mapping[int, str], children: Mapping[int, Sequence[str]]) -> None:
        self._answers = answers
        self._codes = codes
        self._children = children

    def said(self, one: Said) -> dict[str, Any]:
        """One thing that is said."""
        return {
            "answer": one.of_row.code,
            "in_words": WORDS[one.of_row],
            "near_distance": one.near if one.is_near else None,
            "near_answer": one.answer.code if one.is_near else "",
            "series": self._series(one.series),
            "other_series": self._all(map(self._series, one.other_series)),
            "ask": self._organisation(one.owner),
            "also_ask": self._all(map(self._organisation, one.also_ask)),
            "held_by": self._all(map(self._organisation, one.holders)),
            "sources": [
                {"number": number, "name": source[0], "terms": source[1]}
                for number in one.sources
                if (source := self._answers.sources.get(number))
            ],
            "files": one.files,
            "said_same": self.same(one.same),
        }

    def same(self, one: SaidSame | None) -> dict[str, Any] | None:
        """Who said that two files are the same picture, when, and how near they are."""
        if one is None:
            return None
        return {"by": self._organisation(one.organisation), "at": one.at.isoformat(), "distance": one.bits}

    def _series(self, number: int) -> dict[str, Any] | None:
        card = self._answers.cards.get(number)
        if card is None:
            return None
        return {
            "reference": card.reference,
            "standing": card.standing,
            "standing_since": card.standing_since.isoformat() if card.standing_since else None,
            "owner": self._codes.get(card.owner, ""),
            "children": list(self._children.get(number, ())),
        }

    def _organisation(self, number: int) -> dict[str, str] | None:
        contact = self._answers.contacts.get(number)
        if contact is None:
            return None
        return {
            "code": self._codes[number],
            "name": contact.name,
            "person": contact.person,
            "telephone": contact.telephone,
            "email": contact.email,
        }

    @staticmethod
    def _all(found: Iterable[dict[str, Any] | None]) -> list[dict[str, Any]]:
        return [one for one in found if one is not None]


class Gathered:
    """The answer to a whole list, while its parts arrive.

    Organisations and series have numbers of this machine's own, since the server's stay there; 0 stays *none*.
    """

    def __init__(self, places: Numbers) -> None:
        self._places = places
        self._which: NDArray[np.int32] = np.zeros(len(places), dtype=np.int32)
        self._kinds: dict[Said, int] = {Said(Answer.NEW): 0}
        self._near: list[NearMatch] = []
        self._not_same = 0
        self._organisations: dict[str, int] = {}
        self._contacts: dict[int, Contact] = {}
        self._series: dict[str, int] = {}
        self._cards: dict[int, Card] = {}
        self._sources: dict[int, tuple[str, str]] = {}
        self.children: dict[int, Sequence[str]] = {}

    def add(self, part: Mapping[str, Any]) -> None:
        """Add the answer to a part. Raises ValueError, LookupError or TypeError where it is none to this list."""
        said = [self._said(one) for one in part["said"]]
        rows, which = (np.array(part["known"][name], dtype=np.int64) for name in ("rows", "said"))
        if len(rows) != len(which):
            raise ValueError("The answer names rows of which it says nothing.")
        kinds = np.zeros(len(said), dtype=np.int32)
        # What is said only of a file that is near to a row is said of no row.
        for number in np.unique(which).tolist():
            kinds[number] = self._kinds.setdefault(said[number], len(self._kinds))
        self._which[self._at(rows)] = kinds[which]
        near = part["near"]
        at = self._at(np.array([one["row"] for one in near], dtype=np.int64)).tolist()
        self._near += [
            NearMatch(row, one["file"], one["distance"], said[one["said"]], self._same(one.get("said_same")))
            for row, one in zip(at, near, strict=True)
        ]
        self._not_same += part.get("not_same", 0)

    def answers(self) -> Answers:
        """The answer, as far as its parts have arrived."""
        return Answers(
            self._which,
            list(self._kinds),
            np.zeros(len(self._which), dtype=np.int64),
            self._cards,
            contacts=self._contacts,
            sources=self._sources,
            near=self._near,
            not_same=self._not_same,
        )

    def organisation(self, code: str) -> int:
        """The number of an organisation here."""
        return self._organisations.setdefault(code, 1 + len(self._organisations)) if code else 0

    def _at(self, rows: Numbers) -> Numbers:
        """Where in the list the rows with these places stand."""
        at: Numbers = np.searchsorted(self._places, rows)
        if len(rows) and (at[-1] >= len(self._places) or not np.array_equal(self._places[at], rows)):
            raise ValueError("The answer is to another list.")
        return at

    def _said(self, one: Mapping[str, Any]) -> Said:
        near = one["near_distance"]
        series = self._card(one["series"])
        return Said(
            _ANSWERS[one["near_answer"] if near is not None else one["answer"]],
            series=series,
            owner=self._contact(one["ask"]),
            other_series=tuple(map(self._card, one["other_series"])),
            holders=tuple(map(self._contact, one["held_by"])),
            sources=tuple(map(self._source, one["sources"])),
            also_ask=tuple(map(self._contact, one["also_ask"])),
            files=one["files"],
            near=NOT_NEAR if near is None else near,
            same=self._same(one.get("said_same")),
        )

    def _same(self, one: Mapping[str, Any] | None) -> SaidSame | None:
        if one is None:
            return None
        return SaidSame(self._contact(one["by"]), datetime.fromisoformat(one["at"]), one["distance"])

    def _card(self, one: Mapping[str, Any] | None) -> int:
        if one is None:
            return 0
        number = self._series.setdefault(one["reference"], 1 + len(self._series))
        since = one["standing_since"]
        self._cards[number] = Card(
            number,
            one["reference"],
            one["standing"],
            datetime.fromisoformat(since) if since else None,
            self.organisation(one["owner"]),
        )
        self.children[number] = tuple(one["children"])
        return number

    def _contact(self, one: Mapping[str, str] | None) -> int:
        if one is None:
            return 0
        number = self.organisation(one["code"])
        self._contacts[number] = Contact(number, one["name"], one["person"], one["telephone"], one["email"])
        return number

    def _source(self, one: Mapping[str, Any]) -> int:
        number: int = one["number"]
        self._sources[number] = (one["name"], one["terms"])
        return number
