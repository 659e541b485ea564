"""The tabs that this app draws: plans and meetings on a case, and a child as a witness."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.accounts.pages import actor_in, reads_records
from tutela.ownership.frames import framed
from tutela.plans.queries import measures_of, meetings_of, not_needed, plans_of
from tutela.plans.services.locks import MEETERS, PLANNERS


@reads_records
def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The plans, the special measures for its children, and the strategy meetings of a case."""
    context = framed(request, "case", reference, "plans")
    case, role = context["record"], actor_in(request).role
    may_write = context["is_owner"] and case.state == "open"
    return render(
        request,
        "pages/case_plans.html",
        context
        | {
            "plans": plans_of(case),
            "measures": measures_of(case=case),
            "not_needed": not_needed(case=case),
            "meetings": meetings_of(case),
            "may_plan": may_write and role in PLANNERS,
            "may_meet": may_write and role in MEETERS,
        },
    )


@reads_records
def of_child(request: HttpRequest, reference: str) -> HttpResponse:
    """What helps a child to give evidence: the measures in each case that the reader sees."""
    context = framed(request, "child", reference, "witness")
    child = context["record"]
    return render(
        request,
        "pages/child_witness.html",
        context | {"measures": measures_of(child=child), "not_needed": not_needed(child=child)},
    )
