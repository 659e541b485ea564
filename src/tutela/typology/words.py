"""What a vocabulary is made of: terms, facets, categories and lists. All of it is frozen; nothing here reads a file.

What stands in the file is English (``english``, ``english_meaning``, ``english_note``); ``label``, ``meaning`` and ``note`` say
it in the language that is active, which is the reader's on a page and English in the API, in commands and in jobs.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext, pgettext

from tutela.core.errors import BadInput
from tutela.core.marking import gettext_noop

OTHER = "other"
"""The code of *other*, which every list has; whoever chooses it says in words what it is [¶ 5.1.1]."""

NOT_YET_KNOWN = "not_yet_known"
"""The code of *not yet known*: a value of its own, never a blank [domain.md, section 2]."""

CONTEXT = "typology"
"""What tells a word of the vocabulary from the same word on a button (Home, Review) in a catalogue of translations."""


def _said(english: str) -> str:
    """A text of the vocabulary in the language that is active; what nobody has translated stays as it is."""
    return pgettext(CONTEXT, english) if english else ""


class _Labelled:
    """What has words, kept in English and said in the language that is active."""

    __slots__ = ()
    english: str

    @property
    def label(self) -> str:
        return _said(self.english)


class _Noted(_Labelled):
    """What may say more of itself."""

    __slots__ = ()
    english_note: str

    @property
    def note(self) -> str:
        return _said(self.english_note)


@dataclass(frozen=True, slots=True)
class Term(_Noted):
    """One value that can be chosen. `needs_words` says that the choice is void without words beside it."""

    code: str
    english: str
    english_note: str = ""
    source: str = ""
    needs_words: bool = False
    added_here: bool = False


@dataclass(frozen=True, slots=True)
class TermList(_Noted):
    """A closed list of terms, in the order in which they are shown."""

    code: str
    english: str
    source: str
    terms: tuple[Term, ...]
    english_note: str = ""
    reason_of_an_act: bool = False

    def term(self, code: str) -> Term:
        """The term with this code, or `BadInput` that names the nearest."""
        return _find(self.terms, code, gettext_noop("“{code}” is not in the list “{of}”."), of=self.english)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(term.code for term in self.terms)


@dataclass(frozen=True, slots=True)
class Facet(_Labelled):
    """One side of a category, such as the direction of movement; several facets are asked of one category."""

    code: str
    english: str
    source: str
    values: tuple[Term, ...]

    def value(self, code: str) -> Term:
        """The value with this code, or `BadInput` that names the nearest."""
        return _find(self.values, code, gettext_noop("“{code}” is not in the facet “{of}”."), of=self.english)


@dataclass(frozen=True, slots=True)
class Category(_Noted):
    """One of the study's categories. A case has one or more [¶ 13.1.31], each with its own types and facets."""

    code: str
    english: str
    english_meaning: str
    source: str
    types: tuple[Term, ...] = ()
    facets: tuple[Facet, ...] = ()
    english_note: str = ""

    @property
    def meaning(self) -> str:
        return _said(self.english_meaning)

    def type(self, code: str) -> Term:
        """The type with this code, or `BadInput` that names the nearest."""
        return _find(self.types, code, gettext_noop("“{code}” is not in the types of {of}."), of=self.code)

    def facet(self, code: str) -> Facet:
        """The facet with this code, or `BadInput` that names the nearest."""
        return _find(self.facets, code, gettext_noop("“{code}” is not in the facets of {of}."), of=self.code)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of it, as loaded and checked."""

    categories: tuple[Category, ...]
    lists: tuple[TermList, ...]

    def category(self, code: str) -> Category:
        """The category with this code (ICV, IBI …), or `BadInput` that names the nearest."""
        return _find(self.categories, code.strip().upper(), gettext_noop("“{code}” is not in the categories."))

    def term_list(self, code: str) -> TermList:
        """The list with this code (standing, reading_purpose …), or `BadInput` that names the nearest."""
        return _find(self.lists, code, gettext_noop("“{code}” is not in the lists of the vocabulary."))

    def texts(self) -> Iterator[str]:
        """Every English text that can be shown, for whoever translates."""
        for category in self.categories:
            yield from (category.english, category.english_meaning, category.english_note)
            for facet in category.facets:
                yield facet.english
                yield from _texts(facet.values)
            yield from _texts(category.types)
        for each in self.lists:
            yield from (each.english, each.english_note)
            yield from _texts(each.terms)


def _texts(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        yield from (term.english, term.english_note)


Coded = TypeVar("Coded", Term, Facet, Category, TermList)


def _find(among: Iterable[Coded], code: str, refusal: str, of: str = "") -> Coded:
    by_code = {each.code: each for each in among}
    if code in by_code:
        return by_code[code]
    near = difflib.get_close_matches(code, by_code, n=1, cutoff=0.5)
    if near:
        mend = gettext("Did you mean “{code}”?").format(code=near[0])
    elif by_code:
        mend = gettext("Choose one of: {codes}.").format(codes=", ".join(by_code))
    else:
        mend = gettext("Choose one of: nothing, the list is empty.")
    raise BadInput(gettext(refusal).format(code=code, of=_said(of)), mend=mend, code="unknown_term")
