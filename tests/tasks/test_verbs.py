"""A task is given by who writes the record, done or given back by who has it, called off by who gave it; nothing is lost."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tests.roles import switched_role
from tests.tasks.tasks import WHAT, a_task
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.cases.models import Case
from tutela.cases.services.close import restrict
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken, StaleRecord
from tutela.notices.models import Notice
from tutela.ownership.services import accept as accept_offer
from tutela.ownership.services import assign, send
from tutela.tasks.models import Task
from tutela.tasks.queries import history_of, open_tasks_of, tasks_of, tasks_of_origin
from tutela.tasks.services.cancel import cancel_task
from tutela.tasks.services.decline import decline_task
from tutela.tasks.services.finish import finish_task
from tutela.tasks.services.give import give_task
from tutela.tasks.services.hand import hand_task
from tutela.tasks.services.put_off import put_off_task
from tutela.tasks.services.reopen import reopen_task

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(world: World) -> Case:
    """A case of Northmoor's."""
    return a_case(world)


def refused(statement: str, *parameters: object) -> str:
    """What PostgreSQL says to a raw statement of the application."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return str(error.value)


def heard(world: World, key: str) -> list[str]:
    """What somebody was told of tasks, newest first."""
    with acting_as(world.actor(key)):
        rows = Notice.objects.filter(user=world.users[key], kind=Notice.Kind.TASK)
        return list(rows.order_by("-created_at", "-pk").values_list("words", flat=True))


def test_a_task_goes_to_the_owner_of_the_record_unless_another_organisation_is_named(world: World, case: Case) -> None:
    own = a_task(world, case)
    other = a_task(world, case, organisation=world.hotline)
    assert (own.organisation, own.giver, own.state) == (world.north, world.north, "open")
    assert (other.organisation, other.giver) == (world.hotline, world.north)


def test_a_task_is_about_a_report_a_case_or_a_child(world: World, case: Case) -> None:
    actor = world.actor("north_investigator")
    report, child = report_of(world, case), child_of(world, case)
    with acting_as(actor):
        for subject in (case, child, report):
            give_task(subject, what=WHAT, actor=actor, now=clock.now())
            assert [one.subject_reference for one in tasks_of(subject)] == [subject.reference]


def test_a_task_needs_words_a_known_kind_and_a_time_ahead(world: World, case: Case) -> None:
    actor, now = world.actor("north_investigator"), clock.now()
    with acting_as(actor):
        for faulty in ({"what": " "}, {"kind": "invented"}, {"due_at": now}, {"what": "<b>Ask</b>"}):
            with pytest.raises(BadInput):
                give_task(case, **({"what": WHAT, "due_at": now + DAY} | faulty), actor=actor, now=now)
        assert give_task(case, what=WHAT, due_at=now + DAY, actor=actor, now=now).due_at == now + DAY


def test_who_does_not_write_the_record_gives_no_task_about_it(world: World, case: Case) -> None:
    for key, error in (
        ("north_auditor", NotAllowed),
        ("hotline_partner", NotAllowed),
        ("south_investigator", RuleBroken),
    ):
        actor = world.actor(key)
        with acting_as(actor), pytest.raises(error):
            give_task(case, what=WHAT, actor=actor, now=clock.now())
    assert a_task(world, case).pk


def test_a_task_is_given_by_name_to_somebody_who_works_in_that_organisation(world: World, case: Case) -> None:
    for who in (world.south_investigator, world.north_auditor, world.north_administrator):
        with pytest.raises(BadInput):
            a_task(world, case, assignee=who)
    given = a_task(world, case, assignee=world.north_colleague)
    partner = a_task(world, case, organisation=world.hotline, assignee=world.hotline_partner)
    assert (given.assignee, partner.assignee) == (world.north_colleague, world.hotline_partner)
    assert heard(world, "north_colleague") == [f"A task about {case.reference} was given to you."]
    assert heard(world, "hotline_partner") == [f"A task about {case.reference} was given to you."]


def test_the_desk_of_another_organisation_hears_of_a_task_for_nobody_by_name(world: World, case: Case) -> None:
    a_task(world, case, organisation=world.south)
    assert len(heard(world, "south_manager")) == len(heard(world, "south_intake")) == 1
    assert heard(world, "south_investigator") == heard(world, "north_manager") == []


def test_a_notice_of_a_task_names_a_record_only_to_those_who_may_see_it(world: World, case: Case) -> None:
    a_task(world, case, organisation=world.hotline, assignee=world.hotline_partner)
    a_task(world, case, assignee=world.north_colleague)
    with acting_as(world.actor("hotline_partner")):
        assert Notice.objects.get(user=world.hotline_partner).subject_reference == ""
    with acting_as(world.actor("north_colleague")):
        assert Notice.objects.get(user=world.north_colleague).subject_reference == case.reference


def test_who_has_a_task_finishes_it_with_an_outcome_and_the_giver_hears(world: World, case: Case) -> None:
    task = a_task(world, case, organisation=world.hotline)
    actor = world.actor("hotline_partner")
    with acting_as(actor):
        with pytest.raises(BadInput):
            finish_task(task, outcome="invented", actor=actor, now=clock.now())
        with pytest.raises(BadInput):
            finish_task(task, outcome="nothing_found", actor=actor, now=clock.now())
        done = finish_task(task, outcome="nothing_found", words="Nothing is held.", actor=actor, now=clock.now())
        assert (done.state, done.outcome, done.words) == ("done", "nothing_found", "Nothing is held.")
        with pytest.raises(RuleBroken):
            finish_task(task, outcome="done", actor=actor, now=clock.now())
    assert heard(world, "north_investigator") == [
        f"A task about {case.reference} is finished: done, and nothing was found."
    ]


def test_the_giver_does_not_finish_what_another_organisation_has(world: World, case: Case) -> None:
    task = a_task(world, case, organisation=world.hotline)
    giver, holder = world.actor("north_investigator"), world.actor("hotline_partner")
    for verb in (
        lambda actor: finish_task(task, outcome="done", actor=actor, now=clock.now()),
        lambda actor: decline_task(task, reason="not_ours", actor=actor, now=clock.now()),
        lambda actor: hand_task(task, assignee=world.hotline_partner, actor=actor, now=clock.now()),
    ):
        with acting_as(giver), pytest.raises(RuleBroken):
            verb(giver)
        with acting_as(holder), transaction.atomic():
            assert verb(holder).pk == task.pk
            transaction.set_rollback(True)


def test_work_to_identify_says_what_was_tried_what_it_showed_and_who_else_was_asked(world: World, case: Case) -> None:
    task = a_task(world, case, kind="identification")
    actor, now = world.actor("north_colleague"), clock.now()
    said = {"words": "Records of schools were compared.", "showed": "One school fits.", "asked": "Southvale"}
    with acting_as(actor):
        for missing in said:
            with pytest.raises(BadInput) as error:
                finish_task(task, outcome="done", **(said | {missing: ""}), actor=actor, now=now)
            assert error.value.where.field == missing
        done = finish_task(task, outcome="done", **said, actor=actor, now=now)
        assert {name: getattr(done, name) for name in said} == said


def test_an_auditor_reads_a_task_and_changes_none(world: World, case: Case) -> None:
    task = a_task(world, case)
    actor = world.actor("north_auditor")
    with acting_as(actor):
        assert Task.objects.get(pk=task.pk).what == WHAT
        with pytest.raises((NotAllowed, NotFound)):
            finish_task(task, outcome="done", actor=actor, now=clock.now())
        with pytest.raises((NotAllowed, NotFound)):
            cancel_task(task, words="Not needed.", actor=actor, now=clock.now())


def test_a_task_is_handed_to_a_colleague_who_hears(world: World, case: Case) -> None:
    task = a_task(world, case)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        with pytest.raises(BadInput):
            hand_task(task, assignee=world.south_investigator, actor=actor, now=clock.now())
        handed = hand_task(task, assignee=world.north_colleague, actor=actor, now=clock.now())
        assert handed.assignee == world.north_colleague
        with pytest.raises(BadInput):
            hand_task(task, assignee=world.north_colleague, actor=actor, now=clock.now())
    with acting_as(world.actor("north_colleague")):
        assert [one.pk for one in open_tasks_of(world.north_colleague.pk)] == [task.pk]
    assert heard(world, "north_colleague") == [f"A task about {case.reference} was handed to you."]


def test_a_task_is_given_back_with_a_coded_reason_and_the_giver_gives_it_to_another(world: World, case: Case) -> None:
    task = a_task(world, case, organisation=world.hotline)
    partner, giver = world.actor("hotline_partner"), world.actor("north_investigator")
    with acting_as(partner):
        for reason, words in (("invented", "Words."), ("other", "")):
            with pytest.raises(BadInput):
                decline_task(task, reason=reason, words=words, actor=partner, now=clock.now())
        back = decline_task(task, reason="no_power", actor=partner, now=clock.now())
        assert (back.state, back.reason) == ("declined", "no_power")
        with pytest.raises(RuleBroken):
            reopen_task(task, words="After all.", actor=partner, now=clock.now())
    assert heard(world, "north_investigator")[0].startswith(f"Hotline gave a task about {case.reference} back")
    with acting_as(giver):
        again = reopen_task(task, words="Southvale can.", organisation=world.south, actor=giver, now=clock.now())
        assert (again.state, again.reason, again.organisation) == ("open", "", world.south)
    with acting_as(partner):
        assert not Task.objects.filter(pk=task.pk).exists()


def test_a_task_is_cancelled_with_words_by_the_organisation_that_gave_it(world: World, case: Case) -> None:
    task = a_task(world, case, organisation=world.hotline, assignee=world.hotline_partner)
    partner, giver = world.actor("hotline_partner"), world.actor("north_colleague")
    with acting_as(partner), pytest.raises(NotAllowed):
        cancel_task(task, words="Not needed.", actor=partner, now=clock.now())
    with acting_as(giver):
        with pytest.raises(BadInput):
            cancel_task(task, words=" ", actor=giver, now=clock.now())
        assert cancel_task(task, words="Answered meanwhile.", actor=giver, now=clock.now()).state == "cancelled"
        with pytest.raises(RuleBroken):
            cancel_task(task, words="Answered meanwhile.", actor=giver, now=clock.now())
    assert heard(world, "hotline_partner")[0] == f"A task about {case.reference} was cancelled."


def test_whoever_gave_a_task_says_another_day_with_words_and_the_day_before_stays(world: World, case: Case) -> None:
    first, later = clock.now() + DAY, clock.now() + 3 * DAY
    task = a_task(world, case, organisation=world.hotline, assignee=world.hotline_partner, due_at=first)
    partner, giver = world.actor("hotline_partner"), world.actor("north_investigator")
    with acting_as(partner), pytest.raises((NotAllowed, RuleBroken)):
        put_off_task(task, due_at=later, words="Later.", actor=partner, now=clock.now())
    with acting_as(giver):
        for wrong in ({"due_at": later, "words": " "}, {"due_at": clock.now() - DAY, "words": "Sooner."}):
            with pytest.raises(BadInput):
                put_off_task(task, **wrong, actor=giver, now=clock.now())  # type: ignore[arg-type]
        changed = put_off_task(task, due_at=later, words="The school is closed.", actor=giver, now=clock.now())
        assert (changed.due_at, changed.assignee_id) == (later, world.hotline_partner.pk)
        with pytest.raises(RuleBroken, match="its day already"):
            put_off_task(changed, due_at=later, words="Again.", actor=giver, now=clock.now())
        assert next(step.title for step in history_of(changed)) == "Another day was set"
    assert heard(world, "hotline_partner")[0].endswith("is due on another day.")


def test_what_was_said_before_stays_in_the_history_of_a_task_opened_again(world: World, case: Case) -> None:
    task = a_task(world, case)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        finish_task(task, outcome="partly", words="One school answered.", actor=actor, now=clock.now())
        with pytest.raises(BadInput):
            reopen_task(task, words="", actor=actor, now=clock.now())
        again = reopen_task(task, words="The other one answered.", actor=actor, now=clock.now())
        assert (again.state, again.outcome, again.words) == ("open", "", "The other one answered.")
        finish_task(task, outcome="done", actor=actor, now=clock.now())
        past = Task.pgh_event_model.objects.filter(pgh_obj_id=task.pk).order_by("pgh_id")
        assert list(past.values_list("state", "outcome", "words")) == [
            ("open", "", ""),
            ("done", "partly", "One school answered."),
            ("open", "", "The other one answered."),
            ("done", "done", ""),
        ]


def test_a_task_changed_by_another_meanwhile_is_not_overwritten(world: World, case: Case) -> None:
    task = a_task(world, case)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        hand_task(task, assignee=world.north_colleague, version=1, actor=actor, now=clock.now())
        with pytest.raises(StaleRecord):
            finish_task(task, outcome="done", version=1, actor=actor, now=clock.now())
        assert finish_task(task, outcome="done", version=2, actor=actor, now=clock.now()).state == "done"


def test_each_verb_writes_one_line_into_the_audit_trail(world: World, case: Case) -> None:
    actor, now = world.actor("north_investigator"), clock.now()
    task = a_task(world, case)
    with acting_as(actor):
        hand_task(task, assignee=world.north_colleague, actor=actor, now=now)
        decline_task(task, reason="not_ours", actor=actor, now=now)
        reopen_task(task, words="It is.", actor=actor, now=now)
        finish_task(task, outcome="done", actor=actor, now=now)
        reopen_task(task, words="Not quite.", actor=actor, now=now)
        cancel_task(task, words="Not needed.", actor=actor, now=now)
        lines = Entry.objects.filter(action__startswith="task.", subject_reference=case.reference)
        assert sorted(lines.values_list("action", flat=True)) == sorted(
            ["task.give", "task.hand", "task.decline", "task.reopen", "task.finish", "task.reopen", "task.cancel"]
        )
        assert not any(WHAT in line.details for line in lines)


def test_whoever_answers_for_the_record_by_now_calls_off_what_its_former_owner_gave(world: World, case: Case) -> None:
    task = a_task(world, case)
    sender, receiver = world.actor("north_investigator"), world.actor("south_investigator")
    with acting_as(receiver):
        assert not Task.objects.filter(pk=task.pk).exists()
    with acting_as(sender):
        offer = send(case, to=world.south, reason="Theirs.", preview={}, is_urgent=False, actor=sender, now=clock.now())
    with acting_as(receiver):
        accept_offer(offer.pk, actor=receiver, now=clock.now())
        assert cancel_task(task, words="Begun anew.", actor=receiver, now=clock.now()).state == "cancelled"


def test_a_restricted_record_is_not_made_known_to_colleagues_by_its_tasks(world: World, case: Case) -> None:
    manager = world.actor("north_manager")
    with acting_as(manager):
        assign(case, handler=world.north_investigator, actor=manager, now=clock.now())
        restrict(
            Case.objects.get(pk=case.pk), restricted=True, words="Synthetic reason.", actor=manager, now=clock.now()
        )
        fresh = Case.objects.get(pk=case.pk)
        quiet = give_task(fresh, what=WHAT, actor=manager, now=clock.now())
        named = give_task(fresh, what=WHAT, assignee=world.north_colleague, actor=manager, now=clock.now())
    with acting_as(world.actor("north_colleague")):
        assert list(Task.objects.values_list("pk", flat=True)) == [named.pk]
        colleague = world.actor("north_colleague")
        with pytest.raises(RuleBroken):
            hand_task(named, assignee=world.north_examiner, actor=colleague, now=clock.now())
        assert decline_task(named, reason="not_ours", actor=colleague, now=clock.now()).state == "declined"
    with acting_as(world.actor("north_investigator")):
        assert set(Task.objects.values_list("pk", flat=True)) == {quiet.pk, named.pk}


def test_tasks_are_found_by_the_row_from_which_they_come(world: World, case: Case) -> None:
    first = a_task(world, case, kind="meeting_action", origin_kind="meeting", origin_id=7)
    second = a_task(world, case, kind="meeting_action", origin_kind="meeting", origin_id=7, organisation=world.south)
    a_task(world, case, origin_kind="meeting", origin_id=8)
    with acting_as(world.actor("north_investigator")):
        assert tasks_of_origin("meeting", 7) == [first, second]
        with pytest.raises(IntegrityError), transaction.atomic():
            a_task(world, case, origin_kind="meeting")


def test_the_open_tasks_of_a_record_come_first_those_due_soonest_at_the_head(world: World, case: Case) -> None:
    now = clock.now()
    later, sooner, whenever, over = (
        a_task(world, case, due_at=due) for due in (now + 2 * DAY, now + DAY, None, now + DAY)
    )
    actor = world.actor("north_investigator")
    with acting_as(actor):
        finish_task(over, outcome="done", actor=actor, now=clock.now())
        assert tasks_of(case) == [sooner, later, whenever, over]


def test_a_raw_statement_does_no_more_to_a_task_than_a_verb(world: World, case: Case) -> None:
    task = a_task(world, case, organisation=world.hotline)
    me = world.north_investigator.pk
    done = "state = 'done', outcome = 'done', ended_at = clock_timestamp(), changed_at = clock_timestamp(), version = version + 1"
    with acting_as(world.actor("north_investigator")):
        assert "not by you" in refused(f"UPDATE tasks_task SET {done}, changed_by_id = %s", me)
        assert "own name" in refused(f"UPDATE tasks_task SET {done}, changed_by_id = %s", world.hotline_partner.pk)
        for column in ("what", "giver_id", "given_by_id", "subject_id", "kind", "given_at", "origin_id"):
            assert "permission denied" in refused(f"UPDATE tasks_task SET {column} = {column}")
        assert "permission denied" in refused("DELETE FROM tasks_task")
        assert "somebody of the organisation" in refused(
            "UPDATE tasks_task SET organisation_id = %s, changed_by_id = %s, changed_at = clock_timestamp(), version = version + 1",
            world.south.pk,
            me,
        )
    with acting_as(world.actor("hotline_partner")):
        partner = world.hotline_partner.pk
        assert "not by you" in refused(
            "UPDATE tasks_task SET state = 'cancelled', words = 'Mine.', ended_at = clock_timestamp(), changed_at = clock_timestamp(),"
            " version = version + 1, changed_by_id = %s",
            partner,
        )
        assert "somebody of the organisation" in refused(
            "UPDATE tasks_task SET assignee_id = %s, changed_at = clock_timestamp(), version = version + 1, changed_by_id = %s",
            me,
            partner,
        )
        assert "not by you" in refused(
            "UPDATE tasks_task SET due_at = now() + interval '1 year', words = 'Later.', changed_at = clock_timestamp(),"
            " version = version + 1, changed_by_id = %s",
            partner,
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE tasks_task SET {done}, changed_by_id = %s", [partner])
            assert cursor.rowcount == 1
    with acting_as(world.actor("south_investigator")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tasks_task")
        assert cursor.fetchone() == (0,)
        cursor.execute(f"UPDATE tasks_task SET {done}, changed_by_id = %s", [world.south_investigator.pk])
        assert cursor.rowcount == 0
    with switched_role("tutela_owner"):
        assert Task.objects.get(pk=task.pk).changed_by_id == world.hotline_partner.pk


INSERT = (
    "INSERT INTO tasks_task (subject_kind, subject_id, subject_reference, what, kind, template, for_role, origin_kind, giver_id,"
    " given_by_id, given_at, organisation_id, state, outcome, reason, words, showed, asked, changed_at, changed_by_id,"
    " version) VALUES ('case', %s, 'C', 'Ask', 'general', '', '', '', %s, %s, now(), %s, %s, %s, '', '', '', '', now(), %s, 1)"
)


def test_a_raw_statement_gives_no_task_in_somebody_elses_name_nor_about_a_record_of_others(
    world: World, case: Case
) -> None:
    north, south = world.north.pk, world.south.pk
    me, other, theirs = world.north_investigator.pk, world.north_colleague.pk, world.south_investigator.pk
    with acting_as(world.actor("north_investigator")):
        for values in (
            (case.pk, north, other, north, "open", "", other),
            (case.pk, south, me, north, "open", "", me),
            (case.pk, north, me, north, "open", "", other),
        ):
            assert "row-level security" in refused(INSERT, *values)
        assert "task_state_follows" in refused(INSERT, case.pk, north, me, north, "open", "done", me)
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [case.pk, north, me, north, "open", "", me])
    with acting_as(world.actor("south_investigator")):
        assert "row-level security" in refused(INSERT, case.pk, south, theirs, south, "open", "", theirs)
    with acting_as(world.actor("hotline_partner")):
        partner = world.hotline_partner.pk
        assert "row-level security" in refused(INSERT, case.pk, world.hotline.pk, partner, north, "open", "", partner)
