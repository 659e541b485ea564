"""Series over the API: the same verbs and the same rules as on the pages, and no child for whoever may not see the record."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Program
from tests.cast import World
from tests.children.children import a_child
from tests.register.lists_of import made_up
from tests.register.series import a_series, give, with_child
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as Line
from tutela.core import references
from tutela.register.models import Series

pytestmark = pytest.mark.django_db

WORDS = "Synthetic words."
# Every verb on a series with what it takes; {series} is one of the north's.
VERBS: dict[str, Any] = {
    "/series/{series}/rename": {"label": "Red kite"},
    "/series/{series}/audience": {"audience": "all", "otherwise": "ask"},
    "/series/{series}/children": {"child": "K-2026-000000", "basis": WORDS},
    "/series/{series}/children/1/end": {"reason": WORDS},
    "/series/{series}/claim": None,
    "/series/{series}/assign": {"handler": "north.investigator@north.example"},
    "/series/{series}/send": {"to": "south", "reason": WORDS},
    "/series/{series}/share": {"organisation": "south"},
    "/series/{series}/share/1/end": None,
    "/series/{series}/restrict": {"restricted": True, "words": WORDS},
    "/series/{series}/files": {"hashes": ["ab" * 16], "reason": WORDS},
    "/series/{series}/files/1/take-out": {"reason": WORDS},
}
ADDRESSES = {*VERBS, "/series", "/series/{series}"}


@pytest.fixture
def series(world: World) -> Series:
    """A series of the north's with three files."""
    made = a_series(world)
    give(world, "north_examiner", series=made)
    return made


def trail(world: World, series: Series) -> list[str]:
    with acting_as(world.actor("north_manager")):
        rows = Line.objects.filter(subject_kind="series", subject_id=series.pk).order_by("position")
        return list(rows.values_list("action", flat=True))


def test_a_series_is_opened_and_read_with_how_far_its_children_are_known(
    world: World, program: Callable[..., Program]
) -> None:
    north = program("north_examiner")
    refused = north.post("/series", {"label": " "})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_body"), refused.content
    made = north.post("/series", {"label": "Blue tent", "audience": "own"})
    assert made.status_code == 201, made.content
    said = made.json()
    assert (said["kind"], said["state"], said["audience"], said["otherwise"]) == (
        "series",
        "not_identified",
        "own",
        "ask",
    )
    read = north.get(f"/series/{said['reference']}")
    assert read.status_code == 200
    assert read["ETag"] == '"1"'
    assert (read.json()["files"], read.json()["children"], read.json()["met_by"]) == (0, [], [])
    [row] = north.get("/series").json()["items"]
    assert row == said
    assert north.get("/series?standing=identified").json()["items"] == []


def test_the_list_is_narrowed_and_paged(world: World, program: Callable[..., Program]) -> None:
    north = program("north_investigator")
    for number in range(3):
        a_series(world, label=f"Series {number}", audience="all" if number else "own")
    first = north.get("/series?size=2").json()
    second = north.get(f"/series?size=2&cursor={first['next_cursor']}").json()
    assert [one["label"] for one in first["items"] + second["items"]] == ["Series 2", "Series 1", "Series 0"]
    assert second["next_cursor"] == ""
    assert [one["label"] for one in north.get("/series?audience=own").json()["items"]] == ["Series 0"]
    assert north.get("/series?whose=mine").json()["items"] == []
    assert north.get("/series?whose=theirs").status_code == 422


def test_a_child_is_linked_by_somebody_who_sees_both_and_the_link_is_ended_with_a_reason(
    world: World, series: Series, program: Callable[..., Program]
) -> None:
    north, address = program("north_investigator"), f"/series/{series.reference}/children"
    hidden, child = a_child(world, "south_investigator"), a_child(world)
    refused = north.post(address, {"child": hidden.reference, "basis": WORDS})
    assert (refused.status_code, refused.json()["where"]) == (422, "field “child”"), refused.content
    made = north.post(address, {"child": child.reference, "basis": WORDS})
    assert made.status_code == 201, made.content
    [there] = north.get(f"/series/{series.reference}").json()["children"]
    assert (there["child"], there["identity"], there["number"]) == (
        child.reference,
        "not_identified",
        made.json()["number"],
    )
    assert north.post(f"{address}/{there['number'] + 1}/end", {"reason": WORDS}).status_code == 404
    assert north.post(f"{address}/{there['number']}/end", {"reason": WORDS}).status_code == 200
    assert north.get(f"/series/{series.reference}").json()["children"] == []
    assert {"series.link_child", "series.unlink_child"} <= set(trail(world, series))


