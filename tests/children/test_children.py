"""A child always has somebody who answers; identity is a rule of the database; the work to identify stops by two people."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import ChildInCase
from tutela.cases.services.children import place_child, take_out_child
from tutela.cases.services.close import restrict
from tutela.cases.services.open_case import NewChild
from tutela.cases.services.record import enter_child_in_case
from tutela.cases.services.share import end_share, name_person, share_case
from tutela.children.models import Child
from tutela.children.services.identify import identify, say_safety, withdraw_identification
from tutela.children.services.share import end_child_share, share_child
from tutela.children.services.stop import propose_stop, review_stop, second_stop
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tutela.decisions.models import Decision
from tutela.ownership.access import find
from tutela.ownership.models import Participation, Span
from tutela.ownership.services import claim

pytestmark = pytest.mark.django_db
AHEAD = clock.now().date() + timedelta(days=400)


def refused(statement: str, *parameters: object) -> str:
    """What PostgreSQL says to a raw statement of the application."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return str(error.value)


@pytest.fixture
def child(world: World) -> Child:
    """A child who is not yet identified, in a case of Northmoor's."""
    return child_of(world, a_case(world))


def test_not_even_a_raw_statement_leaves_a_child_without_an_owner_or_gives_it_another_one(
    world: World, child: Child
) -> None:
    with acting_as(world.actor("north_manager")):
        assert "permission denied" in refused("UPDATE children_child SET owner_id = NULL WHERE id = %s", child.pk)
        assert "permission denied" in refused(
            "UPDATE children_child SET owner_id = %s WHERE id = %s", world.south.pk, child.pk
        )
        assert "row-level security" in refused(
            "INSERT INTO children_child (id, reference, owner_id, owner_basis, owner_since, identity, safety, label,"
            " identified_how, name, birth_date, sex, countries, readers, is_restricted, is_synthetic, version, created_at)"
            " VALUES (987654, 'K-2026-XXXXXX', NULL, 'opened', now(), 'not_identified', 'not_known', 'Child', '', '', '',"
            " '', '{}', '{}', false, true, 1, now())"
        )
        assert "not allowed" in refused(
            "SELECT ownership_change('child', %s, %s, 'claimed', now())", child.pk, world.north.pk + 10**6
        )


def test_not_even_the_tables_owner_writes_a_second_open_span_or_deletes_a_child(
    world: World, child: Child, as_role: object
) -> None:
    with as_role("tutela_owner"):  # type: ignore[operator]
        with pytest.raises(IntegrityError, match="one_open_span_a_subject"), transaction.atomic():
            Span.objects.create(
                subject_kind="child",
                subject_id=child.pk,
                organisation=world.south,
                basis="opened",
                from_at=clock.now(),
            )
        assert "never deleted" in refused("DELETE FROM children_child WHERE id = %s", child.pk)
        assert "null value" in refused("UPDATE children_child SET owner_id = NULL WHERE id = %s", child.pk)
        assert Span.objects.filter(subject_kind="child", subject_id=child.pk, to_at=None).count() == 1


def test_the_application_deletes_no_child_no_case_and_no_span(world: World, child: Child) -> None:
    with acting_as(world.actor("north_manager")):
        for table in ("children_child", "cases_case", "ownership_span", "cases_childincase", "cases_entry"):
            assert "permission denied" in refused(f"DELETE FROM {table}")
        assert Child.objects.filter(pk=child.pk).exists()


def test_identified_means_a_name_and_a_moment_also_for_a_raw_statement(world: World, child: Child) -> None:
    with acting_as(world.actor("north_manager")):
        for values in (
            "identity = 'identified'",
            "identity = 'identified', identified_at = now()",
            "identified_at = now()",
            "identity = 'somebody'",
        ):
            assert "violates check constraint" in refused(f"UPDATE children_child SET {values} WHERE id = %s", child.pk)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE children_child SET identity = 'identified', identified_at = now(), name = 'S' WHERE id = %s",
                [child.pk],
            )
            assert cursor.rowcount == 1


def test_the_work_to_identify_stops_by_a_decision_of_two_people_also_for_a_raw_statement(
    world: World, child: Child
) -> None:
    with acting_as(world.actor("north_manager")):
        assert "two people" in refused("UPDATE children_child SET identity = 'stopped' WHERE id = %s", child.pk)
    _stopped(world, child)
    with acting_as(world.actor("north_manager")):
        assert find(child.reference).identity == "stopped"


