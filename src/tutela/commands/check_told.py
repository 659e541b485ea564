"""How ``tutela check`` says an answer, whichever way it came: on the terminal, as a file, as JSON."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from tutela.register.lists.rows import HashList
    from tutela.register.queries.answers import Answers
    from tutela.register.queries.summary import Summary, ToTelephone


def write(out: Path, listed: "HashList", answers: "Answers", summary: "Summary", check: dict[str, Any]) -> None:
    """The answer to every row into a file: JSON where its name ends so, and else CSV."""
    from tutela.register.answer_file import write_csv, write_json

    with said_where_it_cannot(out), out.open("wb") as stream:
        if out.suffix == ".json":
            write_json(stream, listed, answers, summary, check=check)
        else:
            write_csv(stream, listed, answers)


@contextmanager
def said_where_it_cannot(out: Path) -> Iterator[None]:
    """Say in words that a file cannot be written. Raises Unavailable."""
    from tutela.core.errors import Unavailable, where

    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"The file cannot be written ({(error.strerror or 'unknown').lower()}).",
            where=where(file=str(out)),
            mend="Name another place; the answer is kept, and can be had again.",
        ) from None


def print_json(listed: "HashList", answers: "Answers", summary: "Summary", check: dict[str, Any]) -> None:
    """Everything, to the output."""
    from tutela.register.answer_file import write_json

    write_json(sys.stdout.buffer, listed, answers, summary, check=check)
    sys.stdout.flush()


def tell(file: Path, listed: "HashList", summary: "Summary", out: Path | None) -> None:
    """The summary, and whom to telephone first."""
    from tutela.register.answer import WORDS, Answer

    typer.echo(f"{file.name}: {summary.rows:,} rows, {summary.known:,} known ({summary.share_known:.1%}).")
    for note in listed.notes:
        typer.echo(f"  {note}")
    for answer in (*(one for one in Answer if one), Answer.NEW):
        if summary.counts[answer]:
            typer.echo(f"  {summary.counts[answer]:>12,}  {WORDS[answer]}")
    if summary.said_same:
        typer.echo(f"  {summary.said_same:>12,}  of these: a person said that the file is the same picture as another")
    if summary.not_same:
        typer.echo(f"  {summary.not_same:>12,}  near files left out: your organisation said that they are not the same")
    if summary.telephone:
        typer.echo("Telephone first, those with most rows of children not identified:")
    for call in summary.telephone[:10]:
        person = call.contact.person or "its desk"
        telephone = call.contact.telephone or "no telephone in the directory"
        typer.echo(f"  {call.contact.name}: {person}, {telephone} ({_why(call)})")
    for met in summary.series[:10]:
        children = f", children {', '.join(met.children)}" if met.children else ""
        typer.echo(f"  series {met.card.reference}: {met.card.standing.replace('_', ' ')}, {met.rows:,} rows{children}")
    if out is not None:
        typer.echo(f"The answer to every row is in {out}.")


def _why(call: "ToTelephone") -> str:
    said = (
        (call.not_identified, "of a child not identified"),
        (call.ask, "to ask about"),
        (call.near, "near to a known one"),
        (call.other, "others"),
    )
    return ", ".join(f"{number:,} {words}" for number, words in said if number)


def tell_sent(*, submission: int, rows: int, new_files: int, new_sightings: int, quietly: bool) -> None:
    """What a submission brought; with ``quietly`` as JSON beside the output."""
    if quietly:
        told = {"submission": submission, "new_files": new_files, "new_sightings": new_sightings}
        typer.echo(json.dumps(told), err=True)
        return
    typer.echo(
        f"Sent: {rows:,} rows, {new_files:,} files that were new to the register, {new_sightings:,} new sightings."
    )


def tell_nothing_sent() -> None:
    """How what was found is sent."""
    typer.echo(
        "Nothing was sent. Say --submit case or --submit seen to send what was found, or --not-sent with the reason."
    )


def rows_done(console: "Console", *, quietly: bool) -> "Progress":
    """A bar that counts rows, on the error stream."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=quietly,
    )