def test_who_reads_a_shared_series_and_not_a_child_of_it_reads_that_there_is_one(
    world: World, series: Series, program: Callable[..., Program]
) -> None:
    with_child(world, series, a_child(world))
    north, south = program("north_investigator"), program("south_investigator")
    assert south.get(f"/series/{series.reference}").status_code == 404
    part = north.post(f"/series/{series.reference}/share", {"organisation": "south"})
    assert part.status_code == 201, part.content
    [child] = south.get(f"/series/{series.reference}").json()["children"]
    assert (child["child"], child["identity"], child["safety"]) == ("", "", "")
    assert [one["reference"] for one in south.get("/series?whose=shared").json()["items"]] == [series.reference]
    assert south.post(f"/series/{series.reference}/rename", {"label": "Ours"}).status_code == 409
    ended = north.post(f"/series/{series.reference}/share/{part.json()['number']}/end")
    assert ended.status_code == 200
    assert south.get(f"/series/{series.reference}").status_code == 404


def test_how_far_a_series_goes_is_said_by_its_owner_and_holds_for_its_files(
    world: World, series: Series, program: Callable[..., Program]
) -> None:
    north = program("north_investigator")
    refused = north.post(f"/series/{series.reference}/audience", {"audience": "some", "otherwise": "ask"})
    assert refused.status_code == 422
    said = north.post(f"/series/{series.reference}/audience", {"audience": "own", "otherwise": "new"})
    assert (said.status_code, said.json()["audience"], said.json()["otherwise"]) == (200, "own", "new")
    files = north.get(f"/series/{series.reference}/files").json()["items"]
    assert len(files) == 3
    assert {len(one["sha256"]) for one in files} == {64}
    examiner = program("north_examiner")
    assert (
        examiner.post(f"/series/{series.reference}/audience", {"audience": "all", "otherwise": "ask"}).status_code
        == 403
    )


def test_files_of_the_register_are_put_in_and_taken_out_all_or_none(
    world: World, series: Series, program: Callable[..., Program]
) -> None:
    north = program("north_examiner")
    give(world, "north_examiner", 2, seed=60)
    hashes = [one["sha256"].hex() for one in made_up(2, seed=60)]
    unknown = north.post(f"/series/{series.reference}/files", {"hashes": ["ab" * 32], "reason": WORDS})
    assert (unknown.status_code, unknown.json()["where"]) == (422, "field “hashes”")
    placed = north.post(f"/series/{series.reference}/files", {"hashes": hashes, "reason": WORDS})
    assert placed.status_code == 200, placed.content
    numbers = placed.json()["entries"]
    assert len(numbers) == 2
    assert north.get(f"/series/{series.reference}").json()["files"] == 5
    address = f"/series/{series.reference}/files/{numbers[0]}/take-out"
    assert north.post(address, {"reason": WORDS}).json()["entries"] == [numbers[0]]
    assert north.post(address, {"reason": WORDS}).status_code == 404


def test_a_series_is_offered_and_accepted_at_the_same_address_as_a_report(
    world: World, series: Series, program: Callable[..., Program]
) -> None:
    north, south = program("north_investigator"), program("south_investigator")
    assert north.post(f"/series/{series.reference}/send", {"to": "nobody", "reason": WORDS}).status_code == 422
    offered = north.post(f"/series/{series.reference}/send", {"to": "south", "reason": WORDS})
    assert offered.status_code == 201, offered.content
    number = offered.json()["id"]
    taken = south.post(f"/offers/{number}/accept")
    assert taken.status_code == 200, taken.content
    assert south.get(f"/series/{series.reference}").json()["owner"]["code"] == "south"


