"""The pages of tasks: who gets there, what they say, and what they keep from an organisation without sight of the record."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tests.tasks.tasks import WHAT, a_task
from tests.web.ladder import climbs, few_statements, words_of
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.cases.models import Case
from tutela.core import clock
from tutela.tasks.models import Task
from tutela.tasks.services.cancel import cancel_task
from tutela.tasks.services.finish import finish_task

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
DAY = timedelta(days=1)
HAVE_TASKS = ("intake_officer", "investigator", "examiner", "analyst", "manager", "auditor", "partner")


@pytest.fixture
def case(world: World) -> Case:
    """A case of Northmoor's."""
    return a_case(world)


def fresh(world: World, task: Task, who: str = "north_investigator") -> Task:
    """A task as it is now."""
    with acting_as(world.actor(who)):
        return Task.objects.get(pk=task.pk)


def test_the_list_is_for_everybody_who_can_have_a_task(world: World, client_for: ClientFor) -> None:
    climbs(world, client_for, "/tasks", HAVE_TASKS)


def test_the_list_shows_mine_our_organisations_and_what_we_gave(
    world: World, client_for: ClientFor, case: Case
) -> None:
    a_task(world, case, what="Mine to do", assignee=world.north_investigator)
    a_task(world, case, what="Anybody's here")
    a_task(world, case, what="Theirs to do", organisation=world.south)
    client = client_for(world.north_investigator)
    shown = {
        whose: words_of(client.get("/tasks", {"whose": whose} if whose else {}))
        for whose in ("", "ours", "unassigned", "given")
    }
    assert [
        ("Mine to do" in words, "Anybody&#x27;s here" in words, "Theirs to do" in words) for words in shown.values()
    ] == [
        (True, False, False),
        (True, True, False),
        (False, True, False),
        (True, True, True),
    ]


def test_the_list_is_narrowed_by_kind_state_due_and_record(world: World, client_for: ClientFor, case: Case) -> None:
    now = clock.now()
    with acting_as(world.actor("north_investigator")):
        pass
    child = child_of(world, case)
    a_task(world, case, what="Soon due", due_at=now + timedelta(hours=3))
    a_task(world, child, what="About the child", kind="identification", due_at=now + 9 * DAY)
    over = a_task(world, case, what="Over already")
    actor = world.actor("north_investigator")
    with acting_as(actor):
        finish_task(over, outcome="done", actor=actor, now=clock.now())
    client = client_for(world.north_investigator)
    for query, expected in (
        ("due=soon", (True, False, False)),
        ("due=none", (False, False, False)),
        ("kind=identification", (False, True, False)),
        ("record=child", (False, True, False)),
        ("state=done", (False, False, True)),
        ("state=any", (True, True, True)),
        ("due=overdue", (False, False, False)),
    ):
        words = words_of(client.get(f"/tasks?whose=ours&{query}"))
        assert tuple(name in words for name in ("Soon due", "About the child", "Over already")) == expected, query


def test_the_head_of_the_list_counts_what_is_overdue_unassigned_and_given_back(
    world: World, client_for: ClientFor, case: Case
) -> None:
    a_task(world, case, assignee=world.north_investigator, due_at=clock.now() + timedelta(hours=1))
    a_task(world, case)
    client = client_for(world.north_investigator)
    tally = client.get("/tasks").context["tally"]
    assert {name: count.value for name, count in tally.items()} == {
        "mine": 1,
        "mine_overdue": 0,
        "ours": 2,
        "unassigned": 1,
        "ours_overdue": 0,
        "given_back": 0,
    }


def test_the_list_is_paged_and_sorted_in_few_statements(world: World, client_for: ClientFor, case: Case) -> None:
    for number in range(52):
        a_task(world, case, what=f"Step {number:02}", due_at=clock.now() + (60 - number) * DAY)
    client = client_for(world.north_investigator)
    client.get("/help")
    with few_statements():
        first = client.get("/tasks?whose=ours")
    assert words_of(first).index("Step 51") < words_of(first).index("Step 02")
    assert "Step 01" not in words_of(first)
    second = client.get("/tasks", {"whose": "ours", "after": first.context["page"].next_cursor})
    assert "Step 01" in words_of(second)
    assert "Step 02" not in words_of(second)
    assert words_of(client.get("/tasks?whose=ours&sort=-due")).index("Step 00") >= 0


