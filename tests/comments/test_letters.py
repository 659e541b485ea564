"""A letter is kept by whoever may change the record, corrected by a further one, and marked as answered once."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.cases.cases import a_case, report_of
from tests.cast import World
from tests.comments.test_comments import refuses, shared_case
from tutela.accounts.need_to_know import acting_as
from tutela.comments.models import Letter
from tutela.comments.queries import letters_of
from tutela.comments.services.letters import NewLetter, keep_letter, mark_answered
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.core.partial_date import PartialDate

pytestmark = pytest.mark.django_db
CAME = NewLetter("in", "telephone", PartialDate.parse("May 2024"), "Synthetic subject", correspondent_words="A school")


def keeps(world: World, who: str, subject: Any, new: NewLetter = CAME, **more: Any) -> Letter:
    actor = world.actor(who)
    with acting_as(actor):
        return keep_letter(subject, new, actor=actor, now=clock.now(), **more)


def answers(world: World, who: str, letter: Letter, subject: Any) -> Letter:
    actor = world.actor(who)
    with acting_as(actor):
        return mark_answered(letter, subject, actor=actor, now=clock.now())


def test_whoever_sees_the_record_reads_its_letters_and_its_owners_staff_keep_them(world: World) -> None:
    case = shared_case(world)
    made = keeps(world, "north_investigator", case)
    for who, sees in (("north_auditor", True), ("south_investigator", True), ("customs_intake", False)):
        actor = world.actor(who)
        with acting_as(actor):
            assert [one.letter.pk for one in letters_of(case, actor=actor)] == ([made.pk] if sees else []), who
    with pytest.raises(NotAllowed):
        keeps(world, "north_auditor", case)
    for who in ("south_investigator", "customs_intake"):
        with pytest.raises(RuleBroken):
            keeps(world, who, case)


def test_an_incoming_letter_may_have_part_of_a_date_and_nothing_is_made_up(world: World) -> None:
    case = a_case(world)
    report = report_of(world, case)
    assert str(keeps(world, "north_investigator", report).on) == "2024-05"
    day = PartialDate.parse("2024-05-17")
    sent = replace(
        CAME, direction="out", on=day, at_hour=time(9, 30), correspondent=world.south, correspondent_words=""
    )
    assert keeps(world, "north_investigator", report, sent).correspondent_id == world.south.pk


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("on", {"direction": "out"}),
        ("on", {"on": PartialDate.parse(str(clock.now().year + 2))}),
        ("at_hour", {"at_hour": time(9)}),
        ("means", {"means": "pigeon"}),
        ("direction", {"direction": "sideways"}),
        ("about", {"about": " "}),
        ("correspondent", {"correspondent_words": ""}),
        ("answer_by", {"answer_by": date(2024, 4, 1)}),
    ],
)
def test_what_a_letter_cannot_be_is_said_at_its_field(world: World, field: str, changes: dict[str, Any]) -> None:
    case = a_case(world)
    with pytest.raises(BadInput) as refused:
        keeps(world, "north_investigator", case, replace(CAME, **changes))
    assert refused.value.where.field == field
    assert keeps(world, "north_investigator", case).pk


def test_a_letter_is_corrected_once_by_a_further_one(world: World) -> None:
    case = a_case(world)
    first = keeps(world, "north_investigator", case)
    second = keeps(world, "north_colleague", case, replace(CAME, about="Mended"), corrects=first)
    with pytest.raises(RuleBroken):
        keeps(world, "north_investigator", case, corrects=first)
    with pytest.raises(RuleBroken):
        keeps(world, "north_investigator", a_case(world), corrects=second)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        assert [(one.letter.about, one.is_corrected) for one in letters_of(case, actor=actor)] == [
            ("Mended", False),
            ("Synthetic subject", True),
        ]


def test_an_expected_answer_is_marked_once(world: World) -> None:
    case = a_case(world)
    asked = keeps(world, "north_investigator", case, replace(CAME, answer_by=clock.now().date() + timedelta(days=3)))
    with pytest.raises(RuleBroken):
        answers(world, "south_investigator", asked, case)
    assert answers(world, "north_colleague", asked, case).answered_by_id == world.north_colleague.pk
    with pytest.raises(RuleBroken):
        answers(world, "north_colleague", asked, case)
    with pytest.raises(RuleBroken):
        answers(world, "north_colleague", keeps(world, "north_investigator", case), case)


def test_a_raw_statement_writes_no_letter_in_another_name_and_changes_none(world: World) -> None:
    case = shared_case(world)
    ahead = clock.now().date() + timedelta(days=3)
    made = keeps(world, "north_investigator", case, replace(CAME, answer_by=ahead))
    answered = "UPDATE comments_letter SET answered_at = now(), answered_by_id = %s WHERE id = %s"
    with acting_as(world.actor("south_investigator")):
        assert refuses(answered, [world.south_investigator.pk, made.pk])
    with acting_as(world.actor("north_colleague")):
        assert refuses("UPDATE comments_letter SET gist = 'Other.' WHERE id = %s", [made.pk])
        assert refuses("DELETE FROM comments_letter WHERE id = %s", [made.pk])
        assert refuses(answered, [world.north_manager.pk, made.pk])
        assert not refuses(answered, [world.north_colleague.pk, made.pk])
        assert refuses("UPDATE comments_letter SET answered_at = NULL, answered_by_id = NULL WHERE id = %s", [made.pk])
        with connection.cursor() as cursor:
            cursor.execute("SELECT answered_by_id FROM comments_letter WHERE id = %s", [made.pk])
            assert cursor.fetchone() == (world.north_colleague.pk,)
