"""The page of one case, by its own tabs."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from tutela.accounts.pages import reads_records
from tutela.audit.changes import changes_of_parts
from tutela.cases.models import Case, CaseCategory, Identifier, Person, Place
from tutela.cases.queries import entries_of, links_of, participants_of, people_of
from tutela.cases.record import record_of
from tutela.cases.views.frame import TABS, case_frame
from tutela.cases.words import as_written, place_in_words, section_in_words, standing_in_words
from tutela.children.history import audit_rows, history_of
from tutela.core.paging import Key, page
from tutela.decisions.queries import decisions_of

_ENTRY_ORDER = (Key("at", descending=True), Key("id", descending=True))


@reads_records
def show(request: HttpRequest, reference: str, tab: str = "overview") -> HttpResponse:
    """A case as the reader may see it; reading is written down."""
    if tab not in TABS:
        raise Http404
    context = case_frame(request, reference, tab)
    more = _MORE.get(tab)
    if tab == "record":
        context["sections"] = record_of(
            context["case"],
            categories=[one.code for one in context["categories"]],
            children=context["children"],
            people=people_of(context["case"]),
        )
    return render(request, f"pages/case_{tab}.html", context | (more(context["case"], request) if more else {}))


def _overview(case: Case, request: HttpRequest) -> dict[str, Any]:
    return {"participants": participants_of(case)}


def _people(case: Case, request: HttpRequest) -> dict[str, Any]:
    shown = []
    known_by = list(Identifier.objects.filter(case=case, removed_at=None))
    places = list(Place.objects.filter(case=case, removed_at=None))
    for person in people_of(case):
        said = [
            one
            | {
                "at": parse_datetime(one["recorded_at"]),
                "in_words": standing_in_words(one["standing"]),
                "source": as_written(one["source"]),
            }
            for one in person.said
        ]
        shown.append(
            {
                "person": person,
                "standings": said,
                "present": said[0] if said else None,
                "identifiers": [one for one in known_by if one.person_id == person.pk],
                "places": [(one, place_in_words(one)) for one in places if one.person_id == person.pk],
            }
        )
    return {
        "people": shown,
        "of_the_case": {
            "identifiers": [one for one in known_by if one.person_id is None],
            "places": [(one, place_in_words(one)) for one in places if one.person_id is None],
        },
    }


def _entries(case: Case, request: HttpRequest) -> dict[str, Any]:
    listed = page(entries_of(case), _ENTRY_ORDER, cursor=request.GET.get("after", ""))
    shown = [(one, section_in_words(one.section), as_written(one.words)) for one in listed.items]
    return {"page": listed, "entries": shown}


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
        {
            "id": f"category-{row.pgh_obj_id}",
            "caption": gettext("Category %(code)s") % {"code": row.category},
            "changes": changes,
        }
        for row, changes in changes_of_parts(CaseCategory, case_id=case.pk)
    ]
    parts += [
        {
            "id": f"person-{row.pgh_obj_id}",
            "caption": gettext("Person: %(label)s") % {"label": row.label},
            "changes": changes,
        }
        for row, changes in changes_of_parts(Person, case_id=case.pk)
    ]
    return {"parts": parts}


def _audit(case: Case, request: HttpRequest) -> dict[str, Any]:
    return audit_rows(case, cursor=request.GET.get("after", ""))


_MORE: dict[str, Callable[[Case, HttpRequest], dict[str, Any]]] = {
    "overview": _overview,
    "people": _people,
    "entries": _entries,
    "reports": _reports,
    "decisions": _decisions,
    "history": _history,
    "changes": _changes,
    "audit": _audit,
}
