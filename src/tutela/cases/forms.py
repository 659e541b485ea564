"""Forms of the pages about cases: they parse, and return what the verbs take."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.queries import colleagues
from tutela.cases.models import Case, Entry, Person
from tutela.cases.services.open_case import NewCategory, NewChild, NewPerson
from tutela.children.forms import ChildFields
from tutela.children.forms.sharing import ShareJointly
from tutela.children.models import Child
from tutela.core import clock
from tutela.core.fields import PartialDateFormField, WordsField
from tutela.core.form_fields import offer
from tutela.core.identifiers import KINDS
from tutela.core.widgets import Checkboxes, LongText, PartialDateText, Radios, Text
from tutela.organisations.countries import country_choices

Fieldsets = tuple[tuple[str | Promise, tuple[str, ...]], ...]
NOT_KNOWN = ("", _("Not yet known"))


class CaseFilter(forms.Form):
    """The filters of the list of cases; they live in the address."""

    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[
            ("", _("Our organisation's")),
            ("mine", _("Those I handle")),
            ("shared", _("Shared with us or with me")),
        ],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Case.State.choices])
    category = forms.ChoiceField(label=_("Category"), required=False)
    handler = forms.ChoiceField(label=_("Handler"), required=False)
    restricted = forms.ChoiceField(
        label=_("Restricted"),
        required=False,
        choices=[("", _("Any")), ("yes", _("Restricted only")), ("no", _("Not restricted"))],
    )
    words = forms.CharField(label=_("Words in it"), required=False, max_length=120, widget=Text(width=20))

    def __init__(self, *args: Any, organisation_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [(one.code, f"{one.code}: {one.label}") for one in typology.categories()]
        offer(self, "category", [("", gettext("Any")), *codes])
        people = colleagues(organisation_id or 0, list(WRITES_RECORDS), now=clock.now()).values_list("pk", "name")
        offer(
            self,
            "handler",
            [
                ("", gettext("Anybody")),
                ("nobody", gettext("Nobody yet")),
                *((str(number), name) for number, name in people),
            ],
        )


class WriteEntry(forms.Form):
    """One entry of the record."""

    words = WordsField(
        label=pgettext_lazy("of a record", "Entry"),
        max_length=500,
        widget=LongText(rows=3),
        help_text=_("One short administrative sentence. No description of abuse, no quotations."),
    )
    nature = forms.ChoiceField(
        label=_("What it is"),
        choices=Entry.Nature.choices,
        initial=Entry.Nature.FACT,
        widget=Radios(
            hints={
                "fact": _("Somebody saw, heard or holds it."),
                "inference": _("It follows from facts."),
                "opinion": _("Somebody thinks so."),
            }
        ),
    )
    source = WordsField(label=_("From whom"), max_length=120, widget=Text(width=30))
    section = forms.ChoiceField(label=_("Section of the record"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "section", typology.choices("case_section"))
        self.fields["section"].initial = "general"


class CategoryFields(forms.Form):
    """A category with its type and facets. Types and facets of every category are offered; only those that fit are taken."""

    category = forms.ChoiceField(label=_("Category"), widget=Radios())
    type = forms.ChoiceField(label=_("Type"))
    type_words = WordsField(label=_("Other type, in words"), max_length=120, required=False, widget=Text(width=30))
    facets = forms.MultipleChoiceField(label=_("Facets"), required=False, widget=Checkboxes())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = typology.categories()
        offer(self, "category", [(one.code, f"{one.label} ({one.code})") for one in known])
        self.fields["category"].widget.hints = {one.code: one.meaning for one in known}
        named = [
            (one.label, [(f"{one.code}:{term.code}", term.label) for term in one.types if _is_named(term.code)])
            for one in known
        ]
        offer(
            self,
            "type",
            [
                (typology.NOT_YET_KNOWN, gettext("Not yet known")),
                (typology.OTHER, gettext("Other, with words")),
                *((label, types) for label, types in named if types),
            ],
        )
        offer(
            self,
            "facets",
            [
                (f"{one.code}:{value.code}", f"{one.code}, {facet.label.lower()}: {value.label}")
                for one in known
                for facet in one.facets
                for value in facet.values
                if _is_named(value.code)
            ],
        )

    def clean(self) -> dict[str, Any]:
        """A type and its facets belong to the chosen category; *other* has words."""
        cleaned = super().clean() or {}
        category, chosen = cleaned.get("category", ""), cleaned.get("type", "")
        if ":" in chosen and not chosen.startswith(f"{category}:"):
            what = gettext("That type is not one of %(category)s. Choose one of its types, or not yet known.")
            self.add_error("type", what % {"category": category})
        if chosen == typology.OTHER and not cleaned.get("type_words"):
            self.add_error("type_words", gettext("Say what type it is."))
        if any(not one.startswith(f"{category}:") for one in cleaned.get("facets", [])):
            self.add_error("facets", gettext("Choose facets of %(category)s only.") % {"category": category})
        return cleaned

    def new_category(self) -> NewCategory:
        """What the form says, as the verb takes it."""
        data = self.cleaned_data
        return NewCategory(
            data["category"],
            data["type"].partition(":")[2] or data["type"],
            data["type_words"] if data["type"] == typology.OTHER else "",
            tuple(one.partition(":")[2] for one in data["facets"]),
        )


def _is_named(code: str) -> bool:
    return code not in (typology.OTHER, typology.NOT_YET_KNOWN)


class EnterPerson(forms.Form):
    """Somebody in the case other than a child, with the standing that a source gives them."""

    capacity = forms.ChoiceField(
        label=_("In what capacity"),
        choices=Person.Capacity.choices,
        widget=Radios(hints={"suspect": _("Everything said of a suspect has a standing and a source.")}),
    )
    label = WordsField(
        label=_("What the record calls them"),
        max_length=60,
        widget=Text(width=20),
        help_text=_("For example: Suspect 1."),
    )
    name = WordsField(label=_("Name"), max_length=120, required=False, widget=Text(width=30))
    birth_date = PartialDateFormField(
        label=_("Date of birth"),
        required=False,
        widget=PartialDateText(),
        help_text=_("As much as is known: 1984, May 1984."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    identifiers = forms.CharField(
        label=_("Identifiers"),
        required=False,
        widget=LongText(rows=2),
        help_text=_("One a line: e-mail addresses, telephones, accounts. They are found as a whole."),
    )
    standing = forms.ChoiceField(
        label=_("Standing"), help_text=_("For a suspect. Alleged and suspected are not established.")
    )
    source = WordsField(label=_("Who says so"), max_length=120, required=False, widget=Text(width=30))
    since = PartialDateFormField(label=_("Since when"), required=False, widget=PartialDateText())

    fieldsets: Fieldsets = (
        (_("The person"), ("capacity", "label", "name", "birth_date", "country", "identifiers")),
        (_("Standing"), ("standing", "source", "since")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", [NOT_KNOWN, *country_choices()])
        offer(self, "standing", typology.choices("standing"))
        self.fields["standing"].initial = "suspected"

    def clean(self) -> dict[str, Any]:
        """A standing has a source."""
        cleaned = super().clean() or {}
        if cleaned.get("capacity") == Person.Capacity.SUSPECT and not cleaned.get("source"):
            self.add_error("source", gettext("Say who gives the suspect this standing."))
        return cleaned

    def new_person(self) -> NewPerson:
        """What the form says, as the verb takes it."""
        data = self.cleaned_data
        return NewPerson(
            data["capacity"],
            data["label"],
            name=data["name"],
            standing=data["standing"],
            source=data["source"],
            since=str(data["since"] or ""),
            birth_date=str(data["birth_date"] or ""),
            country=data["country"],
            identifiers=tuple(line.strip()[:400] for line in data["identifiers"].splitlines() if line.strip()),
        )


class Whose(forms.Form):
    """Of whom in the case something is said: the case itself, a child or another person in it."""

    ORDER: Sequence[str] = ()

    whose = forms.ChoiceField(label=_("Whose it is"), required=False)

    def __init__(self, *args: Any, people: Sequence[Person], children: Sequence[Child], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.ORDER)
        self.people = {f"person-{one.pk}": one for one in people}
        self.children = {f"child-{one.pk}": one for one in children}
        offer(
            self,
            "whose",
            [
                ("", gettext("The case as a whole")),
                *((key, one.label) for key, one in self.children.items()),
                *((key, one.label) for key, one in self.people.items()),
            ],
        )

    def said(self) -> dict[str, Any]:
        """What the form says, as the verb takes it."""
        data = dict(self.cleaned_data)
        whose = data.pop("whose")
        return data | {"person": self.people.get(whose), "child": self.children.get(whose)}


class EnterIdentifier(Whose):
    """What somebody is known by."""

    raw = WordsField(
        label=_("Identifier"),
        max_length=400,
        widget=Text(width=30),
        help_text=_("As it was written: an address, a number, a name."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        help_text=_("Only what is plain is recognised."),
    )
    source = WordsField(label=_("Who says so"), max_length=120, widget=Text(width=30))

    ORDER = ("raw", "kind", "whose", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, gettext(words)) for code, words in KINDS.items()]
        offer(self, "kind", [("", gettext("Recognise it")), *kinds])


class EnterPlace(Whose):
    """A place of the case."""

    kind = forms.ChoiceField(label=_("What it is to the case"), widget=Radios(reveals={"other": "kind_words"}))
    kind_words = WordsField(label=_("Which"), max_length=120, required=False, widget=Text(width=30))
    country = forms.ChoiceField(label=_("Country"), required=False)
    area = WordsField(
        label=pgettext_lazy("of a country", "Area"),
        max_length=80,
        required=False,
        widget=Text(width=30),
        help_text=_("A town or region. Never an address."),
    )
    since = PartialDateFormField(label=_("Since when"), required=False, widget=PartialDateText())
    source = WordsField(label=_("Who says so"), max_length=120, widget=Text(width=30))

    ORDER = ("kind", "kind_words", "whose", "country", "area", "since", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", typology.choices("place_kind"))
        offer(self, "country", [NOT_KNOWN, *country_choices()])

    def said(self) -> dict[str, Any]:
        """A partial date as it is kept."""
        data = super().said()
        return data | {"since": str(data["since"] or "")}


class SayStanding(forms.Form):
    """What a source now says of a person."""

    standing = forms.ChoiceField(label=_("Standing"), widget=Radios())
    source = WordsField(label=_("Who says so"), max_length=120, widget=Text(width=30))
    grading = forms.ChoiceField(label=_("How reliable the source is"), required=False)
    since = PartialDateFormField(
        label=_("Since when"), required=False, widget=PartialDateText(), help_text=_("As much as is known.")
    )
    words = WordsField(
        label=_("In words"),
        max_length=200,
        required=False,
        widget=LongText(rows=2),
        help_text=_("Needed for no further action."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "standing", typology.choices("standing"))
        offer(self, "grading", gradings())


def gradings() -> list[tuple[str, str]]:
    """How reliable a source is, where somebody has judged it [¶ 12.5.16]."""
    known = [(one.code, one.label) for one in typology.terms("source_grading") if _is_named(one.code)]
    return [("", gettext("Not graded")), *known]


class EnterChild(ChildFields):
    """A child in the case, known or not yet identified."""

    def new_child(self) -> NewChild:
        """What the form says, as the verb takes it."""
        data = self.cleaned_data
        return NewChild(
            data["label"],
            name=data["name"],
            birth_date=str(data["birth_date"] or ""),
            sex=data["sex"],
            countries=tuple(data["countries"]),
            safety=data["safety"],
        )


class ShareCase(ShareJointly):
    """With whom a case is shared, and whether its children's records go with it."""

    with_children = forms.BooleanField(label=_("Also the records of the children in it"), required=False, initial=True)
    field_order = ("organisation", "with_children", "may_write")


class Close(forms.Form):
    """Why a case ends."""

    grounds = forms.ChoiceField(label=_("Grounds"), widget=Radios())
    words = WordsField(label=_("In words"), max_length=500, widget=LongText(rows=3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "grounds", typology.choices("case_close_grounds"))
