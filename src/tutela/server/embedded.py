"""The embedded PostgreSQL: one server for one data folder, reached by a Unix socket in a private folder only.

Everything that starts, finds or stops it goes through here, under one lock. *Running* means that the postmaster's
process lives and serves this folder, not that its number is taken: after a ``kill -9`` the number may be a zombie's
or a stranger's, and its orphans may still be writing.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from locale import LC_CTYPE, Error, setlocale
from pathlib import Path
from urllib.parse import quote

import psycopg

from tutela.core.errors import Unavailable
from tutela.server import process
from tutela.server.account import Account, database_account
from tutela.server.binaries import installation
from tutela.server.places import LONGEST_SOCKET_FOLDER, SHARED, Places, short_hash

SUPERUSER = "postgres"
START_WITHIN = 60.0
STOP_WITHIN = 30.0

# For a small machine. They go into postgresql.conf, with a share of the memory, where whoever runs the server may change them.
TUNING = {
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "100",
    "jit": "off",
    "random_page_cost": "1.1",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
# These stand on the command line, over whatever the file says: nobody reaches the server but by its socket, and no log
# line holds a value of a record (a message's DETAIL quotes the row, a failed statement its text).
FIXED = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# For tests only: quick, and worthless after a crash of the machine.
THROWAWAY = {
    "shared_buffers": "256MB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    # While it looks at a database, none can be copied from it.
    "autovacuum": "off",
}


_SMALLEST, _LARGEST = 128 << 20, 8 << 30


def buffers() -> dict[str, str]:
    """How much PostgreSQL keeps of its tables: a quarter of the machine's memory, as its manual advises (section 19.4.1)."""
    quarter = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4
    return {"shared_buffers": f"{min(max(quarter, _SMALLEST), _LARGEST) >> 20}MB"}


@dataclass(frozen=True)
class EmbeddedServer:
    """A running server and how to reach it."""

    places: Places
    account: Account
    socket_dir: Path
    throwaway: bool = False

    def url(self, role: str = "tutela_app", database: str = "tutela") -> str:
        """The address of a database, as ``role``."""
        return f"postgresql://{quote(role)}@/{quote(database)}?host={quote(str(self.socket_dir), safe='')}"

    @property
    def pid(self) -> int | None:
        """The postmaster's process number, None when it does not live."""
        return _postmaster(self.places)

    def stop(self) -> None:
        """Stop the server cleanly; nothing to do when it does not run."""
        if not self.places.run.exists():
            return
        with _lock(self.places):
            _stop(self.places)
            if self.throwaway and _is_relocated(self.places):
                shutil.rmtree(self.places.data_dir, ignore_errors=True)


def find(data_dir: Path) -> EmbeddedServer | None:
    """The server of ``data_dir`` when it runs, without starting it."""
    places = Places(data_dir.resolve())
    if _postmaster(places) is None:
        return None
    account = database_account(places.postgres)
    return EmbeddedServer(places, account, _socket_dir(places))


def ensure_running(data_dir: Path, *, throwaway: bool = False) -> EmbeddedServer:
    """The server of ``data_dir``, made and started when it is not; safe to call from several processes at once.

    ``throwaway`` is for tests: it gives up safety in a crash for speed. Raises Unavailable, with the mend, when the
    folder or the disk will not do.
    """
    places = Places(data_dir.resolve())
    places.make()
    account = database_account(places.postgres)
    if not account.is_ours and not account.reaches(places.data_dir):
        if not throwaway:
            raise Unavailable(
                f"The account “{account.name}”, which runs PostgreSQL for root, cannot reach {places.data_dir}.",
                mend=f"Choose a folder it can reach: DATA_DIR={SHARED}/data",
            )
        places = _relocated(places)
        places.make()
    with _lock(places):
        _prepare(places, account)
        server = EmbeddedServer(places, account, _socket_dir(places), throwaway)
        if _postmaster(places) is None:
            _clear_remains(places)
            _start(server)
        else:
            _wait_until_ready(server, None)
    return server


# --- folders ---


def _relocated(places: Places) -> Places:
    """Where a throw-away server goes when the tests' folder is closed to the account: a private one."""
    return Places(SHARED / "throwaway" / short_hash(places.data_dir))


def _is_relocated(places: Places) -> bool:
    return places.data_dir.parent == SHARED / "throwaway"


def _prepare(places: Places, account: Account) -> None:
    """Make PostgreSQL's own folder, the account's and nobody else's."""
    for folder in (places.postgres, _socket_dir(places)):
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700)
            if not account.is_ours:
                os.chown(folder, account.uid, account.gid)
        found = folder.lstat()
        # The short socket folder lies in a shared place, where a stranger could have made it first.
        if folder.is_symlink() or found.st_uid != account.uid:
            raise Unavailable(
                f"{folder} does not belong to “{account.name}”, which runs PostgreSQL.",
                mend=f"Remove it or give it back (chown -R {account.name} {folder}), or choose another DATA_DIR.",
            )
        if found.st_mode & 0o077:
            folder.chmod(0o700)


def _socket_dir(places: Places) -> Path:
    """The folder of the socket: in the data folder, or a short one where that path is too long for an address."""
    near = places.postgres / "socket"
    if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
        return near
    name = short_hash(places.data_dir)
    if os.geteuid() == 0:
        return Path("/run/tutela") / name
    return Path("/tmp") / f"tutela-{os.geteuid()}-{name}"  # noqa: S108  (checked above to be ours alone)


def _cluster_name(places: Places) -> str:
    """Stands in the title of every process of this server, by which its orphans are known."""
    return f"tutela-{short_hash(places.data_dir)}"


