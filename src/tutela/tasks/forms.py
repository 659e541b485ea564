"""Forms of the pages about tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.accounts.models import User
from tutela.core.fields import WordsField
from tutela.core.form_fields import Day, offer
from tutela.core.widgets import LongText, Radios
from tutela.organisations.models import Organisation
from tutela.tasks.days import end_of
from tutela.tasks.models import Task
from tutela.tasks.queries import TaskFilters
from tutela.tasks.services.finish import IDENTIFICATION
from tutela.tasks.services.give import WHAT_LIMIT
from tutela.tasks.services.give_templates import Chosen
from tutela.tasks.task_templates import TaskSet, TaskTemplate

_DAY_HELP = _("For example 27/3/2027: until the end of that day. Leave it empty where there is no day.")


@dataclass(frozen=True)
class TemplateRow:
    """One template: its two fields, or the task that was given from it already."""

    template: TaskTemplate
    task: Task | None
    give: Any
    due: Any


class TaskFilter(forms.Form):
    """The filters of the list of tasks; they live in the address."""

    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[
            ("mine", _("Mine")),
            ("ours", _("Our organisation's")),
            ("unassigned", _("Our organisation's, with nobody by name")),
            ("given", _("Given by our organisation")),
        ],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[*Task.State.choices, ("any", _("Any"))])
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=[("", _("Any")), ("overdue", _("Overdue")), ("soon", _("Within a day")), ("none", _("No day is set"))],
    )
    record = forms.ChoiceField(
        label=_("About"),
        required=False,
        choices=[
            ("", _("Any record")),
            ("child", _("A child")),
            ("series", _("A series")),
            ("case", _("A case")),
            ("report", _("A report")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [("", gettext("Any")), *typology.choices("task_kind")])

    def filters(self, *, otherwise: str) -> TaskFilters:
        """As the query takes them; a value that is none of the choices narrows nothing. ``otherwise`` says whose, where nobody did."""
        self.is_valid()
        chosen: dict[str, str] = getattr(self, "cleaned_data", {})
        return TaskFilters(
            whose=chosen.get("whose") or otherwise,
            state=chosen.get("state") or Task.State.OPEN,
            kind=chosen.get("kind", ""),
            due=chosen.get("due", ""),
            record=chosen.get("record", ""),
        )


class GiveTask(forms.Form):
    """What is to be done, by when, by which organisation, and by whom there."""

    what = WordsField(
        label=_("What is to be done"),
        max_length=WHAT_LIMIT,
        widget=LongText(rows=2),
        help_text=_(
            "Short and administrative, without names: whoever gets the task reads these words, and may not see the record."
        ),
    )
    kind = forms.ChoiceField(label=_("Kind"))
    due_on = Day(label=_("By when"), required=False, help_text=_DAY_HELP)
    organisation = forms.ModelChoiceField(
        label=_("Which organisation does it"),
        queryset=Organisation.objects.filter(is_active=True),
        empty_label=_("Choose"),
        help_text=_("One that may not see the record reads the words above and the reference, and nothing else."),
    )
    assignee = forms.ModelChoiceField(
        label=_("Who, in your own organisation"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody by name"),
        help_text=_("Another organisation says itself who does it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", typology.choices("task_kind"))


class FinishTask(forms.Form):
    """What came of a task."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=Radios())
    words = WordsField(
        label=_("In words"),
        max_length=500,
        required=False,
        widget=LongText(rows=3),
        help_text=_("Needed unless it is simply done. Administrative words, without names."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "outcome", typology.choices("task_outcome"))


class FinishIdentification(FinishTask):
    """What came of work to identify a child: what was tried, what it showed, and who else was asked, apart."""

    words = WordsField(label=_("What was tried"), max_length=500, widget=LongText(rows=3))
    showed = WordsField(
        label=_("What it showed"),
        max_length=500,
        required=False,
        widget=LongText(rows=3),
        help_text=_("May stay empty where nothing was found, or it was not possible."),
    )
    asked = WordsField(
        label=_("Who else was asked"),
        max_length=300,
        widget=LongText(rows=2),
        help_text=_("Services and bodies, no names of persons. Where it was nobody, say so."),
    )


def form_to_finish(task: Task) -> type[FinishTask]:
    """The form that a kind of task is finished with."""
    return FinishIdentification if task.kind == IDENTIFICATION else FinishTask


class HandTask(forms.Form):
    """Who does it from now on."""

    assignee = forms.ModelChoiceField(
        label=_("Who does it"), queryset=User.objects.none(), required=False, empty_label=_("Nobody by name")
    )


class DeclineTask(forms.Form):
    """Why it is given back."""

    reason = forms.ChoiceField(label=_("Reason"), widget=Radios())
    words = WordsField(
        label=_("In words"),
        max_length=500,
        required=False,
        widget=LongText(rows=2),
        help_text=_("Needed for another reason than those above."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", typology.choices("task_decline_reason"))


class CancelTask(forms.Form):
    """Why it is called off."""

    words = WordsField(label=_("Why"), max_length=500, widget=LongText(rows=2))


class PutOffTask(forms.Form):
    """Another day, and why."""

    due_on = Day(label=_("By when"), required=False, help_text=_DAY_HELP)
    words = WordsField(label=_("Why"), max_length=500, widget=LongText(rows=2))


class ReopenTask(CancelTask):
    """Why it is opened again."""


class ReopenAsGiver(ReopenTask):
    """Why it is opened again, for which organisation, and by when."""

    organisation = forms.ModelChoiceField(
        label=_("Which organisation does it"), queryset=Organisation.objects.filter(is_active=True)
    )
    due_on = Day(
        label=_("By when"),
        required=False,
        help_text=_("For example 27/3/2027. Left empty, the day that was set stays."),
    )


class GiveTemplates(forms.Form):
    """The templates that fit a case: each can be ticked, and has a day that can be changed."""

    assignee = forms.ModelChoiceField(
        label=_("Who does them"), queryset=User.objects.none(), required=False, empty_label=_("Nobody by name yet")
    )

    def __init__(self, data: Any, *, sets: Sequence[TaskSet], given: Mapping[str, Task], today: date) -> None:
        super().__init__(data)
        self.sets, self.given = sets, given
        for one in self.offered:
            usually = gettext("Usually done by: %(role)s.") % {"role": one.role_label.lower()}
            hint = f"{usually} {one.source}".strip()
            self.fields[f"give_{one.code}"] = forms.BooleanField(label=one.said, required=False, help_text=hint)
            self.fields[f"due_{one.code}"] = Day(
                label=format_html('{}<span class="govuk-visually-hidden">: {}</span>', gettext("By when"), one.said),
                required=False,
                initial=today + timedelta(days=one.days),
            )

    @property
    def offered(self) -> list[TaskTemplate]:
        """What was not given yet."""
        return [one for each in self.sets for one in each.tasks if one.code not in self.given]

    def parts(self) -> list[tuple[TaskSet, list[TemplateRow]]]:
        """The sets as the page draws them: each template with its fields, or with the task that there is."""
        return [(each, [self._row(one) for one in each.tasks]) for each in self.sets]

    def _row(self, one: TaskTemplate) -> TemplateRow:
        if one.code in self.given:
            return TemplateRow(one, self.given[one.code], None, None)
        return TemplateRow(one, None, self[f"give_{one.code}"], self[f"due_{one.code}"])

    def chosen(self, organisation: Organisation) -> list[Chosen]:
        """What was ticked, by when where that organisation is."""
        data = self.cleaned_data
        return [
            Chosen(one.code, end_of(data[f"due_{one.code}"], organisation), data["assignee"])
            for one in self.offered
            if data[f"give_{one.code}"]
        ]
