"""A disposal is proposed, approved by another person, waits, and is carried out whole; a tombstone stays."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import psycopg
import pytest
from django.db import Error, connection, transaction

from tests.cases.cases import a_case
from tests.cast import World
from tests.retention.records import (
    TABLE,
    an_old_case,
    approved,
    counts,
    disposed,
    nothing_open,
    own,
    parts,
    proposed,
    rows_of,
    second_manager,
    wait_over,
)
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import NotAllowed, NotFound, RuleBroken, TutelaError
from tutela.ownership.access import find
from tutela.retention.models import Disposal, Removed
from tutela.retention.queries import content, stayed_after, times_of
from tutela.retention.services.carry_out import carry_out, carry_out_due
from tutela.retention.services.decide import approve, refuse, stop
from tutela.retention.services.hold import hold
from tutela.retention.services.propose import propose

Roles = Callable[[str], AbstractContextManager[None]]


def own_rights(statement: str, *values: object) -> None:
    """A statement as whoever the connection is now."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("kind", ["case", "child", "report"])
def test_a_record_goes_with_every_row_that_belongs_to_it_and_with_no_other(world: World, kind: str) -> None:
    case = an_old_case(world)
    child, _, report = parts(world, case)
    record = {"case": case, "child": child, "report": report}[kind]
    other = an_old_case(world)
    disposal = approved(world, record)
    before, its_rows = counts(), rows_of(record)
    assert its_rows[TABLE[kind]] == 1
    digest = disposed(disposal)
    after = counts()
    assert rows_of(record) == {}
    stands = {name for name in before if name.startswith(("retention_", "audit_", "notices_"))}
    for table in before.keys() - stands:
        emptied = table == "reports_importrow"
        gone = 0 if emptied else its_rows.get(table, 0)
        assert before[table] - after[table] == gone, table
    with acting_as(world.actor("north_manager")):
        tombstone = Disposal.objects.get(pk=disposal.pk)
        removed = {one.table: one.rows for one in Removed.objects.filter(disposal=tombstone)}
        assert find(other.reference).pk == other.pk
        with pytest.raises(NotFound):
            find(record.reference)
    assert (tombstone.state, tombstone.digest, tombstone.words) == ("carried_out", digest, "")
    assert removed == {table: rows for table, rows in its_rows.items() if rows}
    assert tombstone.proposed_by_id != tombstone.decided_by_id
    assert len(digest) == 64


def test_what_is_shared_with_a_record_that_is_kept_stays(world: World) -> None:
    case = an_old_case(world)
    child, other, report = parts(world, case)
    disposal = approved(world, case)
    disposed(disposal)
    with acting_as(world.actor("north_manager")):
        for kept in (child, other, report):
            assert find(kept.reference).pk == kept.pk
        stayed = {(one.subject_kind, one.subject_id) for one in stayed_after(disposal)}
    assert stayed == {("child", child.pk), ("child", other.pk), ("report", report.pk)}
    # Their own time goes on running from when the case was closed, though the case is gone.
    assert own("SELECT retention_closing_of('child', %s)", child.pk) == [(case.closed_at,)]
    assert own("SELECT retention_category_of('report', %s)", report.pk) == [("report_joined",)]


def test_the_digest_is_that_of_the_same_rows_wherever_they_are(world: World) -> None:
    case = an_old_case(world)
    first, again = (own("SELECT * FROM retention_content('case', %s)", case.pk) for _ in range(2))
    assert first == again
    own("UPDATE cases_case SET summary = 'Synthetic, changed.' WHERE id = %s", case.pk)
    changed = own("SELECT * FROM retention_content('case', %s)", case.pk)
    assert {row[1] for row in set(changed) ^ set(first)} == {"cases_case", "cases_casechangeevent"}


def test_the_trail_stays_and_is_whole(committed_database: str, socket_folder: str, world: World) -> None:
    from tests.cast import the_world
    from tutela.audit.verify import verify

    with transaction.atomic():
        cast = the_world()
        disposal = approved(cast, an_old_case(cast))
    with transaction.atomic():
        disposed(disposal)
    address = f"host={socket_folder} user=postgres dbname={committed_database} options='-c role=tutela_jobs'"
    with psycopg.connect(address, autocommit=True) as session:
        verdict = verify(session)
    assert verdict.is_whole, verdict.broken
    with transaction.atomic():
        actions = [row[0] for row in own("SELECT action FROM audit_entry WHERE subject_id = %s", disposal.subject_id)]
    assert {"case.close", "retention.propose", "retention.approve", "retention.dispose"} <= set(actions)


