"""What a verb on a record needs to be told."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tutela.api.shapes.common import Code, Country, Sent, Words60, Words120, Words300, Words400, Words500
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewEntry, NewPerson
from tutela.core.partial_date import PartialDate

Category = Literal["ICV", "ICA", "IMI", "IIG", "IIC", "IBI", "URC", "COM"]


def _a_date(text: str) -> str:
    return str(PartialDate.parse(text)) if text else ""


PartOfDate = Annotated[
    str,
    Field(
        pattern=r"^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$",
        description="2004, 2004-05 or 2004-05-17.",
    ),
    AfterValidator(_a_date),
]


class TriageSent(Sent):
    """What the report concerns, as a person made it out."""

    categories: tuple[Category, ...] = Field(max_length=8, description="Codes of the categories suspected.")
    countries: tuple[Country, ...] = Field(default=(), max_length=60, description="Two-letter codes.")
    place: Code | None = Field(default=None, description="The code of a place.")
    specific_concern: Literal["yes", "no", "not_known"] = Field(description="Is a child said to be harmed now?")
    concern_grounds: Words500 = Field(default="", description="Needed where there is such a concern.")
    version: int = Field(ge=0, le=2**31 - 1, description="The version that you read; an older one is refused.")


class AssignSent(Sent):
    """Who works on the report from now on."""

    handler: str = Field(max_length=254, description="The address with which the person signs in.")


class SendSent(Sent):
    """To whom the report is offered, and why."""

    to: Code = Field(description="The code of the organisation.")
    reason: Words300 = Field(min_length=1)


class AnswerSent(Sent):
    """Which answer goes to the reporter: a template of /typology."""

    template: Code


class ProposeSent(Sent):
    """A decision not to investigate, to be seconded by another person."""

    kind: Literal["no_investigation"]
    grounds: Code = Field(description="A code of the list “not_investigated_grounds”.")
    words: Words500 = Field(min_length=1)
    review_on: date = Field(description="When it is looked at again.")


class SecondSent(Sent):
    """The second person's word."""

    agrees: bool
    words: Words300 = Field(default="", description="Needed where you disagree.")


class WordsSent(Sent):
    """Why, in a few words."""

    words: Words500 = Field(min_length=1)


class DeclineSent(Sent):
    """Why an offer is declined."""

    reason: Code = Field(description="A code of the list “hand_over_decline_reason”.")
    words: Words300 = Field(default="", description="Needed for “other”.")


class CategorySent(Sent):
    """A category of the case, with its type and facets."""

    category: Category
    type: Code = "not_yet_known"
    words: Words120 = Field(default="", description="Needed where the type is “other”.")
    facets: tuple[Code, ...] = Field(default=(), max_length=20)


class PersonSent(Sent):
    """Somebody in the case other than the child."""

    capacity: Literal["suspect", "carer", "witness", "other"]
    label: Words60 = Field(min_length=1, description="What the record calls them, such as “Suspect 1”.")
    name: Words120 = ""
    standing: Code = Field(default="suspected", description="A code of the list “standing”; for suspects.")
    source: Words120 = Field(default="", description="Who says so.")
    since: PartOfDate = ""
    birth_date: PartOfDate = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    identifiers: tuple[Words400, ...] = Field(default=(), max_length=100)


class ChildSent(Sent):
    """A child in the case, known or not yet identified."""

    label: Words60 = Field(min_length=1, description="What the record calls the child, such as “Child 1”.")
    name: Words120 = Field(default="", description="With a name the child counts as identified.")
    birth_date: PartOfDate = ""
    sex: Annotated[str, Field(pattern=r"^[a-z_]{0,12}$")] = ""
    countries: tuple[Country, ...] = Field(default=(), max_length=60)
    safety: Literal["not_known", "at_risk", "safe"] = "not_known"


class EntrySent(Sent):
    """One of the first entries of the record: what is said, what it is, and from whom it comes."""

    words: Words500 = Field(min_length=1)
    nature: Literal["fact", "inference", "opinion"] = "fact"
    source: Words120 = Field(default="", description="From whom it comes.")
    section: Code = Field(default="general", description="A code of the list “case_section”.")


class CaseSent(Sent):
    """A case to be opened from the report."""

    summary: Words500 = Field(min_length=1)
    categories: tuple[CategorySent, ...] = Field(min_length=1, max_length=8)
    people: tuple[PersonSent, ...] = Field(default=(), max_length=50)
    children: tuple[ChildSent, ...] = Field(default=(), max_length=50)
    entries: tuple[EntrySent, ...] = Field(default=(), max_length=50, description="The first entries of the record.")
    restricted: bool = Field(default=False, description="Only named persons see it.")

    def new_case(self) -> NewCase:
        """What the verb takes."""
        return NewCase(
            summary=self.summary,
            categories=[NewCategory(one.category, one.type, one.words, one.facets) for one in self.categories],
            people=[NewPerson(**one.model_dump()) for one in self.people],
            children=[NewChild(**one.model_dump()) for one in self.children],
            entries=[NewEntry(**one.model_dump()) for one in self.entries],
            restricted=self.restricted,
        )
