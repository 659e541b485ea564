"""``tutela set-up``: the organisations and places of an installation, entered by whoever runs it.

It works as the tables' owner: before the first administrator is there, nobody could sign in to do it.
"""

from datetime import time
from typing import Annotated, Any

import typer

from tutela.commands import environment
from tutela.core.errors import BadInput, where

app = typer.Typer(no_args_is_help=True, help="Enter the coordinating centre, other organisations, and places.")

Code = Annotated[str, typer.Argument(help="Short, of small letters, digits and hyphens; it stays.")]
Name = Annotated[str, typer.Argument(help="The full name.")]
Country = Annotated[str, typer.Option(help="Two letters of ISO 3166, such as GB.")]
Zone = Annotated[str, typer.Option(help="Such as Europe/London.")]
Short = Annotated[str, typer.Option(help="The name in lists; the full name without it.")]
Holidays = Annotated[str, typer.Option(help="Whose public holidays, such as GB-ENG; the country's without it.")]
Hours = Annotated[list[str], typer.Option(help="Days and hours, such as mon-fri=09:00-17:00; may be given again.")]
Contact = Annotated[str, typer.Option(help="The single point of contact: a name, an address, a telephone number.")]
Deputy = Annotated[str, typer.Option(help="Its deputy: a name, an address, a telephone number.")]
Administrator = Annotated[str, typer.Option(help="The address of who makes the other accounts.")]
AdministratorName = Annotated[str, typer.Option(help="The administrator's name.")]
PrintLink = Annotated[
    bool, typer.Option("--print-link", help="Show the link that sets the password, once, instead of mailing it.")
]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OFFICE_HOURS = ["mon-fri=09:00-17:00"]


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="set-up")


@app.command()
def centre(
    code: Code,
    name: Name,
    *,
    country: Country,
    time_zone: Zone,
    contact: Contact,
    administrator: Administrator,
    administrator_name: AdministratorName,
    deputy: Deputy = "",
    kind: Annotated[str, typer.Option(help="national_centre, or another kind of body.")] = "national_centre",
    short_name: Short = "",
    holidays: Holidays = "",
    hours: Hours = _OFFICE_HOURS,
    print_link: PrintLink = False,
) -> None:
    """The coordinating centre of a country, which answers for everything in it, and its first administrator.

    \b
    Example:
      tutela set-up centre centre 'National Centre' --country GB --time-zone Europe/London --contact 'Duty desk, desk@centre.example' --administrator administrator@centre.example --administrator-name 'First Administrator' --print-link
    """
    environment.ready("owner")
    from tutela.accounts.services.set_up import Body, FirstAdministrator

    body = Body(
        code=code,
        name=name,
        short_name=short_name,
        kind=kind,
        country=country,
        time_zone=time_zone,
        contact=_contact(contact, deputy),
        hours=_spans(hours),
        is_coordinating_centre=True,
        holiday_country=_holidays(holidays)[0],
        holiday_subdivision=_holidays(holidays)[1],
    )
    _set_up(body, FirstAdministrator(administrator, administrator_name, prints_link=print_link))


@app.command()
def organisation(
    code: Code,
    name: Name,
    *,
    kind: Annotated[str, typer.Option(help="police, hotline, childrens_services, industry, foreign_agency …")],
    country: Country,
    time_zone: Zone,
    contact: Contact,
    deputy: Deputy = "",
    short_name: Short = "",
    area: Annotated[str, typer.Option(help="The code of the place in which it works.")] = "",
    remit: Annotated[
        list[str],
        typer.Option(help="A place for which it answers, or PLACE=CATEGORY; may be given again, and may be missing."),
    ] = [],  # noqa: B006  (the command line reads the default and never changes it)
    holidays: Holidays = "",
    hours: Hours = _OFFICE_HOURS,
    administrator: Administrator = "",
    administrator_name: AdministratorName = "",
    print_link: PrintLink = False,
) -> None:
    """Another organisation: with a remit reports are suggested to it, without one it sends and is answered.

    \b
    Example:
      tutela set-up organisation north 'Northmoor Police' --kind police --country GB --time-zone Europe/London --area gb-north --remit gb-north --contact 'Desk, desk@north.example' --administrator administrator@north.example --administrator-name 'First Administrator'
    """
    environment.ready("owner")
    from tutela.accounts.services.set_up import Body, FirstAdministrator

    body = Body(
        code=code,
        name=name,
        short_name=short_name,
        kind=kind,
        country=country,
        time_zone=time_zone,
        contact=_contact(contact, deputy),
        area=area,
        hours=_spans(hours),
        remits=[(place, category) for place, _, category in (one.partition("=") for one in remit)],
        holiday_country=_holidays(holidays)[0],
        holiday_subdivision=_holidays(holidays)[1],
    )
    first = FirstAdministrator(administrator, administrator_name, prints_link=print_link) if administrator else None
    _set_up(body, first)


