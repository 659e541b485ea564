"""Read a document of a case: whole and sound, or not at all, with every fault by its place in the document.

Nothing of what the document says is repeated in an error.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from pydantic import ValidationError

from tutela import typology
from tutela.cases.questionnaire import About, Kind, Question, questionnaire
from tutela.children.models import AREAS, Child
from tutela.core.errors import BadInput, Fault, Refused, TutelaError, where
from tutela.core.identifiers import normalise
from tutela.core.marking import gettext_noop
from tutela.core.media import BYTES_NEEDED, refuse_media
from tutela.exchange.shape import AnswerPart, CaseDocument, CasePart, Category, ChildPart

LARGEST = 20 * 1024 * 1024
_MOST_FAULTS = 50
_SCHEMA = gettext_noop("Compare it with the schema at /schemas/case-1.json.")
_MENDS = {
    "missing": gettext_noop("Add it; where nothing is known it is empty, or null."),
    "extra_forbidden": gettext_noop("Leave it out: the document has no such field."),
    "value_error": gettext_noop("Write it as the schema at /schemas/case-1.json says."),
}
# What the library says of what it checks by itself; what our own checks say comes in the reader's language already.
_WORDS = {
    "missing": gettext_noop("Field required"),
    "extra_forbidden": gettext_noop("there is a field that the document does not have"),
    "string_type": gettext_noop("Input should be a valid string"),
    "int_type": gettext_noop("Input should be a valid integer"),
    "bool_type": gettext_noop("Input should be a valid boolean"),
    "list_type": gettext_noop("Input should be a valid list"),
    "dict_type": gettext_noop("Input should be a valid dictionary"),
    "model_type": gettext_noop("Input should be a valid dictionary or instance of %(class_name)s"),
    "literal_error": gettext_noop("Input should be %(expected)s"),
    "greater_than_equal": gettext_noop("Input should be greater than or equal to %(ge)s"),
    "less_than_equal": gettext_noop("Input should be less than or equal to %(le)s"),
    "string_pattern_mismatch": gettext_noop("String should match pattern '%(pattern)s'"),
    "too_long": gettext_noop(
        "%(field_type)s should have at most %(max_length)s items after validation, not %(actual_length)s"
    ),
    "too_short": gettext_noop(
        "%(field_type)s should have at least %(min_length)s item after validation, not %(actual_length)s"
    ),
}


def read_document(raw: bytes, name: str = "") -> CaseDocument:
    """The document of a file. Raises Refused for media and what is too large, BadInput with every fault of a broken document."""
    name = name or gettext("the document")
    if len(raw) > LARGEST:
        raise Refused(
            gettext("“%(name)s” is larger than %(size)d MB. Nothing of it was kept.")
            % {"name": name, "size": LARGEST // (1024 * 1024)},
            mend=gettext("A case holds words and codes alone: ask whoever made the document what else is in it."),
            code="too_large",
        )
    refuse_media(raw[:BYTES_NEEDED], name)
    try:
        table = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        what = gettext("“%(name)s” is not JSON in UTF-8.") % {"name": name}
        if isinstance(error, json.JSONDecodeError):
            what = gettext("“%(name)s” is not JSON in UTF-8, line %(line)d.") % {"name": name, "line": error.lineno}
        raise BadInput(what, where=where(file=name), mend=gettext("Export it again.")) from None
    if isinstance(table, dict) and (table.get("format"), table.get("version")) != ("tutela-case", 1):
        raise BadInput(
            gettext("“%(name)s” is no case of Tutela in version 1.") % {"name": name},
            where=where(file=name, field="$.format"),
            mend=gettext("Export it again, as the JSON of a case."),
        )
    try:
        document = CaseDocument.model_validate(table)
    except ValidationError as error:
        raise _refused(
            name, [_fault(name, one) for one in error.errors(include_url=False, include_input=False)]
        ) from None
    faults = [
        Fault(what, mend=mend, where=where(file=name, field=path)) for path, what, mend in _crossed(document.case)
    ]
    if faults:
        raise _refused(name, faults)
    return document


def _refused(name: str, faults: list[Fault]) -> BadInput:
    number = len(faults)
    return BadInput(
        ngettext(
            "“%(name)s” was not taken: %(number)s place is wrong. The first is %(place)s: %(what)s.",
            "“%(name)s” was not taken: %(number)s places are wrong. The first is %(place)s: %(what)s.",
            number,
        )
        % {"name": name, "number": f"{number:,}", "place": faults[0].where.field, "what": faults[0].what},
        where=faults[0].where,
        mend=gettext("Correct everything that is named; the document is taken whole or not at all."),
        faults=faults[:_MOST_FAULTS],
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands there twice")
    return made


def _no_number(word: str) -> float:
    raise ValueError("no number of JSON")


def path_of(steps: tuple[int | str, ...]) -> str:
    """A place in the document, as JSON paths are written."""
    return "$" + "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in steps)


def _fault(name: str, error: Any) -> Fault:
    kind = error["type"]
    # What is said of an unknown field is its name, which is the document's: only its place is told.
    steps = error["loc"][:-1] if kind == "extra_forbidden" else error["loc"]
    what = gettext(_WORDS[kind]) % error.get("ctx", {}) if kind in _WORDS else error["msg"]
    what = what.removeprefix("Value error, ").rstrip(".")
    return Fault(what, mend=gettext(_MENDS.get(kind, _SCHEMA)), where=where(file=name, field=path_of(steps)))


Wrong = tuple[str, str, str]  # path, what, mend
_ASKED_OF = {
    About.CASE: gettext_noop("the question is asked of each case"),
    About.SUSPECT: gettext_noop("the question is asked of each suspect"),
    About.CHILD: gettext_noop("the question is asked of each child"),
}


def _crossed(case: CasePart) -> Iterator[Wrong]:
    """What one field says of another."""
    if [one.number for one in case.people] != list(range(1, len(case.people) + 1)):
        yield "$.case.people", gettext("people are not numbered 1, 2, 3 …"), gettext("Number them in their order.")
    if (case.state == "closed") != (case.closed_at is not None):
        yield (
            "$.case.closed_at",
            gettext("a closed case has a moment, and an open one has none"),
            gettext("Say when, or say nothing."),
        )
    yield from _children(case)
    yield from _categories(case.categories)
    yield from _of_whom(case)
    yield from _answers(case)
    yield from _identifiers(case)
    yield from _entries(case)


def _children(case: CasePart) -> Iterator[Wrong]:
    if len({one.reference for one in case.children}) < len(case.children):
        yield "$.case.children", gettext("a child stands there twice"), gettext("Leave one of the two out.")
    for number, child in enumerate(case.children):
        path = f"$.case.children[{number}]"
        if sum(one.removed_at is None for one in child.in_case) != 1:
            yield (
                f"{path}.in_case",
                gettext("a child of the document is in the case once at present"),
                gettext("Leave the others out."),
            )
        yield from _identity(child, path)
        yield from _assessments(child, path)
        yield from _surroundings(child, path)


def _of_whom(case: CasePart) -> Iterator[Wrong]:
    people, children = {one.number for one in case.people}, {one.reference for one in case.children}
    for name in ("identifiers", "places", "answers"):
        for number, one in enumerate(getattr(case, name)):
            yield from _of_one(one, f"$.case.{name}[{number}]", people, children)


def _answers(case: CasePart) -> Iterator[Wrong]:
    present: set[tuple[str, int | None, str | None]] = set()
    for number, answer in enumerate(case.answers):
        path = f"$.case.answers[{number}]"
        yield from _answer(answer, path)
        if answer.replaced_at is None:
            key = (answer.question, answer.person, answer.child)
            if key in present:
                yield (
                    path,
                    gettext("two answers to the same question are present"),
                    gettext("Say when the earlier one was replaced."),
                )
            present.add(key)


def _identifiers(case: CasePart) -> Iterator[Wrong]:
    present: set[tuple[str, str, int | None, str | None]] = set()
    for number, known in enumerate(case.identifiers):
        path = f"$.case.identifiers[{number}].as_written"
        try:
            value = normalise(known.kind, known.as_written)
        except TutelaError:
            yield (
                path,
                gettext("it cannot be of its kind"),
                gettext("Write it as it is, or say that its kind is other."),
            )
            continue
        if known.removed_at is None:
            if (key := (known.kind, value, known.person, known.child)) in present:
                yield path, gettext("it stands there twice"), gettext("Leave one of the two out.")
            present.add(key)


def _identity(child: ChildPart, path: str) -> Iterator[Wrong]:
    identified = child.identity == Child.Identity.IDENTIFIED
    if identified != (child.identified_at is not None) or (identified and not child.name):
        yield (
            f"{path}.identity",
            gettext("an identified child has a name and a moment, and no other has that moment"),
            gettext("Say both, or neither."),
        )
    if child.safeguarded_at is None and (child.safeguarded_how or child.safeguarded_words):
        yield f"{path}.safeguarded_at", gettext("a step that protects has a moment"), gettext("Say when.")
    if child.safeguarded_at is not None and not (identified and child.safety == "safe" and child.safeguarded_how):
        yield (
            f"{path}.safeguarded_at",
            gettext("a safeguarded child is identified and safe, by a step that is named"),
            gettext(_SCHEMA),
        )


def _assessments(child: ChildPart, path: str) -> Iterator[Wrong]:
    if sum(one.state == "open" for one in child.assessments) > 1:
        yield f"{path}.assessments", gettext("two assessments are open"), gettext("One is open at a time.")
    for number, one in enumerate(child.assessments):
        here = f"{path}.assessments[{number}]"
        if (one.state == "open") != (one.ended_at is None) or (one.state == "concluded") != bool(one.outcome):
            yield here, gettext("an assessment ends with a moment and an outcome, or by a decision"), gettext(_SCHEMA)
        if one.state == "concluded" and not {found.area for found in one.findings} >= set(AREAS):
            yield (
                here,
                gettext("an assessment is concluded when something was said of every area"),
                gettext("Leave it open."),
            )
        for place, found in enumerate(one.findings):
            if found.result != "no_need" and not found.words:
                yield (
                    f"{here}.findings[{place}].words",
                    gettext("a need, or what is not yet known, is said in words"),
                    gettext("Say it."),
                )


def _surroundings(child: ChildPart, path: str) -> Iterator[Wrong]:
    for number, one in enumerate(child.contacts):
        if not (one.name or one.body or one.organisation):
            yield f"{path}.contacts[{number}]", gettext("a contact is somebody"), gettext("Name who, or for whom.")
        if (one.ended_at is None) != (one.end_words == ""):
            yield (
                f"{path}.contacts[{number}].end_words",
                gettext("a contact ends with a moment and a reason"),
                gettext("Say both."),
            )
    for number, said in enumerate(child.whereabouts):
        if not said.country and said.organisation is None:
            yield (
                f"{path}.whereabouts[{number}]",
                gettext("it says nowhere"),
                gettext("Name the country, or the service."),
            )


def _categories(categories: list[Category]) -> Iterator[Wrong]:
    present: set[tuple[str, str]] = set()
    for number, one in enumerate(categories):
        path, known = f"$.case.categories[{number}]", typology.category(one.category)
        if one.type not in {*(term.code for term in known.types), typology.OTHER, typology.NOT_YET_KNOWN}:
            yield f"{path}.type", gettext("the category has no such type"), gettext("Choose one of its types.")
        if (one.type == typology.OTHER) and not one.type_words:
            yield f"{path}.type_words", gettext("“other” needs words"), gettext("Say what type it is.")
        if not set(one.facets) <= {value.code for facet in known.facets for value in facet.values}:
            yield (
                f"{path}.facets",
                gettext("the category has no such facet"),
                gettext("Choose facets of that category."),
            )
        if one.removed_at is None and (one.category, one.type) in present:
            yield path, gettext("the same category and type stand there twice"), gettext("Leave one of the two out.")
        present |= {(one.category, one.type)} if one.removed_at is None else set()
    if not present:
        yield "$.case.categories", gettext("a case has one or more categories"), gettext("One of them stands.")


def _of_one(one: Any, path: str, people: set[int], children: set[str]) -> Iterator[Wrong]:
    if one.person is not None and one.child is not None:
        yield (
            path,
            gettext("it is about a person and about a child"),
            gettext("It is about one of them, or about the case."),
        )
    if one.person is not None and one.person not in people:
        yield (
            f"{path}.person",
            gettext("the document has no such person"),
            gettext("Use the number of one of $.case.people."),
        )
    if one.child is not None and one.child not in children:
        yield (
            f"{path}.child",
            gettext("the document has no such child"),
            gettext("Use the reference of one of $.case.children."),
        )


def _answer(answer: AnswerPart, path: str) -> Iterator[Wrong]:
    question = questionnaire().question(answer.question)
    is_about = {
        About.CASE: answer.person is None and answer.child is None,
        # A person may have been a suspect when they were asked about.
        About.SUSPECT: answer.person is not None,
        About.CHILD: answer.child is not None,
    }[question.about]
    if not is_about:
        yield path, gettext(_ASKED_OF[question.about]), gettext("Say of whom it is, or of nobody.")
    if not _fits(question, answer):
        yield (
            path,
            gettext("the question does not take that"),
            gettext("Give it what its kind takes, and nothing beside it."),
        )


def _fits(question: Question, answer: AnswerPart) -> bool:
    values, nothing_else = answer.values, answer.number is None and not answer.date
    if values == [typology.NOT_YET_KNOWN]:
        return nothing_else and not answer.words
    match question.kind:
        case Kind.CHOICE | Kind.CHOICES:
            known = {code for code, _ in question.terms} - {typology.NOT_YET_KNOWN}
            one = len(values) == 1 or question.kind == Kind.CHOICES
            other = (typology.OTHER in values) == bool(answer.words)
            return nothing_else and bool(values) and one and other and set(values) <= known
        case Kind.COUNTRIES:
            return nothing_else and bool(values) and not answer.words and all(one.isupper() for one in values)
        case Kind.NUMBER:
            return answer.number is not None and not (values or answer.words or answer.date)
        case Kind.DATE:
            return bool(answer.date) and not (values or answer.words) and answer.number is None
        case Kind.WORDS:
            return nothing_else and bool(answer.words) and not values


def _entries(case: CasePart) -> Iterator[Wrong]:
    if [one.number for one in case.entries] != list(range(1, len(case.entries) + 1)):
        yield "$.case.entries", gettext("entries are not numbered 1, 2, 3 …"), gettext("Number them in their order.")
    for number, one in enumerate(case.entries):
        if one.corrects is not None and one.corrects >= one.number:
            yield (
                f"$.case.entries[{number}].corrects",
                gettext("it corrects an entry that is not before it"),
                gettext("Name an earlier one."),
            )


def at(moment: str) -> datetime:
    """A moment of the document."""
    return datetime.fromisoformat(moment)


def perhaps(moment: str | None) -> datetime | None:
    """A moment of the document, if it is said."""
    return at(moment) if moment else None
