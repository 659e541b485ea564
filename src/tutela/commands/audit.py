"""``tutela audit``: prove the audit trail whole, and keep its newest digest elsewhere."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tutela.commands import environment

app = typer.Typer(no_args_is_help=True, help="Prove the audit trail whole, and keep its newest digest elsewhere.")


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="audit")


@app.command()
def verify(
    anchor: Annotated[
        list[Path] | None,
        typer.Option(help="A file that `tutela audit anchor` wrote, kept elsewhere. May be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The verdict as JSON.")] = False,
) -> None:
    """Read the whole trail, recompute every digest, and name the first entry that is broken. Ends with 1 when one is.

    Example:
      tutela audit verify --anchor /mnt/elsewhere/anchors
    """
    environment.ready("app")
    from tutela.accounts.role_connection import connect_as
    from tutela.audit.verify import verify as examine
    from tutela.core import clock

    anchors = [one for path in anchor or [] for one in _read(path)]
    with connect_as("jobs") as connection:
        verdict = examine(connection, anchors=anchors, now=clock.now())
    _say(verdict, as_json=as_json)
    if not verdict.is_whole:
        raise typer.Exit(1)


@app.command("anchor")
def write_anchor(
    file: Annotated[Path | None, typer.Argument(help="Where to add the line; without one it is printed.")] = None,
) -> None:
    """Write the newest position and digest as one line. Kept where nobody here can change it, it shows a trail cut short.

    Example:
      tutela audit anchor /mnt/elsewhere/anchors
    """
    environment.ready("app")
    from tutela.accounts.role_connection import connect_as
    from tutela.audit.verify import newest_anchor
    from tutela.core import clock

    with connect_as("jobs") as connection:
        line = newest_anchor(connection, now=clock.now())
    if line is None:
        typer.echo("The audit trail is empty.", err=True)
        return
    if file is None:
        typer.echo(str(line))
        return
    with file.open("a") as stream:
        stream.write(f"{line}\n")
    typer.echo(f"Entry {line.position} is anchored in {file}.")


def _read(path: Path) -> list[Any]:
    from tutela.audit.verify import read_anchors
    from tutela.core.errors import BadInput, where

    try:
        return read_anchors(path.read_text(), path.name)
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            "The file of anchors cannot be read.", where=where(file=str(path)), mend="Check its path."
        ) from None


def _say(verdict: Any, *, as_json: bool) -> None:
    import json

    if as_json:
        broken = verdict.broken and {
            "position": verdict.broken.position,
            "what": verdict.broken.what,
            "words": verdict.broken.words,
        }
        newest = str(verdict.newest) if verdict.newest else None
        sys.stdout.write(
            json.dumps(
                {
                    "whole": verdict.is_whole,
                    "entries": verdict.entries,
                    "newest": newest,
                    "anchors": verdict.anchors,
                    "broken": broken,
                }
            )
            + "\n"
        )
        return
    if verdict.is_whole:
        compared = f", and {verdict.anchors} anchors agree" if verdict.anchors else ""
        typer.echo(f"The audit trail is whole: {verdict.entries:,} entries, each in its place and unaltered{compared}.")
        if not verdict.anchors:
            typer.echo("Without an anchor kept elsewhere, a trail whose end was cut off and resealed looks whole.")
        return
    at = f" at position {verdict.broken.position}" if verdict.broken.position is not None else ""
    typer.echo(f"The audit trail is BROKEN{at}: {verdict.broken.what}. {verdict.broken.words}", err=True)