@app.command()
def place(
    code: Code,
    name: Name,
    within: Annotated[str, typer.Option("--in", help="The code of the place around it, such as gb.")],
    kind: Annotated[str, typer.Option(help="region, area or district.")] = "area",
) -> None:
    """A region, area or district, within a place that is there. A country comes with its first organisation.

    \b
    Example:
      tutela set-up place gb-north 'Northmoor' --in gb
    """
    environment.ready("owner")
    from tutela.accounts.services.set_up_place import set_up_place
    from tutela.core import clock

    made, is_new = set_up_place(code=code, name=name, kind=kind, within=within, now=clock.now())
    typer.echo(f"{made.name} is entered." if is_new else f"{made.name} is entered already; nothing was changed.")


def _set_up(body: Any, administrator: Any) -> None:
    from tutela.accounts.services.set_up import set_up
    from tutela.core import clock

    done = set_up(body, administrator, now=clock.now())
    what = "the coordinating centre of its country" if done.organisation.is_coordinating_centre else "set up"
    typer.echo(f"{done.organisation.name} is {what}{'' if done.is_new else ' already; its entry was not changed'}.")
    if done.link:
        typer.echo(f"With this link {done.administrator} sets a password, once; give it to nobody else:")
        typer.echo(done.link)
    elif done.is_invited:
        typer.echo(f"A mail with which {done.administrator} sets a password is on its way.")


def _contact(contact: str, deputy: str) -> dict[str, str]:
    return {
        f"{who}_{name}": words
        for who, given in (("contact", contact), ("deputy", deputy))
        for name, words in _reached(given, field=who).items()
    }


def _reached(given: str, *, field: str) -> dict[str, str]:
    """A name, and the ways in which it is reached: what has an @ is an address, what else follows a telephone number."""
    name, *ways = (part.strip() for part in given.split(","))
    addresses = [way for way in ways if "@" in way]
    telephones = [way for way in ways if way and "@" not in way]
    if len(addresses) > 1 or len(telephones) > 1:
        raise BadInput(
            "This names more than one address or telephone number.",
            where=where(field=field),
            mend="Give a name, one address and one telephone number, with commas between.",
        )
    return {"name": name, "email": "".join(addresses), "telephone": "".join(telephones)}


def _holidays(given: str) -> tuple[str, str]:
    country, _, part = given.upper().partition("-")
    return country, part


def _spans(given: list[str]) -> list[tuple[int, time, time]]:
    """The spans of ``mon-fri=09:00-17:00`` and its like. Raises BadInput."""
    spans = []
    for words in given:
        days, _, hours = words.lower().partition("=")
        first, _, last = days.partition("-")
        opens, _, closes = hours.partition("-")
        try:
            span = time.fromisoformat(opens), time.fromisoformat(closes)
            weekdays = range(_DAYS.index(first), _DAYS.index(last or first) + 1)
        except ValueError:
            weekdays = range(0)
        if not weekdays:
            raise BadInput(
                "These are no days and hours.",
                where=where(field="hours"),
                mend="Write them as mon-fri=09:00-17:00; a day that ends at midnight closes at 00:00.",
            )
        spans += [(weekday, *span) for weekday in weekdays]
    return spans
