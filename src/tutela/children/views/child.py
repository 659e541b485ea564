"""The page of one child's record, by its own tabs."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.accounts.pages import reads_records
from tutela.children.history import audit_rows, history_of
from tutela.children.models import AREAS
from tutela.children.queries import (
    areas_of,
    assessments_of,
    cases_of,
    contacts_of,
    findings_of,
    participants_of,
    places_of,
    reports_of,
    whereabouts_of,
)
from tutela.children.queries.glance import contacts_at_a_glance, findings_at_a_glance, whereabouts_at_a_glance
from tutela.children.queries.needs import labels_of
from tutela.children.services.trace import KIND
from tutela.children.steps import Known, steps_of
from tutela.children.views.frame import TABS, child_frame
from tutela.decisions.queries import decisions_of
from tutela.tasks.queries import tasks_of


@reads_records
def show(request: HttpRequest, reference: str, tab: str = "overview") -> HttpResponse:
    """A child's record as the reader may see it; reading is written down."""
    if tab not in TABS:
        raise Http404
    context = child_frame(request, reference, tab)
    context |= _OF_TAB[tab](request, context)
    return render(request, f"pages/child_{tab}.html", context)


def _overview(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    child, assessment = context["child"], context["assessment"]
    tasks = tasks_of(child)
    areas = areas_of(findings_at_a_glance(child, assessment.pk if assessment else None), tasks)
    in_contact = contacts_at_a_glance(child)
    places = places_of(whereabouts_at_a_glance(child))
    known = Known(assessment, areas, in_contact, places, tasks)
    return {
        "offer": child.open_offer,
        "steps": steps_of(child, known, is_owner=context["is_owner"]),
        "areas": areas,
        "looked_at": _looked_at(areas),
        "contacts": in_contact,
        "places": places,
        "tried": sum(one.kind == KIND for one in tasks),
        "trying": sum(one.kind == KIND and one.is_open for one in tasks),
        "may_take": context["is_owner"] and child.handler_id is None,
        "cases": cases_of(child),
        "reports": reports_of(child),
        "participants": participants_of(child),
    }


def _identification(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    outcomes = labels_of("task_outcome")
    tasks = [one for one in tasks_of(context["child"]) if one.kind == KIND]
    return {
        "tasks": [{"task": one, "outcome": outcomes.get(one.outcome, "")} for one in tasks],
        "decisions": [one for one in decisions_of(context["child"]) if one.decision.kind == "stop_identification"],
    }


def _whereabouts(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    statements = whereabouts_of(context["child"])
    return {"places": places_of(statements), "statements": [place for one in statements for place in places_of([one])]}


def _needs(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    child, assessment = context["child"], context["assessment"]
    number = assessment.pk if assessment else None
    tasks = tasks_of(child)
    areas = areas_of(findings_of(number), tasks)
    return {
        "areas": areas,
        "looked_at": _looked_at(areas),
        "gradings": labels_of("source_grading"),
        "given": [one for one in tasks if one.origin_kind == "assessment" and one.origin_id == number],
        "earlier": assessments_of(child, but=number),
    }


def _contacts(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    everybody = contacts_of(context["child"])
    return {
        "contacts": [one for one in everybody if one.ended_at is None],
        "former": [one for one in everybody if one.ended_at is not None],
    }


def _decisions(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {"decisions": decisions_of(context["child"])}


def _history(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {"history": history_of(context["child"])}


def _audit(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return audit_rows(context["child"], cursor=request.GET.get("after", ""))


def _looked_at(areas: list[Any]) -> int:
    return sum(one.present is not None and one.code in AREAS for one in areas)


_OF_TAB: dict[str, Callable[[HttpRequest, dict[str, Any]], dict[str, Any]]] = {
    "overview": _overview,
    "identification": _identification,
    "whereabouts": _whereabouts,
    "needs": _needs,
    "contacts": _contacts,
    "decisions": _decisions,
    "history": _history,
    "audit": _audit,
}
