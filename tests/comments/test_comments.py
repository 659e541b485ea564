"""Who reads a comment, what belongs to it, and what nobody can make of it by a statement of their own."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.comments.models import Comment
from tutela.comments.queries import comments_of
from tutela.comments.services.write import withdraw_comment, write_comment
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken, TutelaError
from tutela.notices.models import Notice
from tutela.ownership.services import add_participant

pytestmark = pytest.mark.django_db


def writes(world: World, who: str, subject: Any, audience: str = "everybody", **more: Any) -> Comment:
    actor = world.actor(who)
    with acting_as(actor):
        given = {"words": "Synthetic words.", "audience": audience, **more}
        return write_comment(subject, **given, actor=actor, now=clock.now())


def reads(world: World, who: str, subject: Any) -> list[int]:
    actor = world.actor(who)
    with acting_as(actor):
        listed = comments_of(subject, actor=actor)
        return [one.comment.pk for said in listed for one in (said, *said.answers)]


def shared_case(world: World) -> Any:
    case = a_case(world)
    actor = world.actor("north_manager")
    with acting_as(actor):
        add_participant(case, organisation=world.south, basis="joint", actor=actor, now=clock.now())
    return case


def refuses(statement: str, values: list[Any]) -> bool:
    """Whether a raw statement of whoever is signed in is refused, or changes nothing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


def test_a_comment_is_read_by_those_for_whom_it_was_written_and_by_nobody_else(world: World) -> None:
    case = shared_case(world)
    ours = writes(world, "north_investigator", case, "organisation")
    all_of_us = writes(world, "north_colleague", case)
    theirs = writes(world, "south_investigator", case, "organisation")
    for who in ("north_investigator", "north_colleague", "north_auditor", "north_examiner"):
        assert set(reads(world, who, case)) == {ours.pk, all_of_us.pk}, who
    assert set(reads(world, "south_intake", case)) == {all_of_us.pk, theirs.pk}
    for who in ("customs_intake", "north_researcher", "north_administrator", "hotline_partner"):
        assert reads(world, who, case) == [], who


def test_who_takes_part_and_an_auditor_may_write_and_who_sees_nothing_may_not(world: World) -> None:
    case = shared_case(world)
    assert writes(world, "south_investigator", case).organisation_id == world.south.pk
    assert writes(world, "north_auditor", case).pk
    with pytest.raises(NotAllowed):
        writes(world, "north_administrator", case)
    with pytest.raises(DatabaseError), transaction.atomic():
        writes(world, "customs_intake", case)


def test_a_comment_is_in_the_name_of_its_writer_even_by_a_raw_statement(world: World) -> None:
    case = shared_case(world)
    statement = (
        "INSERT INTO comments_comment (subject_kind, subject_id, subject_reference, organisation_id, audience, words, made_by_id, made_at)"
        " VALUES ('case', %s, %s, %s, 'everybody', 'Synthetic.', %s, now())"
    )
    north, south = world.north, world.south
    with acting_as(world.actor("north_investigator")):
        assert refuses(statement, [case.pk, case.reference, north.pk, world.north_colleague.pk])
        assert refuses(statement, [case.pk, case.reference, south.pk, world.north_investigator.pk])
        assert not refuses(statement, [case.pk, case.reference, north.pk, world.north_investigator.pk])
    with acting_as(world.actor("customs_intake")):
        assert refuses(statement, [case.pk, case.reference, world.customs.pk, world.customs_intake.pk])


def test_the_words_of_a_comment_are_never_changed_and_it_is_withdrawn_once_by_its_writer(world: World) -> None:
    case = shared_case(world)
    made = writes(world, "north_investigator", case)
    for who in ("north_investigator", "north_manager", "south_investigator"):
        with acting_as(world.actor(who)):
            assert refuses("UPDATE comments_comment SET words = 'Other.' WHERE id = %s", [made.pk]), who
            assert refuses("DELETE FROM comments_comment WHERE id = %s", [made.pk]), who
    for who in ("north_manager", "south_investigator"):
        actor = world.actor(who)
        with acting_as(actor):
            assert refuses("UPDATE comments_comment SET withdrawn_at = now() WHERE id = %s", [made.pk]), who
            with pytest.raises(RuleBroken):
                withdraw_comment(made, case, actor=actor, now=clock.now())
    actor = world.actor("north_investigator")
    with acting_as(actor):
        withdraw_comment(made, case, actor=actor, now=clock.now())
        assert refuses("UPDATE comments_comment SET withdrawn_at = NULL WHERE id = %s", [made.pk])
        with pytest.raises(RuleBroken):
            withdraw_comment(made, case, actor=actor, now=clock.now())
    assert reads(world, "south_investigator", case) == [made.pk]