def test_whoever_proposed_does_not_approve_and_another_manager_does(world: World) -> None:
    disposal = proposed(world, an_old_case(world))
    proposer, second = world.actor("north_manager"), second_manager(world)
    with acting_as(proposer), pytest.raises(RuleBroken, match="another manager"):
        approve(disposal.pk, actor=proposer, now=clock.now())
    for who in ("north_investigator", "north_auditor"):
        with acting_as(world.actor(who)), pytest.raises(NotAllowed):
            approve(disposal.pk, actor=world.actor(who), now=clock.now())
    for outsider in ("south_manager", "centre_manager"):
        with acting_as(world.actor(outsider)), pytest.raises(NotFound):
            approve(disposal.pk, actor=world.actor(outsider), now=clock.now())
    with acting_as(second):
        made = approve(disposal.pk, actor=second, now=clock.now())
    assert made.state == Disposal.State.APPROVED


def test_where_there_is_one_manager_the_centres_manager_decides_without_seeing_the_record(world: World) -> None:
    case = an_old_case(world)
    disposal = proposed(world, case)
    with acting_as(world.actor("south_manager")), pytest.raises(NotFound):
        approve(disposal.pk, actor=world.actor("south_manager"), now=clock.now())
    centre = world.actor("centre_manager")
    with acting_as(centre):
        assert {part.words for part in content("case", case.pk)} > {"People", "Decisions"}
        with pytest.raises(NotFound):
            find(case.reference)
        assert refuse(disposal.pk, words="Not yet.", actor=centre, now=clock.now()).state == Disposal.State.REFUSED
    again = proposed(world, case)
    with acting_as(centre):
        assert approve(again.pk, actor=centre, now=clock.now()).state == Disposal.State.APPROVED
        assert stop(again.pk, words="Seen anew.", actor=centre, now=clock.now()).state == Disposal.State.STOPPED


def test_refusing_and_stopping_need_words_and_undo_it_whole(world: World) -> None:
    case = an_old_case(world)
    second, manager = second_manager(world), world.actor("north_manager")
    before = rows_of(case)
    first = proposed(world, case)
    with acting_as(second), pytest.raises(TutelaError, match="Say why it is kept"):
        refuse(first.pk, words=" ", actor=second, now=clock.now())
    with acting_as(second):
        refuse(first.pk, words="An appeal may come.", actor=second, now=clock.now())
    disposal = approved(world, case, by=second)
    with acting_as(manager):
        with pytest.raises(TutelaError, match="Say why it is stopped"):
            stop(disposal.pk, words="", actor=manager, now=clock.now())
        stop(disposal.pk, words="It is needed.", actor=manager, now=clock.now())
        with pytest.raises(RuleBroken, match="neither proposed nor approved"):
            stop(disposal.pk, words="Again.", actor=manager, now=clock.now())
    with pytest.raises(RuleBroken):
        disposed(disposal)
    assert rows_of(case) == before


def test_nothing_is_carried_out_before_the_waiting_time_is_over_by_the_databases_own_clock(
    world: World, as_role: Roles
) -> None:
    case = an_old_case(world)
    now, second = clock.now(), second_manager(world)
    disposal = proposed(world, case, now=now - timedelta(days=40))
    with acting_as(second):
        approve(disposal.pk, actor=second, now=now - timedelta(days=40))  # dated back
    with as_role("tutela_jobs"), pytest.raises(Error, match="waiting time"), transaction.atomic():
        carry_out(disposal.pk, actor=SYSTEM, now=now)
    wait_over(disposal)
    with as_role("tutela_jobs"), pytest.raises(RuleBroken, match="not to be carried out now"):
        carry_out(disposal.pk, actor=SYSTEM, now=now - timedelta(days=20))
    with as_role("tutela_jobs"):
        assert carry_out_due(actor=SYSTEM, now=now) == 1


