"""A list that comes over the API is asked about and given part by part; the answer is the one that every other door gives."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest

from tests.api.conftest import Program
from tests.cast import World
from tests.register.lists_of import listed, made_up, only, rows_from, rows_of
from tutela.accounts.need_to_know import acting_as
from tutela.api import rate
from tutela.audit.models import Entry as AuditEntry
from tutela.core import clock
from tutela.core.media import media_kind
from tutela.register.answer_file import told_of
from tutela.register.answer_sent import Gathered
from tutela.register.lists import packed
from tutela.register.lists.rows import HashList
from tutela.register.models import Check, Sighting, Submission
from tutela.register.services.check import Asked, check_list
from tutela.register.services.submit import Given, begin_submission, take_all

pytestmark = pytest.mark.django_db

Files = list[dict[str, bytes]]
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64
LOOK_UP = {"md5": ["ab" * 16]}
_LIST = {"form": "bare", "list_sha256": "0" * 64, "rows": 1}
_ROWS = {"rows": [{"row": 1, "md5": "ab" * 16}]}
# What is sent to every address that takes something: {number} is a check or a submission.
BODIES: dict[str, Any] = {
    "/register/checks": _LIST | {"key": "synthetic"},
    "/register/checks/{number}/rows": _ROWS,
    "/register/checks/{number}/not-sent": {"reason": "test"},
    "/register/submissions": _LIST | {"what": "case"},
    "/register/submissions/{number}/rows": _ROWS,
    "/register/look-up": LOOK_UP,
}
ADDRESSES = {*BODIES, "/register/checks/{number}", "/register/submissions/{number}"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the index is kept in this test."""
    settings.TUTELA_REGISTER_INDEX_DIR = tmp_path / "register"
    return tmp_path / "register"


@pytest.fixture
def north(program: Callable[..., Program]) -> Program:
    return program("north_examiner", purpose="")


def head(given: HashList, **more: Any) -> dict[str, Any]:
    """What is said of a list before its rows come."""
    return {"form": given.form, "list_sha256": given.digest, "rows": len(given.rows)} | more


def as_json(files: Files, start: int, end: int) -> dict[str, Any]:
    """Rows as a program of somebody else's sends them."""
    return {
        "rows": [
            {"row": start + number + 1} | {name: digest.hex() for name, digest in one.items()}
            for number, one in enumerate(files[start:end])
        ]
    }


def begun(program: Program, files: Files, **more: Any) -> dict[str, Any]:
    answer = program.post("/register/checks", head(listed(files), key="one", **more))
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def given_by(program: Program, files: Files, **more: Any) -> dict[str, Any]:
    """A whole list that was given, in parts of three."""
    body = head(listed(files), what="case", exhibit="NM/1") | more
    made = program.post("/register/submissions", body)
    assert made.status_code == 200, made.content
    number, done = made.json()["number"], made.json()["done_rows"]
    for start in range(done, len(files), 3):
        part = packed.pack(rows_of(files), start, min(start + 3, len(files)))
        assert send(program, f"/register/submissions/{number}/rows?start={start}", part).status_code == 200
    return dict(program.get(f"/register/submissions/{number}").json())


def send(program: Program, address: str, part: bytes) -> Any:
    return program.put(address, part, kind=packed.MEDIA_TYPE)


def submitted(world: World, who: str, files: Files, **more: Any) -> None:
    """The same by the verb, without the API."""
    actor = world.actor(who)
    with acting_as(actor):
        said: dict[str, Any] = {"what": "case", "exhibit": "EX/1"} | more
        made = begin_submission(listed(files), Given(**said), actor=actor, now=clock.now())
        list(take_all(made, listed(files).rows, actor=actor))


def codes(answer: Any, files: Files) -> list[str]:
    """The answer to every row, in words."""
    content = answer.json()
    found = ["new"] * len(files)
    for row, said in zip(content["known"]["rows"], content["known"]["said"], strict=True):
        found[row - 1] = content["said"][said]["answer"]
    return found


