"""The command line takes in files, names what it rejects, goes on after an interruption, and gives the answers back."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.reports.imports.files import a_csv, row, thousand_with_three_bad

INTAKE, PARTNER = "north.intake@north.example", "hotline.partner@hotline.example"
Tutela = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environment(committed_database: str, socket_folder: str, tmp_path: Path) -> dict[str, str]:
    """What a command finds in its environment: the test's own database, as the application."""
    return os.environ | {
        "DATABASE_URL": f"postgresql://tutela_app@/{committed_database}?host={socket_folder}",
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "tutela.settings.test",
    }


@pytest.fixture
def tutela(environment: dict[str, str], tmp_path: Path) -> Tutela:
    """Run a command."""

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "tutela.commands", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def counted(committed_database: str, socket_folder: str) -> Iterator[Callable[[str], int]]:
    """A number from the committed rows."""
    with psycopg.connect(
        f"host={socket_folder} user=tutela_owner dbname={committed_database}", autocommit=True
    ) as owner:

        def count(statement: str) -> int:
            found = owner.execute(statement).fetchone()  # type: ignore[call-overload]
            return int(found[0])

        yield count


def test_a_thousand_rows_come_in_by_the_command_and_the_three_bad_ones_are_corrected_and_sent_in_again(
    tutela: Tutela, tmp_path: Path, counted: Callable[[str], int]
) -> None:
    file = tmp_path / "reports.csv"
    file.write_bytes(thousand_with_three_bad())
    done = tutela("import", "reports", "reports.csv", "--as", INTAKE)
    assert done.returncode == 9, done.stderr
    assert "of 1,000 rows 997 taken in, 0 here already, 3 rejected" in done.stdout
    for words in ("row 11, reported_at", "row 502, countries", "row 1001, summary"):
        assert words in done.stdout
    rejected = tmp_path / "reports.rejected.csv"
    rows = list(csv.DictReader(io.StringIO(rejected.read_text("utf-8-sig"))))
    assert [one["what is wrong"] != "" for one in rows] == [True] * 3
    rows[0]["reported_at"], rows[1]["countries"], rows[2]["summary"] = "2026-03-01T09:30Z", "GB", "Synthetic."
    with rejected.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    mended = tutela("import", "reports", str(rejected), "--as", INTAKE, "--json")
    assert mended.returncode == 0, mended.stderr
    said = json.loads(mended.stdout)
    assert (said["taken"], said["rejected"]) == (3, 0)
    again = tutela("import", "reports", "reports.csv", "--as", INTAKE)
    assert "nothing was taken again" in again.stdout
    assert counted("SELECT count(*) FROM reports_report") == 1000
    assert counted("SELECT count(*) FROM audit_entry WHERE position IS NULL") == 0
    exported = tutela("answers", "export", "--as", PARTNER)
    assert exported.returncode == 0, exported.stderr
    assert "0 answers" in exported.stderr


def test_a_refused_file_says_why_and_how_to_mend_it_and_leaves_nothing(
    tutela: Tutela, tmp_path: Path, counted: Callable[[str], int]
) -> None:
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    before = sorted(tmp_path.iterdir())
    done = tutela("import", "reports", "picture.csv", "--as", INTAKE)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert counted("SELECT count(*) FROM reports_importbatch") == 0
    assert [one.name for one in sorted(tmp_path.iterdir()) if one.name != "data"] == [one.name for one in before]
    missing = tutela("import", "reports", "absent.csv", "--as", INTAKE)
    assert missing.returncode == 4
    assert "Check its name" in missing.stderr


def test_the_template_is_written_and_taken(tutela: Tutela, tmp_path: Path) -> None:
    assert tutela("import", "template", "template.csv").returncode == 0
    done = tutela("import", "reports", "template.csv", "--as", PARTNER, "--json")
    assert json.loads(done.stdout)["taken"] == 1


def test_a_killed_and_an_interrupted_import_are_gone_on_with_by_the_same_command(
    tutela: Tutela, environment: dict[str, str], tmp_path: Path, counted: Callable[[str], int]
) -> None:
    (tmp_path / "many.csv").write_bytes(a_csv([row(number) for number in range(3_000)]))
    command = [sys.executable, "-m", "tutela.commands", "import", "reports", "many.csv", "--as", INTAKE]
    taken = "SELECT count(*) FROM reports_importrow WHERE state = 'taken'"
    for sign, at_least in ((signal.SIGKILL, 1), (signal.SIGINT, 500)):
        running = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        while counted(taken) < at_least and running.poll() is None:
            time.sleep(0.05)
        running.send_signal(sign)
        _, said = running.communicate(timeout=60)
        assert counted(taken) == counted("SELECT count(*) FROM reports_report")
    # A machine may be so quick that nothing was left to interrupt.
    assert (running.returncode == 130 and "the same command goes on" in said) or counted(taken) == 3_000
    done = tutela("import", "reports", "many.csv", "--as", INTAKE)
    assert done.returncode == 0, done.stderr
    assert counted(taken) == counted("SELECT count(*) FROM reports_report") == 3_000
    assert counted("SELECT count(*) FROM reports_arrival") == 3_000
