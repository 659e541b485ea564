"""The page of one child's record, by tabs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.accounts.actor import Actor
from tutela.accounts.pages import actor_in, reads_records
from tutela.audit.reading import record_reading
from tutela.children.history import audit_rows, history_of
from tutela.children.models import Child
from tutela.children.queries import cases_of, participants_of, reports_of, with_around
from tutela.children.steps import steps_of
from tutela.core import clock
from tutela.decisions.queries import decisions_of
from tutela.organisations.countries import country_name
from tutela.ownership.access import find
from tutela.ownership.models import Basis

TABS = {
    "overview": "Overview",
    "decisions": "Decisions",
    "history": "History",
    "audit": "Who read and did what",
}


@reads_records
def show(request: HttpRequest, reference: str, tab: str = "overview") -> HttpResponse:
    """A child's record as the reader may see it; reading is written down."""
    if tab not in TABS:
        raise Http404
    actor: Actor = actor_in(request)
    now = clock.now()
    child: Any = find(reference, kind="child", related=("owner", "handler"), around=with_around)
    record_reading(child, actor=actor, now=now, what=tab)
    is_owner = child.owner_id == actor.organisation_id and actor.writes_records
    context: dict[str, Any] = {
        "child": child,
        "record": child,
        "tab": tab,
        "tabs": [
            {
                "label": label,
                "href": child.get_absolute_url() + ("" if name == "overview" else f"/{name}"),
                "is_current": name == tab,
            }
            for name, label in TABS.items()
        ],
        "is_owner": is_owner,
        "may_claim": not is_owner and actor.writes_records and child.owner_basis in (Basis.DEFAULT, Basis.LAPSED),
        "countries": [country_name(code) for code in child.countries],
        "waiting": child.waiting_decision,
        "stands": child.standing_decision if child.identity == Child.Identity.STOPPED else None,
    }
    if tab == "overview":
        context |= {
            "offer": child.open_offer,
            "steps": steps_of(child, is_owner=is_owner),
            "cases": cases_of(child),
            "reports": reports_of(child),
            "participants": participants_of(child),
        }
    elif tab == "decisions":
        context["decisions"] = decisions_of(child)
    elif tab == "history":
        context["history"] = history_of(child)
    elif tab == "audit":
        context |= audit_rows(child, cursor=request.GET.get("after", ""))
    return render(request, f"pages/child_{tab}.html", context)
