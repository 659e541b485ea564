"""Run the site: everything at once for one machine (``up``, ``down``, ``status``), or each program for a production."""

import os
import sys
from typing import Annotated

import typer

from tutela.commands import environment
from tutela.server import embedded, in_use, ports, process, supervisor


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(up)
    app.command()(down)
    app.command()(status)
    app.command()(web)
    app.command()(worker)


def up() -> None:
    """Start everything on this machine: PostgreSQL, tables, demo, web server, worker.

    PORT, DATA_DIR and DATABASE_URL in the environment say where. What runs already is left as it is.

    \b
    Example:
      tutela up
    """
    from tutela.commands import site

    port = ports.wanted_port()
    site.bring_up(environment.places(), port=port)
    lines = site.sign_in_lines()
    if lines:
        typer.echo("\nSign in as (everybody is invented):")
        for line in lines:
            typer.echo(f"  {line}")
    typer.echo("\nStop it with: make down")


def down() -> None:
    """Stop the web server, the worker and the embedded PostgreSQL; nothing is lost.

    \b
    Example:
      tutela down
    """
    from tutela.commands import site

    typer.echo("Stopped." if site.bring_down(environment.places()) else "Nothing was running.")


def status() -> None:
    """Say what runs for this data folder; exit code 1 when the site does not answer.

    \b
    Example:
      tutela status
    """
    places = environment.places()
    running = supervisor.state(places)
    server = embedded.find(places.data_dir)
    typer.echo(f"Data folder   {places.data_dir}")
    typer.echo(f"PostgreSQL    {f'runs, process {server.pid}' if server else 'the embedded one does not run'}")
    typer.echo(f"Supervisor    {f'runs, process {running.pid}' if running else 'does not run'}")
    answering = running is not None and ports.answers(running.port)
    where = f"answers on http://{ports.HOST}:{running.port}/" if answering and running else "does not answer"
    typer.echo(f"Web server    {where}")
    child = running.children.get("worker") if running else None
    typer.echo(f"Worker        {f'runs, process {child}' if child and process.alive(child) else 'does not run'}")
    if not answering:
        raise typer.Exit(1)


def web(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = ports.HOST,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = ports.DEFAULT_PORT,
    workers: Annotated[
        int, typer.Option(min=0, envvar="TUTELA_WEB_WORKERS", help="Processes; 0 is one for each processor.")
    ] = 0,
    threads: Annotated[
        int, typer.Option(min=1, envvar="TUTELA_WEB_THREADS", help="Threads of each process, each with a connection.")
    ] = 4,
) -> None:
    """Run the web server in the foreground, for a service manager.

    \b
    Example:
      tutela web --host 127.0.0.1 --port 8000 --workers 4
    """
    places = environment.ready("app")
    arguments = [
        *(sys.executable, "-m", "granian", "tutela.web.wsgi:application"),
        *("--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers or os.cpu_count() or 1), "--blocking-threads", str(threads)),
        *("--respawn-failed-workers", "--log-level", "warning"),
    ]
    in_use.hand_on(places)
    sys.stdout.flush()
    os.execv(sys.executable, arguments)  # noqa: S606  (no shell is wanted)


def worker(
    concurrency: Annotated[int, typer.Option(min=1, help="Jobs at a time, each with its own connection.")] = 2,
) -> None:
    """Run the worker in the foreground: answers that fall due, digests, hand-overs that lapse.

    \b
    Example:
      tutela worker --concurrency 2
    """
    environment.ready("jobs")
    from django.core.management import call_command

    call_command("procrastinate", "worker", f"--concurrency={concurrency}", "--delete-jobs=successful")
