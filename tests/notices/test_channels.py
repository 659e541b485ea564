"""How somebody hears of what: on the page only, in the digest, or at once and bundled; the page shows everything."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from tests.accounts.records import a_report
from tests.cast import World
from tests.comments.test_comments import refuses
from tests.roles import switched_role
from tests.web.ladder import ONE_OF_EACH, words_of
from tutela.accounts.actor import SYSTEM
from tutela.accounts.digests import digests_due
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services.digest import send_digest
from tutela.accounts.services.mail_at_once import choose_channels, mail_at_once
from tutela.audit.models import Entry
from tutela.core.errors import BadInput, Unavailable
from tutela.notices.channels import channels_of, people_to_mail
from tutela.notices.models import MAILED_AT_ONCE, ChannelChoice, Notice
from tutela.notices.services import tell
from tutela.reports.models import Report

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
# A Wednesday morning, when the digests of London are written.
MORNING = datetime(2026, 7, 8, 8, tzinfo=UTC)


def told(
    world: World, who: str, kind: str = "assigned", *, at: datetime = MORNING, report: Report | None = None
) -> Report:
    report = report or a_report(world)
    with switched_role("tutela_jobs"):
        tell([getattr(world, who).pk], kind, "Synthetic Name has words.", subject=report, now=at)
    return report


def chooses(world: World, who: str, **wanted: str) -> int:
    actor = world.actor(who)
    with acting_as(actor):
        return choose_channels(wanted, actor=actor, now=MORNING)


def mails(world: World, who: str, at: datetime) -> int:
    with switched_role("tutela_jobs"):
        return mail_at_once(getattr(world, who).pk, actor=SYSTEM, now=at)


def due(at: datetime) -> list[int]:
    with switched_role("tutela_jobs"):
        return people_to_mail(now=at)


def digest(world: World, who: str, at: datetime) -> int:
    with switched_role("tutela_jobs"):
        listed = [person for person, _ in digests_due(now=at)]
        sent = send_digest(getattr(world, who).pk, at.date(), actor=SYSTEM, now=at)
    assert bool(sent) == (getattr(world, who).pk in listed)
    return sent


def test_whoever_chose_nothing_has_the_digest_as_before_and_no_other_mail(world: World) -> None:
    told(world, "north_manager", "urgent")
    assert (due(MORNING), mails(world, "north_manager", MORNING)) == ([], 0)
    assert digest(world, "north_manager", MORNING) == 1


def test_a_kind_on_the_page_only_stands_in_no_mail_and_on_the_page(world: World) -> None:
    chooses(world, "north_manager", assigned="page")
    told(world, "north_manager")
    assert digest(world, "north_manager", MORNING) == 0
    told(world, "north_manager", "overdue")
    assert digest(world, "north_manager", MORNING) == 1
    with acting_as(world.actor("north_manager")):
        assert Notice.objects.filter(kind="assigned", in_digest_at=None).count() == 1


def test_a_mail_at_once_says_the_reference_and_the_kind_and_no_word(world: World) -> None:
    chooses(world, "north_manager", assigned="mail")
    report = told(world, "north_manager")
    told(world, "north_manager", "due_soon")
    assert due(MORNING) == [world.north_manager.pk]
    assert mails(world, "north_manager", MORNING) == 1
    (sent,) = outbox.outbox
    assert sent.to == [world.north_manager.email]
    assert report.reference in sent.body
    assert "Assigned to you (1)" in sent.body
    assert "Synthetic Name" not in sent.body + sent.subject
    assert "Due soon" not in sent.body
    # What went out at once is not said again by the digest.
    assert digest(world, "north_manager", MORNING) == 1


def test_seven_hundred_in_a_morning_are_one_mail_in_a_quarter_of_an_hour(world: World) -> None:
    chooses(world, "north_manager", assigned="mail")
    report = told(world, "north_manager")
    assert mails(world, "north_manager", MORNING) == 1
    for minute in range(1, 15):
        told(world, "north_manager", at=MORNING + timedelta(minutes=minute), report=report)
        assert due(MORNING + timedelta(minutes=minute)) == []
        assert mails(world, "north_manager", MORNING + timedelta(minutes=minute)) == 0
    assert mails(world, "north_manager", MORNING + timedelta(minutes=16)) == 14
    assert mails(world, "north_manager", MORNING + timedelta(minutes=40)) == 0
    assert len(outbox.outbox) == 2


def test_what_was_seen_or_is_no_news_any_more_is_not_mailed(world: World) -> None:
    chooses(world, "north_manager", assigned="mail")
    told(world, "north_manager")
    assert due(MORNING + timedelta(hours=13)) == []
    with acting_as(world.actor("north_manager")):
        Notice.objects.update(seen_at=MORNING)
    assert (due(MORNING), mails(world, "north_manager", MORNING)) == ([], 0)


def test_a_server_that_refuses_leaves_the_mail_for_the_next_attempt(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chooses(world, "north_manager", assigned="mail")
    told(world, "north_manager")
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", _refuse)
        with pytest.raises(Unavailable):
            mails(world, "north_manager", MORNING)
    assert due(MORNING) == [world.north_manager.pk]
    assert mails(world, "north_manager", MORNING) == 1


def _refuse(*_: object, **__: object) -> int:
    raise OSError("refused")


def test_only_what_waits_for_somebody_goes_out_at_once(world: World) -> None:
    assert chooses(world, "north_manager", **{str(kind): "mail" for kind in MAILED_AT_ONCE}) == len(MAILED_AT_ONCE)
    for wanted in ({"followed": "mail"}, {"pigeons": "page"}, {"assigned": "pigeon"}):
        with pytest.raises(BadInput):
            chooses(world, "north_manager", **wanted)
    statement = "INSERT INTO notices_channelchoice (user_id, kind, channel) VALUES (%s, %s, %s)"
    with acting_as(world.actor("north_manager")):
        assert refuses(statement, [world.north_manager.pk, "followed", "mail"])
        assert refuses(statement, [world.north_intake.pk, "assigned", "mail"])
        assert not refuses(statement, [world.north_manager.pk, "followed", "page"])
        assert not refuses("UPDATE notices_channelchoice SET channel = 'page' WHERE kind = 'assigned'", [])
        assert refuses("UPDATE notices_channelchoice SET kind = 'found' WHERE kind = 'followed'", [])
    with acting_as(world.actor("north_intake")):
        assert ChannelChoice.objects.count() == 0


def test_everybody_chooses_for_themselves_on_a_page(world: World, client_for: ClientFor) -> None:
    for key in ONE_OF_EACH.values():
        assert client_for(getattr(world, key)).get("/my-account/notices").status_code == 200, key
    client = client_for(world.north_manager)
    assert "/my-account/notices" in words_of(client.get("/my-account"))
    sent = {str(kind): "digest" for kind in Notice.Kind} | {"followed": "page", "urgent": "mail"}
    assert client.post("/my-account/notices", sent).status_code == 302
    assert client.post("/my-account/notices", sent | {"followed": "mail"}).status_code == 422
    with acting_as(world.actor("north_manager")):
        chosen = channels_of(world.north_manager.pk)
        assert (chosen["followed"], chosen["urgent"], chosen["found"]) == ("page", "mail", "digest")
        assert Entry.objects.filter(action="notices.choose").count() == 1


def test_each_hears_in_the_language_that_they_chose(world: World) -> None:
    with acting_as(world.actor("north_manager")):
        User.objects.filter(pk=world.north_manager.pk).update(language="fr")
    for who in ("north_manager", "north_investigator"):
        chooses(world, who, assigned="mail")
        told(world, who)
        told(world, who, "due_soon")
        assert mails(world, who, MORNING) == 1
        assert digest(world, who, MORNING) == 1
    in_french, digest_in_french, in_english, digest_in_english = outbox.outbox
    assert in_french.subject == "Tutela\u00a0: 1 chose à regarder"
    assert "Vous est attribué (1)" in in_french.body
    assert "Vous ne voulez plus de ce courriel" in digest_in_french.body
    assert "Depuis votre dernier résumé" in digest_in_french.body
    assert in_english.subject == "Tutela: 1 thing to look at"
    assert "Since your last digest" in digest_in_english.body


def test_a_notice_is_shown_in_french_and_kept_in_english(world: World, client_for: ClientFor) -> None:
    report = a_report(world)
    with acting_as(world.actor("north_manager")):
        User.objects.filter(pk=world.north_manager.pk).update(language="fr")
    words = f"{report.reference} was assigned to you."
    with switched_role("tutela_jobs"):
        tell([world.north_manager.pk], "assigned", words, subject=report, now=MORNING)
    page = words_of(client_for(world.north_manager).get("/notices"))
    assert f"{report.reference} vous a été attribué." in page
    assert words not in page
    with acting_as(world.actor("north_manager")):
        assert Notice.objects.get(kind="assigned").words == words
