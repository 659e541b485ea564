"""Who is in contact with a child is added and ended; identified and safeguarded is said, and ends with the child's safety."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import World
from tests.children.children import a_child, refused
from tutela.accounts.need_to_know import acting_as
from tutela.children.models import Child, Contact
from tutela.children.queries import contacts_of
from tutela.children.services.contacts import add_contact, end_contact
from tutela.children.services.identify import identify, say_safety, withdraw_identification
from tutela.children.services.safeguard import say_safeguarded
from tutela.children.services.trace import give_identification_task
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.core.partial_date import PartialDate
from tutela.ownership.access import find

pytestmark = pytest.mark.django_db
STEP = {"how": "protection_plan", "words": "Children's services of the area."}


@pytest.fixture
def child(world: World) -> Child:
    """A child of Northmoor's."""
    return a_child(world)


def do(world: World, who: str, verb: Any, child: Child, *arguments: Any, **more: Any) -> Any:
    actor = world.actor(who)
    with acting_as(actor):
        return verb(child, *arguments, **more, actor=actor, now=clock.now())


def test_a_contact_has_a_capacity_a_source_and_somebody_and_its_date_stays_partial(world: World, child: Child) -> None:
    good = {
        "capacity": "school",
        "name": "Head",
        "body": "A school",
        "source": "Carer",
        "since": PartialDate.parse("2026-03"),
    }
    for wrong in ({"capacity": "no_such"}, {"source": ""}, {"name": "", "body": " "}, {"grading": "no_such"}):
        with pytest.raises(BadInput):
            do(world, "north_intake", add_contact, child, **good | wrong)
    with pytest.raises(NotAllowed):
        do(world, "north_auditor", add_contact, child, **good)
    with pytest.raises(RuleBroken):
        do(world, "south_investigator", add_contact, child, **good)
    made = do(world, "north_intake", add_contact, child, **good)
    with acting_as(world.actor("north_investigator")):
        assert str(Contact.objects.get(pk=made.pk).since) == "2026-03"
    with acting_as(world.actor("south_investigator")):
        assert not Contact.objects.exists()


def test_a_contact_ends_once_with_the_reason_and_stays_in_the_record(world: World, child: Child) -> None:
    since = PartialDate.parse("2026-03")
    made = do(world, "north_intake", add_contact, child, capacity="carer", name="A carer", source="Us", since=since)
    for wrong in ({"words": ""}, {"words": "Moved.", "until": PartialDate.parse("2025")}):
        with pytest.raises(BadInput):
            do(world, "north_investigator", end_contact, child, made, **wrong)
    do(world, "north_investigator", end_contact, child, made, words="Moved.", until=PartialDate.parse("2026"))
    with pytest.raises(RuleBroken, match="already"):
        do(world, "north_investigator", end_contact, child, made, words="Moved.")
    with acting_as(world.actor("north_investigator")):
        [kept] = contacts_of(find(child.reference))
        assert (kept.end_words, str(kept.until), kept.ended_by) == ("Moved.", "2026", world.north_investigator.name)


def test_no_raw_statement_changes_a_contact_or_ends_it_in_another_name(world: World, child: Child) -> None:
    do(world, "north_intake", add_contact, child, capacity="carer", name="A carer", source="Us")
    end = "UPDATE children_contact SET ended_at = now(), end_words = 'No.', ended_by_id = %s"
    with acting_as(world.actor("north_investigator")):
        assert "permission denied" in refused("UPDATE children_contact SET name = 'Somebody'")
        assert "permission denied" in refused("DELETE FROM children_contact")
        assert "in the name of" in refused(end, world.north_manager.pk)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(end, [world.north_investigator.pk])
            assert cursor.rowcount == 1
        assert "ended once" in refused("UPDATE children_contact SET ended_at = NULL, end_words = ''")
        assert "row-level security" in refused(
            "INSERT INTO children_contact (child_id, capacity, body, name, since, until, source, grading, added_at, added_by_id,"
            " end_words) VALUES (%s, 'carer', '', 'A', '', '', 'Us', '', now(), %s, '')",
            child.pk,
            world.north_manager.pk,
        )


