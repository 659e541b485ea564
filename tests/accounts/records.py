"""A report for tests of access: owned by the north, or by the centre."""

from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Report
from tutela.reports.services.receive import receive_report


def a_report(world: World, by: str = "north_intake") -> Report:
    """A report taken by somebody of the cast; its organisation owns it."""
    actor = world.actor(by)
    incoming = IncomingReport.from_fields(door="staff", summary="Synthetic report.", categories=["IBI"])
    with acting_as(actor):
        received = receive_report(incoming, actor=actor, now=clock.now())
        return Report.objects.select_related("owner").get(reference=received.reference)


def sees(world: World, who: str, report: Report) -> bool:
    """Whether somebody of the cast sees it."""
    with acting_as(world.actor(who)):
        return Report.objects.filter(pk=report.pk).exists()
