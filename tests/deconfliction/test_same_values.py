"""The same identifier, or the same number at its source, in the records of two services: each is told of its own, and whom to telephone."""

from typing import Any

import pytest
from django.db import connection

from tests.cases.cases import ADDRESS, a_case
from tests.cast import World
from tests.deconfliction.meeting import alerts, heard, told
from tests.reports.test_life_of_a_report import received
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.cases.services.share import share_case
from tutela.core import clock
from tutela.deconfliction import values
from tutela.deconfliction.models import Lookout
from tutela.deconfliction.queries import shared_value
from tutela.deconfliction.services.same_values import LOOKED_AT, look_through
from tutela.ownership.access import find
from tutela.ownership.services import transfer
from tutela.reports.models import Report

pytestmark = pytest.mark.django_db


def look(world: World) -> int:
    """What the worker does every two minutes, after the transactions before it have been sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        return look_through(actor=SYSTEM, now=clock.now())


def with_address(world: World, who: str, *raw: str, **more: Any) -> Report:
    """A report that names these addresses."""
    named = [{"kind": "email", "raw": one} for one in raw]
    return received(world, who, identifiers=named, **more)


@pytest.fixture(autouse=True)
def _looked(world: World) -> None:
    look(world)


def test_two_services_with_one_identifier_hear_of_each_other_and_of_no_others_record(world: World) -> None:
    norths = with_address(world, "north_intake", "Somebody@Mail.example")
    look(world)
    souths = with_address(world, "south_intake", "somebody@mail.example")
    assert look(world) == 2
    assert told(world, "north_manager") == [("same_identifier", "same_value", "south")]
    assert told(world, "south_manager") == [("same_identifier", "same_value", "north")]
    for who, own, other in (("north_manager", norths, souths), ("south_manager", souths, norths)):
        [one] = alerts(world, who)
        assert (one.subject_reference, one.may_say) == (own.reference, "value")
        assert other.reference not in str(vars(one))
        with acting_as(world.actor(who)):
            assert shared_value(one) in {
                ("E-mail address", "Somebody@Mail.example"),
                ("E-mail address", "somebody@mail.example"),
            }
    words = f"{norths.reference} and a record of Southvale have the same identifier."
    assert heard(world, "north_intake") == [(norths.reference, words)]
    assert look(world) == 0


def test_a_report_and_a_case_are_compared_and_a_report_with_its_own_case_is_not(world: World) -> None:
    a_case(world)
    look(world)
    assert told(world, "north_manager") == []
    with_address(world, "south_intake", ADDRESS)
    look(world)
    assert told(world, "north_manager") == [("same_identifier", "same_value", "south")]


def test_of_several_values_that_two_records_share_one_is_told_and_further_records_are_counted(world: World) -> None:
    both = ("one@mail.example", "two@mail.example")
    with_address(world, "north_intake", *both)
    with_address(world, "south_intake", *both)
    look(world)
    with_address(world, "south_intake", *both)
    look(world)
    assert [one.count for one in alerts(world, "north_manager")] == [2]
    assert len(heard(world, "north_manager")) == 1


def test_trivial_values_and_those_that_very_many_share_alert_nobody_and_it_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in ("north_intake", "south_intake"):
        with_address(world, who, "noreply@mail.example")
    look(world)
    monkeypatch.setattr(values, "COMMON", 3)
    for who in ("north_intake", "south_intake") * 2:
        with_address(world, who, "everybody@mail.example")
    look(world)
    assert told(world, "north_manager") == []
    with switched_role("tutela_jobs"):
        assert Lookout.objects.get().too_common == 1


def test_what_is_restricted_is_not_made_known_to_another_service_and_its_named_persons_hear(world: World) -> None:
    hidden = with_address(world, "north_intake", "hidden@mail.example")
    with switched_role("tutela_owner"):
        Report.objects.filter(pk=hidden.pk).update(is_restricted=True)
    with_address(world, "south_intake", "hidden@mail.example")
    look(world)
    assert told(world, "south_manager") == []
    assert told(world, "north_manager") == [("same_identifier", "same_value", "south")]
    assert [one.may_say for one in alerts(world, "north_manager")] == ["yours_to_decide"]
    assert told(world, "north_intake") == []
    assert (len(heard(world, "north_manager")), heard(world, "north_intake")) == (1, [])


def test_whoever_sees_the_others_record_themselves_is_not_told_of_it(world: World) -> None:
    case = a_case(world)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        share_case(find(case.reference), organisation=world.south, with_children=False, actor=actor, now=clock.now())
    with_address(world, "south_intake", ADDRESS)
    look(world)
    assert told(world, "south_manager") == []
    assert told(world, "north_manager") == [("same_identifier", "same_value", "south")]


def test_a_record_that_goes_to_another_service_is_compared_anew(world: World) -> None:
    for _ in range(2):
        moved = with_address(world, "north_intake", "moves@mail.example")
    look(world)
    assert told(world, "north_manager") == []
    actor = world.actor("centre_manager")
    with acting_as(actor):
        transfer(moved, to=world.south, reason="Synthetic.", actor=actor, now=clock.now())
    look(world)
    assert told(world, "north_manager") == [("same_identifier", "same_value", "south")]


def test_the_same_number_at_its_source_is_an_alert_without_a_second_notice(world: World) -> None:
    number = {"external_source": "NCMEC", "external_reference": "1001", "door": "api"}
    first = received(world, "hotline_partner", **number)
    actor = world.actor("centre_manager")
    with acting_as(actor):
        transfer(first, to=world.north, reason="Synthetic.", actor=actor, now=clock.now())
    received(world, "company_partner", **number)
    look(world)
    assert told(world, "north_manager") == [("same_external_report", "same_number", "centre")]
    assert told(world, "centre_manager") == [("same_external_report", "same_number", "north")]
    # Both were told in words at the door.
    assert heard(world, "north_manager") == heard(world, "centre_manager") == []


def test_every_act_that_brings_an_identifier_or_another_owner_is_looked_at() -> None:
    assert {"report.receive", "case.open", "case.enter_identifier", "case.enter_person", "case.import"} <= LOOKED_AT
    assert {
        f"{kind}.{act}" for kind in ("report", "case") for act in ("accept", "claim", "transfer", "lapse")
    } <= LOOKED_AT
