"""My day: what is mine and due, what is new, and what waits for others; and the summary of a shift."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tutela.accounts.models import Role
from tutela.accounts.need_to_know import acting_as
from tutela.cases.services.hand_on import send_case
from tutela.children.services.identify import say_safety
from tutela.core import clock
from tutela.day.queries import due_of, figures_of, new_to, waiting_for_others
from tutela.day.shift import shift_of
from tutela.ownership.access import find
from tutela.ownership.services import assign
from tutela.tasks.services.give import give_task

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
EVERY_ROLE = [
    "north_intake",
    "north_investigator",
    "north_examiner",
    "centre_analyst",
    "north_manager",
    "north_auditor",
    "north_administrator",
    "north_welfare",
    "north_researcher",
    "hotline_partner",
]


@pytest.mark.parametrize("who", EVERY_ROLE)
def test_everybody_has_a_day_in_a_bounded_number_of_statements(who: str, world: World, client_for: ClientFor) -> None:
    client = client_for(getattr(world, who))
    assert client.get("/health").status_code == 200
    with CaptureQueriesContext(connection) as captured:
        response = client.get("/my-day")
    assert response.status_code == 200, response.content[:300]
    asked = [one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= 12, "\n".join(sql[:120] for sql in asked)


def test_a_task_with_a_day_stands_before_one_without_and_what_is_overdue_stands_first(world: World) -> None:
    case, now = a_case(world), clock.now()
    manager, me = world.actor("north_manager"), world.actor("north_investigator")
    with acting_as(manager):
        record = find(case.reference)
        for what, due in (
            ("No day", None),
            ("Overdue", now + timedelta(seconds=1)),
            ("Soon", now + timedelta(days=2)),
            ("Later than a week", now + timedelta(days=9)),
        ):
            give_task(record, what=what, due_at=due, assignee=world.north_investigator, actor=manager, now=now)
    with acting_as(me):
        due = due_of(me, now=now + timedelta(minutes=1))
    assert [one.what for one in due if one.is_task] == ["Overdue", "Soon", "No day"]


def test_what_i_handle_is_due_to_me_and_not_to_a_colleague(world: World) -> None:
    case, now = a_case(world), clock.now()
    child = child_of(world, case)
    manager = world.actor("north_manager")
    with acting_as(manager):
        assign(find(child.reference), handler=world.north_investigator, actor=manager, now=now)
    later = now + timedelta(days=10)
    me, colleague = world.actor("north_investigator"), world.actor("north_colleague")
    with acting_as(me):
        assert child.reference in {one.reference for one in due_of(me, now=later)}
    with acting_as(colleague):
        assert due_of(colleague, now=later) == []


def test_what_i_have_begun_waits_for_others_until_they_answer(world: World) -> None:
    case, now, me = a_case(world), clock.now(), world.actor("north_investigator")
    with acting_as(me):
        assert waiting_for_others(me) == []
        send_case(find(case.reference), to=world.south, reason="Their area.", actor=me, now=now)
        give_task(find(case.reference), what="Ask", assignee=world.north_colleague, actor=me, now=now)
        waits = waiting_for_others(me)
    assert [one.reference for one in waits] == [case.reference, case.reference]
    assert any("Southvale" in one.what for one in waits)


def test_a_task_that_was_given_to_me_is_new_to_me(world: World) -> None:
    case, me, manager = a_case(world), world.actor("north_investigator"), world.actor("north_manager")
    with acting_as(manager):
        give_task(find(case.reference), what="Ask", assignee=world.north_investigator, actor=manager, now=clock.now())
    with acting_as(me):
        assert [one.subject_reference for one in new_to(me)] == [case.reference]


def test_the_figures_of_each_role_lead_to_pages_that_the_role_may_open(world: World, client_for: ClientFor) -> None:
    for who in EVERY_ROLE:
        actor = world.actor(who)
        with acting_as(actor):
            figures = figures_of(actor, now=clock.now())
        assert bool(figures) == (actor.role not in {Role.ADMINISTRATOR, Role.WELFARE_OFFICER, Role.RESEARCHER})
        client = client_for(getattr(world, who))
        for one in figures:
            assert client.get(one.href).status_code == 200, (who, one.href)


def test_a_shift_counts_what_came_and_names_the_children_at_risk_first(world: World, client_for: ClientFor) -> None:
    case = a_case(world)
    child = child_of(world, case)
    me = world.actor("north_investigator")
    with acting_as(me):
        say_safety(find(child.reference), safety="at_risk", actor=me, now=clock.now())
        shift = shift_of(me, hours=8, now=clock.now())
    came = {label: count.value for label, count in shift.came}
    assert came["Children entered"] == 2
    assert came["Cases opened"] == 1
    assert [one.reference for one in shift.at_risk] == [child.reference]
    other = world.actor("south_investigator")
    with acting_as(other):
        theirs = shift_of(other, hours=8, now=clock.now())
    assert not any(count.value for _, count in theirs.came)
    page = client_for(world.north_investigator).get("/my-day/shift?hours=24").content.decode()
    assert page.index("Children at risk now") < page.index("Specific concerns")


def test_a_partner_has_a_day_and_no_shift(world: World, client_for: ClientFor) -> None:
    partner = client_for(world.hotline_partner)
    assert partner.get("/my-day").status_code == 200
    assert partner.get("/my-day/shift").status_code == 403


def test_what_a_partner_s_organisation_has_to_do_and_nobody_has_by_name_is_due_to_each_of_its_people(
    world: World,
) -> None:
    case, now = a_case(world), clock.now()
    me, partner = world.actor("north_investigator"), world.actor("hotline_partner")
    with acting_as(me):
        record = find(case.reference)
        for what, organisation in (("Ask the host", world.hotline), ("Ask the office", world.south)):
            give_task(record, what=what, organisation=organisation, due_at=now + timedelta(days=2), actor=me, now=now)
        assert due_of(me, now=now) == []
    with acting_as(partner):
        [due] = due_of(partner, now=now)
    assert (due.what, due.is_task) == ("Ask the host", True)
    assert due.why.startswith("A task for your organisation, and nobody's by name")
    manager = world.actor("south_manager")
    with acting_as(manager):
        assert due_of(manager, now=now) == []
