"""Whoever has a task hears once that it is due within a day, and once that it is overdue."""

from datetime import datetime, timedelta

import pytest

from tests.cases.cases import a_case
from tests.cast import World
from tests.roles import switched_role
from tests.tasks.tasks import WHAT
from tutela.accounts.actor import SYSTEM
from tutela.accounts.models import Membership
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.notices.models import Notice
from tutela.tasks import reminders
from tutela.tasks.models import Task
from tutela.tasks.services.finish import finish_task
from tutela.tasks.services.give import give_task

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def given(world: World, *, due_at: datetime, now: datetime, **more: object) -> Task:
    """A task of Northmoor's, given for a moment; what was told at once is set aside."""
    actor = world.actor("north_investigator")
    case = a_case(world)
    with acting_as(actor):
        task = give_task(case, **({"what": WHAT, "due_at": due_at} | more), actor=actor, now=now)  # type: ignore[arg-type]
    with switched_role("tutela_jobs"):
        Notice.objects.all().delete()
    return task


def told(now: datetime) -> tuple[int, list[tuple[str, str, str]]]:
    """What the worker tells at a moment: how many tasks, and to whom what, with the record that a notice leads to."""
    with switched_role("tutela_jobs"):
        count = reminders.tell_of_tasks(actor=SYSTEM, now=now)
        rows = list(Notice.objects.order_by("pk").values_list("user__name", "words", "subject_reference"))
        Notice.objects.all().delete()
    return count, rows


def test_the_one_who_has_a_task_hears_once_within_a_day_and_once_when_it_is_overdue(world: World) -> None:
    now = clock.now()
    task = given(world, due_at=now + 2 * DAY, now=now, assignee=world.north_colleague)
    reference = task.subject_reference
    assert told(now + HOUR) == (0, [])
    count, [(name, words, leads_to)] = told(now + DAY + HOUR)
    assert (count, name, leads_to) == (1, "Synthetic North Colleague", reference)
    assert words.startswith(f"{reference}: a task is due")
    assert WHAT not in words
    assert told(now + DAY + 2 * HOUR) == (0, [])
    count, [(_, words, _)] = told(now + 2 * DAY + HOUR)
    assert words.startswith(f"{reference}: a task was due")
    assert told(now + 3 * DAY) == (0, [])


def test_the_managers_hear_where_nobody_has_a_task_by_name_or_whoever_had_it_left(world: World) -> None:
    now = clock.now()
    given(world, due_at=now + 3 * HOUR, now=now)
    assert [name for name, _, _ in told(now + HOUR)[1]] == ["Synthetic North Manager"]
    given(world, due_at=now + 3 * HOUR, now=now, assignee=world.north_colleague)
    with switched_role("tutela_owner"):
        Membership.objects.filter(user=world.north_colleague).update(ends_at=now - HOUR)
    assert [name for name, _, _ in told(now + HOUR)[1]] == ["Synthetic North Manager"]


def test_another_organisation_hears_at_its_desk_and_is_led_to_no_record(world: World) -> None:
    now = clock.now()
    given(world, due_at=now + 3 * HOUR, now=now, organisation=world.hotline)
    [(name, words, leads_to)] = told(now + HOUR)[1]
    assert (name, leads_to) == ("Synthetic Hotline Partner", "")
    assert "Nobody of your organisation has it by name." in words


def test_nobody_hears_of_a_task_that_is_over_or_has_no_day(world: World) -> None:
    now = clock.now()
    task = given(world, due_at=now + 3 * HOUR, now=now)
    given(world, due_at=None, now=now)  # type: ignore[arg-type]
    actor = world.actor("north_investigator")
    with acting_as(actor):
        finish_task(task, outcome="done", actor=actor, now=clock.now())
    with switched_role("tutela_jobs"):
        Notice.objects.all().delete()
    assert told(now + HOUR) == (0, [])


def test_many_reminders_are_one_line_and_each_run_takes_a_bounded_number(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, actor = clock.now(), world.actor("north_investigator")
    case = a_case(world)
    with acting_as(actor):
        for _ in range(5):
            give_task(case, what=WHAT, due_at=now + HOUR, assignee=world.north_colleague, actor=actor, now=now)
    with switched_role("tutela_jobs"):
        Notice.objects.all().delete()
    monkeypatch.setattr(reminders, "AT_ONCE", 4)
    monkeypatch.setattr(reminders, "MOST_LINES", 3)
    count, [(_, words, leads_to)] = told(now)
    assert (count, words, leads_to) == (4, "4 tasks are due within a day. Look at your tasks: they stand in order.", "")
    assert told(now)[0] == 1
    assert told(now)[0] == 0
    with switched_role("tutela_owner"):
        assert Entry.objects.filter(action="task.tell").count() == 2
