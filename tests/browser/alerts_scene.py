"""What two services have in common, for the pages of alerts: an open one, one that was answered, and one that nobody has taken."""

from django.db import connection

from tests.cast import World
from tests.deconfliction.meeting import a_series, alerts, gives, holds, meets
from tests.register.lists_of import made_up
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.deconfliction.services.answer import act_on


def of_alerts(world: World) -> dict[str, object]:
    """Two alerts of the north's, by name; those of the south wait for longer than they may."""
    files = made_up(4, seed=500)
    for number in (0, 2):
        series = a_series(world, label=f"Synthetic series {number}")
        gives(world, "north_examiner", files[number : number + 2], series=series, exhibit=f"EX/{number}")
        meets(world, "south_investigator", files[number : number + 2], exhibit="EX/S")
    holds()
    still_open, over = alerts(world, "north_manager", kind="same_series")[-2:]
    actor = world.actor("north_manager")
    with acting_as(actor):
        act_on(over, action="telephoned", words="They look at it on Monday.", actor=actor, now=clock.now())
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deconfliction_alertto SET take_by = now() - interval '2 days' WHERE organisation_id = %s AND take_by IS NOT NULL",
            [world.south.pk],
        )
    return {"alert": still_open.pk, "alert_over": over.pk}