def test_the_list_comes_as_csv_with_its_caveats(world: World, client_for: ClientFor, case: Case) -> None:
    a_task(world, case, organisation=world.hotline, assignee=world.hotline_partner)
    for who in (world.hotline_partner, world.north_investigator):
        whose = "given" if who == world.north_investigator else "mine"
        answer = client_for(who).get(f"/tasks?whose={whose}&format=csv")
        rows = list(csv.reader(io.StringIO(words_of(answer))))
        assert rows[0][0].startswith("# Tasks at")
        assert rows[-1][1:3] == [case.reference, WHAT]
    with acting_as(world.actor("hotline_partner")):
        assert Entry.objects.filter(action="tasks.export", user_id=world.hotline_partner.pk).exists()


def test_an_empty_list_says_why_and_what_to_do(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_investigator)
    assert "You have no open task." in words_of(client.get("/tasks"))
    assert "No task fits these filters." in words_of(client.get("/tasks?kind=review"))
    assert "given from the page of a case" in words_of(client.get("/tasks?whose=given"))


def test_an_organisation_without_sight_of_the_record_sees_the_tasks_words_and_the_reference_alone(
    world: World, client_for: ClientFor, case: Case
) -> None:
    task = a_task(world, case, organisation=world.hotline, kind="meeting_action", origin_kind="meeting", origin_id=4)
    inside = words_of(client_for(world.north_colleague).get(f"/tasks/{task.pk}"))
    outside = words_of(client_for(world.hotline_partner).get(f"/tasks/{task.pk}"))
    assert f"/cases/{case.reference}" in inside
    assert "Synthetic North Investigator" in inside
    assert case.reference in outside
    assert WHAT in outside
    assert "You see the task and not the record" in outside
    for hidden in (f"/cases/{case.reference}", case.summary, "Synthetic North Investigator", "Robin", "Child 1", "Kim"):
        assert hidden not in outside, hidden
    assert client_for(world.hotline_partner).get(f"/cases/{case.reference}/tasks").status_code == 403
    assert client_for(world.south_investigator).get(f"/cases/{case.reference}/tasks").status_code == 404


def test_the_page_of_a_task_answers_the_same_for_absent_and_for_not_yours(
    world: World, client_for: ClientFor, case: Case
) -> None:
    task = a_task(world, case)
    outsider = client_for(world.south_investigator)
    hidden, absent = outsider.get(f"/tasks/{task.pk}"), outsider.get("/tasks/999999")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.context["error"].what == absent.context["error"].what
    assert client_for(world.north_auditor).get(f"/tasks/{task.pk}").status_code == 200
    assert client_for(world.north_investigator).post(f"/tasks/{task.pk}").status_code == 405


def test_the_page_of_a_task_shows_what_became_of_it_in_few_statements(
    world: World, client_for: ClientFor, case: Case
) -> None:
    task = a_task(world, case, kind="identification")
    actor = world.actor("north_investigator")
    with acting_as(actor):
        finish_task(
            task,
            outcome="partly",
            words="Two schools were asked.",
            showed="One fits.",
            asked="Southvale",
            actor=actor,
            now=clock.now(),
        )
    client = client_for(world.north_colleague)
    client.get("/help")
    with few_statements():
        words = words_of(client.get(f"/tasks/{task.pk}"))
    for said in ("What was tried", "Two schools were asked.", "What it showed", "One fits.", "Who else was asked"):
        assert said in words
    assert words.index("Finished") < words.index("Given to Northmoor")
    with acting_as(world.actor("north_manager")):
        assert Entry.objects.filter(action="task.read", subject_reference=case.reference).count() == 1


