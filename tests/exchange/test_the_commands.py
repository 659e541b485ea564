"""``tutela case``: out of one installation and into another, each with a database of its own, by the commands of an operator."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import copy_of_template
from tests.exchange.small import small_document
from tutela.exchange.compose import as_bytes

MANAGER = "north.manager@north.example"
Tutela = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def two_installations(socket_folder: str, worker_id: str, tmp_path: Path) -> Iterator[tuple[Tutela, Tutela]]:
    """Two databases with the same cast and nothing else."""
    names = [f"exchange_{side}_{worker_id}_{os.getpid()}" for side in ("here", "there")]

    def installation(name: str) -> Tutela:
        copy_of_template(socket_folder, name)
        environment = os.environ | {
            "DATABASE_URL": f"postgresql://tutela_app@/{name}?host={socket_folder}",
            "DATA_DIR": str(tmp_path / name),
            "DJANGO_SETTINGS_MODULE": "tutela.settings.test",
        }

        def run(*words: str) -> "subprocess.CompletedProcess[bytes]":
            command = [sys.executable, "-m", "tutela.commands", "case", *words]
            return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=False)

        return run

    yield installation(names[0]), installation(names[1])
    with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
        for name in names:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_a_case_goes_from_one_database_into_another_and_is_the_same(
    two_installations: tuple[Tutela, Tutela], tmp_path: Path
) -> None:
    here, there = two_installations
    document = small_document(5, lambda: "Synthetic words")
    (tmp_path / "case.json").write_bytes(as_bytes(document.model_dump(by_alias=True)))
    reference, given = document.case.reference, ("--for", "north", "--as", MANAGER)

    checked = here("import", "case.json", *given, "--check")
    assert checked.returncode == 0, checked.stderr
    assert f"{reference} can be brought in." in checked.stdout.decode()
    made = here("import", "case.json", *given)
    assert made.returncode == 0, made.stderr
    first = here("export", reference, "--as", MANAGER, "--out", "first.json")
    assert first.returncode == 0, first.stderr

    again = there("import", "first.json", *given)
    assert again.returncode == 0, again.stderr
    one, other = (
        json.loads((tmp_path / "first.json").read_bytes()),
        json.loads(there("export", reference, "--as", MANAGER).stdout),
    )
    assert one.pop("exported_at") < other.pop("exported_at")
    assert one == other
    assert one["handling"]["tlp"] == "GREEN"
    assert there("export", reference, "--pdf", "--as", MANAGER).stdout.startswith(b"%PDF-1.7")


def test_a_broken_document_is_refused_with_every_place(
    two_installations: tuple[Tutela, Tutela], tmp_path: Path
) -> None:
    broken = small_document(5, lambda: "Synthetic words").model_dump(by_alias=True)
    broken["case"] |= {"state": "asleep", "close_reason": "boredom"}
    (tmp_path / "case.json").write_bytes(as_bytes(broken))
    refused = two_installations[0]("import", "case.json", "--for", "north", "--as", MANAGER)
    assert refused.returncode == 2
    for path in (b"$.case.state", b"$.case.close_reason"):
        assert path in refused.stderr
    assert b"asleep" not in refused.stderr
