"""Whatever people do in whatever order: nothing that is held at that moment goes, and nothing goes that two people did not agree on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import Error, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import World
from tests.retention.records import TABLE, an_old_case, disposed, own, parts, second_manager, wait_over
from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import TutelaError
from tutela.ownership.access import find
from tutela.retention.models import Disposal, Hold
from tutela.retention.services.decide import approve, refuse, stop
from tutela.retention.services.hold import hold, lift_hold
from tutela.retention.services.propose import propose

# The evidence run asks for more: TUTELA_RETENTION_SEQUENCES=200.
SEQUENCES = int(os.environ.get("TUTELA_RETENTION_SEQUENCES", "4"))
ACTS = ("propose", "approve", "refuse", "stop", "hold", "lift", "carry_out", "carry_out", "open_task", "finish_task")
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.booleans()), min_size=6, max_size=16)


class _TakenBackError(Exception):
    """Ends an example, and takes back all that it did."""


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside is undone at its end."""
    with suppress(_TakenBackError), transaction.atomic():
        yield
        raise _TakenBackError


@dataclass
class Scene:
    """Three records that belong together, two managers, and what this test itself knows to be held, agreed and open."""

    records: list[Any]
    managers: list[Actor]
    held: set[int] = field(default_factory=set)
    worked_on: set[int] = field(default_factory=set)
    agreed: dict[int, int] = field(default_factory=dict)  # place: who proposed

    def is_covered(self, place: int) -> bool:
        """The case is the first: a hold on it covers all, and one on a part covers the case, while both are there."""
        there = self.there()
        if place in self.held:
            return True
        if place == 0:
            return bool(self.held & there)
        return 0 in self.held and 0 in there

    def there(self) -> set[int]:
        """Which of the records are still there."""
        return {
            place
            for place, one in enumerate(self.records)
            if own(f"SELECT count(*) FROM {TABLE[one.subject_kind]} WHERE id = %s", one.id)[0][0]
        }

    def do(self, act: str, place: int, by_second: bool) -> None:
        """One act; what is refused changes nothing."""
        before = self.there()
        covered = {one for one in before if self.is_covered(one)}
        record, actor, now = self.records[place], self.managers[by_second], clock.now() - timedelta(days=40)
        with suppress(TutelaError, Error, ObjectDoesNotExist), transaction.atomic():
            getattr(self, f"_{act}")(place, record, actor, now)
        gone = before - self.there()
        assert gone <= ({place} if act == "carry_out" else set())
        assert not gone & covered, "a record that was held is gone"
        assert not gone & self.worked_on, "a record that was worked on is gone"
        for one in gone:
            [(proposer, decider)] = own(
                "SELECT proposed_by_id, decided_by_id FROM retention_disposal WHERE subject_kind = %s AND subject_id = %s"
                " AND state = 'carried_out'",
                self.records[one].subject_kind,
                self.records[one].id,
            )
            assert None not in (proposer, decider)
            assert proposer != decider

    def _propose(self, place: int, record: Any, actor: Actor, now: Any) -> None:
        with acting_as(actor):
            propose([find(record.reference)], actor=actor, now=now)
            assert not self.is_covered(place)
            assert place not in self.worked_on

    def _disposal(self, record: Any, *states: str) -> Disposal:
        return Disposal.objects.get(subject_kind=record.subject_kind, subject_id=record.id, state__in=states)

    def _approve(self, place: int, record: Any, actor: Actor, now: Any) -> None:
        with acting_as(actor):
            made = approve(self._disposal(record, "proposed").pk, actor=actor, now=now)
        wait_over(made)

    def _refuse(self, place: int, record: Any, actor: Actor, now: Any) -> None:
        with acting_as(actor):
            refuse(self._disposal(record, "proposed").pk, words="Synthetic.", actor=actor, now=now)

    def _stop(self, place: int, record: Any, actor: Actor, now: Any) -> None:
        with acting_as(actor):
            stop(self._disposal(record, "proposed", "approved").pk, words="Synthetic.", actor=actor, now=now)

    def _hold(self, place: int, record: Any, actor: Actor, now: Any) -> None:
        with acting_as(actor):
            hold(find(record.reference), grounds="appeal", words="Synthetic.", actor=actor, now=now)
        self.held.add(place)

    def _lift(self, place: int, record: Any, actor: Actor, now: Any) -> None:
        with acting_as(actor):
            standing = Hold.objects.get(subject_kind=record.subject_kind, subject_id=record.id, lifted_at=None)
            lift_hold(standing.pk, words="Synthetic.", actor=actor, now=now)
        self.held.discard(place)

    def _carry_out(self, place: int, record: Any, actor: Actor, now: Any) -> None:
        [(number,)] = own(
            "SELECT max(id) FROM retention_disposal WHERE subject_kind = %s AND subject_id = %s",
            record.subject_kind,
            record.id,
        )
        disposed(Disposal(pk=number))

    def _open_task(self, place: int, record: Any, actor: Actor, now: Any) -> None:
        assert place in self.there()
        own(
            "INSERT INTO clocks_clock (subject_kind, subject_id, subject_reference, kind, answerable_id, started_at, due_at, end_reason)"
            " VALUES (%s, %s, %s, 'review', %s, now(), now(), '')",
            record.subject_kind,
            record.id,
            record.reference,
            record.owner_id,
        )
        self.worked_on.add(place)

    def _finish_task(self, place: int, record: Any, actor: Actor, now: Any) -> None:
        own(
            "UPDATE clocks_clock SET ended_at = now() WHERE subject_kind = %s AND subject_id = %s AND ended_at IS NULL",
            record.subject_kind,
            record.id,
        )
        self.worked_on.discard(place)


# What would be rare by chance: everything goes that may, and nothing of it under a hold.
STRAIGHT = [
    (act, place, by_second)
    for place in (1, 2, 0)
    for act, by_second in (("propose", False), ("approve", False), ("approve", True), ("carry_out", False))
]


def _scene(world: World, second: Actor) -> Scene:
    case = an_old_case(world)
    child, _, report = parts(world, case)
    return Scene([case, child, report], [world.actor("north_manager"), second])


def test_without_a_hold_all_of_them_go_and_with_one_on_the_case_none(world: World) -> None:
    second = second_manager(world)
    free, bound = _scene(world, second), _scene(world, second)
    for step in STRAIGHT:
        free.do(*step)
    assert free.there() == set()
    for step in [("hold", 0, False), *STRAIGHT]:
        bound.do(*step)
    assert bound.there() == {0, 1, 2}


@settings(
    max_examples=SEQUENCES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_no_sequence_of_acts_removes_what_is_held_at_that_moment(
    world: World, steps: list[tuple[str, int, bool]]
) -> None:
    with taken_back():
        scene = _scene(world, second_manager(world))
        for step in steps:
            scene.do(*step)
