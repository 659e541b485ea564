"""Copies for whoever is to know less: nothing of a person stays in them, equal stays equal, and what is sealed one key opens."""

import json
from collections.abc import Iterator
from typing import Any

import pyrage
import pytest

from tests.cast import World
from tests.exchange.cases_of_every_sort import enter
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.cases.models import Case
from tutela.core import clock
from tutela.core.errors import BadInput
from tutela.exchange.compose import document_of
from tutela.exchange.copies import FULL, PSEUDONYMISED, REDACTED, copy_of
from tutela.exchange.sealing import receivers_of, seal
from tutela.exchange.services.take_out import make_copy
from tutela.ownership.access import find

pytestmark = pytest.mark.django_db
WHO = "north_investigator"


def documented(world: World) -> dict[str, Any]:
    case = enter(world, "IBI")
    with acting_as(world.actor(WHO)):
        return document_of(find(case.reference), actor=world.actor(WHO), now=clock.now())


def texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from texts(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one, key)
    elif isinstance(value, str):
        yield key, value


def secrets_of(document: dict[str, Any]) -> set[str]:
    """Everything in the document that says who somebody is, or that somebody wrote in their own words."""
    case = document["case"]
    people = [*case["people"], *case["children"]]
    names = {one["name"] for one in people} | {one["as_written"] for one in case["identifiers"]}
    names |= {one["name"] for child in case["children"] for one in child["contacts"]}
    names |= {one["area"] for one in case["places"]} | {one["words"] for one in case["entries"]} | {case["summary"]}
    names |= {case["reference"], *(child["reference"] for child in case["children"])}
    names |= {one["words"] for one in case["answers"]} | {one["source"] for one in case["answers"]}
    # The body that answers is no person: what is also its name stays.
    return {one for one in names if one and one not in case["owner"]["name"]}


@pytest.mark.parametrize("kind", [REDACTED, PSEUDONYMISED])
def test_nothing_that_says_who_somebody_is_stays_in_a_copy(kind: str, world: World) -> None:
    document = documented(world)
    hidden = secrets_of(document)
    assert len(hidden) > 10, "the document must say something for its absence to mean anything"
    copied = json.dumps(copy_of(document, kind=kind, receiver="Synthetic office"), ensure_ascii=False)
    assert [one for one in hidden if json.dumps(one, ensure_ascii=False)[1:-1] in copied] == []


def test_codes_dates_of_acts_and_organisations_stay_and_of_a_birth_the_year(world: World) -> None:
    document = documented(world)
    copied = copy_of(document, kind=REDACTED, receiver="Synthetic office")
    assert {one["category"] for one in copied["case"]["categories"]} == {"IBI"}
    assert copied["case"]["owner"] == document["case"]["owner"]
    assert copied["case"]["opened_at"] == document["case"]["opened_at"]
    born = [one["birth_date"] for one in copied["case"]["children"] + copied["case"]["people"]]
    assert all(len(one) in (0, 4) for one in born)


def test_equal_names_have_equal_tokens_for_one_receiver_and_other_ones_for_another(world: World) -> None:
    document = {"case": {"people": [{"name": "Robin Invented"}, {"name": "robin invented"}, {"name": "Kim Invented"}]}}

    def names(receiver: str) -> list[str]:
        copied = copy_of(document, kind=PSEUDONYMISED, receiver=receiver)
        return [one["name"] for one in copied["case"]["people"]]

    first, again, other = names("Office A")
    assert first == again != other
    assert names("Office A") == [first, again, other]
    assert not set(names("Office B")) & {first, other}


def test_a_sealed_copy_opens_with_the_receivers_key_and_with_no_other(world: World) -> None:
    case = enter(world, "IBI")
    receiver, stranger = (pyrage.x25519.Identity.generate() for _ in range(2))
    actor = world.actor(WHO)
    with acting_as(actor):
        made = make_copy(
            case.reference,
            kind=FULL,
            form="json",
            receiver="Synthetic office",
            keys=[str(receiver.to_public())],
            actor=actor,
            now=clock.now(),
        )
        said = Entry.objects.filter(action="case.copy", subject_id=case.pk).get()
    assert case.reference.encode() not in made.content
    assert json.loads(pyrage.decrypt(made.content, [receiver]))["case"]["reference"] == case.reference
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(made.content, [stranger])
    assert json.loads(said.details)["sealed_for"] == 1


def test_a_full_copy_that_nobody_seals_and_a_key_that_is_none_are_refused(world: World) -> None:
    case, actor = enter(world, "IBI"), world.actor(WHO)
    with acting_as(actor), pytest.raises(BadInput, match="sealed"):
        make_copy(case.reference, kind=FULL, form="json", receiver="x", keys=[], actor=actor, now=clock.now())
    for wrong in ("age1nothing", "AGE-SECRET-KEY-1QQQ", "ssh-ed25519 AAAA"):
        with pytest.raises(BadInput, match="Line 2"):
            receivers_of(f"# a remark\n{wrong}")
    with pytest.raises(BadInput):
        seal(b"x", keys=["age1nothing"])


def test_the_page_gives_the_copy_as_a_file_and_only_to_whoever_sees_the_case(world: World, client_for: Any) -> None:
    case: Case = enter(world, "IBI")
    address = f"/cases/{case.reference}/copy"
    owner = client_for(world.north_investigator)
    assert owner.get(address).status_code == 200
    assert owner.post(address, {}).status_code == 422
    full = {"kind": "full", "form": "json", "receiver": "Office"}
    assert owner.post(address, full).status_code == 422
    made = owner.post(address, full | {"kind": "redacted", "form": "pdf"})
    assert (made.status_code, made["Content-Type"]) == (200, "application/pdf")
    assert made.content.startswith(b"%PDF")
    assert client_for(world.south_investigator).get(address).status_code == 404
    assert client_for(world.hotline_partner).get(address).status_code == 403
