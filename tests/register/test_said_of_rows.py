"""What a list says beside its hashes: a class of a scheme becomes a classification, a hash of another kind is kept as it was given."""

import hashlib
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cast import World
from tests.deconfliction.meeting import gives_list, holds, told
from tests.register.lists_of import made_up
from tests.register.series import keep_index_in
from tests.register.test_classify import a_scheme
from tests.roles import switched_role
from tests.web.ladder import ClientFor
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput
from tutela.register.lists import packed
from tutela.register.lists.reading import read_list
from tutela.register.lists.rows import HashList
from tutela.register.models import Classification, File, OtherHash, Scheme, Submission
from tutela.register.queries.files import files_with_other_hash, known_of
from tutela.register.said_of_rows import LONGEST_VALUE
from tutela.register.services.classify import classify
from tutela.register.services.submit import Given, begin_submission, take_part

pytestmark = pytest.mark.django_db
FILES = made_up(4, seed=9)


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, settings: Any) -> None:
    keep_index_in(tmp_path, settings)
    settings.TUTELA_REGISTER_LISTS_DIR = tmp_path / "lists"


def table(*rows: str, heading: str = "Category", files: Any = FILES) -> bytes:
    """A table with a hash and something more of each file."""
    lines = (f"{one['md5'].hex()},{row}" for one, row in zip(files, rows, strict=False))
    return "\n".join((f"MD5,{heading}", *lines, "")).encode()


def listed(*rows: str, **more: Any) -> HashList:
    return read_list(table(*rows, **more))


def vics(*categories: int) -> HashList:
    """The same in the manner of Project VIC."""
    media = [
        {"MediaID": number, "Category": category, "MD5": one["md5"].hex(), "PhotoDNA": "AAEC/w=="}
        for number, (one, category) in enumerate(zip(FILES, categories, strict=False), start=1)
    ]
    return read_list(json.dumps({"odata.metadata": "x", "value": media}).encode())


def classes(world: World, who: str = "north_examiner") -> dict[int, list[tuple[str, str]]]:
    """What is said of each file by its place among FILES: organisation and code, the latest first, as somebody sees it."""
    with acting_as(world.actor(who)):
        rows = Classification.objects.filter(withdrawn_at=None).select_related("code", "organisation", "file")
        found: dict[int, list[tuple[str, str]]] = {}
        places = {one["md5"]: number for number, one in enumerate(FILES)}
        for one in rows:
            found.setdefault(places[bytes(one.file.md5 or b"")], []).append((one.organisation.code, one.code.code))
    return found


@pytest.mark.parametrize("make", [lambda: listed("1", "2", "", "1"), lambda: vics(1, 2)], ids=["csv", "vics"])
def test_categories_become_classes_that_the_organisation_gives_by_the_scheme_that_was_named(
    world: World, make: Callable[[], HashList]
) -> None:
    scheme = a_scheme(world)
    gives_list(world, "north_examiner", make(), scheme=scheme)
    found = classes(world)
    assert (found[0], found[1]) == ([("north", "1")], [("north", "2")])
    assert 2 not in found
    with acting_as(world.actor("north_examiner")):
        made = Submission.objects.get()
        assert (made.scheme_id, made.new_classes) == (scheme.pk, len(found))
    gives_list(world, "south_investigator", listed("2"), scheme=scheme)
    assert sorted(classes(world)[0]) == [("north", "1"), ("south", "2")]


def test_a_class_that_the_scheme_has_not_is_refused_with_its_row_and_nothing_is_taken_in(world: World) -> None:
    scheme = a_scheme(world)
    with pytest.raises(BadInput) as caught:
        gives_list(world, "north_examiner", listed("1", "9", "2", "1A"), scheme=scheme)
    assert [fault.where.row for fault in caught.value.faults] == [3, 5]
    assert (caught.value.where.row, caught.value.where.field) == (3, "category")
    with switched_role("tutela_owner"):
        assert not File.objects.exists()
        assert not Submission.objects.exists()
    # Without a scheme a category is nobody's word.
    gives_list(world, "north_examiner", listed("1", "9"))
    assert classes(world) == {}
    for wrong in ({"what": "seen"}, {"what": "harmless"}):
        with pytest.raises(BadInput):
            gives_list(world, "north_examiner", listed("1"), scheme=scheme, **wrong)


def test_said_again_it_stands_once_and_a_later_word_follows_the_earlier(world: World) -> None:
    scheme, actor = a_scheme(world), world.actor("north_examiner")
    gives_list(world, "north_examiner", listed("1"), scheme=scheme)
    gives_list(world, "north_examiner", listed("1"), scheme=scheme)
    gives_list(world, "north_examiner", listed("1"), scheme=scheme, exhibit="EX/2")
    assert classes(world) == {0: [("north", "1")]}
    gives_list(world, "north_examiner", listed("2"), scheme=scheme)
    assert classes(world)[0] == [("north", "2"), ("north", "1")]
    gives_list(world, "north_examiner", listed("1"), scheme=scheme, exhibit="EX/3")
    assert classes(world)[0] == [("north", "1"), ("north", "2")]
    with acting_as(actor):
        assert known_of(File.objects.get().pk).classified[0].present[0].code.code == "1"
        # By hand it goes on in the same way.
        classify(File.objects.get(), code=scheme.codes.get(code="2"), actor=actor, now=clock.now())
    assert classes(world)[0] == [("north", "2"), ("north", "1")]


