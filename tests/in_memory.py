"""Where the tests keep their database: in memory, where the machine has enough; a copy of it is then made in a twentieth of the time."""

import os
import shutil
import time
from pathlib import Path

from tutela.server.embedded import find
from tutela.server.places import short_hash

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 3 * 2**30
_OURS = "tutela-tests-"
# A folder in which no server runs after so long was left by tests that were killed.
_LEFT_AFTER_SECONDS = 600.0


def database_folder(shared: Path) -> Path:
    """The folder for the server of the test run that keeps its other files in ``shared``: in memory, or that folder itself."""
    folder = MEMORY / f"{_OURS}{short_hash(shared)}"
    if folder.exists():
        return folder if folder.stat().st_uid == os.geteuid() else shared
    if not os.access(MEMORY, os.W_OK):
        return shared
    _clear_away()
    if shutil.disk_usage(MEMORY).free < ENOUGH_BYTES:
        return shared
    folder.mkdir()
    # PostgreSQL runs as another account where the tests run as root: it must come through, and see nothing.
    folder.chmod(0o711)
    return folder


def forget(shared: Path) -> None:
    """Give the memory back."""
    shutil.rmtree(MEMORY / f"{_OURS}{short_hash(shared)}", ignore_errors=True)


def _clear_away() -> None:
    for left in MEMORY.glob(f"{_OURS}*"):
        is_ours = left.stat().st_uid == os.geteuid()
        if is_ours and time.time() - left.stat().st_mtime > _LEFT_AFTER_SECONDS and find(left / "pgdata") is None:
            shutil.rmtree(left, ignore_errors=True)
