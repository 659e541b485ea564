"""``tutela import`` and ``tutela answers``: files of reports in, a file of answers out."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tutela.commands import environment

if TYPE_CHECKING:
    from tutela.accounts.actor import Actor
    from tutela.reports.queries.imports import Progress

app = typer.Typer(no_args_is_help=True, help="Take in files of reports: CSV, or CyberTipline XML.")
answers = typer.Typer(no_args_is_help=True, help="The answers to what your organisation reported.")
INTERRUPTED = 130
SOME_REJECTED = 9
AsUser = Annotated[str, typer.Option("--as", help="The address with which the person signs in.")]
RoleName = Annotated[str, typer.Option("--role", help="Which of the person's roles, when there are several.")]


def register(parent: typer.Typer) -> None:
    """Add both groups."""
    parent.add_typer(app, name="import")
    parent.add_typer(answers, name="answers")


@app.command("template")
def template(
    out: Annotated[Path | None, typer.Argument(help="Where to write it; without a name it is printed.")] = None,
) -> None:
    """Write an empty CSV with every column and one row that shows how each is written.

    Example:
      tutela import template reports.csv
    """
    from tutela.reports.doors import template_csv

    if out is None:
        sys.stdout.write(template_csv())
        return
    with _new_file(out) as stream:
        stream.write(template_csv())
    typer.echo(f"{out} is written. Its second row is an example: replace it.", err=True)


@app.command("reports")
def reports(
    files: Annotated[list[Path], typer.Argument(help="CSV made from the template, or CyberTipline XML.")],
    as_user: AsUser,
    role: RoleName = "",
    zone: Annotated[str, typer.Option(help="In which zone times without one are, such as Europe/London.")] = "",
    rejected: Annotated[
        Path | None, typer.Option(help="Where rejected rows are written; else beside the file they came in.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a file, and no progress.")] = False,
) -> None:
    """Take in reports. What is rejected is named, and written to a file that can be corrected and sent in again.

    Nothing is taken twice, and after an interruption the same command goes on where it was. Ends with 9 when rows were rejected.

    Example:
      tutela import reports reports.csv --zone Europe/London --as centre.intake@centre.example
    """
    from tutela.core.errors import BadInput
    from tutela.reports.doors.moments import parse_zone

    if rejected is not None and len(files) > 1:
        raise BadInput(
            "One file for the rejected rows of several files.", mend="Leave out --rejected, or give one file."
        )
    given_zone = parse_zone(zone) if zone else None
    environment.ready("app")
    from tutela.accounts.members import actor_of

    actor = actor_of(as_user, role=role, purpose="importing")
    some_rejected = False
    for file in files:
        progress, was_done = _take_in(file, given_zone, actor, quietly=as_json)
        written = _write_rejected(progress, rejected or file.with_name(f"{file.stem}.rejected.csv"), actor)
        _tell(file, progress, written, actor, was_done=was_done, as_json=as_json)
        some_rejected = some_rejected or progress.rejected > 0
    if some_rejected:
        raise typer.Exit(SOME_REJECTED)


def _take_in(file: Path, zone: Any, actor: "Actor", *, quietly: bool) -> "tuple[Progress, bool]":
    """Stage the file and take its rows, with a bar on the error stream; and whether the file had been done before."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.core.errors import NotFound
    from tutela.core.errors import where as at
    from tutela.reports.queries.imports import find_file
    from tutela.reports.services.import_file import stage_file, take

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), disable=quietly,
    )  # fmt: skip
    try:
        stream = file.open("rb")
    except OSError as error:
        raise NotFound(
            f"The file cannot be opened ({(error.strerror or 'unknown').lower()}).",
            where=at(file=str(file)),
            mend="Check its name.",
        ) from None
    done = total = 0
    try:
        with stream, bar:
            shown = bar.add_task(f"Reading {file.name}", total=None)
            with acting_as(actor):
                staged = stage_file(stream, file.name, zone=zone, actor=actor, now=clock.now())
                progress = find_file(staged.batch.pk, actor)
            done, total, was_done = progress.done, progress.rows, staged.again and progress.is_done
            bar.update(shown, description=f"Taking {file.name}", total=total, completed=done)
            for number in take(staged.batch, actor=actor):
                done += number
                bar.update(shown, completed=done)
    except KeyboardInterrupt:
        typer.echo(
            f"Stopped. {done:,} of {total:,} rows are dealt with; the same command goes on with the others."
            if total
            else "Stopped before anything was kept.",
            err=True,
        )
        raise typer.Exit(INTERRUPTED) from None
    with acting_as(actor):
        return find_file(staged.batch.pk, actor), was_done


