"""What was answered is there after a kill, and only what is whole and of the same question; the server's word on how far it is counts."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.register.lists_of import listed, made_up
from tutela.core.errors import RuleBroken, Unavailable
from tutela.register.client import About, ask, give, kept_for
from tutela.register.client_kept import Kept, question_of
from tutela.register.lists import packed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.tutela-part"


def parts_in(path: Path, question: str = "q") -> tuple[list[int], str]:
    """The numbers of the parts that are there, and the key."""
    found: list[int] = []
    kept = Kept.beside([path], question)
    kept.read(lambda part: found.append(part["number"]) is None)
    kept.close()
    return found, kept.key


def written(path: Path, *numbers: int) -> str:
    kept = Kept.beside([path], "q")
    kept.read(lambda _: True)
    for number in numbers:
        kept.add({"number": number})
    kept.close()
    return kept.key


def test_what_was_written_is_there_for_whoever_goes_on(path: Path) -> None:
    key = written(path, 1, 2)
    assert written(path, 3) == key
    assert parts_in(path) == ([1, 2, 3], key)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_line_that_was_not_written_whole_is_forgotten_with_what_follows(path: Path, cut: int) -> None:
    key = written(path, 1, 2)
    content = path.read_bytes()
    path.write_bytes(content[: -min(cut, len(content.splitlines(keepends=True)[-1]))])
    assert parts_in(path) == ([1], key)
    written(path, 7)
    assert parts_in(path) == ([1, 7], key)


def test_a_line_that_was_damaged_is_forgotten_with_what_follows(path: Path) -> None:
    key = written(path, 1, 2, 3)
    path.write_bytes(path.read_bytes().replace(b'"number":2', b'"number":4'))
    assert parts_in(path) == ([1], key)
    assert parts_in(path) == ([1], key)


def test_another_question_or_a_damaged_head_begins_anew(path: Path) -> None:
    key = written(path, 1)
    assert parts_in(path, "another")[0] == []
    assert key not in path.read_text()
    path.write_bytes(b"\xff\x00 nonsense\n")
    assert parts_in(path)[0] == []


def test_a_question_that_is_answered_is_asked_anew_another_day(path: Path) -> None:
    kept = Kept.beside([path], "q")
    kept.done()
    assert not path.exists()
    assert Kept.beside([path], "q").key != kept.key


def test_only_one_process_asks_about_a_list(path: Path) -> None:
    first = Kept.beside([path], "q")
    with pytest.raises(RuleBroken, match="Another process"):
        Kept.beside([path], "q")
    first.close()
    assert Kept.beside([path], "q").key == first.key


def test_where_nothing_can_be_written_it_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    kept = Kept.beside([tmp_path / "absent" / "x", link], "q")
    kept.read(lambda _: True)
    kept.add({"number": 1})
    kept.done()
    assert not kept.stays
    assert [one.name for one in tmp_path.iterdir()] == ["link"]
    beside = Kept.beside([tmp_path / "absent" / "x", tmp_path / "out"], "q")
    assert (beside.stays, (tmp_path / "out").exists()) == (True, True)


def test_each_thing_that_makes_another_question_does() -> None:
    assert (
        len(
            {question_of("s", "d", 3, "e", "a"), question_of("s", "d", 3, "ea", ""), question_of("s", "d", 4, "e", "a")}
        )
        == 3
    )


class Server:
    """A server that says of every row that it is new, and remembers how far it is, until it forgets."""

    def __init__(self) -> None:
        self.done: dict[str, int] = {}
        self.asked: list[tuple[int, int]] = []

    def post(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        self.key = content.get("key", path)
        done = self.done.setdefault(self.key, 0)
        return {"number": 1, "done_rows": done, "asked_at": "2027-01-15T08:00:00Z", "organisation": "north"}

    def get(self, path: str) -> dict[str, Any]:
        return {"number": 1, "done_rows": self.done[self.key]}

    def put(self, path: str, content: bytes, kind: str) -> dict[str, Any]:
        start, rows = int(path.rpartition("=")[2]), packed.unpack(content)
        assert np.array_equal(rows.places, np.arange(start + 1, start + len(rows) + 1))
        end, done = start + len(rows), self.done[self.key]
        if start > done or start < done < end:
            raise RuleBroken("Somewhere else.")
        self.asked.append((start, end))
        self.done[self.key] = max(done, end)
        new = {"answer": "new", "in_words": "", "near_distance": None, "near_answer": "", "series": None, "ask": None}
        more = {"other_series": [], "also_ask": [], "held_by": [], "sources": [], "files": 1}
        known = {"rows": [], "said": []}
        return {
            "start": start, "rows": len(rows), "done_rows": self.done[self.key], "said": [new | more], "known": known,
            "near": [],
        }  # fmt: skip


LIST = listed(made_up(10, seed=61))


def asked(server: Any, path: Path, rows_a_part: int = 4) -> Any:
    kept = kept_for(LIST, About(), server="s", paths=[path])
    found = ask(server, LIST, About(), kept, progress=lambda _: None, rows_a_part=rows_a_part)
    kept.close()
    return found


def test_a_list_is_asked_about_once_and_from_where_it_was(path: Path) -> None:
    server = Server()
    assert asked(server, path).summary.rows == 10
    assert server.asked == [(0, 4), (4, 8), (8, 10)]
    asked(server, path)
    assert len(server.asked) == 3


def test_what_the_server_answered_and_nobody_heard_is_asked_again_as_far_as_it_goes(path: Path) -> None:
    server = Server()
    asked(server, path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]))
    server.done[server.key], server.asked = 7, []
    asked(server, path)
    assert server.asked == [(4, 7), (7, 10)]


def test_a_server_that_has_forgotten_is_told_again(path: Path) -> None:
    server = Server()
    asked(server, path)
    server.done[server.key], server.asked = 5, []
    asked(server, path)
    assert server.asked == [(4, 5), (5, 9), (9, 10)]


def test_a_server_that_goes_back_while_it_is_asked_is_not_believed(path: Path) -> None:
    class Forgetful(Server):
        def put(self, path: str, content: bytes, kind: str) -> dict[str, Any]:
            if len(self.asked) == 2:
                self.done[self.key] = 0
            return super().put(path, content, kind)

    with pytest.raises(RuleBroken):
        asked(Forgetful(), path)


@pytest.mark.parametrize(
    "wrong", [{"known": {"rows": [99], "said": [0]}}, {"known": {"rows": [1], "said": [5]}}, {"said": [{}]}]
)
def test_an_answer_that_cannot_be_read_ends_it(path: Path, wrong: dict[str, Any]) -> None:
    class Odd(Server):
        def put(self, path: str, content: bytes, kind: str) -> dict[str, Any]:
            return super().put(path, content, kind) | wrong

    with pytest.raises(Unavailable, match="cannot be read"):
        asked(Odd(), path)
    assert len(path.read_bytes().splitlines()) == 1


def test_a_list_is_given_from_where_it_stands_there() -> None:
    server = Server()

    def given() -> None:
        give(server, LIST, About(), what="case", series="", check=None, progress=lambda _: None, rows_a_part=4)  # type: ignore[arg-type]

    given()
    assert server.asked == [(0, 4), (4, 8), (8, 10)]
    given()
    assert len(server.asked) == 3
    server.done[server.key], server.asked = 5, []
    given()
    assert server.asked == [(5, 9), (9, 10)]
