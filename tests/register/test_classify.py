"""Classifications stand side by side, per scheme and with who said it; schemes and mappings are data with an author."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.register.lists_of import made_up
from tests.register.series import keep_index_in
from tests.register.test_pages import given
from tests.web.ladder import few_statements, words_of
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tutela.register.models import Classification, Entry, File, Scheme, SchemeMapping
from tutela.register.services.classify import classify, withdraw_classification
from tutela.register.services.schemes import NewScheme, add_mapping, add_scheme, withdraw_mapping

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
CLASSES = (("1", "First class"), ("2", "Second class"))


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, settings: Any) -> None:
    keep_index_in(tmp_path, settings)
    settings.TUTELA_REGISTER_LISTS_DIR = tmp_path / "lists"


def a_scheme(world: World, who: str = "north_examiner", **more: Any) -> Scheme:
    actor = world.actor(who)
    new = {"code": "syn-1", "name": "Synthetic scheme", "source": "A synthetic law", "codes": CLASSES} | more
    with acting_as(actor):
        return add_scheme(NewScheme(**new), actor=actor, now=clock.now())


@pytest.fixture
def file(world: World, client_for: ClientFor) -> File:
    """A file that the north holds, and the country may know of."""
    given(client_for(world.north_examiner), made_up(1, seed=1))
    with acting_as(world.actor("north_examiner")):
        return Entry.objects.select_related("file").get().file


def said_of(world: World, who: str, file: File, scheme: Scheme, code: str) -> Classification:
    actor = world.actor(who)
    with acting_as(actor):
        return classify(file, code=scheme.codes.get(code=code), actor=actor, now=clock.now())


def test_what_organisations_say_stands_side_by_side_and_a_later_word_follows_the_earlier(
    world: World, client_for: ClientFor, file: File
) -> None:
    scheme = a_scheme(world)
    said_of(world, "north_examiner", file, scheme, "1")
    with pytest.raises(RuleBroken, match="already"):
        said_of(world, "north_investigator", file, scheme, "1")
    said_of(world, "north_examiner", file, scheme, "2")
    # Back to the first word: nothing is overwritten, and it does not stand twice.
    said_of(world, "north_examiner", file, scheme, "1")
    given(client_for(world.south_investigator), made_up(1, seed=1))
    said_of(world, "south_investigator", file, scheme, "2")
    with pytest.raises(NotAllowed):
        said_of(world, "north_intake", file, scheme, "1")
    with pytest.raises(NotFound):
        said_of(world, "foreign_investigator", file, scheme, "1")
    with acting_as(world.actor("north_examiner")):
        assert Classification.objects.filter(organisation=world.north).count() == 3
    client = client_for(world.north_examiner)
    client.get("/help")
    with few_statements():
        page = words_of(client.get(f"/register/files/{file.pk}"))
    assert page.count("Synthetic Southvale Police") >= 1
    assert "Earlier" in page
    assert "Withdrawn" in page


def test_a_classification_is_withdrawn_by_its_own_organisation_with_a_reason(
    world: World, client_for: ClientFor, file: File
) -> None:
    scheme = a_scheme(world)
    made = said_of(world, "north_examiner", file, scheme, "1")
    south = world.actor("south_investigator")
    with acting_as(south), pytest.raises(RuleBroken, match="Another organisation"):
        withdraw_classification(made, words="Synthetic.", actor=south, now=clock.now())
    client, address = client_for(world.north_examiner), f"/register/classifications/{made.pk}/withdraw"
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"words": "The wrong file."}).status_code == 302
    assert client.post(address, {"words": "Again."}).status_code == 409
    assert "The wrong file." in words_of(client.get(f"/register/files/{file.pk}"))
    assert client_for(world.foreign_investigator).get(address).status_code == 404


def test_a_file_is_classified_on_its_page_by_a_class_of_a_scheme(
    world: World, client_for: ClientFor, file: File
) -> None:
    scheme, client = a_scheme(world), client_for(world.north_examiner)
    address = f"/register/files/{file.pk}/classify"
    assert "Synthetic scheme" in words_of(client.get(address))
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"code": 999_999}).status_code == 422
    assert client.post(address, {"code": scheme.codes.get(code="2").pk}).status_code == 302
    assert "2: Second class" in words_of(client.get(f"/register/files/{file.pk}"))
    assert client_for(world.north_intake).get(address).status_code == 403
    assert client_for(world.foreign_investigator).get(address).status_code == 404


def test_a_scheme_has_classes_each_once_and_is_its_authors(world: World, client_for: ClientFor) -> None:
    a_scheme(world)
    for wrong, error in (
        ({"code": "SYN-1"}, RuleBroken),
        ({"code": "syn-2", "codes": ()}, BadInput),
        ({"code": "syn-2", "codes": (("a", "One"), ("A", "Two"))}, BadInput),
        ({"code": "syn-2", "source": ""}, BadInput),
    ):
        with pytest.raises(error):
            a_scheme(world, **wrong)
    with pytest.raises(NotAllowed):
        a_scheme(world, "north_investigator", code="syn-3")
    client = client_for(world.north_examiner)
    sent = {"code": "syn-4", "name": "Fourth", "source": "A law", "codes": "a: One\n\nb: Two: with a colon"}
    assert client.post("/register/schemes/add", sent | {"codes": "a One"}).status_code == 422
    added = client.post("/register/schemes/add", sent)
    assert added.status_code == 302
    page = words_of(client.get(added["Location"]))
    assert "Two: with a colon" in page
    assert "Synthetic Northmoor Police" in page
    assert client.get("/register/schemes/999999").status_code == 404
    client.get("/help")
    with few_statements():
        assert "Fourth" in words_of(client.get("/register/schemes"))


def test_what_a_class_would_be_elsewhere_is_advice_with_a_name_and_can_be_withdrawn(
    world: World, client_for: ClientFor, file: File
) -> None:
    scheme, other = a_scheme(world), a_scheme(world, "centre_analyst", code="syn-2", name="Other scheme")
    actor, now = world.actor("north_examiner"), clock.now()
    one, two = scheme.codes.get(code="1"), other.codes.get(code="2")
    said_of(world, "north_examiner", file, scheme, "1")
    with acting_as(actor), pytest.raises(BadInput, match="one scheme"):
        add_mapping(one, scheme.codes.get(code="2"), actor=actor, now=now)
    client, address = client_for(world.north_examiner), f"/register/schemes/{scheme.pk}/map"
    assert client.get(address).status_code == 200
    assert client.post(address, {"from_code": two.pk, "to_code": one.pk}).status_code == 422
    sent = {"from_code": one.pk, "to_code": two.pk, "words": "Where no act is shown."}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 409
    page = words_of(client.get(f"/register/files/{file.pk}"))
    assert "2: Second class (Other scheme), says Synthetic Northmoor Police" in page
    assert Classification.objects.count() <= 1
    with acting_as(world.actor("centre_analyst")):
        mapping = SchemeMapping.objects.get()
        with pytest.raises(RuleBroken):
            withdraw_mapping(mapping, actor=world.actor("centre_analyst"), now=now)
    withdraw = f"/register/mappings/{mapping.pk}/withdraw"
    assert client_for(world.north_investigator).get(withdraw).status_code == 403
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw).status_code == 302
    assert client.post(withdraw).status_code == 409
    assert "Withdrawn" in words_of(client.get(f"/register/schemes/{scheme.pk}"))
    assert "says Synthetic Northmoor" not in words_of(client.get(f"/register/files/{file.pk}"))
