"""What the application's own connection cannot write, whatever the statement: each is tried past the verbs, as by an injected one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.accounts.records import a_report
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services.grants import grant
from tutela.audit.services import record
from tutela.cases.services.open_case import NewCase, NewCategory, open_case
from tutela.children.models import Child
from tutela.children.services.enter import enter_child
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.decisions.models import Decision
from tutela.ownership.models import Participation
from tutela.reports.models import Answer, IdentityOpening, Report, ReporterMessage
from tutela.reports.services.answer import answer
from tutela.reports.services.decide import propose_no_investigation, second
from tutela.reports.services.restrict import restrict

pytestmark = pytest.mark.django_db


def refused(statement: str, *parameters: Any) -> bool:
    """Whether the database refuses a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except DatabaseError:
        return True
    return False


def past_policies(statement: str, *parameters: Any) -> Any:
    """The first value of a statement of the tables' owner."""
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


def takes_part(report: Report, organisation_id: int, basis: str) -> Callable[[], object]:
    """Write that an organisation takes part in a report."""
    return lambda: Participation.objects.create(
        subject_kind="report",
        subject_id=report.pk,
        organisation_id=organisation_id,
        basis=basis,
        since=clock.now(),
    )


@pytest.mark.parametrize("basis", Participation.Basis.values)
def test_nobody_lets_themselves_into_a_record_as_whoever_sent_it_nor_otherwise(world: World, basis: str) -> None:
    report = a_report(world)
    write = takes_part(report, world.south.pk, basis)
    with acting_as(world.actor("south_intake")):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
        assert not Report.objects.filter(pk=report.pk).exists()
    with acting_as(world.actor("north_intake")):
        write()
    with acting_as(world.actor("south_intake")):
        assert Report.objects.filter(pk=report.pk).exists()


def test_a_statement_without_a_condition_changes_no_record_that_its_sender_does_not_see(world: World) -> None:
    report, manager = a_report(world), world.actor("north_manager")
    with acting_as(manager):
        restrict(report, restricted=True, words="a few words", actor=manager, now=clock.now())
    with acting_as(world.actor("north_colleague")), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_report SET is_restricted = false")
    assert past_policies("SELECT is_restricted FROM reports_report WHERE id = %s", report.pk)
    with acting_as(manager), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_report SET is_restricted = false")
    assert not past_policies("SELECT is_restricted FROM reports_report WHERE id = %s", report.pk)


def test_whoever_was_lent_a_record_does_not_make_themselves_its_handler(world: World) -> None:
    report, manager, now = a_report(world), world.actor("north_manager"), clock.now()
    with acting_as(manager):
        grant(
            report,
            to_id=world.south_investigator.pk,
            until=now + timedelta(days=1),
            reason="joint work",
            may_write=True,
            actor=manager,
            now=now,
        )
    handles = "UPDATE reports_report SET handler_id = %s, is_restricted = true WHERE id = %s"
    with acting_as(world.actor("south_investigator")):
        assert not refused("UPDATE reports_report SET summary = 'Joint work.' WHERE id = %s", report.pk)
        assert refused(handles, world.south_investigator.pk, report.pk)
    with acting_as(manager):
        assert not refused(handles, world.north_investigator.pk, report.pk)


def test_no_temporary_table_answers_in_place_of_one_that_a_policy_asks(world: World) -> None:
    report = a_report(world)
    with acting_as(world.actor("south_intake")), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE reports_report ON COMMIT DROP AS SELECT %s::bigint AS id", [report.pk])
        cursor.execute("SELECT tutela_sees('report', %s), (SELECT count(*) FROM pg_temp.reports_report)", [report.pk])
        assert cursor.fetchone() == (False, 1)
        cursor.execute("DROP TABLE pg_temp.reports_report")
    loose = past_policies(
        "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND (prosecdef OR proname IN ('tutela_sees', 'tutela_writes'))"
        " AND NOT coalesce(proconfig, '{}') && ARRAY['search_path=public, pg_temp']"
    )
    assert loose == 0


