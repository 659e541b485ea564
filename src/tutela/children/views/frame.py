"""What stands around every tab of a child's record."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from tutela.accounts.pages import actor_in
from tutela.audit.reading import record_reading
from tutela.children.models import Child
from tutela.children.queries import assessed, with_around
from tutela.children.queries.glance import with_glance
from tutela.children.queries.needs import labels_of
from tutela.core import clock
from tutela.core.marking import gettext_noop
from tutela.following.queries import with_followed
from tutela.organisations.countries import country_name
from tutela.ownership.access import find
from tutela.ownership.frames import Frame, shown_above, tabs_of, with_above
from tutela.ownership.models import Basis

TABS = {
    "overview": gettext_noop("Overview"),
    "identification": gettext_noop("Identification"),
    "whereabouts": gettext_noop("Where the child may be"),
    "needs": gettext_noop("Needs"),
    "contacts": gettext_noop("Contact"),
    "decisions": gettext_noop("Decisions"),
    "history": gettext_noop("History"),
    "audit": gettext_noop("Who read and did what"),
}


def child_frame(request: HttpRequest, reference: str, tab: str) -> dict[str, Any]:
    """The child's record as the reader may see it, with its identity bar and tabs; reading is written down."""
    actor = actor_in(request)
    around = _with_everything_of_the_overview if tab == "overview" else _with_everything_around
    child: Any = find(reference, kind="child", related=("owner", "handler"), around=around)
    record_reading(child, actor=actor, now=clock.now(), what=tab)
    is_owner = child.owner_id == actor.organisation_id and actor.writes_records
    return {
        "child": child,
        "record": child,
        "tab": tab,
        "above": shown_above(child, tab),
        "tabs": tabs_of(child, TABS, before="decisions", present=tab),
        "is_owner": is_owner,
        "assessment": assessed(child),
        "now": clock.now(),
        "may_claim": not is_owner and actor.writes_records and child.owner_basis in (Basis.DEFAULT, Basis.LAPSED),
        "countries": [country_name(code) for code in child.countries],
        "protected_by": labels_of("protective_step").get(child.safeguarded_how, ""),
        "waiting": child.waiting_decision,
        "stands": child.standing_decision if child.identity == Child.Identity.STOPPED else None,
    }


def _with_everything_around(rows: QuerySet[Child]) -> QuerySet[Child]:
    return with_followed(with_around(rows), "child")


def _with_everything_of_the_overview(rows: QuerySet[Child]) -> QuerySet[Child]:
    return with_above(with_followed(with_glance(rows), "child"), "child")


FRAME = Frame("pages/_child_frame.html", child_frame)
