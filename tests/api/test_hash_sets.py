"""Sets of hashes over the API: listed, issued, taken away as a file, and brought in as one; for whom, and nobody else's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Program
from tests.cast import World
from tests.hashsets.exchange import GIVER, TAKER, TERMS, Exchange, a_set, digests
from tests.register.lists_of import made_up
from tests.register.series import keep_index_in
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.hashsets import staged
from tutela.hashsets.keys import own_signer
from tutela.hashsets.services import worker
from tutela.hashsets.services.bodies import trust_key
from tutela.hashsets.services.wrong import Grounds, say_wrong
from tutela.register.models import File
from tutela.register.pack.signing import fingerprint

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
KIND = "application/vnd.tutela.hash-set"
LISTS = ("/register/sets", "/register/received-sets")
ADDRESSES = {
    *LISTS,
    "/register/sets/{number}/editions",
    "/register/set-editions/{number}",
    "/register/set-editions/{number}/file",
    "/register/received-sets/editions",
    "/register/received-sets/editions/{number}",
    "/register/files/{number}/ways",
}


@pytest.fixture
def between(world: World, tmp_path: Path, settings: Any) -> Exchange:
    keep_index_in(tmp_path, settings)
    settings.TUTELA_REGISTER_LISTS_DIR = tmp_path / "lists"
    settings.DATA_DIR = tmp_path
    found = Exchange(world, tmp_path)
    # Both sides are this installation, which has one key.
    own = own_signer().public
    for who, body in ((GIVER, found.taker), (TAKER, found.giver)):
        actor = world.actor(who)
        with acting_as(actor):
            trust_key(body, key=own.hex(), heard=fingerprint(own), actor=actor, now=clock.now())
    return found


def test_an_edition_is_issued_taken_away_and_brought_in(
    world: World, between: Exchange, program: Callable[..., Program]
) -> None:
    files = made_up(3, seed=61)
    between.gives(files)
    hash_set = a_set(world, to=(between.taker,))
    north, centre = program(GIVER, purpose=""), program(TAKER, purpose="")
    [listed] = north.get("/register/sets").json()["items"]
    assert (listed["name"], listed["last_edition"]) == ("Synthetic set", None)
    assert [one["name"] for one in listed["bodies"]] == ["Synthetic National Centre"]
    asked = north.post(f"/register/sets/{hash_set.pk}/editions", {"body": listed["bodies"][0]["number"]})
    assert asked.status_code == 200, asked.content
    number = asked.json()["id"]
    assert asked.json()["number"] is None
    assert north.get(f"/register/set-editions/{number}/file").status_code == 409
    with switched_role("tutela_jobs"):
        worker.make(number)
    made = north.get(f"/register/set-editions/{number}").json()
    assert (made["number"], made["full"], made["given"]) == (1, True, 3)
    sent = north.get(f"/register/set-editions/{number}/file")
    assert sent["Content-Type"] == KIND
    content = b"".join(sent.streaming_content)
    assert len(content) == made["size"]
    came = centre.post("/register/received-sets/editions?audience=country", content, kind=KIND)
    assert came.status_code == 200, came.content
    assert (came.json()["lines"], came.json()["done_at"]) == (3, None)
    with switched_role("tutela_jobs"):
        worker.take(came.json()["id"])
    taken = centre.get(f"/register/received-sets/editions/{came.json()['id']}").json()
    assert (taken["done_lines"], taken["entered"]) == (3, 3)
    assert between.held() == digests(files)
    [received] = centre.get("/register/received-sets").json()["items"]
    assert (received["body"], received["last_edition"]) == ("Synthetic Northmoor Police", 1)
    assert len(north.get(f"/register/sets/{hash_set.pk}/editions").json()["items"]) == 1
    again = centre.post("/register/received-sets/editions", content, kind=KIND)
    assert (again.status_code, again.json()["code"]) == (409, "rule_broken")


def test_a_file_is_traced_to_who_gave_it_who_has_it_and_who_is_to_be_told(
    world: World, between: Exchange, program: Callable[..., Program]
) -> None:
    files = made_up(2, seed=63)
    between.gives(files)
    edition = between.issue(a_set(world, to=(between.taker,)), signer=own_signer())
    between.take(between.file_of(edition), own_key=own_signer())
    actor = world.actor(GIVER)
    with acting_as(actor):
        file = File.objects.get(sha256=files[0]["sha256"])
        say_wrong(file, Grounds("harmless", "Synthetic."), actor=actor, now=clock.now())
    address = f"/register/files/{file.pk}/ways"
    gave = program(GIVER, purpose="").get(address).json()
    assert (gave["came"], gave["has_it"]) == ([], ["Synthetic National Centre"])
    assert [(one["body"], one["what"], one["edition"]) for one in gave["went"]] == [
        ("Synthetic National Centre", "given", 1)
    ]
    [wrong] = gave["wrong"]
    assert (wrong["ground"], [one["told_at"] for one in wrong["tellings"]]) == ("harmless", [None])
    got = program(TAKER, purpose="").get(address).json()
    [came] = got["came"]
    assert (came["body"], came["what"], came["terms"]) == ("Synthetic Northmoor Police", "given", TERMS)
    assert (got["went"], got["wrong"]) == ([], [])
    for who, status in (("north_auditor", 200), ("hotline_partner", 403), ("foreign_investigator", 404)):
        assert program(who, purpose="").get(address).status_code == status, who


def test_what_is_refused_at_the_api_leaves_nothing(
    world: World, between: Exchange, program: Callable[..., Program]
) -> None:
    centre = program(TAKER, purpose="")
    for content, status, code in ((PNG, 415, "media_refused"), (b"{}", 422, "bad_input"), (b"", 422, "bad_input")):
        answer = centre.post("/register/received-sets/editions", content, kind=KIND)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not list(staged.folder().iterdir())


def test_sets_are_for_their_organisations_staff_and_kept_by_analysts_and_managers(
    world: World, between: Exchange, program: Callable[..., Program]
) -> None:
    between.gives(made_up(1, seed=62))
    hash_set = a_set(world, to=(between.taker,))
    edition = between.issue(hash_set)
    reads = [f"/register/sets/{hash_set.pk}/editions", f"/register/set-editions/{edition.pk}"]
    for address in (*LISTS, *reads):
        assert program("north_auditor", purpose="").get(address).status_code == 200, address
        assert program("hotline_partner", purpose="").get(address).status_code == 403, address
        assert program().get(address).status_code == 401, address
    for address in reads:
        assert program("south_manager", purpose="").get(address).status_code == 404, address
    assert program("south_manager", purpose="").get("/register/sets").json()["items"] == []
    assert program("north_examiner", purpose="").get(f"/register/set-editions/{edition.pk}/file").status_code == 403
    assert program("south_manager", purpose="").get(f"/register/set-editions/{edition.pk}/file").status_code == 404
    sent = {"body": between.taker.pk}
    assert program("north_examiner", purpose="").post(reads[0], sent).status_code == 403
    assert program("south_manager", purpose="").post(reads[0], sent).status_code == 404
    assert program("south_manager", purpose="").get("/register/received-sets/editions/1").status_code == 404


def test_the_page_of_the_api_describes_what_takes_a_file(program: Callable[..., Program]) -> None:
    answer = program().client.get("/api/v1/")
    assert answer.status_code == 200
    assert "/register/received-sets/editions" in answer.content.decode()