def test_a_list_in_parts_gets_the_answer_that_the_verb_gives_for_the_whole(
    world: World, program: Callable[..., Program]
) -> None:
    files = made_up(9, seed=31)
    submitted(world, "north_examiner", files[2:6])
    submitted(world, "foreign_investigator", files[5:7])
    south, actor = program("south_investigator", purpose=""), world.actor("south_investigator")
    with acting_as(actor):
        whole = check_list(listed(files), Asked("server"), actor=actor, now=clock.now()).answers
    check = begun(south, files)
    gathered = Gathered(listed(files).rows.places)
    for start in (0, 4, 8):
        part = rows_from(files, start, start + 4)
        answer = send(south, f"/register/checks/{check['number']}/rows?start={start}", packed.pack(part))
        assert (answer.status_code, answer.json()["done_rows"]) == (200, min(start + 4, 9))
        gathered.add(answer.json())
    over_the_line = gathered.answers()
    assert over_the_line.answer_codes().tolist() == whole.answer_codes().tolist()
    assert [told_of(over_the_line.said[one], over_the_line) for one in over_the_line.which] == [
        told_of(whole.said[one], whole) for one in whole.which
    ]
    kept = south.get(f"/register/checks/{check['number']}").json()
    assert kept["counts"] == {one.code: count for one, count in whole.counts().items()}
    assert (kept["done_rows"], kept["done_at"] is not None, kept["asked_from"]) == (9, True, "api")


def test_what_is_near_is_told_with_its_distance_and_is_no_answer(world: World, program: Callable[..., Program]) -> None:
    known = bytes(range(32))
    near = bytes([known[0] ^ 3, *known[1:]])
    submitted_rows = [{"row": 1, "md5": "ab" * 16, "pdq": known.hex(), "pdq_quality": 90}]
    asked = [{"row": 4, "md5": "cd" * 16}, {"row": 9, "md5": "ef" * 16, "pdq": near.hex()}]
    north, south = (program(who, purpose="") for who in ("north_examiner", "south_investigator"))
    number = north.post("/register/submissions", _LIST | {"what": "case"}).json()["number"]
    given = north.put(f"/register/submissions/{number}/rows?start=0", {"rows": submitted_rows})
    assert given.json()["files"] == 1
    check = south.post("/register/checks", _LIST | {"rows": 2, "key": "near"}).json()["number"]
    answer = south.put(f"/register/checks/{check}/rows?start=0", {"rows": asked}).json()
    assert (answer["counts"]["new"], answer["known"]["rows"]) == (2, [9])
    [match] = answer["near"]
    assert (match["row"], match["distance"], answer["said"][match["said"]]["answer"]) == (9, 2, "known")
    said = answer["said"][answer["known"]["said"][0]]
    assert (said["answer"], said["near_distance"], said["near_answer"]) == ("new", 2, "known")
    assert said["ask"]["code"] == "north"
    gathered = Gathered(np.array([4, 9]))
    gathered.add(answer)
    assert [(one.row, one.distance) for one in gathered.answers().near] == [(1, 2)]


@pytest.mark.parametrize("hashes", [("md5",), ("sha1", "sha256"), ("md5", "sha1", "sha256")])
def test_json_and_the_packed_form_get_the_same_answer(
    world: World, north: Program, program: Callable[..., Program], hashes: tuple[str, ...]
) -> None:
    files = made_up(6, seed=32)
    submitted(world, "north_examiner", files[1:3])
    south, asked = program("south_investigator", purpose=""), only(files, *hashes)
    check = begun(south, asked)
    address = f"/register/checks/{check['number']}/rows?start=0"
    in_json = south.put(address, as_json(asked, 0, 6))
    in_bytes = send(south, address, packed.pack(rows_of(asked)))
    assert in_json.status_code == 200, in_json.content
    assert in_json.json() == in_bytes.json()
    assert codes(in_json, files) == ["new", "known", "known", "new", "new", "new"]
    [known] = [one for one in in_json.json()["said"] if one["answer"] == "known"]
    assert (known["ask"]["code"], known["ask"]["telephone"]) == ("north", "+44 1632 960000")


