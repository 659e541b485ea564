"""An examiner's machine asks a real server over a line that breaks, and is killed: the answer is that of a whole line, and each
file is met once.
"""

import itertools
import json
import random
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.installation import Installation
from tests.register.breaking import breaking, drawn
from tutela.core import references
from tutela.core.errors import NotAllowed, NotFound
from tutela.register.answer_file import write_csv, write_json
from tutela.register.client import About, Answered, ask, give, kept_for, say_not_sent
from tutela.register.client_line import Line
from tutela.register.lists.reading import read_list
from tutela.register.lists.rows import HashList

pytestmark = pytest.mark.timeout(0)
ROWS = 3_000
WHOLE = itertools.repeat(1 << 40)


@dataclass(frozen=True)
class Machine:
    """An examiner's machine: neither settings nor a folder of data are there, and none can be made."""

    site: Installation
    token: Path

    def check(self, file: Path, server: str, out: Path, *options: str) -> subprocess.Popen[str]:
        """Begin to check a list."""
        to = ["--server", server, "--token-file", str(self.token), "--out", str(out)]
        return subprocess.Popen(
            [sys.executable, "-m", "tutela.commands", "check", str(file), *to, *options],
            env=self.site.environment | {"DATA_DIR": "/dev/null/nowhere"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(scope="module")
def tokens(site: Installation) -> dict[str, str]:
    """Tokens of those who ask and give."""
    return {
        who: site.token(f"{who}@{who.partition('.')[0]}.example")
        for who in ("north.examiner", "south.investigator", "north.auditor")
    }


@pytest.fixture
def machine(site: Installation, tokens: dict[str, str], tmp_path: Path) -> Machine:
    """The machine of an examiner of the north."""
    token = tmp_path / "token"
    token.write_text(tokens["north.examiner"] + "\n")
    return Machine(site, token)


def a_list(to: Path, rows: int, *, seed: int) -> HashList:
    """A list as ``hashdeep`` writes it."""
    draw = random.Random(seed)
    with to.open("w") as out:
        out.write("%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n")
        for number in range(rows):
            out.write(f"{number},{draw.randbytes(16).hex()},{draw.randbytes(32).hex()},/evidence/{number}.dat\n")
    return read_list(to)


def some_of(file: Path, to: Path, every: int) -> HashList:
    """Every so-manieth line of a list, as a list of its own."""
    lines = file.read_text().splitlines(keepends=True)
    to.write_text("".join([*lines[:2], *lines[2::every]]))
    return read_list(to)


def line_to(port: int, token: str) -> Line:
    return Line(f"http://127.0.0.1:{port}", token, say=lambda _: None, pause=lambda _: None)


def answered(line: Line, listed: HashList, beside: Path, exhibit: str) -> Answered:
    kept = kept_for(listed, About(exhibit), server="the site", paths=[beside])
    found = ask(line, listed, About(exhibit), kept, progress=lambda _: None, rows_a_part=200)
    kept.done()
    assert not beside.exists()
    return found


def written(folder: Path, listed: HashList, found: Answered) -> tuple[bytes, dict[str, Any]]:
    """The answer as both files; which check it was, and when, is each check's own."""
    with (folder / "a.csv").open("wb") as out:
        write_csv(out, listed, found.answers)
    with (folder / "a.json").open("wb") as out:
        write_json(out, listed, found.answers, found.summary, check={})
    return (folder / "a.csv").read_bytes(), json.loads((folder / "a.json").read_bytes())


def given(line: Line, listed: HashList, exhibit: str, check: int | None = None, rows_a_part: int = 200) -> Any:
    return give(
        line, listed, About(exhibit), what="case", series="", check=check, progress=lambda _: None,
        rows_a_part=rows_a_part,
    )  # fmt: skip


@pytest.fixture(scope="module")
def known(
    site: Installation, tokens: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, HashList]:
    """A list of which the south holds a part."""
    folder = tmp_path_factory.mktemp("lists")
    file = folder / "exhibit.hashdeep"
    listed = a_list(file, ROWS, seed=51)
    some = some_of(file, folder / "south.hashdeep", 7)
    assert given(line_to(site.port, tokens["south.investigator"]), some, "SO/1")["new_files"] == len(some.rows)
    return file, listed


@pytest.mark.parametrize("seed", [1, 2])
def test_an_answer_over_a_line_that_breaks_is_the_answer_over_a_whole_one(
    site: Installation, tokens: dict[str, str], known: tuple[Path, HashList], tmp_path: Path, seed: int
) -> None:
    _, listed = known
    token = tokens["north.examiner"]
    whole = answered(line_to(site.port, token), listed, tmp_path / "whole", "NM/1")
    with breaking(site.port, drawn(seed, 60_000)) as broken:
        pieces = answered(line_to(broken.port, token), listed, tmp_path / "pieces", "NM/1")
    assert broken.cuts > 5
    assert pieces.number != whole.number
    assert written(tmp_path, listed, pieces) == written(tmp_path, listed, whole)
    assert whole.summary.known == len(range(0, ROWS, 7))
    assert [call.contact.name for call in whole.summary.telephone] == ["Synthetic Southvale Police"]
    rows = site.sql(
        "SELECT rows, done_rows, new, known FROM register_check WHERE id = ANY (%s)", [[whole.number, pieces.number]]
    )
    assert len(set(rows)) == 1
    assert rows[0][:2] == (ROWS, ROWS)


def test_an_examiners_machine_says_what_the_servers_own_command_says(
    site: Installation, machine: Machine, known: tuple[Path, HashList], tmp_path: Path
) -> None:
    file, _ = known
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    asked = ["check", str(file), "--as", "north.examiner@north.example", "--exhibit", "NM/1", "--out", str(here)]
    on_the_server = site.tutela(*asked).stdout
    running = machine.check(file, site.address, there, "--exhibit", "NM/1")
    said, wrong = running.communicate()
    assert running.returncode == 0, wrong
    assert said == on_the_server.replace(str(here), str(there))
    assert "Telephone first" in said
    assert there.read_bytes() == here.read_bytes()


def test_a_list_that_is_given_over_a_line_that_breaks_enters_once(
    site: Installation, tokens: dict[str, str], tmp_path: Path
) -> None:
    listed = a_list(tmp_path / "given.hashdeep", 2_000, seed=52)
    with breaking(site.port, drawn(3, 40_000)) as broken:
        made = given(line_to(broken.port, tokens["north.examiner"]), listed, "NM/2")
    assert broken.cuts > 5
    assert (made["done_rows"], made["new_files"], made["new_sightings"]) == (2_000, 2_000, 2_000)
    assert sightings(site, "NM/2") == (2_000, 2_000)
    assert given(line_to(site.port, tokens["north.examiner"]), listed, "NM/2")["number"] == made["number"]
    assert sightings(site, "NM/2") == (2_000, 2_000)


def test_an_examiners_machine_that_is_killed_goes_on_when_it_is_run_again(
    site: Installation, tokens: dict[str, str], machine: Machine, tmp_path: Path
) -> None:
    file, rows, out = tmp_path / "large.hashdeep", 60_000, tmp_path / "answer.csv"
    a_list(file, rows, seed=53)
    some = some_of(file, tmp_path / "some.hashdeep", 11)
    given(line_to(site.port, tokens["south.investigator"]), some, "SO/2", rows_a_part=10_000)
    draw, kills, before = random.Random(4), 0, 0
    running: list[subprocess.Popen[str]] = []
    # A run that is not killed sends 8 MB; each further one has less before it.
    until = [draw.randrange(1_000_000, 6_000_000) for _ in range(4)]

    def kill(through: int) -> None:
        if until and through - before > until[0] and running[-1].poll() is None:
            running[-1].kill()

    with breaking(site.port, WHOLE, kill) as line:
        while True:
            server = f"http://127.0.0.1:{line.port}"
            running.append(machine.check(file, server, out, "--exhibit", "NM/3", "--submit", "case"))
            _, wrong = running[-1].communicate()
            if running[-1].returncode == 0:
                break
            assert running[-1].returncode == -signal.SIGKILL, wrong
            kills += 1
            until.pop(0)
            before = line.bytes
    assert kills >= 2
    assert sightings(site, "NM/3") == (rows, rows)
    assert not list(tmp_path.glob("*.tutela-part"))
    [(checks, done, sent)] = site.sql(
        "SELECT count(*), sum(done_rows), count(submission_id) FROM register_check WHERE exhibit = 'NM/3'"
    )
    assert (checks, done, sent) == (1, rows, 1)
    lines = out.read_text().splitlines()
    assert len(lines) == rows + 1
    assert [",known," in line for line in lines[1:]] == [number % 11 == 0 for number in range(rows)]


def sightings(site: Installation, exhibit: str) -> tuple[int, int]:
    """How often files were met on an exhibit, and how many files."""
    [found] = site.sql("SELECT count(*), count(DISTINCT file_id) FROM register_sighting WHERE exhibit = %s", [exhibit])
    return int(found[0]), int(found[1])


def test_what_the_server_refuses_is_said_in_its_words(
    site: Installation, tokens: dict[str, str], known: tuple[Path, HashList], tmp_path: Path
) -> None:
    _, listed = known
    with pytest.raises(NotAllowed, match="This is for: analyst, examiner"):
        answered(line_to(site.port, tokens["north.auditor"]), listed, tmp_path / "a", "")
    with pytest.raises(NotAllowed, match="a token that is valid now"):
        answered(line_to(site.port, "tutela_unknown"), listed, tmp_path / "b", "")
    north = line_to(site.port, tokens["north.examiner"])
    nowhere = str(references.make("R", 2026, 900_000))
    kept, absent = kept_for(listed, About(), server="the site", paths=[]), About(reference=nowhere)
    with pytest.raises(NotFound, match="There is no record R-"):
        ask(north, listed, absent, kept, progress=lambda _: None)
    with pytest.raises(NotFound, match="no such check"):
        say_not_sent(north, 1 << 40, reason="test", words="")
