"""The page of one plan, which a team can print and take along, and the page of one strategy meeting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.accounts.pages import actor_in, reads_records
from tutela.audit.reading import record_reading
from tutela.core import clock
from tutela.plans.queries import outcome_in_words, whole, whole_meeting
from tutela.plans.services.locks import MEETERS, PLANNERS
from tutela.plans.views.find import meeting_of, plan_of


@reads_records
def plan(request: HttpRequest, reference: str, plan: int) -> HttpResponse:
    """One plan, children first; reading is written down as reading of its case."""
    actor, found = actor_in(request), plan_of(reference, plan)
    record_reading(found.case, actor=actor, now=clock.now(), what="plan")
    is_owner = found.case.owner_id == actor.organisation_id and actor.role in PLANNERS
    return render(
        request,
        "pages/plan.html",
        {
            "plan": found,
            "case": found.case,
            "whole": whole(found),
            "outcome": outcome_in_words(found),
            "may_write": is_owner and found.case.state == "open",
            "may_say_contact": is_owner,
            "now": clock.now(),
        },
    )


@reads_records
def meeting(request: HttpRequest, reference: str, meeting: int) -> HttpResponse:
    """One meeting with its minutes and how each action stands."""
    actor, found = actor_in(request), meeting_of(reference, meeting)
    record_reading(found.case, actor=actor, now=clock.now(), what="meeting")
    is_owner = found.case.owner_id == actor.organisation_id and actor.role in MEETERS
    return render(
        request,
        "pages/meeting.html",
        {
            "meeting": found,
            "case": found.case,
            "whole": whole_meeting(found),
            "may_write": is_owner and found.case.state == "open" and found.state != "called_off",
        },
    )
