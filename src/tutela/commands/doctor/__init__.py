"""``tutela doctor``: examine an installation, and say how to mend each finding. One module a subject; each check is a function."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tutela.commands import environment

if TYPE_CHECKING:
    from tutela.commands.doctor.check import Check, Finding


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def all_checks() -> "tuple[Check, ...]":
    """Every check, in the order in which an installation comes to be."""
    from tutela.commands.doctor import configuration, database, house, organisations, people, records

    return (
        *configuration.CHECKS,
        *database.CHECKS,
        *house.CHECKS,
        *organisations.CHECKS,
        *people.CHECKS,
        *records.CHECKS,
    )


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False,
    list_checks: Annotated[bool, typer.Option("--list", help="Only say what is looked at, and why.")] = False,
) -> None:
    """Examine this installation and say how to mend each finding. Ends with 1 when something must be mended.

    \b
    Example:
      tutela doctor
    """
    places = environment.ready("jobs")
    from django.conf import settings

    from tutela.commands.doctor.check import Level, Ward, examine
    from tutela.core import clock

    checks = all_checks()
    if list_checks:
        for one in checks:
            typer.echo(f"{one.name}: {one.look.__doc__} {one.why}")
        return
    found = examine(Ward(places, clock.now(), is_demo=settings.TUTELA_DEMO), checks)
    if as_json:
        _say_json(found, looked_at=len(checks))
    else:
        _say(found, looked_at=len(checks))
    if any(one.level == Level.MUST for one in found):
        raise typer.Exit(1)


def _say_json(found: "list[Finding]", *, looked_at: int) -> None:
    rows = [
        {"check": one.check, "level": str(one.level), "what": one.what, "why": one.why, "mend": one.mend}
        for one in found
    ]
    sys.stdout.write(json.dumps({"checks": looked_at, "findings": rows}, ensure_ascii=False, indent=1) + "\n")


def _say(found: "list[Finding]", *, looked_at: int) -> None:
    headings = {"must": "Must be mended", "should": "Should be mended", "note": "Worth knowing"}
    for level, heading in headings.items():
        of_level = [one for one in found if one.level == level]
        if not of_level:
            continue
        typer.echo(f"\n{heading}")
        for one, following in zip(of_level, [*of_level[1:], None], strict=True):
            typer.echo(f"  {one.check}: {one.what}")
            # Said once for all that a check found.
            if following is None or following.check != one.check:
                typer.echo(f"      {one.why}\n      Mend: {one.mend}")
    must = sum(one.level == "must" for one in found)
    typer.echo(f"\n{looked_at} checks, {len(found)} findings, {must} of which must be mended.")
