"""Many small submissions sent together, for the tests."""

from collections.abc import Sequence

from tests.cast import World
from tests.register.lists_of import rows_of
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import TutelaError
from tutela.register.services.submit import Given
from tutela.register.services.submit_each import Entered, submit_each

Files = list[dict[str, bytes]]


def together(world: World, who: str, given: Sequence[Given], of_each: Sequence[Files]) -> list[Entered | TutelaError]:
    """All of them at once."""
    actor, counts = world.actor(who), [len(one) for one in of_each]
    rows = rows_of([file for files in of_each for file in files])
    with acting_as(actor):
        return submit_each(given, counts, rows, actor=actor, now=clock.now())


def entered(outcome: Sequence[Entered | TutelaError]) -> list[Entered]:
    """All of them, none of which was refused."""
    assert not [one for one in outcome if isinstance(one, TutelaError)], outcome
    return [one for one in outcome if isinstance(one, Entered)]
