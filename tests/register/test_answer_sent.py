"""What another machine makes of the parts of an answer is, byte for byte, what the server makes of the whole."""

import io
import itertools
import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from tests.register.lists_of import listed, made_up, rows_from
from tutela.register.answer import Answer
from tutela.register.answer_file import write_csv, write_json
from tutela.register.answer_sent import Gathered, as_sent, organisations_in
from tutela.register.lists.rows import HashList
from tutela.register.queries.answers import Answers, Card, Contact, NearMatch, Said
from tutela.register.queries.summary import summary_of

ROWS = 60
OWN = 3
CARDS = {
    number: Card(number, f"S-2026-{number}", standing, datetime(2027, 1, number, 8, tzinfo=UTC), owner=number % 4 + 1)
    for number, standing in enumerate(("not_identified", "identified", "safeguarded", "stopped"), start=11)
}
CONTACTS = {
    number: Contact(number, f"Service {number}; desk", "Synthetic desk" * (number % 2), f"+44 1632 {number}", "")
    for number in range(1, 6)
}
SOURCES = {31: ("Synthetic set", "Public"), 32: ("=Another", "By request, “in writing”")}
CODES = {number: f"service-{number}" for number in CONTACTS}
CHILDREN = {11: ["K-2026-A", "K-2026-B"], 13: ["K-2026-C"]}


def drawn_said(draw: random.Random) -> Said:
    answer = draw.choice([one for one in Answer if one])
    of_series = answer in {Answer.NOT_IDENTIFIED, Answer.IDENTIFIED, Answer.SAFEGUARDED}
    several = lambda of: tuple(sorted(draw.sample(sorted(of), draw.randrange(3))))  # noqa: E731
    return Said(
        answer,
        series=draw.choice(sorted(CARDS)) if of_series else 0,
        owner=draw.choice(sorted(CONTACTS)) if answer != Answer.HARMLESS else 0,
        other_series=several(CARDS) if of_series else (),
        holders=several(CONTACTS),
        sources=several(SOURCES),
        also_ask=several(CONTACTS),
        files=draw.randrange(1, 3),
    )


def drawn(draw: random.Random) -> Answers:
    """An answer in which everything occurs that can be said."""
    known = [drawn_said(draw) for _ in range(8)]
    near = [
        NearMatch(row, draw.randrange(1, 9), draw.randrange(1, 31), draw.choice(known) if draw.random() < 0.5 else drawn_said(draw))
        for row in sorted(draw.sample(range(ROWS), 9))
    ]  # fmt: skip
    kinds = {Said(Answer.NEW): 0}
    which = np.zeros(ROWS, dtype=np.int32)
    for row in draw.sample(range(ROWS), 30):
        which[row] = kinds.setdefault(draw.choice(known), len(kinds))
    for one in near:
        if not which[one.row]:
            which[one.row] = kinds.setdefault(replace(one.said, near=one.distance), len(kinds))
    return Answers(which, list(kinds), np.zeros(ROWS, dtype=np.int64), CARDS, CONTACTS, SOURCES, near)


def part_of(answers: Answers, start: int, end: int) -> Answers:
    """The answer to some of the rows, as the server gives it: what is said of none of them is not in it."""
    which = answers.which[start:end]
    said = [Said(Answer.NEW), *(answers.said[one] for one in np.unique(which).tolist() if one)]
    near = [replace(one, row=one.row - start) for one in answers.near if start <= one.row < end]
    places = {one: number for number, one in enumerate(said)}
    return replace(
        answers,
        which=np.array([places[answers.said[one]] for one in which.tolist()], dtype=np.int32),
        said=said,
        files=answers.files[start:end],
        near=near,
    )


def files_of(given: HashList, answers: Answers, own: int, children: Any) -> tuple[bytes, bytes]:
    csv, whole = io.BytesIO(), io.BytesIO()
    write_csv(csv, given, answers)
    summary = summary_of(answers, own_organisation=own, children=children)
    write_json(whole, given, answers, summary, check={"number": 7})
    return csv.getvalue(), whole.getvalue()


@pytest.mark.parametrize("seed", range(6))
def test_the_files_of_the_parts_are_those_of_the_whole(seed: int) -> None:
    draw = random.Random(seed)
    files = made_up(ROWS, seed=seed)
    given, answers = listed(files), drawn(draw)
    cuts = [0, *sorted(draw.sample(range(1, ROWS), draw.randrange(5))), ROWS]
    gathered = Gathered(given.rows.places)
    for start, end in itertools.pairwise(cuts):
        rows = rows_from(files, start, end)
        sent = as_sent(part_of(answers, start, end), rows, codes=CODES, children=CHILDREN)
        gathered.add(json.loads(json.dumps(sent)))
    own = gathered.organisation(CODES[OWN])
    there = files_of(given, gathered.answers(), own, gathered.children)
    assert there == files_of(given, answers, OWN, CHILDREN)
    assert b"near_distance" in there[1]


def test_a_part_that_comes_twice_changes_nothing_but_what_is_near() -> None:
    answers, files = drawn(random.Random(9)), made_up(ROWS)
    whole = as_sent(replace(answers, near=[]), listed(files).rows, codes=CODES, children=CHILDREN)
    gathered = Gathered(listed(files).rows.places)
    gathered.add(whole)
    before = files_of(listed(files), gathered.answers(), 0, gathered.children)
    gathered.add(whole)
    assert files_of(listed(files), gathered.answers(), 0, gathered.children) == before


def test_every_organisation_that_is_named_has_its_code() -> None:
    assert organisations_in(drawn(random.Random(1))) == set(CONTACTS) | {card.owner for card in CARDS.values()}


@pytest.mark.parametrize(
    "wrong",
    [
        {"known": {"rows": [61], "said": [0]}},
        {"known": {"rows": [0], "said": [0]}},
        {"known": {"rows": [1, 2], "said": [0]}},
        {"known": {"rows": [1], "said": [1]}},
        {"known": {"rows": ["x"], "said": [0]}},
        {"known": {}},
        {"said": [{"answer": "nonsense"}]},
        {"said": None},
        {"near": [{"row": 99, "file": 1, "distance": 1, "said": 0}]},
    ],
)
def test_what_is_no_answer_to_this_list_is_not_taken(wrong: dict[str, Any]) -> None:
    files = made_up(ROWS)
    nothing = Answers(np.zeros(ROWS, dtype=np.int32), [Said(Answer.NEW)], np.zeros(ROWS, dtype=np.int64))
    sent = as_sent(nothing, listed(files).rows, codes={}, children={})
    gathered = Gathered(listed(files).rows.places)
    gathered.add(sent)
    with pytest.raises((ValueError, LookupError, TypeError)):
        gathered.add(sent | wrong)
