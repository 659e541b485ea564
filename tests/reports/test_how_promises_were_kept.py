"""How promises were kept is counted by one definition, on the pages of who gave them and of whom they were given to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.models import User
from tutela.clocks.models import Clock
from tutela.clocks.queries import END_REASONS, LEFT_OUT, Kept, how_kept
from tutela.clocks.state import State, state_of
from tutela.core import clock

DAY = timedelta(days=1)
# Days from now: started, due, met, ended, paused; and what it counts as.
PROMISES: list[tuple[tuple[int, int, int | None, int | None, int | None], str]] = [
    ((-9, -6, -7, None, None), "kept"),
    ((-9, 3, -1, None, None), "kept"),
    ((-9, -6, -4, None, None), "late"),
    ((-9, -6, None, None, None), "overdue"),
    ((-9, -6, None, -8, None), "ended"),
    ((-9, -6, None, -2, None), "ended"),
    ((-9, -6, None, None, -7), "left out"),
    ((-9, 3, None, None, None), "left out"),
]


@pytest.fixture
def promised(world: World) -> datetime:
    """A promise of each kind of ending, of Northmoor to the hotline; returns the moment from which they are counted."""
    now = clock.now()

    def at(days: int | None) -> datetime | None:
        return None if days is None else now + days * DAY

    with switched_role("tutela_owner"):
        Clock.objects.all().delete()
        Clock.objects.bulk_create(
            Clock(
                subject_kind="report",
                subject_id=1_000_000 + number,
                subject_reference="R-2026-00000",
                kind=Clock.Kind.PROGRESS,
                answerable=world.north,
                owed_to=world.hotline,
                started_at=at(started),
                due_at=at(due),
                met_at=at(met),
                ended_at=at(ended),
                end_reason="decided" if ended else "",
                paused_at=at(paused),
                paused_until=at(None if paused is None else paused + 100),
            )
            for number, ((started, due, met, ended, paused), _) in enumerate(PROMISES)
        )
    return now


def progress(page: Any, name: str) -> Kept:
    """What a page says of promises of progress."""
    [found] = [one for one in page.context[name] if one.kind == "Progress owed"]
    assert isinstance(found, Kept)
    return found


def test_both_sides_read_the_same_figures_with_their_denominator_and_what_is_left_out(
    world: World, promised: datetime, client_for: Callable[[User], Client]
) -> None:
    team = client_for(world.north_manager).get("/team")
    partner = client_for(world.hotline_partner).get("/partner")
    assert progress(team, "promises") == progress(partner, "kept")
    kept = progress(team, "promises")
    assert (kept.kept, kept.late, kept.overdue, kept.due, kept.share) == (2, 1, 1, 4, "50%")
    assert (kept.ended, kept.taken_away, kept.ended_after) == ({"decided": 2}, 2, 1)
    for page in (team, partner):
        text = page.content.decode()
        assert str(LEFT_OUT) in text
        assert "decided meanwhile: 2; 1 of 2 after the moment" in text
    assert "2 of 4" in team.content.decode()
    assert "of 4 that were due" in partner.content.decode()
    assert "50% (2 of 4)" in partner.content.decode()


def test_the_figures_are_those_of_each_promise_s_own_state(promised: datetime) -> None:
    counts = {State.KEPT: "kept", State.KEPT_LATE: "late", State.OVERDUE: "overdue", State.ENDED: "ended"}
    with switched_role("tutela_owner"):
        clocks = list(Clock.objects.order_by("subject_id"))
        [kept] = [one for one in how_kept(Clock.objects.all(), now=promised) if one.due]
    states = [counts.get(state_of(one, promised), "left out") for one in clocks]
    assert states == [expected for _, expected in PROMISES]
    assert (kept.kept, kept.late, kept.overdue, kept.taken_away) == tuple(
        states.count(name) for name in ("kept", "late", "overdue", "ended")
    )


def test_a_page_counts_to_its_bound(promised: datetime) -> None:
    with switched_role("tutela_owner"):
        newest = Clock.objects.order_by("-subject_id")[:3]
        [kept] = [one for one in how_kept(newest, now=promised) if one.ended]
    assert (kept.due, kept.ended) == (0, {"decided": 1})


def test_every_reason_for_which_a_promise_is_ended_has_its_words() -> None:
    assert Kept("Progress owed", ended={"decided": 1, "receipt_sent": 2, "unheard_of": 1}).why_ended == (
        "renewed by the receipt: 2, decided meanwhile: 1, unheard of: 1"
    )
    assert set(END_REASONS) >= {"receipt_sent", "decided", "outcome_told", "reopened", "identified"}
    assert replace(Kept("Progress owed")).share == ""
