"""What the tests of series share."""

from pathlib import Path
from typing import Any

from tests.cast import World
from tests.register.lists_of import listed, made_up
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.ownership.access import find
from tutela.register.models import Series, Submission
from tutela.register.services.series_children import link_child
from tutela.register.services.series_open import open_series
from tutela.register.services.submit import Given, begin_submission, take_all


def a_series(world: World, who: str = "north_investigator", **more: Any) -> Series:
    """A series of whoever opens it."""
    actor = world.actor(who)
    with acting_as(actor):
        made = open_series(**{"label": "Blue tent", "actor": actor, "now": clock.now()} | more)
        series: Series = find(made.reference)
    return series


def with_child(world: World, series: Series, child: Any, who: str = "north_investigator") -> Series:
    """The series concerns the child."""
    actor = world.actor(who)
    with acting_as(actor):
        link_child(find(series.reference), child, basis="Synthetic words.", actor=actor, now=clock.now())
        fresh: Series = find(series.reference)
    return fresh


def give(
    world: World, who: str, count: int = 3, *, seed: int = 0, series: Series | None = None, what: str = "case"
) -> Submission:
    """Files enter the register, met on an exhibit."""
    actor, files = world.actor(who), made_up(count, seed=seed)
    given = Given(what=what, exhibit="EX/1", series=series)
    with acting_as(actor):
        made = begin_submission(listed(files), given, actor=actor, now=clock.now())
        for _ in take_all(made, listed(files).rows, actor=actor):
            pass
        return Submission.objects.get(pk=made.pk)


def keep_index_in(folder: Path, settings: Any) -> None:
    """Where the index is kept in a test."""
    settings.TUTELA_REGISTER_INDEX_DIR = folder / "register"
