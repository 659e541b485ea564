"""Forms of asking for, giving, breaking open and reviewing access."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.accounts.services.break_glass import MOST_HOURS, Finding
from tutela.accounts.services.grants import LONGEST
from tutela.accounts.services.purpose import purposes
from tutela.core import clock
from tutela.core.form_fields import Day, offer
from tutela.core.widgets import LongText, Radios, Text

REASON_LENGTH = 300


class StatePurpose(forms.Form):
    """Why somebody reads records now."""

    purpose = forms.ChoiceField(
        label=_("Why do you read records now?"), widget=Radios(reveals={"other": "words"}, small=True)
    )
    words = forms.CharField(
        label=_("Which other purpose"),
        max_length=200,
        required=False,
        help_text=_("A few words; they stay in the audit trail."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "purpose", purposes())


class AskForAccess(forms.Form):
    """A reference and a reason."""

    reference = forms.CharField(
        label=_("Reference of the record"),
        max_length=20,
        help_text=_("As it was given to you, for example R-2026-004K7Q."),
        widget=Text(width=20, code=True),
    )
    reason = forms.CharField(
        label=_("What you need it for"),
        max_length=REASON_LENGTH,
        widget=LongText(rows=3),
        help_text=_("It is read by whoever decides. Short and administrative."),
    )


class BreakGlass(forms.Form):
    """A reference, a reason, a number of hours, and that one knows what follows."""

    reference = forms.CharField(label=_("Reference of the record"), max_length=20, widget=Text(width=20, code=True))
    reason = forms.CharField(
        label=_("What harm you mean to prevent"),
        max_length=REASON_LENGTH,
        widget=LongText(rows=3),
        help_text=_("Whoever reviews this reads it. Short and administrative."),
    )
    hours = forms.IntegerField(
        label=_("For how many hours"),
        min_value=1,
        max_value=MOST_HOURS,
        initial=4,
        help_text=format_lazy(_("1 to {most}. It ends by itself."), most=MOST_HOURS),
        widget=Text(width=3, attrs={"inputmode": "numeric"}),
    )
    known = forms.BooleanField(label=_("I know that another person reviews this, and that it cannot be taken back"))


class GiveAccess(forms.Form):
    """To whom, until when, what for."""

    until = Day(
        label=_("Until the end of"),
        help_text=format_lazy(_("At most {days} days from now. It ends by itself."), days=LONGEST.days),
    )
    may_write = forms.ChoiceField(
        label=_("What they may do"),
        choices=[("no", _("Read the record")), ("yes", _("Read and change the record"))],
        initial="no",
        widget=Radios(inline=True),
    )
    words = forms.CharField(label=_("What it is given for"), max_length=REASON_LENGTH, widget=LongText(rows=3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("until", timezone.localdate(clock.now()) + timedelta(days=14))

    def clean_until(self) -> datetime:
        """The end of that day in the reader's zone."""
        day = self.cleaned_data["until"]
        end = timezone.make_aware(datetime.combine(day, time(23, 59)))
        if end <= clock.now():
            raise forms.ValidationError(gettext("That day is over. Choose one that is still to come."))
        return end

    def clean_may_write(self) -> bool:
        """Whether they may change it too."""
        return bool(self.cleaned_data["may_write"] == "yes")


class GiveToSomebody(GiveAccess):
    """The same for somebody who did not ask, by the address with which they sign in."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("The address with which they sign in. There is no list to choose from."),
        widget=Text(width=30, attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "until", "may_write", "words")


class Refuse(forms.Form):
    """Why not."""

    words = forms.CharField(
        label=_("Why access is refused"),
        max_length=REASON_LENGTH,
        widget=LongText(rows=3),
        help_text=_(
            "Only your organisation reads it. The asker is told nothing until the day on which every unanswered request ends."
        ),
    )


class ReviewBreakGlass(forms.Form):
    """What a reviewer found, and why."""

    finding = forms.ChoiceField(
        label=_("Was it justified to break the glass?"),
        choices=[
            (Finding.JUSTIFIED, _("Yes, it was justified")),
            (Finding.NOT_JUSTIFIED, _("No, it was not justified")),
        ],
        widget=Radios(
            hints={Finding.NOT_JUSTIFIED: _("The access ends now, if it has not ended, and your auditors are told.")}
        ),
    )
    words = forms.CharField(label=_("What you found"), max_length=REASON_LENGTH, widget=LongText(rows=3))
