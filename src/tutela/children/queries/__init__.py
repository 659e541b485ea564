"""What the pages about children ask, each in a bounded number of statements. Row-level security decides which rows there are."""

from tutela.children.queries.lists import DEFAULT_ORDER, ORDERS, ChildFilters, children, for_list, tally
from tutela.children.queries.needs import Area, Assessed, areas_of, assessed, assessments_of, findings_of
from tutela.children.queries.record import Step, cases_of, participants_of, reports_of, with_around
from tutela.children.queries.surroundings import Place, contacts_of, places_of, whereabouts_of

__all__ = [
    "DEFAULT_ORDER",
    "ORDERS",
    "Area",
    "Assessed",
    "ChildFilters",
    "Place",
    "Step",
    "areas_of",
    "assessed",
    "assessments_of",
    "cases_of",
    "children",
    "contacts_of",
    "findings_of",
    "for_list",
    "participants_of",
    "places_of",
    "reports_of",
    "tally",
    "whereabouts_of",
    "with_around",
]
