"""The tables of a case: the case itself, the people in it, and its record."""

from tutela.cases.models.case import Case, CaseCategory, ChildInCase
from tutela.cases.models.people import Identifier, Person, Place, Standing
from tutela.cases.models.record import Answer, Editing, Entry, Nature, Proposal

__all__ = [
    "Answer",
    "Case",
    "CaseCategory",
    "ChildInCase",
    "Editing",
    "Entry",
    "Identifier",
    "Nature",
    "Person",
    "Place",
    "Proposal",
    "Standing",
]
