"""Forms of the pages about reports: they parse, and return what the verbs take."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from tutela import typology
from tutela.accounts.models import User
from tutela.core import identifiers
from tutela.core.errors import BadInput
from tutela.core.partial_date import PartialDate
from tutela.organisations.countries import country_choices
from tutela.organisations.models import Organisation, Place
from tutela.reports.answer_templates import templates_for
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Report


def category_choices() -> list[tuple[str, str]]:
    """The categories as a form offers them."""
    return [(one.code, one.label) for one in typology.categories()]


class TakeReport(forms.Form):
    """A report that staff take, for themselves or on a caller's behalf."""

    summary = forms.CharField(
        label="What is reported",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Short and administrative. No description of abuse, no quotations from messages.",
    )
    specific_concern = forms.ChoiceField(
        label="Is there a specific concern that a child is being harmed now?",
        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not yet known")],
        widget=forms.RadioSelect,
        initial="not_known",
        help_text="If yes, whoever is on duty is called at once.",
    )
    concern_grounds = forms.CharField(label="On what grounds", max_length=300, required=False)
    concern_stated_by = forms.CharField(label="Who says so", max_length=120, required=False)
    categories = forms.MultipleChoiceField(
        label="Suspected categories",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="As many as may fit; it can wait.",
    )
    countries = forms.MultipleChoiceField(
        label="Countries that may be concerned", required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    place_words = forms.CharField(label="Place, if known", max_length=120, required=False)
    occurred = forms.CharField(
        label="When it happened", required=False, help_text="As much as is known: 2004, May 2004, 17 May 2004."
    )
    identifiers = forms.CharField(
        label="Identifiers",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="E-mail addresses, telephones, account names, web addresses: one a line.",
    )
    reporter_kind = forms.ChoiceField(
        label="Who told us",
        choices=[
            ("organisation", "An organisation"),
            ("person", "A person who gives a name or a contact"),
            ("unknown", "Somebody who wishes to stay unknown"),
        ],
        widget=forms.RadioSelect,
        initial="person",
    )
    organisation_name = forms.CharField(label="Name of the organisation", max_length=120, required=False)
    name = forms.CharField(label="Name of the person", max_length=120, required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    telephone = forms.CharField(label="Telephone", max_length=40, required=False)
    on_behalf_of = forms.CharField(label="Reported on behalf of", max_length=120, required=False)
    wants_answer = forms.BooleanField(label="They want to hear what becomes of it", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = category_choices()  # type: ignore[attr-defined]
        self.fields["countries"].choices = country_choices()  # type: ignore[attr-defined]

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
            self.add_error("concern_grounds", "Say what makes the concern specific.")
        if cleaned.get("reporter_kind") == "organisation" and not cleaned.get("organisation_name"):
            self.add_error("organisation_name", "Name the organisation.")
        if cleaned.get("reporter_kind") == "unknown" and any(
            cleaned.get(one) for one in ("name", "email", "telephone")
        ):
            self.add_error(
                "reporter_kind",
                "Somebody who stays unknown leaves no name or address: clear them, or choose “a person”.",
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
            category_basis="Chosen by whoever took the report" if data["categories"] else "",
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

    categories = forms.MultipleChoiceField(
        label="Suspected categories", required=False, widget=forms.CheckboxSelectMultiple
    )
    specific_concern = forms.ChoiceField(
        label="Is there a specific concern that a child is being harmed now?",
        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not yet known")],
        widget=forms.RadioSelect,
    )
    concern_grounds = forms.CharField(label="On what grounds", max_length=500, required=False)
    countries = forms.MultipleChoiceField(
        label="Countries that may be concerned", required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    place = forms.ModelChoiceField(
        label="Area", queryset=Place.objects.all(), required=False, empty_label="Not yet known"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = category_choices()  # type: ignore[attr-defined]
        self.fields["countries"].choices = country_choices()  # type: ignore[attr-defined]


class Send(forms.Form):
    """To whom, and why."""

    to = forms.ModelChoiceField(label="Send it to", queryset=Organisation.objects.filter(is_active=True))
    reason = forms.CharField(label="Why it goes there", max_length=300)


class Assign(forms.Form):
    """Who handles it from now on."""

    handler = forms.ModelChoiceField(label="Handler", queryset=User.objects.filter(is_active=True))


class SendAnswer(forms.Form):
    """Which of the texts goes to the reporter."""

    template = forms.ChoiceField(label="What to say", widget=forms.RadioSelect)

    def __init__(self, report: Report, *args: Any, receipt_owed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if report.state == Report.State.DECIDED:
            offered = templates_for("outcome", report.disposition) + templates_for("progress")
        else:
            offered = (templates_for("receipt") if receipt_owed else []) + templates_for("progress")
        self.fields["template"].choices = [(one.code, f"{one.label} ({one.kind})") for one in offered]  # type: ignore[attr-defined]
        self.offered = offered


class Words(forms.Form):
    """A reason, in a few words."""

    words = forms.CharField(label="In a few words", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ProposeNoInvestigation(forms.Form):
    """Coded grounds, words, and when it is looked at again."""

    grounds = forms.ChoiceField(label="Grounds", widget=forms.RadioSelect)
    words = forms.CharField(label="In words", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    review_on = forms.CharField(label="Look at it again on", help_text="For example 27 March 2027.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grounds"].choices = typology.choices("not_investigated_grounds")  # type: ignore[attr-defined]

    def clean_review_on(self) -> date:
        """A whole date, ahead."""
        try:
            given = PartialDate.parse(self.cleaned_data["review_on"])
        except BadInput as error:
            raise forms.ValidationError(f"{error.what} {error.mend}") from None
        if given.day is None:
            raise forms.ValidationError("A review has a day: write, for example, 27 March 2027.")
        if given.earliest <= timezone.now().date():
            raise forms.ValidationError("The review must lie ahead.")
        return given.earliest


class Second(forms.Form):
    """The second person's word."""

    agrees = forms.ChoiceField(
        label="Do you agree?", choices=[("yes", "I agree"), ("no", "I do not agree")], widget=forms.RadioSelect
    )
    words = forms.CharField(label="In words", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class Decline(forms.Form):
    """Why an offer is declined."""

    reason = forms.ChoiceField(label="Reason", widget=forms.RadioSelect)
    words = forms.CharField(label="In words", max_length=300, required=False, help_text="Needed for “other”.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = typology.choices("hand_over_decline_reason")  # type: ignore[attr-defined]


class OpenCase(forms.Form):
    """What is known when a case is opened from a report."""

    summary = forms.CharField(
        label="Summary", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="Short and administrative."
    )
    category = forms.ChoiceField(label="Category")
    type = forms.ChoiceField(label="Type", required=False)
    type_words = forms.CharField(label="Other type, in words", max_length=120, required=False)
    facets = forms.MultipleChoiceField(label="Facets", required=False, widget=forms.CheckboxSelectMultiple)
    children = forms.CharField(
        label="Children in the case",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line: a name, or “not yet identified”. Each gets a record, and somebody who answers for it.",
    )
    suspects = forms.CharField(
        label="Suspects",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One a line: a name, or “not known”.",
    )
    standing = forms.ChoiceField(label="Standing of the suspects")
    source = forms.CharField(label="According to", max_length=120, required=False)
    restricted = forms.BooleanField(label="Restrict the case to named persons", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]
        types = [
            (f"{one.code}:{term.code}", f"{one.code}: {term.label}")
            for one in typology.categories()
            for term in one.types
        ]
        self.fields["type"].choices = [("", "Not yet known"), ("other", "Other, with words"), *types]  # type: ignore[attr-defined]
        self.fields["facets"].choices = [  # type: ignore[attr-defined]
            (f"{one.code}:{value.code}", f"{one.code}: {value.label}")
            for one in typology.categories()
            for facet in one.facets
            for value in facet.values
        ]
        self.fields["standing"].choices = typology.choices("standing")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A type and its facets belong to the chosen category."""
        cleaned = super().clean() or {}
        category, chosen = cleaned.get("category", ""), cleaned.get("type", "")
        if ":" in chosen and not chosen.startswith(f"{category}:"):
            self.add_error("type", f"That type belongs to another category than {category}.")
        if chosen == "other" and not cleaned.get("type_words"):
            self.add_error("type_words", "Say what type it is.")
        if any(not facet.startswith(f"{category}:") for facet in cleaned.get("facets", [])):
            self.add_error("facets", f"Choose facets of {category} only.")
        return cleaned
