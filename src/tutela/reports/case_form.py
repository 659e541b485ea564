"""From the form that opens a case to what the verb takes, and from a report to what the form begins with."""

from typing import Any

from tutela import typology
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewEntry, NewPerson
from tutela.reports.models import Report

_NOBODY = frozenset({"not yet identified", "not known", "unknown", "not yet known"})


def known_from(report: Report) -> dict[str, Any]:
    """What a report already says of the case that is opened from it."""
    return {
        "summary": report.summary,
        "children": "not yet identified",
        "source": report.get_door_display(),
        "category": report.categories[0] if report.categories else "",
        "standing": "suspected",
    }


def new_case(data: dict[str, Any]) -> NewCase:
    """What the form says, as the verb takes it."""
    chosen = data["type"].partition(":")[2] or data["type"] or typology.NOT_YET_KNOWN
    facets = tuple(facet.partition(":")[2] for facet in data["facets"])
    return NewCase(
        summary=data["summary"],
        categories=[NewCategory(data["category"], chosen, data["type_words"], facets)],
        people=[
            NewPerson(
                "suspect", f"Suspect {number}", name=_name(line), standing=data["standing"], source=data["source"]
            )
            for number, line in enumerate(_lines(data["suspects"]), 1)
        ],
        children=[
            NewChild(f"Child {number}", name=_name(line)) for number, line in enumerate(_lines(data["children"]), 1)
        ],
        entries=[NewEntry(line[:500], source=data["source"]) for line in _lines(data["entries"])],
        restricted=data["restricted"],
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _name(line: str) -> str:
    return "" if line.casefold() in _NOBODY else line