def test_an_answer_stands_one_level_below_for_no_more_people(world: World) -> None:
    case = shared_case(world)
    ours = writes(world, "north_investigator", case, "organisation")
    open_one = writes(world, "north_investigator", case)
    answer = writes(world, "north_colleague", case, "organisation", answers=ours)
    for audience, above, error in (
        ("everybody", ours, BadInput),
        ("organisation", answer, RuleBroken),
    ):
        with pytest.raises(error):
            writes(world, "north_colleague", case, audience, answers=above)
    assert writes(world, "south_investigator", case, "organisation", answers=open_one).answers_id == open_one.pk
    statement = (
        "INSERT INTO comments_comment (subject_kind, subject_id, subject_reference, organisation_id, audience, words, made_by_id, made_at, answers_id)"
        " VALUES ('case', %s, %s, %s, %s, 'Synthetic.', %s, now(), %s)"
    )
    mine = [case.pk, case.reference, world.south.pk]
    with acting_as(world.actor("south_investigator")):
        person = world.south_investigator.pk
        # What one does not read cannot be answered, and is refused like what there is not.
        assert refuses(statement, [*mine, "organisation", person, ours.pk])
        assert refuses(statement, [*mine, "organisation", person, 999_999])
        assert not refuses(statement, [*mine, "organisation", person, open_one.pk])


def test_a_comment_is_corrected_by_a_further_one_of_its_writer(world: World) -> None:
    case = shared_case(world)
    first = writes(world, "north_investigator", case, "organisation")
    with pytest.raises(RuleBroken):
        writes(world, "north_colleague", case, "organisation", corrects=first)
    with pytest.raises(BadInput):
        writes(world, "north_investigator", case, "everybody", corrects=first)
    second = writes(world, "north_investigator", case, "organisation", words="Mended.", corrects=first)
    with pytest.raises(RuleBroken):
        writes(world, "north_investigator", case, "organisation", corrects=first)
    assert reads(world, "north_colleague", case) == [second.pk, first.pk]
    with acting_as(world.actor("north_investigator")):
        assert Comment.objects.get(pk=first.pk).words == "Synthetic words."


def test_only_colleagues_who_see_the_record_are_told_and_by_its_reference_alone(world: World) -> None:
    case = a_case(world, restricted=True)
    actor = world.actor("north_investigator")
    for stranger in ("north_colleague", "south_investigator", "north_administrator"):
        with pytest.raises(BadInput):
            writes(world, "north_investigator", case, tells=[getattr(world, stranger).pk])
    writes(world, "north_investigator", case, words="A secret word.", tells=[world.north_manager.pk])
    with acting_as(world.actor("north_manager")):
        notice = Notice.objects.get(kind="comment")
        assert (notice.subject_reference, "secret" in notice.words) == (case.reference, False)
    with acting_as(actor):
        entry = Entry.objects.filter(action="comment.write").latest("at")
        assert "secret" not in entry.details
        assert entry.subject_id == case.pk


def test_a_comment_on_a_child_goes_out_of_sight_with_the_record(world: World) -> None:
    case = a_case(world)
    child = child_of(world, case)
    made = writes(world, "north_investigator", child)
    assert reads(world, "north_colleague", child) == [made.pk]
    assert reads(world, "south_investigator", child) == []


@pytest.mark.parametrize(
    "words", ["", "   ", "x" * 1001, "<b>bold</b>", "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="]
)
def test_words_that_may_not_be_kept_are_refused(world: World, words: str) -> None:
    case = a_case(world)
    with pytest.raises(TutelaError):
        writes(world, "north_investigator", case, words=words)
    assert reads(world, "north_investigator", case) == []
