"""Forms of the page of one file, of schemes and of hard copies."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from tutela.core import clock
from tutela.core.errors import BadInput
from tutela.core.fields import WordsField
from tutela.core.form_fields import Day, choose_among, offer
from tutela.core.widgets import LongText, Radios, Text
from tutela.register.forms.lists import WhereMet
from tutela.register.forms.series import AudienceFields
from tutela.register.forms.sources import countries_to_offer
from tutela.register.models import EntryVote, NearVerdict, SchemeCode
from tutela.register.models.submission import How
from tutela.register.queries.look_up_one import algorithm_of
from tutela.register.queries.schemes import codes_by_scheme


class LookUp(forms.Form):
    """One hash."""

    hash = forms.CharField(
        label=_("A hash"),
        max_length=200,
        widget=Text(attrs={"class": "tu-code", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("MD5, SHA-1 or SHA-256. It does not appear in the address of any page."),
        error_messages={"required": gettext_lazy("Write a hash.")},
    )

    def clean_hash(self) -> tuple[str, bytes]:
        """The algorithm and the digest."""
        try:
            return algorithm_of(self.cleaned_data["hash"])
        except BadInput as error:
            raise forms.ValidationError(f"{error.what} {error.mend}", code="invalid") from None


class Verdict(forms.Form):
    """Whether an organisation confirms what another one holds of a file, or disputes it."""

    verdict = forms.ChoiceField(label=_("What do you say of it?"), choices=EntryVote.Verdict.choices, widget=Radios())
    words = WordsField(
        label=_("On what grounds"), max_length=200, widget=LongText(rows=2), help_text=_("Administrative words only.")
    )


class Alike(forms.Form):
    """Whether two files that look alike are the same picture."""

    verdict = forms.ChoiceField(
        label=_("What do you say of the two?"),
        choices=NearVerdict.Verdict.choices,
        widget=Radios(
            hints={
                "same": gettext_lazy(
                    "Answers say what is known of either, and whoever answers for one hears of the other."
                ),
                "not_same": gettext_lazy(
                    "Answers to your organisation leave it out from now on, and say how many are left out."
                ),
            }
        ),
    )
    words = WordsField(
        label=_("On what grounds"), max_length=200, widget=LongText(rows=2), help_text=_("Administrative words only.")
    )


class EntryAudience(AudienceFields):
    """Who may know of an entry, and what everybody else hears."""


class Classify(forms.Form):
    """Of which class a file is."""

    code = forms.ModelChoiceField(
        label=_("Class"),
        queryset=SchemeCode.objects.none(),
        empty_label=None,
        help_text=_("What your organisation says stands beside what others say. A later word follows the earlier."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "code", SchemeCode.objects.select_related("scheme"))
        offer(self, "code", [("", gettext("Choose")), *codes_by_scheme()])


class AddScheme(forms.Form):
    """A scheme of classification, with its classes."""

    code = WordsField(
        label=_("Short name"),
        max_length=40,
        widget=Text(width=20),
        help_text=_("With its country or year, so that it is its own."),
    )
    name = WordsField(label=_("Name"), max_length=120, widget=Text(width=30))
    source = WordsField(label=_("Where it is laid down"), max_length=200, widget=LongText(rows=2))
    jurisdiction = forms.ChoiceField(label=_("Country whose law it follows"), required=False)
    codes = WordsField(
        label=_("Its classes"),
        max_length=12_000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One on a line: its code, a colon, and what it is called in administrative words. A scheme is not changed later."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "jurisdiction", countries_to_offer())

    def clean_codes(self) -> list[tuple[str, str]]:
        """Each class as its code and its words. A line without a colon is named."""
        found = []
        for number, line in enumerate(self.cleaned_data["codes"].splitlines(), start=1):
            code, colon, words = (part.strip() for part in line.partition(":"))
            if not line.strip():
                continue
            if not (code and colon and words):
                raise forms.ValidationError(
                    gettext("Line %(number)s has no code, colon and words.") % {"number": number}, code="invalid"
                )
            found.append((code, words))
        return found


class AddMapping(forms.Form):
    """What a class of one scheme would be in another."""

    from_code = forms.ModelChoiceField(
        label=_("This class"), queryset=SchemeCode.objects.none(), empty_label=_("Choose")
    )
    to_code = forms.ModelChoiceField(label=_("Would be"), queryset=SchemeCode.objects.none(), empty_label=None)
    words = WordsField(label=_("With what reservation"), required=False, max_length=200, widget=LongText(rows=2))

    def __init__(self, *args: Any, scheme: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "from_code", SchemeCode.objects.filter(scheme=scheme))
        choose_among(self, "to_code", SchemeCode.objects.exclude(scheme=scheme).select_related("scheme"))
        offer(self, "to_code", [("", gettext("Choose")), *codes_by_scheme(without=scheme)])


class HardCopy(WhereMet):
    """A hard copy: a print, a film, a negative."""

    reference = WordsField(
        label=_("Reference of the hard copy"),
        max_length=60,
        widget=Text(width=20),
        help_text=_("By which your organisation finds it again. No description."),
    )
    how = forms.ChoiceField(label=_("How it was met"), choices=How.choices, initial=How.FOUND, widget=Radios())
    met_on = Day(label=_("When it was met"), help_text=_("The day."))
    series = forms.CharField(
        label=_("The series that it is of"),
        required=False,
        max_length=30,
        widget=Text(width=20),
        help_text=_("Its reference, if it is known. Whoever answers for the series hears of it."),
    )
    field_order = ("reference", "exhibit", "about", "how", "met_on", "series")

    def clean_met_on(self) -> datetime:
        """The beginning of that day for the reader, and of today this moment."""
        day, now = self.cleaned_data["met_on"], clock.now()
        if day == timezone.localtime(now).date():
            return now
        return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
