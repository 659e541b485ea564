"""Forms of the pages about alerts."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.core.fields import WordsField
from tutela.core.form_fields import offer
from tutela.core.widgets import LongText, Radios
from tutela.deconfliction.models import Kind, State
from tutela.deconfliction.queries import AlertFilters
from tutela.deconfliction.services.answer import WORDS_LIMIT
from tutela.organisations.models import Organisation


class AlertFilter(forms.Form):
    """The filters of the list of alerts; they live in the address."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Open: new or acknowledged")), *State.choices, ("any", _("Any"))],
    )
    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Anything")), *Kind.choices])
    other = forms.ChoiceField(label=_("Whom to telephone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Organisation.objects.filter(is_active=True).order_by("name").values_list("code", "name")
        offer(self, "other", [("", gettext("Anybody")), *named])

    def filters(self) -> AlertFilters:
        """As the query takes them; a value that is none of the choices narrows nothing."""
        self.is_valid()
        chosen: dict[str, str] = getattr(self, "cleaned_data", {})
        return AlertFilters(chosen.get("state") or "open", chosen.get("kind", ""), chosen.get("other", ""))


class ActOn(forms.Form):
    """What was done."""

    action = forms.ChoiceField(label=_("What was done"), widget=Radios())
    words = WordsField(
        label=_("In words"),
        max_length=WORDS_LIMIT,
        required=False,
        widget=LongText(rows=2),
        help_text=_("Needed for something else than those above. Administrative words, without names."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "action", typology.choices("alert_action"))


class Dismiss(forms.Form):
    """Why nothing has to be done."""

    grounds = forms.ChoiceField(label=_("Grounds"), widget=Radios())
    words = WordsField(
        label=_("In words"),
        max_length=WORDS_LIMIT,
        widget=LongText(rows=2),
        help_text=_("Administrative words, without names."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "grounds", typology.choices("alert_dismissal_grounds"))


class Reopen(forms.Form):
    """Why it is opened again."""

    words = WordsField(label=_("Why"), max_length=WORDS_LIMIT, widget=LongText(rows=2))
