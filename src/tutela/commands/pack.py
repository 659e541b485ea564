"""Packs: the register, as far as its maker may know it, on a machine that is connected to nothing; made, trusted, asked, brought back.

``check_with_pack`` needs neither a database nor settings nor a data folder.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tutela.commands import check_told, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import BinaryIO

    from tutela.register.lists.rows import HashList
    from tutela.register.pack.reading import Pack
    from tutela.register.pack.results import Question

INTERRUPTED = 130


def register(parent: typer.Typer) -> None:
    """Add the commands to those of the register."""
    parent.command("pack")(make)
    parent.command("key")(key)
    parent.command("trust")(trust)
    parent.command("bring-back")(bring_back)


def make(
    out: Annotated[Path, typer.Argument(help="The file that is written, to be carried to the machine.")],
    *,
    as_user: Annotated[str, typer.Option("--as", help="The address with which the person signs in.")],
    role: Annotated[str, typer.Option("--role", help="Which of the person's roles, when there are several.")] = "",
    workstation: Annotated[
        str, typer.Option("--for", help="Which machine it is for, as its people call it; else as the file is called.")
    ] = "",
    days: Annotated[int, typer.Option(help="For how many days it holds, 92 at most.")] = 31,
    quietly: Annotated[bool, typer.Option("--quietly", help="No progress.")] = False,
) -> None:
    """Write a signed pack of what the person would be answered, for a machine that is connected to nothing.

    It holds shortened hashes, what is said of each and whom to ask; no child, no label of a series and no whole hash.

    Example:
      tutela register pack lab-3.pack --for "Lab 3" --days 14 --as north.examiner@north.example
    """
    places = environment.ready("app")
    from rich.console import Console

    from tutela.accounts.members import actor_of
    from tutela.core import clock
    from tutela.register.pack.signing import installation_signer
    from tutela.register.services.make_pack import For, make_pack

    actor = actor_of(as_user, role=role, purpose="making a pack of the register")
    signer = installation_signer(places.keys)
    with check_told.rows_done(Console(stderr=True), quietly=quietly) as bar:
        shown = bar.add_task("Reading the register", total=None)
        made = make_pack(
            out,
            For(workstation or out.stem, days),
            signer=signer,
            actor=actor,
            now=clock.now(),
            progress=lambda done, of: bar.update(shown, completed=done, total=of),
        )
    typer.echo(
        f"{out} knows {made.files:,} files ({made.size / 1e6:,.1f} MB), until {made.label.expires_at:%Y-%m-%d %H:%M} UTC."
    )
    typer.echo(f"It is signed with the key {made.key}.")


def key(
    out: Annotated[Path | None, typer.Option(help="Write the key file that workstations are to trust.")] = None,
) -> None:
    """Show the key with which this installation signs packs, and its fingerprint, to be read over the telephone.

    Example:
      tutela register key --out north.key
    """
    places = environment.ready("app")
    from tutela.core.errors import Unavailable, where
    from tutela.register.pack.signing import PublicKey, fingerprint, installation_signer
    from tutela.register.services.make_pack import installation_name

    public = PublicKey(installation_name(), installation_signer(places.keys).public)
    typer.echo(f"Fingerprint: {fingerprint(public.public)}")
    if out is None:
        typer.echo(public.as_text(), nl=False)
        return
    try:
        out.write_text(public.as_text(), encoding="utf-8")
    except OSError as error:
        raise Unavailable(
            f"The file cannot be written ({(error.strerror or 'unknown').lower()}).",
            where=where(file=str(out)),
            mend="Name another place.",
        ) from None
    typer.echo(f"The key is in {out}. Read the fingerprint to whoever is to trust it; do not send it along.")


def trust(
    key_file: Annotated[Path, typer.Argument(help="The file that `tutela register key --out` wrote.")],
    fingerprint: Annotated[
        str, typer.Option(help="The fingerprint as it was read to you; without it you are asked for it.")
    ] = "",
) -> None:
    """Trust the packs of an installation on this machine: only after its fingerprint was heard from its people.

    Example:
      tutela register trust north.key
    """
    _without_settings()
    from tutela.core.errors import Refused, where
    from tutela.register.pack import signing

    public = signing.PublicKey.read(key_file)
    typer.echo(f"The key says that it is of {public.name}.")
    said = fingerprint or typer.prompt("Type the fingerprint that its people read to you")
    if not signing.same_fingerprint(public.public, said):
        raise Refused(
            "This key has another fingerprint: it is not the key of whoever you spoke to.",
            where=where(file=key_file.name),
            mend="Trust nothing that came with it, and tell them.",
        )
    typer.echo(f"Trusted from now on: {signing.trust(public, signing.trusted_folder())}")


def bring_back(
    results: Annotated[list[Path], typer.Argument(help="Files that `tutela check --pack --results` wrote.")],
    *,
    as_user: Annotated[str, typer.Option("--as", help="The address with which the person signs in.")],
    role: Annotated[str, typer.Option("--role", help="Which of the person's roles, when there are several.")] = "",
    quietly: Annotated[bool, typer.Option("--quietly", help="No progress.")] = False,
) -> None:
    """Keep what was checked with a pack, and enter what was met, once, however often it is brought back.

    Example:
      tutela register bring-back exhibit-7.results --as north.examiner@north.example
    """
    places = environment.ready("app")
    from rich.console import Console

    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.register.models import Submission
    from tutela.register.pack.results import read_results
    from tutela.register.pack.signing import installation_signer
    from tutela.register.services import bring_back as verb

    actor = actor_of(as_user, role=role, purpose="bringing back a list of a pack")
    public = installation_signer(places.keys).public
    for file in results:
        read = read_results(file)
        with acting_as(actor):
            brought = verb.bring_back(read, public=public, actor=actor, now=clock.now())
        done = brought.submission.done_rows
        try:
            with check_told.rows_done(Console(stderr=True), quietly=quietly) as bar:
                shown = bar.add_task("Entering", total=brought.submission.rows, completed=done)
                for taken in verb.take_in(brought, actor=actor):
                    done = taken.done
                    bar.update(shown, completed=done)
        except KeyboardInterrupt:
            typer.echo(f"Stopped at row {done:,} of {brought.submission.rows:,}; the same command goes on.", err=True)
            raise typer.Exit(INTERRUPTED) from None
        with acting_as(actor):
            sent = Submission.objects.get(pk=brought.submission.pk)
        typer.echo(
            f"{file.name}: {brought.check.rows:,} rows were checked on {brought.check.asked_at:%Y-%m-%d %H:%M} UTC,"
            f" {brought.check.rows - brought.check.new:,} known; {sent.new_sightings:,} new sightings."
        )
        if brought.again:
            typer.echo("They had been brought back before.")
        if brought.changed:
            typer.echo(
                f"Of {brought.changed:,} rows the register says something else today: check the list here again."
            )


def check_with_pack(
    files: list[Path],
    *,
    pack: Path,
    out: Path | None = None,
    as_json: bool = False,
    results: Path | None = None,
    exhibit: str = "",
    about: str = "",
    submit: str = "",
) -> None:
    """Answer lists from a pack, on a machine without a database: told, as a file (``out``), and as results to carry back (``results``).

    ``exhibit``, ``about`` (the reference of a report or case) and ``submit`` (``seen`` or ``case``) go with the results. The pack is
    proved, and every list is read, before anything is written.

    Raises what ``open_pack`` and ``read_list`` raise; BadInput for one file for several lists; Unavailable where a file cannot be
    written.
    """
    _without_settings()
    from tutela.core import clock
    from tutela.core.errors import BadInput
    from tutela.register.pack.reading import open_pack
    from tutela.register.pack.results import INTENTS, Question
    from tutela.register.pack.signing import trusted, trusted_folder

    if len(files) > 1 and (out is not None or results is not None):
        raise BadInput(
            "One file for the answers to several lists.", mend="Give one list, or leave out --out and --results."
        )
    if submit not in INTENTS:
        raise BadInput("What are the files of this list?", mend="Say --submit case or --submit seen.")
    if submit and results is None:
        raise BadInput("Nothing can be sent from here.", mend="Say --results, and bring the file back.")
    now = clock.now()
    opened = open_pack(pack, trusted=trusted(trusted_folder()), now=now)
    lists = [_read(file) for file in files]
    if not as_json:
        _tell_pack(opened, now)
    for file, listed in zip(files, lists, strict=True):
        _answer(
            file,
            listed,
            opened,
            out,
            as_json=as_json,
            now=now,
            results=results,
            question=Question(exhibit, about, submit),
        )


def _answer(
    file: Path,
    listed: "HashList",
    opened: "Pack",
    out: Path | None,
    *,
    as_json: bool,
    results: Path | None,
    question: "Question",
    now: "datetime",
) -> None:
    from tutela.register.pack.asking import answers_from
    from tutela.register.pack.results import write_results
    from tutela.register.queries.summary import summary_of

    answers = answers_from(opened, listed.rows)
    summary = summary_of(answers, own_organisation=opened.contents.own, children={})
    asked: dict[str, Any] = {"pack": opened.label.as_data(), "asked_at": now.isoformat()}
    if out is not None:
        check_told.write(out, listed, answers, summary, asked)
    if results is not None:
        _written(results, lambda stream: write_results(stream, listed, answers, opened, question, now=now))
    if as_json:
        check_told.print_json(listed, answers, summary, asked)
        return
    check_told.tell(file, listed, summary, out)
    if listed.rows.pdq is not None:
        typer.echo("A pack tells nothing of files that are only near to known ones: ask the server for those.")
    if results is not None:
        typer.echo(f"To be brought back with `tutela register bring-back`: {results}.")


def _read(file: Path) -> "HashList":
    from tutela.register.lists.reading import read_list

    return read_list(file, name=file.name)


def _tell_pack(opened: "Pack", now: "datetime") -> None:
    label = opened.label
    typer.echo(
        f"Answered by a pack of {label.installation} for {label.organisation}, {label.workstation}: {opened.files:,} files, as the"
        f" register stood on {label.made_at:%Y-%m-%d %H:%M} UTC ({(now - label.made_at).days:,} days ago)."
        f" It holds until {label.expires_at:%Y-%m-%d %H:%M} UTC."
    )


def _written(to: Path, write: "Callable[[BinaryIO], object]") -> None:
    from tutela.core.errors import Unavailable, where

    try:
        # Hashes of a case: for whoever runs the command, and for nobody else on the machine.
        with open(to, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
            write(stream)
    except OSError as error:
        raise Unavailable(
            f"The file cannot be written ({(error.strerror or 'unknown').lower()}).",
            where=where(file=str(to)),
            mend="Name another place, and check the list again.",
        ) from None


def _without_settings() -> None:
    """What is read and said here is put into words by Django, which on this machine has nothing else to do."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
