"""What whoever runs the installation tells everybody: on every page, in the reader's language, for as long as it is so."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services.announce import announce, withdraw_announcement
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, RuleBroken
from tutela.notices.announcements import announced, forget_announcements
from tutela.notices.models import Announcement

WORDS, IN_FRENCH = "The site stops for an upgrade.", "Le site s’arrête pour une mise à niveau."
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_process_asks_anew() -> None:
    forget_announcements()


def planned(now: datetime, **given: object) -> Announcement:
    """A maintenance of tomorrow, as whoever runs the installation announces it."""
    hours = {"begins_at": now + timedelta(days=1), "ends_at": now + timedelta(days=1, hours=1)}
    with switched_role("tutela_owner"):
        made = announce(WORDS, kind="maintenance", now=now, in_languages={"fr": IN_FRENCH}, **(hours | given))  # type: ignore[arg-type]
        assert Entry.objects.filter(action="announcement.make", actor_kind="system").count() == 1
    return made


def test_a_planned_maintenance_is_on_the_pages_of_staff_of_the_public_and_on_the_status_page(
    world: World, client_for: Callable[[User], Client]
) -> None:
    planned(clock.now())
    for page in (client_for(world.north_manager).get("/notices"), Client().get("/tell"), Client().get("/status")):
        text = page.content.decode()
        assert "Planned maintenance" in text
        assert WORDS in text
        assert "Begins:" in text
        assert "Ends:" in text


def test_it_is_read_in_the_language_of_the_page_and_in_english_where_it_was_not_given_in_it(world: World) -> None:
    planned(clock.now())
    french = Client(headers={"Accept-Language": "fr"}).get("/tell").content.decode()
    assert IN_FRENCH in french
    assert WORDS not in french
    assert WORDS in Client(headers={"Accept-Language": "es"}).get("/tell").content.decode()


def test_it_is_gone_when_it_is_over_and_not_there_before_it_is_to_be_shown(world: World) -> None:
    now = clock.now()
    planned(now, shown_from=now + timedelta(hours=2))
    assert announced(now) == []
    assert [one.words for one in announced(now + timedelta(hours=3))] == [WORDS]
    assert announced(now + timedelta(days=2)) == []


def test_a_disturbance_stands_first(world: World) -> None:
    now = clock.now()
    planned(now)
    with switched_role("tutela_owner"):
        announce("Mail is late.", kind="disturbance", now=now)
    assert [one.words for one in announced(now + timedelta(minutes=1))] == ["Mail is late.", WORDS]


def test_what_was_withdrawn_is_shown_no_longer_and_its_row_stays(world: World) -> None:
    now = clock.now()
    made = planned(now)
    assert announced(now)
    with switched_role("tutela_owner"):
        withdraw_announcement(made.pk, now=now)
        assert announced(now) == []
        assert Announcement.objects.get().withdrawn_at == now
        with pytest.raises(RuleBroken):
            withdraw_announcement(made.pk, now=now)
        with pytest.raises(NotFound):
            withdraw_announcement(made.pk + 1, now=now)


def test_a_process_asks_the_database_only_every_half_minute(
    world: World, django_assert_num_queries: Callable[[int], object]
) -> None:
    now = clock.now()
    planned(now)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert announced(now)
        assert announced(now)


@pytest.mark.parametrize(
    "given",
    [
        {"words": " "},
        {"words": "<b>now</b>"},
        {"kind": "party"},
        {"begins_at": None},
        {"ends_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"in_languages": {"xx": "words"}},
    ],
    ids=str,
)
def test_an_announcement_that_nobody_could_read_is_refused(world: World, given: dict[str, object]) -> None:
    now = clock.now()
    asked = {
        "words": WORDS,
        "kind": "maintenance",
        "begins_at": now + timedelta(days=1),
        "ends_at": now + timedelta(days=2),
    } | given
    with switched_role("tutela_owner"), pytest.raises(BadInput):
        announce(now=now, **asked)  # type: ignore[arg-type]
    assert not Announcement.objects.exists()


def test_nobody_who_signs_in_can_announce_anything(world: World) -> None:
    with acting_as(world.actor("north_administrator")), pytest.raises(ProgrammingError), transaction.atomic():
        Announcement.objects.create(kind="news", words="Mine.", shown_from=clock.now())