def _write_rejected(progress: "Progress", out: Path, actor: "Actor") -> Path | None:
    from tutela.accounts.need_to_know import acting_as
    from tutela.reports.rejected_file import write_rejected_file

    if not progress.rejected:
        return None
    with acting_as(actor), _new_file(out) as stream:
        write_rejected_file(stream, progress.batch)
    return out


def _tell(
    file: Path, progress: "Progress", written: Path | None, actor: "Actor", *, was_done: bool, as_json: bool
) -> None:
    from tutela.accounts.need_to_know import acting_as
    from tutela.reports.queries.imports import misses_a_zone, rejected_rows

    with acting_as(actor):
        rows = list(rejected_rows(progress.batch, most=20))
        no_zone = misses_a_zone(progress.batch)
    counts = {
        "rows": progress.rows, "taken": progress.taken, "here_already": progress.again, "rejected": progress.rejected,
    }  # fmt: skip
    if as_json:
        faults = [
            {"row": row.row_number, "field": fault.field, "what": fault.what, "mend": fault.mend}
            for row in rows
            for fault in row.faults
        ]
        line = {
            "file": file.name,
            "was_here_before": was_done,
            **counts,
            "rejected_file": str(written) if written else None,
            "faults": faults,
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    typer.echo(
        f"{file.name}: of {progress.rows:,} rows {progress.taken:,} taken in, {progress.again:,} here already,"
        f" {progress.rejected:,} rejected."
    )
    if was_done:
        typer.echo("This very file was here before: these are its numbers, and nothing was taken again.")
    for row in rows:
        for fault in row.faults:
            typer.echo(f"  row {row.row_number}, {fault.field}: {fault.what}. {fault.mend}")
    if progress.rejected > len(rows):
        typer.echo(f"  and {progress.rejected - len(rows):,} rows more.")
    if written is not None:
        typer.echo(f"The rejected rows are in {written}: correct them there and send that file in.")
    if no_zone:
        typer.echo("Some times say no zone. If all are of one zone, send the file again with --zone.")


@answers.command("export")
def export(
    as_user: AsUser,
    role: RoleName = "",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day on (UTC).")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write it; without a name it is printed.")] = None,
) -> None:
    """Write the answers to everything that your organisation reported as a CSV, with its caveats.

    Example:
      tutela answers export --since 2026-03-01 --out answers.csv --as hotline.partner@hotline.example
    """
    environment.ready("app")
    from datetime import UTC

    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.reports.answers_file import write_answers

    actor = actor_of(as_user, role=role)
    moment = since.replace(tzinfo=UTC) if since else None
    with acting_as(actor):
        if out is None:
            count = write_answers(sys.stdout, since=moment, actor=actor, now=clock.now())
        else:
            with _new_file(out) as stream:
                count = write_answers(stream, since=moment, actor=actor, now=clock.now())
    typer.echo(f"{count:,} answer{'' if count == 1 else 's'}.", err=True)


def _new_file(path: Path) -> Any:
    """A file to write, as spreadsheets read it."""
    from tutela.core.errors import Unavailable, where

    try:
        return path.open("w", newline="", encoding="utf-8-sig")
    except OSError as error:
        raise Unavailable(
            f"The file cannot be written ({(error.strerror or 'unknown').lower()}).",
            where=where(file=str(path)),
            mend="Name another place.",
        ) from None
