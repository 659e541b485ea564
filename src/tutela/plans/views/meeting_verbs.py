"""A page for each verb on a strategy meeting."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela.accounts.pages import actor_in
from tutela.cases.models import Case
from tutela.core import clock
from tutela.plans.forms.meetings import Correction, MeetingForm, Minutes
from tutela.plans.forms.plan import CallOff
from tutela.plans.models import Meeting, MeetingChild
from tutela.plans.queries import invited_to
from tutela.plans.services.locks import MEETERS
from tutela.plans.services.meetings import (
    call_off_meeting,
    change_meeting,
    correct_decision,
    plan_meeting,
    write_minutes,
)
from tutela.plans.views.find import case_of, decision_of, meeting_of
from tutela.plans.views.verbs import PlanVerbPage, WithRowsPage, row_form

_PLAIN = ("on", "at", "time_zone", "means", "place", "chair", "matters")


class NewMeetingPage(WithRowsPage):
    """Plan a meeting."""

    title = "Plan a strategy meeting on {record}"
    button = "Plan the meeting"
    done = "The meeting was planned in {record}."
    hint = "Which children and matters it is about, when and where, and who is invited."
    roles = MEETERS

    def get_record(self, request: HttpRequest, **where: Any) -> Case:
        """The case."""
        return case_of(where["reference"])

    def make_form(self, record: Case, request: HttpRequest, data: Any = None) -> MeetingForm:
        """With the children of the case."""
        return MeetingForm(data, case=record)

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Meeting:
        """Plan it."""
        return plan_meeting(record, row_form(form, MeetingForm).details(), actor=actor_in(request), now=clock.now())

    def after(self, record: Case, result: Meeting) -> str:
        """To the meeting."""
        return result.get_absolute_url()


class _OfMeeting(PlanVerbPage):
    """A verb on one meeting."""

    overwrites = True
    roles = MEETERS

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The meeting, if it is on that case."""
        return meeting_of(where["reference"], where["meeting"])

    def stands_now(self, record: Any) -> list[tuple[str, str]]:
        """What somebody else may have changed."""
        decided = record.decisions.order_by("number")
        return [
            (gettext("State"), record.state_in_words()),
            (gettext("When"), record.when_in_words() or gettext("not yet known")),
            (gettext("Where"), record.place or gettext("not yet known")),
            (gettext("What it is about"), record.matters),
            (
                gettext("Who is invited"),
                ", ".join(one.organisation for one in invited_to(record)) or gettext("nobody yet"),
            ),
            (gettext("Decided"), "; ".join(f"{one.number}. {one.words}" for one in decided) or gettext("nothing yet")),
        ]


class ChangeMeetingPage(_OfMeeting, WithRowsPage):
    """Change when, where, about what and with whom it is."""

    title = "Change {record}"
    button = "Save"
    done = "Changed: {record}. The history keeps what was said before."

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> MeetingForm:
        """Filled with what is planned."""
        initial = {name: getattr(record, name) for name in _PLAIN}
        if data is None:
            about = MeetingChild.objects.filter(meeting=record, removed_at=None)
            initial["children"] = list(about.values_list("child", flat=True))
        return MeetingForm(data, case=record.case, meeting=record, initial=initial)

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Meeting:
        """Change it."""
        return change_meeting(
            record,
            row_form(form, MeetingForm).details(),
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class CallOffMeetingPage(_OfMeeting):
    """It does not take place."""

    title = "Call off {record}"
    button = "Call it off"
    done = "Called off: {record}."
    form_class = CallOff
    is_warning = True

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Meeting:
        """Call it off."""
        return call_off_meeting(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class MinutesPage(_OfMeeting, WithRowsPage):
    """Who came, what was decided, who does what."""

    title = "Minutes of {record}"
    button = "Save the minutes"
    done = "The minutes of {record} were saved, and each action is a task."
    hint = "Short and administrative. What you save here adds to what is there: nothing is overwritten."

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> Minutes:
        """With who was invited."""
        return Minutes(data, meeting=record)

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Meeting:
        """Save them."""
        minutes = row_form(form, Minutes)
        return write_minutes(
            record,
            came=minutes.came(),
            decided=[one.cleaned_data["words"] for one in minutes.decided.wanted],
            actions=[one.new_action() for one in minutes.actions.wanted],
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class CorrectMinutesPage(_OfMeeting):
    """Correct what was decided, by a further decision."""

    title = "Correct a decision of {record}"
    button = "Add the correction"
    done = "The correction was added to {record}. The earlier words stay, and say that they were corrected."
    form_class = Correction
    template_name = "pages/minutes_correct.html"

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The meeting that decided it."""
        self.decided = decision_of(where["reference"], where["minute"])
        return meeting_of(where["reference"], self.decided.meeting_id)

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> Correction:
        """Filled with what the minutes say."""
        return Correction(data, initial={"words": self.decided.words})

    def more_context(self, record: Any, request: HttpRequest) -> dict[str, Any]:
        """What is corrected."""
        return {"decided": self.decided}

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Add it."""
        self.decided.meeting = record
        return correct_decision(
            self.decided,
            words=form.cleaned_data["words"],
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )
