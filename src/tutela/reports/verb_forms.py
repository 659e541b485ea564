"""Forms of the verbs on a report: they parse, and return what the verbs take."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.accounts.models import User
from tutela.clocks.services import LONGEST_PAUSE
from tutela.core import clock
from tutela.core.form_fields import Day, offer
from tutela.core.widgets import Checkboxes, LongText, Radios
from tutela.decisions.forms import finding_choices
from tutela.organisations.models import Organisation
from tutela.reports.answer_templates import AnswerTemplate, templates_for
from tutela.reports.models import Answer, Report


class Send(forms.Form):
    """To whom, and why."""

    to = forms.ModelChoiceField(
        label=_("Send it to"),
        queryset=Organisation.objects.filter(is_active=True),
        empty_label=_("Choose an organisation"),
    )
    reason = forms.CharField(
        label=_("Why it goes there"), max_length=300, widget=LongText(rows=2), help_text=_("The receiver reads this.")
    )


class Assign(forms.Form):
    """Who handles it from now on."""

    handler = forms.ModelChoiceField(
        label=_("Handler"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
        help_text=_("They are told. The former handler stays in the history."),
    )


def kind_and_label(text: AnswerTemplate) -> str:
    """What a text of an answer is called where one is chosen: *Progress: We have a question*."""
    return gettext("%(what)s: %(words)s") % {"what": Answer.Kind(text.kind).label, "words": text.label}


class SendAnswer(forms.Form):
    """Which of the texts goes to the reporter."""

    template = forms.ChoiceField(label=_("What to say"), widget=Radios())

    def __init__(self, offered: Iterable[AnswerTemplate], data: Any = None) -> None:
        super().__init__(data)
        self.offered = list(offered)
        offer(self, "template", [(one.code, kind_and_label(one)) for one in self.offered])
        if len(self.offered) == 1:
            self.fields["template"].initial = self.offered[0].code


def answers_that_fit(report: Report, *, receipt_owed: bool) -> list[AnswerTemplate]:
    """The texts that fit how a report stands; none for one that is closed."""
    if report.state == Report.State.CLOSED:
        return []
    if report.state == Report.State.DECIDED:
        return templates_for("outcome", report.disposition) + templates_for("progress")
    return (templates_for("receipt") if receipt_owed else []) + templates_for("progress")


class Words(forms.Form):
    """A reason, in a few words."""

    words = forms.CharField(label=_("In a few words"), max_length=300, widget=LongText(rows=3))


class _DayAhead(Day):
    """A whole day that lies ahead."""

    def clean(self, value: Any) -> Any:
        """Refuses today and every day before."""
        given = super().clean(value)
        if isinstance(given, date) and given <= clock.now().date():
            raise forms.ValidationError(gettext("The review must lie ahead."))
        return given


class ProposeNoInvestigation(forms.Form):
    """Coded grounds, words, and when it is looked at again."""

    grounds = forms.ChoiceField(label=_("Grounds"), widget=Radios(small=True))
    words = forms.CharField(
        label=_("In words"),
        max_length=500,
        widget=LongText(rows=3),
        help_text=_("What was looked at, and why it ends here. The second person reads this."),
    )
    review_on = _DayAhead(label=_("Look at it again on"), help_text=_("For example 27 March 2027."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "grounds", typology.choices("not_investigated_grounds"))


class Second(forms.Form):
    """The second person's word."""

    agrees = forms.ChoiceField(
        label=_("Do you agree?"), choices=[("yes", _("I agree")), ("no", _("I do not agree"))], widget=Radios()
    )
    words = forms.CharField(
        label=_("In words"),
        max_length=300,
        required=False,
        widget=LongText(rows=3),
        help_text=_("Needed if you do not agree."),
    )


class Review(forms.Form):
    """What a review found, and when it is looked at again."""

    found = forms.ChoiceField(label=_("Does the decision stand?"), widget=Radios())
    words = forms.CharField(label=_("What you found"), max_length=300, widget=LongText(rows=3))
    review_again_on = _DayAhead(
        label=_("Look at it again on"), required=False, help_text=_("Leave it empty if this was the last look.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "found", finding_choices())


class Pause(forms.Form):
    """Until when a promise stands still, and why."""

    until = Day(label=_("Until the end of"))
    reason = forms.ChoiceField(label=_("Reason"), widget=Radios())
    words = forms.CharField(label=_("In words"), max_length=200, required=False, widget=LongText(rows=2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = LONGEST_PAUSE.days
        until = gettext("It goes on by itself then. At most %(days)s days from now.") % {"days": days}
        self.fields["until"].help_text = until
        offer(self, "reason", typology.choices("clock_pause_reason"))
        if not self.is_bound:
            self.initial.setdefault("until", timezone.localdate(clock.now()) + timedelta(days=14))

    def clean_until(self) -> datetime:
        """The end of that day in the reader's zone."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["until"], time(23, 59)))


class Restrict(forms.Form):
    """Why a report is restricted or opened again, and who is named beside its handler."""

    words = forms.CharField(label=_("Why"), max_length=300, widget=LongText(rows=3))
    named = forms.ModelMultipleChoiceField(
        label=_("Who may see it beside the handler, managers and auditors"),
        queryset=User.objects.none(),
        required=False,
        widget=Checkboxes(small=True),
    )


class AskIdentity(forms.Form):
    """Why an identity has to be opened."""

    reason = forms.CharField(
        label=_("Why you need to know who reported"),
        max_length=300,
        widget=LongText(rows=3),
        help_text=_("The second person reads this, and it stays in the record."),
    )


class MakeBundle(forms.Form):
    """Which reports concern the same item, and which value they share."""

    name = forms.CharField(
        label=_("What the item is called here"), max_length=120, help_text=_("Short and administrative.")
    )
    why = forms.CharField(label=_("What the reports share"), max_length=300, widget=LongText(rows=2))


class Join(forms.Form):
    """Which value a further report shares with those of a bundle."""

    why = forms.CharField(label=_("What it shares with them"), max_length=300, widget=LongText(rows=2))
