"""A report that is received has an owner, its clocks, what its sender is owed and an audit line."""

import pytest

from tests.cast import World
from tutela.accounts.actor import PUBLIC
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.ownership.models import Span
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Arrival, Report, Submission
from tutela.reports.services.receive import receive_report

pytestmark = pytest.mark.django_db


def a_report(**fields: object) -> IncomingReport:
    return IncomingReport.from_fields(
        **{"door": "staff", "summary": "Synthetic report.", "categories": ["IBI"], **fields}
    )


def test_a_report_taken_by_staff_is_owned_by_their_organisation_and_owes_a_receipt(world: World) -> None:
    actor = world.actor("north_intake")
    with acting_as(actor):
        received = receive_report(a_report(), actor=actor, now=clock.now())
        report = Report.objects.get(reference=received.reference)
        assert report.owner == world.north
        assert {one.kind for one in Clock.objects.filter(subject_id=report.id)} == {"receipt", "progress"}
        assert report.next_due_at == min(one.due_at for one in Clock.objects.filter(subject_id=report.id))
        assert Span.objects.get(subject_kind="report", subject_id=report.id).organisation == world.north
        assert Entry.objects.get(subject_id=report.id).action == "report.receive"


def test_a_partners_report_is_owned_by_the_centre_and_the_partner_sees_what_it_sent_and_not_the_record(
    world: World,
) -> None:
    actor = world.actor("hotline_partner")
    with acting_as(actor):
        received = receive_report(
            a_report(door="api", external_source="hotline", external_reference="H-1"), actor=actor, now=clock.now()
        )
        assert not Report.objects.filter(reference=received.reference).exists()
        assert Submission.objects.get(reference=received.reference).reporter == world.hotline
    with acting_as(world.actor("centre_intake")):
        report = Report.objects.get(reference=received.reference)
        assert (report.owner, report.owner_basis) == (world.centre, "default")
    with acting_as(world.actor("north_intake")):
        assert not Report.objects.filter(reference=received.reference).exists()


def test_the_same_external_report_is_recognised_when_it_comes_again_whoever_holds_it(world: World) -> None:
    first, second = world.actor("hotline_partner"), world.actor("north_intake")
    report = a_report(door="csv", external_source="NCMEC", external_reference="1001")
    with acting_as(first):
        once = receive_report(report, actor=first, now=clock.now())
    with acting_as(second):
        again = receive_report(report, actor=second, now=clock.now())
    assert (again.reference, again.again) == (once.reference, True)
    with acting_as(world.actor("centre_intake")):
        assert Report.objects.get(reference=once.reference).times_received == 2
        assert Arrival.objects.filter(report__reference=once.reference).count() == 2


def test_somebody_unknown_gets_a_code_and_no_address_is_kept(world: World) -> None:
    with acting_as(PUBLIC):
        received = receive_report(
            a_report(door="public", reporter={"kind": "unknown", "stays_unknown": True}), actor=PUBLIC, now=clock.now()
        )
    assert received.code
    with acting_as(world.actor("centre_intake")):
        submission = Submission.objects.get(reference=received.reference)
        assert submission.reporter_kind == "unknown"
        assert not hasattr(submission, "identity")


def test_a_specific_concern_calls_somebody_at_once(world: World) -> None:
    actor = world.actor("north_intake")
    with acting_as(actor):
        received = receive_report(a_report(specific_concern=True), actor=actor, now=clock.now())
        report = Report.objects.get(reference=received.reference)
        assert report.is_urgent
        assert report.urgent_calls.count() == 1
