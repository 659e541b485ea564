"""What a vocabulary is made of: terms, facets, categories and lists. All of it is frozen; nothing here reads a file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from tutela.core.errors import BadInput

OTHER = "other"
"""The code of *other*, which every list has; whoever chooses it says in words what it is [¶ 5.1.1]."""

NOT_YET_KNOWN = "not_yet_known"
"""The code of *not yet known*: a value of its own, never a blank [domain.md, section 2]."""


@dataclass(frozen=True, slots=True)
class Term:
    """One value that can be chosen. `needs_words` says that the choice is void without words beside it."""

    code: str
    label: str
    note: str = ""
    source: str = ""
    needs_words: bool = False
    added_here: bool = False


@dataclass(frozen=True, slots=True)
class TermList:
    """A closed list of terms, in the order in which they are shown."""

    code: str
    label: str
    source: str
    terms: tuple[Term, ...]
    note: str = ""
    reason_of_an_act: bool = False

    def term(self, code: str) -> Term:
        """The term with this code, or `BadInput` that names the nearest."""
        return _find(self.terms, code, f"the list “{self.label}”")

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(term.code for term in self.terms)


@dataclass(frozen=True, slots=True)
class Facet:
    """One side of a category, such as the direction of movement; several facets are asked of one category."""

    code: str
    label: str
    source: str
    values: tuple[Term, ...]

    def value(self, code: str) -> Term:
        """The value with this code, or `BadInput` that names the nearest."""
        return _find(self.values, code, f"the facet “{self.label}”")


@dataclass(frozen=True, slots=True)
class Category:
    """One of the study's categories. A case has one or more [¶ 13.1.31], each with its own types and facets."""

    code: str
    label: str
    meaning: str
    source: str
    types: tuple[Term, ...] = ()
    facets: tuple[Facet, ...] = ()
    note: str = ""

    def type(self, code: str) -> Term:
        """The type with this code, or `BadInput` that names the nearest."""
        return _find(self.types, code, f"the types of {self.code}")

    def facet(self, code: str) -> Facet:
        """The facet with this code, or `BadInput` that names the nearest."""
        return _find(self.facets, code, f"the facets of {self.code}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of it, as loaded and checked."""

    categories: tuple[Category, ...]
    lists: tuple[TermList, ...]

    def category(self, code: str) -> Category:
        """The category with this code (ICV, IBI …), or `BadInput` that names the nearest."""
        return _find(self.categories, code.strip().upper(), "the categories")

    def term_list(self, code: str) -> TermList:
        """The list with this code (standing, reading_purpose …), or `BadInput` that names the nearest."""
        return _find(self.lists, code, "the lists of the vocabulary")


Coded = TypeVar("Coded", Term, Facet, Category, TermList)


def _find(among: Iterable[Coded], code: str, where: str) -> Coded:
    by_code = {each.code: each for each in among}
    if code in by_code:
        return by_code[code]
    near = difflib.get_close_matches(code, by_code, n=1, cutoff=0.5)
    mend = (
        f"Did you mean “{near[0]}”?"
        if near
        else f"Choose one of: {', '.join(by_code) or 'nothing, the list is empty'}."
    )
    raise BadInput(f"“{code}” is not in {where}.", mend=mend, code="unknown_term")
