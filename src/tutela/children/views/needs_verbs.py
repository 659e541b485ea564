"""Pages of the verbs about what a child needs."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela.accounts.models import WRITES_RECORDS, Role
from tutela.accounts.pages import actor_in
from tutela.accounts.queries import colleagues
from tutela.children.forms import Reason
from tutela.children.forms.needs import Conclude, GiveAssessment, GiveTask, NoAssessment, RecordFinding
from tutela.children.models import AREAS, Child, Finding
from tutela.children.queries.needs import labels_of
from tutela.children.services.assess import give_assessment, open_assessment_again
from tutela.children.services.conclude import conclude_assessment, decide_no_assessment
from tutela.children.services.needs import give_task_for_need, record_finding
from tutela.children.views.around_verbs import TabVerb
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.core.form_fields import choose_among


class _OfNeeds(TabVerb):
    """A verb after which one is back at the needs."""

    tab = "needs"


class _OfArea(_OfNeeds):
    """A verb on one area of need, which the address names."""

    def get_record(self, request: HttpRequest, **where: Any) -> Child:
        """The child, if there is such an area."""
        if where["area"] not in (*AREAS, "other"):
            raise NotFound(gettext("There is no such area of need."), mend=gettext("Open it from the child's record."))
        child: Child = super().get_record(request, **where)
        return child

    def more_context(self, record: Child, request: HttpRequest) -> dict[str, Any]:
        """The area by its name."""
        label = labels_of("need_area")[self.kwargs["area"]]
        return {
            "title": gettext("%(what)s: %(words)s")
            % {"what": gettext(self.title).format(record=record), "words": label.lower()}
        }


class RecordFindingPage(_OfArea):
    """What was found in one area."""

    title = "What {record} needs"
    button = "Save"
    done = "Saved what was found of {record}."
    hint = "What was found before stays; what you say now is what stands at present."
    form_class = RecordFinding

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Save it."""
        return record_finding(
            record, area=self.kwargs["area"], **form.cleaned_data, actor=actor_in(request), now=clock.now()
        )


class TaskForNeedPage(_OfArea):
    """What is done about a need becomes a task."""

    title = "A task for what {record} needs"
    button = "Give the task"
    done = "The task for {record} was given."
    hint = "Your own organisation, or another one, children's services for example. Another one sees the task and not the record."
    form_class = GiveTask

    def make_form(self, record: Child, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what was said to be done."""
        found = Finding.objects.filter(assessment__child=record, area=self.kwargs["area"]).order_by("-said_at", "-pk")
        return GiveTask(data, initial={"what": found.values_list("done", flat=True).first() or ""})

    def act(self, record: Child, form: Any, request: HttpRequest) -> Any:
        """Give it."""
        return give_task_for_need(
            record,
            area=self.kwargs["area"],
            what=form.cleaned_data["what"],
            organisation=form.cleaned_data["organisation"],
            due_at=form.due_at,
            actor=actor_in(request),
            now=clock.now(),
        )


class GiveAssessmentPage(_OfNeeds):
    """Who makes the assessment."""

    title = "Who assesses what {record} needs"
    button = "Save"
    done = "Saved who assesses what {record} needs."
    hint = (
        "You go on answering for the child and for the date. Another organisation gets a task: it reads its words and the reference,"
        " not the record. What it found comes back in the task, and you enter it here with that organisation as the source."
    )
    form_class = GiveAssessment

    def make_form(self, record: Child, request: HttpRequest, data: Any = None) -> forms.Form:
        """The reader's own people can be named."""
        form = GiveAssessment(data, initial={"organisation": record.owner_id})
        people = colleagues(actor_in(request).organisation_pk, list(WRITES_RECORDS), now=clock.now())
        choose_among(form, "assessor", people)
        return form

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Save it."""
        return give_assessment(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class ConcludePage(_OfNeeds):
    """What came of the assessment."""

    title = "Conclude the assessment of {record}"
    button = "Conclude the assessment"
    done = "The assessment of {record} is concluded."
    hint = "Something must have been said of every area, be it that it is not yet known."
    form_class = Conclude

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Conclude it."""
        return conclude_assessment(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class NoAssessmentPage(_OfNeeds):
    """Decide that none is made."""

    title = "Decide that {record} gets no assessment of needs"
    button = "Decide it"
    done = "It was decided that no assessment of {record} is made."
    hint = (
        "A decision in your name, with grounds, words and a day on which somebody else looks at it again."
        " That a family seems settled is no ground: many children who were groomed show no risk factor."
    )
    form_class = NoAssessment
    roles = (Role.INVESTIGATOR, Role.MANAGER)
    is_warning = True

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Decide it."""
        return decide_no_assessment(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class AssessAgainPage(_OfNeeds):
    """A further assessment."""

    title = "Assess the needs of {record} again"
    button = "Open a further assessment"
    done = "A further assessment of {record} is open."
    hint = "With a new promise of when it is made. The earlier one stays in the record."
    form_class = Reason

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Open it."""
        return open_assessment_again(record, why=form.cleaned_data["words"], actor=actor_in(request), now=clock.now())
