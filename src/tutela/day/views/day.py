"""The page on which a day begins: what is mine, what is due, what is new, what waits for others; and the summary of a shift."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.models import READS_RECORDS, WRITES_RECORDS, Role
from tutela.accounts.pages import actor_in, for_roles, membership_in
from tutela.accounts.views.notices import leads_to
from tutela.core import clock
from tutela.day.queries import (
    AHEAD,
    MOST_DUE,
    MOST_NEW,
    MOST_WAITING,
    due_of,
    figures_of,
    new_to,
    waiting_for_others,
)
from tutela.day.shift import LENGTHS, shift_of


@for_roles()
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """What somebody's day holds, for whatever role they work in."""
    actor, now = actor_in(request), clock.now()
    due, waiting, new = due_of(actor, now=now), waiting_for_others(actor), new_to(actor)
    return render(
        request,
        "pages/my_day.html",
        {
            "figures": figures_of(actor, now=now),
            "overdue": [one for one in due[:MOST_DUE] if one.due_at is not None and one.due_at <= now],
            "due": [one for one in due[:MOST_DUE] if one.due_at is None or one.due_at > now],
            "more_due": len(due) > MOST_DUE,
            "waiting": waiting[:MOST_WAITING],
            "more_waiting": len(waiting) > MOST_WAITING,
            "new": [(one, leads_to(one, reads_records=actor.reads_records)) for one in new[:MOST_NEW]],
            "more_new": len(new) > MOST_NEW,
            "days": AHEAD.days,
            "organisation": membership_in(request).organisation,
            "writes": actor.writes_records,
            "has_shift": actor.role in {*WRITES_RECORDS, Role.AUDITOR},
            "may_follow": actor.role in READS_RECORDS,
            "now": now,
        },
    )


@for_roles(*WRITES_RECORDS, Role.AUDITOR)
@require_safe
def shift(request: HttpRequest) -> HttpResponse:
    """What happened in the organisation in the last hours, and what presses now: for whoever comes on duty, also printed."""
    actor, now = actor_in(request), clock.now()
    asked = request.GET.get("hours", "")
    hours = int(asked) if asked in map(str, LENGTHS) else LENGTHS[1]
    return render(
        request,
        "pages/shift.html",
        {
            "shift": shift_of(actor, hours=hours, now=now),
            "hours": hours,
            "lengths": [
                {
                    "label": gettext("%(number)s hours") % {"number": one},
                    "href": f"?hours={one}",
                    "is_current": one == hours,
                }
                for one in LENGTHS
            ],
            "organisation": membership_in(request).organisation,
            "now": now,
        },
    )
