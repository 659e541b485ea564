"""The pages about a child: who gets to them, what they say first, and what each verb on them does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.children.children import a_child, everything_found
from tests.web.ladder import few_statements
from tutela.accounts.need_to_know import acting_as
from tutela.children.models import Child, Contact
from tutela.children.services.contacts import add_contact
from tutela.children.services.identify import identify, say_safety
from tutela.children.services.needs import give_task_for_need, record_finding
from tutela.children.services.safeguard import say_safeguarded
from tutela.children.services.trace import give_identification_task
from tutela.children.services.whereabouts import say_whereabouts
from tutela.core import clock, references
from tutela.ownership.access import find
from tutela.tasks.services.finish import finish_task

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
TABS = ("", "/identification", "/whereabouts", "/needs", "/contacts", "/decisions", "/history", "/audit")
SOURCED = {"source": "School"}
VERBS: dict[str, dict[str, Any]] = {
    "take": {},
    "safeguarded": {"how": "in_care", "words": "Children's services."},
    "whereabouts/say": {"country": "DE", "state": "considered", **SOURCED},
    "contacts/add": {"capacity": "school", "name": "Head", "since": "May 2026", **SOURCED},
    "contacts/{contact}/end": {"words": "Moved.", "until": "2026"},
    "needs/find/education": {"result": "need", "words": "A place.", **SOURCED},
    "needs/task/therapy": {"what": "Find a place", "due_on": "27/3/2099"},
    "needs/give": {"organisation": "{hotline}"},
    "needs/conclude": {"outcome": "support_arranged"},
    "needs/again": {"words": "Something changed."},
    "needs/none": {"grounds": "declined", "words": "Synthetic.", "review_on": "27/3/2099"},
    "identification/task": {"what": "Ask the schools", "organisation": "{hotline}"},
}
OF_THE_UNKNOWN = ("identification/task",)


@pytest.fixture
def unknown(world: World) -> Child:
    """A child who is not yet identified."""
    return a_child(world)


@pytest.fixture
def known(world: World) -> Child:
    """A child who is identified and safe, with something in every part of the record."""
    child, actor = a_child(world, name="Synthetic Name"), world.actor("north_investigator")
    everything_found(world, child, therapy="need", family="not_yet_known")
    with acting_as(actor):
        now = clock.now()
        say_safety(child, safety="safe", actor=actor, now=now)
        add_contact(child, capacity="carer", name="Synthetic Carer", source="Us", actor=actor, now=now)
        say_whereabouts(
            child, state="ruled_out", country="FR", source="Liaison", grading="a_reliable", actor=actor, now=now
        )
        fresh: Child = find(child.reference)
    return fresh


def filled(text: Any, world: World) -> Any:
    if isinstance(text, dict):
        return {key: filled(value, world) for key, value in text.items()}
    contact = Contact.objects.values_list("pk", flat=True).first() if "{contact}" in text else ""
    return text.format(hotline=world.hotline.pk, contact=contact)


def test_a_tab_is_read_by_the_owners_staff_in_few_statements_and_by_nobody_else(
    world: World, client_for: ClientFor, known: Child, unknown: Child
) -> None:
    outsider, researcher = client_for(world.south_investigator), client_for(world.north_researcher)
    absent = str(references.make("K", 2021, 999_999))
    for who in (world.north_investigator, world.north_auditor):
        client = client_for(who)
        client.get("/help")
        for tab in TABS:
            for child in (known, unknown):
                with few_statements():
                    assert client.get(f"/children/{child.reference}{tab}").status_code == 200
    for tab in TABS:
        for reference in (known.reference, absent):
            assert outsider.get(f"/children/{reference}{tab}").status_code == 404
        assert researcher.get(f"/children/{known.reference}{tab}").status_code == 403
        assert client.get(f"/children/{known.reference[:-1]}{tab}").status_code in (404, 422)


def test_a_verb_is_refused_to_a_reader_and_to_an_outsider_and_done_for_the_owner(
    world: World, client_for: ClientFor, known: Child, unknown: Child
) -> None:
    reader, outsider = client_for(world.north_auditor), client_for(world.south_investigator)
    owner = client_for(world.north_investigator)
    for verb, sent in VERBS.items():
        child = unknown if verb in OF_THE_UNKNOWN else known
        with acting_as(world.actor("north_investigator")):
            where, data = f"/children/{child.reference}/{filled(verb, world)}", filled(sent, world)
        assert [reader.get(where).status_code, reader.post(where, data).status_code] == [403, 403], verb
        assert [outsider.get(where).status_code, outsider.post(where, data).status_code] == [404, 404], verb
        assert owner.get(where).status_code == 200, verb
        assert owner.put(where).status_code == 405, verb
        if data:
            assert owner.post(where, {}).status_code == 422, verb
        done = owner.post(where, data)
        assert done.status_code == 302, done.content.decode()[-3000:]
        assert owner.get(done.url).status_code == 200, verb


def test_the_page_says_the_child_first_and_asks_for_what_is_next_in_order(
    world: World, client_for: ClientFor, unknown: Child
) -> None:
    client, address = client_for(world.north_investigator), f"/children/{unknown.reference}"
    assert _asked(client, address) == [
        "Name somebody who handles the record",
        "Find out who the child is",
        "Find out whether the child is safe",
        "Assess what the child needs",
    ]
    page = client.get(address).content.decode()
    for said in ("Nothing was tried yet", "France", "United Kingdom", "Nobody is named yet", "0 of 7 areas"):
        assert said in page
    actor = world.actor("north_investigator")
    with acting_as(actor):
        now = clock.now()
        identify(unknown, name="Synthetic", how="School", safety="safe", actor=actor, now=now)
    assert _asked(client, address)[1:] == [
        "Say what protects the child",
        "Assess what the child needs",
        "Say who is in contact with the child",
    ]
    with acting_as(actor):
        child = find(unknown.reference)
        say_safeguarded(child, how="in_care", words="Children's services.", actor=actor, now=now)
        say_safety(find(unknown.reference), safety="at_risk", actor=actor, now=now)
    assert _asked(client, address)[0] == "Make sure that the child is safe, and say so"
    assert "Say what protects the child" not in _asked(client, address)


def test_whoever_only_reads_sees_what_waits_and_is_asked_for_nothing(
    world: World, client_for: ClientFor, unknown: Child
) -> None:
    page = client_for(world.north_auditor).get(f"/children/{unknown.reference}")
    assert all(one.url_name == "" for one in page.context["steps"])
    assert "/take" not in page.content.decode()
    assert "Assess what the child needs" in page.content.decode()


def test_an_examination_of_needs_asks_what_is_done_until_something_is(
    world: World, client_for: ClientFor, unknown: Child
) -> None:
    client, actor = client_for(world.north_investigator), world.actor("north_investigator")
    everything_found(world, unknown, therapy="need")
    address = f"/children/{unknown.reference}"
    assert "Say what is done about what the child needs" in _asked(client, address)
    with acting_as(actor):
        give_task_for_need(unknown, area="therapy", what="Find a place", actor=actor, now=clock.now())
    asked = _asked(client, address)
    assert "Say what is done about what the child needs" not in asked
    assert "Find a place" in asked
    conclude = next(one for one in client.get(address).context["steps"] if one.what.startswith("Assess"))
    assert conclude.url.endswith("/needs/conclude")


def test_the_identification_tab_says_what_was_tried_what_it_showed_and_who_was_asked(
    world: World, client_for: ClientFor, unknown: Child
) -> None:
    client, actor = client_for(world.north_investigator), world.actor("north_investigator")
    address = f"/children/{unknown.reference}/identification"
    assert "Nothing was tried yet" in client.get(address).content.decode()
    with acting_as(actor):
        task = give_identification_task(unknown, what="Ask the schools", actor=actor, now=clock.now())
        said = {"words": "Three schools were written to.", "showed": "None knows.", "asked": "The school board"}
        finish_task(task, outcome="done", **said, actor=actor, now=clock.now())
    page = client.get(address).content.decode()
    for words in ("Ask the schools", *said.values()):
        assert words in page


def test_one_takes_what_nobody_handles_and_nobody_is_put_aside(
    world: World, client_for: ClientFor, unknown: Child
) -> None:
    where = f"/children/{unknown.reference}/take"
    assert client_for(world.north_colleague).post(where).status_code == 302
    with acting_as(world.actor("north_colleague")):
        assert find(unknown.reference).handler_id == world.north_colleague.pk
    refused = client_for(world.north_investigator).post(where)
    assert refused.status_code == 409
    assert "handles" in refused.content.decode()


def test_an_area_or_a_contact_that_is_not_there_is_not_found(
    world: World, client_for: ClientFor, known: Child, unknown: Child
) -> None:
    owner = client_for(world.north_investigator)
    with acting_as(world.actor("north_investigator")):
        contact = Contact.objects.get().pk
    for there in (f"{known.reference}/needs/find/health", f"{known.reference}/contacts/{contact}/end"):
        assert owner.get(f"/children/{there}").status_code == 200
    for absent in (f"{known.reference}/needs/find/luck", f"{unknown.reference}/contacts/{contact}/end"):
        assert owner.get(f"/children/{absent}").status_code == 404


def test_the_list_is_narrowed_by_protection_and_by_assessment_and_says_how_far_it_is(
    world: World, client_for: ClientFor, known: Child, unknown: Child
) -> None:
    client, actor = client_for(world.north_investigator), world.actor("north_investigator")

    def listed(query: str) -> set[str]:
        return {one.reference for one in client.get(f"/children?{query}").context["page"].items}

    both = {known.reference, unknown.reference}
    assert [listed("safeguarded=yes"), listed("safeguarded=no"), listed("assessment=open")] == [set(), both, both]
    with acting_as(actor):
        say_safeguarded(known, how="in_care", words="Children's services.", actor=actor, now=clock.now())
        record_finding(unknown, area="health", result="no_need", source="GP", actor=actor, now=clock.now())
    end = f"/children/{known.reference}/needs/conclude"
    assert client.post(end, {"outcome": "referred"}).status_code == 302
    assert [listed("safeguarded=yes"), listed("assessment=concluded"), listed("assessment=open")] == [
        {known.reference},
        {known.reference},
        {unknown.reference},
    ]
    assert [listed("assessment=overdue"), listed("assessment=decided_against")] == [set(), set()]
    page = client.get("/children").content.decode()
    assert "7 of 7 areas" in page
    assert "1 of 7 areas" in page
    table = client.get("/children?format=csv").content.decode()
    assert "Concluded,7" in table


def _asked(client: Client, address: str) -> list[str]:
    return [one.what for one in client.get(address).context["steps"]]


def test_a_page_whose_verb_would_refuse_says_so_at_once_and_shows_no_form(
    world: World, client_for: ClientFor, known: Child, unknown: Child
) -> None:
    client = client_for(world.north_investigator)
    for child, verb, why, field in (
        (unknown, "withdraw", "is not identified.", 'name="words"'),
        (known, "identify", "is identified already.", 'name="how"'),
    ):
        address = f"/children/{child.reference}/{verb}"
        page = client.get(address).content.decode()
        assert f"{child.reference} {why}" in page
        assert field not in page
        assert f'href="/children/{child.reference}"' in page
        sent = {"words": "Synthetic.", "name": "Synthetic", "how": "Synthetic", "safety": "safe"}
        assert client.post(address, sent).status_code == 409
    for child, verb, field in ((known, "withdraw", 'name="words"'), (unknown, "identify", 'name="how"')):
        assert field in client.get(f"/children/{child.reference}/{verb}").content.decode()
