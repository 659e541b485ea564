"""``tutela check --server``: ask a register on another machine, from one that has no installation."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from tutela.commands import check_told

if TYPE_CHECKING:
    from tutela.register.client import Answered, Progress
    from tutela.register.lists.rows import HashList

INTERRUPTED = 130


def check_there(
    files: list[Path],
    *,
    server: str,
    token_file: Path | None,
    exhibit: str = "",
    about: str = "",
    out: Path | None = None,
    as_json: bool = False,
    submit: str = "",
    series: str = "",
    scheme: str = "",
    not_sent: str = "",
    words: str = "",
) -> None:
    """Say of each hash of the lists what the register at ``server`` says, and send there what was found.

    Which of these go together is looked at by whoever calls. Raises the errors of the server, and Unavailable where it does not answer.
    """
    _without_installation()
    from tutela.register.client import About, ask, give, kept_for, say_not_sent
    from tutela.register.client_kept import ENDING
    from tutela.register.client_line import Line

    console = Console(stderr=True, highlight=False)
    line = Line(server, _token(token_file), say=lambda said: console.print(Text(said)))
    of = About(exhibit, about)
    for file in files:
        listed = _read(file)
        beside = [Path(f"{one}{ENDING}") for one in (file, out) if one is not None]
        kept = kept_for(listed, of, server=server, paths=beside)
        if not kept.stays:
            console.print("No file can be written beside the list: broken off, this begins anew.")
        with _shown(console, "Asking", len(listed.rows), "answered", quietly=as_json) as progress:
            answered = ask(line, listed, of, kept, progress=progress)
        _tell(file, listed, answered, out, as_json=as_json)
        if submit:
            with _shown(console, "Sending", len(listed.rows), "sent", quietly=as_json) as progress:
                made = give(
                    line,
                    listed,
                    of,
                    what=submit,
                    series=series,
                    check=answered.number,
                    progress=progress,
                    scheme=scheme,
                )
            check_told.tell_sent(
                submission=made["number"],
                rows=made["rows"],
                new_files=made["new_files"],
                new_sightings=made["new_sightings"],
                quietly=as_json,
            )
        elif not_sent:
            say_not_sent(line, answered.number, reason=not_sent, words=words)
        elif not as_json:
            check_told.tell_nothing_sent()
        kept.done()
    line.close()


def _without_installation() -> None:
    """An examiner's machine has neither settings nor a database: words are in English, and nothing else is needed."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def _token(file: Path | None) -> str:
    """The token, which is never on a command line, where others on the machine could read it."""
    from tutela.core.errors import BadInput, where

    try:
        token = os.environ.get("TUTELA_TOKEN", "") if file is None else file.read_text()
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            "The file with the token cannot be read.",
            where=where(file=str(file)),
            mend="Look whether it is there, and whether you may read it.",
        ) from None
    if not token.strip():
        raise BadInput("This needs a token.", mend="Name its file with --token-file, or put it into TUTELA_TOKEN.")
    return token.strip()


def _read(file: Path) -> "HashList":
    from tutela.register.lists.reading import read_list

    return read_list(file, name=file.name)


def _tell(file: Path, listed: "HashList", answered: "Answered", out: Path | None, *, as_json: bool) -> None:
    if out is not None:
        check_told.write(out, listed, answered.answers, answered.summary, answered.as_data())
    if as_json:
        check_told.print_json(listed, answered.answers, answered.summary, answered.as_data())
    else:
        check_told.tell(file, listed, answered.summary, out)


@contextmanager
def _shown(console: Console, words: str, rows: int, done: str, *, quietly: bool) -> "Iterator[Progress]":
    """Show how many rows are done. Interrupted, it says how many they were."""
    bar = check_told.rows_done(console, quietly=quietly)
    shown, count = bar.add_task(words, total=rows), 0

    def progress(so_far: int) -> None:
        nonlocal count
        count = so_far
        bar.update(shown, completed=so_far)

    try:
        with bar:
            yield progress
    except KeyboardInterrupt:
        typer.echo(
            f"Stopped. {count:,} of {rows:,} rows are {done}; the same command goes on with the others.", err=True
        )
        raise typer.Exit(INTERRUPTED) from None
