"""``tutela register``: the index beside the register, packs of it, and sets of harmless files."""

from pathlib import Path
from typing import Annotated

import typer

from tutela.commands import environment, hash_sets, pack

app = typer.Typer(no_args_is_help=True, help="Keep the register of hashes.")


def register(parent: typer.Typer) -> None:
    """Add the group."""
    pack.register(app)
    hash_sets.register(app)
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


@app.command("harmless")
def harmless(
    files: Annotated[list[Path], typer.Argument(help="Lists of hashes of files that are known to be harmless.")],
    source: Annotated[str, typer.Option(help="The source that they are from, by its name; it is added on its page.")],
    as_user: Annotated[str, typer.Option("--as", help="The address with which the person signs in.")],
    role: Annotated[str, typer.Option("--role", help="Which of the person's roles, when there are several.")] = "",
    quietly: Annotated[bool, typer.Option("--quietly", help="No progress.")] = False,
) -> None:
    """Enter files that are known to be harmless, so that nobody spends time on them. Broken off, the same command goes on.

    Example:
      tutela register harmless windows.hashdeep --source "Operating systems" --as centre.analyst@centre.example
    """
    environment.ready("app")
    from rich.console import Console

    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.commands.check_told import rows_done
    from tutela.core import clock
    from tutela.core.errors import NotFound
    from tutela.core.errors import where as at
    from tutela.register.lists.reading import read_list
    from tutela.register.models import Source
    from tutela.register.services.submit import Given, begin_submission, take_all

    actor = actor_of(as_user, role=role, purpose="entering harmless files")
    with acting_as(actor):
        found = Source.objects.filter(organisation_id=actor.organisation_pk, name=source).first()
    if found is None:
        raise NotFound(
            "Your organisation has no source of this name.",
            where=at(field="source"),
            mend="Add it on the page of sources.",
        )
    for file in files:
        listed = read_list(file, name=file.name)
        with acting_as(actor):
            made = begin_submission(listed, Given("harmless", source=found), actor=actor, now=clock.now())
        with rows_done(Console(stderr=True), quietly=quietly) as bar:
            shown = bar.add_task(file.name, total=made.rows, completed=made.done_rows)
            for taken in take_all(made, listed.rows, actor=actor):
                bar.update(shown, completed=taken.done)
        with acting_as(actor):
            made.refresh_from_db()
        typer.echo(f"{file.name}: {made.rows:,} rows, {made.new_files:,} files that were new to the register.")
