"""The files that look like one file, as far as the reader may know of each, and what persons said of every two."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Q

from tutela.register.answer import Answer
from tutela.register.lists.rows import NOT_SAID, PDQ_WIDTH, Column, Rows
from tutela.register.models import File, NearVerdict

MOST = 200


@dataclass(frozen=True)
class Word:
    """What one organisation says of two files. ``is_latest`` where no later word of the same organisation follows it."""

    verdict: str
    organisation: str
    words: str
    at: datetime
    other: int
    distance: int
    is_latest: bool
    number: int = 0

    def get_verdict_display(self) -> str:
        """What was said, in words."""
        return NearVerdict.Verdict(self.verdict).label


@dataclass(frozen=True)
class NearFile:
    """A file that looks like another: in how many bits they differ, what is said of it, whom to ask, and what was said of the two.

    ``number`` is 0 where its owner wants to be asked: the reader cannot open it.
    """

    number: int
    distance: int
    answer: Answer
    series: str
    ask: str
    telephone: str
    words: Sequence[Word]


def words_about(file: File) -> list[Word]:
    """Everything that the reader may know was said of this file and another, the newest first; one statement."""
    rows = NearVerdict.objects.filter(Q(file=file) | Q(other=file)).select_related("organisation")
    found, latest = [], set()
    for one in rows.order_by("-at", "-pk"):
        other = one.other_id if one.file_id == file.pk else one.file_id
        is_latest = (other, one.organisation_id) not in latest
        latest.add((other, one.organisation_id))
        found.append(
            Word(one.verdict, one.organisation.name, one.words, one.at, other, one.distance, is_latest, one.pk)
        )
    return found


def near_of(file: File) -> tuple[list[NearFile], bool]:
    """The files that look like this one, the nearest first, and whether there are more than so many; nine statements."""
    # It is compiled, and loaded where somebody looks something up.
    from tutela.register.index.near_plan import LARGEST_DISTANCE
    from tutela.register.queries.answers import answers_for
    from tutela.register.queries.candidates import files_near

    if file.pdq is None:
        return [], False
    rows = Rows(
        places=np.ones(1, dtype=np.int64),
        exact={},
        sizes=np.full(1, NOT_SAID, dtype=np.int64),
        names=[""],
        pdq=Column(np.frombuffer(file.pdq, dtype=np.uint8).reshape(1, PDQ_WIDTH), np.ones(1, dtype=bool)),
    )
    answers = answers_for(rows, np.zeros(0, dtype=np.int64), files_near(rows, distance=LARGEST_DISTANCE))
    matches = [one for one in answers.near if one.file != file.pk]
    shown = matches[:MOST]
    opens = set(File.objects.filter(pk__in=[one.file for one in shown]).values_list("pk", flat=True))
    words: dict[int, list[Word]] = defaultdict(list)
    for word in words_about(file):
        words[word.other].append(word)
    found = []
    for one in shown:
        contact, card = answers.contacts.get(one.said.owner), answers.cards.get(one.said.series)
        found.append(
            NearFile(
                one.file if one.file in opens else 0,
                one.distance,
                one.said.answer,
                card.reference if card else "",
                contact.name if contact else "",
                contact.telephone if contact else "",
                words[one.file],
            )
        )
    return found, len(matches) > MOST
