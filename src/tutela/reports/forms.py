"""Forms that say what a report is: as it is taken, as a person makes it out, as a case is opened from it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.core import identifiers
from tutela.core.errors import BadInput
from tutela.core.form_fields import offer
from tutela.core.marking import gettext_noop
from tutela.core.partial_date import PartialDate
from tutela.core.widgets import Checkboxes, LongText, PartialDateText, Radios, Text
from tutela.organisations.countries import country_choices
from tutela.organisations.models import Place
from tutela.reports.incoming import IncomingReport

# Kept with the report in English, and said in the language of whoever reads it.
CHOSEN = gettext_noop("Chosen by whoever took the report")


def category_choices() -> list[tuple[str, str]]:
    """The categories as a form offers them."""
    return [(one.code, one.label) for one in typology.categories()]


class TakeReport(forms.Form):
    """A report that staff take, for themselves or on a caller's behalf."""

    fieldsets = (
        (_("The child"), ("specific_concern", "concern_stated_by")),
        (_("What is reported"), ("summary", "categories", "occurred", "countries", "place_words", "identifiers")),
        (_("Who told us"), ("reporter_kind", "name", "email", "telephone", "on_behalf_of", "wants_answer")),
    )
    summary = forms.CharField(
        label=_("What is reported"),
        max_length=500,
        widget=LongText(rows=4),
        help_text=_("Short and administrative. No description of abuse, no quotations from messages."),
    )
    specific_concern = forms.ChoiceField(
        label=_("Is there a specific concern that a child is being harmed now?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("not_known", _("Not yet known"))],
        widget=Radios(reveals={"yes": "concern_grounds"}, inline=False),
        initial="not_known",
        help_text=_("If yes, whoever is on duty is called at once, at any hour."),
    )
    concern_grounds = forms.CharField(label=_("On what grounds"), max_length=300, required=False)
    concern_stated_by = forms.CharField(label=_("Who says so"), max_length=120, required=False)
    categories = forms.MultipleChoiceField(
        label=_("Suspected categories"),
        required=False,
        widget=Checkboxes(small=True),
        help_text=_("As many as may fit; it can wait."),
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries that may be concerned"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    place_words = forms.CharField(label=_("Place, if known"), max_length=120, required=False)
    occurred = forms.CharField(
        label=_("When it happened"),
        required=False,
        widget=PartialDateText(),
        help_text=_("As much as is known: 2004, May 2004, 17 May 2004."),
    )
    identifiers = forms.CharField(
        label=_("Identifiers"),
        required=False,
        widget=LongText(rows=3),
        help_text=_("E-mail addresses, telephones, account names, web addresses: one a line."),
    )
    reporter_kind = forms.ChoiceField(
        label=_("Who told us"),
        choices=[
            ("organisation", _("An organisation")),
            ("person", _("A person who gives a name or a contact")),
            ("unknown", _("Somebody who wishes to stay unknown")),
        ],
        widget=Radios(
            hints={
                "unknown": _("Nothing is ever e-mailed to them. They come back with their reference and secret code.")
            },
            reveals={"organisation": "organisation_name"},
        ),
        initial="person",
    )
    organisation_name = forms.CharField(label=_("Name of the organisation"), max_length=120, required=False)
    name = forms.CharField(label=_("Name of the person"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    telephone = forms.CharField(label=_("Telephone"), max_length=40, required=False, widget=Text(width=20))
    on_behalf_of = forms.CharField(label=_("Reported on behalf of"), max_length=120, required=False)
    wants_answer = forms.BooleanField(label=_("They want to hear what becomes of it"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "categories", category_choices())
        offer(self, "countries", country_choices())

    def clean_occurred(self) -> str:
        """As much of the date as is known; it is never completed."""
        given = self.cleaned_data["occurred"].strip()
        if not given:
            return ""
        try:
            return str(PartialDate.parse(given))
        except BadInput as error:
            raise forms.ValidationError(f"{error.what} {error.mend}") from None

    def clean(self) -> dict[str, Any]:
        """A concern has grounds; somebody unknown leaves no address."""
        cleaned = super().clean() or {}
        if cleaned.get("specific_concern") == "yes" and not cleaned.get("concern_grounds"):
            self.add_error("concern_grounds", gettext("Say what makes the concern specific."))
        if cleaned.get("reporter_kind") == "organisation" and not cleaned.get("organisation_name"):
            self.add_error("organisation_name", gettext("Name the organisation."))
        if cleaned.get("reporter_kind") == "unknown" and any(
            cleaned.get(one) for one in ("name", "email", "telephone")
        ):
            self.add_error(
                "reporter_kind",
                gettext("Somebody who stays unknown leaves no name or address: clear them, or choose “a person”."),
            )
        return cleaned

    def incoming(self) -> IncomingReport:
        """The report in the one shape of all doors. Raises BadInput for what the form could not see."""
        data = self.cleaned_data
        return IncomingReport.from_fields(
            door="staff",
            summary=data["summary"],
            specific_concern={"yes": True, "no": False, "not_known": None}[data["specific_concern"]],
            concern_grounds=data["concern_grounds"],
            concern_stated_by=data["concern_stated_by"],
            categories=data["categories"],
            category_basis=CHOSEN if data["categories"] else "",
            countries=data["countries"],
            place_words=data["place_words"],
            occurred=data["occurred"] or None,
            identifiers=[{"kind": kind_of(line), "raw": line} for line in _lines(data["identifiers"])],
            reporter={
                "kind": data["reporter_kind"],
                "organisation_name": data["organisation_name"],
                "name": data["name"],
                "email": data["email"],
                "telephone": data["telephone"],
                "on_behalf_of": data["on_behalf_of"],
                "wants_answer": data["wants_answer"],
                "stays_unknown": data["reporter_kind"] == "unknown",
            },
        )


def _lines(text: str) -> Iterable[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def kind_of(raw: str) -> str:
    """The kind of an identifier that somebody typed without saying which."""
    if "://" in raw or raw.startswith("www."):
        return "url"
    for kind in ("hash_sha256", "hash_sha1", "hash_md5", "ip", "email"):
        try:
            identifiers.normalise(kind, raw)
        except BadInput:
            continue
        return kind
    digits = sum(character.isdigit() for character in raw)
    if digits >= 6 and all(character.isdigit() or character in "+ ()-./" for character in raw):
        return "telephone"
    return "account" if ":" in raw or raw.startswith("@") else "other"


class Triage(forms.Form):
    """What a person makes of the report."""

    fieldsets = (
        (_("The child"), ("specific_concern",)),
        (_("What it may concern"), ("categories", "countries", "place")),
    )
    categories = forms.MultipleChoiceField(
        label=_("Suspected categories"), required=False, widget=Checkboxes(small=True)
    )
    specific_concern = forms.ChoiceField(
        label=_("Is there a specific concern that a child is being harmed now?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("not_known", _("Not yet known"))],
        widget=Radios(reveals={"yes": "concern_grounds"}),
        help_text=_("A new “yes” calls whoever is on duty at once, at any hour."),
    )
    concern_grounds = forms.CharField(label=_("On what grounds"), max_length=500, required=False)
    countries = forms.MultipleChoiceField(
        label=_("Countries that may be concerned"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    place = forms.ModelChoiceField(
        label=pgettext_lazy("place", "Area"),
        queryset=Place.objects.all(),
        required=False,
        empty_label=_("Not yet known"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "categories", category_choices())
        offer(self, "countries", country_choices())
