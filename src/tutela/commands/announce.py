"""``tutela announce``: what everybody is told who opens a page: news, a planned maintenance, a disturbance."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from tutela.commands import environment

app = typer.Typer(no_args_is_help=True, help="What everybody is told who opens a page; shown within half a minute.")
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
Moment = Annotated[datetime | None, typer.Option(formats=_FORMATS, help="In UTC.")]


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="announce")


@app.command()
def say(
    words: Annotated[str, typer.Argument(help="What people have to know, in English.")],
    kind: Annotated[str, typer.Option(help="news, maintenance or disturbance.")] = "news",
    begins: Moment = None,
    ends: Moment = None,
    shown_from: Moment = None,
    in_language: Annotated[
        list[str], typer.Option("--in", help="The words in another language, as fr=…; may be given again.")
    ] = [],  # noqa: B006  (the command line reads the default and never changes it)
) -> None:
    """Show words on every page, until what they announce has ended or they are withdrawn.

    \b
    Example:
      tutela announce say 'The site stops for an upgrade.' --kind maintenance --begins 2027-01-09T22:00 --ends 2027-01-09T23:00 --in fr='Le site s’arrête pour une mise à niveau.'
    """
    environment.ready("owner")
    from tutela.accounts.services.announce import announce
    from tutela.core import clock
    from tutela.core.errors import BadInput, where

    spoken = {}
    for one in in_language:
        code, is_given, text = one.partition("=")
        if not is_given:
            raise BadInput("A language and its words are given as fr=words.", where=where(field="in"))
        spoken[code.strip().lower()] = text
    made = announce(
        words,
        kind=kind,
        in_languages=spoken,
        shown_from=_utc(shown_from),
        begins_at=_utc(begins),
        ends_at=_utc(ends),
        now=clock.now(),
    )
    typer.echo(f"Announcement {made.pk} is shown. To end it: tutela announce withdraw {made.pk}")


@app.command("list")
def list_announcements(
    every: Annotated[bool, typer.Option("--all", help="Those that are over or withdrawn, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Lines of JSON.")] = False,
) -> None:
    """What is announced, and what will be. Times are UTC.

    Example:
      tutela announce list --all
    """
    environment.ready("owner")
    from django.db.models import Q

    from tutela.commands import tables
    from tutela.core import clock
    from tutela.notices.models import Announcement

    found = Announcement.objects.all()
    if not every:
        found = found.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), withdrawn_at=None)
    rows = [
        (one.pk, one.kind, one.shown_from, one.begins_at, one.ends_at, one.withdrawn_at, one.words) for one in found
    ]
    columns = ("number", "kind", "shown from", "begins", "ends", "withdrawn", "words")
    tables.show(columns, rows, form="json" if as_json else "table")


@app.command()
def withdraw(number: Annotated[int, typer.Argument(help="As the list gives it.")]) -> None:
    """Show it no longer.

    Example:
      tutela announce withdraw 3
    """
    environment.ready("owner")
    from tutela.accounts.services.announce import withdraw_announcement
    from tutela.core import clock

    withdrawn = withdraw_announcement(number, now=clock.now())
    typer.echo(f"Announcement {withdrawn.pk} is no longer shown.")


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None else None
