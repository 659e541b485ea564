"""The form that opens a case from a report: what it begins with, and what the verb takes."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela import typology
from tutela.cases.forms import CategoryFields, EnterChild, EnterPerson, Fieldsets, WriteEntry
from tutela.cases.services.open_case import NewCase, NewEntry
from tutela.core.blocks import Block, Blocks
from tutela.core.fields import WordsField
from tutela.core.form_fields import offer
from tutela.core.widgets import LongText
from tutela.reports.models import Report

_CAPACITIES = {"suspect": "suspect", "recipient": "witness", "other": "other"}


class ChildBlock(Block, EnterChild):
    """A child, known or not yet identified."""


class CategoryBlock(Block, CategoryFields):
    """A category with its type and facets."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = [(one.code, f"{one.label} ({one.code})") for one in typology.categories()]
        # Eight radios in each of several blocks would hide the rest of the form.
        self.fields["category"].widget = forms.Select()
        offer(self, "category", [("", gettext("Choose")), *known])
        self.fields["type"].initial = typology.NOT_YET_KNOWN


class PersonBlock(Block, EnterPerson):
    """Somebody else, in any capacity."""

    fieldsets: Fieldsets = ()


class EntryBlock(Block, WriteEntry):
    """One of the first entries of the record."""

    def new_entry(self) -> NewEntry:
        """What the form says, as the verb takes it."""
        data = self.cleaned_data
        return NewEntry(data["words"], data["source"], data["nature"], data["section"])


class OpenCase(forms.Form):
    """What is known when a case is opened from a report: the child first, and each thing as often as there is one."""

    summary = WordsField(
        label=_("Summary"), max_length=500, widget=LongText(rows=3), help_text=_("Short and administrative.")
    )
    restricted = forms.BooleanField(label=_("Restrict the case to named persons"), required=False)

    def __init__(self, data: Any = None, *, report: Report) -> None:
        super().__init__(data, initial={"summary": report.summary})
        known = known_from(report) if data is None else {}
        self.children = Blocks(
            "children",
            ChildBlock,
            data,
            heading=gettext("The children"),
            one=gettext("Child"),
            hint=gettext("Each gets a record, and somebody who answers for it: also one who is not yet identified."),
            known=known.get("children", ()),
        )
        self.categories = Blocks(
            "categories",
            CategoryBlock,
            data,
            heading=gettext("Categories"),
            one=gettext("Category"),
            hint=gettext("One or more; a type may be not yet known, or another one in words."),
            known=known.get("categories", ()),
        )
        self.people = Blocks(
            "people",
            PersonBlock,
            data,
            heading=gettext("Other people"),
            one=gettext("Person"),
            hint=gettext("Suspects with a standing and its source; carers, witnesses and others."),
            known=known.get("people", ()),
        )
        self.entries = Blocks(
            "entries",
            EntryBlock,
            data,
            heading=gettext("First entries of the record"),
            one=gettext("Entry"),
            hint=gettext("Fact, inference and opinion are kept apart, each with its source."),
        )

    @property
    def groups(self) -> tuple[Blocks[Any], ...]:
        """The kinds of blocks, in the order of the page."""
        return self.children, self.categories, self.people, self.entries

    @property
    def is_being_filled(self) -> bool:
        """Whether somebody has asked for a further block, and not for the case."""
        return self.is_bound and self.data.get("add") in {group.name for group in self.groups}

    def full_clean(self) -> None:
        """What is still being filled in has no faults yet."""
        if self.is_being_filled:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        """A case has one or more categories."""
        if not self.categories.wanted:
            raise forms.ValidationError(
                gettext("A case has one or more categories. Choose at least one; its type may wait.")
            )
        return super().clean() or {}

    def is_valid(self) -> bool:
        """Whether nothing is wrong, in any block."""
        return all([super().is_valid(), *(group.is_valid() for group in self.groups)])

    @property
    def block_errors(self) -> bool:
        """Whether any block has a fault, for the title of the page."""
        return any(one.errors for group in self.groups for one in group.forms)

    def new_case(self) -> NewCase:
        """What the form says, as the verb takes it."""
        return NewCase(
            summary=self.cleaned_data["summary"],
            categories=[one.new_category() for one in self.categories.wanted],
            people=[one.new_person() for one in self.people.wanted],
            children=[one.new_child() for one in self.children.wanted],
            entries=[one.new_entry() for one in self.entries.wanted],
            restricted=self.cleaned_data["restricted"],
        )


def known_from(report: Report) -> dict[str, list[dict[str, Any]]]:
    """What a report already says of the case; each is offered, and taken over only where somebody ticks it."""
    named = list(report.people.order_by("pk"))
    victims = [one for one in named if one.capacity == "victim"]
    others = [one for one in named if one.capacity in _CAPACITIES]
    source = report.get_door_display()
    return {
        "children": [
            {
                "label": gettext("Child %(number)s") % {"number": number},
                "name": _name(one),
                "birth_date": one.birth_date if one is not None else "",
                "countries": report.countries,
            }
            for number, one in enumerate(victims or [None], 1)
        ],
        "categories": [{"category": code, "type": typology.NOT_YET_KNOWN} for code in report.categories],
        "people": [
            {
                "capacity": _CAPACITIES[one.capacity],
                "label": _label(one.capacity, number),
                "name": _name(one),
                "birth_date": one.birth_date,
                "standing": "suspected",
                "source": source,
            }
            for number, one in enumerate(others, 1)
        ],
    }


def _label(capacity: str, number: int) -> str:
    words = gettext("Suspect %(number)s") if capacity == "suspect" else gettext("Person %(number)s")
    return words % {"number": number}


def _name(person: Any) -> str:
    return ", ".join(person.display_names or person.names)[:120] if person is not None else ""
