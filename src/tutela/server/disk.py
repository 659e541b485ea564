"""Room on the disk, looked at before it is needed: a database that runs out of it in the middle stops everybody."""

import shutil
from pathlib import Path

from tutela.core.errors import Unavailable

NEEDED = 500 * 1024 * 1024


def refuse_full(folder: Path, *, needed: int = NEEDED) -> None:
    """Raise Unavailable when the disk that holds ``folder`` has less than ``needed`` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Unavailable(
            f"The disk that holds {folder} has {free // 2**20} MB free; {needed // 2**20} MB are needed.",
            mend="Free some space, or name a folder on another disk: make up DATA_DIR=/a/folder",
        )
