"""Who gets to the pages of tasks: everybody who can have one, staff only after they have said why they read."""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from tutela.accounts.models import READS_RECORDS, Role
from tutela.accounts.pages import PageView, actor_in, for_roles, reads_records
from tutela.core.errors import NotFound
from tutela.tasks.models import Task

HAVE_TASKS = READS_RECORDS | {Role.PARTNER}


def has_tasks(view: PageView) -> PageView:
    """The page is for roles that have tasks, and for auditors, who read them."""
    for_staff = reads_records(view)

    @for_roles(*HAVE_TASKS)
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chosen = for_staff if actor_in(request).reads_records else view
        return chosen(request, *args, **kwargs)

    return page


def task_of(number: int) -> Task:
    """A task that the reader may see. Raises NotFound for one that is absent or not for them, in the same words."""
    task = Task.objects.select_related("organisation", "giver").filter(pk=number).first()
    if task is None:
        raise NotFound(
            gettext("There is no such task that you may see."), mend=gettext("Look at your tasks, or at the record's.")
        )
    return task
