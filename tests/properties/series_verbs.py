"""The verbs on series that random people do: a series begins at a child, and goes its own way from there."""

from datetime import datetime

from tests.register.lists_of import listed, made_up
from tutela.accounts.actor import Actor
from tutela.core.errors import NotFound
from tutela.ownership.access import find, records
from tutela.register.models import Audience, ChildInSeries, Otherwise
from tutela.register.services.series_audience import set_audience
from tutela.register.services.series_children import link_child, unlink_child
from tutela.register.services.series_open import open_series, rename_series
from tutela.register.services.series_restrict import restrict_series
from tutela.register.services.submit import Given, begin_submission, take_part


def open_for_child(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    """A series that concerns this child from the beginning."""
    child = find(reference, kind="child")
    audience = Audience.values[pick % len(Audience.values)]
    series = open_series(label="Synthetic series", audience=audience, actor=actor, now=now)
    link_child(series, child, basis="a synthetic reason", actor=actor, now=now)


def link(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    """One of the children whom the actor sees."""
    children = list(records("child").order_by("-pk")[:5])
    if not children:
        raise NotFound("There is no child whom they see.")
    link_child(find(reference, kind="series"), children[pick % len(children)], basis="words", actor=actor, now=now)


def unlink(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    """One of its children, the one linked last before the others."""
    there = ChildInSeries.objects.filter(series__reference=reference, removed_at=None).select_related("series")
    if not there:
        raise NotFound("No child is in it.")
    unlink_child(there.order_by("-pk")[0], reason="it was another one", actor=actor, now=now)


def rename(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    """It is called otherwise."""
    rename_series(find(reference, kind="series"), label=f"Synthetic series {pick}", actor=actor, now=now)


def say_audience(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    """It goes further, or less far."""
    set_audience(
        find(reference, kind="series"),
        audience=Audience.values[pick % len(Audience.values)],
        otherwise=Otherwise.values[pick % len(Otherwise.values)],
        actor=actor,
        now=now,
    )


def restrict(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    """Only few see it, or the organisation again."""
    restrict_series(find(reference, kind="series"), restricted=pick % 2 == 0, words="a few words", actor=actor, now=now)


def give_files(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    """Two files enter the register as those of the series."""
    files = listed(made_up(2, seed=pick))
    given = Given(what="case", exhibit=f"EX/{pick}", series=find(reference, kind="series"))
    made = begin_submission(files, given, actor=actor, now=now)
    take_part(made, files.rows, start=made.done_rows, actor=actor, now=now)


SERIES_VERBS = {
    "open_series": open_for_child,
    "link_child": link,
    "unlink_child": unlink,
    "rename_series": rename,
    "series_audience": say_audience,
    "restrict_series": restrict,
    "give_files": give_files,
}
