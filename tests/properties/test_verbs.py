"""Random verbs by random people, some at the same time in two transactions: ownership and clocks hold after every step."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bench.figures import figure, keep
from tests.cast import World, the_world
from tests.properties.rules import RULES, broken
from tests.properties.verbs import (
    CHAINS,
    OF_CASES,
    OF_CHILDREN,
    OF_REPORTS,
    OF_SERIES,
    OTHERS,
    VERBS,
    WORKERS,
    Call,
    Tried,
    clock_strikes,
    do,
    do_at_once,
    receive,
)
from tutela.audit.verify import verify

# In `make test` a short walk; the long one of `make evidence` is the same code with other numbers.
EXAMPLES = int(os.environ.get("TUTELA_PROPERTY_EXAMPLES", "12"))
STEPS = int(os.environ.get("TUTELA_PROPERTY_STEPS", "20"))
BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

people = st.one_of(st.sampled_from(WORKERS), st.sampled_from(WORKERS), st.sampled_from(WORKERS + OTHERS))
picks = st.integers(0, 1_000)


class LifeOfRecords(RuleBasedStateMachine):
    """One report, whatever comes of it, and what random people do to it all."""

    world: ClassVar[World]
    owner: ClassVar[psycopg.Connection[Any]]
    tried: ClassVar[Tried]
    pairs: ClassVar[int] = 0
    number: ClassVar[int] = 0
    turn: ClassVar[int] = 0
    # What broke first, and how: two transactions at once do not run the same way twice, so a second run explains nothing.
    fault: ClassVar[str] = ""

    @initialize(
        door=st.sampled_from(["staff", "public", "api"]), urgent=st.booleans(), with_case=st.booleans(), pick=picks
    )
    def begin(self, door: str, urgent: bool, with_case: bool, pick: int) -> None:
        type(self).number += 1
        self.now = BEGINNING + timedelta(days=self.number)
        self.log: list[str] = []
        self.report = receive(self.world, door, urgent=urgent, number=self.number, now=self.now)
        if with_case:
            [(_, owner)] = self.records()
            by = next(one for one in WORKERS if one.startswith(f"{owner}_"))
            self.do(Call("open_case", by, self.report, pick, self.now))

    def do(self, call: Call) -> str:
        """Do a verb and keep what came of it."""
        outcome = do(self.world, call)
        self.note(call, outcome)
        return outcome

    def note(self, call: Call, outcome: str) -> None:
        """Keep what came of a verb."""
        self.tried.note(call.verb, outcome.partition(",")[0])
        self.log.append(f"{call.at:%d %H:%M} {call.who} {call.verb} {call.reference} ({call.pick}): {outcome}")

    def call(self, who: str, pick: int, verb_pick: int, *, by_owner: bool, at_owner: int) -> Call:
        """A verb on one of the records that there are by now; ``by_owner`` lets it be somebody of the owner's people."""
        references = self.records()
        reference, owner_code = references[pick % len(references)]
        verbs = {"R": OF_REPORTS, "C": OF_CASES, "K": OF_CHILDREN, "S": OF_SERIES}[reference[0]]
        if by_owner:
            of_owner = [one for one in WORKERS if one.startswith(f"{owner_code}_")]
            who = of_owner[at_owner % len(of_owner)] if of_owner else who
        return Call(verbs[verb_pick % len(verbs)], who, reference, pick, self.now)

    def records(self) -> list[tuple[str, str]]:
        """The report, its cases, their children and the series that ever concerned these, each with the code of its owner."""
        return self.owner.execute(
            """WITH r AS (SELECT id, reference, owner_id FROM reports_report WHERE reference = %s),
                    c AS (SELECT c.id, c.reference, c.owner_id FROM cases_case c JOIN reports_caselink l ON l.case_id = c.id JOIN r ON r.id = l.report_id),
                    k AS (SELECT k.id, k.reference, k.owner_id FROM children_child k JOIN cases_childincase i ON i.child_id = k.id JOIN c ON c.id = i.case_id),
                    s AS (SELECT s.reference, s.owner_id FROM register_series s JOIN register_childinseries i ON i.series_id = s.id JOIN k ON k.id = i.child_id)
               SELECT x.reference, o.code FROM (SELECT reference, owner_id FROM r UNION SELECT reference, owner_id FROM c UNION SELECT reference, owner_id FROM k
                       UNION SELECT reference, owner_id FROM s) x
                 JOIN organisations_organisation o ON o.id = x.owner_id ORDER BY x.reference DESC""",
            [self.report],
        ).fetchall()

    @rule(who=people, pick=picks, verb=picks, by_owner=st.sampled_from([True, True, False]), at_owner=picks)
    def somebody_does_something(self, who: str, pick: int, verb: int, by_owner: bool, at_owner: int) -> None:
        call = self.call(who, pick, verb, by_owner=by_owner, at_owner=at_owner)
        self.do(call)

    @rule(who=people, to=picks, answers=st.sampled_from(["accept", "accept", "decline", "withdraw"]), by=picks)
    def a_record_is_offered_and_answered(self, who: str, to: int, answers: str, by: int) -> None:
        reference, owner = self.records()[0]
        of_owner = [one for one in WORKERS if one.startswith(f"{owner}_")]
        self.do(Call("send", of_owner[by % len(of_owner)], reference, to, self.now))
        receivers = self.owner.execute(
            "SELECT o.code FROM ownership_handover h JOIN organisations_organisation o ON o.id = CASE WHEN %s THEN h.sender_id ELSE h.receiver_id END"
            " WHERE h.state = 'offered' AND h.subject_reference = %s",
            [answers == "withdraw", reference],
        ).fetchall()
        for (code,) in receivers:
            there = [one for one in WORKERS if one.startswith(f"{code}_")]
            self.do(Call(answers, there[by % len(there)], reference, 1, self.now))

    @rule(first=picks, pick=picks)
    def the_owners_people_do_what_belongs_together(self, first: int, pick: int) -> None:
        """Each verb by the first of them who may: what needs a certain state, role or second person comes about at all."""
        # One after the other: chance would leave one out, now and then, in all of a run.
        chain = CHAINS[type(self).turn % len(CHAINS)]
        type(self).turn += 1
        for verb in chain.verbs:
            for reference, owner in self.records():
                of_owner = [*(one for one in WORKERS if one.startswith(f"{owner}_")), *chain.also]
                if reference.startswith(chain.letter) and of_owner:
                    begin = first % len(of_owner)
                    for who in (*of_owner[begin:], *of_owner[:begin]):
                        if self.do(Call(verb, who, reference, pick, self.now)) == "done":
                            break

    @rule(
        first=st.tuples(people, picks, picks, st.booleans(), picks),
        other=st.tuples(people, picks, picks, st.booleans(), picks),
        same_record=st.booleans(),
    )
    def two_act_at_the_same_time(self, first: Any, other: Any, same_record: bool) -> None:
        calls = [
            self.call(who, pick, verb, by_owner=by_owner, at_owner=at_owner)
            for who, pick, verb, by_owner, at_owner in (
                first,
                other if not same_record else (other[0], first[1], *other[2:]),
            )
        ]
        for call, outcome in zip(calls, do_at_once(self.world, calls), strict=True):
            self.note(call, f"{outcome}, at once")
        type(self).pairs += 1

    @rule(hours=st.integers(1, 24 * 20), the_worker_looks=st.booleans())
    def time_goes_by(self, hours: int, the_worker_looks: bool) -> None:
        """Where the worker does not look at once, it does while others act."""
        self.now += timedelta(hours=hours)
        if the_worker_looks:
            clock_strikes(self.now)

    @invariant()
    def the_rules_hold(self) -> None:
        found = broken(self.owner)
        if found and not LifeOfRecords.fault:
            LifeOfRecords.fault = "\n".join([*found, "after:", *getattr(self, "log", [])])
        assert not found


