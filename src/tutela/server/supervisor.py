"""The process that keeps the site up: PostgreSQL, web server, worker. Whatever of them dies is started again.

It holds the lock ``run/supervisor.lock`` as long as it lives, so that there is one for a data folder, and a dead one is
known by its lock being free whatever its number says. Its children carry the data folder in their environment: what a
killed supervisor left behind is found by that.
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from io import TextIOWrapper
from pathlib import Path
from types import FrameType

import psutil

from tutela.core.errors import TutelaError, Unavailable
from tutela.server import databases, in_use, process
from tutela.server.embedded import ensure_running, find
from tutela.server.places import Places

MARK = "TUTELA_SUPERVISED_FOR"
LOOK_EVERY = 0.5
STOP_WITHIN = 20.0
# A child that dies at once is tried again ever more slowly, so that a broken installation does not burn the machine.
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0


@dataclass(frozen=True)
class State:
    """What a supervisor wrote down about itself."""

    pid: int
    port: int
    children: dict[str, int]


@dataclass
class Child:
    """One program that must run."""

    name: str
    arguments: list[str]
    log: Path
    running: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    not_before: float = field(default=0.0)

    def start(self, environment: dict[str, str]) -> None:
        """Start it, in a session of its own, so that its own children can be ended with it."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "tutela.commands", *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def look(self, environment: dict[str, str]) -> None:
        """Start it when it does not run and its pause is over."""
        now = time.monotonic()
        if self.running is not None and self.running.poll() is None:
            return
        if self.running is not None:
            # What it had started itself must not go on beside the new one.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running = None
            self.failures = 0 if now - self.started > STEADY_AFTER else self.failures + 1
            self.not_before = now + min(LONGEST_PAUSE, 0.25 * 2 ** max(0, self.failures - 1))
        if now >= self.not_before:
            self.start(environment)


# --- seen from outside ---


def state(places: Places) -> State | None:
    """What runs for this data folder; None when no supervisor lives."""
    if not _is_locked(places):
        return None
    try:
        found = State(**json.loads(_state_file(places).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    # What a killed one wrote, before the new one has written its own.
    return found if process.alive(found.pid) else None


def launch(places: Places, *, port: int) -> None:
    """Start a supervisor in the background; it starts everything else. The caller has made sure that none runs."""
    environment = os.environ | {MARK: str(places.data_dir), "DATA_DIR": str(places.data_dir), "PORT": str(port)}
    with (places.logs / "supervisor.log").open("ab") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "tutela.server.supervisor"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
            cwd="/",
        )
    until = time.monotonic() + 10
    while state(places) is None:
        if started.poll() is not None or time.monotonic() > until:
            raise Unavailable("The supervisor did not start.", mend=f"Read {places.logs / 'supervisor.log'}.")
        time.sleep(0.02)
    # It outlives us; this keeps Python from warning that we did not wait for it.
    started.returncode = 0


def stop(places: Places) -> bool:
    """Stop the supervisor and all it runs but PostgreSQL; returns whether anything ran."""
    found = state(places)
    if found is not None:
        process.send([found.pid], signal.SIGTERM)
        process.gone([found.pid], within=STOP_WITHIN + 5)
    return clear_remains(places) or found is not None


def clear_remains(places: Places) -> bool:
    """End what a killed supervisor left running; returns whether there was any."""
    left = [pid for pid in psutil.pids() if pid != os.getpid() and _belongs(pid, places)]
    process.send(left, signal.SIGTERM)
    if left and not process.gone(left, within=5):
        process.send(left, signal.SIGKILL)
        process.gone(left, within=5)
    return bool(left)


def _belongs(pid: int, places: Places) -> bool:
    try:
        return psutil.Process(pid).environ().get(MARK) == str(places.data_dir)
    except (psutil.Error, OSError):
        return False


def _state_file(places: Places) -> Path:
    return places.run / "supervisor.json"


def _is_locked(places: Places) -> bool:
    try:
        with (places.run / "supervisor.lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


# --- the process itself ---


def main() -> None:
    """Keep everything running until told to stop."""
    places = Places(Path(os.environ["DATA_DIR"]))
    lock = (places.run / "supervisor.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(0)
    _run(places, lock)


def _run(places: Places, lock: TextIOWrapper) -> None:
    port = int(os.environ["PORT"])
    children = [
        Child("web", ["web", "--port", str(port)], places.logs / "web.log"),
        Child("worker", ["worker"], places.logs / "worker.log"),
    ]
    stopping: list[int] = []

    def ask_to_stop(number: int, _: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    in_use.hold(places)
    environment = dict(os.environ)
    known: State | None = None
    while not stopping:
        if _database_is_up(places):
            for child in children:
                child.look(environment)
        present = State(os.getpid(), port, {child.name: child.running.pid for child in children if child.running})
        if present != known:
            _write_state(places, present)
            known = present
        time.sleep(LOOK_EVERY)
    _end(children)
    _state_file(places).unlink(missing_ok=True)
    lock.close()


def _write_state(places: Places, present: State) -> None:
    """Whole or not at all: others read it at any moment."""
    draft = _state_file(places).with_suffix(".new")
    draft.write_text(json.dumps(asdict(present)))
    draft.replace(_state_file(places))


def _database_is_up(places: Places) -> bool:
    if not databases.uses_embedded() or find(places.data_dir) is not None:
        return True
    try:
        ensure_running(places.data_dir)
    except TutelaError as error:
        sys.stderr.write(f"{error.what} {error.mend}\n")
        sys.stderr.flush()
        time.sleep(5)
        return False
    return True


def _end(children: list[Child]) -> None:
    running = [child.running for child in children if child.running is not None and child.running.poll() is None]
    for one in running:
        one.terminate()
    until = time.monotonic() + STOP_WITHIN
    for one in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            one.wait(max(0.1, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(one.pid, signal.SIGKILL)
        one.wait()


if __name__ == "__main__":
    main()
