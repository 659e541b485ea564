"""Synthetic cases for the tests of cases, children and finding."""

from typing import Any

from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewPerson
from tutela.children.models import Child
from tutela.core import clock
from tutela.ownership.access import find
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import CaseLink, Report
from tutela.reports.services.open_case import open_case_from
from tutela.reports.services.receive import receive_report

ADDRESS = "somebody.synthetic@mail.example"


def a_case(world: World, who: str = "north_investigator", **more: Any) -> Case:
    """A case from a report: a suspect, a witness, a child who is identified and one who is not."""
    actor = world.actor(who)
    incoming = IncomingReport.from_fields(
        door="staff", summary="Synthetic report.", categories=["IBI"], countries=["GB"], reporter={"kind": "unknown"}
    )
    new = NewCase(
        **{
            "summary": "Synthetic case about an account.",
            "categories": [NewCategory("IBI", "possession", facets=("national",))],
            "people": [
                NewPerson("suspect", "Suspect 1", name="Robin Invented", source="Hotline", identifiers=(ADDRESS,)),
                NewPerson("witness", "Witness 1"),
            ],
            "children": [NewChild("Child 1", countries=("GB", "FR")), NewChild("Child 2", name="Kim Invented")],
            **more,
        }
    )
    with acting_as(actor):
        report = find(receive_report(incoming, actor=actor, now=clock.now()).reference)
        opened = open_case_from(report, new, actor=actor, now=clock.now())
        case: Case = find(opened.reference)
    return case


def child_of(world: World, case: Case, who: str = "north_investigator", *, identified: bool = False) -> Child:
    """A child of a case: the one who is not yet identified, or the one who is."""
    with acting_as(world.actor(who)):
        identity = "identified" if identified else "not_identified"
        child: Child = find(Child.objects.get(cases_of_child__case=case, identity=identity).reference)
    return child


def report_of(world: World, case: Case, who: str = "north_investigator") -> Report:
    """The report from which a case was opened."""
    with acting_as(world.actor(who)):
        report: Report = find(CaseLink.objects.get(case=case, parted_at=None).report.reference)
    return report


def blocks(name: str, *each: dict[str, Any]) -> dict[str, Any]:
    """What a page sends of several of a kind."""
    sent: dict[str, Any] = {f"{name}-count": str(len(each))}
    return sent | {f"{name}-{number}-{key}": value for number, one in enumerate(each) for key, value in one.items()}
