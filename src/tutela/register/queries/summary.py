"""The answer to a whole list: what share is known, which series and children, and which services to telephone first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tutela.register.answer import Answer
from tutela.register.queries.answers import Answers, Card, Contact


@dataclass(frozen=True)
class SeriesMet:
    """A series of which the list has files: how many of its rows, and the children it concerns that the asker may see."""

    card: Card
    rows: int
    children: tuple[str, ...]


@dataclass(frozen=True)
class ToTelephone:
    """A service to telephone: why, in rows of the list. Those of children not identified come first, then what one has to ask about,
    what else is known (a child who is identified and not yet safeguarded), and what only looks like something known."""

    contact: Contact
    not_identified: int
    ask: int
    other: int
    near: int

    @property
    def rows(self) -> int:
        """All rows that are this service's to talk about."""
        return self.not_identified + self.ask + self.other + self.near


@dataclass(frozen=True)
class Summary:
    """What is said of a list as a whole. Shares are of all its rows.

    ``said_same`` rows are of a file that a person said to be the same picture as another; ``not_same`` near files are left out, because
    the asker's organisation said that they are not.
    """

    rows: int
    counts: Mapping[Answer, int]
    series: Sequence[SeriesMet]
    telephone: Sequence[ToTelephone]
    said_same: int = 0
    not_same: int = 0

    @property
    def known(self) -> int:
        """Rows of which the register says anything."""
        return self.rows - self.counts[Answer.NEW]

    @property
    def share_known(self) -> float:
        """Known rows of all rows, from 0 to 1; 0 for an empty list."""
        return self.known / self.rows if self.rows else 0.0


def summary_of(
    answers: Answers, *, own_organisation: int, children: Mapping[int, Sequence[str]] | None = None
) -> Summary:
    """The summary of a list's answers, in the transaction that is open; one statement. The asker's own service is not telephoned.

    ``children`` are those of each series where they are known already, as on a machine without a database.
    """
    rows_of_said = np.bincount(answers.which, minlength=len(answers.said)).tolist()
    series: Counter[int] = Counter()
    calls: dict[int, Counter[str]] = defaultdict(Counter)
    for said, rows in zip(answers.said, rows_of_said, strict=True):
        if not said.is_near:
            for one in (said.series, *said.other_series):
                series[one] += rows
        for organisation in {said.owner, *said.also_ask} - {0, own_organisation}:
            if why := why_telephone(said.answer, is_near=said.is_near, asked=organisation in said.also_ask):
                calls[organisation][why] += rows
    del series[0]
    if children is None:
        children = children_of(series)
    return Summary(
        rows=len(answers.which) + answers.left_out,
        counts=answers.counts(),
        series=[
            SeriesMet(answers.cards[one], rows, tuple(children.get(one, ())))
            # Those with as many rows in a fixed order, so that the same list has the same summary.
            for one, rows in sorted(series.items(), key=lambda met: (-met[1], answers.cards[met[0]].reference))
        ],
        telephone=sorted(
            (
                ToTelephone(answers.contacts[one], why["not_identified"], why["ask"], why["other"], why["near"])
                for one, why in calls.items()
                if one in answers.contacts
            ),
            key=lambda one: (-one.not_identified, -one.ask, -one.other, -one.near, one.contact.name),
        ),
        said_same=sum(rows for said, rows in zip(answers.said, rows_of_said, strict=True) if said.same),
        not_same=answers.not_same,
    )


def why_telephone(answer: Answer, *, is_near: bool, asked: bool) -> str:
    """Why a service is telephoned about rows that got this answer; nothing where the child is safeguarded, on which nobody is to spend
    time.
    """
    if is_near:
        return "near"
    if asked or answer == Answer.ASK:
        return "ask"
    if answer == Answer.SAFEGUARDED:
        return ""
    return "not_identified" if answer == Answer.NOT_IDENTIFIED else "other"


def children_of(series: Iterable[int]) -> dict[int, list[str]]:
    """The references of the children of each series, of those whose records the asker sees; one statement."""
    from tutela.register.models import ChildInSeries

    wanted = list(series)
    found: dict[int, list[str]] = defaultdict(list)
    if wanted:
        # Joined, so that only children whose records the asker sees are named.
        links = ChildInSeries.objects.filter(series_id__in=wanted, removed_at=None)
        for one, reference in links.order_by("child__reference").values_list("series_id", "child__reference"):
            found[one].append(reference)
    return found
