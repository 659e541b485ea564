"""What state a process is in. Its number alone is not enough: it may be dead and not reaped, or another's by now."""

import contextlib
import os
import signal
import time
from collections.abc import Iterable

import psutil


def alive(pid: int) -> bool:
    """Whether a process with this number lives: a zombie, which only waits to be reaped, does not."""
    try:
        return psutil.Process(pid).status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
    except psutil.NoSuchProcess:
        return False


def started_at(pid: int) -> float | None:
    """When the process with this number started, which together with the number names one process for good."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return None


def command_of(pid: int) -> list[str]:
    """The command line of a living process, empty where there is none.

    Read in place of the working directory, which a container's root may not read of another account's process.
    """
    try:
        return psutil.Process(pid).cmdline()
    except psutil.Error:
        return []


def titled(title: str) -> list[int]:
    """The living processes whose command line begins with ``title``."""
    return [pid for pid in psutil.pids() if " ".join(command_of(pid)).startswith(title)]


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to each; one that has gone meanwhile is no fault."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def gone(pids: Iterable[int], *, within: float) -> bool:
    """Wait until none of them lives; False when one still does after ``within`` seconds."""
    left = list(pids)
    until = time.monotonic() + within
    while True:
        left = [pid for pid in left if alive(pid)]
        if not left:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
