"""The register's pages: who gets to them, what a list that comes in by one leaves behind, and what the answer says."""

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import World
from tests.register.lists_of import made_up
from tests.roles import switched_role
from tests.web.ladder import READERS, climbs, few_statements, words_of
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as Line
from tutela.core import clock
from tutela.ownership.access import find
from tutela.register import staged
from tutela.register.models import Check, Entry, Sighting, Submission
from tutela.register.services import ask as asking
from tutela.register.services import go_on, submit
from tutela.register.services.series_audience import set_audience
from tutela.register.services.series_open import open_series

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
WRITERS = ("intake_officer", "investigator", "examiner", "analyst", "manager")


@pytest.fixture(autouse=True)
def lists(tmp_path: Path, settings: Any) -> Path:
    """Where lists wait, and the index, in this test."""
    settings.TUTELA_REGISTER_INDEX_DIR = tmp_path / "register"
    settings.TUTELA_REGISTER_LISTS_DIR = tmp_path / "lists"
    return tmp_path / "lists"


def pasted(files: list[dict[str, bytes]], name: str = "sha256") -> str:
    return "\r\n".join(one[name].hex() for one in files)


def as_file(files: list[dict[str, bytes]], name: str = "list.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "".join(f"{one['sha256'].hex()}\n" for one in files).encode())


def given(client: Client, files: list[dict[str, bytes]], **more: Any) -> int:
    """A list given to the register by its page; the number of the submission."""
    sent = {"hashes": pasted(files), "what": "case", "how": "found", "exhibit": "EX/1"} | more
    answer = client.post("/register/lists/give", sent)
    assert answer.status_code == 302, words_of(answer)[-3000:]
    return int(answer["Location"].rsplit("/", 1)[1])


def checked(client: Client, files: list[dict[str, bytes]], **more: Any) -> int:
    """A list checked by its page; the number of the check."""
    sent = {"hashes": pasted(files), "exhibit": "EX/9", "then": "look"} | more
    answer = client.post("/register/check", sent)
    assert answer.status_code == 302, words_of(answer)[-3000:]
    return int(answer["Location"].rsplit("/", 1)[1])


@pytest.mark.parametrize(
    ("address", "roles"),
    [
        ("/register", READERS),
        ("/register/check", WRITERS),
        ("/register/checks", READERS),
        ("/register/lists", READERS),
        ("/register/lists/give", WRITERS),
        ("/register/completeness", READERS),
        ("/register/sources", READERS),
        ("/register/sources/add", ("examiner", "analyst", "manager")),
        ("/register/review", READERS),
        ("/register/schemes", READERS),
        ("/register/schemes/add", ("examiner", "analyst", "manager")),
        ("/register/hard-copies", READERS),
        ("/register/hard-copies/record", WRITERS),
    ],
)
def test_who_gets_to_a_page_of_the_register(
    world: World, client_for: ClientFor, address: str, roles: tuple[str, ...]
) -> None:
    climbs(world, client_for, address, roles)


def test_a_check_answers_whose_it_is_and_whom_to_telephone_and_nobody_else_reads_it(
    world: World, client_for: ClientFor
) -> None:
    files, north, south = made_up(4, seed=1), client_for(world.north_examiner), client_for(world.south_investigator)
    given(north, files[:3])
    number = checked(south, files)
    south.get("/help")
    with few_statements():
        answer = south.get(f"/register/checks/{number}")
    said = words_of(answer)
    assert "75.0%" in said
    assert "of 4 rows" in said
    assert "Northmoor desk" in said
    assert "+44 1632 960000" in said
    assert "Still to be sent" in said
    assert said.count("/register/files/") == 3
    # The same words for a check that there is not and for another organisation's.
    for who in (north, client_for(world.foreign_investigator)):
        assert who.get(f"/register/checks/{number}").status_code == 404
        assert who.get("/register/checks/999999").status_code == 404
        assert who.post(f"/register/checks/{number}/not-sent", {"reason": "test"}).status_code == 404
    auditor = client_for(world.north_auditor)
    assert auditor.get("/register/checks").status_code == 200
    assert auditor.post("/register/check", {"hashes": pasted(files)}).status_code == 403


def test_an_uploaded_list_is_answered_as_a_pasted_one_and_nothing_of_it_stays(
    world: World, client_for: ClientFor, lists: Path
) -> None:
    files, client = made_up(5, seed=2), client_for(world.north_examiner)
    given(client, files[:2])
    numbers = [checked(client, files), checked(client, files, hashes="", list=as_file(files))]
    with acting_as(world.actor("north_examiner")):
        one, other = (Check.objects.get(pk=number) for number in numbers)
    assert (
        (one.known, one.new, one.list_digest) == (other.known, other.new, other.list_digest) == (2, 3, one.list_digest)
    )
    assert list(lists.iterdir()) == []


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({}, 422, "Paste hashes, or choose a list."),
        ({"hashes": "no hash"}, 422, "form of the list is unknown"),
        ({"hashes": "0" * 31 + "g\n"}, 422, ""),
        ({"hashes": "ab" * 16, "about": "R-2026-000000"}, 422, ""),
        ({"hashes": "ab" * 16, "about": "K-2026-00000A"}, 422, ""),
        ({"hashes": "ab" * 16, "list": "list"}, 422, "and not both"),
        ({"list": "media"}, 415, "looks like a PNG image"),
        ({"list": "media in a name"}, 415, "media written out"),
    ],
)
def test_what_is_no_list_is_refused_beside_its_field_and_nothing_of_it_is_kept(
    world: World, client_for: ClientFor, lists: Path, sent: dict[str, str], status: int, words: str
) -> None:
    in_base_64 = b"/9j/" + b"A" * 600
    uploads = {
        "list": SimpleUploadedFile("list.txt", b"ab" * 16),
        "media": SimpleUploadedFile("list.txt", PNG),
        "media in a name": SimpleUploadedFile("list.txt", b"ab" * 16 + b"  " + in_base_64 + b"\n"),
    }
    data: dict[str, Any] = {"then": "look", "exhibit": "EX/9"} | sent
    if "list" in data:
        data["list"] = uploads[data["list"]]
    client = client_for(world.north_examiner)
    answer = client.post("/register/check", data)
    assert answer.status_code == status, words_of(answer)[-3000:]
    assert words in words_of(answer)
    # What was typed beside it stays on the page.
    assert 'value="EX/9"' in words_of(answer)
    assert not lists.exists() or list(lists.iterdir()) == []
    with acting_as(world.actor("north_examiner")):
        assert not Check.objects.exists()