def test_an_open_record_a_running_promise_and_a_time_that_is_not_over_are_no_proposal(world: World) -> None:
    manager = world.actor("north_manager")
    case = a_case(world)

    def refusal(record: object) -> str:
        with acting_as(manager), pytest.raises(RuleBroken) as refused:
            propose([find(record.reference)], actor=manager, now=clock.now())  # type: ignore[attr-defined]
        return refused.value.what

    assert "not closed" in refusal(case)
    old = an_old_case(world)
    child, stopped, _ = parts(world, old)
    for change, words in (
        ("UPDATE children_child SET safety = 'at_risk' WHERE id = %s", "at risk now"),
        (
            "UPDATE children_child SET safety = 'not_known', identity = 'not_identified' WHERE id = %s",
            "not yet identified",
        ),
    ):
        own(change, stopped.pk)
        assert words in refusal(stopped)
    own("UPDATE clocks_clock SET ended_at = NULL WHERE subject_kind = 'case' AND subject_id = %s", old.pk)
    own(
        "INSERT INTO clocks_clock (subject_kind, subject_id, subject_reference, kind, answerable_id, started_at, due_at, end_reason)"
        " VALUES ('case', %s, %s, 'review', %s, now(), now(), '')",
        old.pk,
        old.reference,
        world.north.pk,
    )
    assert "promise" in refusal(old)
    nothing_open(old)
    own("UPDATE cases_case SET closed_at = %s WHERE id = %s", clock.now() - timedelta(days=400), old.pk)
    assert "not over" in refusal(old)
    assert "not over" in refusal(child)


def test_of_many_all_are_proposed_or_none(world: World) -> None:
    old, young = an_old_case(world), an_old_case(world)
    own("UPDATE cases_case SET closed_at = %s WHERE id = %s", clock.now(), young.pk)
    manager = world.actor("north_manager")
    with acting_as(manager):
        with pytest.raises(RuleBroken):
            propose([find(old.reference), find(young.reference)], actor=manager, now=clock.now())
        assert not Disposal.objects.filter(state="proposed").exists()
        child, _, report = parts(world, old)
        made = propose([find(one.reference) for one in (report, child, old)], actor=manager, now=clock.now())
    assert [one.subject_kind for one in made] == ["case", "child", "report"]


def test_a_record_that_goes_to_another_owner_takes_no_proposal_along(world: World) -> None:
    disposal = proposed(world, an_old_case(world))
    own(
        "UPDATE cases_case SET owner_id = %s, owner_basis = 'transferred', owner_since = now() WHERE id = %s",
        world.south.pk,
        disposal.subject_id,
    )
    assert own("SELECT state FROM retention_disposal WHERE id = %s", disposal.pk) == [("overtaken",)]


def test_the_job_is_refused_when_work_began_again_or_a_longer_rule_counts(world: World) -> None:
    case = an_old_case(world)
    disposal = approved(world, case)
    own("UPDATE cases_case SET state = 'open', closed_at = NULL WHERE id = %s", case.pk)
    with pytest.raises(RuleBroken, match="not closed"):
        disposed(disposal)
    own("UPDATE cases_case SET state = 'closed', closed_at = %s WHERE id = %s", case.closed_at, case.pk)
    own(
        "INSERT INTO retention_keepingrule (organisation_id, category, months, words, set_by_id, set_at)"
        " VALUES (%s, 'case_not_recorded', 1400, 'Synthetic.', %s, now())",
        world.north.pk,
        world.north_manager.pk,
    )
    with pytest.raises(RuleBroken, match="not over"):
        disposed(disposal)
    own(
        "INSERT INTO retention_keepingrule (organisation_id, category, months, words, set_by_id, set_at)"
        " VALUES (%s, 'case_not_recorded', NULL, 'Synthetic.', %s, now())",
        world.north.pk,
        world.north_manager.pk,
    )
    assert disposed(disposal)


@pytest.mark.parametrize("role", ["tutela_app", "tutela_jobs"])
def test_no_raw_statement_removes_a_record_or_gets_round_the_triggers(world: World, as_role: Roles, role: str) -> None:
    case = an_old_case(world)
    disposal = approved(world, case)
    refusal = "permission denied|never deleted|must be owner"
    flags = (
        f"SELECT set_config('tutela.disposal', '{disposal.pk}', true),"
        " set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger), true)"
    )
    for statement in (
        "DELETE FROM cases_case",
        "DELETE FROM ownership_span",
        "DELETE FROM cases_casechangeevent",
        "DELETE FROM audit_entry",
        "DELETE FROM retention_disposal",
        "DELETE FROM retention_hold",
        "TRUNCATE cases_case CASCADE",
    ):
        with as_role(role), pytest.raises(Error, match=refusal), transaction.atomic():
            own_rights(f"{flags}; {statement}")
    if role == "tutela_app":
        with acting_as(world.actor("north_manager")), pytest.raises(Error, match="by the worker"), transaction.atomic():
            own_rights("SELECT retention_dispose('case', %s, %s)", case.pk, disposal.pk)
    assert disposed(disposal)


