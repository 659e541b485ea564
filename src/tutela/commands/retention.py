"""``tutela retention``: what is over its time to be kept. It lists; nothing is proposed or removed from here."""

from typing import Annotated

import typer

from tutela.commands import environment

app = typer.Typer(no_args_is_help=True, help="How long records are kept, and what is due to be disposed of.")
AsUser = Annotated[str, typer.Option("--as", help="The manager or auditor who asks, by address.")]


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="retention")


@app.command()
def due(
    as_user: AsUser,
    soon: Annotated[bool, typer.Option(help="What comes up, in place of what is due now.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many of each kind.")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="Lines of JSON.")] = False,
) -> None:
    """Records of the organisation whose time to be kept is over, children first. Each is disposed of only as two people decide.

    Example:
      tutela retention due --as north.manager@north.example
    """
    environment.ready("app")
    from tutela.accounts.actor import Actor
    from tutela.accounts.members import actor_of
    from tutela.accounts.models import Role
    from tutela.accounts.need_to_know import acting_as
    from tutela.audit.reading import record_readings
    from tutela.commands import tables
    from tutela.core import clock
    from tutela.retention.queries import BY_TIME, listed, open_work_in_words, times_of

    actor: Actor = actor_of(as_user)
    actor.must_hold(Role.MANAGER, Role.AUDITOR)
    now = clock.now()
    rows = []
    with acting_as(actor):
        times = times_of(actor.organisation_pk)
        for kind in ("child", "series", "case", "report"):
            found = listed(
                kind, "soon" if soon else "due", times, organisation_id=actor.organisation_pk, now=now
            ).order_by(*(key.ordering() for key in BY_TIME))[:limit]
            records = list(found)
            record_readings(records, actor=actor, now=now)
            rows += [(one.reference, one.kept_until, one.is_held, open_work_in_words(one.open_work)) for one in records]
    tables.show(("record", "kept until", "held", "still worked on"), rows, form="json" if as_json else "table")
