"""The shape of a document of a case: what every field means, and which words it may hold. The published schema is made from it.

Nothing is converted and nothing unknown is passed over: what is read is what was written.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StrictBool
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

from tutela import typology
from tutela.cases.models import Case, Nature, Person
from tutela.cases.questionnaire import CODED, About, Kind, questionnaire
from tutela.children.models import AREAS, Assessment, Child, Finding, Whereabouts
from tutela.core import references
from tutela.core.errors import TutelaError
from tutela.core.fields import CANONICAL_PARTIAL_DATE
from tutela.core.identifiers import KINDS
from tutela.core.media import embedded_media_kind
from tutela.core.partial_date import PartialDate
from tutela.core.text import neutral_words, plain
from tutela.decisions.models import Decision
from tutela.organisations.countries import country_choices
from tutela.ownership.models import Basis
from tutela.typology.codes import CATEGORY_CODES

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z\Z")
_CODE = r"^[-a-zA-Z0-9_]{1,40}$"
_LONGEST_IDENTIFIER = 400
MOST_ROWS = 20_000
TLP = ("", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")


@dataclass(frozen=True, eq=False)
class _Written:
    """How a text is written: what checks it, and what the schema says of it."""

    check: Callable[[str], str]
    schema: dict[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)


def _from(values: Iterable[str], *, or_nothing: bool = False) -> _Written:
    """A word of a closed list."""
    known = dict.fromkeys([*([""] if or_nothing else []), *values])

    def check(value: str) -> str:
        if value not in known:
            raise ValueError("that is not one of the known codes")
        return value

    return _Written(check, {"type": "string", "enum": list(known)})


def _codes(of_list: str) -> list[str]:
    return [code for code, _ in typology.choices(of_list)]


def _text(limit: int, *, empty: bool = True) -> _Written:
    """Short words: no markup, no media written out, no characters that nobody sees."""

    def check(value: str) -> str:
        if len(value) > limit or not (value or empty):
            raise ValueError(f"there is room for {limit} characters" if value else "it is empty")
        try:
            neutral_words(value, limit=limit)
        except TutelaError as error:
            raise ValueError(error.what) from None
        if " ".join(plain(value).split()) != " ".join(value.split()):
            raise ValueError("the text holds characters that nobody sees, or is not in normal form (NFC)")
        return value

    return _Written(check, {"type": "string", "maxLength": limit} | ({} if empty else {"minLength": 1}))


def _as_written(value: str) -> str:
    if not 0 < len(value) <= _LONGEST_IDENTIFIER:
        raise ValueError(f"it has from 1 to {_LONGEST_IDENTIFIER} characters")
    if embedded_media_kind(value) is not None:
        raise ValueError("it looks like media written out as text")
    if " ".join(plain(value).split()) != " ".join(value.split()):
        raise ValueError("the text holds characters that nobody sees, or is not in normal form (NFC)")
    return value


def _moment(value: str) -> str:
    if not _MOMENT.match(value):
        raise ValueError("a moment is written 2026-03-04T05:06:07.000000Z, in UTC with six places")
    datetime.fromisoformat(value)
    return value


def _partial(value: str) -> str:
    if value and (not re.match(CANONICAL_PARTIAL_DATE, value) or str(PartialDate.parse(value)) != value):
        raise ValueError("a date is written 2004, 2004-05 or 2004-05-17")
    return value


def _day(value: str) -> str:
    date.fromisoformat(value)
    return value


def _reference(prefix: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        try:
            found = references.parse(value)
        except TutelaError as error:
            raise ValueError(error.what) from None
        if found.prefix != prefix or str(found) != value:
            raise ValueError(f"that is no reference of a {references.PREFIXES[prefix]} as it is written")
        return value

    return check


def _written(check: Callable[[str], str], pattern: str, what: str, **more: Any) -> _Written:
    return _Written(check, {"type": "string", "pattern": pattern, "description": what, **more})


Moment = Annotated[
    str,
    _written(
        _moment,
        r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$",
        "A moment in UTC, to the microsecond.",
        format="date-time",
    ),
]
Partial = Annotated[
    str,
    _written(_partial, r"^(\d{4}(-\d{2}(-\d{2})?)?)?$", "As much of a date as is known; empty where nothing is."),
]
Day = Annotated[str, _written(_day, r"^\d{4}-\d{2}-\d{2}$", "A day.", format="date")]
CaseReference = Annotated[
    str, _written(_reference("C"), r"^C-\d{4}-[0-9A-Z]{6,14}$", "A case; the last character checks the others.")
]
ChildReference = Annotated[
    str, _written(_reference("K"), r"^K-\d{4}-[0-9A-Z]{6,14}$", "A child; the last character checks the others.")
]
COUNTRIES = sorted(code for code, _ in country_choices())
Country = Annotated[str, _from(COUNTRIES, or_nothing=True)]
Grading = Annotated[str, _from(_codes("source_grading"), or_nothing=True)]
NatureCode = Annotated[str, _from(Nature.values)]
_QUESTIONS = questionnaire().by_code
# Every code that an answer of any question may hold; which belong to which stands beside them in the schema.
_VALUES = sorted({code for one in _QUESTIONS.values() for code, _ in one.terms} | {typology.NOT_YET_KNOWN, *COUNTRIES})
_FACETS = sorted({value.code for one in typology.categories() for facet in one.facets for value in facet.values})
_TYPES = sorted(
    {term.code for one in typology.categories() for term in one.types} | {typology.OTHER, typology.NOT_YET_KNOWN}
)
# What the verbs of a case write themselves, where nobody chooses grounds.
_GROUNDS_OF_VERBS = {"opened_to_organisation", "reopened", "restricted"}
_GROUNDS = sorted(
    _GROUNDS_OF_VERBS
    | {
        code
        for name in (
            "not_investigated_grounds",
            "case_close_grounds",
            "stop_identification_grounds",
            "send_abroad_grounds",
            "no_assessment_grounds",
            "no_welfare_step_grounds",
        )
        for code in _codes(name)
    }
)


_AS_WRITTEN = _Written(_as_written, {"type": "string", "minLength": 1, "maxLength": _LONGEST_IDENTIFIER})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Body(_Part):
    """An organisation."""

    code: Annotated[str, Field(pattern=_CODE, description="Its code in the directory of the installation.")]
    name: Annotated[str, _text(120, empty=False), Field(description="Its name.")]


By = Annotated[
    Body | None,
    Field(
        description="The organisation that answered for the record when this was written. Names of staff are left out."
    ),
]
Source = Annotated[str, _text(120), Field(description="From whom it comes, in words.")]
Graded = Annotated[Grading, Field(description="How reliable the source is; empty where nobody graded it.")]
AboutPerson = Annotated[
    int | None, Field(ge=1, description="The number of the person whom it is about; null where it is about none.")
]
AboutChild = Annotated[
    ChildReference | None, Field(description="The child whom it is about; null where it is about none.")
]


class Handling(_Part):
    """How the document is to be handled."""

    tlp: Annotated[
        str, _from(TLP), Field(description="The mark of the Traffic Light Protocol 2.0; empty where none is set.")
    ]
    classification: Annotated[
        str, _text(60), Field(description="The classification line of every page; empty where none is set.")
    ]
    restricted: Annotated[StrictBool, Field(description="Whether the case is open to named persons alone.")]


class Span(_Part):
    """A time for which one organisation answered for the record."""

    organisation: Annotated[Body | None, Field(description="Who answered.")]
    basis: Annotated[str, _from(Basis.values), Field(description="Why it answered.")]
    from_: Annotated[Moment, Field(alias="from", description="From when.")]
    to: Annotated[Moment | None, Field(description="Until when; null for whoever answers still.")]


class Category(_Part):
    """A category of the typology under which the case falls, or fell until it was taken away."""

    category: Annotated[str, _from(CATEGORY_CODES), Field(description="The category.")]
    type: Annotated[str, _from(_TYPES), Field(description="Its type.")]
    type_words: Annotated[str, _text(120), Field(description="What *other* is.")]
    facets: Annotated[list[Annotated[str, _from(_FACETS)]], Field(max_length=60, description="Its facets.")]
    added_at: Annotated[Moment, Field(description="When it was said.")]
    removed_at: Annotated[Moment | None, Field(description="When it was taken away; null while it stands.")]


class Standing(_Part):
    """What a source said of a person: alleged, suspected … convicted, acquitted. A later one adds."""

    standing: Annotated[str, _from(_codes("standing")), Field(description="The standing.")]
    since: Annotated[Partial, Field(description="Since when.")]
    source: Source
    grading: Graded
    words: Annotated[str, _text(200), Field(description="In words.")]
    recorded_at: Annotated[Moment, Field(description="When it was written down.")]
    by: By


class PersonPart(_Part):
    """Somebody in the case other than the child."""

    number: Annotated[int, Field(ge=1, description="By which this document refers to the person.")]
    capacity: Annotated[str, _from(Person.Capacity.values), Field(description="Suspect, carer, witness, other.")]
    name: Annotated[str, _text(120), Field(description="The name; empty where it is not known.")]
    label: Annotated[str, _text(60), Field(description="What the record calls the person.")]
    birth_date: Annotated[Partial, Field(description="As much of the birth date as is known.")]
    country: Annotated[Country, Field(description="Country of residence.")]
    added_at: Annotated[Moment, Field(description="When the person was entered.")]
    removed_at: Annotated[Moment | None, Field(description="When the person was taken away.")]
    standings: Annotated[list[Standing], Field(max_length=MOST_ROWS, description="The standings, the oldest first.")]


class IdentifierPart(_Part):
    """By what somebody, or the case itself, is known."""

    person: AboutPerson
    child: AboutChild
    kind: Annotated[str, _from(KINDS), Field(description="What it is.")]
    as_written: Annotated[str, _AS_WRITTEN, Field(description="As it was written.")]
    source: Source
    added_at: Annotated[Moment, Field(description="When it was entered.")]
    removed_at: Annotated[Moment | None, Field(description="When it was taken away.")]
    by: By


class PlacePart(_Part):
    """A place by its country and area; never an address."""

    person: AboutPerson
    child: AboutChild
    kind: Annotated[str, _from(_codes("place_kind")), Field(description="What it is to the case.")]
    kind_words: Annotated[str, _text(120), Field(description="What *other* is.")]
    country: Annotated[Country, Field(description="The country.")]
    area: Annotated[str, _text(80), Field(description="The area, in words.")]
    since: Annotated[Partial, Field(description="Since when.")]
    source: Source
    added_at: Annotated[Moment, Field(description="When it was entered.")]
    removed_at: Annotated[Moment | None, Field(description="When it was taken away.")]
    by: By


class AnswerPart(_Part):
    """An answer to a question of the record, present or replaced: values, a number, a date or words."""

    person: AboutPerson
    child: AboutChild
    question: Annotated[str, _from(_QUESTIONS), Field(description="The question.")]
    values: Annotated[list[Annotated[str, _from(_VALUES)]], Field(max_length=300, description="Codes or countries.")]
    words: Annotated[str, _text(500), Field(description="Words, or what *other* is.")]
    number: Annotated[int | None, Field(ge=0, le=1_000_000, description="A number.")]
    date: Annotated[Partial, Field(description="A date.")]
    nature: Annotated[NatureCode, Field(description="Fact, inference or opinion.")]
    source: Annotated[str, _text(120, empty=False), Field(description="From whom it comes, in words.")]
    grading: Graded
    at: Annotated[Moment, Field(description="When it was said.")]
    by: By
    replaced_at: Annotated[
        Moment | None, Field(description="When a later answer took its place; null for the present one.")
    ]


class EntryPart(_Part):
    """An entry of the record. A correction is a further entry."""

    number: Annotated[int, Field(ge=1, description="By which a correction refers to it.")]
    at: Annotated[Moment, Field(description="When it was written.")]
    section: Annotated[str, _from(_codes("case_section")), Field(description="The section of the record.")]
    nature: Annotated[NatureCode, Field(description="Fact, inference or opinion.")]
    words: Annotated[str, _text(500, empty=False), Field(description="What is said.")]
    source: Source
    by: By
    corrects: Annotated[int | None, Field(ge=1, description="The number of the entry that it corrects.")]


class ReviewPart(_Part):
    """Somebody else looked at the decision again."""

    at: Annotated[Moment, Field(description="When.")]
    by: By
    found: Annotated[str, _from(_codes("review_found")), Field(description="What was found.")]
    words: Annotated[str, _text(300), Field(description="In words.")]
    again_on: Annotated[Day | None, Field(description="When it is looked at again.")]


class DecisionPart(_Part):
    """A decision, with its grounds and its reviews."""

    kind: Annotated[str, _from(Decision.Kind.values), Field(description="What was decided.")]
    state: Annotated[str, _from(Decision.State.values), Field(description="Whether it was taken.")]
    grounds: Annotated[str, _from(_GROUNDS, or_nothing=True), Field(description="On what grounds.")]
    words: Annotated[str, _text(500), Field(description="In words.")]
    by: By
    made_at: Annotated[Moment, Field(description="When it was made.")]
    second_at: Annotated[Moment | None, Field(description="When a second person agreed or disagreed.")]
    second_words: Annotated[str, _text(300), Field(description="What the second person said.")]
    review_on: Annotated[Day | None, Field(description="When it is looked at again.")]
    country: Annotated[Country, Field(description="Of a decision to send abroad: where to.")]
    danger_abroad: Annotated[
        str,
        _from(Decision.Danger.values, or_nothing=True),
        Field(description="Whether that could endanger the person."),
    ]
    danger_words: Annotated[str, _text(300), Field(description="In which way.")]
    reviews: Annotated[list[ReviewPart], Field(max_length=MOST_ROWS, description="Its reviews, the oldest first.")]


class InCase(_Part):
    """A time for which the case concerned the child."""

    added_at: Annotated[Moment, Field(description="From when.")]
    removed_at: Annotated[Moment | None, Field(description="Until when; null while it does.")]


class WhereaboutsPart(_Part):
    """A statement of where the child may be. A later one of the same place takes its place."""

    country: Annotated[Country, Field(description="The country.")]
    organisation: Annotated[Body | None, Field(description="The service.")]
    place: Annotated[str, _text(60), Field(description="The place, in a few words.")]
    state: Annotated[str, _from(Whereabouts.State.values), Field(description="Considered, ruled out, confirmed.")]
    source: Annotated[str, _text(120, empty=False), Field(description="From whom it comes, in words.")]
    grading: Graded
    words: Annotated[str, _text(200), Field(description="In words.")]
    said_at: Annotated[Moment, Field(description="When it was said.")]
    by: By


class FindingPart(_Part):
    """What was found of one area of need. A later one of the same area takes its place."""

    area: Annotated[str, _from([*AREAS, typology.OTHER]), Field(description="The area.")]
    result: Annotated[str, _from(Finding.Result.values), Field(description="What was found.")]
    words: Annotated[str, _text(300), Field(description="In words.")]
    done: Annotated[str, _text(200), Field(description="What is done.")]
    source: Annotated[str, _text(120, empty=False), Field(description="From whom it comes, in words.")]
    grading: Graded
    said_at: Annotated[Moment, Field(description="When it was said.")]
    by: By


class AssessmentPart(_Part):
    """An assessment of the child's needs."""

    organisation: Annotated[Body | None, Field(description="Who makes it.")]
    state: Annotated[str, _from(Assessment.State.values), Field(description="Open, concluded, decided against.")]
    opened_at: Annotated[Moment, Field(description="When it was opened.")]
    why: Annotated[str, _text(300), Field(description="Why it was made again.")]
    outcome: Annotated[str, _from(_codes("assessment_outcome"), or_nothing=True), Field(description="Its outcome.")]
    outcome_words: Annotated[str, _text(300), Field(description="In words.")]
    ended_at: Annotated[Moment | None, Field(description="When it ended.")]
    findings: Annotated[list[FindingPart], Field(max_length=MOST_ROWS, description="What was found, the oldest first.")]


