"""What stands around every tab of a series: the children first, who answers for it, and what must be done next."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from tutela.accounts.pages import actor_in, membership_in
from tutela.audit.reading import record_reading
from tutela.core import clock
from tutela.core.marking import gettext_noop
from tutela.following.queries import with_followed
from tutela.ownership.access import find
from tutela.ownership.frames import Frame, shown_above, steps_elsewhere, tabs_of, with_above
from tutela.ownership.services.change import CLAIMERS
from tutela.register.models import Series
from tutela.register.queries.series import CLAIMABLE, children_in, with_around
from tutela.register.series_steps import steps_of

TABS = {
    "overview": gettext_noop("Overview"),
    "files": gettext_noop("Files"),
    "decisions": gettext_noop("Decisions"),
    "history": gettext_noop("History"),
    "audit": gettext_noop("Who read and did what"),
}


def series_frame(request: HttpRequest, reference: str, tab: str) -> dict[str, Any]:
    """The series as the reader may see it, with its children, its next steps and its tabs; reading is written down."""
    actor = actor_in(request)
    series: Any = find(reference, kind="series", related=("owner", "handler"), around=_with_everything_around)
    record_reading(series, actor=actor, now=clock.now(), what=tab)
    children = children_in(series)
    is_owner = series.owner_id == actor.organisation_id and actor.writes_records
    return {
        "series": series,
        "record": series,
        "tab": tab,
        "above": shown_above(series, tab),
        "tabs": tabs_of(series, TABS, before="decisions", present=tab),
        "children": children,
        "steps": [
            *steps_of(
                series, children, is_owner=is_owner, answers_for=actor.organisation_id if actor.writes_records else None
            ),
            *steps_elsewhere(series, is_owner=is_owner),
        ],
        "is_owner": is_owner,
        "may_write": actor.writes_records and series.reader_writes,
        "may_claim": not is_owner
        and actor.role in CLAIMERS
        and series.owner.is_coordinating_centre
        and series.owner_basis in CLAIMABLE,
        "may_transfer": actor.role == "manager" and membership_in(request).organisation.is_coordinating_centre,
        "now": clock.now(),
    }


def _with_everything_around(rows: QuerySet[Series]) -> QuerySet[Series]:
    return with_above(with_followed(with_around(rows), "series"), "series")


FRAME = Frame("pages/_series_frame.html", series_frame)
