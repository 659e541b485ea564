"""One mail a person and working day, with references and reasons; and none for whoever does not want it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from tests.cast import World
from tests.reports.test_life_of_a_report import received
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.digests import digests_due
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services.digest import choose_digest, send_digest
from tutela.audit.models import Entry
from tutela.core.errors import Unavailable
from tutela.notices.models import Notice
from tutela.notices.services import tell
from tutela.reports.models import Report

pytestmark = pytest.mark.django_db
# A Wednesday in summer: nine o'clock in London is eight in UTC.
WEDNESDAY = datetime(2026, 7, 8, tzinfo=UTC)
OPENING = WEDNESDAY + timedelta(hours=8)


def told(world: World, *people: str) -> Report:
    report = received(world)
    with switched_role("tutela_jobs"):
        for who in people:
            tell([getattr(world, who).pk], "overdue", "Synthetic Name has words.", subject=report, now=OPENING)
    return report


def due_at(moment: datetime) -> list[tuple[int, object]]:
    with switched_role("tutela_jobs"):
        return digests_due(now=moment)


def send(user: User, moment: datetime) -> int:
    with switched_role("tutela_jobs"):
        return send_digest(user.pk, moment.date(), actor=SYSTEM, now=moment)


def test_it_is_due_when_the_persons_organisation_opens_and_not_on_a_closed_day(world: World) -> None:
    told(world, "north_manager", "foreign_investigator")
    north, foreign = world.north_manager.pk, world.foreign_investigator.pk
    day = WEDNESDAY.date()
    assert due_at(OPENING - timedelta(hours=1, minutes=1)) == []
    # Nine o'clock in Paris is an hour before nine o'clock in London.
    assert due_at(OPENING - timedelta(hours=1)) == [(foreign, day)]
    assert sorted(due_at(OPENING)) == sorted([(north, day), (foreign, day)])
    assert due_at(OPENING + timedelta(days=3)) == []


def test_one_digest_a_day_and_a_notice_stands_in_one(world: World) -> None:
    told(world, "north_manager", "north_manager")
    assert send(world.north_manager, OPENING) == 2
    assert send(world.north_manager, OPENING) == 0
    told(world, "north_manager")
    assert send(world.north_manager, OPENING + timedelta(hours=2)) == 0
    assert send(world.north_manager, OPENING + timedelta(days=1)) == 1
    assert len(outbox.outbox) == 2
    with switched_role("tutela_jobs"):
        assert Entry.objects.filter(action="digest.send").count() == 2


def test_it_names_references_and_reasons_and_never_what_a_notice_says(world: World) -> None:
    report = told(world, "north_manager")
    send(world.north_manager, OPENING)
    [sent] = outbox.outbox
    assert sent.subject == "Tutela: 1 thing to look at"
    assert f"/reports/{report.reference}" in sent.body
    assert "Overdue (1)" in sent.body
    assert "Synthetic Name" not in sent.body + sent.subject


def test_what_was_seen_on_the_page_needs_no_mail(world: World) -> None:
    told(world, "north_manager")
    with acting_as(world.actor("north_manager")):
        Notice.objects.update(seen_at=OPENING)
    assert due_at(OPENING) == []
    assert send(world.north_manager, OPENING) == 0


def test_whoever_switches_it_off_gets_none_and_keeps_the_page(
    world: World, client_for: Callable[[User], Client]
) -> None:
    told(world, "north_manager", "north_intake")
    client = client_for(world.north_manager)
    assert client.post("/my-account/digest", {"by_email": "no"}).status_code == 302
    assert due_at(OPENING) == [(world.north_intake.pk, WEDNESDAY.date())]
    assert (send(world.north_manager, OPENING), send(world.north_intake, OPENING)) == (0, 1)
    with acting_as(world.actor("north_manager")):
        assert Notice.objects.filter(kind="overdue").count() == 1
    assert client.post("/my-account/digest", {"by_email": "yes"}).status_code == 302
    assert send(world.north_manager, OPENING) == 1


def test_nobody_chooses_for_another(world: World) -> None:
    actor = world.actor("north_manager")
    with acting_as(actor):
        choose_digest(by_email=False, actor=actor, now=OPENING)
    told(world, "north_manager", "north_intake")
    assert due_at(OPENING) == [(world.north_intake.pk, WEDNESDAY.date())]


def test_a_server_that_refuses_leaves_everything_for_the_next_attempt(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(world, "north_manager")
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", _refuse)
        with pytest.raises(Unavailable):
            send(world.north_manager, OPENING)
    assert due_at(OPENING) == [(world.north_manager.pk, WEDNESDAY.date())]
    assert send(world.north_manager, OPENING) == 1


def _refuse(*_: object, **__: object) -> int:
    raise OSError("refused")