class ContactPart(_Part):
    """Somebody who is in contact with the child."""

    capacity: Annotated[str, _from(_codes("contact_capacity")), Field(description="In which capacity.")]
    organisation: Annotated[Body | None, Field(description="For which organisation of the directory.")]
    body: Annotated[str, _text(120), Field(description="For which other organisation, in words.")]
    name: Annotated[str, _text(120), Field(description="Who.")]
    since: Annotated[Partial, Field(description="Since when.")]
    until: Annotated[Partial, Field(description="Until when.")]
    source: Annotated[str, _text(120, empty=False), Field(description="From whom it comes, in words.")]
    grading: Graded
    added_at: Annotated[Moment, Field(description="When it was entered.")]
    by: By
    ended_at: Annotated[Moment | None, Field(description="When it was ended.")]
    end_words: Annotated[str, _text(200), Field(description="Why it was ended.")]


class ChildPart(_Part):
    """A child whom the case concerns, with the child's own record."""

    reference: Annotated[ChildReference, Field(description="The reference of the child's record.")]
    label: Annotated[str, _text(60), Field(description="What the record calls the child.")]
    name: Annotated[str, _text(120), Field(description="The name; empty where it is not known.")]
    birth_date: Annotated[Partial, Field(description="As much of the birth date as is known.")]
    sex: Annotated[str, _text(12), Field(description="The sex; empty where nobody has said.")]
    countries: Annotated[
        list[Annotated[str, _from(COUNTRIES)]], Field(max_length=300, description="Countries not ruled out.")
    ]
    identity: Annotated[str, _from(Child.Identity.values), Field(description="Whether the child is identified.")]
    identified_at: Annotated[Moment | None, Field(description="When the child was identified.")]
    identified_how: Annotated[str, _text(200), Field(description="How.")]
    safety: Annotated[str, _from(Child.Safety.values), Field(description="Whether the child is safe.")]
    safeguarded_at: Annotated[Moment | None, Field(description="When somebody began to protect the child.")]
    safeguarded_how: Annotated[
        str, _from(_codes("protective_step"), or_nothing=True), Field(description="By which step.")
    ]
    safeguarded_words: Annotated[str, _text(200), Field(description="In words.")]
    created_at: Annotated[Moment, Field(description="When the child was entered.")]
    restricted: Annotated[StrictBool, Field(description="Whether the record is open to named persons alone.")]
    synthetic: Annotated[StrictBool, Field(description="Whether the child is invented.")]
    owner: Annotated[Body, Field(description="Who answers for the child.")]
    owner_basis: Annotated[str, _from(Basis.values), Field(description="Why.")]
    owner_since: Annotated[Moment, Field(description="Since when.")]
    owners: Annotated[list[Span], Field(max_length=MOST_ROWS, description="Who answered, the oldest first.")]
    in_case: Annotated[list[InCase], Field(min_length=1, max_length=MOST_ROWS, description="Since when in the case.")]
    whereabouts: Annotated[list[WhereaboutsPart], Field(max_length=MOST_ROWS, description="Where the child may be.")]
    assessments: Annotated[list[AssessmentPart], Field(max_length=MOST_ROWS, description="What the child needs.")]
    contacts: Annotated[list[ContactPart], Field(max_length=MOST_ROWS, description="Who is in contact with the child.")]
    decisions: Annotated[list[DecisionPart], Field(max_length=MOST_ROWS, description="What was decided of the child.")]


