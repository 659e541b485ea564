"""A small document of a case from an installation that there is not, with whatever words are given."""

from collections.abc import Callable
from typing import Any

from tutela.core import references
from tutela.exchange.compose import as_bytes
from tutela.exchange.reading import read_document
from tutela.exchange.shape import CaseDocument

LONG_AGO, LATER = "2024-01-02T03:04:05.000000Z", "2024-02-03T04:05:06.000000Z"
THERE = {"code": "elsewhere", "name": "Synthetic Service Elsewhere"}


def small_document(number: int, word: Callable[[], str]) -> CaseDocument:
    """A case with a child, a suspect, a decision and an owner of its own; ``number`` makes its references."""
    return read_document(as_bytes(_document(number, word)))


def _decision(word: Callable[[], str]) -> dict[str, Any]:
    return {
        "kind": "no_assessment",
        "state": "taken",
        "grounds": "",
        "words": word(),
        "by": THERE,
        "made_at": LATER,
        "second_at": None,
        "second_words": "",
        "review_on": "2024-06-01",
        "country": "",
        "danger_abroad": "",
        "danger_words": "",
        "reviews": [],
    }


def _owned() -> dict[str, Any]:
    return {
        "owner": THERE,
        "owner_basis": "opened",
        "owner_since": LONG_AGO,
        "owners": [{"organisation": THERE, "basis": "opened", "from": LONG_AGO, "to": None}],
        "synthetic": True,
    }


def _said(word: Callable[[], str], **more: Any) -> dict[str, Any]:
    return {"source": word(), "by": THERE} | more


def _document(number: int, word: Callable[[], str]) -> dict[str, Any]:
    kid = str(references.make("K", 2024, number))
    child = {
        **_owned(),
        "reference": kid,
        "label": word(),
        "name": "",
        "birth_date": "2014",
        "sex": "",
        "countries": ["FR"],
        "identity": "not_identified",
        "identified_at": None,
        "identified_how": "",
        "safety": "not_known",
        "safeguarded_at": None,
        "safeguarded_how": "",
        "safeguarded_words": "",
        "created_at": LONG_AGO,
        "restricted": False,
        "in_case": [{"added_at": LONG_AGO, "removed_at": None}],
        "whereabouts": [
            _said(word, country="FR", organisation=None, place=word(), state="considered", grading="", words=word())
            | {"said_at": LONG_AGO}
        ],
        "assessments": [],
        "contacts": [],
        "decisions": [_decision(word)],
    }
    case = {
        **_owned(),
        "reference": str(references.make("C", 2024, number)),
        "summary": word(),
        "state": "open",
        "opened_at": LONG_AGO,
        "recorded_at": None,
        "closed_at": None,
        "close_reason": "",
        "children": [child],
        "categories": [
            {
                "category": "IBI",
                "type": "not_yet_known",
                "type_words": "",
                "facets": [],
                "added_at": LONG_AGO,
                "removed_at": None,
            }
        ],
        "people": [
            {
                "number": 1,
                "capacity": "suspect",
                "name": word(),
                "label": word(),
                "birth_date": "",
                "country": "",
                "added_at": LONG_AGO,
                "removed_at": None,
                "standings": [
                    _said(word, standing="suspected", since="", grading="", words=word(), recorded_at=LONG_AGO)
                ],
            }
        ],
        "identifiers": [],
        "places": [],
        "answers": [
            _said(word, person=None, child=one, question=question, values=[], words=words, number=figure, date="")
            | {"nature": "fact", "grading": "", "at": LONG_AGO, "replaced_at": None}
            for one, question, words, figure in ((None, "remarks", word(), None), (kid, "age_at_start", "", 9))
        ],
        "entries": [_said(word, number=1, at=LONG_AGO, section="general", nature="fact", words=word(), corrects=None)],
        "decisions": [_decision(word)],
    }
    return {
        "format": "tutela-case",
        "version": 1,
        "exported_at": LATER,
        "exported_by": THERE,
        "handling": {"tlp": "GREEN", "classification": "", "restricted": False},
        "children_left_out": 0,
        "case": case,
    }
