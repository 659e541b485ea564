"""``tutela backup`` and ``tutela restore``: the database and the keys, as one file that proves itself."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tutela.commands import environment
from tutela.core.errors import RuleBroken, Unavailable


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(backup)
    app.command()(restore)


def backup(
    target: Annotated[Path, typer.Argument(help="A file, or a folder in which one is made, named by the hour.")],
) -> None:
    """Write the database and the keys into one file, readable by you alone. The site may go on working meanwhile.

    \b
    Example:
      tutela backup /var/backups/tutela
    """
    places = environment.ready("jobs")
    from django.conf import settings
    from django.db import transaction

    import tutela
    from tutela.accounts.actor import SYSTEM
    from tutela.accounts.role_connection import connect_as
    from tutela.audit.services import record
    from tutela.audit.verify import newest_anchor
    from tutela.core import clock
    from tutela.server import backups

    now = clock.now()
    # Written first, so that the backup itself holds that it was made.
    with transaction.atomic():
        record("backup.make", actor=SYSTEM, now=now)
    with connect_as("jobs") as connection:
        anchor = str(newest_anchor(connection, now=now) or "")
    path = backups.make(
        places,
        target,
        os.environ["DATABASE_OWNER_URL"],
        version=tutela.__version__,
        anchor=anchor,
        secret_key=settings.SECRET_KEY,
        now=now,
    )
    typer.echo(f"{path} holds the database and the keys ({path.stat().st_size / 2**20:,.1f} MB).")
    if os.environ.get("TUTELA_SECRET_KEY"):
        typer.echo("The secret key is in TUTELA_SECRET_KEY and not in the backup: keep it too, in another place.")
    typer.echo("Carry it elsewhere. It is not encrypted, and holds everything.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `tutela backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in place of what this installation holds, which is lost.")
    ] = False,
) -> None:
    """Put a backup into an empty installation: verified first, all of it or nothing, brought to this version, examined.

    \b
    Example:
      tutela restore /var/backups/tutela/tutela-20260301T020000Z.tar
    """
    places = environment.ready("owner")
    from tutela.core import clock
    from tutela.server import backups, supervisor

    owner_url = os.environ["DATABASE_OWNER_URL"]
    if supervisor.state(places) is not None or backups.others_connected(owner_url):
        raise RuleBroken("The site uses this database now.", mend="Stop the web server and the worker first.")
    if backups.holds_anything(owner_url) and not replace:
        raise RuleBroken(
            "This installation is not empty.",
            mend="Restore into an empty one, or say --replace: what it holds is lost.",
        )
    now = clock.now()
    with backups.opened(file, places) as found:
        backups.load(found, owner_url)
        keys = backups.put_keys(found, places, now=now)
        _bring_to_present(found.manifest.anchor, file)
        given = os.environ.get("TUTELA_SECRET_KEY")
        if given and backups.key_digest(given) != found.manifest.key_digest:
            typer.echo(
                "TUTELA_SECRET_KEY is another than when the backup was made: reporters' codes will not be known."
            )
        elif not given and "secret_key" not in keys:
            typer.echo(
                "The backup holds no secret key: set TUTELA_SECRET_KEY to the one that was used when it was made."
            )
        typer.echo(f"Restored as it was on {found.manifest.made_at}, and at the present version.")


def _bring_to_present(anchor: str, file: Path) -> None:
    from django.db import connection, transaction

    from tutela.accounts.actor import SYSTEM
    from tutela.accounts.role_connection import connect_as
    from tutela.audit.services import record
    from tutela.audit.verify import read_anchors, verify
    from tutela.core import clock
    from tutela.server import schema

    connection.close()
    schema.bring_to_present()
    with connect_as("jobs") as worker:
        verdict = verify(worker, anchors=read_anchors(anchor), now=clock.now())
    if not verdict.is_whole:
        raise Unavailable(
            "It is restored, but its audit trail is not whole.", mend="Run `tutela audit verify`: it names the entry."
        )
    with transaction.atomic():
        record("backup.restore", actor=SYSTEM, now=clock.now(), file=file.name)
    typer.echo(f"The audit trail is whole: {verdict.entries:,} entries.")
