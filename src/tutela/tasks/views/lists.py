"""The list of tasks, and the same as CSV."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.accounts.pages import actor_in, csv_response
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.paging import page
from tutela.tasks.forms import TaskFilter
from tutela.tasks.models import Task
from tutela.tasks.queries import DEFAULT_ORDER, ORDERS, TaskFilters, tally, tasks
from tutela.tasks.rows import row_of
from tutela.tasks.views.door import has_tasks

EXPORT_LIMIT = 10_000


@has_tasks
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What the reader, their organisation and those to whom it gave tasks have to do."""
    actor: Actor = actor_in(request)
    now = clock.now()
    form = TaskFilter(request.GET)
    # An auditor has no task of their own, and reads those of the organisation.
    otherwise = "ours" if actor.role == Role.AUDITOR else "mine"
    filters = form.filters(otherwise=otherwise)
    sort = request.GET.get("sort", "")
    order, words = ORDERS.get(sort, ORDERS[DEFAULT_ORDER])
    rows = tasks(actor, filters, now=now)
    if request.GET.get("format") == "csv":
        exported = list(rows.order_by(*(key.ordering() for key in order))[:EXPORT_LIMIT])
        record("tasks.export", actor=actor, now=now, count=len(exported))
        with translation.override("en-gb"):  # programs read it: the same words whoever takes it
            return _csv(exported, words, now)
    listed = page(rows, order, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/tasks.html",
        {
            "page": listed.with_items([row_of(one) for one in listed]),
            "tally": tally(actor, now=now),
            "filter": form,
            "filters": filters,
            "is_narrowed": filters != TaskFilters(whose=filters.whose),
            "has_own": actor.role != Role.AUDITOR,
            "gives": actor.reads_records,
            "order": gettext(words),
            "default_sort": DEFAULT_ORDER,
        },
    )


def _csv(rows: list[Task], order: str, now: datetime) -> HttpResponse:
    response = csv_response(f"tasks-{now:%Y-%m-%d}")
    caveats = [
        f"Tasks at {now:%Y-%m-%d %H:%M} UTC, as far as you may see them.",
        order,
        f"At most {EXPORT_LIMIT:,} rows.",
    ]
    header = [
        "task",
        "about",
        "what",
        "kind",
        "state",
        "outcome",
        "due (UTC)",
        "organisation",
        "who",
        "given by",
        "given (UTC)",
    ]
    kinds, outcomes = dict(typology.choices("task_kind")), dict(typology.choices("task_outcome"))
    write_rows(
        response,
        caveats,
        header,
        (
            [
                one.pk,
                one.subject_reference,
                one.what,
                kinds.get(one.kind, one.kind),
                one.get_state_display(),
                outcomes.get(one.outcome, ""),
                f"{one.due_at:%Y-%m-%d %H:%M}" if one.due_at else "",
                one.organisation.name,
                row_of(one).assignee,
                one.giver.name,
                f"{one.given_at:%Y-%m-%d %H:%M}",
            ]
            for one in rows
        ),
    )
    return response