def test_to_stop_takes_grounds_words_a_review_ahead_and_another_person(world: World, child: Child) -> None:
    first, other = world.actor("north_investigator"), world.actor("north_manager")
    given = {"grounds": "nothing_to_trace", "words": "All was tried.", "review_on": AHEAD}
    with acting_as(first):
        for wrong in ({"grounds": "no_such"}, {"words": " "}, {"review_on": clock.now().date()}):
            with pytest.raises(BadInput):
                propose_stop(child, **(given | wrong), actor=first, now=clock.now())
        made = propose_stop(child, **given, actor=first, now=clock.now())
        with pytest.raises(RuleBroken, match="already"):
            propose_stop(child, **given, actor=first, now=clock.now())
        with pytest.raises(RuleBroken, match="another"):
            second_stop(made.pk, agrees=True, words="", actor=first, now=clock.now())
        assert find(child.reference).identity == "not_identified"
    with acting_as(other):
        with pytest.raises(BadInput):
            second_stop(made.pk, agrees=False, words="", actor=other, now=clock.now())
        taken = second_stop(made.pk, agrees=True, words="", actor=other, now=clock.now())
        assert taken.state == "taken"
        stopped = find(child.reference)
        assert (stopped.identity, stopped.owner) == ("stopped", world.north)
        assert _review_promised(child) == AHEAD
    outsider = world.actor("south_manager")
    with acting_as(outsider), pytest.raises(NotFound):
        second_stop(made.pk, agrees=True, words="", actor=outsider, now=clock.now())


def test_the_work_for_a_child_at_risk_now_or_identified_is_not_stopped(world: World, child: Child) -> None:
    actor = world.actor("north_investigator")
    given = {"grounds": "nothing_to_trace", "words": "All was tried.", "review_on": AHEAD}
    with acting_as(actor):
        say_safety(child, safety="at_risk", actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="at risk now"):
            propose_stop(child, **given, actor=actor, now=clock.now())
        identify(child, name="Synthetic", how="School", safety="safe", actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="identified"):
            propose_stop(child, **given, actor=actor, now=clock.now())
        withdraw_identification(child, reason="Another child", actor=actor, now=clock.now())
        assert propose_stop(child, **given, actor=actor, now=clock.now()).state == "proposed"


def test_identifying_a_child_overtakes_the_proposal_and_ends_the_review(world: World, child: Child) -> None:
    made = _stopped(world, child)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        identify(find(child.reference), name="S", how="School", safety="safe", actor=actor, now=clock.now())
        assert _review_promised(child) is None
        with pytest.raises(RuleBroken):
            review_stop(made.pk, words="Looked.", go_on=True, review_again_on=None, actor=actor, now=clock.now())


def test_a_review_by_somebody_else_lets_the_work_go_on_or_names_the_next_date(world: World, child: Child) -> None:
    made = _stopped(world, child)
    first, other = world.actor("north_investigator"), world.actor("north_manager")
    later = AHEAD + timedelta(days=400)
    with acting_as(first), pytest.raises(RuleBroken, match="Somebody else"):
        review_stop(made.pk, words="Looked.", go_on=True, review_again_on=None, actor=first, now=clock.now())
    with acting_as(other):
        with pytest.raises(BadInput):
            review_stop(made.pk, words="Looked.", go_on=False, review_again_on=None, actor=other, now=clock.now())
        review_stop(made.pk, words="Looked.", go_on=False, review_again_on=later, actor=other, now=clock.now())
        assert _review_promised(child) == later
        review_stop(made.pk, words="Looked.", go_on=True, review_again_on=None, actor=other, now=clock.now())
        assert (find(child.reference).identity, _review_promised(child)) == ("not_identified", None)


