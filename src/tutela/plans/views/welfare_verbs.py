"""A page for each part of a suspect's welfare step: do it, or leave it out with words."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela.accounts.pages import actor_in
from tutela.core import clock
from tutela.plans.forms.welfare import Assessment, Contact, ContactMade, Information, LeaveOut
from tutela.plans.models import Plan
from tutela.plans.models.welfare import Part
from tutela.plans.queries import welfare_of
from tutela.plans.services.welfare import arrange_contact, assess_risk, contact_was_made, give_information, leave_out
from tutela.plans.views.find import step_of
from tutela.plans.views.verbs import PlanVerbPage, row_form, written


class _OfStep(PlanVerbPage):
    """A verb on the welfare step of one suspect; the record that the page names is the plan."""

    template_name = "pages/welfare_verb.html"
    overwrites = True

    def get_record(self, request: HttpRequest, **where: Any) -> Plan:
        """The plan of the step."""
        self.step = step_of(where["reference"], where["step"])
        return self.step.plan

    def more_context(self, record: Plan, request: HttpRequest) -> dict[str, Any]:
        """Of whom."""
        return {"step": self.step}

    def stands_now(self, record: Plan) -> list[tuple[str, str]]:
        """What is said of each part now."""
        mine = next((one for one in welfare_of(record) if one.step.pk == self.step.pk), None)
        if mine is None:
            return []
        return [(one.part.label, "; ".join(one.words) or gettext("neither done nor left out")) for one in mine.parts]


class AssessmentPage(_OfStep):
    """What somebody concluded of the risk."""

    title = "Assessment of the risk of suicide: {record}"
    button = "Record the assessment"
    done = "The assessment was recorded in {record}."
    hint = "Who assessed it, when, and what they concluded. A plan that was ready becomes a draft again."

    def make_form(self, record: Plan, request: HttpRequest, data: Any = None) -> Assessment:
        """Filled with what was recorded last."""
        step = self.step
        return Assessment(
            data,
            initial={
                "outcome": step.risk_outcome,
                "by": step.assessed_by,
                "on": written(step.assessed_on),
                "words": step.assessment_words,
            },
        )

    def act(self, record: Plan, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        return assess_risk(
            self.step, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class InformationPage(_OfStep):
    """What the person was told."""

    title = "Information for the suspect's welfare: {record}"
    button = "Record what was told"
    done = "The information given was recorded in {record}."
    hint = "What the person was told, by whom and when. A plan that was ready becomes a draft again."

    def make_form(self, record: Plan, request: HttpRequest, data: Any = None) -> Information:
        """Filled with what was recorded last."""
        step = self.step
        return Information(
            data,
            initial={
                "information": step.information,
                "by": step.informed_by,
                "on": written(step.informed_on),
                "words": step.information_words,
            },
        )

    def act(self, record: Plan, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        return give_information(
            self.step, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class ContactPage(_OfStep):
    """Who is in contact afterwards."""

    title = "Contact with the suspect afterwards: {record}"
    button = "Arrange the contact"
    done = "The contact was arranged in {record}, and is a task."
    hint = "Who is in contact with the person, and by when. A plan that was ready becomes a draft again."
    form_class = Contact

    def act(self, record: Plan, form: forms.Form, request: HttpRequest) -> Any:
        """Arrange it."""
        asked = row_form(form, Contact)
        return arrange_contact(
            self.step,
            by=asked.cleaned_data["by"],
            words=asked.cleaned_data["words"],
            due_at=asked.due_at(),
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class ContactMadePage(_OfStep):
    """The contact was made."""

    title = "The contact was made: {record}"
    button = "It was made"
    done = "Recorded in {record} that the contact was made."
    hint = "The task is finished with it, where it is your organisation's."
    form_class = ContactMade

    def act(self, record: Plan, form: forms.Form, request: HttpRequest) -> Any:
        """Say so."""
        return contact_was_made(
            self.step, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class LeaveOutPage(_OfStep):
    """A part is left out, in one's own name."""

    title = "Leave out a welfare step: {record}"
    button = "Leave it out, in my name"
    done = "Recorded in {record} that this part is left out, by whom and why."
    hint = "It is a decision of yours, with grounds and words, and stands among the decisions of the case."
    form_class = LeaveOut
    is_warning = True
    part = ""

    def more_context(self, record: Plan, request: HttpRequest) -> dict[str, Any]:
        """Of whom, and which part."""
        return super().more_context(record, request) | {"part": Part(self.part).label}

    def act(self, record: Plan, form: forms.Form, request: HttpRequest) -> Any:
        """Leave it out."""
        return leave_out(
            self.step,
            self.part,
            **form.cleaned_data,
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )
