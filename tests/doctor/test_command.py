"""`tutela doctor` as an operator runs it: the findings, the mends, the exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(socket_folder: str, committed_database: str, tmp_path: Path) -> Run:
    """The command over a database of the test's own."""
    urls = {
        variable: f"postgresql://{role}@/{committed_database}?host={socket_folder}"
        for variable, role in (
            ("DATABASE_URL", "tutela_app"),
            ("DATABASE_JOBS_URL", "tutela_jobs"),
            ("DATABASE_OWNER_URL", "tutela_owner"),
        )
    }

    def call(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "tutela.commands", *words],
            env=os.environ
            | urls
            | {
                "TUTELA_DATABASE": "given",
                "DATA_DIR": str(tmp_path / "data"),
                "DJANGO_SETTINGS_MODULE": "tutela.settings.demo",
            }
            | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return call


def test_it_ends_with_one_when_something_must_be_mended_and_says_how(run: Run) -> None:
    said = run("doctor", "--json")
    assert said.returncode == 1
    found = {one["check"]: one for one in json.loads(said.stdout)["findings"]}
    # A database of tests was migrated without the note of the migration, and nobody works its jobs.
    assert {name for name, one in found.items() if one["level"] == "must"} == {"migrations", "worker"}
    assert found["second-factor"]["level"] == "note"
    assert all(one["mend"] for one in found.values())
    in_words = run("doctor")
    assert in_words.returncode == 1
    assert "Must be mended" in in_words.stdout
    assert "Mend: Start it: `tutela worker`" in in_words.stdout


def test_it_ends_with_nothing_when_only_notes_are_left(run: Run, socket_folder: str, committed_database: str) -> None:
    assert run("migrate").returncode == 0
    with psycopg.connect(f"host={socket_folder} user=tutela_owner dbname={committed_database}") as owner:
        owner.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    said = run("doctor")
    assert said.returncode == 0, said.stdout
    assert "0 of which must be mended" in said.stdout


def test_it_lists_what_it_looks_at_and_why(run: Run) -> None:
    said = run("doctor", "--list")
    assert said.returncode == 0
    assert "coordinating-centre: No active centre at all." in said.stdout


def test_nothing_beside_its_findings_is_printed(run: Run) -> None:
    assert run("doctor").stderr == ""
