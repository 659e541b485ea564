"""Sources: who brings one in, what of it is in an answer, and that all of it can be switched off and on."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.register.lists_of import made_up
from tests.register.series import keep_index_in
from tests.register.test_pages import checked, given, pasted
from tests.web.ladder import few_statements, words_of
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as Line
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.register.models import Check, Entry, Source
from tutela.register.services.entries import review_entry
from tutela.register.services.sources import NewSource, add_source, set_review, switch_source

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
NEW = NewSource("Synthetic set", "Synthetic maker", "Public, with its name", "GB")


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, settings: Any) -> None:
    keep_index_in(tmp_path, settings)
    settings.TUTELA_REGISTER_LISTS_DIR = tmp_path / "lists"


def a_source(world: World, who: str = "north_examiner", **more: Any) -> Source:
    actor = world.actor(who)
    with acting_as(actor):
        return add_source(NewSource(**(NEW.__dict__ | more)), actor=actor, now=clock.now())


def test_a_source_has_an_origin_and_terms_and_a_name_of_its_own(world: World) -> None:
    actor, now = world.actor("north_examiner"), clock.now()
    with acting_as(actor):
        for missing in ("name", "origin", "terms"):
            with pytest.raises(BadInput) as refused:
                add_source(NewSource(**(NEW.__dict__ | {missing: " "})), actor=actor, now=now)
            assert refused.value.where.field == missing
        with pytest.raises(BadInput):
            add_source(NewSource(**(NEW.__dict__ | {"audience": "nobody"})), actor=actor, now=now)
        made = add_source(NEW, actor=actor, now=now)
        assert made.is_on
        with pytest.raises(RuleBroken, match="of this name"):
            add_source(NEW, actor=actor, now=now)
        assert Line.objects.filter(action="register.add_source").count() == 1
    # Another organisation may use the same name.
    a_source(world, "centre_analyst")


@pytest.mark.parametrize("who", ["north_intake", "north_investigator", "north_auditor", "north_researcher"])
def test_roles_that_keep_no_sources_add_and_switch_none(world: World, who: str) -> None:
    made, actor = a_source(world), world.actor(who)
    with acting_as(actor):
        with pytest.raises(NotAllowed):
            add_source(NewSource("Other", "Maker", "Terms"), actor=actor, now=clock.now())
        with pytest.raises(NotAllowed):
            switch_source(made, is_on=False, words="Synthetic.", actor=actor, now=clock.now())


def test_a_source_is_switched_by_its_own_organisation_with_a_reason_and_for_all_of_it_at_once(
    world: World, client_for: ClientFor
) -> None:
    made, files = a_source(world), made_up(2, seed=1)
    north, south = client_for(world.north_examiner), client_for(world.south_investigator)
    answer = north.post(f"/register/sources/{made.pk}/give", {"hashes": pasted(files)})
    assert answer.status_code == 302, words_of(answer)[-2000:]

    def harmless() -> int:
        number = checked(south, files)
        with acting_as(world.actor("south_investigator")):
            return Check.objects.get(pk=number).harmless

    assert harmless() == 2
    centre = world.actor("centre_analyst")
    with acting_as(centre), pytest.raises(RuleBroken, match="Another organisation"):
        switch_source(made, is_on=False, words="Synthetic.", actor=centre, now=clock.now())
    off = f"/register/sources/{made.pk}/switch-off"
    assert north.get(off).status_code == 200
    assert north.post(off, {}).status_code == 422
    assert north.post(off, {"words": "Its maker withdrew it."}).status_code == 302
    assert north.post(off, {"words": "Again."}).status_code == 409
    assert harmless() == 0
    assert north.post(f"/register/sources/{made.pk}/switch-on", {"words": "It was a mistake."}).status_code == 302
    assert harmless() == 2
    said = words_of(north.get(f"/register/sources/{made.pk}"))
    assert "It was a mistake." in said
    with acting_as(world.actor("north_examiner")):
        assert Line.objects.filter(action="register.switch_source").count() == 2


def test_the_pages_of_a_source_climb_their_ladder(world: World, client_for: ClientFor) -> None:
    made, hidden = a_source(world), a_source(world, name="Ours alone", audience="own")
    north, south, auditor = (
        client_for(one) for one in (world.north_examiner, world.south_investigator, world.north_auditor)
    )
    north.get("/help")
    with few_statements():
        assert "Give a list of it" in words_of(north.get(f"/register/sources/{made.pk}"))
    assert "Ours alone" in words_of(north.get("/register/sources"))
    assert "Ours alone" not in words_of(south.get("/register/sources"))
    assert south.get(f"/register/sources/{made.pk}").status_code == 200
    assert south.get(f"/register/sources/{hidden.pk}").status_code == 404
    assert south.get("/register/sources/999999").status_code == 404
    assert south.post(f"/register/sources/{made.pk}/give", {"hashes": pasted(made_up(1))}).status_code == 409
    assert auditor.get(f"/register/sources/{made.pk}").status_code == 200
    assert auditor.post(f"/register/sources/{made.pk}/switch-off", {"words": "x"}).status_code == 403
    assert north.get("/register/sources/add").status_code == 200
    added = north.post(
        "/register/sources/add",
        {"name": "Third", "origin": "Maker", "terms": "Terms", "audience": "country", "review_on": "27/3/2099"},
    )
    assert added.status_code == 302
    assert "Third" in words_of(north.get(added["Location"]))
    assert (
        north.post(
            "/register/sources/add", {"name": "Third", "origin": "Maker", "terms": "T", "audience": "all"}
        ).status_code
        == 409
    )


def test_what_is_due_to_be_looked_at_again_is_listed_for_its_organisation_alone(
    world: World, client_for: ClientFor
) -> None:
    made, north = a_source(world), client_for(world.north_examiner)
    actor, today = world.actor("north_examiner"), clock.now().date()
    given(north, made_up(2, seed=2))
    with acting_as(actor):
        first, second = Entry.objects.order_by("pk")
        with pytest.raises(BadInput, match="over"):
            set_review(made, review_on=today - timedelta(days=1), actor=actor, now=clock.now())
        with pytest.raises(BadInput, match="over"):
            review_entry(first, review_on=today - timedelta(days=1), actor=actor, now=clock.now())
        set_review(made, review_on=today + timedelta(days=3), actor=actor, now=clock.now())
        review_entry(first, review_on=today + timedelta(days=3), actor=actor, now=clock.now())
        review_entry(second, review_on=today + timedelta(days=90), actor=actor, now=clock.now())
    said = words_of(north.get("/register/review"))
    assert "Synthetic set" in said
    assert f"/register/files/{first.file_id}" in said
    assert f"/register/files/{second.file_id}" not in said
    assert "Nothing is due" in words_of(client_for(world.south_investigator).get("/register/review"))
    assert north.get(f"/register/sources/{made.pk}/review").status_code == 200
    assert north.post(f"/register/sources/{made.pk}/review", {"review_on": ""}).status_code == 302
    assert north.post(f"/register/entries/{first.pk}/review", {"review_on": "1/1/2020"}).status_code == 422
    assert north.post(f"/register/entries/{first.pk}/review", {"review_on": ""}).status_code == 302
    assert "Nothing is due" in words_of(north.get("/register/review"))
