"""``tutela sql``: see the database exactly as one user sees it."""

from typing import Annotated

import typer

from tutela.commands import environment


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sql")(read)


def read(
    statement: Annotated[str, typer.Argument(help="One SELECT, WITH … SELECT, VALUES or TABLE.")],
    as_user: Annotated[str, typer.Option("--as", help="The address with which the user signs in.")],
    role: Annotated[str, typer.Option(help="Which of the user's roles, when there are several.")] = "",
    organisation: Annotated[str, typer.Option(help="Which of the user's organisations, by its code.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Lines of JSON, one a row.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV, with its caveats and without formulas.")] = False,
    seconds: Annotated[int, typer.Option(help="How long the statement may take, up to 60.")] = 20,
    limit: Annotated[int, typer.Option(help="How many rows to show.")] = 1_000,
) -> None:
    """Read the database exactly as a user sees it: the policies decide, and nothing can be changed. Each use is written down.

    Example:
      tutela sql --as north.investigator@north.example 'SELECT reference, state FROM reports_report LIMIT 5'
    """
    environment.ready("app")
    from tutela.accounts.members import membership_of
    from tutela.accounts.read_as import reading_as
    from tutela.commands import tables
    from tutela.core import clock

    membership = membership_of(as_user, organisation=organisation, role=role)
    form = "json" if as_json else "csv" if as_csv else "table"
    with reading_as(membership, statement, seconds=seconds, now=clock.now()) as answer:
        caveat = f"As {membership.role.replace('_', ' ')} of {membership.organisation.name} sees it."
        tables.show(answer.columns, answer.rows, form=form, caveats=[caveat], limit=limit)
