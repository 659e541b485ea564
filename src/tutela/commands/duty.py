"""``tutela duty``: the rota of an organisation, and when nobody would be called."""

from datetime import datetime
from typing import Annotated

import typer

from tutela.commands import environment

app = typer.Typer(no_args_is_help=True, help="The rota: who is called when a child may be being harmed now.")
AsUser = Annotated[str, typer.Option("--as", help="The manager or intake officer who acts, by address.")]
_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="duty")


@app.command()
def show(
    as_user: AsUser,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days from now.")] = 14,
    as_json: Annotated[bool, typer.Option("--json", help="Lines of JSON.")] = False,
) -> None:
    """Who is on duty in the days to come, and the gaps in which nobody is. Times are UTC.

    Example:
      tutela duty show --days 7 --as north.manager@north.example
    """
    environment.ready("app")
    from datetime import timedelta

    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.queries import shifts_of
    from tutela.accounts.services.duty import gaps_of
    from tutela.commands import tables
    from tutela.core import clock

    actor, start = actor_of(as_user), clock.now()
    end = start + timedelta(days=days)
    with acting_as(actor):
        organisation_id = actor.organisation_id or 0
        rows: list[tuple[datetime, datetime, int | str, str]] = [
            (shift.starts_at, shift.ends_at, shift.level, shift.user.name)
            for shift in shifts_of(organisation_id, start, end)
        ]
        rows += [(begins, ends, "", "NOBODY") for begins, ends in gaps_of(organisation_id, start, end)]
    rows.sort(key=lambda row: row[0])
    tables.show(("from", "until", "level", "who"), rows, form="json" if as_json else "table")


@app.command()
def put(
    email: Annotated[str, typer.Argument(help="Who, by address.")],
    starts: Annotated[datetime, typer.Argument(formats=_FORMATS, help="From, in your organisation's time.")],
    ends: Annotated[datetime, typer.Argument(formats=_FORMATS, help="Until, in your organisation's time.")],
    as_user: AsUser,
    level: Annotated[int, typer.Option(help="1 is called first.")] = 1,
    weeks: Annotated[int, typer.Option(help="The same span in so many weeks.")] = 1,
) -> None:
    """Put somebody on the rota, once or weekly.

    Example:
      tutela duty put north.investigator@north.example 2027-01-04T17:00 2027-01-05T09:00 --weeks 8 --as north.manager@north.example
    """
    environment.ready("app")
    from zoneinfo import ZoneInfo

    from tutela.accounts.members import actor_of, colleague
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.services.duty import put_on_duty
    from tutela.core import clock
    from tutela.organisations.models import Organisation

    actor = actor_of(as_user)
    person = colleague(email, actor=actor)
    with acting_as(actor):
        zone = ZoneInfo(Organisation.objects.get(pk=actor.organisation_pk).time_zone)
        shifts = put_on_duty(
            person,
            starts_at=starts.replace(tzinfo=zone),
            ends_at=ends.replace(tzinfo=zone),
            level=level,
            weeks=weeks,
            actor=actor,
            now=clock.now(),
        )
    typer.echo(f"{person.name} is on duty: {len(shifts)} shifts.")
