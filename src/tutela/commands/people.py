"""``tutela people``: joiners, movers and leavers of an organisation, as its administrator."""

from typing import Annotated, Any

import typer

from tutela.commands import environment

app = typer.Typer(no_args_is_help=True, help="Joiners, movers and leavers of an organisation, as its administrator.")
AsUser = Annotated[str, typer.Option("--as", help="The administrator who acts, by the address of their account.")]
Email = Annotated[str, typer.Argument(help="The person's address.")]


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="people")


@app.command("list")
def list_people(
    as_user: AsUser,
    with_former: Annotated[bool, typer.Option("--former", help="Roles that have ended, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Lines of JSON.")] = False,
) -> None:
    """Who holds which role in the organisation.

    Example:
      tutela people list --as north.administrator@north.example
    """
    environment.ready("app")
    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.queries import people_of
    from tutela.commands import tables
    from tutela.core import clock

    actor = actor_of(as_user)
    with acting_as(actor):
        held = people_of(actor.organisation_id or 0, now=clock.now(), with_former=with_former)
        rows = [
            (one.user.name, one.user.email, one.role, one.unit.name if one.unit else "", one.starts_at, one.ends_at)
            for one in held
        ]
    columns = ("name", "address", "role", "unit", "since", "until")
    tables.show(columns, rows, form="json" if as_json else "table")


@app.command()
def join(
    email: Email,
    name: Annotated[str, typer.Argument(help="The name that colleagues know.")],
    role: Annotated[str, typer.Argument(help="investigator, manager, intake_officer …")],
    as_user: AsUser,
    unit: Annotated[str, typer.Option(help="The name of a unit.")] = "",
    telephone: Annotated[str, typer.Option()] = "",
) -> None:
    """Make an account with a role; the person gets a mail with which to set a password.

    Example:
      tutela people join new.person@north.example 'New Person' investigator --as north.administrator@north.example
    """
    environment.ready("app")
    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.services import people
    from tutela.core import clock

    actor = actor_of(as_user)
    with acting_as(actor):
        joined = people.join(
            email=email,
            name=name,
            role=role,
            unit=_unit(unit, actor),
            telephone=telephone,
            actor=actor,
            now=clock.now(),
        )
    typer.echo(
        f"{joined.user.name} is {joined.membership.get_role_display().lower()} now. A mail is on its way to {email}."
    )


@app.command()
def move(
    email: Email,
    role: Annotated[str, typer.Argument(help="The new role, or the present one for another unit.")],
    as_user: AsUser,
    unit: Annotated[str, typer.Option(help="The name of a unit.")] = "",
) -> None:
    """Give somebody another role or unit. Who works on records no more gives their work back.

    Example:
      tutela people move some.body@north.example analyst --as north.administrator@north.example
    """
    environment.ready("app")
    from tutela.accounts.members import actor_of, colleague
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.queries import roles_of
    from tutela.accounts.services import people
    from tutela.core import clock
    from tutela.core.errors import RuleBroken

    actor = actor_of(as_user)
    with acting_as(actor):
        held = [
            one
            for one in roles_of(colleague(email, actor=actor).pk, now=clock.now())
            if one.organisation_id == actor.organisation_id
        ]
        if len(held) != 1:
            raise RuleBroken(
                "This person does not hold exactly one role here.", mend="Change it on the page of the person."
            )
        moved = people.move(held[0], role=role, unit=_unit(unit, actor), actor=actor, now=clock.now())
    typer.echo(f"{moved.user.name} is {moved.get_role_display().lower()} now.")


@app.command()
def leave(
    email: Email,
    as_user: AsUser,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this, only show what would end.")] = False,
) -> None:
    """Close a leaver's access and put their work back on the unassigned list. Shows first what they hold.

    Example:
      tutela people leave some.body@north.example --as north.administrator@north.example --yes
    """
    environment.ready("app")
    from tutela.accounts.members import actor_of, colleague
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.services import people
    from tutela.core import clock

    actor = actor_of(as_user)
    person = colleague(email, actor=actor)
    with acting_as(actor):
        held = {kind: number for kind, number in people.work_of(person).items() if number}
        listed = ", ".join(f"{number} × {kind}" for kind, number in held.items()) or "nothing"
        if not yes:
            typer.echo(f"{person.name} holds: {listed}. Nothing was changed; say --yes to close their access.")
            return
        left = people.leave(person, actor=actor, now=clock.now())
    account = "closed" if left.is_closed else "open, for another organisation"
    typer.echo(
        f"{person.name} has left. {left.records} records are unassigned now, {left.tasks} tasks are nobody's by name. The account is {account}."
    )


@app.command("reset-second-factor")
def reset_second_factor(email: Email, as_user: AsUser) -> None:
    """For a lost telephone: the next sign-in asks for a new second factor.

    Example:
      tutela people reset-second-factor some.body@north.example --as north.administrator@north.example
    """
    environment.ready("app")
    from tutela.accounts.members import actor_of, colleague
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.services import people
    from tutela.core import clock

    actor = actor_of(as_user)
    person = colleague(email, actor=actor)
    with acting_as(actor):
        removed = people.reset_second_factor(person, actor=actor, now=clock.now())
    typer.echo(f"{removed} second factors of {person.name} are gone; the next sign-in asks for a new one.")


def _unit(name: str, actor: Any) -> Any:
    from tutela.core.errors import NotFound, where
    from tutela.organisations.models import Unit

    if not name:
        return None
    unit = Unit.objects.filter(organisation_id=actor.organisation_id, name__iexact=name.strip()).first()
    if unit is None:
        raise NotFound("There is no unit of that name here.", where=where(field="unit"), mend="Check its spelling.")
    return unit
