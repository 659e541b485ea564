"""A page for each verb on a task."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.models import User
from tutela.accounts.pages import actor_in, for_roles
from tutela.accounts.queries import colleagues
from tutela.core import clock
from tutela.core.form_fields import choose_among
from tutela.core.verb_pages import VerbPage
from tutela.tasks.days import day_of, end_of
from tutela.tasks.forms import CancelTask, DeclineTask, HandTask, PutOffTask, ReopenAsGiver, ReopenTask, form_to_finish
from tutela.tasks.models import Task
from tutela.tasks.services.cancel import cancel_task
from tutela.tasks.services.change import GIVERS, WORKERS, gave_it
from tutela.tasks.services.decline import decline_task
from tutela.tasks.services.finish import finish_task
from tutela.tasks.services.hand import hand_task
from tutela.tasks.services.put_off import put_off_task
from tutela.tasks.services.reopen import reopen_task
from tutela.tasks.views.door import has_tasks, task_of


@method_decorator(has_tasks, name="dispatch")
class TaskVerb(VerbPage):
    """A verb on one task, for the roles that do tasks."""

    template_name = "pages/task_verb.html"
    roles: ClassVar[Iterable[str]] = WORKERS
    overwrites = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever only reads is told so before anything is looked up."""
        return for_roles(*self.roles)(super().dispatch)(request, *args, **kwargs)

    def get_record(self, request: HttpRequest, **where: Any) -> Task:
        """The task, as this reader may see it."""
        return task_of(where["number"])

    def stands_now(self, record: Task) -> list[tuple[str, str]]:
        """How the task stands, where somebody else has changed it meanwhile."""
        return [
            (gettext("State"), record.get_state_display()),
            (gettext("Organisation"), record.organisation.name),
            (
                gettext("Outcome"),
                typology.term("task_outcome", record.outcome).label if record.outcome else gettext("none yet"),
            ),
            (gettext("In words"), record.words or gettext("nothing said")),
        ]

    def workers(self, request: HttpRequest) -> Any:
        """The people of the reader's organisation who do tasks."""
        return colleagues(actor_in(request).organisation_pk, list(WORKERS), now=clock.now())


class FinishPage(TaskVerb):
    """Say what came of it."""

    title = "What came of this task about {record.subject_reference}"
    button = "Finish the task"
    done = "The task is finished. Whoever gave it hears."

    def make_form(self, record: Task, request: HttpRequest, data: Any = None) -> forms.Form:
        """The form of its kind."""
        return form_to_finish(record)(data)

    def act(self, record: Task, form: forms.Form, request: HttpRequest) -> Task:
        """Finish it."""
        return finish_task(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class HandPage(TaskVerb):
    """Say who does it."""

    title = "Who does this task about {record.subject_reference}"
    button = "Save"
    done = "Saved who does the task."
    hint = "The one who does it is told. Whoever had it before stays in the history."

    def make_form(self, record: Task, request: HttpRequest, data: Any = None) -> forms.Form:
        """Whoever opens it finds themselves, where nobody has it yet."""
        form = HandTask(data, initial={"assignee": record.assignee_id or actor_in(request).user_id})
        choose_among(form, "assignee", self.workers(request))
        return form

    def act(self, record: Task, form: forms.Form, request: HttpRequest) -> Task:
        """Hand it over."""
        assignee: User | None = form.cleaned_data["assignee"]
        return hand_task(
            record, assignee=assignee, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class DeclinePage(TaskVerb):
    """Give it back."""

    title = "Give back this task about {record.subject_reference}"
    button = "Give it back"
    done = "The task was given back. Whoever gave it hears, and decides what becomes of it."
    form_class = DeclineTask
    is_warning = True

    def act(self, record: Task, form: forms.Form, request: HttpRequest) -> Task:
        """Give it back."""
        return decline_task(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class CancelPage(TaskVerb):
    """Call it off."""

    title = "Cancel this task about {record.subject_reference}"
    button = "Cancel the task"
    done = "The task was cancelled. Whoever had it hears."
    form_class = CancelTask
    roles = GIVERS
    is_warning = True

    def act(self, record: Task, form: forms.Form, request: HttpRequest) -> Task:
        """Cancel it."""
        return cancel_task(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class PutOffPage(TaskVerb):
    """Say another day."""

    title = "Another day for this task about {record.subject_reference}"
    button = "Save the day"
    done = "The task is due on another day. Whoever has it hears."
    hint = "The day that was set before stays in its history."
    roles = GIVERS

    def make_form(self, record: Task, request: HttpRequest, data: Any = None) -> forms.Form:
        """With the present day, so that a field that nobody touched takes none away."""
        return PutOffTask(data, initial={"due_on": day_of(record.due_at, record.organisation)})

    def act(self, record: Task, form: forms.Form, request: HttpRequest) -> Task:
        """Save it."""
        data = form.cleaned_data
        return put_off_task(
            record,
            due_at=end_of(data["due_on"], record.organisation),
            words=data["words"],
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class ReopenPage(TaskVerb):
    """Open it again."""

    title = "Open again this task about {record.subject_reference}"
    button = "Open it again"
    done = "The task is open again."
    hint = "What came of it before stays in its history."

    def make_form(self, record: Task, request: HttpRequest, data: Any = None) -> forms.Form:
        """Whoever gave it may also say who does it now, and by when."""
        if gave_it(record, actor_in(request)):
            return ReopenAsGiver(data, initial={"organisation": record.organisation_id})
        return ReopenTask(data)

    def act(self, record: Task, form: forms.Form, request: HttpRequest) -> Task:
        """Open it again."""
        data = form.cleaned_data
        organisation = data.get("organisation")
        return reopen_task(
            record,
            words=data["words"],
            organisation=organisation,
            due_at=end_of(data.get("due_on"), organisation) if organisation else None,
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )

    def after(self, record: Task, result: Task) -> str:
        """To the task."""
        return result.get_absolute_url()
