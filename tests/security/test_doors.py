"""No door tells anybody what the policies do not allow: every reader, every address, every kind of record and of question.

``TUTELA_LEAKS=all`` takes the whole walk on row-level security alone: every page of every record by every reader (of those with a
code, by some), and many more forms and words than the seeded sample of each day. ``$TUTELA_EVIDENCE_DIR/leaks.json`` keeps what was
counted.
"""

import fcntl
import os
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from bench.figures import figure, is_collected, keep
from tests.security.addresses import EXEMPT, Filler, site, unfilled
from tests.security.doors import CODES_THAT_WALK_EVERYWHERE, Doors, Tally, Visitor
from tests.security.filters_off import switch_off
from tests.security.oracle import Snapshot
from tests.security.walk import EVERYTHING, Walk

# Of what could be sampled, this share is asked each day, and of the database alone this.
EACH_DAY, EACH_DAY_ALONE, OFTEN = 0.5, 0.15, 4.0
# The whole walk takes long: it is taken in parts, several at a time, of which each is a share of the readers.
PARTS = 8 if EVERYTHING else 1
WHOLE = (
    "every page of every record by everybody with an account, a program, no code, and by"
    f" {CODES_THAT_WALK_EVERYWHERE} of those with one"
)


def written_down(how: str, tally: Tally, sampled: str) -> None:
    """What was counted, kept as evidence where somebody collects it."""
    if not is_collected():
        return
    figures = [
        figure(f"{how}: requests, of {sampled}", tally.requests),
        figure(f"{how}: readers", len(tally.readers)),
        figure(f"{how}: addresses and endpoints", len(tally.addresses)),
        figure(f"{how}: secrets that answers held, and their readers may know", tally.tokens),
        figure(f"{how}: leaks", len(tally.leaks), bar="0", met=not tally.leaks),
    ]
    # Parts run in several processes, which write into the one file in turn.
    with Path(os.environ["TUTELA_EVIDENCE_DIR"], "leaks.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keep("leaks", figures)


def part_of(visitors: list[Visitor], part: int) -> list[Visitor]:
    """Every so many of the visitors, so that the parts together are all of them."""
    return visitors[part::PARTS]


@pytest.fixture
def unrecorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's client keeps a copy of the context of every part of a page; these pages have hundreds, and nobody looks."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *given, **more: None)


def in_words(tally: Tally) -> str:
    """The leaks for whoever reads the failure, grouped, the most frequent first."""
    kinds = Counter(
        f"{one.door} {one.request.partition('?')[0].split('/')[1:3]} {one.what[:60]}" for one in tally.leaks
    )
    return f"{len(tally.leaks)} leaks in {tally.requests} requests, among them:\n" + "\n".join(
        [*(f"{number} × {kind}" for kind, number in kinds.most_common(25)), *map(str, tally.leaks[:40])]
    )


def test_every_address_of_the_site_is_walked_or_says_why_not(snapshot: Snapshot) -> None:
    assert not unfilled(), f"nobody has said what stands in: {', '.join(unfilled())}"
    assert all(EXEMPT.values())
    filler = Filler(snapshot)
    nowhere = [one.name for one in site() if one.parts and not filler.of(one, most=1)]
    assert not nowhere, f"the world has nothing to stand in: {', '.join(nowhere)}"


@pytest.mark.timeout(0 if EVERYTHING else 300)
def test_no_door_gives_away_what_its_reader_may_not_know(
    doors: Doors, unrecorded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = doors.everybody()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    share = OFTEN if EVERYTHING else EACH_DAY
    walk = Walk(doors, share=share)
    for visitor in everybody:
        walk.by(visitor)
    walk.everywhere(everybody)
    written_down(
        "with the filters of Python", doors.tally, f"a seeded sample, {share / EACH_DAY:g} times that of each day"
    )
    assert not doors.tally.leaks, in_words(doors.tally)
    assert {one.name for one in site()} <= doors.tally.addresses
    assert {one.key for one in everybody} <= doors.tally.readers
    assert doors.tally.tokens > 1_000
    assert not list(tmp_path.iterdir()), "an export was left on disk"


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.timeout(0 if EVERYTHING else 300)
def test_with_the_filters_of_python_switched_off_the_database_alone_gives_nothing_away(
    doors: Doors, unrecorded: None, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    visitors = part_of(doors.everybody(), part)
    with monkeypatch.context() as patch:
        switch_off(patch)
        walk = Walk(doors, seed=11, share=EACH_DAY_ALONE, whole=EVERYTHING)
        for visitor in visitors:
            walk.by(visitor)
    how = "on row-level security alone" + (f", part {part + 1} of {PARTS} of the readers" if PARTS > 1 else "")
    written_down(how, doors.tally, WHOLE if EVERYTHING else "a seeded sample")
    assert not doors.tally.leaks, in_words(doors.tally)
    assert {one.key for one in visitors} <= doors.tally.readers
    assert not EVERYTHING or {one.name for one in site()} <= doors.tally.addresses
    assert doors.tally.tokens > 1_000
