"""The questions of the case record: eleven sections in the study's order, read from data that is checked whole [Appendix C].

What an author writes (``questionnaire.toml``) and what the program works with (:class:`Questionnaire`) are two types; a file
with a fault in it is refused with every fault at once. Codes are for ever: answers are kept by them.

The words stay English here, as the documents that leave the system say them; what begins with ``shown`` is in the language of
whoever reads the page.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext, pgettext

from tutela.core.errors import BadInput, Fault
from tutela.typology.codes import CATEGORY_CODES
from tutela.typology.words import NOT_YET_KNOWN, OTHER

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_SECTION_KEYS = {"code", "label", "source", "note", "questions"}
_QUESTION_KEYS = {"code", "label", "hint", "kind", "about", "of", "terms"}
_TERM_KEYS = {"code", "label"}
# What tells these texts from those of buttons and tags that are written alike: “Search” is one of a house here.
CONTEXT = "questionnaire"


class Kind(StrEnum):
    """What an answer to a question is."""

    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    NUMBER = "number"
    COUNTRIES = "countries"
    WORDS = "words"


class About(StrEnum):
    """Of whom a question is asked: once of the case, of each suspect, or of each child."""

    CASE = "case"
    SUSPECT = "suspect"
    CHILD = "child"


CODED = frozenset({Kind.CHOICE, Kind.CHOICES})


@dataclass(frozen=True)
class Question:
    """One question. ``terms`` are code and label, *other* and *not yet known* included; ``of`` is empty where every case is asked."""

    code: str
    label: str
    kind: Kind
    about: About
    terms: tuple[tuple[str, str], ...]
    of: frozenset[str]
    hint: str = ""

    def is_asked(self, categories: Sequence[str]) -> bool:
        """Whether a case of these categories is asked it."""
        return not self.of or bool(self.of & set(categories))

    def label_of(self, code: str) -> str:
        """A value in words; one that is no longer offered is shown as it is written."""
        return dict(self.terms).get(code, code.replace("_", " ").capitalize())

    @property
    def shown_label(self) -> str:
        """The question, in the reader's language."""
        return shown(self.label)

    @property
    def shown_hint(self) -> str:
        """Its hint, in the reader's language."""
        return shown(self.hint)

    @property
    def shown_terms(self) -> list[tuple[str, str]]:
        """What can be chosen, in the reader's language."""
        return [(code, shown(label)) for code, label in self.terms]

    def shown_label_of(self, code: str) -> str:
        """As :meth:`label_of`, in the reader's language."""
        return shown(self.label_of(code))


@dataclass(frozen=True)
class Section:
    """One of the eleven."""

    code: str
    label: str
    source: str
    questions: tuple[Question, ...]
    note: str = ""

    @property
    def shown_label(self) -> str:
        """What it is called, in the reader's language."""
        return shown(self.label)

    @property
    def shown_note(self) -> str:
        """What is said above its questions, in the reader's language."""
        return shown(self.note)


def shown(words: str) -> str:
    """A text of the questionnaire in the reader's language."""
    return pgettext(CONTEXT, words) if words else ""


@dataclass(frozen=True)
class Questionnaire:
    """All sections, in their order."""

    sections: tuple[Section, ...]

    def section(self, code: str) -> Section:
        """The section of a code. Raises BadInput."""
        for one in self.sections:
            if one.code == code:
                return one
        raise BadInput(gettext("The record has no such section."), mend=gettext("Choose one of its eleven sections."))

    def question(self, code: str) -> Question:
        """The question of a code. Raises BadInput."""
        found = self.by_code.get(code)
        if found is None:
            raise BadInput(
                gettext("The record has no such question."), mend=gettext("Open the section, and answer it there.")
            )
        return found

    @property
    def by_code(self) -> Mapping[str, Question]:
        """Every question by its code."""
        return {one.code: one for section in self.sections for one in section.questions}

    def asked(self, categories: Sequence[str], about: About) -> list[Question]:
        """What is asked of one case, suspect or child where the case has these categories."""
        return [one for one in self.by_code.values() if one.about == about and one.is_asked(categories)]

    def number_asked(self, categories: Sequence[str], *, suspects: int, children: int) -> int:
        """How many answers a complete record has: the denominator of its completeness."""
        each = {about: len(self.asked(categories, about)) for about in About}
        return each[About.CASE] + suspects * each[About.SUSPECT] + children * each[About.CHILD]


