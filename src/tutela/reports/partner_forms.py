"""The forms of the partner's page: what to look at, a new report, a few words more."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tutela.core.marking import gettext_noop
from tutela.core.widgets import LongText, Text
from tutela.organisations.models import Organisation
from tutela.reports.forms import TakeReport
from tutela.reports.incoming import IncomingReport
from tutela.reports.models.report import Door
from tutela.reports.queries.partner import Wanted

# Kept with the report in English, and said in the language of whoever reads it.
NAMED_BY = gettext_noop("Named by {name}")
_WAYS = [
    ("", _("Any way")),
    *(
        (door, pgettext_lazy("staff", "This page") if door == Door.STAFF else words)
        for door, words in Door.choices
        if door != Door.PUBLIC
    ),
]


def basis_in_words(basis: str) -> str:
    """From what the categories of a report were concluded, where the words are our own in the language that is active."""
    lead = NAMED_BY.partition("{")[0]
    if basis.startswith(lead):
        return gettext(NAMED_BY).format(name=basis.removeprefix(lead))
    return gettext(basis)


class SentFilter(forms.Form):
    """The filters of what was sent; they live in the address."""

    q = forms.CharField(
        label=_("Reference or words"),
        required=False,
        max_length=120,
        widget=Text(attrs={"autocomplete": "off"}),
        help_text=_("Our reference, your own reference, or words of the report."),
    )
    standing = forms.ChoiceField(
        label=_("What became of it"),
        required=False,
        choices=[
            ("", _("Any")),
            ("unanswered", _("No answer yet")),
            ("working", _("Being worked on")),
            ("told", _("Outcome told")),
            ("unread", _("With answers that nobody has read")),
        ],
    )
    promise = forms.ChoiceField(
        label=_("Promise to you"), required=False, choices=[("", _("Any")), ("overdue", _("Overdue"))]
    )
    door = forms.ChoiceField(label=_("Sent by"), required=False, choices=_WAYS)

    def wanted(self, sort: str) -> Wanted:
        """As the query takes it; a value that is none of the choices narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return Wanted(
            words=chosen.get("q", ""),
            standing=chosen.get("standing", ""),
            promise=chosen.get("promise", ""),
            door=chosen.get("door", ""),
            sort=sort,
        )


class PartnerReport(TakeReport):
    """What an outside body reports: the same as staff take, without who told us, since that is known."""

    fieldsets = (  # type: ignore[assignment]
        (_("The child"), ("specific_concern", "concern_stated_by")),
        (
            _("What you report"),
            ("external_reference", "summary", "categories", "occurred", "countries", "place_words", "identifiers"),
        ),
    )
    external_reference = forms.CharField(
        label=_("Your own reference"),
        max_length=120,
        required=False,
        widget=Text(width=20, attrs={"autocomplete": "off"}),
        help_text=_("With it the same report is recognised when it is sent again, by any way."),
    )
    _KNOWN: ClassVar[tuple[str, ...]] = (
        "reporter_kind",
        "organisation_name",
        "name",
        "email",
        "telephone",
        "on_behalf_of",
        "wants_answer",
    )

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        for name in self._KNOWN:
            del self.fields[name]

    def incoming(self) -> IncomingReport:
        """The report in the one shape of all doors, from this organisation."""
        self.cleaned_data |= dict.fromkeys(self._KNOWN, "") | {
            "reporter_kind": "organisation",
            "organisation_name": self.organisation.name,
            "wants_answer": True,
        }
        mine = super().incoming()
        reference = self.cleaned_data["external_reference"]
        kept = mine.model_dump(exclude={"external_reference", "external_source", "concern_stated_by", "category_basis"})
        return IncomingReport.from_fields(
            **kept,
            external_source=self.organisation.code if reference else "",
            external_reference=reference,
            concern_stated_by=mine.concern_stated_by or (self.organisation.name if mine.specific_concern else ""),
            category_basis=NAMED_BY.format(name=self.organisation.name) if mine.categories else "",
        )


class AddWords(forms.Form):
    """Something more that the reporter knows."""

    words = forms.CharField(
        label=_("Something more to tell about this report"),
        max_length=500,
        widget=LongText(rows=3),
        help_text=_("Short. No files, and no description of abuse."),
    )
