"""Decisions are looked at again: by another hand, without writing over what was found before, and the promise goes on."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case
from tutela.cases.services.close import close_case
from tutela.children.services.stop import propose_stop, review_stop, second_stop
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tutela.decisions.models import Decision, Review
from tutela.decisions.services.decide import Abroad, decide, second_decision
from tutela.decisions.services.review import review_decision
from tutela.reports.services.decide import second

pytestmark = pytest.mark.django_db
AHEAD = date(2099, 3, 1)
WHY = {"grounds": "child_is_there", "words": "A child concerned may be there."}


@pytest.fixture
def case(world: World) -> Case:
    return a_case(world)


def closed(world: World, case: Case) -> Decision:
    """The decision by which an investigator closed a case."""
    with acting_as(world.actor("north_investigator")):
        close_case(case, grounds="finished", words="Done.", actor=world.actor("north_investigator"), now=clock.now())
        return Decision.objects.get(subject_kind="case", subject_id=case.pk, kind="close")


def looked(world: World, decision: Decision, who: str = "north_manager", **given: Any) -> Review:
    """A review by somebody of the cast."""
    actor = world.actor(who)
    said = {"found": "stands", "words": "", "again_on": None} | given
    with acting_as(actor):
        return review_decision(decision, **said, actor=actor, now=clock.now())


def abroad(world: World, subject: Any, who: str = "north_investigator", **given: Any) -> Decision:
    """A proposal to send a notice about a record abroad."""
    actor = world.actor(who)
    said = WHY | {"kind": "send_abroad", "review_on": None, "abroad": Abroad("FR", "no")} | given
    with acting_as(actor):
        return decide(subject, **said, actor=actor, now=clock.now())


def promised(world: World, subject: Any) -> list[date]:
    """The days of the running reviews of a record."""
    with acting_as(world.actor("north_manager")):
        running = Clock.objects.filter(subject_id=subject.pk, kind="review", met_at=None, ended_at=None)
        return [one.due_at.date() for one in running]


def test_a_further_review_adds_to_the_one_before_and_the_promise_goes_on(world: World, case: Case) -> None:
    decision = closed(world, case)
    looked(world, decision, words="First look.", again_on=AHEAD)
    assert promised(world, case) == [AHEAD]
    looked(world, decision, "north_colleague", found="stands_with_remark", words="Second look.")
    assert promised(world, case) == []
    with acting_as(world.actor("north_auditor")):
        assert [one.words for one in Review.objects.filter(decision=decision)] == ["Second look.", "First look."]
        decision.refresh_from_db()
        assert (decision.reviewed_at is not None, decision.next_review_on) == (True, None)


def test_a_review_is_another_persons_of_the_owner_who_may_write_and_says_what_it_found(
    world: World, case: Case
) -> None:
    decision = closed(world, case)
    for who, refusal in (
        ("north_investigator", RuleBroken),  # made it
        ("north_auditor", NotAllowed),
        ("north_examiner", NotAllowed),
        ("south_manager", NotFound),
    ):
        with pytest.raises(refusal):
            looked(world, decision, who)
    for wrong in (
        {"found": "not_yet_known"},
        {"found": "no_such_finding"},
        {"found": "to_be_taken_anew", "words": " "},
        {"again_on": clock.now().date()},
    ):
        with pytest.raises(BadInput):
            looked(world, decision, **wrong)
    with acting_as(world.actor("north_manager")):
        assert not Review.objects.filter(decision=decision).exists()
    assert looked(world, decision, found="to_be_taken_anew", words="A line was left out.").found == "to_be_taken_anew"


def test_what_was_not_taken_is_not_reviewed(world: World, case: Case) -> None:
    decision = abroad(world, case)
    with pytest.raises(RuleBroken):
        looked(world, decision)


def test_the_stop_of_an_identification_is_reviewed_where_it_is_said_whether_the_work_goes_on(
    world: World, case: Case
) -> None:
    child, first, other = child_of(world, case), world.actor("north_investigator"), world.actor("north_manager")
    with acting_as(first):
        why = {"grounds": "nothing_to_trace", "words": "All was tried.", "review_on": AHEAD}
        stop = propose_stop(child, **why, actor=first, now=clock.now())
    with acting_as(other):
        second_stop(stop.pk, agrees=True, words="", actor=other, now=clock.now())
    with pytest.raises(RuleBroken, match="stands still"):
        looked(world, stop)
    later = AHEAD + timedelta(days=30)
    with acting_as(other):
        said: dict[str, Any] = {"words": "Looked.", "actor": other, "now": clock.now()}
        review_stop(stop.pk, go_on=False, review_again_on=later, **said)
        assert promised(world, child) == [later]
        review_stop(stop.pk, go_on=True, review_again_on=None, **said)
        assert [one.found for one in Review.objects.filter(decision=stop)] == ["to_be_taken_anew", "stands"]
    assert promised(world, child) == []
    looked(world, stop)  # the work goes on: the decision is looked at as any other


def test_a_record_promises_the_review_that_comes_first_and_then_the_next(world: World, case: Case) -> None:
    manager, early, late = world.actor("north_manager"), AHEAD, AHEAD + timedelta(days=90)
    made = []
    for day in (late, early):
        proposal = abroad(world, case, review_on=day)
        with acting_as(manager):
            made.append(second_decision(proposal, agrees=True, words="", actor=manager, now=clock.now()))
        assert promised(world, case) == [day]
    later, sooner = made
    looked(
        world, later, again_on=late
    )  # looked at before its day: the earlier promise is another decision's, and stands
    assert promised(world, case) == [early]
    looked(world, sooner)
    assert promised(world, case) == [late]


def test_a_notice_abroad_needs_grounds_words_a_country_what_it_may_endanger_and_a_second_person(
    world: World, case: Case
) -> None:
    for wrong in (
        {"grounds": "no_such"},
        {"words": " "},
        {"abroad": None},
        {"abroad": Abroad("", "no")},
        {"abroad": Abroad("FR", "")},
        {"abroad": Abroad("FR", "yes", " ")},
        {"review_on": clock.now().date()},
    ):
        with pytest.raises(BadInput):
            abroad(world, case, **wrong)
    for who, refusal in (("north_auditor", NotAllowed), ("south_investigator", RuleBroken)):
        with pytest.raises(refusal):
            abroad(world, case, who)
    with pytest.raises(RuleBroken):
        abroad(world, case, kind="close")
    decision = abroad(world, report_of(world, case), abroad=Abroad("FR", "yes", "Known there; told orally first."))
    assert decision.state == "proposed"
    with pytest.raises(RuleBroken):
        abroad(world, report_of(world, case))  # it waits already
    first, other = world.actor("north_investigator"), world.actor("north_manager")
    with acting_as(other), pytest.raises(RuleBroken, match="own page"):
        second(decision.pk, agrees=True, words="", actor=other, now=clock.now())  # not by the verb of another kind
    with acting_as(first), pytest.raises(RuleBroken):
        second_decision(decision, agrees=True, words="", actor=first, now=clock.now())
    with acting_as(other):
        with pytest.raises(BadInput):
            second_decision(decision, agrees=False, words=" ", actor=other, now=clock.now())
        assert second_decision(decision, agrees=True, words="", actor=other, now=clock.now()).state == "taken"
        with pytest.raises(RuleBroken):
            second_decision(decision, agrees=False, words="No.", actor=other, now=clock.now())


def test_no_statement_sends_abroad_without_a_second_person_or_without_a_word_of_danger(
    world: World, case: Case
) -> None:
    decision = abroad(world, case)
    row = {
        "subject_kind": "case", "subject_id": case.pk, "subject_reference": case.reference,
        "organisation_id": case.owner_id, "kind": "send_abroad", "grounds": "child_is_there", "words": "Alone.",
        "made_by_id": world.north_investigator.pk, "made_at": clock.now(), "country": "FR", "danger_abroad": "no",
    }  # fmt: skip
    with acting_as(world.actor("north_investigator")):
        for wrong in ({"state": "taken"}, {"state": "refused", "danger_abroad": ""}, {"state": "refused", "country": ""},
                      {"state": "refused", "danger_abroad": "yes"}):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                Decision.objects.create(**row | wrong)
        for taken in ("state = 'taken'", f"state = 'taken', second_person_id = {world.north_manager.pk}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE decisions_decision SET {taken} WHERE id = %s", [decision.pk])
