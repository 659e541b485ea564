"""A hold keeps a record, and what belongs to it, from every disposal, until a manager lifts it in words."""

import pytest
from django.db import Error, connection, transaction

from tests.cast import World
from tests.retention.records import an_old_case, approved, own, parts, proposed, second_manager
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tutela.ownership.access import find
from tutela.retention.models import Disposal, Hold
from tutela.retention.queries import is_held
from tutela.retention.services.hold import hold, lift_hold
from tutela.retention.services.propose import propose


def test_a_hold_on_a_case_covers_its_children_its_reports_and_itself(world: World) -> None:
    case, other = an_old_case(world), an_old_case(world)
    child, stopped, report = parts(world, case)
    manager = world.actor("north_manager")
    with acting_as(manager):
        hold(case, grounds="proceedings", words="Synthetic.", actor=manager, now=clock.now())
        for covered in (case, child, stopped, report):
            assert is_held(covered)
            with pytest.raises(RuleBroken, match="is held"):
                propose([covered], actor=manager, now=clock.now())
        assert not is_held(other)


@pytest.mark.parametrize("part", [0, 2])
def test_a_hold_on_a_child_or_a_report_keeps_the_cases_that_have_it_and_nothing_else(world: World, part: int) -> None:
    case = an_old_case(world)
    all_parts = parts(world, case)
    manager = world.actor("north_manager")
    with acting_as(manager):
        hold(all_parts[part], grounds="complaint", words="Synthetic.", actor=manager, now=clock.now())
        assert is_held(case)
        assert not is_held(all_parts[1])


def test_a_hold_stops_what_is_proposed_and_lifting_it_does_not_bring_it_back(world: World) -> None:
    case = an_old_case(world)
    child, stopped, report = parts(world, case)
    manager, second = world.actor("north_manager"), second_manager(world)
    waiting, agreed = proposed(world, child), approved(world, report, by=second)
    with acting_as(manager):
        made = hold(find(case.reference), grounds="inquiry", words="Synthetic.", actor=manager, now=clock.now())
        for one in (waiting, agreed):
            one.refresh_from_db()
            assert (one.state, one.stopped_by_hold, one.stopped_by_id) == ("stopped", True, manager.user_id)
        lift_hold(made.pk, words="The inquiry has ended.", actor=manager, now=clock.now())
        assert not Disposal.objects.filter(state__in=Disposal.OPEN).exists()
        assert propose([find(child.reference), find(stopped.reference)], actor=manager, now=clock.now())


def test_who_holds_and_who_lifts(world: World) -> None:
    case = an_old_case(world)
    investigator, manager = world.actor("north_investigator"), world.actor("north_manager")
    for who in ("north_auditor", "north_intake", "north_examiner"):
        with acting_as(world.actor(who)), pytest.raises(NotAllowed):
            hold(case, grounds="appeal", words="Synthetic.", actor=world.actor(who), now=clock.now())
    with acting_as(world.actor("south_investigator")), pytest.raises(RuleBroken):
        hold(case, grounds="appeal", words="Synthetic.", actor=world.actor("south_investigator"), now=clock.now())
    with acting_as(investigator):
        for wrong in ({"grounds": "appeal", "words": " "}, {"grounds": "nothing", "words": "Synthetic."}):
            with pytest.raises(BadInput):
                hold(case, **wrong, actor=investigator, now=clock.now())
        made = hold(case, grounds="appeal", words="Synthetic.", actor=investigator, now=clock.now())
        with pytest.raises(RuleBroken, match="already"):
            hold(case, grounds="appeal", words="Synthetic.", actor=investigator, now=clock.now())
        with pytest.raises(NotAllowed):
            lift_hold(made.pk, words="Ended.", actor=investigator, now=clock.now())
    with acting_as(world.actor("south_manager")), pytest.raises(NotFound):
        lift_hold(made.pk, words="Ended.", actor=world.actor("south_manager"), now=clock.now())
    with acting_as(manager):
        with pytest.raises(BadInput):
            lift_hold(made.pk, words="", actor=manager, now=clock.now())
        assert lift_hold(made.pk, words="Ended.", actor=manager, now=clock.now()).lifted_by_id == manager.user_id
        with pytest.raises(RuleBroken, match="already"):
            lift_hold(made.pk, words="Ended.", actor=manager, now=clock.now())


def test_no_raw_statement_sets_a_hold_in_anothers_name_nor_lifts_one_that_it_may_not(world: World) -> None:
    case = an_old_case(world)
    investigator, manager = world.actor("north_investigator"), world.actor("north_manager")
    with acting_as(investigator):
        made = hold(case, grounds="appeal", words="Synthetic.", actor=investigator, now=clock.now())
    insert = (
        "INSERT INTO retention_hold (subject_kind, subject_id, subject_reference, grounds, words, set_by_id, since, lift_words)"
        " VALUES ('case', %s, %s, 'inquiry', 'Synthetic.', %s, now(), '')"
    )
    lift = "UPDATE retention_hold SET lifted_by_id = %s, lifted_at = now(), lift_words = 'x' WHERE id = %s"

    def refused(who: str, sql: str, *values: object) -> bool:
        with acting_as(world.actor(who)):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(sql, values)
                    return cursor.rowcount == 0
            except Error:
                return True

    assert refused("north_investigator", insert, case.pk, case.reference, manager.user_id)
    assert refused("south_manager", insert, case.pk, case.reference, world.south_manager.pk)
    assert not refused("north_investigator", insert, case.pk, case.reference, investigator.user_id)
    assert refused("north_investigator", lift, investigator.user_id, made.pk)
    assert refused("north_manager", lift, investigator.user_id, made.pk)
    assert refused("south_manager", lift, world.south_manager.pk, made.pk)
    assert refused("north_manager", "UPDATE retention_hold SET words = 'Other.' WHERE id = %s", made.pk)
    assert not refused("north_manager", lift, manager.user_id, made.pk)
    assert refused("north_manager", "UPDATE retention_hold SET lifted_at = NULL WHERE id = %s", made.pk)
    with acting_as(manager):
        assert Hold.objects.filter(lifted_at=None).count() == 1
    assert own("SELECT count(*) FROM retention_hold") == [(2,)]