def test_of_two_rows_of_one_file_the_later_says_its_class_and_a_list_that_broke_off_goes_on(world: World) -> None:
    scheme, actor = a_scheme(world), world.actor("north_examiner")
    given_list = listed("1", "2", "2", files=[FILES[0], FILES[0], FILES[1]])
    with acting_as(actor):
        made = begin_submission(given_list, Given("case", scheme=scheme), actor=actor, now=clock.now())
        take_part(made, given_list.rows, start=0, actor=actor, now=clock.now())
        again = begin_submission(given_list, Given("case", scheme=scheme), actor=actor, now=clock.now())
        assert (again.pk, again.done_at is not None) == (made.pk, True)
    assert classes(world) == {0: [("north", "2")], 1: [("north", "2")]}


def test_hashes_of_other_kinds_are_kept_as_they_were_given_and_found_by_equality_alone(world: World) -> None:
    gives_list(world, "north_examiner", listed("AAEC/w==", "", "aaec/w==", heading="PhotoDNA"))
    gives_list(world, "south_investigator", listed("AAEC/w==", heading="photo dna"))
    gives_list(world, "north_examiner", vics(1))
    with acting_as(world.actor("north_examiner")):
        rows = OtherHash.objects.order_by("pk").values_list("kind", "value", "organisation__code")
        assert sorted(rows) == [
            ("photodna", "AAEC/w==", "north"),
            ("photodna", "AAEC/w==", "south"),
            ("photodna", "aaec/w==", "north"),
        ]
        [file] = files_with_other_hash("PhotoDNA", "AAEC/w==")
        assert [one.code for one in known_of(file).other_hashes] == ["north", "south"]
        assert files_with_other_hash("photodna", "AAEC/w=") == []
    with acting_as(world.actor("foreign_investigator")):
        assert not OtherHash.objects.exists()


def test_the_same_value_of_another_kind_in_two_services_alerts_nobody(world: World) -> None:
    gives_list(world, "north_examiner", listed("AAEC/w==", heading="PhotoDNA"))
    gives_list(world, "south_investigator", listed("AAEC/w==", heading="PhotoDNA", files=FILES[1:]))
    holds()
    assert told(world, "north_manager") == told(world, "south_manager") == []


def test_a_hash_of_another_kind_that_is_too_long_is_refused_with_its_row(world: World) -> None:
    with pytest.raises(BadInput) as caught:
        gives_list(world, "north_examiner", listed("x", "y" * (LONGEST_VALUE + 1), heading="TMK"))
    assert caught.value.where.row == 3
    gives_list(world, "north_examiner", listed("x", "y" * LONGEST_VALUE, heading="TMK"))
    with acting_as(world.actor("north_examiner")):
        assert OtherHash.objects.filter(kind="tmk").count() == 2


def test_the_page_offers_the_schemes_and_says_which_row_is_wrong(world: World, client_for: ClientFor) -> None:
    a_scheme(world)
    client = client_for(world.north_examiner)
    assert b"Synthetic scheme (syn-1)" in client.get("/register/lists/give").content
    body = {"what": "case", "how": "found", "scheme": "syn-1", "exhibit": "", "about": "", "series": ""}
    wrong = client.post("/register/lists/give", body | {"hashes": table("1", "8").decode()})
    assert (wrong.status_code, b"no such class" in wrong.content) == (422, True)
    right = client.post("/register/lists/give", body | {"hashes": table("1", "2").decode()})
    assert right.status_code == 302
    assert b"2 files were classified anew" in client.get(right["Location"]).content
    assert classes(world) == {0: [("north", "1")], 1: [("north", "2")]}


def test_a_part_says_nothing_beside_unless_it_is_asked_to_and_comes_back_as_it_went() -> None:
    rows = listed("1", "", "2").rows
    assert packed.unpack(packed.pack(rows)).more == ()
    there = packed.unpack(packed.pack(rows, more=True))
    assert [one.get("category", "") for one in there.more] == ["1", "", "2"]
    assert packed.pack(there, more=True) == packed.pack(rows, more=True)


@pytest.mark.parametrize(
    "said",
    [[], [[0, {}]], [[1, {"category": "1"}], [0, {"category": "1"}]], [[9, {"category": "1"}]], [[0, {"name": "x"}]],
     [[0, {"category": ""}]], [[0, {"category": 1}]], [[True, {"category": "1"}]], {"0": {}}, [[0, {"hash:": "x"}]]],
)  # fmt: skip
def test_what_no_part_would_say_is_refused(said: Any) -> None:
    part = packed.pack(listed("1").rows, more=True)
    content = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    right = b'[[0,{"category":"1"}]]'
    at = part.index(right)
    changed = part[: at - 4] + struct.pack("<I", len(content)) + content
    with pytest.raises(BadInput):
        packed.unpack(changed + hashlib.sha256(changed).digest())


def test_a_scheme_of_which_no_class_is_said_classifies_nothing(world: World) -> None:
    scheme: Scheme = a_scheme(world)
    gives_list(world, "north_examiner", listed("", "", heading="Category"), scheme=scheme)
    assert classes(world) == {}
