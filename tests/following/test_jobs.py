"""What the worker's clock brings: each job knows a number only, and is enqueued once."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cases.cases import a_case
from tests.cast import World
from tests.comments.test_comments import writes
from tests.following.test_following import follows, heard, look
from tests.following.test_searches import found, keeps
from tests.notices.test_channels import chooses
from tests.roles import switched_role
from tutela.accounts.mail_jobs import mail_at_once, write_at_once
from tutela.accounts.need_to_know import name_the_reader
from tutela.core import clock
from tutela.following.jobs import ask_searches, search_again, tell_followers
from tutela.following.queries import ASKED_AGAIN_AFTER
from tutela.notices.services import tell

pytestmark = pytest.mark.django_db


def waiting() -> list[tuple[str, dict[str, int]]]:
    return list(ProcrastinateJob.objects.filter(status="todo").values_list("task_name", "args"))


def test_the_clock_asks_searches_and_tells_followers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    look(world)
    search, case = keeps(world, "north_colleague"), a_case(world)
    follows(world, "north_colleague", case)
    writes(world, "north_investigator", case)
    later = clock.now() + ASKED_AGAIN_AFTER + timedelta(minutes=1)
    with monkeypatch.context() as patched, switched_role("tutela_jobs"):
        patched.setattr(clock, "now", lambda: later)
        name_the_reader(user_id=None, membership_id=None)
        ask_searches(0)
        ask_searches(0)
        asked = [one for one in waiting() if one[0] == "following.search_again"]
        assert asked == [("following.search_again", {"search_id": search.pk})]
        search_again(search_id=search.pk)
    assert found(world, "north_colleague") == [case.reference]
    look(world)
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        tell_followers(0)
    assert [reference for reference, _ in heard(world, "north_colleague")] == [case.reference]


def test_the_clock_mails_at_once(world: World) -> None:
    chooses(world, "north_manager", assigned="mail")
    case = a_case(world)
    with switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        tell([world.north_manager.pk], "assigned", "Synthetic.", now=clock.now(), subject=case)
        write_at_once(0)
        write_at_once(0)
        asked = [one for one in waiting() if one[0] == "accounts.mail_at_once"]
        assert asked == [("accounts.mail_at_once", {"user_id": world.north_manager.pk})]
        mail_at_once(user_id=world.north_manager.pk)
        mail_at_once(user_id=world.north_manager.pk)
    assert len(outbox.outbox) == 1
