"""``tutela tokens``: the keys with which programs act for a person."""

from typing import Annotated

import typer

from tutela.commands import environment

app = typer.Typer(no_args_is_help=True, help="Tokens with which a program acts in a person's role.")
AsUser = Annotated[str, typer.Option("--as", help="Whose tokens, by the address of the account.")]


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="tokens")


@app.command("list")
def list_tokens(
    as_user: AsUser, as_json: Annotated[bool, typer.Option("--json", help="Lines of JSON.")] = False
) -> None:
    """A person's tokens: their names, ends and last uses. A token itself is never shown again.

    Example:
      tutela tokens list --as hotline.partner@hotline.example
    """
    environment.ready("app")
    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.queries import tokens_of
    from tutela.commands import tables

    actor = actor_of(as_user)
    with acting_as(actor):
        rows = [
            (one.pk, one.name, one.membership.role, one.expires_at, one.last_used_at, one.revoked_at)
            for one in tokens_of(actor.user_id or 0)
        ]
    columns = ("number", "name", "role", "ends", "last used", "revoked")
    tables.show(columns, rows, form="json" if as_json else "table")


@app.command()
def make(
    name: Annotated[str, typer.Argument(help="Which program will use it.")],
    as_user: AsUser,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it lives.")] = 90,
) -> None:
    """Make a token. It is printed once and kept nowhere.

    Example:
      tutela tokens make 'nightly sender' --days 90 --as hotline.partner@hotline.example
    """
    environment.ready("app")
    from datetime import timedelta

    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.services.tokens import make_token
    from tutela.core import clock

    actor, now = actor_of(as_user), clock.now()
    with acting_as(actor):
        token, value = make_token(name=name, expires_at=now + timedelta(days=days), actor=actor, now=now)
    typer.echo(value)
    typer.echo(f"Token {token.pk} lives until {token.expires_at:%d %B %Y}. It is not shown again.", err=True)


@app.command()
def revoke(number: Annotated[int, typer.Argument(help="The number in the list.")], as_user: AsUser) -> None:
    """Make a token worth nothing, now. Done by its owner or their administrator.

    Example:
      tutela tokens revoke 12 --as hotline.partner@hotline.example
    """
    environment.ready("app")
    from tutela.accounts.members import actor_of
    from tutela.accounts.models import ApiToken
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.services.tokens import revoke_token
    from tutela.core import clock

    actor = actor_of(as_user)
    with acting_as(actor):
        revoke_token(ApiToken(pk=number), actor=actor, now=clock.now())
    typer.echo(f"Token {number} is revoked.")
