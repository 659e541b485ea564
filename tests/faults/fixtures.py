"""A real site for the tests of a module, filled from the tests' template: what the migrations make is made once in a run."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import TEMPLATE
from tests.faults.installation import Installation, run_program
from tutela.server.provision import OWNER


@pytest.fixture(scope="session")
def migrated_content(socket_folder: str, shared_folder: Path) -> Path:
    """A dump of the template, made by the first who asks."""
    dump = shared_folder / "template.sql"
    with (shared_folder / "dump.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not dump.exists():
            draft = shared_folder / "template.sql.new"
            address = f"postgresql://{OWNER}@/{TEMPLATE}?host={socket_folder}"
            run_program("pg_dump", "--no-owner", f"--file={draft}", f"--dbname={address}")
            draft.rename(dump)
    return dump


@pytest.fixture(scope="module")
def site(migrated_content: Path) -> Iterator[Installation]:
    """A real site with the cast in it, for all the tests of a module."""
    running = Installation(migrated_content)
    try:
        running.start()
        yield running
    finally:
        running.stop()