def test_a_check_is_begun_once_by_its_key_and_goes_on_after_a_break(north: Program) -> None:
    files = made_up(6, seed=33)
    first = begun(north, files, exhibit="NM/1")
    rows = f"/register/checks/{first['number']}/rows?start="
    assert send(north, rows + "0", packed.pack(rows_from(files, 0, 4))).status_code == 200
    # The line broke before the answer arrived: the same again is answered again, and counted once.
    again = send(north, rows + "0", packed.pack(rows_from(files, 0, 4)))
    assert (again.status_code, again.json()["done_rows"]) == (200, 4)
    on = begun(north, files, exhibit="NM/1")
    assert (on["number"], on["done_rows"], on["counts"]["new"]) == (first["number"], 4, 4)
    gap = send(north, rows + "5", packed.pack(rows_from(files, 5, 6)))
    assert (gap.status_code, gap.json()["code"]) == (409, "rule_broken")
    across = send(north, rows + "3", packed.pack(rows_from(files, 3, 6)))
    assert (across.status_code, "answered already" in across.json()["what"]) == (409, True)
    assert send(north, rows + "4", packed.pack(rows_from(files, 4, 6))).json()["done_rows"] == 6
    beyond = send(north, rows + "6", packed.pack(rows_from(made_up(7), 6, 7)))
    assert (beyond.status_code, beyond.json()["code"]) == (422, "bad_input")
    other = north.post("/register/checks", head(listed(files[:3]), key="one"))
    assert (other.status_code, other.json()["faults"][0]["field"]) == (422, "key")


def test_a_list_is_given_in_parts_and_each_sighting_is_there_once(world: World, north: Program) -> None:
    files = made_up(8, seed=34)
    made = given_by(north, files)
    assert (made["done_rows"], made["new_files"], made["new_sightings"]) == (8, 8, 8)
    rows = f"/register/submissions/{made['number']}/rows?start="
    again = send(north, rows + "3", packed.pack(rows_from(files, 3, 6)))
    assert again.json() == {"number": made["number"], "done_rows": 8, "files": 0, "sightings": 0}
    assert given_by(north, files)["number"] == made["number"]
    with acting_as(world.actor("north_examiner")):
        assert (Submission.objects.count(), Sighting.objects.count()) == (1, 8)
        assert Sighting.objects.filter(exhibit="NM/1", how="found").count() == 8


def test_rows_that_are_given_stand_where_the_list_stands(north: Program) -> None:
    files = made_up(6, seed=35)
    number = north.post("/register/submissions", head(listed(files), what="case")).json()["number"]
    rows = f"/register/submissions/{number}/rows?start="
    gap = send(north, rows + "3", packed.pack(rows_from(files, 3, 6)))
    assert (gap.status_code, gap.json()["mend"]) == (409, "Go on at row 1.")
    assert send(north, rows + "0", packed.pack(rows_from(files, 0, 4))).json()["sightings"] == 4
    across = send(north, rows + "3", packed.pack(rows_from(files, 3, 6)))
    assert (across.status_code, across.json()["mend"]) == (409, "Go on at row 5.")
    beyond = send(north, rows + "4", packed.pack(rows_from(made_up(9), 4, 9)))
    assert (beyond.status_code, beyond.json()["faults"][0]["field"]) == (422, "rows")
    other = north.post("/register/submissions", head(listed(files), what="case") | {"rows": 5})
    assert other.status_code == 422


def test_a_part_that_is_given_is_small(north: Program) -> None:
    files = made_up(10_001, seed=36)
    number = north.post("/register/submissions", head(listed(files), what="case")).json()["number"]
    rows = f"/register/submissions/{number}/rows?start=0"
    assert send(north, rows, packed.pack(rows_of(files))).status_code == 422
    assert send(north, rows, packed.pack(rows_of(files), 0, 10_000)).json()["files"] == 10_000


def test_what_became_of_a_check_is_said_once_and_said_again_it_stays(north: Program) -> None:
    files = made_up(3, seed=37)
    check = begun(north, files)
    send(north, f"/register/checks/{check['number']}/rows?start=0", packed.pack(rows_of(files)))
    sent = {"check": check["number"]}
    made = given_by(north, files, **sent)
    assert given_by(north, files, **sent)["number"] == made["number"]
    assert north.get(f"/register/checks/{check['number']}").json()["submission"] == made["number"]
    late = north.post(f"/register/checks/{check['number']}/not-sent", {"reason": "test"})
    assert (late.status_code, late.json()["code"]) == (409, "rule_broken")
    wrong = north.post("/register/submissions", head(listed(files[:2]), what="case", check=check["number"]))
    assert (wrong.status_code, wrong.json()["faults"][0]["field"]) == (422, "check")


