"""The tab of a record that says until when it is kept and why, what holds it, and what became of proposals to dispose of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tutela.accounts.models import Role
from tutela.accounts.pages import actor_in, reads_records
from tutela.core import clock
from tutela.ownership.frames import framed
from tutela.retention.queries import (
    disposals_of,
    holds_of,
    kept,
    open_work_in_words,
    stands_against,
    times_of,
)
from tutela.retention.services.hold import HOLDERS

TAB = "retention"


@reads_records
@require_safe
def show(request: HttpRequest, kind: str, reference: str) -> HttpResponse:
    """Kept until, because, and what else keeps it. Reading is written down."""
    actor, now = actor_in(request), clock.now()
    context = framed(request, kind, reference, TAB)
    record = context["record"]
    is_ours = record.owner_id == actor.organisation_id
    # The times are the owner's: nobody else reads them.
    found = kept(record, times_of(record.owner_id)) if is_ours else None
    disposals = disposals_of(record)
    is_open = any(one.disposal.state in one.disposal.OPEN for one in disposals)
    held, worked_on = stands_against(record)
    holds = holds_of(record)
    return render(
        request,
        "pages/retention_tab.html",
        context
        | {
            "is_ours": is_ours,
            "kept": found,
            "is_over": found is not None and found.is_over(now),
            "is_held": held,
            "held_by_another": held and all(one.lifted_at for one in holds),
            "open_words": open_work_in_words(worked_on),
            "holds": holds,
            "disposals": disposals,
            "may_hold": is_ours and actor.role in HOLDERS,
            "may_lift": is_ours and actor.role == Role.MANAGER,
            "may_propose": is_ours
            and actor.role == Role.MANAGER
            and not (held or worked_on or is_open)
            and found is not None
            and found.is_over(now),
            "hold_page": f"{record.get_absolute_url()}/hold",
            "now": now,
        },
    )