def test_no_raw_statement_proposes_approves_or_dates_back_what_no_verb_does(world: World) -> None:
    case = an_old_case(world)
    disposal = proposed(world, case)
    second = second_manager(world)
    approve_it = (
        "UPDATE retention_disposal SET state = 'approved', decided_by_id = %s, decided_at = now(), not_before = now() + %s * interval '1 day'"
        " WHERE id = %s"
    )

    def refused(actor: object, sql: str, *values: object) -> bool:
        with acting_as(actor):  # type: ignore[arg-type]
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(sql, values)
                    return cursor.rowcount == 0
            except Error:
                return True

    proposer = world.actor("north_manager")
    assert refused(proposer, approve_it, proposer.user_id, 30, disposal.pk)
    assert refused(proposer, approve_it, second.user_id, 30, disposal.pk)
    assert refused(second, approve_it, proposer.user_id, 30, disposal.pk)
    assert refused(second, approve_it, second.user_id, 0, disposal.pk)
    assert refused(second, "UPDATE retention_disposal SET state = 'carried_out' WHERE id = %s", disposal.pk)
    assert refused(second, "UPDATE retention_disposal SET approval_written_at = now() WHERE id = %s", disposal.pk)
    assert refused(world.actor("north_investigator"), approve_it, world.north_investigator.pk, 30, disposal.pk)
    assert refused(world.actor("north_auditor"), approve_it, world.north_auditor.pk, 30, disposal.pk)
    assert refused(world.actor("south_manager"), approve_it, world.south_manager.pk, 30, disposal.pk)
    assert not refused(second, approve_it, second.user_id, 30, disposal.pk)
    assert refused(second, "UPDATE retention_disposal SET not_before = now() WHERE id = %s", disposal.pk)


def test_a_hold_refuses_in_the_verb_the_approval_the_job_and_the_database(world: World, as_role: Roles) -> None:
    case = an_old_case(world)
    manager, second = world.actor("north_manager"), second_manager(world)
    waiting = proposed(world, case)
    # As if the hold's own trigger, which stops what is proposed, were not there.
    own("ALTER TABLE retention_hold DISABLE TRIGGER hold_stops")
    with acting_as(manager):
        hold(find(case.reference), grounds="appeal", words="Synthetic.", actor=manager, now=clock.now())
    with acting_as(second), pytest.raises(RuleBroken, match="is held"):
        approve(waiting.pk, actor=second, now=clock.now())
    own("UPDATE retention_hold SET lifted_at = now(), lifted_by_id = %s, lift_words = 'x'", manager.user_id)
    with acting_as(second):
        approve(waiting.pk, actor=second, now=clock.now() - timedelta(days=40))
    wait_over(waiting)
    own("UPDATE retention_hold SET lifted_at = NULL, lifted_by_id = NULL, lift_words = ''")
    with pytest.raises(RuleBroken, match="is held"):
        disposed(waiting)
    for role, statement in (
        ("tutela_jobs", f"SELECT retention_dispose('case', {case.pk}, {waiting.pk})"),
        (
            "tutela_owner",
            f"SELECT set_config('tutela.disposal', '1', true); DELETE FROM cases_case WHERE id = {case.pk}",
        ),
    ):
        with as_role(role), pytest.raises(Error, match="is held"), transaction.atomic():
            own_rights(statement)
    with as_role("tutela_owner"), pytest.raises(Error, match="by the worker"), transaction.atomic():
        own_rights("SELECT retention_dispose('case', %s, %s)", case.pk, waiting.pk)
    own("UPDATE retention_hold SET lifted_at = now(), lifted_by_id = %s, lift_words = 'x'", manager.user_id)
    assert disposed(waiting)


def test_the_times_of_an_organisation_are_its_own(world: World) -> None:
    with acting_as(world.actor("north_manager")):
        assert all(one.own is None for one in times_of(world.north.pk).each)
