"""What keeps the site up: whatever of it dies is started again, one supervisor a folder, and nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tutela.server import embedded, ports, process, supervisor
from tutela.server.places import Places

PATIENCE = 120


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ports.HOST, 0))
        return int(probe.getsockname()[1])


def _until(asked: Callable[[], Any], what: str) -> Any:
    """Wait for what must come; how long it took decides nothing."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = asked()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited in vain until {what}")


def _tutela(places: Places, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TUTELA_", "DATABASE_", "DJANGO_", "PYTEST_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "tutela.commands", *words],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
        env=clean | {"DATA_DIR": str(places.data_dir), "TUTELA_DEMO_REPORTS": "1"} | more,
    )


@pytest.fixture
def site(folder: Path) -> Iterator[Places]:
    """A whole site, brought up as somebody brings it up, with next to no demo."""
    places = Places(folder)
    places.make()
    port = _free_port()
    try:
        up = _tutela(places, "up", PORT=str(port))
        assert up.returncode == 0, up.stdout + up.stderr
        yield places
    finally:
        if supervisor.state(places) is not None or embedded.find(places.data_dir) is not None:
            _tutela(places, "down")


def _state(places: Places) -> supervisor.State:
    found = supervisor.state(places)
    assert found is not None
    return found


@pytest.mark.timeout(600)
def test_whatever_dies_is_started_again_and_down_leaves_nothing_behind(site: Places) -> None:
    before = _state(site)
    _until(lambda: ports.answers(before.port), "the site answers")

    for name in ("web", "worker"):
        process.send([before.children[name]], signal.SIGKILL)
        _until(
            lambda name=name: _state(site).children.get(name) not in {None, before.children[name]}, f"{name} runs again"
        )
    server = embedded.find(site.data_dir)
    assert server is not None
    database = server.pid
    assert database is not None
    process.send([database], signal.SIGKILL)
    _until(lambda: (found := embedded.find(site.data_dir)) and found.pid != database, "PostgreSQL runs again")
    _until(lambda: ports.answers(before.port), "the site answers again")
    assert _state(site).pid == before.pid

    again = _tutela(site, "up", PORT=str(before.port))
    assert again.returncode == 0, again.stdout + again.stderr
    assert _state(site).pid == before.pid, "what runs is left as it is"

    process.send([before.pid], signal.SIGKILL)
    _until(lambda: supervisor.state(site) is None, "the killed supervisor is known to be dead")
    mended = _tutela(site, "up", PORT=str(before.port))
    assert mended.returncode == 0, mended.stdout + mended.stderr
    assert _state(site).pid != before.pid

    last = _state(site)
    down = _tutela(site, "down")
    assert "Stopped." in down.stdout
    assert not any(process.alive(pid) for pid in [last.pid, *last.children.values()])
    assert embedded.find(site.data_dir) is None
    assert "Nothing was running." in _tutela(site, "down").stdout
