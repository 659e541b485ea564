"""A page for each verb on a plan."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela.accounts.pages import actor_in
from tutela.cases.models import Case
from tutela.core import clock
from tutela.plans.forms.plan import CallOff, CarriedOut, Follow, PlanForm
from tutela.plans.models import Plan, PlanChild, WelfareStep
from tutela.plans.services.carry_out import NewFollowing, add_following, call_off, carry_out, say_ready
from tutela.plans.services.make import change_plan, make_plan
from tutela.plans.views.find import case_of, plan_of
from tutela.plans.views.verbs import PlanVerbPage, WithRowsPage, row_form

_PLAIN = (
    "on",
    "at",
    "time_zone",
    "place",
    "lead",
    "interpreter",
    "language",
    "interpreter_by",
    "other_children",
    "other_children_number",
    "children_with",
)


class NewPlanPage(WithRowsPage):
    """Make a plan."""

    title = "Plan an arrest, a search, a charge or a release in {record}"
    button = "Save the draft"
    done = "The plan was drafted in {record}. Do each suspect's welfare step, or leave it out with words; then say that it is ready."
    hint = "Say which children are there first. What is not yet known can be said later."

    def get_record(self, request: HttpRequest, **where: Any) -> Case:
        """The case."""
        return case_of(where["reference"])

    def make_form(self, record: Case, request: HttpRequest, data: Any = None) -> PlanForm:
        """With the suspects and children of the case."""
        return PlanForm(data, case=record)

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Plan:
        """Draft it."""
        plan = row_form(form, PlanForm)
        return make_plan(
            record, kind=plan.cleaned_data["kind"], details=plan.details(), actor=actor_in(request), now=clock.now()
        )

    def after(self, record: Case, result: Plan) -> str:
        """To the plan."""
        return result.get_absolute_url()


class _OfPlan(PlanVerbPage):
    """A verb on one plan."""

    overwrites = True

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The plan, if it is on that case."""
        return plan_of(where["reference"], where["plan"])

    def stands_now(self, record: Any) -> list[tuple[str, str]]:
        """What somebody else may have changed."""
        steps = WelfareStep.objects.filter(plan=record, removed_at=None).select_related("person")
        missing = {part.label for step in steps for part in step.missing}
        children = PlanChild.objects.filter(plan=record, removed_at=None)
        return [
            (gettext("State"), record.get_state_display()),
            (
                gettext("Children there"),
                ", ".join(children.values_list("child__reference", flat=True)) or gettext("none entered"),
            ),
            (gettext("Who looks after the children"), record.children_with or gettext("nobody is named")),
            (gettext("Whom it concerns"), ", ".join(step.person.label for step in steps)),
            (gettext("Missing of the welfare steps"), ", ".join(sorted(missing)) or gettext("nothing")),
            (gettext("When"), record.when_in_words() or gettext("not yet known")),
            (gettext("Where"), record.place or gettext("not yet known")),
        ]


class ChangePlanPage(_OfPlan, WithRowsPage):
    """Change what a plan says."""

    title = "Change {record}"
    button = "Save"
    done = "Saved. {record} is a draft: say that it is ready when it is."
    hint = "A plan that is ready becomes a draft again by any change, and has to be said to be ready anew."

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> PlanForm:
        """Filled with what the plan says."""
        initial = {name: getattr(record, name) for name in _PLAIN}
        if data is None:
            initial |= {
                "children": list(
                    PlanChild.objects.filter(plan=record, removed_at=None).values_list("child", flat=True)
                ),
                "suspects": list(
                    WelfareStep.objects.filter(plan=record, removed_at=None).values_list("person", flat=True)
                ),
            }
        return PlanForm(data, case=record.case, plan=record, initial=initial)

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Plan:
        """Change it."""
        return change_plan(
            record,
            details=row_form(form, PlanForm).details(),
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class ReadyPage(_OfPlan):
    """The plan is ready."""

    title = "Is {record} ready?"
    button = "The plan is ready"
    done = "Said that {record} is ready."
    hint = "Each suspect's welfare step is done or left out with words, and somebody looks after the children there. A later change makes it a draft again."

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Plan:
        """Say so."""
        return say_ready(record, version=self.shown_version, actor=actor_in(request), now=clock.now())


class CallOffPage(_OfPlan):
    """It is not carried out."""

    title = "Call off {record}"
    button = "Call it off"
    done = "Called off: {record}."
    form_class = CallOff
    is_warning = True

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Plan:
        """Call it off."""
        return call_off(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class CarryOutPage(_OfPlan, WithRowsPage):
    """What came of it."""

    title = "What came of {record}"
    button = "Record what came of it"
    done = "Recorded what came of {record}. The contact afterwards stays a next step of the case until it is made."
    hint = "Short and administrative: an outcome, numbers of things, and what follows."

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> CarriedOut:
        """With what was to be seized."""
        return CarriedOut(data, plan=record)

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Plan:
        """Record it."""
        done = row_form(form, CarriedOut)
        return carry_out(
            record,
            outcome=done.cleaned_data["outcome"],
            words=done.cleaned_data["words"],
            seized=done.seized(),
            also_seized=[one.new_seizure() for one in done.also.wanted],
            following=[one.new_following() for one in done.following.wanted],
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class FollowPage(_OfPlan):
    """A further step that follows."""

    title = "Add what follows from {record}"
    button = "Add it"
    overwrites = False
    done = "The step was added to {record}, and is a task."
    form_class = Follow

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Add it."""
        asked = row_form(form, Follow)
        new = NewFollowing(asked.cleaned_data["what"], asked.due_at())
        return add_following(record, new, actor=actor_in(request), now=clock.now())
