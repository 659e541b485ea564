"""Files that look alike are not the same until a person says so; what nobody works on is told to whoever would have to."""

from datetime import timedelta

import pytest

from tests.cast import World
from tests.children.children import a_child
from tests.deconfliction.meeting import File, a_series, alerts, gives, heard, holds, meets, told
from tests.register.lists_of import made_up
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.children.models import Child
from tutela.core import clock
from tutela.deconfliction.services.near import tell_near
from tutela.deconfliction.services.nobody import AFTER, tell_of_nobodys
from tutela.ownership.access import find
from tutela.ownership.services import assign
from tutela.register.models import File as RegisterFile

pytestmark = pytest.mark.django_db


def number_of(file: File) -> int:
    with switched_role("tutela_owner"):
        return RegisterFile.objects.get(sha256=file["sha256"]).pk


def looks_alike(world: World, one: File, other: File, distance: int) -> int:
    numbers = number_of(one), number_of(other)
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        return tell_near(*numbers, distance, now=clock.now())


def look_for_nobodys(world: World, *, later: timedelta = timedelta()) -> int:
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        return tell_of_nobodys(actor=SYSTEM, now=clock.now() + later)


def test_two_who_hold_files_that_look_alike_hear_of_each_other_once_with_the_nearest(world: World) -> None:
    files, norths = made_up(4, seed=60), a_series(world)
    gives(world, "north_examiner", files[:2], series=norths)
    gives(world, "south_investigator", files[2:], exhibit="EX/S")
    holds()
    assert looks_alike(world, files[0], files[2], 20) == 2
    assert looks_alike(world, files[0], files[2], 20) == 0
    looks_alike(world, files[1], files[2], 8)
    [one], [other] = alerts(world, "north_manager"), alerts(world, "south_manager")
    assert (one.kind, one.reason, one.distance, one.count) == ("near_file", "alike", 8, 2)
    assert (other.reason, other.exhibit, other.series_id, other.other_series_id) == ("alike", "EX/S", None, norths.pk)
    assert len(heard(world, "north_manager")) == 1


def test_what_its_owner_hides_is_not_told_because_it_looks_alike(world: World) -> None:
    files = made_up(2, seed=61)
    gives(world, "north_examiner", files[:1], series=a_series(world, audience="own", otherwise="new"))
    gives(world, "south_investigator", files[1:])
    holds()
    looks_alike(world, files[0], files[1], 10)
    assert told(world, "south_manager") == []
    assert told(world, "north_manager") == [("near_file", "alike", "south")]


def test_a_series_that_several_meet_and_nobody_works_on_is_told_to_its_centre_and_to_those_who_may_claim_it(
    world: World,
) -> None:
    files, series = made_up(2, seed=62), a_series(world, "centre_analyst")
    gives(world, "centre_analyst", files, series=series)
    meets(world, "south_investigator", files)
    holds()
    assert look_for_nobodys(world) == 0
    meets(world, "north_examiner", files)
    holds()
    assert look_for_nobodys(world) == 3
    assert look_for_nobodys(world) == 0
    assert told(world, "centre_manager", kind="worked_by_nobody") == [("worked_by_nobody", "nobody_series", "")]
    assert told(world, "north_manager", kind="worked_by_nobody") == [("worked_by_nobody", "claim_it", "centre")]
    actor = world.actor("centre_manager")
    with acting_as(actor):
        assign(find(series.reference), handler=world.centre_analyst, actor=actor, now=clock.now())
    look_for_nobodys(world)
    assert [one.state for one in alerts(world, "south_manager", kind="worked_by_nobody")] == ["overtaken"]


def test_a_child_whom_a_centre_owns_and_nobody_works_on_is_told_after_a_while(world: World) -> None:
    child = a_child(world, "centre_analyst")
    with switched_role("tutela_owner"):
        Child.objects.filter(pk=child.pk).update(handler=None)
    assert look_for_nobodys(world) == 0
    assert look_for_nobodys(world, later=AFTER + timedelta(hours=1)) == 1
    assert told(world, "centre_manager") == [("worked_by_nobody", "nobody_child", "")]
    assert [one for one, _ in heard(world, "centre_intake")] == [child.reference]
