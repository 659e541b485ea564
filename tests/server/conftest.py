"""Servers of a test's own: each in a folder of its own, stopped at the end whatever happened."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tutela.server import embedded
from tutela.server.embedded import EmbeddedServer, ensure_running

Start = Callable[..., EmbeddedServer]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that root's database account reaches, which pytest's own folders are closed to."""
    made = Path(tempfile.mkdtemp(prefix="tutela-"))
    made.chmod(0o755)
    yield made / "data"
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Start the server of a folder, or find it running."""
    started: list[EmbeddedServer] = []

    def run(*, lasting: bool = False) -> EmbeddedServer:
        server = ensure_running(folder, throwaway=not lasting)
        started.append(server)
        return server

    yield run
    for server in started:
        with suppress(OSError):
            running = embedded.find(server.places.data_dir)
            if running is not None:
                EmbeddedServer(running.places, running.account, running.socket_dir, throwaway=True).stop()
