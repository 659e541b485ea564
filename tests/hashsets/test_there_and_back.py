"""An edition goes out and comes in: what is in it, what it does at the other side, and what becomes of what it withdraws."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.cast import World
from tests.hashsets.exchange import GIVER, TAKER, TERMS, Exchange, a_set, digests, lines_of
from tests.register.lists_of import made_up
from tests.register.packs import codes, on_the_server, submitted
from tests.register.series import keep_index_in
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.hashsets.models import Edition, HashSet, Heard, ReceivedItem, ReceivedSet
from tutela.hashsets.services.issue import bytes_of
from tutela.register.models import Entry, Sighting

pytestmark = pytest.mark.django_db


@pytest.fixture
def between(world: World, tmp_path: Path, settings: Any) -> Exchange:
    keep_index_in(tmp_path, settings)
    settings.TUTELA_REGISTER_LISTS_DIR = tmp_path / "lists"
    return Exchange(world, tmp_path)


def test_a_set_goes_there_and_is_in_answers_there_under_a_source_with_its_terms(world: World, between: Exchange) -> None:
    files = made_up(5, seed=1)
    between.gives(files)
    hash_set = a_set(world, to=(between.taker,))
    edition, taken = between.goes(hash_set)
    assert (edition.number, edition.is_full, edition.given, edition.withdrawn) == (1, True, 5, 0)
    assert (taken.entered, taken.withdrawn, taken.lines) == (5, 0, 5)
    assert between.held() == digests(files)
    with acting_as(world.actor(TAKER)):
        received = ReceivedSet.objects.select_related("source").get()
        assert (received.source.origin, received.source.terms) == ("Synthetic Northmoor Police", TERMS)
        assert (received.pass_on, received.last_number) == ("nobody", 1)
        # Nobody at the centre has met them.
        assert not Sighting.objects.filter(organisation=world.centre).exists()
    assert set(codes(on_the_server(world, "south_investigator", files))) == {"known"}
