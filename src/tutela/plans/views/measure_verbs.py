"""A page for each verb on special measures for a child as a witness."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from tutela.accounts.pages import About, actor_in
from tutela.cases.models import Case
from tutela.core import clock
from tutela.plans.forms.measures import AskForMeasure, DecideMeasure, NeedNoMeasure, SupportWitness
from tutela.plans.models import SpecialMeasure
from tutela.plans.queries import measure_in_words
from tutela.plans.services.measures import ask_for_measure, decide_measure, need_no_measure, support_witness
from tutela.plans.views.find import case_of, measure_of
from tutela.plans.views.verbs import PlanVerbPage, row_form, written


class _InCase(PlanVerbPage):
    """A verb about a child of the case."""

    def get_record(self, request: HttpRequest, **where: Any) -> Case:
        """The case."""
        return case_of(where["reference"])

    def after(self, record: Case, result: Any) -> str:
        """To the plans of the case."""
        return reverse("case_plans", args=[record.reference])


class AskPage(_InCase):
    """A measure was asked for."""

    title = "Ask for a special measure for a child in {record}"
    button = "Record that it was asked for"
    done = "The special measure was recorded in {record}."
    hint = "What helps the child to give evidence, who asked for it, and of which court or prosecutor."

    def make_form(self, record: Case, request: HttpRequest, data: Any = None) -> AskForMeasure:
        """With the children of the case."""
        return AskForMeasure(data, case=record)

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        return ask_for_measure(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class NoneNeededPage(_InCase):
    """A child needs none."""

    title = "A child in {record} needs no special measure"
    button = "Decide that none is needed"
    done = "The decision was recorded in {record}, with your name and why."
    hint = "It is a decision of yours, with the reason. A measure that is asked for later ends it."

    def make_form(self, record: Case, request: HttpRequest, data: Any = None) -> NeedNoMeasure:
        """With the children of the case."""
        return NeedNoMeasure(data, case=record)

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Decide it."""
        return need_no_measure(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class _OfMeasure(PlanVerbPage):
    """A verb on one measure."""

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The measure, with the way back to its case."""
        one = measure_of(where["reference"], where["measure"])
        name = gettext("{measure}, {child} in {case}").format(
            measure=measure_in_words(one), child=one.child.reference, case=one.case.reference
        )
        return About(name, reverse("case_plans", args=[one.case.reference]), one)

    def version_of(self, record: About) -> int:
        """The version of the measure."""
        measure: SpecialMeasure = record.of
        return measure.version


class DecidePage(_OfMeasure):
    """What was decided."""

    title = "What was decided: {record}"
    button = "Record it"
    overwrites = True
    done = "Recorded: {record}."

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> DecideMeasure:
        """Filled with what was recorded last."""
        one: SpecialMeasure = record.of
        initial = {"decided": one.decided, "on": written(one.decided_on), "words": one.decided_words}
        return DecideMeasure(data, initial=initial)

    def stands_now(self, record: About) -> list[tuple[str, str]]:
        """What somebody else may have recorded."""
        one: SpecialMeasure = record.of
        return [
            (gettext("What was decided"), one.get_decided_display()),
            (gettext("In words"), one.decided_words or gettext("nothing")),
        ]

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        return decide_measure(
            record.of, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class SupportPage(_OfMeasure):
    """Support to the child is work that counts."""

    title = "Support the child as a witness: {record}"
    button = "Give the task"
    done = "The task was given: {record}."
    hint = "Support to the child as a witness is work that counts: it becomes a task."
    form_class = SupportWitness

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Give the task."""
        asked = row_form(form, SupportWitness)
        return support_witness(
            record.of,
            what=asked.cleaned_data["what"],
            due_at=asked.due_at(),
            actor=actor_in(request),
            now=clock.now(),
        )
