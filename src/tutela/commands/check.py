"""``tutela check``: ask the register about lists of hashes, keep and write the answer, and send what was found."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tutela.commands import environment

if TYPE_CHECKING:
    from tutela.accounts.actor import Actor
    from tutela.register.lists.rows import HashList
    from tutela.register.queries.summary import Summary
    from tutela.register.services.check import Checked

INTERRUPTED = 130


def register(parent: typer.Typer) -> None:
    """Add the command."""
    parent.command("check")(check)


def check(
    files: Annotated[list[Path], typer.Argument(help="Lists of hashes: hashdeep, md5deep, DFXML, CSV, JSON, bare.")],
    *,
    as_user: Annotated[str, typer.Option("--as", help="The address with which the person signs in.")],
    role: Annotated[str, typer.Option("--role", help="Which of the person's roles, when there are several.")] = "",
    exhibit: Annotated[str, typer.Option(help="The exhibit that the list is of.")] = "",
    about: Annotated[str, typer.Option(help="The report or case that it belongs to, by its reference.")] = "",
    out: Annotated[Path | None, typer.Option(help="Where the answer to every row is written: .csv or .json.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON, and no progress.")] = False,
    submit: Annotated[
        str, typer.Option(help="Send what was found: case (files of a case) or seen (everything on the exhibit).")
    ] = "",
    series: Annotated[str, typer.Option(help="The series that the files belong to, with --submit case.")] = "",
    not_sent: Annotated[str, typer.Option(help="Why nothing is sent: not_ours, court, ongoing, test, other.")] = "",
    words: Annotated[str, typer.Option(help="In words, why nothing is sent.")] = "",
) -> None:
    """Say of each hash whether it is known, solved or open, and whose it is; and of the list whom to telephone first.

    Example:
      tutela check exhibit-7.hashdeep --exhibit NM/7 --submit case --as north.examiner@north.example
    """
    from tutela.core.errors import BadInput

    if submit and not_sent:
        raise BadInput("It is sent, or it is not.", mend="Leave out --submit or --not-sent.")
    if submit not in {"", "case", "seen"}:
        raise BadInput("What are the files of this list?", mend="Say --submit case or --submit seen.")
    if out is not None and len(files) > 1:
        raise BadInput("One file for the answers to several lists.", mend="Leave out --out, or give one list.")
    reading = _Reading(files)
    environment.ready("app")
    from tutela.accounts.members import actor_of

    actor = actor_of(as_user, role=role, purpose="checking the register")
    for file in files:
        listed = reading.of(file)
        checked, summary = _ask(listed, actor, exhibit=exhibit, about=about)
        if out is not None:
            _write(out, listed, checked, summary)
        if as_json:
            _print_json(listed, checked, summary)
        else:
            _tell(file, listed, summary, out)
        if submit:
            _submit(listed, checked, actor, what=submit, series=series, exhibit=exhibit, about=about, quietly=as_json)
        elif not_sent:
            _not_sent(checked, actor, reason=not_sent, words=words)
        elif not as_json:
            typer.echo(
                "Nothing was sent. Say --submit case or --submit seen to send what was found, or --not-sent with the reason."
            )


class _Reading:
    """Lists are read while the rest of the program starts: a large one takes about as long."""

    def __init__(self, files: list[Path]) -> None:
        from concurrent.futures import ThreadPoolExecutor

        pool = ThreadPoolExecutor(1)
        self._read = {file: pool.submit(_read, file) for file in files}
        pool.shutdown(wait=False)

    def of(self, file: Path) -> "HashList":
        """The list. What is wrong with one is said in words, for which Django must be ready: such a list is read again."""
        from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured

        try:
            return self._read[file].result()
        except (AppRegistryNotReady, ImproperlyConfigured):
            return _read(file)


def _read(file: Path) -> "HashList":
    from tutela.register.lists.reading import read_list

    return read_list(file, name=file.name)


def _ask(listed: "HashList", actor: "Actor", *, exhibit: str, about: str) -> "tuple[Checked, Summary]":
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.ownership.access import find
    from tutela.register.models import Check
    from tutela.register.queries.summary import summary_of
    from tutela.register.services.check import Asked, check_list

    with acting_as(actor):
        subject = find(about) if about else None
        asked = Asked(Check.Asked.SERVER, exhibit=exhibit, subject=subject)
        checked = check_list(listed, asked, actor=actor, now=clock.now())
        return checked, summary_of(checked.answers, own_organisation=actor.organisation_pk)


def _write(out: Path, listed: "HashList", checked: "Checked", summary: "Summary") -> None:
    from tutela.core.errors import Unavailable, where
    from tutela.register.answer_file import write_csv, write_json

    try:
        with out.open("wb") as stream:
            if out.suffix == ".json":
                write_json(stream, listed, checked.answers, summary, check=_told(checked))
            else:
                write_csv(stream, listed, checked.answers)
    except OSError as error:
        raise Unavailable(
            f"The file cannot be written ({(error.strerror or 'unknown').lower()}).",
            where=where(file=str(out)),
            mend="Name another place; the answer is kept, and can be had again.",
        ) from None


def _told(checked: "Checked") -> dict[str, Any]:
    return {"number": checked.check.pk, "asked_at": checked.check.asked_at.isoformat()}


def _print_json(listed: "HashList", checked: "Checked", summary: "Summary") -> None:
    from tutela.register.answer_file import write_json

    write_json(sys.stdout.buffer, listed, checked.answers, summary, check=_told(checked))
    sys.stdout.flush()


def _tell(file: Path, listed: "HashList", summary: "Summary", out: Path | None) -> None:
    from tutela.register.answer import WORDS, Answer

    rows = summary.rows
    typer.echo(f"{file.name}: {rows:,} rows, {summary.known:,} known ({summary.share_known:.1%}).")
    for note in listed.notes:
        typer.echo(f"  {note}")
    for answer in (*(one for one in Answer if one), Answer.NEW):
        if summary.counts[answer]:
            typer.echo(f"  {summary.counts[answer]:>12,}  {WORDS[answer]}")
    if summary.telephone:
        typer.echo("Telephone first, those with most rows of children not identified:")
    for call in summary.telephone[:10]:
        why = ", ".join(
            words
            for number, words in (
                (call.not_identified, f"{call.not_identified:,} of a child not identified"),
                (call.ask, f"{call.ask:,} to ask about"),
                (call.near, f"{call.near:,} near to a known one"),
                (call.other, f"{call.other:,} others"),
            )
            if number
        )
        person = call.contact.person or "its desk"
        typer.echo(
            f"  {call.contact.name}: {person}, {call.contact.telephone or 'no telephone in the directory'} ({why})"
        )
    for met in summary.series[:10]:
        children = f", children {', '.join(met.children)}" if met.children else ""
        typer.echo(f"  series {met.card.reference}: {met.card.standing.replace('_', ' ')}, {met.rows:,} rows{children}")
    if out is not None:
        typer.echo(f"The answer to every row is in {out}.")


def _submit(
    listed: "HashList",
    checked: "Checked",
    actor: "Actor",
    *,
    what: str,
    series: str,
    exhibit: str,
    about: str,
    quietly: bool,
) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.ownership.access import find
    from tutela.register.models import Submission
    from tutela.register.services.check import say_sent
    from tutela.register.services.submit import Given, begin_submission, take_all

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), disable=quietly,
    )  # fmt: skip
    with acting_as(actor):
        given = Given(
            what,
            exhibit=exhibit,
            subject=find(about) if about else None,
            series=find(series, kind="series") if series else None,
        )
        made = begin_submission(listed, given, actor=actor, now=clock.now())
    done = made.done_rows
    try:
        with bar:
            shown = bar.add_task("Sending", total=made.rows, completed=done)
            for taken in take_all(made, listed.rows, actor=actor):
                done = taken.done
                bar.update(shown, completed=done)
    except KeyboardInterrupt:
        typer.echo(
            f"Stopped. {done:,} of {made.rows:,} rows are sent; the same command goes on with the others.", err=True
        )
        raise typer.Exit(INTERRUPTED) from None
    with acting_as(actor):
        say_sent(checked.check, made, actor=actor, now=clock.now())
        sent = Submission.objects.get(pk=made.pk)
    words = f"Sent: {sent.rows:,} rows, {sent.new_files:,} files that were new to the register, {sent.new_sightings:,} new sightings."
    typer.echo(
        json.dumps({"submission": sent.pk, "new_files": sent.new_files, "new_sightings": sent.new_sightings})
        if quietly
        else words,
        err=quietly,
    )


def _not_sent(checked: "Checked", actor: "Actor", *, reason: str, words: str) -> None:
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.register.services.check import say_not_sent

    with acting_as(actor):
        say_not_sent(checked.check, reason=reason, words=words, actor=actor, now=clock.now())
