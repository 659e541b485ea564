"""The command line from outside: every command has an example that can be typed, and a refusal is a sentence with its mend."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from tutela.commands.app import app
from tutela.commands.listing import ListingGroup, every_command, example_of
from tutela.core.errors import ALL_ERRORS

MAIN = typer.main.get_command(app)
assert isinstance(MAIN, ListingGroup)
COMMANDS = list(every_command(MAIN))


def run(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command as somebody types it, with an environment of its own."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("TUTELA_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "tutela.commands", *words],
        check=False,
        capture_output=True,
        text=True,
        env=clean | environment,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def test_help_lists_every_command_with_its_example() -> None:
    listed = CliRunner().invoke(app, ["--help"]).output
    assert len(COMMANDS) > 20
    assert [" ".join(path) for path, _ in COMMANDS if f"{' '.join(path)}:" not in listed] == []
    assert [example for _, command in COMMANDS if (example := example_of(command)) not in listed] == []


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_an_example_is_one_that_the_command_understands(
    path: tuple[str, ...], command: TyperCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(example_of(command))
    assert words[: len(path) + 1] == ["tutela", *path]
    # Files that an example names are made, so that an argument which must exist does.
    monkeypatch.chdir(tmp_path)
    for word in words[len(path) + 1 :]:
        if "." in word and "/" not in word and "@" not in word and "://" not in word and " " not in word:
            (tmp_path / word).touch()
    node: TyperGroup | TyperCommand = MAIN
    context = typer.Context(node)
    for name in path:
        assert isinstance(node, TyperGroup)
        found = node.get_command(context, name)
        assert isinstance(found, TyperGroup | TyperCommand)
        node, context = found, typer.Context(found, info_name=name, parent=context)
    # Parsed and not run: an argument that is missing, unknown or of another kind raises here.
    parsed = node.make_context(path[-1], list(words[len(path) + 1 :]), parent=context.parent)
    assert parsed.command is node


# What comes after `tutela django` is Django's, its --help too.
@pytest.mark.parametrize("path", [path for path, _ in COMMANDS if path != ("django",)], ids=" ".join)
def test_each_command_explains_itself(path: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, [*path, "--help"])
    assert told.exit_code == 0
    assert "Example:" in told.output


def test_every_command_that_a_mend_or_a_document_names_is_there() -> None:
    root = Path(__file__).parents[2]
    sources = [*sorted((root / "src").rglob("*.py")), *sorted((root / "docs").rglob("*.md")), root / "README.md"]
    named = {
        tuple(words.split())
        for file in sources
        for words in re.findall(r"`tutela ([a-z][a-z-]*(?: [a-z][a-z-]*)*)", file.read_text())
    }
    known = {path for path, _ in COMMANDS}
    groups = {path[:length] for path in known for length in range(1, len(path))}
    # A group may be named as a whole; a command may be followed by what it is given.
    missing = [
        words for words in sorted(named) if words not in groups and not {words[:1], words[:2], words[:3]} & known
    ]
    assert ("set-up", "centre") in named
    assert missing == []


def test_a_refusal_is_a_sentence_its_mend_and_the_exit_code_of_its_kind(tmp_path: Path) -> None:
    ended = run("up", PORT="eighty", DATA_DIR=str(tmp_path / "data"))
    assert ended.returncode == 2
    assert "PORT is not a port number. Give a number from 1 to 65535, such as PORT=8001." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_data_folder_that_cannot_be_used_is_said_with_the_mend(tmp_path: Path) -> None:
    taken = tmp_path / "data"
    taken.write_text("")
    ended = run("status", DATA_DIR=str(taken))
    assert ended.returncode == 8
    assert "cannot be used" in ended.stderr
    assert "DATA_DIR=" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_does_not_answer_is_said_with_the_mend_and_without_the_password(tmp_path: Path) -> None:
    ended = run(
        "migrate", DATA_DIR=str(tmp_path / "data"), DATABASE_URL="postgresql://tutela_app:hidden@127.0.0.1:1/tutela"
    )
    assert ended.returncode == 8
    assert "does not answer" in ended.stderr
    assert "hidden" not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_without_tables_is_said_with_the_mend(socket_folder: str, tmp_path: Path) -> None:
    with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE without_tables OWNER tutela_owner")
        (tmp_path / "list.md5").write_text("d41d8cd98f00b204e9800998ecf8427e\n")
        ended = run(
            *("check", str(tmp_path / "list.md5"), "--as", "somebody@north.example"),
            DATA_DIR=str(tmp_path / "data"),
            DATABASE_URL=f"postgresql://tutela_app@/without_tables?host={socket_folder}",
        )
        admin.execute("DROP DATABASE without_tables WITH (FORCE)")
    assert ended.returncode == 8, ended.stderr
    assert "has no tables yet" in ended.stderr
    assert "`tutela migrate`" in ended.stderr


def test_a_mistyped_command_ends_with_two_and_shows_no_traceback() -> None:
    ended = run("upp")
    assert ended.returncode == 2
    assert "upp" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_nothing_runs_for_a_fresh_folder_and_status_says_so(tmp_path: Path) -> None:
    ended = run("status", DATA_DIR=str(tmp_path / "data"))
    assert ended.returncode == 1
    assert "does not answer" in ended.stdout


def test_no_two_kinds_of_error_end_with_the_same_code() -> None:
    codes = [error.exit_code for error in ALL_ERRORS]
    assert len(codes) == len(set(codes))
    assert not {0, 1, 70} & set(codes)
