"""The tab of tasks on a record, and the pages from which tasks about it are given."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from tutela.accounts.pages import actor_in, for_roles, reads_records
from tutela.accounts.queries import colleagues
from tutela.core import clock
from tutela.core.form_fields import choose_among
from tutela.core.verb_pages import VerbPage
from tutela.ownership.access import find
from tutela.ownership.frames import framed
from tutela.tasks.days import end_of
from tutela.tasks.forms import GiveTask, GiveTemplates
from tutela.tasks.models import Task
from tutela.tasks.queries import given_from_templates, tasks_of
from tutela.tasks.rows import row_of
from tutela.tasks.services.change import GIVERS, WORKERS
from tutela.tasks.services.give import give_task
from tutela.tasks.services.give_templates import give_from_templates
from tutela.tasks.task_templates import sets_for

TAB = "tasks"


@reads_records
@require_safe
def show(request: HttpRequest, kind: str, reference: str) -> HttpResponse:
    """The tasks about a record, the open ones first."""
    context = framed(request, kind, reference, TAB)
    rows = [row_of(one) for one in tasks_of(context["record"])]
    return render(
        request,
        "pages/record_tasks.html",
        context
        | {
            "open": [one for one in rows if one.task.is_open],
            "over": [one for one in rows if not one.task.is_open],
            "give_url": reverse(f"{kind}_give_task", args=[reference]) if context["is_owner"] else "",
            "templates_url": reverse("case_task_templates", args=[reference])
            if context["is_owner"] and kind == "case"
            else "",
        },
    )


@method_decorator(reads_records, name="dispatch")
class _GivePage(VerbPage):
    """A page from which tasks about a record are given, by those who write it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever only reads is told so before anything is looked up."""
        return for_roles(*GIVERS)(super().dispatch)(request, *args, **kwargs)

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The record, as this reader may see it."""
        return find(where["reference"], kind=where["kind"], related=("owner",))

    def after(self, record: Any, result: Any) -> str:
        """To the record's tasks."""
        return f"{record.get_absolute_url()}/{TAB}"

    def workers(self, request: HttpRequest) -> Any:
        """The people of the reader's organisation who do tasks."""
        return colleagues(actor_in(request).organisation_pk, list(WORKERS), now=clock.now())


class GivePage(_GivePage):
    """Give one task."""

    title = "Give a task about {record}"
    button = "Give the task"
    done = "The task was given."

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> forms.Form:
        """To whoever answers for the record, unless another organisation is chosen."""
        form = GiveTask(data, initial={"organisation": record.owner_id})
        choose_among(form, "assignee", self.workers(request))
        return form

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Task:
        """Give it."""
        data = form.cleaned_data
        return give_task(
            record,
            what=data["what"],
            kind=data["kind"],
            due_at=end_of(data["due_on"], data["organisation"]),
            organisation=data["organisation"],
            assignee=data["assignee"],
            actor=actor_in(request),
            now=clock.now(),
        )


class TemplatesPage(_GivePage):
    """Give what cases of these categories usually need."""

    title = "Tasks that {record} may need"
    button = "Give what is ticked"
    done = "The tasks were given."
    hint = "From the categories of the case. What is not needed is left out; every day can be changed."
    template_name: ClassVar[str] = "pages/case_task_templates.html"

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> forms.Form:
        """The sets of the case's categories, and what was given of them already."""
        present = record.categories.filter(removed_at=None).values_list("category", flat=True).distinct()
        today = timezone.localtime(clock.now()).date()
        form = GiveTemplates(data, sets=sets_for(present), given=given_from_templates(record), today=today)
        choose_among(form, "assignee", self.workers(request))
        return form

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> list[Task]:
        """Give them."""
        assert isinstance(form, GiveTemplates)  # noqa: S101 - what make_form makes
        chosen = form.chosen(record.owner)
        return give_from_templates(record, chosen, actor=actor_in(request), now=clock.now())