def test_a_list_with_several_faults_names_each_with_its_row(world: World, client_for: ClientFor) -> None:
    text = "md5,size\n" + "\n".join(f"nohash{n},x" for n in range(3))
    answer = client_for(world.north_examiner).post("/register/check", {"hashes": text, "then": "look"})
    assert answer.status_code == 422
    assert "What is wrong with the list" in words_of(answer)
    assert "row 3" in words_of(answer)


def test_a_list_with_one_fault_names_it_with_its_row(world: World, client_for: ClientFor) -> None:
    answer = client_for(world.north_examiner).post(
        "/register/check", {"hashes": f"{'a' * 64}\n{'b' * 40}", "then": "look"}
    )
    assert answer.status_code == 422
    assert "What is wrong with the list" in words_of(answer)
    assert "row 2" in words_of(answer)


def test_a_list_of_one_row_is_spoken_of_as_one(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_examiner)
    said = words_of(client.get(f"/register/checks/{checked(client, made_up(1, seed=77))}"))
    assert "A list of 1 row, asked about" in said
    assert "1 rows" not in said


def test_what_the_reader_of_a_list_noticed_is_said_with_the_answer(world: World, client_for: ClientFor) -> None:
    client, files = client_for(world.north_examiner), made_up(2, seed=19)
    number = checked(client, [*files, files[0]])
    assert "repeat the hashes of a row before them" in words_of(client.get(f"/register/checks/{number}"))


def test_whoever_may_not_send_a_list_is_refused_before_any_of_it_is_written_down(
    world: World, client_for: ClientFor, lists: Path
) -> None:
    for who in (world.north_auditor, world.north_researcher, world.hotline_partner):
        answer = client_for(who).post("/register/check", {"list": as_file(made_up(2)), "then": "look"})
        assert answer.status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_for(world.north_examiner).cookies
    assert strict.post("/register/check", {"list": as_file(made_up(2)), "then": "look"}).status_code == 403
    assert not lists.exists() or list(lists.iterdir()) == []


