"""The page of one report, by tabs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.accounts.pages import reads_records
from tutela.audit.services import record
from tutela.core import clock
from tutela.organisations.countries import country_name
from tutela.ownership.access import find
from tutela.reports.queries.report import audit_of, history, report_page

TABS = {
    "overview": "Overview",
    "named": "People and identifiers",
    "answers": "Answers",
    "decisions": "Decisions and routing",
    "history": "History",
    "audit": "Who read and did what",
}


@reads_records
def show(request: HttpRequest, reference: str, tab: str = "overview") -> HttpResponse:
    """A report as the reader may see it; reading is written down."""
    if tab not in TABS:
        raise Http404
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    report = find(reference, kind="report", related=("owner", "handler", "place"))
    page = report_page(report, actor=actor, now=now)
    record("report.read", actor=actor, now=now, subject=report, tab=tab)
    context: dict[str, Any] = {
        "page": page,
        "report": report,
        "record": report,
        "tab": tab,
        "tabs": [
            {
                "label": label,
                "href": report.get_absolute_url() + ("" if name == "overview" else f"/{name}"),
                "is_current": name == tab,
            }
            for name, label in TABS.items()
        ],
        "countries": [country_name(code) for code in report.countries],
        "now": now,
    }
    if tab == "named":
        context |= {
            "people": list(report.people.all()),
            "identifiers": list(report.identifiers.order_by("kind", "value")),
            "files": list(report.files.all()),
        }
    elif tab == "history":
        context["happenings"] = history(report)
    elif tab == "audit":
        context["entries"] = audit_of("report", report.pk)
    elif tab == "answers":
        context["messages_of_reporter"] = list(report.messages.all())
    return render(request, f"pages/report_{tab}.html", context)
