"""Files of the register over the API: what a list says of them besides, what looks like them, and what a person says of two."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Program
from tests.cast import World
from tests.deconfliction.meeting import a_series, gives_list
from tests.register.lists_of import looking_like, made_up, turned
from tests.register.test_classify import a_scheme
from tests.register.test_said_of_rows import FILES, classes
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as Line
from tutela.register.lists import packed
from tutela.register.lists.reading import read_list
from tutela.register.models import Entry, File

pytestmark = pytest.mark.django_db
PICTURE = bytes(range(32))
_ALIKE = {"verdict": "same", "words": "Compared."}
BODIES: dict[str, Any] = {
    "/register/files/{number}/near/{other}": _ALIKE,
    "/register/look-up-other": {"kind": "photodna", "value": "AAEC/w=="},
}
ADDRESSES = {*BODIES, "/register/files/{number}", "/register/files/{number}/near"}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.TUTELA_REGISTER_INDEX_DIR = tmp_path / "register"


@pytest.fixture
def two(world: World) -> tuple[int, int]:
    """The north has a file in a series, the south one that looks like it."""
    gives_list(world, "north_examiner", looking_like(made_up(1, seed=1), PICTURE), series=a_series(world))
    gives_list(world, "south_investigator", looking_like(made_up(1, seed=2), turned(PICTURE, 12)))
    with switched_role("tutela_owner"):
        one, other = File.objects.order_by("pk").values_list("pk", flat=True)
    return one, other


def test_over_the_line_a_list_says_as_much_of_its_files_and_is_refused_before_its_first_row(
    world: World, program: Callable[..., Program]
) -> None:
    a_scheme(world)
    north = program("north_examiner", purpose="")
    listed_here = read_list(
        b"MD5,Category,PhotoDNA\n"
        + b"".join(f"{one['md5'].hex()},{code},AAEC/w==\n".encode() for one, code in zip(FILES, "1221", strict=True))
    )
    head: dict[str, Any] = {
        "form": "csv",
        "list_sha256": listed_here.digest,
        "rows": 4,
        "what": "case",
        "scheme": "SYN-1",
    }
    assert north.post("/register/submissions", head | {"categories": ["1", "7"]}).status_code == 422
    assert north.post("/register/submissions", head | {"scheme": "none"}).status_code == 422
    made = north.post("/register/submissions", head | {"categories": ["1", "2"]}).json()
    address = f"/register/submissions/{made['number']}/rows?start="
    part = packed.pack(listed_here.rows, 0, 2, more=True)
    answer = north.put(f"{address}0", part, kind=packed.MEDIA_TYPE)
    assert answer.status_code == 200, answer.content
    as_json = {
        "rows": [
            {"row": 4, "md5": FILES[2]["md5"].hex(), "category": "2", "other_hashes": {"PhotoDNA": "AAEC/w=="}},
            {"row": 5, "md5": FILES[3]["md5"].hex(), "category": "1", "other_hashes": {"PhotoDNA": "AAEC/w=="}},
        ]
    }
    assert north.put(f"{address}2", as_json).status_code == 200
    assert [classes(world)[place] for place in range(4)] == [[("north", code)] for code in "1221"]
    found = north.post("/register/look-up-other", {"kind": "PhotoDNA", "value": "AAEC/w=="}).json()["files"]
    assert len(found) == 4
    read = north.get(f"/register/files/{found[0]}").json()
    assert [one["code"] for one in read["classes"]] == ["1"]
    assert read["other_hashes"][0] | {"given_at": ""} == {
        "kind": "photodna", "value": "AAEC/w==", "organisation": "north", "submission": made["number"], "given_at": "",
    }  # fmt: skip


def test_what_looks_like_a_file_is_listed_and_a_person_says_whether_it_is_the_same(
    world: World, program: Callable[..., Program], two: tuple[int, int]
) -> None:
    south, (theirs, own) = program("south_investigator"), two
    [one] = south.get(f"/register/files/{own}/near").json()["near"]
    assert (one["number"], one["distance"], one["answer"], one["said"]) == (theirs, 12, "not_identified", [])
    address = f"/register/files/{own}/near/{theirs}"
    for wrong in ({"verdict": "perhaps", "words": "x"}, {"verdict": "same"}, {"verdict": "same", "words": ""}):
        assert south.post(address, wrong).status_code in {400, 422}
    said = south.post(address, {"verdict": "same", "words": "Compared."})
    assert said.status_code == 200
    assert said.json()["other"] == theirs
    assert south.post(address, {"verdict": "same", "words": "Compared."}).status_code == 409
    assert [
        one["verdict"] for one in program("north_examiner").get(f"/register/files/{theirs}").json()["said_of_near"]
    ] == ["same"]
    assert program("south_manager").post(address, {"verdict": "same", "words": "x"}).status_code == 403
    asked = {"form": "bare", "list_sha256": "0" * 64, "rows": 1, "key": "k"}
    number = south.post("/register/checks", asked).json()["number"]
    rows = {"rows": [{"row": 1, "md5": made_up(1, seed=2)[0]["md5"].hex(), "pdq": turned(PICTURE, 12).hex()}]}
    answered = south.put(f"/register/checks/{number}/rows?start=0", rows).json()
    told = answered["said"][answered["known"]["said"][0]]
    assert (told["answer"], told["said_same"]["by"]["code"], told["said_same"]["distance"]) == (
        "not_identified",
        "south",
        12,
    )
    assert answered["near"][0]["said_same"] == told["said_same"]
    with acting_as(world.actor("south_investigator")):
        assert set(Line.objects.filter(action__startswith="register.").values_list("action", flat=True)) >= {
            "register.read_near", "register.say_alike",
        }  # fmt: skip


def test_a_file_of_which_one_may_not_know_is_as_one_that_there_is_not(
    world: World, program: Callable[..., Program], two: tuple[int, int]
) -> None:
    with switched_role("tutela_owner"):
        Entry.objects.update(audience="own", series=None)
    foreign = program("foreign_investigator")
    for address in ("/register/files/{}", "/register/files/{}/near"):
        answers = [foreign.get(address.format(number)) for number in (two[0], 987_654)]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].json()["what"] == answers[1].json()["what"]
    body = {"verdict": "same", "words": "x"}
    assert foreign.post(f"/register/files/{two[0]}/near/{two[1]}", body).status_code == 404


@pytest.mark.parametrize("address", sorted(ADDRESSES))
def test_each_address_is_for_those_whose_work_it_is(
    address: str, world: World, program: Callable[..., Program], two: tuple[int, int]
) -> None:
    asked = address.format(number=two[1], other=two[0])

    def answer(who: str) -> Any:
        one = program(who)
        return one.post(asked, BODIES[address]) if address in BODIES else one.get(asked)

    assert answer("").status_code == 401
    assert answer("hotline_partner").status_code == 403
    assert answer("south_investigator").status_code == 200
    may = 403 if address.endswith("{other}") else 200
    assert answer("south_manager").status_code == may
    if address in BODIES:
        assert program("south_investigator").post(asked, {"x": 1}).status_code in {400, 422}
        assert program("south_investigator").get(asked).status_code == 405
    else:
        assert program("south_investigator").post(asked, {}).status_code == 405