def test_a_list_that_is_too_large_is_refused_and_not_kept(
    world: World, client_for: ClientFor, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutela.register.uploads.MOST_BYTES", 400_000)
    answer = client_for(world.north_examiner).post(
        "/register/check", {"list": as_file(made_up(12_000)), "then": "look", "exhibit": "EX/9"}
    )
    assert answer.status_code == 422
    assert "Nothing of it was kept" in words_of(answer)
    assert list(lists.iterdir()) == []


def test_a_long_list_is_answered_by_the_worker_part_by_part_and_goes_on_after_a_kill(
    world: World, client_for: ClientFor, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 3)
    monkeypatch.setattr(go_on, "ROWS_A_PART", 2)
    files, client = made_up(5, seed=3), client_for(world.north_examiner)
    given(client, files[2:3])
    number = checked(client, files, hashes="", list=as_file(files))
    page = words_of(client.get(f"/register/checks/{number}"))
    assert "0 of 5 rows are answered" in page
    assert "every 2s" in page
    progress = client.get(f"/register/checks/{number}", headers={"X-Tutela-Background": "1"})
    assert "<html" not in words_of(progress)
    assert "HX-Refresh" not in progress
    assert [one.name for one in lists.iterdir()] == [f"check-{number}"]
    parts, first = [], asking.answer_part

    def killed(*args: Any, **more: Any) -> Any:
        parts.append(more["start"])
        if len(parts) == 2:
            raise KeyboardInterrupt
        return first(*args, **more)

    monkeypatch.setattr(go_on, "answer_part", killed)
    with switched_role("tutela_jobs"), pytest.raises(KeyboardInterrupt):
        go_on.answer_list(number)
    with acting_as(world.actor("north_examiner")):
        assert Check.objects.get(pk=number).done_rows == 2
    with switched_role("tutela_jobs"):
        assert go_on.begin_again(now=clock.now()) == 1
        assert go_on.answer_list(number) == 5
    assert parts == [0, 2, 2, 4]
    assert list(lists.iterdir()) == []
    done = client.get(f"/register/checks/{number}", headers={"X-Tutela-Background": "1"})
    assert done["HX-Refresh"] == "true"
    assert words_of(client.get(f"/register/checks/{number}")).count("/register/files/") == 1


def test_two_workers_do_not_go_on_with_one_list(
    world: World, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 1)
    files, client = made_up(2, seed=4), client_for(world.north_examiner)
    number = checked(client, files)
    with staged.held(staged.CHECK, number) as path, switched_role("tutela_jobs"):
        assert path is not None
        assert go_on.answer_list(number) == 0
        assert go_on.begin_again(now=clock.now()) == 0
    with switched_role("tutela_jobs"):
        assert go_on.answer_list(number) == 2


def test_a_stopped_check_goes_on_with_the_very_same_list_and_with_no_other(
    world: World, client_for: ClientFor, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 1)
    files, client = made_up(3, seed=5), client_for(world.north_examiner)
    number = checked(client, files)
    assert client.get(f"/register/checks/{number}/stop").status_code == 200
    assert client.post(f"/register/checks/{number}/stop").status_code == 302
    assert list(lists.iterdir()) == []
    assert client.post(f"/register/checks/{number}/stop").status_code == 409
    assert "Stopped before its end" in words_of(client.get(f"/register/checks/{number}"))
    address = f"/register/checks/{number}/go-on"
    assert client.get(address).status_code == 200
    other = client.post(address, {"hashes": pasted(files[:2])})
    assert (other.status_code, "another list" in words_of(other)) == (422, True)
    # A check goes on for whoever asked, and not for a colleague.
    assert client_for(world.north_investigator).post(address, {"hashes": pasted(files)}).status_code == 409
    assert client.post(address, {"hashes": pasted(files)}).status_code == 302
    with switched_role("tutela_jobs"):
        assert go_on.answer_list(number) == 3
    assert client.post(address, {"hashes": pasted(files)}).status_code == 409


def test_a_list_that_waits_for_nothing_or_too_long_is_taken_away(world: World, lists: Path) -> None:
    staged.folder()
    names = {"check-999998": 7, "submission-999999": 7, "coming-a": 7, "coming-b": 0, "check-999997": 0}
    for name, hours in names.items():
        path = lists / name
        path.write_bytes(b"ab" * 16)
        moment = clock.now().timestamp() - hours * 3600
        os.utime(path, (moment, moment))
    with switched_role("tutela_jobs"):
        go_on.begin_again(now=clock.now())
    assert {one.name for one in lists.iterdir()} == {"coming-b", "check-999997"}


def test_what_was_checked_is_sent_with_the_very_same_list_and_that_is_recorded(
    world: World, client_for: ClientFor
) -> None:
    files, client = made_up(3, seed=6), client_for(world.north_examiner)
    number = checked(client, files)
    address = f"/register/checks/{number}/send"
    assert client.get(address).status_code == 200
    other = client.post(address, {"hashes": pasted(files[:2]), "what": "case", "how": "found"})
    assert (other.status_code, "another list" in words_of(other)) == (422, True)
    sent = client.post(address, {"hashes": pasted(files), "what": "case", "how": "found"})
    assert sent.status_code == 302
    said = words_of(client.get(sent["Location"]))
    assert "All of it in" in said
    assert f"/register/checks/{number}" in said
    with acting_as(world.actor("north_examiner")):
        made = Check.objects.select_related("submission").get(pk=number).submission
        assert made is not None
        assert (made.new_files, made.new_sightings, made.exhibit) == (3, 3, "EX/9")
        assert Line.objects.filter(action="register.check_sent").count() == 1
    assert "Sent to the register" in words_of(client.get(f"/register/checks/{number}"))
    again = client.post(address, {"hashes": pasted(files), "what": "case", "how": "found"})
    assert again.status_code == 409
    assert client.post(f"/register/checks/{number}/not-sent", {"reason": "test"}).status_code == 409


def test_why_a_check_is_not_sent_is_said_once_and_with_words_where_they_are_all(
    world: World, client_for: ClientFor
) -> None:
    client = client_for(world.north_examiner)
    number = checked(client, made_up(1, seed=7))
    address = f"/register/checks/{number}/not-sent"
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason": "other"}).status_code == 422
    assert client.post(address, {"reason": "other", "words": "Synthetic words."}).status_code == 302
    said = words_of(client.get(f"/register/checks/{number}"))
    assert "Synthetic words." in said
    assert client.post(address, {"reason": "test"}).status_code == 409


def test_a_list_that_is_to_be_sent_at_once_is_answered_first_and_then_entered(
    world: World, client_for: ClientFor, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, client = made_up(4, seed=8), client_for(world.north_examiner)
    number = checked(client, files, then="case")
    with acting_as(world.actor("north_examiner")):
        check = Check.objects.get(pk=number)
        assert (check.new, Entry.objects.count()) == (4, 4)
    # The same by the worker: the list waits for the answer, and then to be taken in.
    monkeypatch.setattr(asking, "AT_ONCE", 1)
    monkeypatch.setattr(asking, "PART", 2)
    monkeypatch.setattr(submit, "PART", 2)
    number = checked(client, made_up(3, seed=9), then="case", exhibit="EX/8")
    with switched_role("tutela_jobs"):
        assert go_on.answer_list(number) == 3
        [(kind, given_number, _)] = list(staged.waiting())
        assert kind == staged.SUBMISSION
        assert go_on.take_list(given_number) == 3
    assert list(lists.iterdir()) == []
    with acting_as(world.actor("north_examiner")):
        check = Check.objects.select_related("submission").get(pk=number)
        assert (check.new, check.submission and check.submission.new_files) == (3, 3)


def test_a_list_that_stopped_half_way_goes_on_with_the_very_same_list(
    world: World, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PART", 2)
    monkeypatch.setattr(submit, "PART", 2)
    files, client = made_up(5, seed=10), client_for(world.north_examiner)
    number = given(client, files)
    with switched_role("tutela_jobs"), monkeypatch.context() as patch:
        patch.setattr(go_on, "take_all", _only_the_first)
        assert go_on.take_list(number) == 2
    client.post(f"/register/lists/{number}/stop")
    said = words_of(client.get(f"/register/lists/{number}"))
    assert "2 of 5 rows are in the register" in said
    assert "Stopped before its end" in said
    address = f"/register/lists/{number}/go-on"
    assert client.post(address, {"hashes": pasted(files[:2])}).status_code == 422
    # Any colleague who gives lists goes on with it.
    assert client_for(world.north_investigator).post(address, {"hashes": pasted(files)}).status_code == 302
    with switched_role("tutela_jobs"):
        assert go_on.take_list(number) == 5
    assert "All of it in" in words_of(client.get("/register/lists"))
    assert client_for(world.south_investigator).get(f"/register/lists/{number}").status_code == 404
    # Given again, it is the same list: nothing is taken twice.
    assert given(client, files) == number


def _only_the_first(made: Any, rows: Any, *, actor: Any) -> Any:
    yield next(submit.take_all(made, rows, actor=actor))


def test_the_answer_leaves_as_csv_and_json_with_what_it_does_not_hold(world: World, client_for: ClientFor) -> None:
    files, client = made_up(3, seed=11), client_for(world.south_investigator)
    given(client_for(world.north_examiner), files[1:])
    number = checked(client, files)
    table = b"".join(client.get(f"/register/checks/{number}?format=csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    lines = list(csv.reader(io.StringIO(table)))
    caveats = [line[0] for line in lines if line[0].startswith("#")]
    assert "a list of 3 rows" in caveats[0]
    assert [line[:2] for line in lines[len(caveats) + 1 :]] == [["2", "known"], ["3", "known"]]
    told = json.loads(b"".join(client.get(f"/register/checks/{number}?format=json")))  # type: ignore[arg-type]
    assert told["counts"] | {"known": 2, "new": 1} == told["counts"]
    assert [row["ask"] for row in told["rows"]] == ["Synthetic Northmoor Police"] * 2
    assert not set(json.dumps(told)) & {one["sha256"].hex() for one in files}
    with acting_as(world.actor("south_investigator")):
        assert Line.objects.filter(action="register.export_check").count() == 2


def test_rows_are_filtered_by_answer_and_paged_in_the_order_of_the_list(world: World, client_for: ClientFor) -> None:
    files, client = made_up(120, seed=12), client_for(world.south_investigator)
    given(client_for(world.north_examiner), files)
    number = checked(client, files)
    first = words_of(client.get(f"/register/checks/{number}"))
    assert first.count("/register/files/") == 50
    second = client.get(f"/register/checks/{number}?after=1-50")
    assert ">51</th>" in words_of(second)
    assert words_of(client.get(f"/register/checks/{number}?after=1-100")).count("/register/files/") == 20
    for wrong in ("nonsense", f"1-{'9' * 30}", "1", "-1"):
        assert client.get(f"/register/checks/{number}?after={wrong}").status_code == 422
    assert "No row got this answer." in words_of(client.get(f"/register/checks/{number}?answer=ask"))
    assert words_of(client.get(f"/register/checks/{number}?answer=known")).count("/register/files/") == 50


def test_checks_are_filtered_by_who_what_state_and_day_and_leave_as_csv(world: World, client_for: ClientFor) -> None:
    client, colleague = client_for(world.north_examiner), client_for(world.north_investigator)
    one, other = checked(client, made_up(1, seed=13), exhibit="AB/1"), checked(colleague, made_up(1, seed=14))
    client.post(f"/register/checks/{one}/not-sent", {"reason": "ongoing"})

    def shown(query: str) -> set[int]:
        said = words_of(client.get(f"/register/checks?{query}"))
        return {number for number in (one, other) if f'/register/checks/{number}"' in said}

    assert shown("") == {one, other}
    assert shown(f"who={world.north_investigator.pk}") == {other}
    assert shown("exhibit=ab") == {one}
    assert shown("state=open") == {other}
    assert shown("state=not_sent") == {one}
    assert shown("state=sent") == shown("until=1/1/2020") == set()
    assert shown("since=1/1/2020") == {one, other}
    table = words_of(client.get("/register/checks?format=csv"))
    assert "AB/1" in table
    assert "# Checks of the register" in table
    assert "EX/9" not in words_of(client_for(world.south_investigator).get("/register/checks?format=csv"))


def test_the_page_names_the_children_first_and_the_series_as_far_as_one_may_know_of_it(
    world: World, client_for: ClientFor
) -> None:
    files, actor = made_up(2, seed=15), world.actor("north_investigator")
    with acting_as(actor):
        series = open_series(label="Blue tent", actor=actor, now=clock.now())
    given(client_for(world.north_examiner), files, series=series.reference)
    south, north = client_for(world.south_investigator), client_for(world.north_investigator)
    said = words_of(south.get(f"/register/checks/{checked(south, files)}"))
    assert series.reference in said
    assert f"/series/{series.reference}" not in said
    assert "Blue tent" not in said
    assert "Child not identified" in said
    own = words_of(north.get(f"/register/checks/{checked(north, files)}"))
    assert f"/series/{series.reference}" in own


def test_what_was_said_of_a_series_that_has_been_narrowed_since_is_not_for_the_asker_any_more(
    world: World, client_for: ClientFor
) -> None:
    files, owner = made_up(2, seed=18), world.actor("north_investigator")
    with acting_as(owner):
        series = open_series(label="Blue tent", actor=owner, now=clock.now())
    given(client_for(world.north_examiner), files, series=series.reference)
    south = client_for(world.south_investigator)
    address = f"/register/checks/{checked(south, files)}"
    assert "Northmoor desk" in words_of(south.get(address))
    with acting_as(owner):
        fresh = find(series.reference)
        set_audience(fresh, audience="own", otherwise="new", actor=owner, now=clock.now())
    said = words_of(south.get(address))
    assert "is not for you any more" in said
    for hidden in (series.reference, "Northmoor desk", "/register/files/"):
        assert hidden not in said
    # Nor by the filter, nor in the file.
    assert "No row got this answer." in words_of(south.get(f"{address}?answer=not_identified"))
    for form in ("csv", "json"):
        table = b"".join(south.get(f"{address}?format={form}")).decode()  # type: ignore[arg-type]
        assert series.reference not in table
        assert "Not for you any more" in table


def test_one_hash_is_looked_up_without_standing_in_an_address_and_is_written_down(
    world: World, client_for: ClientFor
) -> None:
    files, north, south = made_up(2, seed=16), client_for(world.north_examiner), client_for(world.south_investigator)
    given(north, files[:1])
    with acting_as(world.actor("north_examiner")):
        file = Entry.objects.get().file_id
    for hash_typed in (files[0]["sha256"].hex(), f" {files[0]['sha256'].hex().upper()} "):
        answer = south.post("/register", {"hash": hash_typed})
        assert (answer.status_code, answer["Location"]) == (302, f"/register/files/{file}")
    new = south.post("/register", {"hash": files[1]["md5"].hex()})
    assert "New: yours to claim" in words_of(new)
    assert south.post("/register", {"hash": "12"}).status_code == 422
    assert south.post("/register", {"hash": "z" * 64}).status_code == 422
    with acting_as(world.actor("north_examiner")):
        Entry.objects.update(audience="own", otherwise="ask")
    hidden = words_of(south.post("/register", {"hash": files[0]["sha256"].hex()}))
    assert "Known: ask its owner" in hidden
    assert "Northmoor desk" in hidden
    assert f"/register/files/{file}" not in hidden
    with acting_as(world.actor("south_investigator")):
        assert Line.objects.filter(action="register.look_up").count() == 4


def test_everything_on_an_exhibit_is_noted_only_where_it_is_known(world: World, client_for: ClientFor) -> None:
    files, south = made_up(3, seed=17), client_for(world.south_investigator)
    given(client_for(world.north_examiner), files[:1])
    given(south, files, what="seen", exhibit="EX/5")
    with acting_as(world.actor("south_investigator")):
        assert Sighting.objects.filter(organisation=world.south).count() == 1
        made = Submission.objects.get(organisation=world.south)
        assert (made.new_files, made.new_sightings) == (0, 1)
