"""The forms of strategy meetings: what is planned, who came, what was decided, who does what."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.blocks import Block, Blocks
from tutela.core.fields import WordsField
from tutela.core.form_fields import choose_among
from tutela.core.widgets import Checkboxes, LongText, Radios, Text
from tutela.plans.forms.rows import ByWhen, OnADay, WithRows, bodies, numbers, offer_rows
from tutela.plans.models import Meeting, MeetingPerson
from tutela.plans.queries import children_to_choose, invited_to
from tutela.plans.services.meetings import MeetingDetails, NewAction, NewMeetingPerson


class PersonBlock(Block):
    """Who is invited, for which body."""

    organisation = bodies(label=_("Body"), required=False, empty_label=_("Another body, in words"))
    organisation_words = WordsField(label=_("Another body"), max_length=120, required=False, widget=Text(width=30))
    name = WordsField(label=_("Name"), max_length=120, required=False, widget=Text(width=30))
    role = WordsField(label=_("Role there"), max_length=120, required=False, widget=Text(width=30))

    def clean(self) -> dict[str, Any]:
        """Everybody comes for a body."""
        cleaned = super().clean() or {}
        if not cleaned.get("organisation") and not cleaned.get("organisation_words"):
            self.add_error("organisation_words", gettext("Choose a body, or name it in words."))
        return cleaned

    def new_person(self) -> NewMeetingPerson:
        """What the row says, as the verb takes it."""
        data = self.cleaned_data
        return NewMeetingPerson(data["organisation"], data["organisation_words"], data["name"], data["role"])


class MeetingForm(WithRows, OnADay):
    """When and where a meeting is, about which children and matters, and who is invited."""

    children = forms.ModelMultipleChoiceField(
        label=_("Which children it is about"), queryset=Child.objects.none(), required=False, widget=Checkboxes()
    )
    matters = WordsField(
        label=_("What it is about"), max_length=300, widget=LongText(rows=2), help_text=_("Short and administrative.")
    )
    means = forms.ChoiceField(
        label=_("By which means"),
        choices=Meeting.Means.choices,
        initial=Meeting.Means.NOT_YET_KNOWN,
        widget=Radios(),
    )
    place = WordsField(label=_("Where"), max_length=200, required=False, widget=Text(width=30))
    chair = WordsField(label=_("Who chairs it"), max_length=120, required=False, widget=Text(width=30))
    kept_people = forms.MultipleChoiceField(
        label=_("Who is invited already"),
        required=False,
        widget=Checkboxes(),
        help_text=_("Untick whoever is no longer invited."),
    )
    field_order = (
        "children",
        "matters",
        "on",
        "at",
        "time_zone",
        "means",
        "place",
        "chair",
        "kept_people",
    )

    def __init__(self, data: Any = None, *, case: Case, meeting: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.offer_zones(case)
        choose_among(self, "children", children_to_choose(case))
        self.fields["children"].label_from_instance = lambda child: f"{child.reference} ({child.label})"  # type: ignore[attr-defined]
        known = invited_to(meeting) if meeting is not None else []
        offer_rows(
            self,
            "kept_people",
            [(one.pk, ", ".join(filter(None, (one.organisation, one.name, one.role)))) for one in known],
        )
        self.people = Blocks(
            "people",
            PersonBlock,
            data,
            heading=gettext("Who is invited"),
            one=gettext("Person"),
            hint=gettext(
                "Police, children's services, health, education, prosecutors and everybody else who is to come."
            ),
        )
        self.groups = (self.people,)

    def details(self) -> MeetingDetails:
        """What the form says, as the verbs take it."""
        data = self.cleaned_data
        plain = "matters on at time_zone means place chair"
        return MeetingDetails(
            children=list(data["children"]),
            people=[one.new_person() for one in self.people.wanted],
            kept_people=numbers(data.get("kept_people", ())),
            **{name: data[name] for name in plain.split()},
        )


class DecisionBlock(Block):
    """One thing that was decided."""

    words = WordsField(label=_("What was decided"), max_length=300, widget=LongText(rows=2))


class ActionBlock(Block, ByWhen):
    """What a body takes with it."""

    what = WordsField(label=_("What is to be done"), max_length=200, widget=Text(width=30))
    organisation = bodies(label=_("Which body does it"), empty_label=_("Choose"))
    by_whom = WordsField(label=_("Who there"), max_length=120, required=False, widget=Text(width=30))
    field_order = ("what", "organisation", "by_whom", "due_on", "due_hour")

    def new_action(self) -> NewAction:
        """What the row says, as the verb takes it."""
        data = self.cleaned_data
        due_at = self.due_at()
        assert isinstance(due_at, datetime)  # noqa: S101 - the day is asked for
        return NewAction(data["what"], data["organisation"], due_at, data["by_whom"])


class Minutes(WithRows):
    """Who came, what was decided, and who does what by when."""

    def __init__(self, data: Any = None, *, meeting: Any) -> None:
        super().__init__(data)
        self.asked = {}
        for one in invited_to(meeting):
            name = f"came_{one.pk}"
            self.fields[name] = forms.ChoiceField(
                label=", ".join(filter(None, (one.organisation, one.name, one.role))),
                choices=MeetingPerson.Came.choices,
                initial=one.came,
                required=False,
            )
            self.asked[name] = one.pk
        self.decided = Blocks(
            "decided",
            DecisionBlock,
            data,
            heading=gettext("What was decided"),
            one=gettext("Decision"),
            hint=gettext("Short and administrative. They are numbered; a correction is added later."),
        )
        self.actions = Blocks(
            "actions",
            ActionBlock,
            data,
            heading=gettext("Who does what"),
            one=gettext("Action"),
            hint=gettext(
                "Each becomes a task of that body. A body that may not see this case sees these words alone: name nobody."
            ),
        )
        self.groups = (self.decided, self.actions)

    def came(self) -> dict[int, str]:
        """Who came, by row."""
        return {pk: self.cleaned_data[name] for name, pk in self.asked.items() if self.cleaned_data.get(name)}


class Correction(forms.Form):
    """What is right."""

    words = WordsField(label=_("What was decided"), max_length=300, widget=LongText(rows=2))
