"""What two people, or a person and the worker, do to one record at one time, one after the other as the database orders it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from tests.accounts.records import a_report, sees
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.actor import PUBLIC, SYSTEM
from tutela.accounts.models import Membership
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.accounts.services.people import leave
from tutela.cases.services.open_case import NewCase, NewCategory, open_case
from tutela.children.services.enter import enter_child
from tutela.children.services.stop import propose_stop
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, RuleBroken
from tutela.core.row_security import install
from tutela.decisions.services import must_lie_ahead, start_review
from tutela.notices.models import Notice
from tutela.organisations.models import Organisation
from tutela.ownership.models import HandOver, Participation
from tutela.ownership.services import add_participant, claim, decline, end_participation, release, transfer
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Report, UrgentCall
from tutela.reports.services.decide import second
from tutela.reports.services.open_case import join_case, part_from_case
from tutela.reports.services.receive import receive_report
from tutela.reports.services.restrict import restrict
from tutela.reports.services.route import send_report
from tutela.reports.services.urgent import accept_concern, escalate

pytestmark = pytest.mark.django_db


def from_the_public(world: World, *, urgent: bool = False) -> Report:
    """A report that the centre owns by default."""
    incoming = IncomingReport.from_fields(
        door="public",
        summary="Synthetic report.",
        specific_concern=urgent or None,
        concern_grounds="stated by the sender" if urgent else "",
        reporter={"kind": "unknown", "wants_answer": True},
    )
    with acting_as(PUBLIC):
        reference = receive_report(incoming, actor=PUBLIC, now=clock.now()).reference
    with acting_as(world.actor("centre_intake")):
        return Report.objects.select_related("owner").get(reference=reference)


def test_whoever_claims_a_record_leaves_no_offer_of_it_behind(world: World) -> None:
    report, centre, north = (
        from_the_public(world),
        world.actor("centre_intake"),
        world.actor("north_investigator"),
    )
    with acting_as(centre):
        add_participant(
            report, organisation=world.north, basis=Participation.Basis.JOINT, actor=centre, now=clock.now()
        )
        offer = send_report(report, to=world.south, reason="its area", actor=centre, now=clock.now())
    with acting_as(north):
        claim(report, actor=north, now=clock.now())
        assert Report.objects.get(pk=report.pk).owner == world.north
    with acting_as(centre):
        offer = HandOver.objects.get(pk=offer.pk)
    assert (offer.state, offer.preview) == (HandOver.State.WITHDRAWN, None)


def test_a_decision_about_a_child_is_never_taken_for_one_about_the_report_of_the_same_number(world: World) -> None:
    investigator, manager, now = world.actor("north_investigator"), world.actor("north_manager"), clock.now()
    with acting_as(investigator):
        child = enter_child(label="Child 1", actor=investigator, now=now)
        decision = propose_stop(
            child,
            grounds="nothing_to_trace",
            words="tried all",
            review_on=(now + timedelta(days=30)).date(),
            actor=investigator,
            now=now,
        )
    with acting_as(manager), pytest.raises(NotFound):
        second(decision.pk, agrees=True, words="", actor=manager, now=now)


def test_somebody_is_let_in_once_and_called_back_once(world: World) -> None:
    report, actor = a_report(world), world.actor("north_investigator")
    letting_in = {"organisation": world.south, "basis": Participation.Basis.JOINT, "actor": actor, "now": clock.now()}
    with acting_as(actor):
        part = add_participant(report, **letting_in)
        with pytest.raises(RuleBroken, match="already"):
            add_participant(report, **letting_in)
        end_participation(part, report, actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="already"):
            end_participation(part, report, actor=actor, now=clock.now())
        assert add_participant(report, **letting_in).pk != part.pk


def test_a_report_is_restricted_again_to_somebody_who_was_named_before(world: World) -> None:
    report, manager = a_report(world), world.actor("north_manager")
    with acting_as(manager):
        for restricted in (True, False, True):
            restrict(
                report,
                restricted=restricted,
                words="a few words",
                named=[world.north_colleague] if restricted else [],
                actor=manager,
                now=clock.now(),
            )
    with acting_as(world.actor("north_colleague")):
        assert Report.objects.get(pk=report.pk).is_restricted
    with acting_as(world.actor("north_examiner")):
        assert not Report.objects.filter(pk=report.pk).exists()


def test_a_report_is_joined_to_a_case_and_parted_from_it_by_its_owner_and_once(world: World) -> None:
    report, north, south = a_report(world), world.actor("north_investigator"), world.actor("south_investigator")
    new = NewCase(summary="Synthetic.", categories=[NewCategory("IBI")])
    with acting_as(north):
        add_participant(report, organisation=world.south, basis=Participation.Basis.JOINT, actor=north, now=clock.now())
    with acting_as(south):
        theirs = open_case(new, actor=south, now=clock.now())
        with pytest.raises(RuleBroken, match="not your organisation's"):
            join_case(report, theirs, actor=south, now=clock.now())
    with acting_as(north):
        link = join_case(report, open_case(new, actor=north, now=clock.now()), actor=north, now=clock.now())
        shown_twice = type(link).objects.select_related("report", "case").get(pk=link.pk)
    with acting_as(south), pytest.raises(RuleBroken, match="not your organisation's"):
        part_from_case(link, actor=south, now=clock.now())
    with acting_as(north):
        part_from_case(link, actor=north, now=clock.now())
        with pytest.raises(RuleBroken, match="parted already"):
            part_from_case(shown_twice, actor=north, now=clock.now())


def the_worker_escalates(report: Report) -> int:
    """The minutes of the newest call are over; returns how many are called now."""
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        call = UrgentCall.objects.filter(report=report).latest("pk")
        return len(escalate(call.pk, actor=SYSTEM, now=call.escalates_at))


def test_a_concern_that_was_accepted_calls_nobody_however_late_the_worker_looks(world: World) -> None:
    report, centre = from_the_public(world, urgent=True), world.actor("centre_intake")
    assert the_worker_escalates(report) == 1
    with acting_as(centre):
        accept_concern(report, actor=centre, now=clock.now())
    with switched_role("tutela_owner"):
        UrgentCall.objects.filter(report=report).update(accepted_at=None, escalated_at=None)
    assert the_worker_escalates(report) == 0


def test_a_concern_that_a_whole_desk_left_waiting_reaches_the_coordinating_centre(world: World) -> None:
    actor = world.actor("north_intake")
    incoming = IncomingReport.from_fields(
        door="staff", summary="Synthetic report.", specific_concern=True, concern_grounds="stated by the sender"
    )
    with acting_as(actor):
        reference = receive_report(incoming, actor=actor, now=clock.now()).reference
        report = Report.objects.get(reference=reference)
        assert Clock.objects.filter(subject_id=report.pk, kind=Clock.Kind.URGENT).exists()

    def the_centre_heard() -> bool:
        with acting_as(world.actor("centre_manager")):
            return Notice.objects.filter(kind="urgent", subject_reference=reference).exists()

    assert not the_centre_heard()
    the_worker_escalates(report)
    assert the_centre_heard()


def test_an_answer_to_an_offer_reaches_the_desk_when_whoever_offered_it_has_left(world: World) -> None:
    report, north, south = a_report(world), world.actor("north_investigator"), world.actor("south_intake")
    with acting_as(north):
        offer = send_report(report, to=world.south, reason="its area", actor=north, now=clock.now())
    with switched_role("tutela_owner"):
        type(world.memberships["north_investigator"]).objects.filter(user=world.north_investigator).update(
            ends_at=clock.now()
        )
    with acting_as(south):
        decline(offer.pk, reason="other_area", words="", actor=south, now=clock.now())
    with acting_as(world.actor("north_manager")):
        assert Notice.objects.filter(kind="declined", subject_reference=report.reference).exists()


def test_a_restricted_record_of_a_service_without_a_manager_is_in_sight_of_the_centre(world: World) -> None:
    report, manager, intake = from_the_public(world), world.actor("centre_manager"), world.actor("customs_intake")
    with acting_as(manager):
        restrict(report, restricted=True, words="a few words", actor=manager, now=clock.now())
        transfer(report, to=world.customs, reason="it came by post", actor=manager, now=clock.now())
        assert Report.objects.get(pk=report.pk).owner == world.customs
    for nobody in ("centre_intake", "customs_intake"):
        with acting_as(world.actor(nobody)):
            assert not Report.objects.filter(pk=report.pk).exists()
    with switched_role("tutela_owner"):
        Report.objects.filter(pk=report.pk).update(handler_id=intake.user_id)
    with acting_as(intake):
        assert Report.objects.filter(pk=report.pk).exists()
    with acting_as(manager):
        assert not Report.objects.filter(pk=report.pk).exists()


def test_the_centre_stands_in_from_the_moment_in_which_the_last_manager_is_gone_until_the_next_one_comes(
    world: World,
) -> None:
    report, manager = a_report(world), world.actor("north_manager")
    with acting_as(manager):
        restrict(report, restricted=True, words="a few words", actor=manager, now=clock.now())
        release(report, reason="reassigned", actor=manager, now=clock.now())
    of_the_north = Membership.objects.filter(organisation=world.north)
    overseers = of_the_north.filter(role__in=("manager", "auditor"))

    def the_centre_sees() -> tuple[bool, ...]:
        return tuple(sees(world, who, report) for who in ("centre_manager", "centre_intake", "south_manager"))

    nobody, the_managers = (False, False, False), (True, False, False)
    assert the_centre_sees() == nobody
    with switched_role("tutela_owner"):
        overseers.filter(role="auditor").update(ends_at=clock.now())
    assert the_centre_sees() == nobody
    administrator = world.actor("north_administrator")
    with acting_as(administrator):
        leave(world.north_manager, actor=administrator, now=clock.now())
    assert the_centre_sees() == the_managers
    for gone in ({"ends_at": None}, {"starts_at": clock.now() + timedelta(days=1)}):
        with switched_role("tutela_owner"):
            type(world.north_manager).objects.filter(pk=world.north_manager.pk).update(is_active="ends_at" not in gone)
            overseers.filter(role="manager").update(**gone)
        assert the_centre_sees() == the_managers  # of a closed account, and before the first day
    with switched_role("tutela_owner"):
        overseers.filter(role="manager").update(starts_at=clock.now() - timedelta(days=1))
    assert the_centre_sees() == nobody
    assert sees(world, "north_manager", report)


def test_what_an_older_version_wrote_of_who_stands_in_is_put_right_when_the_database_is_upgraded(world: World) -> None:
    report, manager = from_the_public(world), world.actor("centre_manager")
    with acting_as(manager):
        restrict(report, restricted=True, words="a few words", actor=manager, now=clock.now())
        transfer(report, to=world.customs, reason="it came by post", actor=manager, now=clock.now())
    as_it_was = "UPDATE reports_report SET readers = ARRAY[principal_of_managers(%s)] WHERE id = %s"
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE reports_report DISABLE TRIGGER keep_readers")
        cursor.execute(as_it_was, [world.customs.pk, report.pk])
        cursor.execute("ALTER TABLE reports_report ENABLE TRIGGER keep_readers")
    assert not sees(world, "centre_manager", report)
    with switched_role("tutela_owner"):
        install(connection)
    assert sees(world, "centre_manager", report)
    assert not sees(world, "centre_intake", report)


def test_a_review_lies_ahead_and_breaks_with_its_day_where_the_owner_is(world: World) -> None:
    now = datetime(2026, 3, 3, 2, 30, tzinfo=UTC)
    honolulu = Organisation(time_zone="Pacific/Honolulu")  # where it is still the 2nd
    must_lie_ahead(date(2026, 3, 3), owner=honolulu, now=now, field="review_on")
    with pytest.raises(BadInput, match="ahead"):
        must_lie_ahead(date(2026, 3, 3), owner=Organisation(time_zone="Europe/London"), now=now, field="review_on")
    report, actor = a_report(world), world.actor("north_investigator")
    with acting_as(actor):
        started = start_review(report, date(2030, 7, 1), owner=world.foreign, now=now)
    assert started.due_at == datetime(2030, 7, 1, 21, 59, tzinfo=UTC)
