"""One task with its history, and what the reader may do with it.

Whoever has a task may not see its record. Nothing here comes from the record but its reference: no link, no state, no name.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela import typology
from tutela.accounts.pages import actor_in
from tutela.audit.services import record
from tutela.core import clock
from tutela.tasks.models import Task
from tutela.tasks.queries import history_of, names_for, said_of, who
from tutela.tasks.rows import role_words
from tutela.tasks.services.change import gave_it, has_it, record_of, sees_record
from tutela.tasks.views.door import has_tasks, task_of


@has_tasks
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """The task; that it was read is written down beside its record."""
    actor, now = actor_in(request), clock.now()
    task = task_of(number)
    sees = sees_record(task)
    record("task.read", actor=actor, now=now, subject=record_of(task), task=task.pk)
    names = names_for([task])
    return render(
        request,
        "pages/task.html",
        {
            "task": task,
            "kind": typology.term("task_kind", task.kind).label,
            "record_url": reverse(task.subject_kind, args=[task.subject_reference]) if sees else "",
            "given_by": who(names, task.given_by_id, task.giver),
            "assignee": who(names, task.assignee_id, task.organisation),
            "for_role": role_words(task.for_role),
            "said": said_of(task),
            "steps": history_of(task),
            "verbs": _verbs(task, has=has_it(task, actor), gave=gave_it(task, actor)),
            "now": now,
        },
    )


def _verbs(task: Task, *, has: bool, gave: bool) -> list[dict[str, Any]]:
    """What the reader may do with it, the likeliest first; the database decides once more."""
    wanted = [
        ("finish", gettext("Finish"), task.is_open and has),
        ("hand", gettext("Say who does it"), task.is_open and has),
        ("decline", gettext("Give it back"), task.is_open and has),
        ("reopen", gettext("Open it again"), not task.is_open and (gave or (has and task.state == Task.State.DONE))),
        ("put_off", gettext("Say another day"), task.is_open and gave),
        ("cancel", gettext("Cancel it"), task.state in (Task.State.OPEN, Task.State.DECLINED) and gave),
    ]
    return [{"href": reverse(f"task_{name}", args=[task.pk]), "words": words} for name, words, may in wanted if may]
