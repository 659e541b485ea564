"""The closed vocabularies: categories, their types and facets, and the lists that the rest of the system chooses from.

The words are the study's own and lie as data in `vocabulary.toml`; each has a code that never changes. The file is
checked whole when it is first asked for, and refused with every fault at once. A jurisdiction may add types
(`use_additions`); it cannot rename or remove any [domain.md, section 2]. Labels are said in the language that is active; the
file's own English words are under `english`.

    >>> from tutela import typology
    >>> typology.category("ICV").type("holiday").label
    'Holiday'
    >>> [choice.code for choice in typology.terms("standing")][:2]
    ['alleged', 'suspected']
"""

from tutela.typology.queries import (
    categories,
    category,
    choices,
    facets,
    lists,
    term,
    term_list,
    terms,
    texts,
    types,
    use_additions,
    vocabulary,
)
from tutela.typology.words import CONTEXT, NOT_YET_KNOWN, OTHER, Category, Facet, Term, TermList, Vocabulary

__all__ = [
    "CONTEXT",
    "NOT_YET_KNOWN",
    "OTHER",
    "Category",
    "Facet",
    "Term",
    "TermList",
    "Vocabulary",
    "categories",
    "category",
    "choices",
    "facets",
    "lists",
    "term",
    "term_list",
    "terms",
    "texts",
    "types",
    "use_additions",
    "vocabulary",
]