def test_an_administrator_gives_nobody_an_address_to_sign_in_with(world: World) -> None:
    address = 'INSERT INTO account_emailaddress (user_id, email, verified, "primary") VALUES (%s, %s, true, false)'
    with acting_as(world.actor("north_administrator")):
        assert refused(address, world.south_manager.pk, "mine@north.example")
        assert refused(address, world.north_manager.pk, "mine@north.example")
        assert not refused(address, world.north_administrator.pk, "mine@north.example")


def test_no_promise_is_made_about_a_record_of_somebody_else(world: World) -> None:
    report = a_report(world)

    def promise(answerable_id: int) -> Clock:
        return Clock.objects.create(
            subject_kind="report",
            subject_id=report.pk,
            subject_reference=report.reference,
            kind=Clock.Kind.REVIEW,
            answerable_id=answerable_id,
            started_at=clock.now(),
            due_at=clock.now(),
        )

    with acting_as(world.actor("south_intake")), pytest.raises(DatabaseError), transaction.atomic():
        promise(world.south.pk)
    with acting_as(world.actor("north_intake")):
        with pytest.raises(DatabaseError), transaction.atomic():
            promise(world.south.pk)
        promise(world.north.pk)


def proposal(world: World, report: Report) -> Decision:
    """An investigator's proposal not to investigate."""
    actor, now = world.actor("north_investigator"), clock.now()
    with acting_as(actor):
        return propose_no_investigation(
            report,
            grounds="not_traceable",
            words="nothing to trace",
            review_on=(now + timedelta(days=30)).date(),
            actor=actor,
            now=now,
        )


