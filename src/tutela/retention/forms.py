"""Forms of the pages about retention."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.core.fields import WordsField
from tutela.core.form_fields import offer
from tutela.core.widgets import LongText, Radios, Text

_LIMIT = 300


class KindFilter(forms.Form):
    """Of which kind the listed records are; it lives in the address."""

    kind = forms.ChoiceField(
        label=_("Records"),
        required=False,
        choices=[("child", _("Children")), ("series", _("Series")), ("case", _("Cases")), ("report", _("Reports"))],
    )


class MayBeWords(forms.Form):
    """A few words, where somebody has some to say."""

    words = WordsField(
        label=_("In words"),
        max_length=_LIMIT,
        required=False,
        widget=LongText(rows=2),
        help_text=_("Administrative words only, and no names. They go with the record."),
    )


class Words(forms.Form):
    """A few words, without which it is not done."""

    words = WordsField(
        label=_("Why"),
        max_length=_LIMIT,
        widget=LongText(rows=2),
        help_text=_("Administrative words only, and no names."),
    )


class HoldForm(forms.Form):
    """On what grounds a record is held."""

    grounds = forms.ChoiceField(label=_("Grounds"), widget=Radios())
    words = WordsField(
        label=_("In words"), max_length=_LIMIT, widget=LongText(rows=2), help_text=_("Who asked for it, or what for.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "grounds", typology.choices("hold_grounds"))


class SetTime(forms.Form):
    """How long a category is kept in place of the default."""

    fieldsets = ((_("Kept for"), ("which", "years", "months")), (_("Why"), ("words",)))
    which = forms.ChoiceField(
        label=_("Which time counts"),
        choices=[("own", _("A time of our own")), ("default", _("The installation's default"))],
        widget=Radios(),
    )
    years = forms.IntegerField(label=_("Years"), required=False, min_value=0, max_value=120, widget=Text(width=3))
    months = forms.IntegerField(
        label=_("Months beside the years"), required=False, min_value=0, max_value=11, widget=Text(width=3)
    )
    words = WordsField(label=_("The law or decision that it follows"), max_length=_LIMIT, widget=LongText(rows=2))

    def clean(self) -> dict[str, Any]:
        """A time of one's own is one."""
        given = super().clean() or {}
        total = (given.get("years") or 0) * 12 + (given.get("months") or 0)
        if given.get("which") == "own" and not total and "years" not in self.errors:
            self.add_error("years", gettext("Say how long: years, months or both."))
        given["total"] = total if given.get("which") == "own" else None
        return given
