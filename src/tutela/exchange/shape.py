"""The shape of a document of a case: what every field means, and which words it may hold. The published schema is made from it.

Nothing is converted and nothing unknown is passed over: what is read is what was written.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from tutela import typology
from tutela.cases.models import Case, Nature, Person
from tutela.cases.questionnaire import CODED, About, Kind, questionnaire
from tutela.children.models import AREAS, Assessment, Child, Finding, Whereabouts
from tutela.core.identifiers import KINDS
from tutela.decisions.models import Decision
from tutela.exchange.written import AS_WRITTEN, CaseReference, ChildReference, Day, Moment, Partial, one_of, short_words
from tutela.organisations.countries import country_choices
from tutela.ownership.models import Basis
from tutela.typology.codes import CATEGORY_CODES

_CODE = r"^[-a-zA-Z0-9_]{1,40}$"
MOST_ROWS = 20_000
TLP = ("", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")


def _codes(of_list: str) -> list[str]:
    return [code for code, _ in typology.choices(of_list)]


COUNTRIES = sorted(code for code, _ in country_choices())
Country = Annotated[str, one_of(COUNTRIES, or_nothing=True)]
Grading = Annotated[str, one_of(_codes("source_grading"), or_nothing=True)]
NatureCode = Annotated[str, one_of(Nature.values)]
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


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Body(_Part):
    """An organisation."""

    code: Annotated[str, Field(pattern=_CODE, description="Its code in the directory of the installation.")]
    name: Annotated[str, short_words(120, empty=False), Field(description="Its name.")]


By = Annotated[
    Body | None,
    Field(
        description="The organisation that answered for the record when this was written. Names of staff are left out."
    ),
]
Source = Annotated[str, short_words(120), Field(description="From whom it comes, in words.")]
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
        str, one_of(TLP), Field(description="The mark of the Traffic Light Protocol 2.0; empty where none is set.")
    ]
    classification: Annotated[
        str, short_words(60), Field(description="The classification line of every page; empty where none is set.")
    ]
    restricted: Annotated[StrictBool, Field(description="Whether the case is open to named persons alone.")]


class Span(_Part):
    """A time for which one organisation answered for the record."""

    organisation: Annotated[Body | None, Field(description="Who answered.")]
    basis: Annotated[str, one_of(Basis.values), Field(description="Why it answered.")]
    from_: Annotated[Moment, Field(alias="from", description="From when.")]
    to: Annotated[Moment | None, Field(description="Until when; null for whoever answers still.")]


class Category(_Part):
    """A category of the typology under which the case falls, or fell until it was taken away."""

    category: Annotated[str, one_of(CATEGORY_CODES), Field(description="The category.")]
    type: Annotated[str, one_of(_TYPES), Field(description="Its type.")]
    type_words: Annotated[str, short_words(120), Field(description="What *other* is.")]
    facets: Annotated[list[Annotated[str, one_of(_FACETS)]], Field(max_length=60, description="Its facets.")]
    added_at: Annotated[Moment, Field(description="When it was said.")]
    removed_at: Annotated[Moment | None, Field(description="When it was taken away; null while it stands.")]


class Standing(_Part):
    """What a source said of a person: alleged, suspected … convicted, acquitted. A later one adds."""

    standing: Annotated[str, one_of(_codes("standing")), Field(description="The standing.")]
    since: Annotated[Partial, Field(description="Since when.")]
    source: Source
    grading: Graded
    words: Annotated[str, short_words(200), Field(description="In words.")]
    recorded_at: Annotated[Moment, Field(description="When it was written down.")]
    by: By


class PersonPart(_Part):
    """Somebody in the case other than the child."""

    number: Annotated[int, Field(ge=1, description="By which this document refers to the person.")]
    capacity: Annotated[str, one_of(Person.Capacity.values), Field(description="Suspect, carer, witness, other.")]
    name: Annotated[str, short_words(120), Field(description="The name; empty where it is not known.")]
    label: Annotated[str, short_words(60), Field(description="What the record calls the person.")]
    birth_date: Annotated[Partial, Field(description="As much of the birth date as is known.")]
    country: Annotated[Country, Field(description="Country of residence.")]
    added_at: Annotated[Moment, Field(description="When the person was entered.")]
    removed_at: Annotated[Moment | None, Field(description="When the person was taken away.")]
    standings: Annotated[list[Standing], Field(max_length=MOST_ROWS, description="The standings, the oldest first.")]


class IdentifierPart(_Part):
    """By what somebody, or the case itself, is known."""

    person: AboutPerson
    child: AboutChild
    kind: Annotated[str, one_of(KINDS), Field(description="What it is.")]
    as_written: Annotated[str, AS_WRITTEN, Field(description="As it was written.")]
    source: Source
    added_at: Annotated[Moment, Field(description="When it was entered.")]
    removed_at: Annotated[Moment | None, Field(description="When it was taken away.")]
    by: By


class PlacePart(_Part):
    """A place by its country and area; never an address."""

    person: AboutPerson
    child: AboutChild
    kind: Annotated[str, one_of(_codes("place_kind")), Field(description="What it is to the case.")]
    kind_words: Annotated[str, short_words(120), Field(description="What *other* is.")]
    country: Annotated[Country, Field(description="The country.")]
    area: Annotated[str, short_words(80), Field(description="The area, in words.")]
    since: Annotated[Partial, Field(description="Since when.")]
    source: Source
    added_at: Annotated[Moment, Field(description="When it was entered.")]
    removed_at: Annotated[Moment | None, Field(description="When it was taken away.")]
    by: By


class AnswerPart(_Part):
    """An answer to a question of the record, present or replaced: values, a number, a date or words."""

    person: AboutPerson
    child: AboutChild
    question: Annotated[str, one_of(_QUESTIONS), Field(description="The question.")]
    values: Annotated[list[Annotated[str, one_of(_VALUES)]], Field(max_length=300, description="Codes or countries.")]
    words: Annotated[str, short_words(500), Field(description="Words, or what *other* is.")]
    number: Annotated[int | None, Field(ge=0, le=1_000_000, description="A number.")]
    date: Annotated[Partial, Field(description="A date.")]
    nature: Annotated[NatureCode, Field(description="Fact, inference or opinion.")]
    source: Annotated[str, short_words(120, empty=False), Field(description="From whom it comes, in words.")]
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
    section: Annotated[str, one_of(_codes("case_section")), Field(description="The section of the record.")]
    nature: Annotated[NatureCode, Field(description="Fact, inference or opinion.")]
    words: Annotated[str, short_words(500, empty=False), Field(description="What is said.")]
    source: Source
    by: By
    corrects: Annotated[int | None, Field(ge=1, description="The number of the entry that it corrects.")]


class ReviewPart(_Part):
    """Somebody else looked at the decision again."""

    at: Annotated[Moment, Field(description="When.")]
    by: By
    found: Annotated[str, one_of(_codes("review_found")), Field(description="What was found.")]
    words: Annotated[str, short_words(300), Field(description="In words.")]
    again_on: Annotated[Day | None, Field(description="When it is looked at again.")]


class DecisionPart(_Part):
    """A decision, with its grounds and its reviews."""

    kind: Annotated[str, one_of(Decision.Kind.values), Field(description="What was decided.")]
    state: Annotated[str, one_of(Decision.State.values), Field(description="Whether it was taken.")]
    grounds: Annotated[str, one_of(_GROUNDS, or_nothing=True), Field(description="On what grounds.")]
    words: Annotated[str, short_words(500), Field(description="In words.")]
    by: By
    made_at: Annotated[Moment, Field(description="When it was made.")]
    second_at: Annotated[Moment | None, Field(description="When a second person agreed or disagreed.")]
    second_words: Annotated[str, short_words(300), Field(description="What the second person said.")]
    review_on: Annotated[Day | None, Field(description="When it is looked at again.")]
    country: Annotated[Country, Field(description="Of a decision to send abroad: where to.")]
    danger_abroad: Annotated[
        str,
        one_of(Decision.Danger.values, or_nothing=True),
        Field(description="Whether that could endanger the person."),
    ]
    danger_words: Annotated[str, short_words(300), Field(description="In which way.")]
    reviews: Annotated[list[ReviewPart], Field(max_length=MOST_ROWS, description="Its reviews, the oldest first.")]


class InCase(_Part):
    """A time for which the case concerned the child."""

    added_at: Annotated[Moment, Field(description="From when.")]
    removed_at: Annotated[Moment | None, Field(description="Until when; null while it does.")]


class WhereaboutsPart(_Part):
    """A statement of where the child may be. A later one of the same place takes its place."""

    country: Annotated[Country, Field(description="The country.")]
    organisation: Annotated[Body | None, Field(description="The service.")]
    place: Annotated[str, short_words(60), Field(description="The place, in a few words.")]
    state: Annotated[str, one_of(Whereabouts.State.values), Field(description="Considered, ruled out, confirmed.")]
    source: Annotated[str, short_words(120, empty=False), Field(description="From whom it comes, in words.")]
    grading: Graded
    words: Annotated[str, short_words(200), Field(description="In words.")]
    said_at: Annotated[Moment, Field(description="When it was said.")]
    by: By


class FindingPart(_Part):
    """What was found of one area of need. A later one of the same area takes its place."""

    area: Annotated[str, one_of([*AREAS, typology.OTHER]), Field(description="The area.")]
    result: Annotated[str, one_of(Finding.Result.values), Field(description="What was found.")]
    words: Annotated[str, short_words(300), Field(description="In words.")]
    done: Annotated[str, short_words(200), Field(description="What is done.")]
    source: Annotated[str, short_words(120, empty=False), Field(description="From whom it comes, in words.")]
    grading: Graded
    said_at: Annotated[Moment, Field(description="When it was said.")]
    by: By


class AssessmentPart(_Part):
    """An assessment of the child's needs."""

    organisation: Annotated[Body | None, Field(description="Who makes it.")]
    state: Annotated[str, one_of(Assessment.State.values), Field(description="Open, concluded, decided against.")]
    opened_at: Annotated[Moment, Field(description="When it was opened.")]
    why: Annotated[str, short_words(300), Field(description="Why it was made again.")]
    outcome: Annotated[str, one_of(_codes("assessment_outcome"), or_nothing=True), Field(description="Its outcome.")]
    outcome_words: Annotated[str, short_words(300), Field(description="In words.")]
    ended_at: Annotated[Moment | None, Field(description="When it ended.")]
    findings: Annotated[list[FindingPart], Field(max_length=MOST_ROWS, description="What was found, the oldest first.")]


