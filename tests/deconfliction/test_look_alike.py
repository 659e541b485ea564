"""Files that came in are compared with everything registered that looks like them, in batches, once, whatever the index covers."""

import random
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import World
from tests.deconfliction.meeting import a_series, alerts, gives, gives_list, heard, holds, looks_alike_now, meets, told
from tests.register.lists_of import looking_like, made_up, turned
from tests.register.test_sources import a_source
from tests.roles import switched_role
from tutela.accounts.need_to_know import name_the_reader
from tutela.core.errors import BadInput
from tutela.core.later import defer_once
from tutela.deconfliction.jobs import LOOK_ALIKE, take_facts
from tutela.deconfliction.models import Lookout
from tutela.deconfliction.queries import has_alike, has_facts
from tutela.deconfliction.services import look_alike as module
from tutela.deconfliction.services import near
from tutela.register.models import Fact
from tutela.register.services.keep_index import build_index

pytestmark = pytest.mark.django_db
PICTURE = random.Random(7).randbytes(32)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the index is kept in this test."""
    settings.TUTELA_REGISTER_INDEX_DIR = tmp_path / "register"
    return tmp_path / "register"


def gives_pictures(
    world: World, who: str, *hashes: bytes, seed: int, quality: list[int] | None = None, **given: Any
) -> Any:
    return gives_list(world, who, looking_like(made_up(len(hashes), seed=seed), *hashes, quality=quality), **given)


def waits() -> bool:
    with switched_role("tutela_jobs"):
        return has_alike()


@pytest.mark.parametrize("index", ["there", "behind", "missing"])
def test_whoever_enters_a_file_near_one_of_another_service_makes_both_hear_of_it_whatever_the_index_covers(
    world: World, folder: Path, index: str
) -> None:
    if index == "behind":
        gives_pictures(world, "north_examiner", random.Random(1).randbytes(32), seed=1)
    if index != "missing":
        if index == "there":
            gives_pictures(world, "north_examiner", PICTURE, seed=2, exhibit="EX/N")
        with switched_role("tutela_jobs"):
            build_index(folder)
    if index != "there":
        gives_pictures(world, "north_examiner", PICTURE, seed=2, exhibit="EX/N")
    looks_alike_now(world)
    gives_pictures(world, "south_investigator", turned(PICTURE, 31), turned(PICTURE, 32), seed=3, exhibit="EX/S")
    assert waits()
    assert looks_alike_now(world) == 2
    assert (waits(), looks_alike_now(world)) == (False, 0)
    [one], [other] = alerts(world, "north_manager"), alerts(world, "south_manager")
    assert [(each.kind, each.reason, each.distance, each.exhibit) for each in (one, other)] == [
        ("near_file", "alike", 31, "EX/N"),
        ("near_file", "alike", 31, "EX/S"),
    ]
    assert (one.file_number, one.other_file_number) == (other.other_file_number, other.file_number)


def test_how_near_they_must_be_is_set_and_no_distance_is_taken_up_to_which_some_would_be_missed(
    world: World, settings: Any
) -> None:
    gives_pictures(world, "north_examiner", PICTURE, seed=2)
    gives_pictures(world, "south_investigator", turned(PICTURE, 11), seed=3)
    settings.TUTELA_ALERT_DISTANCE = 32
    with pytest.raises(BadInput, match="31"):
        looks_alike_now(world)
    assert waits()
    settings.TUTELA_ALERT_DISTANCE = 10
    assert looks_alike_now(world) == 0
    gives_pictures(world, "south_investigator", turned(PICTURE, 10), seed=4)
    assert looks_alike_now(world) == 2


@pytest.mark.parametrize(("one", "other", "told_of"), [(50, 50, True), (49, 100, False), (100, 49, False)])
def test_a_hash_of_too_low_a_quality_alerts_nobody(world: World, one: int, other: int, *, told_of: bool) -> None:
    gives_pictures(world, "north_examiner", PICTURE, seed=2, quality=[one])
    gives_pictures(world, "south_investigator", turned(PICTURE, 4), seed=3, quality=[other])
    assert (looks_alike_now(world) > 0, waits()) == (told_of, False)


def test_what_somebody_holds_to_be_harmless_alerts_nobody_who_meets_one_like_it(world: World) -> None:
    gives_pictures(world, "north_examiner", PICTURE, seed=2)
    gives_pictures(world, "centre_analyst", PICTURE, seed=2, what="harmless", source=a_source(world, "centre_analyst"))
    gives_pictures(world, "south_investigator", turned(PICTURE, 4), seed=3)
    assert looks_alike_now(world) == 0


def test_a_file_that_gets_its_perceptual_hash_later_is_compared_then(world: World) -> None:
    files = made_up(1, seed=2)
    gives_list(world, "north_examiner", looking_like(files, PICTURE))
    late = made_up(1, seed=3)
    gives(world, "south_investigator", late)
    assert looks_alike_now(world) == 0
    seen = looking_like(late, turned(PICTURE, 3))
    gives_list(world, "south_investigator", seen, what="seen", exhibit="EX/2")
    assert looks_alike_now(world) == 2
    meets(world, "south_investigator", late, exhibit="EX/3")
    assert not waits()


def test_a_picture_that_thousands_of_files_look_like_is_told_once_between_two_places_and_of_too_many_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives_pictures(world, "north_examiner", *[PICTURE] * 50, seed=2)
    gives_pictures(world, "north_examiner", *[turned(PICTURE, 1)] * 50, seed=5, series=a_series(world))
    gives_pictures(world, "south_investigator", *[turned(PICTURE, n) for n in range(2, 22)], seed=3)
    assert looks_alike_now(world) == 4
    assert told(world, "south_manager") == [("near_file", "alike", "north")] * 2
    assert sorted(one.distance or 0 for one in alerts(world, "south_manager")) == [1, 2]
    assert len(heard(world, "south_manager")) == 2
    monkeypatch.setattr(near, "MOST_PARTIES", 1)
    gives_pictures(world, "centre_analyst", turned(PICTURE, 30), seed=6)
    assert looks_alike_now(world) == 0
    with switched_role("tutela_owner"):
        assert Lookout.objects.get().too_common == 1


def test_what_breaks_off_is_looked_for_again_and_nothing_is_passed_over_or_told_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = [random.Random(n).randbytes(32) for n in range(5)]
    for number, one in enumerate(pictures):
        gives_pictures(world, "north_examiner", one, seed=10 + number, exhibit=f"EX/{number}")
    looks_alike_now(world)
    gives_pictures(world, "south_investigator", *(turned(one, 9) for one in pictures), seed=30)
    monkeypatch.setattr(module, "HASHES_A_PART", 2)
    monkeypatch.setattr(module, "AT_ONCE", 1)
    writes, parts = module.record, []

    def killed(*given: Any, **more: Any) -> None:
        parts.append(given)
        if len(parts) == 2:
            raise KeyboardInterrupt
        writes(*given, **more)

    monkeypatch.setattr(module, "record", killed)
    with pytest.raises(KeyboardInterrupt):
        looks_alike_now(world)
    with switched_role("tutela_owner"):
        [fact] = Fact.objects.filter(kind="alike", taken_at=None)
        assert len(fact.files or ()) == 3
    assert len(alerts(world, "south_manager")) == 2
    looks_alike_now(world)
    assert sorted(one.exhibit for one in alerts(world, "north_manager")) == [f"EX/{n}" for n in range(5)]
    assert {one.count for one in alerts(world, "north_manager")} == {1}


def test_what_is_urgent_does_not_wait_for_files_to_be_compared_and_a_clock_asks_for_what_is_left(world: World) -> None:
    gives_pictures(world, "north_examiner", PICTURE, seed=2)
    with switched_role("tutela_jobs"):
        assert has_facts()
    assert (holds(), waits()) == (0, True)
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        take_facts()
    assert ProcrastinateJob.objects.filter(task_name=LOOK_ALIKE, status="todo").count() == 1
    assert not defer_once(LOOK_ALIKE)


def test_a_file_is_not_near_itself_whoever_holds_it(world: World) -> None:
    gives_pictures(world, "north_examiner", PICTURE, seed=2)
    gives_pictures(world, "south_investigator", PICTURE, seed=2)
    assert looks_alike_now(world) == 0
    # Another file with the very same hash is.
    gives_pictures(world, "south_investigator", PICTURE, PICTURE, seed=2)
    assert looks_alike_now(world) == 2
    [one] = alerts(world, "north_manager", kind="near_file")
    assert (one.distance, one.file_number != one.other_file_number) == (0, True)