def test_a_series_on_which_nobody_works_is_claimed_by_whoever_sees_it_and_once(
    world: World, program: Callable[..., Program]
) -> None:
    made = a_series(world, "centre_analyst", audience="all")
    address, organisations = f"/series/{made.reference}", ("north", "south")
    north, south = program("north_investigator"), program("south_investigator")
    assert north.post(f"{address}/claim").status_code == 404
    for organisation in organisations:
        said = program("centre_analyst").post(f"{address}/share", {"organisation": organisation})
        assert said.status_code == 201, said.content
    assert program("north_examiner").post(f"{address}/claim").status_code == 403
    claimed = north.post(f"{address}/claim")
    assert (claimed.status_code, claimed.json()["owner"]["code"]) == (200, "north")
    assert south.post(f"{address}/claim").status_code == 409


def test_a_series_is_assigned_restricted_and_opened_again(
    world: World, series: Series, program: Callable[..., Program]
) -> None:
    north, colleague = program("north_manager"), program("north_colleague")
    handled = north.post(f"/series/{series.reference}/assign", {"handler": "north.investigator@north.example"})
    assert handled.status_code == 200, handled.content
    assert handled.json()["handler"]
    closed = north.post(f"/series/{series.reference}/restrict", {"restricted": True, "words": WORDS})
    assert closed.json()["is_restricted"] is True
    assert colleague.get(f"/series/{series.reference}").status_code == 404
    assert north.post(f"/series/{series.reference}/restrict", {"restricted": True, "words": WORDS}).status_code == 409
    assert north.post(f"/series/{series.reference}/restrict", {"restricted": False, "words": WORDS}).status_code == 200
    assert colleague.get(f"/series/{series.reference}").status_code == 200


def test_a_verb_over_another_version_than_was_read_is_refused(
    world: World, series: Series, program: Callable[..., Program]
) -> None:
    north, address = program("north_investigator"), f"/series/{series.reference}/rename"
    read = north.get(f"/series/{series.reference}")["ETag"]
    assert north.post(address, {"label": "First"}, **{"If-Match": read}).status_code == 200
    stale = north.post(address, {"label": "Second"}, **{"If-Match": read})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_record")
    assert north.get(f"/series/{series.reference}").json()["label"] == "First"


@pytest.mark.parametrize("address", VERBS)
def test_a_verb_on_a_series_is_done_by_the_owners_staff_alone(
    address: str, series: Series, program: Callable[..., Program]
) -> None:
    asked, content = address.format(series=series.reference), VERBS[address]
    assert program("south_investigator").post(asked, content).status_code == 404
    for who in ("north_auditor", "hotline_partner", "north_researcher", "north_welfare"):
        assert program(who).post(asked, content).status_code == 403, who
    assert program().post(asked, content).status_code == 401
    assert program("north_investigator", purpose="").post(asked, content).json()["code"] == "purpose_needed"
    assert program("north_manager").post(asked, content).status_code in {200, 201, 404, 409, 422}


@pytest.mark.parametrize("address", ["/series", "/series/{series}", "/series/{series}/files"])
def test_series_are_read_by_the_owners_staff_alone(
    address: str, series: Series, program: Callable[..., Program]
) -> None:
    asked = address.format(series=series.reference)
    for who in ("north_examiner", "north_investigator", "north_auditor"):
        assert program(who).get(asked).status_code == 200, who
    elsewhere = program("south_investigator").get(asked)
    assert elsewhere.status_code == 404 if "{" in address else elsewhere.json()["items"] == []
    for who in ("hotline_partner", "north_researcher", "north_welfare"):
        assert program(who).get(asked).status_code == 403, who
    assert program().get(asked).status_code == 401


def test_absent_and_not_yours_are_the_same_words_of_a_series(series: Series, program: Callable[..., Program]) -> None:
    south, nowhere = program("south_investigator"), str(references.make("S", 2026, 900_000))
    said = []
    for reference in (series.reference, nowhere):
        answer = south.get(f"/series/{reference}")
        assert answer.status_code == 404
        problem = json.loads(re.sub(r"S-\d{4}-\w+", "REFERENCE", answer.content.decode()))
        said.append({name: value for name, value in problem.items() if name != "error_id"})
    assert said[0] == said[1]


def test_reading_a_series_is_written_with_its_purpose(
    world: World, series: Series, program: Callable[..., Program]
) -> None:
    program("north_investigator").get(f"/series/{series.reference}")
    with acting_as(world.actor("north_auditor")):
        [line] = Line.objects.filter(action="series.read", subject_id=series.pk)
        assert (line.purpose, json.loads(line.details)["what"]) == ("investigating", "record")
