"""What was given and what was got: counts with what they are of; one's own, and for the centre those of its country, as counts alone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.cast import World
from tests.register.lists_of import made_up
from tests.register.series import keep_index_in
from tests.register.test_pages import checked, given, pasted
from tests.web.ladder import few_statements, words_of
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.register.models import Check
from tutela.register.queries.completeness import Given, completeness

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, settings: Any) -> None:
    keep_index_in(tmp_path, settings)
    settings.TUTELA_REGISTER_LISTS_DIR = tmp_path / "lists"


@pytest.fixture
def worked(world: World, client_for: ClientFor) -> None:
    """The north checks four lists: one it sends, two it does not, one it says nothing of. The south gives one."""
    north, files = client_for(world.north_examiner), made_up(3, seed=1)
    given(client_for(world.south_investigator), files[:2])
    sent, ours, court, _ = (
        checked(north, some) for some in (files, made_up(1, seed=2), made_up(1, seed=3), made_up(1, seed=4))
    )
    north.post(f"/register/checks/{sent}/send", {"hashes": pasted(files), "what": "case", "how": "found"})
    north.post(f"/register/checks/{ours}/not-sent", {"reason": "not_ours"})
    north.post(f"/register/checks/{court}/not-sent", {"reason": "court"})


def figures(world: World, who: str, *, days: int = 1) -> dict[str, Given]:
    now = clock.now()
    with acting_as(world.actor(who)):
        found = completeness(since=now - timedelta(days=days), until=now + timedelta(minutes=1))
    return {one.organisation: one for one in found}


def test_each_figure_counts_what_it_says(world: World, worked: None) -> None:
    [(name, own)] = figures(world, "north_auditor").items()
    assert name == world.north.name
    assert (own.answered, own.sent, own.entered, own.not_ours, own.court, own.nothing_said) == (4, 1, 1, 1, 1, 1)
    assert (own.not_sent, own.share_entered) == (2, 0.25)
    assert (own.rows_asked, own.rows_known) == (6, 2)
    assert (own.lists, own.rows_given, own.new_files, own.sightings) == (1, 3, 1, 3)
    with acting_as(world.actor("north_manager")):
        # The same, counted by hand.
        rows = Check.objects.all()
        assert own.answered == rows.exclude(done_at=None).count()
        assert own.rows_known == sum(one.rows - one.new for one in rows)


@pytest.mark.parametrize("who", ["centre_manager", "centre_analyst"])
def test_the_centre_counts_every_organisation_of_its_country_and_sees_nothing_else_of_their_checks(
    world: World, worked: None, who: str
) -> None:
    found = figures(world, who)
    assert {world.north.name, world.south.name, world.centre.name, world.customs.name} <= set(found)
    assert world.foreign.name not in found
    assert found[world.north.name].answered == 4
    assert found[world.south.name].new_files == 2
    with acting_as(world.actor(who)):
        assert Check.objects.count() == 0


@pytest.mark.parametrize("who", ["centre_intake", "south_manager", "foreign_investigator", "north_auditor"])
def test_everybody_else_counts_their_own_organisation_alone(world: World, worked: None, who: str) -> None:
    assert list(figures(world, who)) == [world.actor(who) and getattr(world, who.split("_", maxsplit=1)[0]).name]


@pytest.mark.parametrize("who", ["north_researcher", "north_administrator", "hotline_partner"])
def test_whoever_reads_no_records_counts_nothing(world: World, worked: None, who: str) -> None:
    assert figures(world, who) == {}


def test_a_time_narrows_what_is_counted(world: World, client_for: ClientFor, worked: None) -> None:
    now = clock.now()
    with acting_as(world.actor("north_manager")):
        [own] = completeness(since=now - timedelta(days=20), until=now - timedelta(days=10))
    assert (own.answered, own.lists, own.share_entered) == (0, 0, None)


def test_the_page_shows_shares_with_what_they_are_of_and_what_they_do_not_cover(
    world: World, client_for: ClientFor, worked: None
) -> None:
    client = client_for(world.north_manager)
    client.get("/help")
    with few_statements():
        said = words_of(client.get("/register/completeness"))
    assert "25.0%" in said
    assert "of 4 checks answered to their end" in said
    assert "1 of 4" in said
    assert "counts as a completed examination" in said
    assert "Every organisation of the country" not in said
    centre = client_for(world.centre_manager)
    assert "Every organisation of the country" in words_of(centre.get("/register/completeness"))
    table = words_of(centre.get("/register/completeness?format=csv"))
    assert world.north.name in table
    assert "counts as a completed examination" in table
    assert client.get("/register/completeness?since=nonsense").status_code == 200
    with acting_as(world.actor("centre_manager")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM register_submission")
        assert cursor.fetchone()[0] == 0
