"""What a pack says: of each kind of file what is known of it, the series, the organisations to ask, and the sources.

It holds what the register would say to whoever made the pack, and nothing else: references of series and no label, no child,
no number of the register's own. Organisations, series and sources are numbered anew from 1, in the register's order, so that the
numbers tell nothing of how many the register has.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from typing import Any, Self

from tutela.register.pack.layout import count_of, text_of
from tutela.register.queries.answers import OF_STANDING, Card, Contact, Holding, Said, said_of

Group = tuple[tuple[Holding, ...], tuple[int, ...]]
"""What is known of a file, and whom to ask about what is not told."""


@dataclass(frozen=True)
class Organisation:
    """An organisation of the pack: its code, and whom to telephone there."""

    code: str
    name: str
    person: str
    telephone: str
    email: str


@dataclass(frozen=True)
class Series:
    """The card of a series: its reference, how far its children are known, and who answers for it (an organisation's number)."""

    reference: str
    standing: str
    owner: int


@dataclass(frozen=True)
class Contents:
    """All that is said. ``own`` is the number of the organisation that the pack is for; ``kinds`` pairs the algorithms that a file has
    (as bits) with the place of what is said of it among the ``groups``.
    """

    own: int
    organisations: Sequence[Organisation]
    series: Sequence[Series]
    sources: Sequence[tuple[str, str]]
    groups: Sequence[Group]
    kinds: Sequence[tuple[int, int]] = ()

    def with_kinds(self, kinds: Sequence[tuple[int, int]]) -> "Contents":
        """The same with these kinds."""
        return replace(self, kinds=kinds)

    @property
    def cards(self) -> dict[int, Card]:
        """The series by number, as the register's answers have them."""
        return {
            number: Card(number, one.reference, one.standing, None, one.owner)
            for number, one in enumerate(self.series, start=1)
        }

    @property
    def contacts(self) -> dict[int, Contact]:
        """The organisations by number."""
        return {
            number: Contact(number, one.name, one.person, one.telephone, one.email)
            for number, one in enumerate(self.organisations, start=1)
        }

    def said_of(self, groups: Sequence[int], cards: Mapping[int, Card]) -> Said:
        """What is said of a row that is as many files as there are ``groups``, each of its group: all that is known of any of them."""
        held = {one for group in set(groups) for one in self.groups[group][0]}
        ask = tuple(sorted({one for group in set(groups) for one in self.groups[group][1]}))
        files = sum(bool(self.groups[group][0]) for group in groups)
        return said_of(held, ask, max(files, 1), cards)

    def as_bytes(self) -> bytes:
        """As it is written."""
        said = {
            "own": self.own,
            "organisations": [asdict(one) for one in self.organisations],
            "series": [asdict(one) for one in self.series],
            "sources": self.sources,
            "groups": [[[astuple(one) for one in held], ask] for held, ask in self.groups],
            "kinds": self.kinds,
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def of(cls, read: bytes) -> Self:
        """From what was read. Raises ValueError, KeyError or TypeError where it is none, or names what is not there."""
        said: dict[str, Any] = json.loads(read)
        found = cls(
            own=count_of(said["own"]),
            organisations=[Organisation(**{k: text_of(v) for k, v in one.items()}) for one in said["organisations"]],
            series=[
                Series(text_of(o["reference"]), text_of(o["standing"]), count_of(o["owner"])) for o in said["series"]
            ],
            sources=[(text_of(name), text_of(terms)) for name, terms in said["sources"]],
            groups=[(tuple(_holding(one) for one in held), tuple(map(count_of, ask))) for held, ask in said["groups"]],
            kinds=[(count_of(mask), count_of(group)) for mask, group in said["kinds"]],
        )
        found.must_fit()
        return found

    def must_fit(self) -> None:
        """Raise ValueError where something names what is not there."""
        held = [one for holdings, _ in self.groups for one in holdings]
        asked = [one for _, ask in self.groups for one in ask]
        of_case = [one for one in held if one.kind == "case"]
        fits = (
            _within(
                [self.own, *asked, *(one.owner for one in self.series), *(one.organisation for one in of_case)],
                1,
                self.organisations,
            )
            and _within([one.series for one in held], 0, self.series)
            and _within([one.source for one in held], 0, self.sources)
            and all(one.standing in OF_STANDING for one in self.series)
            and all(0 < mask < 8 and group < len(self.groups) for mask, group in self.kinds)
            and all(holdings or ask for holdings, ask in self.groups)
        )
        if not fits:
            raise ValueError("something is named that is not there")


def _within(numbers: Sequence[int], least: int, among: Sequence[object]) -> bool:
    return all(least <= one <= len(among) for one in numbers)


def _holding(one: Sequence[Any]) -> Holding:
    kind, organisation, series, source = one
    return Holding(text_of(kind), count_of(organisation), count_of(series), count_of(source))