@lru_cache(maxsize=1)
def questionnaire() -> Questionnaire:
    """The questionnaire as shipped, checked when it is first asked for."""
    text = resources.files("tutela.cases").joinpath("questionnaire.toml").read_text(encoding="utf-8")
    return read_questionnaire(text)


def texts() -> Iterator[str]:
    """Every text of it that a page shows: what a catalogue has to hold, each with ``CONTEXT``."""
    for section in questionnaire().sections:
        yield from filter(None, (section.label, section.note))
        for question in section.questions:
            yield from filter(None, (question.label, question.hint, *(label for _, label in question.terms)))


def read_questionnaire(text: str) -> Questionnaire:
    """Make a questionnaire of a TOML text. Raises BadInput with every fault that is in it."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused([f"it is not TOML: {error}"]) from None
    faults: list[str] = []
    sections = tuple(_sections(table, faults))
    codes = [one.code for section in sections for one in section.questions]
    faults += [f"the question “{code}” stands there twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    names = [one.code for one in sections]
    faults += [f"the section “{code}” stands there twice" for code in sorted({c for c in names if names.count(c) > 1})]
    if not sections:
        faults.append("it has no [[section]]")
    if faults:
        raise _refused(faults)
    return Questionnaire(sections)


def _refused(faults: list[str]) -> BadInput:
    return BadInput(
        "The questionnaire was not taken: " + "; ".join(faults),
        mend="Correct everything that is named; the file is taken whole or not at all.",
        faults=[Fault(one) for one in faults],
    )


def _sections(table: Mapping[str, Any], faults: list[str]) -> Iterator[Section]:
    for number, entry in enumerate(table.get("section", []), 1):
        place = f"section {number}"
        _known(entry, _SECTION_KEYS, place, faults)
        code = _coded(entry, place, faults)
        place = f"section “{code}”"
        questions = tuple(_questions(entry.get("questions", []), place, faults))
        if not questions:
            faults.append(f"{place} asks nothing")
        yield Section(
            code,
            _word(entry, "label", place, faults),
            _word(entry, "source", place, faults),
            questions,
            entry.get("note", ""),
        )


def _questions(entries: Any, place: str, faults: list[str]) -> Iterator[Question]:
    for number, entry in enumerate(entries, 1):
        here = f"{place}, question {number}"
        _known(entry, _QUESTION_KEYS, here, faults)
        code = _coded(entry, here, faults)
        here = f"{place}, “{code}”"
        kind, about = entry.get("kind", ""), entry.get("about", About.CASE)
        if kind not in set(Kind):
            faults.append(f"{here}: “{kind}” is no kind of answer")
            continue
        if about not in set(About):
            faults.append(f"{here}: it is asked of nobody called “{about}”")
            continue
        of = entry.get("of", [])
        faults += [f"{here}: “{one}” is no category" for one in of if one not in CATEGORY_CODES]
        terms = tuple(_terms(entry.get("terms", []), here, faults))
        if bool(terms) != (kind in CODED):
            faults.append(f"{here}: terms belong to a choice, and a choice has terms")
        yield Question(
            code,
            _word(entry, "label", here, faults),
            Kind(kind),
            About(about),
            (*terms, (OTHER, "Other, with words"), (NOT_YET_KNOWN, "Not yet known")) if terms else (),
            frozenset(of),
            entry.get("hint", ""),
        )


def _terms(entries: Any, place: str, faults: list[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for entry in entries:
        _known(entry, _TERM_KEYS, place, faults)
        code = _coded(entry, f"{place}, a term", faults)
        if code in (OTHER, NOT_YET_KNOWN):
            faults.append(f"{place}: “{code}” belongs to every choice and is not written")
        if code in seen:
            faults.append(f"{place} holds “{code}” twice")
        seen.add(code)
        yield code, _word(entry, "label", f"{place}, “{code}”", faults)


def _known(entry: Mapping[str, Any], keys: set[str], place: str, faults: list[str]) -> None:
    faults += [f"{place} has an unknown key “{key}”" for key in entry if key not in keys]


def _coded(entry: Mapping[str, Any], place: str, faults: list[str]) -> str:
    code = _word(entry, "code", place, faults)
    if code and not _CODE.match(code):
        faults.append(f"{place}: “{code}” is not small letters and underscores")
    return code


def _word(entry: Mapping[str, Any], key: str, place: str, faults: list[str]) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        faults.append(f"{place} has no {key}")
        return ""
    return value