@pytest.mark.parametrize("verb", ["finish", "hand", "decline", "cancel", "reopen"])
def test_each_verb_has_a_page_for_those_who_may_and_for_nobody_else(
    world: World, client_for: ClientFor, case: Case, verb: str
) -> None:
    task = a_task(world, case, organisation=world.south)
    address = f"/tasks/{task.pk}/{verb}"
    assert client_for(world.south_investigator).get(address).status_code == 200
    assert client_for(world.north_auditor).get(address).status_code == 403
    assert client_for(world.customs_intake).get(address).status_code == 404
    assert client_for(world.north_welfare).get(address).status_code == 403
    assert client_for(world.south_investigator).put(address).status_code == 405
    assert Client().get(address)["Location"].startswith("/account/login")


def test_a_partner_works_a_task_from_its_list_to_its_end(world: World, client_for: ClientFor, case: Case) -> None:
    task = a_task(world, case, organisation=world.hotline)
    client = client_for(world.hotline_partner)
    page = client.get(f"/tasks/{task.pk}/hand")
    assert page.context["form"].initial["assignee"] == world.hotline_partner.pk
    sent = {"assignee": world.hotline_partner.pk, "version": 1}
    assert client.post(f"/tasks/{task.pk}/hand", sent).status_code == 302
    refused = client.post(f"/tasks/{task.pk}/finish", {"outcome": "partly", "words": "", "version": 2})
    assert refused.status_code == 422
    assert "Say in a few words" in words_of(refused)
    assert (
        client.post(f"/tasks/{task.pk}/finish", {"outcome": "partly", "words": "Half.", "version": 2}).status_code
        == 302
    )
    done = fresh(world, task)
    assert (done.state, done.words, done.assignee_id) == ("done", "Half.", world.hotline_partner.pk)


def test_a_task_that_somebody_changed_meanwhile_is_shown_as_it_stands(
    world: World, client_for: ClientFor, case: Case
) -> None:
    task = a_task(world, case)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        cancel_task(task, words="Not needed.", actor=actor, now=clock.now())
    answer = client_for(world.north_colleague).post(
        f"/tasks/{task.pk}/finish", {"outcome": "done", "words": "My words stay.", "version": 1}
    )
    assert answer.status_code == 409
    assert "My words stay." in words_of(answer)
    assert "Cancelled" in words_of(answer)


def test_giving_back_calling_off_and_opening_again_go_by_their_pages(
    world: World, client_for: ClientFor, case: Case
) -> None:
    task = a_task(world, case, organisation=world.hotline)
    partner, giver = client_for(world.hotline_partner), client_for(world.north_investigator)
    assert partner.post(f"/tasks/{task.pk}/decline", {"reason": "not_ours", "version": 1}).status_code == 302
    again = {"words": "Southvale can.", "organisation": world.south.pk, "due_on": "27/3/2031", "version": 2}
    assert giver.post(f"/tasks/{task.pk}/reopen", again).status_code == 302
    assert partner.get(f"/tasks/{task.pk}").status_code == 404
    stands = fresh(world, task)
    assert (stands.organisation, f"{stands.due_at:%Y-%m-%d}") == (world.south, "2031-03-27")
    assert giver.post(f"/tasks/{task.pk}/cancel", {"words": "Answered.", "version": 3}).status_code == 302
    assert fresh(world, task).state == "cancelled"


def test_a_task_is_given_from_the_page_of_a_record(world: World, client_for: ClientFor, case: Case) -> None:
    child, report = child_of(world, case), report_of(world, case)
    client = client_for(world.north_investigator)
    for record in (case, child, report):
        address = f"{record.get_absolute_url() if record is not report else f'/reports/{report.reference}'}/tasks"
        assert "No task about this record is open." in words_of(client.get(address))
        sent = {"what": WHAT, "kind": "sibling_question", "due_on": "27/3/2031", "organisation": world.customs.pk}
        assert client.post(f"{address}/give", sent | {"what": ""}).status_code == 422
        assert client.post(f"{address}/give", sent | {"due_on": "27/3/2001"}).status_code == 422
        assert client.post(f"{address}/give", sent).status_code == 302
        with few_statements(20):
            assert WHAT in words_of(client.get(address))
        outsider = client_for(world.south_investigator)
        assert outsider.get(f"{address}/give").status_code == outsider.get(address).status_code == 404
        auditor = client_for(world.north_auditor)
        assert (auditor.get(address).status_code, auditor.get(f"{address}/give").status_code) == (200, 403)


