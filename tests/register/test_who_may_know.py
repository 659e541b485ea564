"""The quick way to an answer says to each reader exactly what the policies of the tables let them see, and whom to ask; no more, no less."""

import random
from typing import Any

import pytest
from django.db import connection

from tests.cast import World
from tests.register.lists_of import listed, made_up
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.ownership.models import Basis, Participation
from tutela.ownership.numbers import new_numbers
from tutela.register.models import Entry, File, Series, Source
from tutela.register.services.submit import Given, begin_submission, take_all

pytestmark = pytest.mark.django_db

READERS = (
    "north_examiner", "north_auditor", "north_administrator", "south_investigator", "south_manager", "customs_intake", "centre_analyst",
    "foreign_investigator", "hotline_partner",
)  # fmt: skip
# What a plain statement shows under row-level security: every entry with what the quick way would say of it.
_UNDER_POLICIES = """
SELECT e.file_id, e.kind || ':' || e.organisation_id || ':' || coalesce(e.series_id, 0) || ':' || coalesce(e.source_id, 0)
  FROM register_entry e
 WHERE e.is_on AND (e.source_id IS NULL OR EXISTS (SELECT 1 FROM register_source s WHERE s.id = e.source_id AND s.is_on))
"""


def a_series(world: World, who: str, audience: str, otherwise: str) -> Series:
    actor, now = world.actor(who), clock.now()
    with acting_as(actor):
        [(number, reference)] = new_numbers("series", now)
        return Series.objects.create(
            id=number, reference=reference, owner_id=actor.organisation_id, owner_basis=Basis.OPENED, owner_since=now,
            label="Synthetic series", audience=audience, otherwise=otherwise, created_at=now,
        )  # fmt: skip


def a_register(world: World, draw: random.Random) -> int:
    """Entries of every sort by several organisations about the same files; returns how many files there are."""
    files = made_up(12, seed=draw.randrange(1_000))
    givers = ("north_examiner", "south_investigator", "customs_intake", "foreign_investigator", "centre_analyst")
    choices = [(a, o) for a in ("own", "country", "all") for o in ("ask", "new")]
    for who in givers:
        actor = world.actor(who)
        audience, otherwise = draw.choice(choices)
        series = a_series(world, who, audience, otherwise)
        with acting_as(actor):
            source = Source.objects.create(
                organisation_id=actor.organisation_id, name=f"Set of {who}", origin="Synthetic", terms="Synthetic",
                audience=draw.choice(("own", "country", "all")), made_at=clock.now(), made_by_id=actor.user_id,
            )  # fmt: skip
        for given in (
            Given("case", exhibit="A"),
            Given("case", exhibit="B", series=series),
            Given("harmless", source=source),
        ):
            chosen = draw.sample(files, draw.randrange(1, 8))
            with acting_as(actor):
                made = begin_submission(listed(chosen), given, actor=actor, now=clock.now())
            for _ in take_all(made, listed(chosen).rows, actor=actor):
                pass
    with switched_role("tutela_owner"):
        for entry in Entry.objects.filter(series=None, source=None):
            entry.audience, entry.otherwise = draw.choice(choices)
            entry.save()
        Entry.objects.filter(pk__in=draw.sample(list(Entry.objects.values_list("pk", flat=True)), 4)).update(
            is_on=False
        )
        Source.objects.filter(pk=Source.objects.order_by("pk").values_list("pk", flat=True)[draw.randrange(3)]).update(
            is_on=False
        )
        one = draw.choice(list(Series.objects.all()))
        Participation.objects.create(
            subject_kind="series", subject_id=one.pk, organisation=world.customs, basis="joint", since=clock.now()
        )
        return File.objects.count()


def _said(files: list[int]) -> tuple[set[tuple[int, str]], set[tuple[int, int]]]:
    """What the quick way says of files to whoever is named: entries by file, and whom to ask by file."""
    entries, ask = set(), set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT entries, ask, places FROM register_said(%s, %s)", [files, files])
        for text, organisations, places in cursor.fetchall():
            entries |= {(file, one) for file in places for one in text.split(",") if one}
            ask |= {(file, one) for file in places for one in organisations}
    return entries, ask


def _under_policies() -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_UNDER_POLICIES)
        return set(cursor.fetchall())


@pytest.mark.parametrize("seed", range(4))
def test_the_quick_way_says_to_each_reader_what_the_policies_let_them_see(world: World, seed: int) -> None:
    a_register(world, random.Random(seed))
    with switched_role("tutela_owner"):
        files = list(File.objects.values_list("pk", flat=True))
        hidden_that_ask = {
            (entry.file_id, entry.pk, entry.series.owner_id if entry.series else entry.organisation_id)
            for entry in Entry.objects.filter(is_on=True, kind="case", otherwise="ask").select_related("series")
        }
    shown: dict[str, int] = {}
    for who in READERS:
        actor = world.actor(who)
        with acting_as(actor):
            entries, ask = _said(files)
            expected = _under_policies()
            seen = set(Entry.objects.values_list("pk", flat=True))
        # An administrator and a partner read no register at all.
        assert entries == (expected if actor.reads_records else set()), who
        wanted = {
            (file, owner)
            for file, entry, owner in hidden_that_ask
            if entry not in seen and owner != actor.organisation_id
        }
        assert ask == (wanted if actor.reads_records else set()), who
        shown[who] = len(entries)
    assert shown["hotline_partner"] == shown["north_administrator"] == 0
    assert len({shown[who] for who in READERS}) > 2


def test_a_file_that_nobody_may_know_of_is_not_there_for_any_statement(world: World) -> None:
    files = made_up(2, seed=99)
    actor = world.actor("north_examiner")
    with acting_as(actor):
        made = begin_submission(listed(files), Given("case", exhibit="A"), actor=actor, now=clock.now())
    for _ in take_all(made, listed(files).rows, actor=actor):
        pass
    with acting_as(actor):
        Entry.objects.update(audience="own", otherwise="new")
        numbers = list(File.objects.values_list("pk", flat=True))
        assert len(numbers) == 2
    for who in ("south_manager", "centre_manager", "centre_analyst", "foreign_investigator", "north_administrator"):
        with acting_as(world.actor(who)):
            assert _said(numbers) == (set(), set())
            for model in (File, Entry):
                assert not model.objects.exists(), who
            assert _rows("SELECT * FROM register_matching(%s, %s, %s)", files) == []
            assert _rows("SELECT * FROM register_known(%s, %s, %s)", files) == []


def _rows(statement: str, files: list[dict[str, bytes]]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [[one[name] for one in files] for name in ("md5", "sha1", "sha256")])
        return list(cursor.fetchall())