class CasePart(_Part):
    """The case with everything in it."""

    reference: Annotated[CaseReference, Field(description="The reference.")]
    summary: Annotated[str, _text(500, empty=False), Field(description="One administrative sentence.")]
    state: Annotated[str, _from(Case.State.values), Field(description="Open or closed.")]
    opened_at: Annotated[Moment, Field(description="When it was opened.")]
    recorded_at: Annotated[Moment | None, Field(description="When the agency concluded that an offence took place.")]
    closed_at: Annotated[Moment | None, Field(description="When it was closed.")]
    close_reason: Annotated[
        str, _from(_codes("case_close_grounds"), or_nothing=True), Field(description="On what grounds it was closed.")
    ]
    synthetic: Annotated[StrictBool, Field(description="Whether the case is invented.")]
    owner: Annotated[Body, Field(description="Who answers for the case.")]
    owner_basis: Annotated[str, _from(Basis.values), Field(description="Why.")]
    owner_since: Annotated[Moment, Field(description="Since when.")]
    owners: Annotated[list[Span], Field(max_length=MOST_ROWS, description="Who answered, the oldest first.")]
    children: Annotated[list[ChildPart], Field(max_length=500, description="The children of the case.")]
    categories: Annotated[list[Category], Field(min_length=1, max_length=500, description="The categories.")]
    people: Annotated[list[PersonPart], Field(max_length=MOST_ROWS, description="Everybody else, as entered.")]
    identifiers: Annotated[list[IdentifierPart], Field(max_length=MOST_ROWS, description="By what they are known.")]
    places: Annotated[list[PlacePart], Field(max_length=MOST_ROWS, description="Where it took place.")]
    answers: Annotated[list[AnswerPart], Field(max_length=MOST_ROWS, description="The answers of the record.")]
    entries: Annotated[list[EntryPart], Field(max_length=MOST_ROWS, description="The entries of the record.")]
    decisions: Annotated[list[DecisionPart], Field(max_length=MOST_ROWS, description="What was decided of the case.")]


