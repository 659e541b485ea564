"""The record of a case as it is read: eleven sections in the study's order [Appendix C], each question with what is said and by whom.

One composition for the page, the print and the export, so that they cannot say different things.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext

from tutela.accounts.models import User
from tutela.cases.models import Answer, Case, Entry, Identifier, Person, Place
from tutela.cases.questionnaire import About, Kind, Question, Section, questionnaire
from tutela.cases.services.answer import Asked
from tutela.cases.words import as_written, place_in_words
from tutela.children.models import Child
from tutela.core.identifiers import KINDS
from tutela.core.languages import in_figures
from tutela.core.partial_date import PartialDate
from tutela.organisations.countries import country_name
from tutela.typology.words import NOT_YET_KNOWN, OTHER

MOST_ENTRIES = 500


@dataclass(frozen=True)
class Line:
    """One question with the present answer to it, if there is one."""

    question: Question
    key: Asked
    answer: Any | None
    words: str

    @property
    def state(self) -> str:
        """``known``, ``not_known`` where somebody has said that it is not yet known, ``not_said`` where nobody has said anything."""
        if self.answer is None:
            return "not_said"
        return "not_known" if self.answer.values == [NOT_YET_KNOWN] else "known"


@dataclass(frozen=True)
class Group:
    """What is asked of the case, of one suspect or of one child, with the places and identifiers that are theirs."""

    title: str
    lines: Sequence[Line]
    child: Child | None = None
    person: Person | None = None
    identifiers: Sequence[Identifier] = ()
    places: Sequence[str] = ()


@dataclass(frozen=True)
class Completeness:
    """How much of what is asked has been answered: a count of answers, and no judgement of the case."""

    known: int = 0
    not_known: int = 0
    asked: int = 0

    @property
    def answered(self) -> int:
        """Somebody has said something: what it is, or that it is not yet known."""
        return self.known + self.not_known

    @property
    def percent(self) -> int:
        """The share that is answered, of what is asked; whole percent, and 100 only where nothing is left."""
        return 100 * self.answered // self.asked if self.asked else 0

    def __add__(self, other: "Completeness") -> "Completeness":
        return Completeness(self.known + other.known, self.not_known + other.not_known, self.asked + other.asked)


@dataclass(frozen=True)
class SectionRead:
    """A section with everything in it."""

    section: Section
    number: int
    groups: Sequence[Group]
    entries: Sequence[Any]

    @property
    def completeness(self) -> Completeness:
        """Of this section."""
        states = [line.state for group in self.groups for line in group.lines]
        return Completeness(states.count("known"), states.count("not_known"), len(states))


def in_words(question: Question, answer: Answer | None) -> str:
    """An answer as it is read; a partial date stays partial."""
    if answer is None:
        return ""
    if answer.date:
        return PartialDate.parse(answer.date).in_words()
    if answer.number is not None:
        return in_figures(answer.number)
    return ", ".join(_value(question, answer, code) for code in answer.values) or answer.words


def _value(question: Question, answer: Answer, code: str) -> str:
    if code == NOT_YET_KNOWN:
        return gettext("Not yet known")
    if question.kind == Kind.COUNTRIES:
        return country_name(code)
    return answer.words if code == OTHER else question.shown_label_of(code)


def record_of(
    case: Case, *, categories: Sequence[str], children: Sequence[Child], people: Sequence[Person]
) -> list[SectionRead]:
    """The whole record of a case of these categories, with these children and people, in four statements.

    ``children`` are those whose records the reader may see; what is said of others is not shown.
    """
    writer = User.objects.filter(pk=OuterRef("by_id")).values("name")[:1]
    present = {
        Asked(one.question, one.person_id, one.child_id): one
        for one in Answer.objects.filter(case=case, replaced_at=None).annotate(writer=Subquery(writer))
    }
    written = Entry.objects.filter(case=case).annotate(
        writer=Subquery(User.objects.filter(pk=OuterRef("written_by_id")).values("name")[:1]),
        corrected_at=Subquery(Entry.objects.filter(corrects=OuterRef("pk")).order_by("at").values("at")[:1]),
    )
    entries: dict[str, list[Any]] = {}
    for entry in written.order_by("at", "pk")[:MOST_ENTRIES]:
        entry.shown = as_written(entry.words)  # type: ignore[attr-defined]
        entries.setdefault(entry.section, []).append(entry)
    known_by = list(Identifier.objects.filter(case=case, removed_at=None))
    places = list(Place.objects.filter(case=case, removed_at=None))
    suspects = [one for one in people if one.capacity == Person.Capacity.SUSPECT]
    return [
        SectionRead(
            section,
            number,
            [
                *_of_case(section, categories, present, known_by, places),
                *_of_each(section, categories, present, known_by, places, suspects, children),
            ],
            entries.get(section.code, []),
        )
        for number, section in enumerate(questionnaire().sections, 1)
    ]


def _of_case(
    section: Section,
    categories: Sequence[str],
    present: Mapping[Asked, Any],
    known_by: Sequence[Identifier],
    places: Sequence[Place],
) -> list[Group]:
    lines = _lines(section, About.CASE, categories, present)
    is_home = section.code == "international_or_internet"
    own = [one for one in known_by if is_home and one.person_id is None and one.child_id is None]
    where = [one for one in places if is_home and one.person_id is None and one.child_id is None]
    return (
        [Group("", lines, identifiers=own, places=[place_in_words(one) for one in where])]
        if lines or own or where
        else []
    )


def _of_each(
    section: Section,
    categories: Sequence[str],
    present: Mapping[Asked, Any],
    known_by: Sequence[Identifier],
    places: Sequence[Place],
    suspects: Sequence[Person],
    children: Sequence[Child],
) -> list[Group]:
    """The children first, then the suspects."""
    made = []
    for child in children:
        lines = _lines(section, About.CHILD, categories, present, child=child.pk)
        own = [one for one in known_by if one.child_id == child.pk and section.code == "children"]
        where = [one for one in places if one.child_id == child.pk and section.code == "children"]
        if lines:
            made.append(
                Group(child.label, lines, child=child, identifiers=own, places=[place_in_words(one) for one in where])
            )
    for person in suspects:
        lines = _lines(section, About.SUSPECT, categories, present, person=person.pk)
        own = [one for one in known_by if one.person_id == person.pk and section.code == "suspects"]
        where = [one for one in places if one.person_id == person.pk and section.code == "suspects"]
        if lines:
            made.append(
                Group(
                    person.label, lines, person=person, identifiers=own, places=[place_in_words(one) for one in where]
                )
            )
    return made


def _lines(
    section: Section,
    about: About,
    categories: Sequence[str],
    present: Mapping[Asked, Any],
    *,
    person: int | None = None,
    child: int | None = None,
) -> list[Line]:
    asked = [one for one in section.questions if one.about == about and one.is_asked(categories)]
    made = []
    for question in asked:
        key = Asked(question.code, person, child)
        found = present.get(key)
        made.append(Line(question, key, found, in_words(question, found)))
    return made


def kind_in_words(identifier: Identifier) -> str:
    """What kind of identifier it is."""
    return gettext(KINDS.get(identifier.kind, identifier.kind))
