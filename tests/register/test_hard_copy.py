"""A hard copy has no hash: it is met under a reference, once in one place, and whoever answers for its series hears of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.children.children import refused
from tests.register.series import a_series
from tests.roles import switched_role
from tests.web.ladder import few_statements, words_of
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock, references
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tutela.register.models import Fact, Series, Sighting
from tutela.register.services.hard_copy import Met, record_hard_copy
from tutela.register.services.series_audience import set_audience

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


def met(world: World, who: str, **more: Any) -> Sighting:
    actor = world.actor(who)
    with acting_as(actor):
        return record_hard_copy(Met(**{"reference": "PRINT/1", "exhibit": "PO/3"} | more), actor=actor, now=clock.now())


def facts() -> list[tuple[str, int | None, int | None]]:
    with switched_role("tutela_jobs"):
        rows = Fact.objects.filter(kind="sighting", file=None).order_by("pk")
        return list(rows.values_list("kind", "series_id", "sighting_id"))


def test_a_hard_copy_is_recorded_once_in_one_place_with_a_reference(world: World) -> None:
    made = met(world, "customs_intake")
    assert (made.file_id, made.hard_copy, made.series_id) == (None, "PRINT/1", None)
    with pytest.raises(RuleBroken, match="already"):
        met(world, "customs_intake")
    met(world, "customs_intake", exhibit="PO/4")
    met(world, "north_examiner")
    with pytest.raises(BadInput) as missing:
        met(world, "customs_intake", reference=" ")
    assert missing.value.where.field == "reference"
    with pytest.raises(BadInput, match="not come"):
        met(world, "customs_intake", exhibit="PO/5", met_at=clock.now() + timedelta(days=1))
    for who in ("north_auditor", "north_researcher", "hotline_partner"):
        with pytest.raises(NotAllowed):
            met(world, who)
    assert facts() == []


def test_whoever_may_know_that_there_is_the_series_names_it_and_its_owner_hears(world: World) -> None:
    series = a_series(world)
    made = met(world, "customs_intake", series=series.reference)
    assert made.series_id == series.pk
    assert facts() == [("sighting", series.pk, made.pk)]
    with acting_as(world.actor("north_investigator")):
        assert Sighting.objects.filter(series=series).count() == 1
    with acting_as(world.actor("customs_intake")):
        assert not Series.objects.filter(pk=series.pk).exists()


def test_a_series_that_one_may_not_know_of_cannot_be_named_not_even_in_the_table(world: World) -> None:
    series, actor = a_series(world), world.actor("north_investigator")
    with acting_as(actor):
        set_audience(series, audience="own", otherwise="new", actor=actor, now=clock.now())
    absent = str(references.make("S", 2021, 999_999))
    for reference in (series.reference, absent, "K-2026-00000A"):
        with pytest.raises((NotFound, BadInput)):
            met(world, "customs_intake", series=reference)
    customs = world.actor("customs_intake")
    with acting_as(customs):
        said = refused(
            "INSERT INTO register_sighting (hard_copy, series_id, organisation_id, how, exhibit, subject_kind,"
            " subject_reference, met_at, recorded_at, recorded_by_id)"
            " VALUES ('P', %s, %s, 'found', '', '', '', now(), now(), %s)",
            series.pk, world.customs.pk, world.customs_intake.pk,
        )  # fmt: skip
        assert "no such series" in said
    assert facts() == []


def test_a_hard_copy_is_recorded_and_found_on_its_pages(world: World, client_for: ClientFor) -> None:
    client, series = client_for(world.customs_intake), a_series(world)
    sent = {"reference": "PRINT/9", "exhibit": "PO/9", "how": "found", "met_on": "27 March 2026"}
    address = "/register/hard-copies/record"
    assert client.post(address, {}).status_code == 422
    wrong = client.post(address, sent | {"series": "S-2026-000000"})
    assert wrong.status_code == 422
    assert 'id="id_series_error"' in words_of(wrong)
    assert client.post(address, sent | {"series": series.reference}).status_code == 302
    assert client.post(address, sent).status_code == 409
    client.get("/help")
    with few_statements():
        said = words_of(client.get("/register/hard-copies"))
    assert "PRINT/9" in said
    assert "one that you may not see" in said
    assert "PRINT/9" in words_of(client.get("/register/hard-copies?words=po/9"))
    assert "No hard copy fits" in words_of(client.get("/register/hard-copies?words=other"))
    assert "PRINT/9" not in words_of(client_for(world.north_examiner).get("/register/hard-copies"))
