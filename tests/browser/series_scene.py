"""Something worth looking at on every page of a series: children seen and unseen, files that others have met, somebody who takes part."""

from tests.cast import World
from tests.children.children import a_child
from tests.register.series import a_series, give, with_child
from tutela.accounts.need_to_know import acting_as
from tutela.children.services.share import end_child_share, share_child
from tutela.core import clock
from tutela.ownership.access import find
from tutela.register.models import ChildInSeries, Entry
from tutela.register.services.series_restrict import restrict_series
from tutela.register.services.series_share import share_series

_SEED = 4_701


def of_series(world: World) -> dict[str, object]:
    """All of it, and the names by which addresses are put together."""
    actor, south, now = world.actor("north_investigator"), world.actor("south_investigator"), clock.now()
    series = with_child(world, a_series(world, label="Green boat"), a_child(world))
    theirs = a_child(world, "south_investigator", label="Child 2")
    with acting_as(south):
        part = share_child(theirs, organisation=world.north, actor=south, now=now)
    series = with_child(world, series, theirs)
    with acting_as(south):
        end_child_share(find(theirs.reference), part, actor=south, now=now)
    give(world, "north_examiner", 3, seed=_SEED, series=series)
    give(world, "south_investigator", 2, seed=_SEED, what="seen")
    quiet = a_series(world, label="Red kite")
    with acting_as(actor):
        shared = share_series(series, organisation=world.customs, actor=actor, now=now)
        restrict_series(find(quiet.reference), restricted=True, words="Synthetic.", actor=actor, now=now)
        link = ChildInSeries.objects.filter(series=series).order_by("pk")[0]
        entry = Entry.objects.filter(series=series).order_by("pk")[0]
    return {
        "series": series.reference,
        "quiet_series": quiet.reference,
        "series_link": link.pk,
        "series_entry": entry.pk,
        "series_share": shared.pk,
    }
