"""What is owed: answers due and overdue, and decisions that wait for a second person or a review."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.accounts.pages import reads_records
from tutela.core import clock
from tutela.reports.queries.owed import answers_owed, by_organisation, decisions_waiting


@reads_records
def answers(request: HttpRequest) -> HttpResponse:
    """Answers owed: the handler's own, the unit's and organisation's, and for the centre those of everybody."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    whose = request.GET.get("whose", "organisation")
    listed = answers_owed(actor, whose=whose, now=now, cursor=request.GET.get("after", ""))
    coordinates = request.membership.organisation.is_coordinating_centre  # type: ignore[attr-defined]
    return render(
        request,
        "pages/answers_owed.html",
        {
            "rows": listed.items,
            "next_cursor": listed.next_cursor,
            "whose": whose,
            "coordinates": coordinates,
            "organisations": by_organisation(now=now) if coordinates else [],
            "now": now,
        },
    )


@reads_records
def decisions(request: HttpRequest) -> HttpResponse:
    """Decisions that wait for somebody: a second person, or a review that is due."""
    now = clock.now()
    waiting = decisions_waiting(request.actor, now=now)  # type: ignore[attr-defined]
    return render(request, "pages/decisions.html", {"waiting": waiting, "now": now})