class CaseDocument(_Part):
    """One case of Tutela, by itself. It holds words, codes and moments alone: never media."""

    model_config = ConfigDict(title="A case of Tutela")

    format: Annotated[Literal["tutela-case"], Field(description="What the file is.")]
    version: Annotated[Literal[1], Field(description="The version of this shape.")]
    exported_at: Annotated[Moment, Field(description="When the document was made.")]
    exported_by: Annotated[Body, Field(description="For which organisation it was made.")]
    handling: Handling
    children_left_out: Annotated[
        int,
        Field(ge=0, le=10_000, description="Children of the case whose records the maker of the document may not see."),
    ]
    case: CasePart


def schema() -> dict[str, Any]:
    """The published schema: of the shape above, with what belongs to each question and each category."""
    made = CaseDocument.model_json_schema(by_alias=True)
    parts = made["$defs"]
    parts["Country"] = {"type": "string", "enum": COUNTRIES, "description": "A country by its code of ISO 3166-1."}
    parts["AnswerPart"]["allOf"] = [
        {
            "if": {"properties": {"question": {"const": code}}},
            "then": {"properties": _takes(code)},
        }
        for code in _QUESTIONS
    ]
    parts["Category"]["allOf"] = [
        {
            "if": {"properties": {"category": {"const": one.code}}},
            "then": {
                "properties": {
                    "type": {"enum": [*(t.code for t in one.types), typology.OTHER, typology.NOT_YET_KNOWN]},
                    "facets": {"items": {"enum": sorted(v.code for facet in one.facets for v in facet.values)}},
                }
            },
        }
        for one in typology.categories()
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://tutela.example/schemas/case-1.json",
        **_without_titles(made),
        "title": made["title"],
    }


def _without_titles(part: Any) -> Any:
    """Without the titles that repeat the names of the fields."""
    if isinstance(part, dict):
        return {key: _without_titles(one) for key, one in part.items() if key != "title"}
    return [_without_titles(one) for one in part] if isinstance(part, list) else part


def _takes(code: str) -> dict[str, Any]:
    one = _QUESTIONS[code]
    known = [code for code, _ in one.terms] if one.kind in CODED else [typology.NOT_YET_KNOWN]
    items: dict[str, Any] = {"enum": known}
    if one.kind == Kind.COUNTRIES:
        items = {"anyOf": [items, {"$ref": "#/$defs/Country"}]}
    takes: dict[str, Any] = {"values": {"items": items}}
    takes["person"] = {"type": "integer" if one.about == About.SUSPECT else "null"}
    takes["child"] = {"type": "string" if one.about == About.CHILD else "null"}
    if one.kind != Kind.NUMBER:
        takes["number"] = {"type": "null"}
    if one.kind != Kind.DATE:
        takes["date"] = {"const": ""}
    return takes
