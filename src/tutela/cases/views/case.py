"""The page of one case, by tabs. The children stand first on every one of them."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime

from tutela.accounts.actor import Actor
from tutela.accounts.pages import actor_in, membership_in, reads_records
from tutela.audit.changes import changes_of_parts
from tutela.audit.reading import record_reading
from tutela.cases.models import Case, CaseCategory, Person
from tutela.cases.queries import (
    Around,
    around_of,
    children_of,
    entries_of,
    links_of,
    participants_of,
    people_of,
    with_around,
)
from tutela.cases.steps import steps_of
from tutela.cases.words import category_in_words, section_in_words, standing_in_words
from tutela.children.history import audit_rows, history_of
from tutela.core import clock
from tutela.core.paging import Key, page
from tutela.decisions.queries import decisions_of
from tutela.ownership.access import find
from tutela.ownership.models import Basis

TABS = {
    "overview": "Overview",
    "people": "People",
    "record": "Record",
    "reports": "Reports",
    "decisions": "Decisions",
    "history": "History",
    "changes": "Changes of people and categories",
    "audit": "Who read and did what",
}
_ENTRY_ORDER = (Key("at", descending=True), Key("id", descending=True))


@reads_records
def show(request: HttpRequest, reference: str, tab: str = "overview") -> HttpResponse:
    """A case as the reader may see it; reading is written down."""
    if tab not in TABS:
        raise Http404
    actor: Actor = actor_in(request)
    case: Case = find(reference, kind="case", related=("owner", "handler"), around=with_around)
    record_reading(case, actor=actor, now=clock.now(), what=tab)
    known, children = around_of(case), children_of(case)
    is_owner = case.owner_id == actor.organisation_id and actor.writes_records
    context: dict[str, Any] = {
        "case": case,
        "record": case,
        "tab": tab,
        "tabs": _tabs(case, known, tab),
        "around": known,
        "categories": [category_in_words(one) for one in known.categories],
        "children": children,
        "children_unseen": known.children - len(children),
        "steps": steps_of(case, known, children, is_owner=is_owner),
        "is_owner": is_owner,
        "may_claim": not is_owner and actor.writes_records and case.owner_basis in (Basis.DEFAULT, Basis.LAPSED),
        "may_transfer": actor.role == "manager" and membership_in(request).organisation.is_coordinating_centre,
    }
    more = _MORE.get(tab)
    return render(request, f"pages/case_{tab}.html", context | (more(case, request) if more else {}))


def _tabs(case: Case, known: Around, present: str) -> list[dict[str, Any]]:
    counts = {"people": known.people, "record": known.entries, "reports": known.reports, "decisions": known.decisions}
    return [
        {
            "label": label,
            "href": case.get_absolute_url() + ("" if name == "overview" else f"/{name}"),
            "is_current": name == present,
            "count": counts.get(name, ""),
        }
        for name, label in TABS.items()
    ]


def _overview(case: Case, request: HttpRequest) -> dict[str, Any]:
    return {"participants": participants_of(case)}


def _people(case: Case, request: HttpRequest) -> dict[str, Any]:
    shown = []
    for person in people_of(case):
        said = [
            one | {"at": parse_datetime(one["recorded_at"]), "in_words": standing_in_words(one["standing"])}
            for one in person.said
        ]
        shown.append({"person": person, "standings": said, "present": said[0] if said else None})
    return {"people": shown}


def _record(case: Case, request: HttpRequest) -> dict[str, Any]:
    listed = page(entries_of(case), _ENTRY_ORDER, cursor=request.GET.get("after", ""))
    return {"page": listed, "entries": [(one, section_in_words(one.section)) for one in listed.items]}


def _reports(case: Case, request: HttpRequest) -> dict[str, Any]:
    links = links_of(case, with_parted=True)
    return {
        "links": [one for one in links if one.parted_at is None],
        "parted": [one for one in links if one.parted_at is not None],
    }


def _decisions(case: Case, request: HttpRequest) -> dict[str, Any]:
    return {"decisions": decisions_of(case)}


def _history(case: Case, request: HttpRequest) -> dict[str, Any]:
    return {"history": history_of(case)}


def _changes(case: Case, request: HttpRequest) -> dict[str, Any]:
    parts = [
        {"id": f"category-{row.pgh_obj_id}", "caption": f"Category {row.category}", "changes": changes}
        for row, changes in changes_of_parts(CaseCategory, case_id=case.pk)
    ]
    parts += [
        {"id": f"person-{row.pgh_obj_id}", "caption": f"Person: {row.label}", "changes": changes}
        for row, changes in changes_of_parts(Person, case_id=case.pk)
    ]
    return {"parts": parts}


def _audit(case: Case, request: HttpRequest) -> dict[str, Any]:
    return audit_rows(case, cursor=request.GET.get("after", ""))


_MORE: dict[str, Callable[[Case, HttpRequest], dict[str, Any]]] = {
    "overview": _overview,
    "people": _people,
    "record": _record,
    "reports": _reports,
    "decisions": _decisions,
    "history": _history,
    "changes": _changes,
    "audit": _audit,
}
