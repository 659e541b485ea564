"""What the tests of the staff's pages begin with: a report in each state, offered, proposed, bundled, sealed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.decisions.models import Decision
from tutela.ownership.access import find
from tutela.ownership.models import HandOver
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Bundle, IdentityOpening, Report
from tutela.reports.services.bundle import make_bundle
from tutela.reports.services.decide import keep_as_information, propose_no_investigation
from tutela.reports.services.open_identity import ask_to_open
from tutela.reports.services.receive import receive_report
from tutela.reports.services.route import send_report

SPREAD_HASH = "5f" * 32


def received(world: World, by: str = "north_intake", **fields: Any) -> Report:
    """A report that ``by`` took for their own organisation."""
    actor = world.actor(by)
    given = {"door": "staff", "summary": "Synthetic report.", "categories": ["IBI"], "countries": ["GB"]} | fields
    with acting_as(actor):
        reference = receive_report(IncomingReport.from_fields(**given), actor=actor, now=clock.now()).reference
    with acting_as(world.actor(by if actor.writes_records else "centre_intake")):
        return find(reference)


def urgent(world: World, by: str = "north_intake") -> Report:
    """A report with a specific concern that nobody has accepted."""
    return received(world, by, specific_concern=True, concern_grounds="A child says so", concern_stated_by="A teacher")


def spread(world: World, count: int = 3) -> list[Report]:
    """Reports that share one file and one account."""
    shared = {
        "files": [{"sha256": SPREAD_HASH, "size": 1000}],
        "identifiers": [{"kind": "account", "raw": "synthetic.example:one-account"}],
    }
    return [received(world, **shared) for _ in range(count)]


def offered(world: World, report: Report | None = None) -> tuple[Report, HandOver]:
    """A report of Northmoor, offered to Southvale."""
    report = report or received(world)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        return report, send_report(report, to=world.south, reason="Its area", actor=actor, now=clock.now())


def offered_to_north(world: World) -> tuple[Report, HandOver]:
    """A report of the centre, offered to Northmoor."""
    report = received(world, "centre_intake", categories=["ICA"])
    actor = world.actor("centre_intake")
    with acting_as(actor):
        return report, send_report(report, to=world.north, reason="Its area", actor=actor, now=clock.now())


def proposed(world: World, report: Report | None = None) -> tuple[Report, Decision]:
    """A report that the investigator proposed not to investigate."""
    report = report or received(world)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        decision = propose_no_investigation(
            report,
            grounds="not_traceable",
            words="Looked at.",
            review_on=clock.now().date() + timedelta(days=90),
            actor=actor,
            now=clock.now(),
        )
    return report, decision


def decided(world: World) -> Report:
    """A report that was kept as information; its outcome is owed."""
    report = received(world)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        keep_as_information(report, words="Nothing to act on now.", actor=actor, now=clock.now())
        return find(report.reference)


def bundled(world: World) -> tuple[list[Report], Bundle]:
    """Three reports in a bundle of Northmoor."""
    reports = spread(world)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        return reports, make_bundle(reports, name="A spread item", why="One SHA-256", actor=actor, now=clock.now())


def sealed(world: World) -> Report:
    """A report of a person who left a name and asked that it be kept sealed."""
    reporter = {"kind": "person", "name": "Synthetic Sealed Name", "stays_unknown": True, "wants_answer": True}
    return received(world, reporter=reporter)


def asked(world: World) -> tuple[Report, IdentityOpening]:
    """A sealed report whose identity the investigator asked to open."""
    report = sealed(world)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        return report, ask_to_open(report, reason="To call back about the child", actor=actor, now=clock.now())


def running(world: World, report: Report, kind: str) -> Clock:
    """The running clock of a kind, as the owner's staff see it."""
    with acting_as(world.actor("north_investigator")):
        return Clock.objects.get(subject_id=report.pk, kind=kind, met_at=None, ended_at=None)


class Statements:
    """How many statements a page asked of the database."""

    number = 0


@contextmanager
def statements() -> Iterator[Statements]:
    """Counts statements inside, without the savepoints that stand for the request's own transaction in a test."""
    counted = Statements()
    with CaptureQueriesContext(connection) as captured:
        yield counted
    told = [one["sql"] for one in captured.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    counted.number = len(told)
