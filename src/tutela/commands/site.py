"""Bring an installation up, step by step, and down again. Doing either twice is as good as once."""

import importlib
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable

from tutela.commands import environment
from tutela.core.errors import Unavailable
from tutela.server import databases, disk, embedded, ports, supervisor
from tutela.server.places import Places
from tutela.server.progress import step

ANSWERS_WITHIN = 60.0
DEMO_SEED = 7
# Enough that every page shows something, few enough that the first start stays within minutes on a small machine.
DEMO_REPORTS = 600


def bring_up(places: Places, *, port: int) -> None:
    """Make everything run and answer on ``port``; what runs already is left as it is."""
    disk.refuse_full(places.data_dir)
    running = supervisor.state(places)
    if running is not None and running.port != port:
        step(f"Stopping what runs on port {running.port}")
        supervisor.stop(places)
        running = None
    if running is None:
        if supervisor.clear_remains(places):
            step("Ending what a killed run left behind")
        _wait_for_port(port)
    step("Starting PostgreSQL" if databases.uses_embedded() else "Looking for the database")
    environment.ready("owner")
    _migrate()
    _load_demo()
    step("Collecting the static files")
    _collect_static()
    if running is None:
        step("Starting the web server and the worker")
        supervisor.launch(places, port=port)
    _wait_until_it_answers(places, port)
    step(f"Ready: http://{ports.HOST}:{port}/")


def bring_down(places: Places) -> bool:
    """Stop web server, worker and PostgreSQL; returns whether anything ran."""
    ran = supervisor.stop(places)
    server = embedded.find(places.data_dir)
    if server is not None:
        server.stop()
    return ran or server is not None


def is_demo() -> bool:
    """Whether this is the synthetic demo and no real installation."""
    from django.conf import settings

    return bool(settings.TUTELA_DEMO)


def sign_in_lines() -> list[str]:
    """One sign-in for each role of the demo; none where this is no demo."""
    if not is_demo() or importlib.util.find_spec("tutela.demo") is None:
        return []
    lines: Callable[[], list[str]] = importlib.import_module("tutela.demo.sign_ins").lines
    return lines()


def _migrate() -> None:
    from tutela.server import schema

    if schema.is_present():
        step("The database has the present tables and policies")
        return
    step("Migrating the database")
    schema.bring_to_present()


def _load_demo() -> None:
    from tutela.server import schema

    if not is_demo() or importlib.util.find_spec("tutela.demo") is None or schema.holds("organisations_organisation"):
        return
    reports = os.environ.get("TUTELA_DEMO_REPORTS", str(DEMO_REPORTS))
    step(f"Loading the synthetic demo ({reports} reports)")
    command = ["demo", "load", "--seed", str(DEMO_SEED), "--reports", reports, "--no-sign-ins"]
    if subprocess.run([sys.executable, "-m", "tutela.commands", *command], check=False).returncode != 0:
        raise Unavailable("The demo could not be loaded.", mend="The lines above say why; then run this again.")


def _collect_static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _wait_for_port(port: int) -> None:
    """A web server that was just ended may hold its port a moment longer."""
    until = time.monotonic() + 2
    while not ports.is_free(port) and time.monotonic() < until:
        time.sleep(0.1)
    ports.refuse_taken(port)


def _wait_until_it_answers(places: Places, port: int) -> None:
    host_name = os.environ.get("TUTELA_HOSTS", "").split(",")[0] or ports.HOST
    until = time.monotonic() + ANSWERS_WITHIN
    while not ports.answers(port, host_name=host_name):
        if supervisor.state(places) is None or time.monotonic() > until:
            raise Unavailable("The web server does not answer.", mend=f"Read {places.logs / 'web.log'}.")
        time.sleep(0.1)
