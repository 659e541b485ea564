"""A document of a case in words, in the order in which it is printed: the children first, then the eleven sections."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from tutela import typology
from tutela.cases.models import Case, Nature, Person
from tutela.cases.questionnaire import About, Kind, Question, Section, questionnaire
from tutela.children.models import AREAS, Assessment, Child, Finding, Whereabouts
from tutela.core.identifiers import KINDS
from tutela.core.partial_date import PartialDate
from tutela.decisions.models import Decision
from tutela.organisations.countries import country_name
from tutela.ownership.models import Basis

Part = Mapping[str, Any]
Block = dict[str, Any]
NOBODY, NOT_KNOWN = "nobody has said", "not yet known"


def print_of(document: Part) -> dict[str, Any]:
    """What the template sets: the head, then parts with a heading and their blocks."""
    # A print is in English whoever asks for it: the same document gives the same print.
    with translation.override("en"):
        case = document["case"]
        return {
            "title": f"Record of case {case['reference']}",
            "author": document["exported_by"]["name"],
            "reference": case["reference"],
            "printed": _at(document["exported_at"]),
            "tlp": document["handling"]["tlp"],
            "classification": document["handling"]["classification"],
            "about": list(_about(document)),
            "parts": list(_parts(document)),
        }


def _about(document: Part) -> Iterator[str]:
    case, left_out = document["case"], document["children_left_out"]
    yield f"{case['summary']}"
    yield (
        f"{Case.State(case['state']).label}. {case['owner']['name']} answers for the case since {_at(case['owner_since'])}:"
        f" {_lower(Basis(case['owner_basis']).label)}."
    )
    yield f"Printed for {document['exported_by']['name']}. All times are UTC."
    if "copy" in document:
        yield (
            f"This is a {document['copy']['kind']} copy for {document['copy']['for']}: it says less than the record does."
            " What is left out is marked."
        )
    if document["handling"]["restricted"]:
        yield "The case is restricted: it is open to named persons alone."
    if left_out:
        yield (
            f"Left out: {left_out} {'child' if left_out == 1 else 'children'} of this case, with everything that is said of"
            " them. Their records are not open to whoever made this print."
        )
    else:
        yield "No child of this case is left out."
    yield "An answer says what a source said at a time. What is alleged or suspected is not established."


def _parts(document: Part) -> Iterator[dict[str, Any]]:
    case = document["case"]
    yield _part(1, "Children", [] if case["children"] else [_words("No child is entered in this case.")])
    for child in case["children"]:
        yield from _child(child)
    yield _part(1, "The case", [_table(("What", "When"), _case_rows(case)), _categories(case)])
    present = [one for one in case["answers"] if one["replaced_at"] is None]
    categories = [one["category"] for one in case["categories"] if one["removed_at"] is None]
    for number, section in enumerate(questionnaire().sections, 1):
        yield from _section(number, section, case, present, categories)
    yield _part(1, "Decisions about the case", [_decisions(case["decisions"])])
    yield _part(1, "Earlier answers", [_earlier(case)])
    yield _part(1, "Who answered for the case", [_owners(case)])


def _part(level: int, heading: str, blocks: Iterable[Block]) -> dict[str, Any]:
    return {"level": level, "heading": heading, "blocks": list(blocks)}


def _words(words: str) -> Block:
    return {"kind": "words", "words": words}


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, nothing: str = "Nothing is said here.") -> Block:
    made = [list(row) for row in rows]
    return {"kind": "table", "columns": list(columns), "rows": made} if made else _words(nothing)


def _child(child: Part) -> Iterator[dict[str, Any]]:
    rows = [
        (
            "Who answers for the child",
            f"{child['owner']['name']}, since {_at(child['owner_since'])}: {_lower(Basis(child['owner_basis']).label)}",
        ),
        ("Identified", _identified(child)),
        ("Safe", _safe(child)),
        ("Name", child["name"] or NOT_KNOWN),
        ("Born", _date(child["birth_date"]) or NOT_KNOWN),
        ("Sex", child["sex"] or NOBODY),
        ("Entered", _at(child["created_at"])),
    ]
    yield _part(2, f"{child['label']} ({child['reference']})", [_table(("What", "As known"), rows)])
    yield _part(3, f"Where {child['label']} may be", [_whereabouts(child)])
    yield _part(3, f"What {child['label']} needs", list(_needs(child)))
    yield _part(3, f"Who is in contact with {child['label']}", [_contacts(child)])
    yield _part(3, f"Decisions about {child['label']}", [_decisions(child["decisions"])])
    yield _part(3, f"Who answered for {child['label']}", [_owners(child)])


def _identified(child: Part) -> str:
    words = Child.Identity(child["identity"]).label
    when = f", {_at(child['identified_at'])}" if child["identified_at"] else ""
    return words + when + (f": {child['identified_how']}" if child["identified_how"] else "")


def _safe(child: Part) -> str:
    words = Child.Safety(child["safety"]).label
    if child["safeguarded_at"] is None:
        return words
    how = _label("protective_step", child["safeguarded_how"])
    by = f" ({child['safeguarded_words']})" if child["safeguarded_words"] else ""
    return f"{words}. Safeguarded since {_at(child['safeguarded_at'])}: {_lower(how)}{by}"


def _whereabouts(child: Part) -> Block:
    rows = [
        (
            ", ".join(
                one
                for one in (said["place"], (said["organisation"] or {}).get("name", ""), _country(said["country"]))
                if one
            ),
            Whereabouts.State(said["state"]).label + (f". {said['words']}" if said["words"] else ""),
            _from(said, said["said_at"]),
        )
        for said in child["whereabouts"]
    ]
    return _table(
        ("Place", "What is said", "According to"), rows, nothing="Nothing is known of where the child may be."
    )


def _needs(child: Part) -> Iterator[Block]:
    if not child["assessments"]:
        yield _words("No assessment was opened.")
    for one in child["assessments"]:
        body = (one["organisation"] or {}).get("name", NOT_KNOWN)
        outcome = f": {_label('assessment_outcome', one['outcome'])}" if one["outcome"] else ""
        ended = f" on {_at(one['ended_at'])}" if one["ended_at"] else ""
        again = f" Made again: {one['why']}." if one["why"] else ""
        more = f". {one['outcome_words']}" if one["outcome_words"] else ""
        yield _words(
            f"Assessment by {body}, opened {_at(one['opened_at'])}.{again} {Assessment.State(one['state']).label}{ended}"
            f"{outcome}{more}."
        )
        said = {found["area"] for found in one["findings"]}
        rows = [
            (
                _label("need_area", found["area"]),
                ". ".join(
                    part for part in (Finding.Result(found["result"]).label, found["words"], found["done"]) if part
                ),
                _from(found, found["said_at"]),
            )
            for found in one["findings"]
        ]
        rows += [(_label("need_area", area), NOBODY, "") for area in AREAS if area not in said]
        yield _table(("Area", "What was found", "According to"), rows)


def _contacts(child: Part) -> Block:
    rows = []
    for one in child["contacts"]:
        body = one["body"] or (one["organisation"] or {}).get("name", "")
        until = f", until {_date(one['until'])}" if one["until"] else ""
        ended = f". Ended {_at(one['ended_at'])}: {one['end_words']}" if one["ended_at"] else ""
        since = f"Since {_date(one['since'])}" if one["since"] else "Since when is not yet known"
        who = ", ".join(part for part in (one["name"], body) if part)
        rows.append(
            (_label("contact_capacity", one["capacity"]), f"{who}. {since}{until}{ended}", _from(one, one["added_at"]))
        )
    return _table(("Capacity", "Who", "According to"), rows, nothing="Nobody is entered.")


def _case_rows(case: Part) -> Iterator[Sequence[str]]:
    yield "Opened", _at(case["opened_at"])
    yield "Recorded as an offence", _at(case["recorded_at"]) if case["recorded_at"] else "not recorded"
    if case["closed_at"]:
        yield "Closed", f"{_at(case['closed_at'])}: {_label('case_close_grounds', case['close_reason'])}"


def _categories(case: Part) -> Block:
    rows = []
    for one in case["categories"]:
        known = typology.category(one["category"])
        types = {term.code: term.label for term in known.types}
        facets = {value.code: value.label for facet in known.facets for value in facet.values}
        kind = {typology.NOT_YET_KNOWN: NOT_KNOWN, typology.OTHER: one["type_words"]}.get(one["type"])
        gone = f"; taken away {_at(one['removed_at'])}" if one["removed_at"] else ""
        words = ", ".join(
            [kind or types.get(one["type"], one["type"]), *(facets.get(code, code) for code in one["facets"])]
        )
        rows.append((f"{known.code}: {known.label}", words, f"{_at(one['added_at'])}{gone}"))
    return _table(("Category", "Type and facets", "When"), rows)


def _section(
    number: int, section: Section, case: Part, present: Sequence[Part], categories: Sequence[str]
) -> Iterator[dict[str, Any]]:
    blocks = [_words(section.note)] if section.note else []
    asked = [one for one in section.questions if one.about == About.CASE and one.is_asked(categories)]
    if asked:
        blocks.append(_answers(asked, present))
    if section.code == "international_or_internet":
        blocks += [*_known_by(case, None, None)]
    yield _part(1, f"{number}. {section.label}", blocks)
    for_child = [one for one in section.questions if one.about == About.CHILD and one.is_asked(categories)]
    for child in case["children"] if for_child or section.code == "children" else ():
        own = list(_known_by(case, None, child["reference"])) if section.code == "children" else []
        heading = f"{number}. {child['label']} ({child['reference']})"
        yield _part(2, heading, [_answers(for_child, present, child=child["reference"]), *own])
    for_suspect = [one for one in section.questions if one.about == About.SUSPECT and one.is_asked(categories)]
    is_of_people = section.code == "suspects"
    for person in case["people"] if for_suspect else ():
        if person["capacity"] != "suspect" and not is_of_people:
            continue
        answers = [_answers(for_suspect, present, person=person["number"])] if person["capacity"] == "suspect" else []
        own = [_person(person), *answers, *_known_by(case, person["number"], None)] if is_of_people else answers
        yield _part(2, f"{number}. {_called(person)}", own)
    entries = [one for one in case["entries"] if one["section"] == section.code]
    if entries:
        yield _part(2, f"{number}. Entries", [_entries(entries, case["entries"])])


def _called(person: Part) -> str:
    name = f": {person['name']}" if person["name"] else ""
    gone = " (taken away)" if person["removed_at"] else ""
    return f"{person['label'] or Person.Capacity(person['capacity']).label}{name}{gone}"


def _person(person: Part) -> Block:
    rows = [
        ("Capacity", Person.Capacity(person["capacity"]).label, ""),
        ("Born", _date(person["birth_date"]) or NOT_KNOWN, ""),
        ("Country", _country(person["country"]) or NOT_KNOWN, ""),
    ]
    for one in person["standings"]:
        since = f", since {_date(one['since'])}" if one["since"] else ""
        more = f". {one['words']}" if one["words"] else ""
        rows.append(("Standing", f"{_label('standing', one['standing'])}{since}{more}", _from(one, one["recorded_at"])))
    return _table(("What", "As said", "According to"), rows)


def _answers(
    asked: Sequence[Question], present: Sequence[Part], *, person: int | None = None, child: str | None = None
) -> Block:
    found = {one["question"]: one for one in present if one["person"] == person and one["child"] == child}
    return _table(
        ("Question", "Answer", "Nature", "According to"),
        (
            (
                question.label,
                answer_in_words(question, found.get(question.code)),
                Nature(found[question.code]["nature"]).label if question.code in found else "",
                _from(found[question.code], found[question.code]["at"]) if question.code in found else "",
            )
            for question in asked
        ),
    )


def answer_in_words(question: Question, answer: Part | None) -> str:
    """What was answered; that nobody has said, and that it is not yet known, are words too. A partial date stays partial."""
    if answer is None:
        return NOBODY
    if answer["values"] == [typology.NOT_YET_KNOWN]:
        return NOT_KNOWN
    if answer["values"]:
        return ", ".join(_value_in_words(question, answer, code) for code in answer["values"])
    if answer["number"] is not None:
        return f"{answer['number']:,}"
    return _date(answer["date"]) or str(answer["words"])


def _value_in_words(question: Question, answer: Part, code: str) -> str:
    if question.kind == Kind.COUNTRIES:
        return _country(code)
    return str(answer["words"]) if code == typology.OTHER else question.label_of(code)


def _known_by(case: Part, person: int | None, child: str | None) -> Iterator[Block]:
    own = [one for one in case["identifiers"] if one["person"] == person and one["child"] == child]
    if own:
        rows = [(KINDS[one["kind"]], one["as_written"] + _gone(one), _from(one, one["added_at"])) for one in own]
        yield _table(("Known by", "As written", "According to"), rows)
    where = [one for one in case["places"] if one["person"] == person and one["child"] == child]
    if where:
        rows = [
            (
                one["kind_words"] or _label("place_kind", one["kind"]),
                ", ".join(part for part in (one["area"], _country(one["country"])) if part)
                + (f", since {_date(one['since'])}" if one["since"] else "")
                + _gone(one),
                _from(one, one["added_at"]),
            )
            for one in where
        ]
        yield _table(("Place", "Where", "According to"), rows)


def _gone(one: Part) -> str:
    return f" (taken away {_at(one['removed_at'])})" if one["removed_at"] else ""


def _entries(entries: Sequence[Part], everything: Sequence[Part]) -> Block:
    corrected = {one["corrects"]: one["number"] for one in everything if one["corrects"]}
    rows = []
    for one in entries:
        marks = [f"corrected by entry {corrected[one['number']]}"] if one["number"] in corrected else []
        marks += [f"corrects entry {one['corrects']}"] if one["corrects"] else []
        words = one["words"] + (f" ({'; '.join(marks)})" if marks else "")
        rows.append((f"Entry {one['number']}", words, Nature(one["nature"]).label, _from(one, one["at"])))
    return _table(("Entry", "What is said", "Nature", "According to"), rows)


def _decisions(decisions: Sequence[Part]) -> Block:
    rows = []
    for one in decisions:
        grounds = _ground(one)
        second = (
            f". A second person, {_at(one['second_at'])}: {one['second_words'] or 'no words'}"
            if one["second_at"]
            else ""
        )
        review = f". To be looked at again on {_date(one['review_on'])}" if one["review_on"] else ""
        abroad = (
            f". To {_country(one['country'])}; danger there: {_lower(Decision.Danger(one['danger_abroad']).label)}"
            if one["country"]
            else ""
        )
        danger = f" ({one['danger_words']})" if one["danger_words"] else ""
        looked = "".join(
            f". Reviewed {_at(review['at'])}: {_label('review_found', review['found'])}"
            + (f", {review['words']}" if review["words"] else "")
            for review in one["reviews"]
        )
        body = (one["by"] or {}).get("name", NOT_KNOWN)
        rows.append(
            (
                Decision.Kind(one["kind"]).label,
                f"{Decision.State(one['state']).label}. {grounds}{one['words']}{abroad}{danger}{second}{review}{looked}",
                f"{body}, {_at(one['made_at'])}",
            )
        )
    return _table(("Decision", "Grounds and what followed", "By"), rows, nothing="Nothing was decided.")


def _ground(one: Part) -> str:
    if not one["grounds"]:
        return ""
    for name in _GROUND_LISTS.get(one["kind"], ()):
        found = dict(typology.choices(name)).get(one["grounds"])
        if found:
            return f"{found}. "
    return f"{str(one['grounds']).replace('_', ' ').capitalize()}. "


_GROUND_LISTS = {
    Decision.Kind.NO_INVESTIGATION: ("not_investigated_grounds",),
    Decision.Kind.CLOSE: ("case_close_grounds",),
    Decision.Kind.STOP_IDENTIFICATION: ("stop_identification_grounds",),
    Decision.Kind.SEND_ABROAD: ("send_abroad_grounds",),
    Decision.Kind.NO_ASSESSMENT: ("no_assessment_grounds",),
    Decision.Kind.NO_WELFARE_STEP: ("no_welfare_step_grounds",),
}


def _earlier(case: Part) -> Block:
    labels = {one["number"]: _called(one) for one in case["people"]}
    labels |= {one["reference"]: f"{one['label']} ({one['reference']})" for one in case["children"]}
    rows = []
    for one in case["answers"]:
        if one["replaced_at"] is None:
            continue
        question = questionnaire().question(one["question"])
        of = labels.get(one["person"] or one["child"], "")
        rows.append(
            (
                f"{question.label}{f', {of}' if of else ''}",
                answer_in_words(question, one),
                Nature(one["nature"]).label,
                f"{_from(one, one['at'])}; replaced {_at(one['replaced_at'])}",
            )
        )
    return _table(("Question", "Answer", "Nature", "According to"), rows, nothing="No answer was replaced.")


def _owners(part: Part) -> Block:
    rows = [
        (
            (one["organisation"] or {}).get("name", NOT_KNOWN),
            Basis(one["basis"]).label,
            f"{_at(one['from'])} to {_at(one['to']) if one['to'] else 'now'}",
        )
        for one in part["owners"]
    ]
    return _table(("Organisation", "Basis", "When"), rows)


def _from(one: Part, when: str) -> str:
    grading = f" ({_label('source_grading', one['grading'])})" if one.get("grading") else ""
    body = f", written by {one['by']['name']}" if one.get("by") else ""
    return f"{one['source'] or 'a source not yet known'}{grading}{body}, {_at(when)}"


def _label(of_list: str, code: str) -> str:
    return dict(typology.choices(of_list)).get(code, code.replace("_", " ").capitalize())


def _country(code: str) -> str:
    return country_name(code) if code else ""


def _date(text: str | None) -> str:
    return PartialDate.parse(text).in_words() if text else ""


def _at(moment: str | None) -> str:
    if not moment:
        return ""
    at = datetime.fromisoformat(moment)
    return f"{at.day} {at:%B %Y}, {at:%H:%M} UTC"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