def test_what_the_centre_owns_by_default_is_claimed_by_whom_it_was_shared_with(world: World) -> None:
    child = child_of(world, a_case(world, "centre_analyst"), "centre_analyst")
    centre, north, south = (world.actor(one) for one in ("centre_analyst", "north_investigator", "south_investigator"))
    with acting_as(centre):
        part = share_child(child, organisation=world.north, actor=centre, now=clock.now())
        with pytest.raises(RuleBroken):
            share_child(child, organisation=world.north, actor=centre, now=clock.now())
    with acting_as(south), pytest.raises(RuleBroken):
        claim(child, actor=south, now=clock.now())
    with acting_as(north):
        claim(find(child.reference), actor=north, now=clock.now())
        taken = find(child.reference)
        assert (taken.owner, taken.owner_basis) == (world.north, "claimed")
        end_child_share(taken, Participation.objects.get(pk=part.pk), actor=north, now=clock.now())


def test_a_restricted_case_restricts_its_children_and_opens_them_again(world: World) -> None:
    case = a_case(world)
    child, actor, colleague = child_of(world, case), world.actor("north_investigator"), world.actor("north_colleague")
    with acting_as(actor):
        restrict(case, restricted=True, words="Sensitive.", actor=actor, now=clock.now())
        late = enter_child_in_case(find(case.reference), NewChild("Child 3"), actor=actor, now=clock.now()).child
        name_person(case, person=world.north_examiner, actor=actor, now=clock.now())
    with acting_as(colleague):
        for one in (case, child, late):
            with pytest.raises(NotFound):
                find(one.reference)
    with acting_as(world.actor("north_examiner")):
        assert [find(one.reference).is_restricted for one in (case, child, late)] == [True, True, True]
    with acting_as(actor):
        restrict(find(case.reference), restricted=False, words="No longer.", actor=actor, now=clock.now())
    with acting_as(colleague):
        assert [find(one.reference).is_restricted for one in (case, child, late)] == [False, False, False]


def test_sharing_a_case_shares_its_children_where_that_is_said_and_ends_with_it(world: World) -> None:
    case = a_case(world)
    child, actor, south = child_of(world, case), world.actor("north_investigator"), world.actor("south_intake")
    with acting_as(actor):
        part = share_case(case, organisation=world.south, with_children=True, actor=actor, now=clock.now())
    with acting_as(south):
        assert find(case.reference).owner == find(child.reference).owner == world.north
    with acting_as(actor):
        end_share(case, part, actor=actor, now=clock.now())
        share_case(case, organisation=world.customs, with_children=False, actor=actor, now=clock.now())
    with acting_as(south):
        for one in (case, child):
            with pytest.raises(NotFound):
                find(one.reference)
    with acting_as(world.actor("customs_intake")):
        assert find(case.reference).owner == world.north
        with pytest.raises(NotFound):
            find(child.reference)


def test_a_child_is_put_in_a_further_case_and_taken_out_again_and_keeps_who_answers(world: World) -> None:
    case, other = a_case(world), a_case(world)
    child, actor = child_of(world, case), world.actor("north_investigator")
    with acting_as(actor):
        place_child(other, child, actor=actor, now=clock.now())
        with pytest.raises(RuleBroken):
            place_child(other, child, actor=actor, now=clock.now())
        take_out_child(other, child, words="Another child.", actor=actor, now=clock.now())
        assert ChildInCase.objects.filter(child=child, removed_at=None).count() == 1
        assert find(child.reference).owner == world.north


def test_a_child_is_not_identified_by_a_role_that_does_not_investigate(world: World, child: Child) -> None:
    intake, investigator = world.actor("north_intake"), world.actor("north_investigator")
    given = {"name": "S", "how": "School", "safety": "safe"}
    with acting_as(intake), pytest.raises(NotAllowed):
        identify(child, **given, actor=intake, now=clock.now())
    with acting_as(investigator):
        assert identify(child, **given, actor=investigator, now=clock.now()).identity == "identified"


def _review_promised(child: Child) -> date | None:
    clock_of_review = Clock.objects.filter(
        subject_kind="child", subject_id=child.pk, kind="review", met_at=None, ended_at=None
    ).first()
    return clock_of_review.due_at.date() if clock_of_review else None


def _stopped(world: World, child: Child) -> Decision:
    first, other = world.actor("north_investigator"), world.actor("north_manager")
    with acting_as(first):
        made = propose_stop(
            child, grounds="nothing_to_trace", words="All was tried.", review_on=AHEAD, actor=first, now=clock.now()
        )
    with acting_as(other):
        return second_stop(made.pk, agrees=True, words="", actor=other, now=clock.now())