def test_only_a_child_who_is_identified_and_safe_is_said_to_be_safeguarded(world: World, child: Child) -> None:
    with pytest.raises(RuleBroken, match="Not yet identified".lower()):
        do(world, "north_investigator", say_safeguarded, child, **STEP)
    do(world, "north_investigator", identify, child, name="S", how="School", safety="not_known")
    with pytest.raises(RuleBroken):
        do(world, "north_investigator", say_safeguarded, child, **STEP)
    do(world, "north_investigator", say_safety, child, safety="safe")
    for wrong in ({"how": "no_such"}, {"how": "not_yet_known"}, {"words": " "}):
        with pytest.raises(BadInput):
            do(world, "north_investigator", say_safeguarded, child, **STEP | wrong)
    with pytest.raises(NotAllowed):
        do(world, "north_intake", say_safeguarded, child, **STEP)
    with pytest.raises(RuleBroken):
        do(world, "south_investigator", say_safeguarded, child, **STEP)
    said = do(world, "north_investigator", say_safeguarded, child, **STEP)
    assert (said.safeguarded_how, said.safeguarded_by_id) == ("protection_plan", world.north_investigator.pk)


@pytest.mark.parametrize("safety", ["at_risk", "not_known"])
def test_who_is_no_longer_safe_is_no_longer_safeguarded(world: World, child: Child, safety: str) -> None:
    _safeguarded(world, child)
    do(world, "north_investigator", say_safety, child, safety="safe")
    with acting_as(world.actor("north_investigator")):
        assert find(child.reference).safeguarded_at is not None
    do(world, "north_intake", say_safety, child, safety=safety)
    with acting_as(world.actor("north_investigator")):
        fresh = find(child.reference)
        assert (fresh.safeguarded_at, fresh.safeguarded_how, fresh.safeguarded_words) == (None, "", "")


def test_who_is_not_identified_after_all_is_no_longer_safeguarded(world: World, child: Child) -> None:
    _safeguarded(world, child)
    fresh = do(world, "north_investigator", withdraw_identification, child, reason="Another child")
    assert (fresh.safeguarded_at, fresh.identity) == (None, "not_identified")


def test_safeguarded_is_a_rule_of_the_database_and_said_in_ones_own_name(world: World, child: Child) -> None:
    said = (
        "UPDATE children_child SET safeguarded_at = now(), safeguarded_by_id = %s, safeguarded_how = 'in_care',"
        " safeguarded_words = 'Somebody' WHERE id = %s"
    )
    me = world.north_investigator.pk
    with acting_as(world.actor("north_investigator")):
        assert "safeguarded_is_identified_and_safe" in refused(said, me, child.pk)
    do(world, "north_investigator", identify, child, name="S", how="School", safety="safe")
    with acting_as(world.actor("north_investigator")):
        assert "one's own name" in refused(said, world.north_manager.pk, child.pk)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(said, [me, child.pk])
        with pytest.raises(IntegrityError, match="safeguarded"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE children_child SET safety = 'at_risk' WHERE id = %s", [child.pk])


def test_a_task_to_find_out_who_the_child_is_is_given_while_nobody_knows(world: World, child: Child) -> None:
    task = do(world, "north_intake", give_identification_task, child, what="Ask the schools of the area")
    assert (task.kind, task.organisation) == ("identification", world.north)
    do(world, "north_investigator", identify, child, name="S", how="School", safety="safe")
    with pytest.raises(RuleBroken, match="identified"):
        do(world, "north_intake", give_identification_task, child, what="Ask the schools of the area")


def _safeguarded(world: World, child: Child) -> None:
    do(world, "north_investigator", identify, child, name="S", how="School", safety="safe")
    do(world, "north_investigator", say_safeguarded, child, **STEP)
