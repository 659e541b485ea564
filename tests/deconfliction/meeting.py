"""What the tests of alerts share: somebody opens a series, somebody else meets its files, the worker holds one against the other."""

from typing import Any

from tests.cast import World
from tests.children.children import a_child
from tests.register.lists_of import listed
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.children.models import Child
from tutela.children.services.identify import identify
from tutela.children.services.safeguard import say_safeguarded
from tutela.core import clock
from tutela.deconfliction.models import AlertTo
from tutela.deconfliction.services.look_alike import look_alike
from tutela.deconfliction.services.take import take_facts
from tutela.notices.models import Notice
from tutela.organisations.models import Organisation
from tutela.ownership.access import find
from tutela.register.lists.rows import HashList
from tutela.register.models import Series, Submission
from tutela.register.services.series_children import link_child
from tutela.register.services.series_open import open_series
from tutela.register.services.submit import Given, begin_submission, take_all

File = dict[str, bytes]


def a_series(world: World, who: str = "north_investigator", **more: Any) -> Series:
    """A series that the actor's organisation answers for."""
    actor = world.actor(who)
    with acting_as(actor):
        made = open_series(**{"label": "Synthetic series", "actor": actor, "now": clock.now()} | more)
        series: Series = find(made.reference)
    return series


def gives(world: World, who: str, files: list[File], **given: Any) -> Submission:
    """Somebody gives the register files of a case (or what ``given`` says that they are), found on an exhibit."""
    return gives_list(world, who, listed(files), **given)


def gives_list(world: World, who: str, given_list: HashList, **given: Any) -> Submission:
    """The same of a list that was read."""
    actor = world.actor(who)
    said = {"what": "case", "exhibit": "EX/1"} | given
    with acting_as(actor):
        made = begin_submission(given_list, Given(**said), actor=actor, now=clock.now())
        for _ in take_all(made, given_list.rows, actor=actor):
            pass
    return made


def meets(world: World, who: str, files: list[File], exhibit: str = "EX/2", **given: Any) -> Submission:
    """Somebody meets files on an exhibit and enters none of them."""
    return gives(world, who, files, what="seen", exhibit=exhibit, **given)


def holds(**more: Any) -> int:
    """What the worker does at once."""
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        return take_facts(actor=SYSTEM, at=clock.now, **more)


def alerts(world: World, who: str, **conditions: Any) -> list[AlertTo]:
    """What somebody sees of the alerts of their organisation, the oldest first."""
    with acting_as(world.actor(who)):
        return list(AlertTo.objects.filter(**conditions).select_related("other", "series").order_by("pk"))


def told(world: World, who: str, **conditions: Any) -> list[tuple[str, str, str]]:
    """The same as kind, reason and whom to telephone."""
    return [(one.kind, one.reason, one.other.code if one.other else "") for one in alerts(world, who, **conditions)]


def heard(world: World, who: str) -> list[tuple[str, str]]:
    """The notices of alerts that somebody got, the oldest first: the record and the words."""
    with acting_as(world.actor(who)):
        rows = Notice.objects.filter(kind__in=["alert", "identified"], user_id=getattr(world, who).pk)
        return list(rows.order_by("created_at", "id").values_list("subject_reference", "words"))


def child_of_series(world: World, series: Series, who: str = "north_investigator") -> Child:
    """A child, not yet identified, whom the series concerns."""
    child, actor = a_child(world, who), world.actor(who)
    with acting_as(actor):
        link_child(find(series.reference), find(child.reference), basis="Synthetic.", actor=actor, now=clock.now())
    return child


def is_identified(world: World, child: Child, who: str = "north_investigator", *, safeguarded: bool = False) -> None:
    """Somebody finds out who the child is."""
    actor = world.actor(who)
    with acting_as(actor):
        found = find(child.reference)
        identify(found, name="Kim Invented", how="Synthetic.", safety="safe", actor=actor, now=clock.now())
        if safeguarded:
            protected: dict[str, Any] = {"how": "in_care", "words": "Synthetic service."}
            say_safeguarded(find(child.reference), **protected, actor=actor, now=clock.now())


def organisation(world: World, code: str) -> Organisation:
    """One of the cast."""
    found: Organisation = getattr(world, code)
    return found


def looks_alike_now(world: World) -> int:
    """What the worker does about files that look like those which came in."""
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        return look_alike(actor=SYSTEM, at=clock.now)
