"""Where an installation keeps what: one data folder, and in it keys, logs, PostgreSQL and the numbers of what runs."""

import errno
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from tutela.core.errors import Unavailable

CHECKOUT = Path(__file__).resolve().parents[3]
# A socket's address holds 108 bytes on Linux and 104 on macOS; the server adds "/.s.PGSQL.5432.lock" to the folder.
LONGEST_SOCKET_FOLDER = 80
SHARED = Path("/var/lib/tutela")


def short_hash(path: Path) -> str:
    """Eight characters that stand for a path."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Places:
    """The folders and files of one installation, all under its data folder."""

    data_dir: Path

    @property
    def keys(self) -> Path:
        return self.data_dir / "keys"

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    @property
    def run(self) -> Path:
        """Numbers of processes, and locks."""
        return self.data_dir / "run"

    @property
    def postgres(self) -> Path:
        """Everything that belongs to the account which runs PostgreSQL."""
        return self.data_dir / "postgres"

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.postgres / "cluster"

    @property
    def postgres_log(self) -> Path:
        return self.logs / "postgres.log"

    def make(self) -> None:
        """Make the folders, private but passable: the account that runs PostgreSQL must get through to its own."""
        try:
            _make_passable(self.data_dir)
            for folder in (self.keys, self.logs, self.run):
                folder.mkdir(exist_ok=True, mode=0o700)
        except (PermissionError, FileExistsError, NotADirectoryError) as error:
            raise Unavailable(
                f"The data folder {self.data_dir} cannot be used: {error.strerror}.",
                mend=f"Give it to yourself (chown -R {os.geteuid()} {self.data_dir}), or name another by DATA_DIR=",
            ) from error


def _make_passable(folder: Path) -> None:
    """Make a folder and its missing parents so that others may pass through, whatever the umask."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        path.chmod(0o755)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def default_data_dir() -> Path:
    """``DATA_DIR``, else ``.data`` in the checkout, else this user's own data folder."""
    given = os.environ.get("DATA_DIR")
    if given:
        return Path(given).expanduser().absolute()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / ".data"
    if os.geteuid() == 0:
        return SHARED / "data"
    base = os.environ.get("XDG_DATA_HOME")
    return Path(base) / "tutela" if base else Path.home() / ".local" / "share" / "tutela"
