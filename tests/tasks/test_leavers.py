"""Whoever leaves, moves or whose role runs out leaves no task behind that nobody looks at."""

import json
from datetime import timedelta

import pytest

from tests.cast import World
from tests.roles import switched_role
from tests.tasks.tasks import a_task
from tutela.accounts.models import Membership
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services import people
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.tasks.models import Task

pytestmark = pytest.mark.django_db


def test_the_tasks_of_somebody_who_leaves_stay_with_their_organisation_and_its_manager_hears(world: World) -> None:
    task = a_task(world, assignee=world.north_colleague)
    administrator = world.actor("north_administrator")
    with acting_as(administrator):
        assert people.work_of(world.north_colleague)["task"] == 1
        left = people.leave(world.north_colleague, actor=administrator, now=clock.now())
        assert (left.tasks, left.records) == (1, 0)
        assert not Task.objects.exists()
    with acting_as(world.actor("north_manager")):
        fresh = Task.objects.get(pk=task.pk)
        assert (fresh.assignee_id, fresh.organisation_id, fresh.state) == (None, world.north.pk, "open")
        [line] = Entry.objects.filter(action="task.release")
        details = json.loads(line.details)
        assert (line.subject_reference, details["task"], details["reason"]) == (task.subject_reference, task.pk, "left")


def test_a_role_that_runs_out_by_itself_leaves_no_task_behind(world: World) -> None:
    task = a_task(world, organisation=world.hotline, assignee=world.hotline_partner)
    with switched_role("tutela_jobs"):
        assert people.release_lapsed(now=clock.now()) == 0
    with switched_role("tutela_owner"):
        Membership.objects.filter(user=world.hotline_partner).update(ends_at=clock.now() - timedelta(minutes=1))
    with switched_role("tutela_jobs"):
        assert people.release_lapsed(now=clock.now()) == 1
        assert people.release_lapsed(now=clock.now()) == 0
    with acting_as(world.actor("north_manager")):
        assert Task.objects.get(pk=task.pk).assignee_id is None
