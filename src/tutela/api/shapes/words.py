"""The vocabulary, and who there is."""

from ninja import Schema
from pydantic import Field

from tutela.typology.words import Category, Term, TermList


class TermRead(Schema):
    """A value that can be chosen."""

    code: str
    label: str
    needs_words: bool = Field(description="The choice is void without words beside it.")


class FacetRead(Schema):
    """One side of a category."""

    code: str
    label: str
    values: list[TermRead]


class CategoryWords(Schema):
    """A category with its types and facets."""

    code: str
    label: str
    meaning: str
    types: list[TermRead]
    facets: list[FacetRead]


class ListRead(Schema):
    """A closed list."""

    code: str
    label: str
    terms: list[TermRead]


class AnswerTemplateRead(Schema):
    """An answer that can be sent to a reporter."""

    code: str
    kind: str = Field(description="receipt, progress or outcome.")
    label: str
    disposition: str = Field(description="For which decision an outcome is; empty for others.")


class Typology(Schema):
    """Every code that the API takes or gives."""

    categories: list[CategoryWords]
    lists: list[ListRead]
    answers: list[AnswerTemplateRead]


class OrganisationRead(Schema):
    """A body that can own, send, receive or be answered."""

    code: str
    name: str
    kind: str
    country: str
    is_coordinating_centre: bool


class Health(Schema):
    """That the server answers."""

    status: str = Field(examples=["ok"])


def term(one: Term) -> TermRead:
    """A term."""
    return TermRead(code=one.code, label=one.label, needs_words=one.needs_words)


def category(one: Category) -> CategoryWords:
    """A category."""
    return CategoryWords(
        code=one.code,
        label=one.label,
        meaning=one.meaning,
        types=[term(each) for each in one.types],
        facets=[
            FacetRead(code=each.code, label=each.label, values=[term(value) for value in each.values])
            for each in one.facets
        ],
    )


def closed_list(one: TermList) -> ListRead:
    """A list."""
    return ListRead(code=one.code, label=one.label, terms=[term(each) for each in one.terms])
