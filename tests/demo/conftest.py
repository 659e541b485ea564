"""A small demo, loaded by the command into an empty database of its own."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import copy_of_template

REPORTS, UNTIL = 90, "2026-03-02T10:00"
CAST = (
    "accounts_membership", "accounts_user", "organisations_remit", "organisations_openinghours",
    "organisations_organisation", "organisations_place",
)  # fmt: skip


def run_demo(folder: str, database: str, data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``tutela demo load`` on one database of the test server."""
    address = f"postgresql://{{role}}@/{database}?host={folder}"
    environment = os.environ | {
        "TUTELA_DATABASE": "given",
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "tutela.settings.demo",
        "DATABASE_URL": address.format(role="tutela_app"),
        "DATABASE_OWNER_URL": address.format(role="tutela_owner"),
        "DATABASE_JOBS_URL": address.format(role="tutela_jobs"),
        "DATABASE_READER_URL": address.format(role="tutela_reader"),
    }
    return subprocess.run(
        [sys.executable, "-m", "tutela.commands", "demo", "load", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def load_demo(folder: str, database: str, shared: Path, seed: int, reports: int) -> None:
    """A demo in a fresh database, in place of the cast. All of a run are loaded with the same keys, of which what is sealed depends."""
    data_dir = shared / "demo"
    data_dir.mkdir(exist_ok=True)
    copy_of_template(folder, database)
    with psycopg.connect(f"host={folder} user=tutela_owner dbname={database}") as owner:
        for table in CAST:
            owner.execute(f"DELETE FROM {table}")
    arguments = ("--seed", str(seed), "--reports", str(reports), "--until", UNTIL)
    done = run_demo(folder, database, data_dir, *arguments)
    assert done.returncode == 0, done.stderr + done.stdout


def copy_of_demo(folder: str, database: str, shared: Path, seed: int, reports: int) -> None:
    """A demo in a fresh database: the first of a run who asks for such a one loads it, and the others have copies of what was loaded."""
    template = f"tutela_demo_{seed}_{reports}"
    with (shared / f"{template}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / f"{template}.ready").exists():
            load_demo(folder, template, shared, seed, reports)
            (shared / f"{template}.ready").touch()
    copy_of_template(folder, database, template=template)


@pytest.fixture(scope="session")
def loaded(socket_folder: str, shared_folder: Path) -> Iterator[Callable[..., psycopg.Connection]]:
    """Give a connection, past every policy, to the demo of a seed; ``again`` names a second load of it."""
    made: dict[str, psycopg.Connection] = {}

    def load(seed: int = 7, again: str = "") -> psycopg.Connection:
        name = f"demo_{seed}{again}_{os.getpid()}"
        if name not in made:
            if again:
                load_demo(socket_folder, name, shared_folder, seed, REPORTS)
            else:
                copy_of_demo(socket_folder, name, shared_folder, seed, REPORTS)
            made[name] = psycopg.connect(f"host={socket_folder} user=tutela_jobs dbname={name}", autocommit=True)
        return made[name]

    yield load
    for name, connection in made.items():
        connection.close()
        with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
