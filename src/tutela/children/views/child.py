"""The page of one child's record, by its own tabs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.accounts.pages import reads_records
from tutela.children.history import audit_rows, history_of
from tutela.children.queries import cases_of, participants_of, reports_of
from tutela.children.steps import steps_of
from tutela.children.views.frame import TABS, child_frame
from tutela.decisions.queries import decisions_of


@reads_records
def show(request: HttpRequest, reference: str, tab: str = "overview") -> HttpResponse:
    """A child's record as the reader may see it; reading is written down."""
    if tab not in TABS:
        raise Http404
    context = child_frame(request, reference, tab)
    child: Any = context["child"]
    if tab == "overview":
        context |= {
            "offer": child.open_offer,
            "steps": steps_of(child, is_owner=context["is_owner"]),
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
