"""``tutela demo``: a database full of invented services, people, reports and cases."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from tutela.commands import environment

app = typer.Typer(no_args_is_help=True, help="The synthetic demo: invented services, people, reports and cases.")


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="demo")


@app.command()
def load(
    seed: Annotated[int, typer.Option(help="The same seed gives the same data.")] = 7,
    reports: Annotated[int, typer.Option(min=1, max=100_000, help="How many reports, over four years.")] = 5_000,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%dT%H:%M"], help="The moment at which the demo stands, in UTC; now by default."),
    ] = None,
    sign_ins: Annotated[bool, typer.Option(help="List a sign-in for each role at the end.")] = True,
) -> None:
    """Fill an empty database with invented services, staff, reports and cases. Refused where there is anything already.

    Example:
      tutela demo load --seed 7 --reports 5000
    """
    environment.ready("owner")
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from tutela.core import clock
    from tutela.demo.load import load as load_demo
    from tutela.demo.sign_ins import lines

    at = clock.now().replace(microsecond=0) if until is None else until.replace(tzinfo=UTC)
    columns = (
        TextColumn("{task.description:<34}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, disable=not sys.stdout.isatty()) as progress:
        task = progress.add_task("", total=1.0)
        load_demo(
            seed=seed,
            reports=reports,
            until=at,
            say=lambda share, words: progress.update(task, completed=share, description=words),
        )
    for line in lines() if sign_ins else ():
        typer.echo(line)