class ContactPart(_Part):
    """Somebody who is in contact with the child."""

    capacity: Annotated[str, one_of(_codes("contact_capacity")), Field(description="In which capacity.")]
    organisation: Annotated[Body | None, Field(description="For which organisation of the directory.")]
    body: Annotated[str, short_words(120), Field(description="For which other organisation, in words.")]
    name: Annotated[str, short_words(120), Field(description="Who.")]
    since: Annotated[Partial, Field(description="Since when.")]
    until: Annotated[Partial, Field(description="Until when.")]
    source: Annotated[str, short_words(120, empty=False), Field(description="From whom it comes, in words.")]
    grading: Graded
    added_at: Annotated[Moment, Field(description="When it was entered.")]
    by: By
    ended_at: Annotated[Moment | None, Field(description="When it was ended.")]
    end_words: Annotated[str, short_words(200), Field(description="Why it was ended.")]


class ChildPart(_Part):
    """A child whom the case concerns, with the child's own record."""

    reference: Annotated[ChildReference, Field(description="The reference of the child's record.")]
    label: Annotated[str, short_words(60), Field(description="What the record calls the child.")]
    name: Annotated[str, short_words(120), Field(description="The name; empty where it is not known.")]
    birth_date: Annotated[Partial, Field(description="As much of the birth date as is known.")]
    sex: Annotated[str, short_words(12), Field(description="The sex; empty where nobody has said.")]
    countries: Annotated[
        list[Annotated[str, one_of(COUNTRIES)]], Field(max_length=300, description="Countries not ruled out.")
    ]
    identity: Annotated[str, one_of(Child.Identity.values), Field(description="Whether the child is identified.")]
    identified_at: Annotated[Moment | None, Field(description="When the child was identified.")]
    identified_how: Annotated[str, short_words(200), Field(description="How.")]
    safety: Annotated[str, one_of(Child.Safety.values), Field(description="Whether the child is safe.")]
    safeguarded_at: Annotated[Moment | None, Field(description="When somebody began to protect the child.")]
    safeguarded_how: Annotated[
        str, one_of(_codes("protective_step"), or_nothing=True), Field(description="By which step.")
    ]
    safeguarded_words: Annotated[str, short_words(200), Field(description="In words.")]
    created_at: Annotated[Moment, Field(description="When the child was entered.")]
    restricted: Annotated[StrictBool, Field(description="Whether the record is open to named persons alone.")]
    synthetic: Annotated[StrictBool, Field(description="Whether the child is invented.")]
    owner: Annotated[Body, Field(description="Who answers for the child.")]
    owner_basis: Annotated[str, one_of(Basis.values), Field(description="Why.")]
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
    summary: Annotated[str, short_words(500, empty=False), Field(description="One administrative sentence.")]
    state: Annotated[str, one_of(Case.State.values), Field(description="Open or closed.")]
    opened_at: Annotated[Moment, Field(description="When it was opened.")]
    recorded_at: Annotated[Moment | None, Field(description="When the agency concluded that an offence took place.")]
    closed_at: Annotated[Moment | None, Field(description="When it was closed.")]
    close_reason: Annotated[
        str, one_of(_codes("case_close_grounds"), or_nothing=True), Field(description="On what grounds it was closed.")
    ]
    synthetic: Annotated[StrictBool, Field(description="Whether the case is invented.")]
    owner: Annotated[Body, Field(description="Who answers for the case.")]
    owner_basis: Annotated[str, one_of(Basis.values), Field(description="Why.")]
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