def test_why_something_is_not_sent_is_kept(north: Program) -> None:
    files = made_up(2, seed=38)
    address = f"/register/checks/{begun(north, files)['number']}"
    assert north.post(f"{address}/not-sent", {"reason": "other"}).status_code == 422
    assert north.post(f"{address}/not-sent", {"reason": "nonsense"}).status_code == 422
    for _ in range(2):
        said = north.post(f"{address}/not-sent", {"reason": "other", "words": "Synthetic words."})
        assert (said.status_code, said.json()["not_sent"]) == (200, "other")
    assert north.post(f"{address}/not-sent", {"reason": "court"}).status_code == 409
    taken = north.post("/register/submissions", head(listed(files), what="case", check=int(address.rpartition("/")[2])))
    assert taken.status_code == 409
    assert north.get(address).json()["not_sent_words"] == "Synthetic words."


def test_a_few_hashes_are_looked_up_and_kept_as_a_check(
    world: World, north: Program, program: Callable[..., Program]
) -> None:
    files = made_up(4, seed=39)
    given_by(north, files[:2])
    asked = {"md5": [files[0]["md5"].hex().upper(), files[3]["md5"].hex()], "sha256": [files[1]["sha256"].hex()]}
    south = program("south_investigator", purpose="")
    answer = south.post("/register/look-up", asked | {"exhibit": "SO/2"}).json()
    assert [(one["hash"][:4], answer["said"][one["said"]]["answer"]) for one in answer["hashes"]] == [
        (files[0]["md5"].hex()[:4], "known"),
        (files[3]["md5"].hex()[:4], "new"),
        (files[1]["sha256"].hex()[:4], "known"),
    ]
    kept = south.get(f"/register/checks/{answer['number']}").json()
    assert (kept["rows"], kept["counts"]["known"], kept["exhibit"], kept["form"]) == (3, 2, "SO/2", "bare")
    for wrong in ({}, {"md5": []}, {"md5": ["ab"]}, {"md5": ["ab" * 16] * 1_001}, {"crc32": ["ab"]}):
        assert south.post("/register/look-up", wrong).status_code == 422


def test_what_a_list_is_of_is_found_for_whoever_may_see_it_alone(
    north: Program, program: Callable[..., Program]
) -> None:
    files = made_up(2, seed=40)
    report = program("north_intake").post("/reports", {"summary": "Synthetic report."}).json()["reference"]
    assert begun(north, files, about=report)["about"] == report
    south = program("south_investigator", purpose="")
    for address, body in (
        ("/register/checks", head(listed(files), key="x", about=report)),
        ("/register/submissions", head(listed(files), what="case", about=report)),
        ("/register/look-up", LOOK_UP | {"about": report}),
    ):
        refused = south.post(address, body)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        assert north.post(address, body).status_code == 200
    assert north.post("/register/look-up", LOOK_UP | {"about": "R-nonsense"}).status_code == 422


def test_every_address_has_its_ladder(world: World, north: Program, program: Callable[..., Program]) -> None:
    files = made_up(3, seed=41)
    check, made = begun(north, files)["number"], given_by(north, files[:2])["number"]
    part = packed.pack(rows_of(files))
    asks: list[tuple[str, Callable[[Program], Any]]] = [
        (f"/register/checks/{check}", lambda one: one.get(f"/register/checks/{check}")),
        (f"/register/submissions/{made}", lambda one: one.get(f"/register/submissions/{made}")),
        ("rows of a check", lambda one: send(one, f"/register/checks/{check}/rows?start=0", part)),
        (
            "rows of a submission",
            lambda one: send(one, f"/register/submissions/{made}/rows?start=0", packed.pack(rows_from(files, 0, 2))),
        ),
        ("not sent", lambda one: one.post(f"/register/checks/{check}/not-sent", {"reason": "test"})),
        ("begin", lambda one: one.post("/register/checks", head(listed(files), key="mine"))),
        ("give", lambda one: one.post("/register/submissions", head(listed(files), what="seen"))),
        ("look up", lambda one: one.post("/register/look-up", LOOK_UP)),
        ("list", lambda one: one.get("/register/checks")),
    ]
    readable = {f"/register/checks/{check}", f"/register/submissions/{made}", "list"}
    colleague, south = program("north_colleague", purpose=""), program("south_investigator", purpose="")
    for name, ask in asks:
        named = name not in {"begin", "give", "look up", "list"}
        assert ask(south).status_code == (404 if named else 200), name
        for who in ("hotline_partner", "north_researcher", "north_welfare"):
            assert ask(program(who, purpose="")).status_code == 403, (name, who)
        auditor = ask(program("north_auditor", purpose=""))
        assert auditor.status_code == (200 if name in readable else 403), name
        assert ask(program()).status_code == 401, name
        # A check goes on for whoever began it; all else is the organisation's.
        assert ask(colleague).status_code == (409 if name == "rows of a check" else 200), name
        assert ask(north).status_code == 200, name
    assert south.get("/register/checks").json()["items"] != []
    assert check not in {one["number"] for one in south.get("/register/checks").json()["items"]}


