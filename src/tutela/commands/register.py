"""``tutela register``: the index beside the register."""

from typing import Annotated

import typer

from tutela.commands import environment

app = typer.Typer(no_args_is_help=True, help="Keep the register of hashes.")


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="register")


@app.command("index")
def index(
    quietly: Annotated[bool, typer.Option("--quietly", help="No progress.")] = False,
) -> None:
    """Make the index that stands beside the register anew. It is made by itself when it is missing or old.

    Example:
      tutela register index
    """
    environment.ready("jobs")
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from tutela.register.index.folder import index_folder
    from tutela.register.services.keep_index import build_index

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), disable=quietly,
    )  # fmt: skip
    with bar:
        shown = bar.add_task("Reading the register", total=None)
        made = build_index(
            index_folder(), progress=lambda done, all_of_it: bar.update(shown, completed=done, total=all_of_it)
        )
    typer.echo(f"{made} is made.")