def test_nobody_is_the_second_person_of_a_decision_but_by_their_own_hand(world: World) -> None:
    report = a_report(world)
    decision = proposal(world, report)
    second = "UPDATE decisions_decision SET state = 'taken', second_person_id = %s, second_at = now() WHERE id = %s"
    with acting_as(world.actor("north_investigator")):
        assert refused(second, world.north_manager.pk, decision.pk)
        assert refused(second, world.north_investigator.pk, decision.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.create(
                subject_kind="report",
                subject_id=report.pk,
                subject_reference=report.reference,
                organisation=world.north,
                kind=Decision.Kind.STOP_IDENTIFICATION,
                state=Decision.State.TAKEN,
                grounds="not_traceable",
                words="alone",
                made_by=world.north_investigator,
                made_at=clock.now(),
                second_person=world.north_manager,
                review_on=clock.now().date(),
            )
    with acting_as(world.actor("north_manager")):
        assert not refused(second, world.north_manager.pk, decision.pk)
        assert refused("UPDATE decisions_decision SET state = 'refused' WHERE id = %s", decision.pk)


def test_a_decision_is_reviewed_by_another_hand_than_the_one_that_made_it(world: World) -> None:
    decision = proposal(world, a_report(world))
    review = "INSERT INTO decisions_review (by_id, decision_id, at, found, words) VALUES (%s, %s, now(), 'stands', '')"
    with acting_as(world.actor("north_manager")):
        assert refused(review, world.north_manager.pk, decision.pk)  # it is not taken yet
        second(decision.pk, agrees=True, words="", actor=world.actor("north_manager"), now=clock.now())
    with acting_as(world.actor("north_investigator")):
        assert refused(review, world.north_investigator.pk, decision.pk)
        assert refused(review, world.north_manager.pk, decision.pk)
    with acting_as(world.actor("south_manager")):
        assert refused(review, world.south_manager.pk, decision.pk)
    with acting_as(world.actor("north_manager")):
        assert not refused(review, world.north_manager.pk, decision.pk)
        assert refused("UPDATE decisions_review SET words = 'Other.' WHERE decision_id = %s", decision.pk)
        assert refused("UPDATE decisions_decision SET reviewed_at = NULL WHERE id = %s", decision.pk)


def test_the_past_of_a_record_is_written_by_its_changes_alone(world: World) -> None:
    report = a_report(world)
    with acting_as(world.actor("north_intake")):
        Report.objects.filter(pk=report.pk).update(summary="Changed.")
        columns = (
            "INSERT INTO reports_reportchangeevent SELECT (jsonb_populate_record(e, jsonb_build_object('pgh_id', e.pgh_id + 1000000))).*"
            " FROM reports_reportchangeevent e WHERE pgh_obj_id = %s LIMIT 1"
        )
        assert past_policies("SELECT count(*) FROM reports_reportchangeevent WHERE pgh_obj_id = %s", report.pk) > 0
        assert refused(columns, report.pk)


def test_a_child_who_is_not_seen_is_not_put_into_a_case_of_ones_own(world: World) -> None:
    centre, north, now = world.actor("centre_analyst"), world.actor("north_investigator"), clock.now()
    with acting_as(centre):
        theirs = enter_child(label="Child 1", actor=centre, now=now)
    placed = "INSERT INTO cases_childincase (case_id, child_id, added_at) VALUES (%s, %s, now())"
    with acting_as(north):
        case = open_case(NewCase(summary="Synthetic.", categories=[NewCategory("IBI")]), actor=north, now=now)
        ours = enter_child(label="Child 2", actor=north, now=now)
        assert not Child.objects.filter(pk=theirs.pk).exists()
        assert refused(placed, case.pk, theirs.pk)
        assert not refused(placed, case.pk, ours.pk)


def test_nobody_speaks_or_reads_in_the_reporters_place(world: World) -> None:
    report, actor = a_report(world), world.actor("north_intake")
    with acting_as(actor):
        sent = answer(report, template="receipt", actor=actor, now=clock.now())
        takes_part(report, world.south.pk, "joint")()
    with acting_as(world.actor("south_intake")):
        assert Answer.objects.filter(pk=sent.pk).exists()
        assert Answer.objects.filter(pk=sent.pk).update(read_at=clock.now()) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            ReporterMessage.objects.create(report=report, at=clock.now(), words="Not mine.")


def test_an_identity_stays_open_for_hours_only(world: World) -> None:
    report, asker = a_report(world), world.actor("north_investigator")
    with acting_as(asker):
        opening = IdentityOpening.objects.create(
            submission_id=report.pk, asked_by_id=asker.user_id, asked_at=clock.now(), reason="to telephone"
        )
    agreed = "UPDATE reports_identityopening SET agreed_by_id = %s, agreed_at = now(), ends_at = now() + %s::interval WHERE id = %s"
    with acting_as(world.actor("north_manager")):
        assert refused(agreed, world.north_manager.pk, "25 hours", opening.pk)
        assert not refused(agreed, world.north_manager.pk, "4 hours", opening.pk)


def test_a_file_is_sent_in_ones_own_role_and_no_colleagues(world: World) -> None:
    sent = (
        "INSERT INTO reports_importbatch (organisation_id, membership_id, door, file_name, digest, zone, goes_on_by_itself, header,"
        " arrived_at, state) VALUES (%s, %s, 'csv', 'a.csv', %s, '', true, '[]', now(), 'taking')"
    )
    with acting_as(world.actor("north_intake")):
        assert refused(sent, world.north.pk, world.memberships["north_manager"].pk, "a" * 64)
        assert not refused(sent, world.north.pk, world.memberships["north_intake"].pk, "a" * 64)


def test_no_line_of_the_trail_stands_in_the_name_of_another_organisation(world: World) -> None:
    actor = world.actor("north_intake")
    with acting_as(actor):
        with pytest.raises(DatabaseError), transaction.atomic():
            record("report.read", actor=replace(actor, organisation_id=world.south.pk), now=clock.now())
        assert record("report.read", actor=actor, now=clock.now()).pk
