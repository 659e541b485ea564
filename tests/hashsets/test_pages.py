"""The pages of the exchange: who gets to them, what they say, and how a file comes in by one and goes out by another."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import World
from tests.hashsets.exchange import GIVER, STRANGERS_KEY, TAKER, TAKERS_KEY, Exchange, a_set, digests
from tests.register.lists_of import made_up
from tests.register.packs import audited
from tests.roles import switched_role
from tests.web.ladder import READERS, climbs, few_statements, words_of
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.hashsets import staged
from tutela.hashsets.keys import own_signer
from tutela.hashsets.models import Body, BodyKey, Edition, HashSet, ReceivedSet, Recipient, TakenEdition, Telling
from tutela.hashsets.services import worker
from tutela.hashsets.services.bodies import trust_key
from tutela.register.models import File
from tutela.register.pack.signing import fingerprint

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
LISTS = (
    *("/register/sets", "/register/sets/received", "/register/sets/bodies", "/register/sets/trace"),
    *("/register/sets/to-tell", "/register/sets/withdrawn"),
)


@pytest.mark.parametrize("address", LISTS)
def test_empty_lists_say_why_they_are_empty_and_are_for_whoever_reads_records(
    world: World, client_for: ClientFor, address: str
) -> None:
    climbs(world, client_for, address, READERS)


def test_a_body_is_added_and_its_key_trusted_by_pages(world: World, client_for: ClientFor) -> None:
    north = client_for(world.north_manager)
    added = north.post(
        "/register/sets/bodies/add", {"name": "Synthetic Third", "country": "FR", "contact_name": "Desk"}
    )
    assert added.status_code == 302, words_of(added)[-2000:]
    body = added["Location"]
    key = {"key": STRANGERS_KEY.public.hex(), "fingerprint": fingerprint(TAKERS_KEY.public)}
    wrong = north.post(f"{body}/trust", key)
    assert wrong.status_code == 422
    assert "another fingerprint" in words_of(wrong)
    key["fingerprint"] = fingerprint(STRANGERS_KEY.public)
    assert north.post(f"{body}/trust", key).status_code == 302
    assert north.post(f"{body}/contact", {"contact_name": "Other desk", "contact_telephone": "1"}).status_code == 302
    said = words_of(north.get(body))
    assert "Other desk" in said
    assert fingerprint(STRANGERS_KEY.public) in said
    assert "Synthetic North" in said
    # The other side gets the key from this page, and its fingerprint by telephone.
    assert own_signer().public.hex() in said
    with acting_as(world.actor(GIVER)):
        number = BodyKey.objects.get(body__name="Synthetic Third").pk
    assert north.post(f"/register/sets/keys/{number}/end", {"words": "Lost."}).status_code == 302


def test_a_set_is_defined_given_issued_and_taken_by_pages(
    world: World, client_for: ClientFor, between: Exchange
) -> None:
    files = made_up(4, seed=51)
    between.gives(files)
    north, centre = client_for(world.north_manager), client_for(world.centre_analyst)
    assert north.post("/register/sets/define", {"name": "By page"}).status_code == 422
    defined = north.post(
        "/register/sets/define", {"name": "By page", "kind": "case", "terms": "Terms by page", "pass_on": "nobody"}
    )
    assert defined.status_code == 302, words_of(defined)[-2000:]
    page = defined["Location"]
    assert "It goes to nobody" in words_of(north.get(page))
    with acting_as(world.actor(GIVER)):
        centre_body = Body.objects.get(name="Synthetic National Centre").pk
    assert north.post(f"{page}/give-to", {"body": centre_body}).status_code == 302
    # The only body that gets it is chosen already.
    assert f'<option value="{centre_body}" selected' in north.get(f"{page}/issue").content.decode()
    issued = north.post(f"{page}/issue", {"body": centre_body, "is_full": "new"})
    assert issued.status_code == 302, words_of(issued)[-2000:]
    assert "Being made" in words_of(north.get(issued["Location"]))
    assert north.get(f"{issued['Location']}/file").status_code == 409
    with switched_role("tutela_jobs"):
        worker.make(int(issued["Location"].rsplit("/", 1)[1]))
    refreshed = north.get(issued["Location"], headers={"X-Tutela-Background": "1"})
    assert refreshed["HX-Refresh"] == "true"
    said = words_of(north.get(issued["Location"]))
    assert "Edition 1 of By page" in said
    assert "Issued" in said
    sent = north.get(f"{issued['Location']}/file")
    content = b"".join(sent.streaming_content)  # type: ignore[attr-defined]
    assert content == b"".join(north.get(f"{issued['Location']}/file").streaming_content)  # type: ignore[attr-defined]
    assert len(audited("hashsets.download")) == 2
    # It is taken by a page, once the key of this installation is trusted as Northmoor's, and is for this installation.
    with acting_as(world.actor(GIVER)):
        own = own_signer().public
        trust_key(
            Body.objects.get(pk=centre_body),
            key=own.hex(),
            heard=fingerprint(own),
            actor=world.actor(GIVER),
            now=clock.now(),
        )
    with acting_as(world.actor(TAKER)):
        trust_key(between.giver, key=own.hex(), heard=fingerprint(own), actor=world.actor(TAKER), now=clock.now())
    again = north.post(f"{page}/issue", {"body": centre_body, "is_full": "full"})
    with switched_role("tutela_jobs"):
        worker.make(int(again["Location"].rsplit("/", 1)[1]))
    content = b"".join(north.get(f"{again['Location']}/file").streaming_content)  # type: ignore[attr-defined]
    taken = centre.post(
        "/register/sets/received/take", {"file": SimpleUploadedFile("x.hashset", content), "audience": "country"}
    )
    assert taken.status_code == 302, words_of(taken)[-3000:]
    assert "None is in an answer before all of them are" in words_of(centre.get(taken["Location"]))
    with switched_role("tutela_jobs"):
        worker.take(int(taken["Location"].rsplit("/", 1)[1]))
    assert between.held() == digests(files)
    assert centre.get(taken["Location"], headers={"X-Tutela-Background": "1"})["HX-Refresh"] == "true"
    assert "By page" in words_of(centre.get("/register/sets/received"))
    assert not list(staged.folder().iterdir())


def test_a_file_that_is_refused_at_the_page_says_why_and_nothing_of_it_stays(
    world: World, client_for: ClientFor, between: Exchange
) -> None:
    between.gives(made_up(2, seed=52))
    content = between.file_of(between.issue(a_set(world, to=(between.taker,)))).read_bytes()
    centre = client_for(world.centre_analyst)
    for sent, status, words in (
        (PNG, 415, "PNG image"),
        (b"md5\n", 422, "no edition of a hash set"),
        (content[:-5], 415, "cut off"),
        (content, 415, "is for Synthetic National Centre"),
    ):
        answer = centre.post("/register/sets/received/take", {"file": SimpleUploadedFile("x", sent), "audience": "own"})
        assert (answer.status_code, words in words_of(answer)) == (status, True), words_of(answer)[-1500:]
    assert centre.post("/register/sets/received/take", {"audience": "own"}).status_code == 422
    assert not list(staged.folder().iterdir())
    with acting_as(world.actor(TAKER)):
        assert not ReceivedSet.objects.exists()


def test_a_file_is_traced_and_taken_back_by_pages(world: World, client_for: ClientFor, between: Exchange) -> None:
    files = made_up(2, seed=53)
    between.gives(files)
    hash_set = a_set(world, to=(between.taker,))
    between.goes(hash_set)
    north, centre, south = (client_for(one) for one in (world.north_manager, world.centre_analyst, world.south_manager))
    assert north.post("/register/sets/trace", {"file": "xyz"}).status_code == 422
    assert north.post("/register/sets/trace", {"file": "ab" * 16}).status_code == 404
    found = north.post("/register/sets/trace", {"file": files[0]["sha1"].hex()})
    ways = found["Location"]
    assert ways.startswith("/register/files/")
    assert files[0]["sha1"].hex() not in ways
    north.get("/help")
    with few_statements():
        said = words_of(north.get(ways))
    assert "Synthetic National Centre" in said
    assert "It came by no set" in said
    for form in ("csv", "json"):
        assert "Synthetic National Centre" in north.get(f"{ways}?format={form}").content.decode()
    said = words_of(centre.get(ways))
    assert "Synthetic Northmoor Police" in said
    assert "For investigations only" in said
    assert "It came by no set" in words_of(south.get(ways))
    wrong = ways.replace("/ways", "/wrong")
    assert south.post(wrong, {"ground": "mistaken", "words": "Synthetic."}).status_code == 404
    assert north.post(wrong, {"ground": "mistaken"}).status_code == 422
    assert north.post(wrong, {"ground": "mistaken", "words": "Synthetic grounds."}).status_code == 302
    for address in (ways, "/register/sets/to-tell"):
        assert "Synthetic National Centre" in words_of(north.get(address))
    assert 'href="/register/sets/bodies/' in north.get("/register/sets/to-tell").content.decode()
    with acting_as(world.actor(GIVER)):
        telling = Telling.objects.get().pk
    assert south.get(f"/register/sets/tellings/{telling}/told").status_code == 404
    told = words_of(north.get(f"/register/sets/tellings/{telling}/told"))
    assert "It was entered by mistake" in told
    assert "Telephone" in told
    assert north.post(f"/register/sets/tellings/{telling}/told", {"words": "Synthetic desk"}).status_code == 302
    assert "Nobody is to be told of anything" in words_of(north.get("/register/sets/to-tell"))
    assert f"{world.north_manager.name}: Synthetic desk" in words_of(north.get(ways))
    # What came in is on the page of the file, and what was withdrawn stands in the list of whoever met it.
    between.goes(hash_set)
    assert "File" in words_of(north.get("/register/sets/withdrawn"))


def test_what_bodies_outside_said_is_on_the_page_of_the_file_of_whoever_took_it(
    world: World, client_for: ClientFor, between: Exchange
) -> None:
    from tutela.register.services.classify import classify
    from tutela.register.services.schemes import NewScheme, add_scheme

    [file] = made_up(1, seed=54)
    between.gives([file])
    north = world.actor(GIVER)
    with acting_as(north):
        scheme = add_scheme(
            NewScheme("s-1", "Outside scheme", "Act", [("9", "Ninth class")]), actor=north, now=clock.now()
        )
        number = File.objects.get(sha256=file["sha256"]).pk
        classify(File.objects.get(pk=number), code=scheme.codes.get(), actor=north, now=clock.now())
    between.goes(a_set(world, to=(between.taker,)))
    centre = client_for(world.centre_analyst)
    centre.get("/help")
    with few_statements():
        said = words_of(centre.get(f"/register/files/{number}"))
    assert "What bodies outside classified it as" in said
    assert "9: Ninth class" in said
    assert "What bodies outside" not in words_of(client_for(world.south_manager).get(f"/register/files/{number}"))


def test_the_pages_of_one_organisation_are_nobody_elses(world: World, client_for: ClientFor, between: Exchange) -> None:
    between.gives(made_up(2, seed=55))
    hash_set = a_set(world, to=(between.taker,))
    edition, taken = between.goes(hash_set)
    with acting_as(world.actor(GIVER)):
        goes, key = Recipient.objects.get().pk, BodyKey.objects.get().pk
    addresses = [
        f"/register/sets/{hash_set.pk}",
        f"/register/sets/editions/{edition.pk}",
        f"/register/sets/bodies/{between.taker.pk}",
    ]
    verbs = [
        *(f"/register/sets/{hash_set.pk}/{one}" for one in ("give-to", "issue", "end")),
        f"/register/sets/recipients/{goes}/end",
        f"/register/sets/bodies/{between.taker.pk}/contact",
        f"/register/sets/bodies/{between.taker.pk}/trust",
        f"/register/sets/keys/{key}/end",
        f"/register/sets/editions/{edition.pk}/file",
    ]
    north, south, auditor = (client_for(one) for one in (world.north_manager, world.south_manager, world.north_auditor))
    north.get("/help")
    for address in addresses:
        with few_statements():
            assert north.get(address).status_code == 200
        assert auditor.get(address).status_code == 200
        assert south.get(address).status_code == 404
    for address in verbs:
        assert north.get(address).status_code == 200, address
        assert auditor.get(address).status_code == 403, address
        assert south.get(address).status_code == 404, address
    centre = client_for(world.centre_analyst)
    centre.get("/help")
    with acting_as(world.actor(TAKER)):
        received = ReceivedSet.objects.get().pk
        assert TakenEdition.objects.get().pk == taken.pk
    for address in (f"/register/sets/received/{received}", f"/register/sets/received/editions/{taken.pk}"):
        with few_statements():
            assert centre.get(address).status_code == 200
        assert north.get(address).status_code == 404
    assert north.post(f"/register/sets/recipients/{goes}/end").status_code == 302
    assert north.post(f"/register/sets/{hash_set.pk}/end", {"words": "Synthetic."}).status_code == 302
    assert "Given no more" in words_of(north.get("/register/sets?state=ended"))
    assert "No set fits these filters" in words_of(north.get("/register/sets?words=nothingatall"))
    for address in (
        "/register/sets?sort=-made",
        "/register/sets/received?sort=-first",
        "/register/sets/bodies?sort=-country&state=trusted",
    ):
        with few_statements():
            assert north.get(address).status_code == 200
    with acting_as(world.actor(GIVER)):
        assert HashSet.objects.get().ended_words == "Synthetic."
        assert Edition.objects.count() == 1
