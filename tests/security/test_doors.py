"""No door tells anybody what the policies do not allow: every reader, every address, every kind of record and of question.

``TUTELA_LEAKS=all`` walks the whole product instead of a seeded sample, and writes what it counted to
``$TUTELA_EVIDENCE_DIR/leaks.json``.
"""

import json
import os
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.security.addresses import EXEMPT, Filler, site, unfilled
from tests.security.doors import Doors, Tally
from tests.security.filters_off import switch_off
from tests.security.oracle import Snapshot
from tests.security.walk import WHOLE, Walk


def written_down(name: str, tally: Tally) -> None:
    """What was counted, kept as evidence where somebody asked for it."""
    folder = os.environ.get("TUTELA_EVIDENCE_DIR")
    if folder:
        path = Path(folder) / "leaks.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = json.loads(path.read_text()) if path.exists() else {}
        kept[name] = {
            "whole": WHOLE,
            "requests": tally.requests,
            "readers": len(tally.readers),
            "addresses": len(tally.addresses),
            "tokens": tally.tokens,
            "leaks": len(tally.leaks),
        }
        path.write_text(json.dumps(kept, indent=2) + "\n")


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


@pytest.mark.timeout(0 if WHOLE else 300)
def test_no_door_gives_away_what_its_reader_may_not_know(
    doors: Doors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    walk, visitors = Walk(doors), doors.everybody()
    for visitor in visitors:
        walk.by(visitor)
    walk.everywhere(visitors)
    written_down("with the filters of Python", doors.tally)
    assert not doors.tally.leaks, in_words(doors.tally)
    assert {one.name for one in site()} <= doors.tally.addresses
    assert {one.key for one in visitors} <= doors.tally.readers
    assert doors.tally.tokens > 1_000
    assert not list(tmp_path.iterdir()), "an export was left on disk"


@pytest.mark.timeout(0 if WHOLE else 300)
def test_with_the_filters_of_python_switched_off_the_database_alone_gives_nothing_away(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitors = doors.everybody()
    with monkeypatch.context() as patch:
        switch_off(patch)
        walk = Walk(doors, seed=11, share=0.4)
        for visitor in visitors:
            walk.by(visitor)
    written_down("without the filters of Python", doors.tally)
    assert not doors.tally.leaks, in_words(doors.tally)
    assert doors.tally.tokens > 1_000
