"""The database: its tables and policies, and its roles on a server of your own."""

import os
from typing import Annotated

import typer

from tutela.commands import environment
from tutela.core.errors import BadInput
from tutela.server.provision import ROLES, provision


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(migrate)
    group = typer.Typer(no_args_is_help=True, help="Set up a PostgreSQL server of your own.")
    group.command("provision")(provision_database)
    app.add_typer(group, name="database")


def migrate() -> None:
    """Bring the tables and the row-level security policies to the present version.

    \b
    Example:
      tutela migrate
    """
    environment.ready("owner")
    from tutela.server import schema

    ruled = schema.bring_to_present(verbosity=1)
    typer.echo(f"The database is at the present version; row-level security rules {ruled} tables.")


def provision_database(
    admin_url: Annotated[
        str,
        typer.Option(
            envvar="TUTELA_ADMIN_URL",
            show_envvar=True,
            help="An account that may create roles and databases; safer in the environment.",
        ),
    ],
    database: Annotated[str, typer.Option(help="Name of the database to make.")] = "tutela",
) -> None:
    """Make the four roles and the database on PostgreSQL 16 or newer; doing it again changes nothing.

    The roles' passwords are taken from TUTELA_OWNER_PASSWORD, TUTELA_APP_PASSWORD, TUTELA_JOBS_PASSWORD and
    TUTELA_READER_PASSWORD; a role without one keeps the password that it has.

    \b
    Example:
      tutela database provision --admin-url postgresql://postgres@db.example/postgres
    """
    if not admin_url.startswith(("postgresql://", "postgres://")):
        raise BadInput("--admin-url is not an address of PostgreSQL.", mend="It begins with postgresql://")
    given = {role: os.environ.get(f"{role.upper()}_PASSWORD", "") for role in ROLES}
    made = provision(admin_url, database, passwords={role: words for role, words in given.items() if words})
    typer.echo(f"The roles are there, and the database “{database}” {'was made' if made else 'was there already'}.")
    typer.echo("Next: set DATABASE_URL and DATABASE_OWNER_URL, then run `tutela migrate`.")