def test_absent_and_not_yours_say_the_same(north: Program, program: Callable[..., Program]) -> None:
    number = begun(north, made_up(1))["number"]
    south = program("south_investigator", purpose="")
    answers = [south.get(f"/register/checks/{one}").json() for one in (number, number + 1_000)]
    assert len({json.dumps({k: v for k, v in one.items() if k != "error_id"}) for one in answers}) == 1


def test_a_colleague_may_use_the_same_key_for_their_own_check(north: Program, program: Callable[..., Program]) -> None:
    files = made_up(2, seed=42)
    mine, theirs = begun(north, files), begun(program("north_colleague", purpose=""), files)
    assert mine["number"] != theirs["number"]
    listed_numbers = [one["number"] for one in north.get("/register/checks").json()["items"]]
    assert listed_numbers == [theirs["number"], mine["number"]]
    first = north.get("/register/checks?size=1").json()
    second = north.get(f"/register/checks?size=1&cursor={first['next_cursor']}").json()
    assert [first["items"][0]["number"], second["items"][0]["number"]] == listed_numbers


ROW = {"row": 1, "md5": "ab" * 16}
BAD: list[tuple[Any, str, int, str]] = [
    # what is sent, said to be, status, code
    (JPEG, packed.MEDIA_TYPE, 415, "media_refused"),
    (JPEG, "application/json", 415, "media_refused"),
    (JPEG, "image/jpeg", 415, "media_refused"),
    (b"", packed.MEDIA_TYPE, 415, "wrong_type"),
    (packed.MAGIC, packed.MEDIA_TYPE, 422, "bad_part"),
    (packed.pack(rows_of(made_up(2)))[:-1], packed.MEDIA_TYPE, 422, "bad_part"),
    (packed.pack(rows_of(made_up(2))) + b"\0", packed.MEDIA_TYPE, 422, "bad_part"),
    (packed.pack(rows_of(made_up(2))), "application/json", 400, "malformed"),
    (packed.pack(rows_of(made_up(2))), "application/octet-stream", 415, "wrong_type"),
    (b"{", "application/json", 400, "malformed"),
    ({}, "application/json", 422, "bad_body"),
    ({"rows": []}, "application/json", 422, "bad_body"),
    ({"rows": [{"row": 1}]}, "application/json", 422, "bad_body"),
    ({"rows": [ROW | {"row": 0}]}, "application/json", 422, "bad_body"),
    ({"rows": [ROW | {"row": "1"}]}, "application/json", 422, "bad_body"),
    ({"rows": [ROW | {"md5": "xy" * 16}]}, "application/json", 422, "bad_body"),
    ({"rows": [ROW | {"md5": "ab" * 20}]}, "application/json", 422, "bad_body"),
    ({"rows": [ROW | {"name": "a name"}]}, "application/json", 422, "bad_body"),
    ({"rows": [ROW, ROW]}, "application/json", 422, "bad_body"),
    ({"rows": [ROW | {"row": 2**63}]}, "application/json", 422, "bad_body"),
    ({"rows": [ROW | {"size": -1}]}, "application/json", 422, "bad_body"),
    ({"rows": [ROW | {"row": one} for one in range(1, 10_002)]}, "application/json", 422, "bad_body"),
    (b" " * (16 * 1024 * 1024 + 1), packed.MEDIA_TYPE, 413, "too_large"),
]


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"), BAD, ids=[f"{number}: {one[3]}" for number, one in enumerate(BAD)]
)
def test_a_body_that_is_wrong_is_refused_and_nothing_of_it_is_kept(
    north: Program, content: Any, kind: str, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    files = made_up(2, seed=43)
    check = begun(north, files)["number"]
    made = north.post("/register/submissions", head(listed(files), what="case")).json()["number"]
    with caplog.at_level(logging.DEBUG):
        for address in (f"/register/checks/{check}", f"/register/submissions/{made}"):
            refused = north.put(f"{address}/rows?start=0", content, kind=kind)
            assert (refused.status_code, refused.json()["code"]) == (status, code), refused.content
            assert north.get(address).json()["done_rows"] == 0
            assert send(north, f"{address}/rows?start=0", packed.pack(rows_of(files))).status_code == 200
            told = refused.content.decode() + caplog.text
            assert "ab" * 16 not in told
            assert repr(JPEG)[2:12] not in told


def test_digests_that_look_like_a_medium_are_sent_all_the_same(north: Program) -> None:
    """The 129th byte of this part begins the mark of a medical image: it stands in the middle of a digest."""
    files = only(made_up(7, seed=44), "md5")
    begin = packed.pack(rows_of(files)).index(files[0]["md5"])
    number, at = divmod(128 - begin, 16)
    digest = files[number]["md5"]
    files[number] = {"md5": digest[:at] + b"DICM" + digest[at + 4 :]}
    content = packed.pack(rows_of(files))
    assert media_kind(content) is not None
    check = begun(north, files)["number"]
    assert send(north, f"/register/checks/{check}/rows?start=0", content).status_code == 200


def test_where_the_rows_begin_must_be_said(north: Program) -> None:
    files = made_up(1)
    check = begun(north, files)["number"]
    for wrong in ("", "?start=-1", "?start=x", "?start=99999999999999999999", "?begin=0", "?start=0&more=1"):
        refused = send(north, f"/register/checks/{check}/rows{wrong}", packed.pack(rows_of(files)))
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_request_value"), wrong
    assert north.post(f"/register/checks/{check}/rows?start=0", as_json(files, 0, 1)).status_code == 405


def test_a_database_that_is_gone_is_asked_again_later(north: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> Any:
        raise psycopg.OperationalError("server closed the connection")

    files = made_up(1)
    address = f"/register/checks/{begun(north, files)['number']}/rows?start=0"
    with monkeypatch.context() as patch:
        patch.setattr("tutela.api.routes.register.answer_part", gone)
        answer = send(north, address, packed.pack(rows_of(files)))
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "server closed" not in answer.content.decode()
    assert send(north, address, packed.pack(rows_of(files))).status_code == 200


def test_a_large_part_counts_as_several_requests(
    north: Program, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = made_up(1)
    check = begun(north, files)["number"]
    settings.TUTELA_API_RATE = 10
    monkeypatch.setattr(rate, "COUNTS_ONCE", len(packed.pack(rows_of(files))) // 4)
    address = f"/register/checks/{check}/rows?start=0"
    with clock.frozen(clock.now().replace(second=10)):
        # Each counts five times or so: what is left before it decides.
        answers = [send(north, address, packed.pack(rows_of(files))).status_code for _ in range(4)]
        assert answers[:2] == [200, 200]
        assert answers[-1] == 429
        assert north.get(f"/register/checks/{check}").status_code == 429


def test_a_check_and_a_submission_are_each_a_line_of_the_trail_with_their_purpose(world: World, north: Program) -> None:
    files = made_up(4, seed=45)
    check = begun(north, files)["number"]
    for start in (0, 2):
        part = packed.pack(rows_of(files), start, start + 2)
        send(north, f"/register/checks/{check}/rows?start={start}", part)
    given_by(north, files)
    with acting_as(world.actor("north_examiner")):
        lines = AuditEntry.objects.filter(action__startswith="register.").order_by("id")
        assert [(one.action, one.purpose) for one in lines] == [
            (action, "checking the register") for action in ("register.check", "register.submit", "register.submitted")
        ]
        assert Check.objects.get(pk=check).asked_by_id == world.actor("north_examiner").user_id


def test_an_answer_costs_a_bounded_number_of_statements(
    north: Program, program: Callable[..., Program], django_assert_max_num_queries: Any
) -> None:
    files = made_up(400, seed=46)
    given_by(north, files[:6])
    south = program("south_investigator", purpose="")
    check = begun(south, files)["number"]
    with django_assert_max_num_queries(34):
        answer = send(south, f"/register/checks/{check}/rows?start=0", packed.pack(rows_of(files)))
    assert answer.json()["counts"]["known"] == 6