def test_a_colleague_is_named_only_in_ones_own_organisation(world: World, client_for: ClientFor, case: Case) -> None:
    client = client_for(world.north_investigator)
    sent = {"what": WHAT, "kind": "general", "organisation": world.south.pk, "assignee": world.north_colleague.pk}
    refused = client.post(f"/cases/{case.reference}/tasks/give", sent)
    assert refused.status_code == 422
    assert "does not do tasks in Southvale" in words_of(refused)
    assert (
        client.post(f"/cases/{case.reference}/tasks/give", sent | {"organisation": world.north.pk}).status_code == 302
    )


def test_the_templates_of_a_case_are_ticked_dated_and_given_in_one_go(
    world: World, client_for: ClientFor, case: Case
) -> None:
    client, address = client_for(world.north_investigator), f"/cases/{case.reference}/tasks/templates"
    page = words_of(client.get(address))
    assert "Ask about siblings" in page
    assert "Images on the internet" in page
    assert "Unsolicited receipt" not in page
    assert client.post(address, {}).status_code == 422
    sent = {"give_siblings": "on", "due_siblings": "27/3/2031", "give_ibi_identify": "on", "due_ibi_identify": ""}
    assert client.post(address, sent | {"due_siblings": "soon"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    with acting_as(world.actor("north_investigator")):
        given = {one.template: one for one in Task.objects.filter(subject_reference=case.reference)}
    assert set(given) == {"siblings", "ibi_identify"}
    assert (given["siblings"].kind, f"{given['siblings'].due_at:%Y-%m-%d}") == ("sibling_question", "2031-03-27")
    assert (given["ibi_identify"].due_at, given["ibi_identify"].for_role) == (None, "analyst")


def test_the_page_of_templates_says_which_tasks_exist_already(world: World, client_for: ClientFor, case: Case) -> None:
    client, address = client_for(world.north_investigator), f"/cases/{case.reference}/tasks/templates"
    client.post(address, {"give_siblings": "on", "due_siblings": "27/3/2031"})
    form = client.get(address).context["form"]
    assert "give_siblings" not in form.fields
    assert "give_needs" in form.fields
    assert "Given already" in words_of(client.get(address))
    again = client.post(address, {"give_siblings": "on", "due_siblings": "27/3/2031"})
    assert again.status_code == 422
    with acting_as(world.actor("north_investigator")):
        assert Task.objects.filter(template="siblings").count() == 1


def test_templates_are_for_those_who_write_the_case(world: World, client_for: ClientFor, case: Case) -> None:
    address = f"/cases/{case.reference}/tasks/templates"
    assert client_for(world.north_auditor).get(address).status_code == 403
    assert client_for(world.hotline_partner).get(address).status_code == 403
    assert client_for(world.south_investigator).get(address).status_code == 404


def test_the_menu_counts_my_overdue_tasks(world: World, client_for: ClientFor, case: Case) -> None:
    now = clock.now()
    actor = world.actor("north_investigator")
    with acting_as(actor):
        from tutela.tasks.services.give import give_task

        give_task(
            case,
            what=WHAT,
            assignee=world.north_investigator,
            due_at=now - DAY,
            actor=actor,
            now=now - 2 * DAY,
        )
    [entry] = [
        one for one in client_for(world.north_investigator).get("/tasks").context["navigation"] if one.label == "Tasks"
    ]
    assert (entry.count, entry.is_current) == ("1", True)
