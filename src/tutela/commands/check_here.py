"""``tutela check`` on the server: a list is asked about in one transaction, and told."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tutela.commands import check_told, environment
from tutela.commands.check_read import reading

if TYPE_CHECKING:
    from tutela.accounts.actor import Actor
    from tutela.commands.check_read import Reading
    from tutela.register.lists.rows import HashList
    from tutela.register.queries.summary import Summary
    from tutela.register.services.check import Checked

INTERRUPTED = 130


@dataclass(frozen=True)
class About:
    """What the lists are of: an exhibit, and a report or case by its reference; either may be empty."""

    exhibit: str
    reference: str


def check_here(
    files: list[Path],
    about: About,
    *,
    as_user: str,
    role: str,
    near: int,
    out: Path | None,
    as_json: bool,
    submit: str,
    series: str,
    scheme: str,
    not_sent: str,
    words: str,
) -> None:
    """Ask about the lists as the person of this address, and send what was found or say why not."""
    as_csv = out is None or out.suffix != ".json"
    with reading(files, sifted=as_csv and not (as_json or submit)) as read:
        environment.ready("app", up_to="" if submit else "reports")
        from tutela.accounts.members import actor_of

        actor = actor_of(as_user, role=role, purpose="checking the register")
        for file in files:
            listed, checked, summary, is_written = _ask(read, file, actor, about, near=near, out=out)
            if out is not None and not is_written:
                check_told.write(out, listed, checked.answers, summary, _as_data(checked))
            elif out is not None:
                with check_told.said_where_it_cannot(out):
                    read.written(out)
            if as_json:
                check_told.print_json(listed, checked.answers, summary, _as_data(checked))
            else:
                check_told.tell(file, listed, summary, out)
            if submit:
                _submit(listed, checked, actor, about, what=submit, series=series, scheme=scheme, quietly=as_json)
            elif not_sent:
                _not_sent(checked, actor, reason=not_sent, words=words)
            elif not as_json:
                check_told.tell_nothing_sent()


def _ask(
    read: "Reading", file: Path, actor: "Actor", about: About, *, near: int, out: Path | None
) -> "tuple[HashList, Checked, Summary, bool]":
    """Ask about a list; and whether its answer is being written already."""
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.ownership.access import find
    from tutela.register.models import Check
    from tutela.register.queries.summary import summary_of
    from tutela.register.services.check import Asked, answers_to, keep_answers

    with acting_as(actor):
        listed, found = read.of(file)
        subject = find(about.reference) if about.reference else None
        asked = Asked(Check.Asked.SERVER, exhibit=about.exhibit, subject=subject)
        answers = answers_to(listed.rows, found, near_distance=near)
        # The rest of what is kept, and the name of the file, wait for nobody; the lines of millions of rows take a while.
        is_written = out is not None and read.begin_to_write(out, listed, answers)
        checked = keep_answers(listed, answers, asked, actor=actor, now=clock.now())
        return listed, checked, summary_of(answers, own_organisation=actor.organisation_pk), is_written


def _as_data(checked: "Checked") -> dict[str, Any]:
    return {"number": checked.check.pk, "asked_at": checked.check.asked_at.isoformat()}


def _submit(
    listed: "HashList",
    checked: "Checked",
    actor: "Actor",
    about: About,
    *,
    what: str,
    series: str,
    scheme: str,
    quietly: bool,
) -> None:
    from rich.console import Console

    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.ownership.access import find
    from tutela.register.models import Submission
    from tutela.register.queries.schemes import scheme_named
    from tutela.register.services.check import say_sent
    from tutela.register.services.submit import Given, begin_submission, take_all

    with acting_as(actor):
        given = Given(
            what,
            exhibit=about.exhibit,
            subject=find(about.reference) if about.reference else None,
            series=find(series, kind="series") if series else None,
            scheme=scheme_named(scheme) if scheme else None,
        )
        made = begin_submission(listed, given, actor=actor, now=clock.now())
    done = made.done_rows
    try:
        with check_told.rows_done(Console(stderr=True), quietly=quietly) as bar:
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
    check_told.tell_sent(
        submission=sent.pk,
        rows=sent.rows,
        new_files=sent.new_files,
        new_sightings=sent.new_sightings,
        quietly=quietly,
    )


def _not_sent(checked: "Checked", actor: "Actor", *, reason: str, words: str) -> None:
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.register.services.check import say_not_sent

    with acting_as(actor):
        say_not_sent(checked.check, reason=reason, words=words, actor=actor, now=clock.now())