@pytest.fixture
def committed_world(committed_database: str, socket_folder: str) -> Iterator[World]:
    """The cast in a database in which every verb commits."""
    from django.db import transaction

    with psycopg.connect(
        f"host={socket_folder} user=tutela_owner dbname={committed_database}", autocommit=True
    ) as owner:
        LifeOfRecords.owner, LifeOfRecords.tried, LifeOfRecords.pairs, LifeOfRecords.number = owner, Tried(), 0, 0
        LifeOfRecords.turn = 0
        LifeOfRecords.fault = ""
        with transaction.atomic():
            LifeOfRecords.world = the_world()
        _ = LifeOfRecords.world.actors
        yield LifeOfRecords.world


@pytest.mark.timeout(0)
def test_any_sequence_of_verbs_by_anybody_keeps_every_rule(
    committed_world: World, committed_database: str, socket_folder: str
) -> None:
    try:
        run_state_machine_as_test(
            LifeOfRecords,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
                derandomize="TUTELA_PROPERTY_EXAMPLES" not in os.environ,
                database=None,
            ),
        )
    finally:
        if LifeOfRecords.fault:
            pytest.fail(LifeOfRecords.fault, pytrace=False)
    with psycopg.connect(f"host={socket_folder} user=tutela_jobs dbname={committed_database}") as jobs:
        verdict = verify(jobs)
    assert verdict.is_whole, verdict.broken
    tried = LifeOfRecords.tried
    assert sum(tried.done.values()) > EXAMPLES, "a walk in which everything is refused proves nothing"
    assert {"send", "accept"} <= set(tried.done)
    never = sorted(set(VERBS) - set(tried.done))
    done, refused = sum(tried.done.values()), sum(tried.refused.values())
    keep(
        "properties",
        [
            figure("walks, steps of each", f"{EXAMPLES}, {STEPS}"),
            figure("rules asked by SQL after each step", len(RULES), bar="all hold", met=True),
            figure("verbs done, refused", f"{done:,}, {refused:,}"),
            figure("pairs at one time in two transactions", f"{LifeOfRecords.pairs:,}"),
            figure("verbs never done", ", ".join(never) or "none", bar="none", met=not never),
            figure("audit entries, verified", f"{verdict.entries:,}", bar="whole", met=verdict.is_whole),
        ],
    )


@pytest.mark.parametrize("rule_name", sorted(RULES))
def test_each_rule_is_a_statement_that_finds_nothing_in_an_empty_house(
    rule_name: str, owner_sql: Any, world: World
) -> None:
    assert owner_sql(RULES[rule_name]) == []
