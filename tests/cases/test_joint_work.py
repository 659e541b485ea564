"""A case that several services work jointly: each writes in it, one leads, and what was shared can be narrowed at once."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case, Entry
from tutela.cases.services.answer import Asked, Given, answer_record
from tutela.cases.services.close import close_case
from tutela.cases.services.record import write_entry
from tutela.cases.services.share import end_share, share_case
from tutela.children.services.identify import say_safety
from tutela.core import clock
from tutela.core.errors import RuleBroken
from tutela.ownership.access import find
from tutela.ownership.models import Participation
from tutela.ownership.services import accept, assign, mark_handling, send

pytestmark = pytest.mark.django_db
LEADS, JOINS = "north_investigator", "south_investigator"


def shared(world: World, case: Case, **more: Any) -> Participation:
    actor = world.actor(LEADS)
    with acting_as(actor):
        return share_case(
            find(case.reference), organisation=world.south, with_children=True, actor=actor, now=clock.now(), **more
        )


def test_a_service_that_works_a_case_jointly_writes_in_it_and_one_that_reads_it_does_not(world: World) -> None:
    case, other, joins = a_case(world), a_case(world), world.actor(JOINS)
    shared(world, case, may_write=True)
    shared(world, other)
    said = {"words": "Seen in our area.", "source": "Us", "actor": joins}
    with acting_as(joins):
        write_entry(find(case.reference), **said, now=clock.now())
        answer_record(
            find(case.reference),
            {Asked("pattern"): Given(("once",))},
            over={},
            source="Us",
            actor=joins,
            now=clock.now(),
        )
        with pytest.raises(RuleBroken):
            write_entry(find(other.reference), **said, now=clock.now())
    with acting_as(world.actor(LEADS)):
        assert Entry.objects.filter(case=case, words="Seen in our area.").exists()


def test_the_one_that_leads_alone_decides_whose_it_is_who_takes_part_and_when_it_ends(world: World) -> None:
    case, joins = a_case(world), world.actor(JOINS)
    part = shared(world, case, may_write=True)
    with acting_as(joins):
        record = find(case.reference)
        for refused in (
            lambda: share_case(record, organisation=world.customs, with_children=False, actor=joins, now=clock.now()),
            lambda: end_share(record, part, actor=joins, now=clock.now()),
            lambda: close_case(record, grounds="finished", words="Done.", actor=joins, now=clock.now()),
            lambda: mark_handling(record, handling="RED", words="x", actor=joins, now=clock.now()),
            lambda: assign(record, handler=world.south_investigator, actor=joins, now=clock.now()),
            lambda: send(record, to=world.south, reason="x", preview={}, is_urgent=False, actor=joins, now=clock.now()),
        ):
            with pytest.raises(RuleBroken):
                refused()


def test_a_joint_writer_says_of_a_child_what_belongs_to_whoever_answers_for_the_child(world: World) -> None:
    case, joins = a_case(world), world.actor(JOINS)
    shared(world, case, may_write=True)
    child = child_of(world, case)
    with acting_as(joins), pytest.raises(RuleBroken, match="answers for"):
        say_safety(find(child.reference), safety="safe", actor=joins, now=clock.now())


def test_from_the_moment_it_is_ended_nothing_more_is_seen_or_written(world: World) -> None:
    case, leads, joins = a_case(world), world.actor(LEADS), world.actor(JOINS)
    part = shared(world, case, may_write=True)
    with acting_as(joins):
        record = find(case.reference)
    with acting_as(leads):
        end_share(find(case.reference), part, actor=leads, now=clock.now())
    with acting_as(joins):
        assert not Case.objects.filter(pk=case.pk).exists()
        with pytest.raises(RuleBroken):
            write_entry(record, words="Too late.", source="Us", actor=joins, now=clock.now())


def test_no_raw_statement_of_a_joint_writer_lets_a_third_body_in_or_widens_its_own_part(world: World) -> None:
    case, joins = a_case(world), world.actor(JOINS)
    part = shared(world, case, may_write=True)
    for statement, given in (
        (
            (
                "INSERT INTO ownership_participation (subject_kind, subject_id, organisation_id, basis, since, may_write)"
                " VALUES ('case', %s, %s, 'joint', now(), false)"
            ),
            [case.pk, world.customs.pk],
        ),
        ("UPDATE cases_case SET owner_id = %s WHERE id = %s", [world.south.pk, case.pk]),
    ):
        with acting_as(joins), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, given)
    with acting_as(joins), connection.cursor() as cursor:
        cursor.execute("UPDATE ownership_participation SET ended_at = now() WHERE id = %s", [part.pk])
        assert cursor.rowcount == 0


def test_a_case_that_is_restricted_later_is_written_by_no_body_as_such(world: World) -> None:
    case, joins = a_case(world), world.actor(JOINS)
    shared(world, case, may_write=True)
    from tutela.cases.services.close import restrict

    manager = world.actor("north_manager")
    with acting_as(manager):
        restrict(find(case.reference), restricted=True, words="A witness.", actor=manager, now=clock.now())
    with acting_as(joins):
        assert not Case.objects.filter(pk=case.pk).exists()


def test_whoever_becomes_its_owner_works_it_jointly_no_more_and_only_reads_it_once_it_is_handed_on(
    world: World,
) -> None:
    """The joint part stood open beside the ownership, and gave the right to write again when the record went on to a third body."""
    case, leads, joins, third = (
        a_case(world),
        world.actor(LEADS),
        world.actor(JOINS),
        world.actor("centre_manager"),
    )
    part = shared(world, case, may_write=True)
    with acting_as(leads):
        offer = send(
            find(case.reference), to=world.south, reason="x", preview={}, is_urgent=False, actor=leads, now=clock.now()
        )
    with acting_as(joins):
        accept(offer.pk, actor=joins, now=clock.now())
        ended = Participation.objects.get(pk=part.pk)
        assert (ended.ended_at is not None, ended.ended_by_id) == (True, joins.user_id)
        offer = send(
            find(case.reference),
            to=world.centre,
            reason="x",
            preview={},
            is_urgent=False,
            actor=joins,
            now=clock.now(),
        )
    with acting_as(third):
        accept(offer.pk, actor=third, now=clock.now())
    with acting_as(joins):
        there = Participation.objects.get(
            subject_kind="case", subject_id=case.pk, organisation=world.south, ended_at=None
        )
        assert (there.basis, there.may_write) == ("sender", False)
        with pytest.raises(RuleBroken):
            write_entry(find(case.reference), words="Seen.", source="Us", actor=joins, now=clock.now())
