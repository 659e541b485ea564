"""The filters of the register's lists; they live in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.core.form_fields import Day
from tutela.core.widgets import Text
from tutela.register.answer import WORDS, Answer
from tutela.register.models.submission import What
from tutela.register.queries.kept_answers import NEAR


class CheckFilter(forms.Form):
    """The filters of the list of checks."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Any")),
            ("open", _("Still to be sent, or to be said why not")),
            ("sent", _("Sent to the register")),
            ("not_sent", _("Not sent, with the reason")),
            ("unfinished", _("Not answered to its end")),
        ],
    )
    who = forms.TypedChoiceField(label=_("Asked by"), required=False, coerce=int, empty_value=None)
    exhibit = forms.CharField(label=_("Exhibit"), required=False, max_length=60, widget=Text(width=20))
    since = Day(label=_("From"), required=False)
    until = Day(label=_("Up to and including"), required=False)


class SubmissionFilter(forms.Form):
    """The filters of the lists given."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any")), ("unfinished", _("Not yet all of it in")), ("done", _("All of it in"))],
    )
    what = forms.ChoiceField(label=_("What its files are"), required=False, choices=[("", _("Any")), *What.choices])
    exhibit = forms.CharField(label=_("Exhibit"), required=False, max_length=60, widget=Text(width=20))


class AnswerFilter(forms.Form):
    """Which rows of an answer are shown."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[
            ("", _("Every row of which something is said")),
            *((one.code, _(WORDS[one])) for one in Answer if one),
            (NEAR, _("New, and near to a known file")),
        ],
    )


class Period(forms.Form):
    """A time of which figures are shown."""

    since = Day(label=_("From"), required=False)
    until = Day(label=_("Up to and including"), required=False)


class HardCopyFilter(forms.Form):
    """The filter of the hard copies."""

    words = forms.CharField(label=_("Reference or exhibit"), required=False, max_length=60, widget=Text(width=20))
