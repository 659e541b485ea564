"""Codes of the typology in words, for pages and exports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from tutela import typology
from tutela.cases.models import Place
from tutela.core.marking import gettext_noop
from tutela.core.partial_date import PartialDate
from tutela.organisations.countries import country_name

# What the program itself writes into a record; it is kept in English, and said in the reader's language.
OPENED = gettext_noop("The case was opened.")
NO_SOURCE = gettext_noop("not yet known")


@dataclass(frozen=True)
class CategoryInWords:
    """A category of a case as a page shows it."""

    pk: int
    code: str
    label: str
    type: str
    facets: Sequence[str]


def category_in_words(one: Mapping[str, Any]) -> CategoryInWords:
    """Code, label, type and facets of a category of a case."""
    known = typology.category(one["category"])
    types = {term.code: term.label for term in known.types}
    shown = {
        typology.NOT_YET_KNOWN: gettext("type not yet known"),
        typology.OTHER: one["words"] or gettext("other"),
    }
    facets = {value.code: value.label for facet in known.facets for value in facet.values}
    return CategoryInWords(
        one["pk"],
        known.code,
        known.label,
        shown.get(one["type"]) or types.get(one["type"], one["type"]),
        [facets.get(code, code) for code in one["facets"] or ()],
    )


def section_in_words(code: str) -> str:
    """A section of the case record; an older code is shown as it is written."""
    return dict(typology.choices("case_section")).get(code, code.replace("_", " ").capitalize())


def standing_in_words(code: str) -> str:
    """The standing of a person."""
    return dict(typology.choices("standing")).get(code, code.replace("_", " ").capitalize())


def place_in_words(place: Place) -> str:
    """What a place is to the case, and where: its area and country."""
    kind = place.kind_words or dict(typology.choices("place_kind")).get(place.kind, place.kind.replace("_", " "))
    where = ", ".join(one for one in (place.area, country_name(place.country) if place.country else "") if one)
    if not place.since:
        return f"{kind}: {where}"
    parts = {"kind": kind, "where": where, "date": PartialDate.parse(place.since).in_words()}
    return gettext("%(kind)s: %(where)s, since %(date)s") % parts


def as_written(words: str) -> str:
    """What somebody wrote, as they wrote it; what the program wrote, in the reader's language."""
    return gettext(words) if words in (OPENED, NO_SOURCE) else words