@contextlib.contextmanager
def _lock(places: Places) -> Iterator[None]:
    """One at a time: two commands that find no server must not both make one."""
    with (places.run / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- states ---


def _postmaster(places: Places) -> int | None:
    """The number of the living postmaster of this folder."""
    try:
        pid = int((places.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    except PermissionError as error:
        raise Unavailable(
            f"{places.cluster} belongs to another account.",
            mend="Run Tutela as the account that made it, or choose another DATA_DIR.",
        ) from error
    command = process.command_of(pid)
    return pid if command and Path(command[0]).name == "postgres" and str(places.cluster) in command else None


def _clear_remains(places: Places) -> None:
    """After a ``kill -9`` of the postmaster: end its orphans, then take away the notes that it runs.

    The order matters: the notes are what keeps a second server from writing beside the orphans of the first. They must
    go, since PostgreSQL believes them as long as the number is taken, be it by a zombie.
    """
    for child in _CHILDREN:
        child.poll()
    orphans = process.titled(f"postgres: {_cluster_name(places)}:")
    if orphans:
        process.send(orphans, signal.SIGQUIT)
        if not process.gone(orphans, within=5):
            process.send(orphans, signal.SIGKILL)
            process.gone(orphans, within=5)
    (places.cluster / "postmaster.pid").unlink(missing_ok=True)
    for left in _socket_dir(places).glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def _stop(places: Places) -> None:
    pid = _postmaster(places)
    if pid is None:
        return
    # SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything committed is written.
    process.send([pid], signal.SIGINT)
    if not process.gone([pid], within=STOP_WITHIN):
        process.send([pid], signal.SIGQUIT)
        process.gone([pid], within=5)
        _clear_remains(places)


# --- making and starting ---


def _clean_environment() -> dict[str, str]:
    """PG* variables of the user's own databases must not reach our server."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": _locale(), "TZ": "UTC"}


def _locale() -> str:
    before = setlocale(LC_CTYPE)
    try:
        setlocale(LC_CTYPE, "C.UTF-8")
    except Error:
        return "C"
    setlocale(LC_CTYPE, before)
    return "C.UTF-8"


def _initialise(server: EmbeddedServer, home: Path) -> None:
    """Make the cluster beside its place and rename it, so that a half-made one is never started."""
    draft = server.places.postgres / "cluster.new"
    shutil.rmtree(draft, ignore_errors=True)
    command = [
        str(home / "bin" / "initdb"),
        f"--pgdata={draft}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        f"--locale={_locale()}",
        # PostgreSQL's own ordering: the same on every machine and in every release of its C library.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        # Whoever can open the socket has passed its 0700 folder, so is the account itself or root; a password would
        # have to lie in a file that the same two can read.
        "--auth-local=trust",
        "--auth-host=reject",
        *(f"--set={name}={value}" for name, value in (TUNING | buffers()).items()),
        *(["--no-sync"] if server.throwaway else []),
    ]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd="/", env=_clean_environment(), **server.account.popen
    )
    if done.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise _could_not_start(done.stderr, server.places)
    draft.rename(server.places.cluster)


def _start(server: EmbeddedServer) -> None:
    places = server.places
    home = installation(server.account)
    if not (places.cluster / "PG_VERSION").exists():
        _initialise(server, home)
    settings = FIXED | (THROWAWAY if server.throwaway else {})
    settings |= {"unix_socket_directories": str(server.socket_dir), "cluster_name": _cluster_name(places)}
    arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with places.postgres_log.open("ab") as log:
        began = log.tell()
        postmaster = subprocess.Popen(
            [str(home / "bin" / "postgres"), "-D", str(places.cluster), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=_clean_environment(),
            # A session of its own: an interrupt at the terminal is for the command, not for the database.
            start_new_session=True,
            **server.account.popen,
        )
    _CHILDREN.append(postmaster)
    try:
        _wait_until_ready(server, postmaster)
    except Unavailable as error:
        with places.postgres_log.open("rb") as log:
            log.seek(began)
            raise _could_not_start(log.read().decode(errors="replace"), places) from error


# Kept, so that a postmaster which ends while we live is reaped by the next look at it.
_CHILDREN: list["subprocess.Popen[bytes]"] = []


def _wait_until_ready(server: EmbeddedServer, postmaster: "subprocess.Popen[bytes] | None") -> None:
    """Return when the server answers a connection; the socket is there some time before it does."""
    until = time.monotonic() + START_WITHIN
    while True:
        try:
            psycopg.connect(host=str(server.socket_dir), user=SUPERUSER, dbname="postgres", connect_timeout=5).close()
        except psycopg.OperationalError as error:
            ended = postmaster is not None and postmaster.poll() is not None
            if ended or time.monotonic() > until:
                raise Unavailable("PostgreSQL does not answer.") from error
            time.sleep(0.05)
        else:
            return


def _could_not_start(words: str, places: Places) -> Unavailable:
    """PostgreSQL's own words, turned into a sentence and its mend where we know it."""
    if "No space left on device" in words:
        return Unavailable(
            f"The disk that holds {places.data_dir} is full: PostgreSQL could not start.",
            mend="Free some space and run the command again; nothing that was saved is lost.",
        )
    if "Permission denied" in words:
        return Unavailable(
            f"PostgreSQL may not use {places.postgres}.",
            mend="Choose a DATA_DIR that its account can reach, or mend the folder's owner.",
        )
    if "incompatible with server" in words:
        return Unavailable(
            f"{places.cluster} was made by another major version of PostgreSQL.",
            mend="Restore a backup into a new data folder: see docs/operations/install.md, Upgrades.",
        )
    last = words.strip().splitlines()[-1:] or [""]
    return Unavailable(f"PostgreSQL could not start: {last[0]}", mend=f"Read {places.postgres_log}.")
