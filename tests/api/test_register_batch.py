"""Many small submissions in one request: each is taken or refused for itself, and what was taken is recognised when it comes again."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Program
from tests.cast import World
from tests.register.lists_of import made_up, only
from tests.register.series import a_series, keep_index_in
from tests.roles import switched_role
from tutela.register.models import OtherHash, Sighting, Submission

pytestmark = pytest.mark.django_db

ADDRESS = "/register/submissions/batch"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any) -> None:
    """Where the index is kept in this test."""
    keep_index_in(tmp_path, settings)


@pytest.fixture
def north(program: Callable[..., Program]) -> Program:
    return program("north_examiner", purpose="")


def few(files: list[dict[str, bytes]], **more: Any) -> dict[str, Any]:
    """A submission as a program of somebody else's sends it."""
    said = [{name: digest.hex() for name, digest in one.items()} for one in files]
    return {"what": "case", "exhibit": "NM/1", "files": said} | more


def kept() -> tuple[int, int]:
    """How many submissions and sightings there are."""
    with switched_role("tutela_owner"):
        return Submission.objects.count(), Sighting.objects.count()


def test_a_batch_takes_what_can_be_taken_and_says_why_not_the_rest(
    world: World, north: Program, program: Callable[..., Program]
) -> None:
    files = made_up(4, seed=61)
    report = program("north_intake").post("/reports", {"summary": "Synthetic report."}).json()["reference"]
    theirs, ours = a_series(world, "south_investigator"), a_series(world)
    batch = [
        few(files[:1], about=report, series=ours.reference),
        few(files[1:3], exhibit="NM/2", how="reported"),
        few(files[:1], exhibit="NM/3", series=theirs.reference),
        few(files[:1], exhibit="NM/3", about="R-nonsense"),
        few(files[:1], what="seen", series=ours.reference),
        few([], exhibit="NM/3"),
        few(files[:1], exhibit="NM/3") | {"files": [{"md5": "ab"}]},
        few(files[:1], exhibit="NM/3", scheme="nobody's"),
        few(files[:1], name="a name"),
        few(files[1:3], exhibit="NM/2", how="reported"),
    ]
    answer = north.post(ADDRESS, {"submissions": batch}).json()
    assert [one["status"] for one in answer["results"]] == [201, 201, 404, 422, 422, 422, 422, 422, 422, 200]
    assert [one["faults"][0]["field"] for one in answer["results"][4:9]] == [
        "series", "files", "files.0.md5", "scheme", "name",
    ]  # fmt: skip
    assert (answer["taken"], answer["again"], answer["refused"]) == (2, 1, 7)
    assert [(one["files"], one["sightings"]) for one in answer["results"][:2]] == [(1, 1), (2, 2)]
    made = north.get(f"/register/submissions/{answer['results'][0]['number']}").json()
    assert (made["about"], made["series"], made["exhibit"]) == (report, ours.reference, "NM/1")
    assert made["done_at"] is not None
    repeated = north.post(ADDRESS, {"submissions": batch}).json()
    assert (repeated["taken"], repeated["again"], repeated["refused"]) == (0, 3, 7)
    assert kept() == (2, 3)


def test_what_the_rows_say_besides_is_kept(north: Program) -> None:
    [one, other] = made_up(2, seed=62)
    said = {"md5": one["md5"].hex(), "other_hashes": {"tlsh": "t1abcd"}}
    north.post(ADDRESS, {"submissions": [few([other]), few([]) | {"files": [{"sha1": "ab" * 20}, said]}]})
    with switched_role("tutela_owner"):
        [found] = OtherHash.objects.all()
        assert (found.kind, found.value, bytes(found.file.md5 or b"")) == ("tlsh", "t1abcd", one["md5"])


def test_a_batch_of_any_length_costs_as_many_statements(north: Program, django_assert_max_num_queries: Any) -> None:
    files = only(made_up(1_000, seed=63), "md5")
    batch = [few([one], exhibit=f"NM/{number}") for number, one in enumerate(files)]
    with django_assert_max_num_queries(20):
        assert north.post(ADDRESS, {"submissions": batch}).json()["taken"] == 1_000
    assert north.post(ADDRESS, {"submissions": [*batch, batch[0]]}).status_code == 422
    large = [few(files[:100], exhibit=f"NM/L{number}") for number in range(101)]
    refused = north.post(ADDRESS, {"submissions": large})
    assert (refused.status_code, refused.json()["faults"][0]["field"]) == (422, "submissions")
    assert north.post(ADDRESS, {"submissions": [few(only(made_up(101), "md5"))]}).json()["refused"] == 1


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (JPEG, "application/json", 415, "media_refused"),
        (JPEG, "image/jpeg", 415, "media_refused"),
        (b"{", "application/json", 400, "malformed"),
        ({}, "application/json", 422, "bad_body"),
        ({"submissions": []}, "application/json", 422, "bad_body"),
        ({"submissions": ["x"]}, "application/json", 422, "bad_body"),
        (b" " * (16 * 1024 * 1024 + 1), "application/json", 413, "too_large"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_body_that_is_wrong_is_refused_and_nothing_of_it_is_kept(
    north: Program, content: Any, kind: str, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        refused = north.post(ADDRESS, content, kind=kind)
    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.content
    assert kept() == (0, 0)
    assert repr(JPEG)[2:12] not in refused.content.decode() + caplog.text


def test_only_whoever_may_submit_sends_a_batch(program: Callable[..., Program]) -> None:
    body = {"submissions": [few(made_up(1))]}
    for who in ("north_examiner", "north_investigator", "north_intake", "north_manager", "south_investigator"):
        assert program(who, purpose="").post(ADDRESS, body).status_code == 200, who
    for who in ("hotline_partner", "north_researcher", "north_welfare", "north_auditor"):
        assert program(who, purpose="").post(ADDRESS, body).status_code == 403, who
    assert program().post(ADDRESS, body).status_code == 401
