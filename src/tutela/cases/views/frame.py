"""What stands around every tab of a case: who answers for it, the children in it, and what must be done next."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela.accounts.pages import actor_in, membership_in
from tutela.audit.reading import record_reading
from tutela.cases.completeness import completeness_of, with_completeness
from tutela.cases.models import Case
from tutela.cases.queries import Around, around_of, children_of, with_around
from tutela.cases.steps import steps_of
from tutela.cases.words import category_in_words
from tutela.core import clock
from tutela.core.marking import gettext_noop
from tutela.following.queries import with_followed
from tutela.ownership.access import find
from tutela.ownership.frames import Frame, shown_above, steps_elsewhere, tabs_of, with_above
from tutela.ownership.models import Basis

TABS = {
    "overview": gettext_noop("Overview"),
    "record": gettext_noop("Record"),
    "entries": gettext_noop("Entries"),
    "people": gettext_noop("People"),
    "reports": gettext_noop("Reports"),
    "decisions": gettext_noop("Decisions"),
    "history": gettext_noop("History"),
    "changes": gettext_noop("Changes"),
    "audit": gettext_noop("Who read and did what"),
}


def case_frame(request: HttpRequest, reference: str, tab: str) -> dict[str, Any]:
    """The case as the reader may see it, with its children, its next steps and its tabs; reading is written down."""
    actor = actor_in(request)
    case: Case = find(reference, kind="case", related=("owner", "handler"), around=_with_everything_around)
    record_reading(case, actor=actor, now=clock.now(), what=tab)
    known, children = around_of(case), children_of(case)
    is_owner = case.owner_id == actor.organisation_id and actor.writes_records
    return {
        "case": case,
        "record": case,
        "tab": tab,
        "above": shown_above(case, tab),
        "tabs": _tabs(case, known, tab),
        "around": known,
        "complete": completeness_of(case),
        "categories": [category_in_words(one) for one in known.categories],
        "children": children,
        "children_unseen": known.children - len(children),
        "steps": [
            *steps_of(case, known, children, is_owner=is_owner),
            *steps_elsewhere(case, is_owner=is_owner),
        ],
        "is_owner": is_owner,
        "may_write": actor.writes_records and case.reader_writes,  # type: ignore[attr-defined]  # what with_around finds
        "may_claim": not is_owner and actor.writes_records and case.owner_basis in (Basis.DEFAULT, Basis.LAPSED),
        "now": clock.now(),
        "may_transfer": actor.role == "manager" and membership_in(request).organisation.is_coordinating_centre,
    }


def _with_everything_around(rows: QuerySet[Case]) -> QuerySet[Case]:
    return with_above(with_followed(with_completeness(with_around(rows)), "case"), "case")


def _tabs(case: Case, known: Around, present: str) -> list[dict[str, Any]]:
    complete, address = completeness_of(case), case.get_absolute_url()
    parts = {"answered": complete.answered, "asked": complete.asked}
    counts = {
        f"{address}/record": gettext("%(answered)s of %(asked)s") % parts,
        f"{address}/people": known.people,
        f"{address}/entries": known.entries,
        f"{address}/reports": known.reports,
        f"{address}/decisions": known.decisions,
    }
    own = {name: gettext(label) for name, label in TABS.items()}
    return [
        one | {"count": counts.get(one["href"], "")} for one in tabs_of(case, own, before="decisions", present=present)
    ]


FRAME = Frame("pages/_case_frame.html", case_frame)
