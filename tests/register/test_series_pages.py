"""The pages about series: who gets to them, what they say first, and what each verb on them does."""

import csv
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.children.children import a_child
from tests.register.series import a_series, give, with_child
from tests.web.ladder import MOST_STATEMENTS, READERS, climbs, few_statements, words_of
from tutela.accounts.need_to_know import acting_as
from tutela.children.models import Child
from tutela.children.services.share import share_child
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core import clock, references
from tutela.ownership.access import find
from tutela.ownership.models import HandOver, Participation
from tutela.ownership.services import accept, assign
from tutela.register.models import ChildInSeries, Entry, Series
from tutela.register.services.series_hand_on import send_series
from tutela.register.services.series_restrict import restrict_series
from tutela.register.services.series_share import share_series

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
OF_OTHER_APPS = ("/tasks", "/comments", "/timeline", "/retention")
TABS = ("", "/files", "/decisions", "/history", "/audit", *OF_OTHER_APPS)
VERBS: dict[str, dict[str, Any]] = {
    "take": {},
    "rename": {"label": "Green tent"},
    "audience": {"audience": "all", "otherwise": "new"},
    "children/link": {"reference": "{other}", "basis": "Synthetic words."},
    "children/{link}/end": {"reason": "Another series."},
    "files/put": {"hashes": "{md5}", "reason": "Of one origin."},
    "files/{entry}/take-out": {"reason": "Another origin."},
    "assign": {"handler": "{handler}"},
    "handling": {"handling": "GREEN", "words": "Synthetic."},
    "share": {"organisation": "{south}", "may_write": "yes"},
    "share/{part}/end": {},
    "restrict": {"words": "Sensitive."},
    "name": {"person": "{person}"},
    "open-again": {"words": "Over."},
    "tasks/give": {"what": "Ask the schools", "kind": "other", "organisation": "{north}"},
    "hold": {"grounds": "appeal", "words": "Synthetic."},
    "send": {"to": "{south}", "reason": "Theirs."},
}


@pytest.fixture
def child(world: World) -> Child:
    """A child who is not yet identified."""
    return a_child(world)


@pytest.fixture
def series(world: World, child: Child) -> Series:
    """A series with a child and with files that another organisation has met as well."""
    made = with_child(world, a_series(world), child)
    give(world, "north_examiner", 2, series=made)
    give(world, "south_investigator", 2)
    return made


def filled(text: Any, world: World, series: Series, other: Child) -> Any:
    """What a verb is sent, with what the world holds."""
    if isinstance(text, dict):
        return {key: filled(value, world, series, other) for key, value in text.items()}
    loose = Entry.objects.filter(series=None, organisation=world.north).select_related("file").first()
    rows = {
        "link": ChildInSeries.objects.filter(series=series, removed_at=None).first(),
        "entry": Entry.objects.filter(series=series).first(),
        "part": Participation.objects.filter(subject_kind="series", ended_at=None, user=None).first(),
    }
    numbers = {name: one.pk if one else 0 for name, one in rows.items()}
    return text.format(
        other=other.reference,
        md5=bytes(loose.file.md5).hex() if loose else "",
        handler=world.north_manager.pk,
        person=world.north_examiner.pk,
        south=world.south.pk,
        north=world.north.pk,
        **numbers,
    )


def test_the_list_is_for_those_who_read_records(world: World, client_for: ClientFor, series: Series) -> None:
    climbs(world, client_for, "/series", READERS)
    climbs(world, client_for, "/series/open", [one for one in READERS if one != "auditor"])


def test_a_tab_is_read_by_the_owners_staff_in_few_statements_and_by_nobody_else(
    world: World, client_for: ClientFor, series: Series
) -> None:
    outsider, researcher = client_for(world.south_investigator), client_for(world.north_researcher)
    absent = str(references.make("S", 2021, 999_999))
    empty = a_series(world, label="Nothing yet")
    for who in (world.north_investigator, world.north_auditor):
        client = client_for(who)
        client.get("/help")
        for tab in TABS:
            for one in (series, empty):
                with few_statements(16 if tab in OF_OTHER_APPS else MOST_STATEMENTS):
                    assert client.get(f"/series/{one.reference}{tab}").status_code == 200, tab
    for tab in TABS:
        for reference in (series.reference, absent):
            assert outsider.get(f"/series/{reference}{tab}").status_code == 404
        assert researcher.get(f"/series/{series.reference}{tab}").status_code == 403
        assert client.get(f"/series/{series.reference[:-1]}{tab}").status_code in (404, 422)
    assert client.post(f"/series/{series.reference}").status_code == 405
    assert client.post("/series").status_code == 405


def test_a_verb_is_refused_to_a_reader_and_to_an_outsider_and_done_for_the_owner(
    world: World, client_for: ClientFor, series: Series
) -> None:
    reader, outsider = client_for(world.north_auditor), client_for(world.foreign_investigator)
    owner, other = client_for(world.north_manager), a_child(world, label="Child 2")
    give(world, "north_examiner", 1, seed=9)
    for verb, sent in VERBS.items():
        with acting_as(world.actor("north_manager")):
            where = f"/series/{series.reference}/{filled(verb, world, series, other)}"
            data = filled(sent, world, series, other)
        assert [reader.get(where).status_code, reader.post(where, data).status_code] == [403, 403], verb
        assert [outsider.get(where).status_code, outsider.post(where, data).status_code] == [404, 404], verb
        assert owner.get(where).status_code == 200, verb
        assert owner.put(where).status_code == 405, verb
        if data and verb not in {"share", "handling"}:
            assert owner.post(where, {}).status_code == 422, verb
        done = owner.post(where, data)
        assert done.status_code == 302, (verb, done.content.decode()[-3000:])
        assert owner.get(done.url).status_code == 200, verb


def test_a_series_is_opened_and_stands_in_the_list_which_is_filtered_sorted_and_taken_as_csv(
    world: World, client_for: ClientFor, child: Child
) -> None:
    client = client_for(world.north_examiner)
    assert "answers for no series at present" in client.get("/series").content.decode()
    assert client.post("/series/open", {"label": ""}).status_code == 422
    done = client.post("/series/open", {"label": "Blue tent", "audience": "own", "otherwise": "ask"})
    reference = done["Location"].removeprefix("/series/")
    a_series(world, label="Green boat")
    page = client.get("/series").content.decode()
    assert page.index("Green boat") < page.index("Blue tent")
    earliest = client.get("/series?sort=opened").content.decode()
    assert earliest.index("Blue tent") < earliest.index("Green boat")
    for query, found in (
        ("words=blue", True),
        ("words=green", False),
        ("audience=own", True),
        ("audience=all", False),
        ("standing=not_identified", True),
        ("standing=safeguarded", False),
        ("whose=mine", False),
        ("whose=shared", False),
        ("whose=unclaimed", False),
        ("whose=nonsense", True),
    ):
        assert ("Blue tent" in client.get(f"/series?{query}").content.decode()) is found, query
    lines = list(csv.reader(client.get("/series?format=csv").content.decode("utf-8-sig").splitlines()))
    [line] = [one for one in lines if one and one[0] == reference]
    assert line[1:4] == ["Blue tent", "0", "Child not identified"]


def test_the_page_names_the_child_first_and_says_who_has_met_the_files(
    world: World, client_for: ClientFor, series: Series, child: Child
) -> None:
    page = client_for(world.north_investigator).get(f"/series/{series.reference}").content.decode()
    assert page.index(child.reference) < page.index("Who has met its files")
    assert "Synthetic Southvale Police" in page
    assert "Find out who Child 1 is" in page
    assert "Say who handles the series" in page
    assert child.name == ""


def test_a_child_whose_record_the_reader_may_not_see_is_counted_and_not_named(
    world: World, client_for: ClientFor, series: Series, child: Child
) -> None:
    actor = world.actor("north_investigator")
    with acting_as(actor):
        share_series(series, organisation=world.south, may_write=True, actor=actor, now=clock.now())
    south = client_for(world.south_investigator)
    page = south.get(f"/series/{series.reference}").content.decode()
    assert "A child whose record you may not see" in page
    assert child.reference not in page
    with acting_as(world.actor("south_investigator")):
        [link] = ChildInSeries.objects.filter(series=series)
    assert south.get(f"/series/{series.reference}/children/{link.pk}/end").status_code == 200
    assert south.get(f"/series/{series.reference}/audience").status_code == 200
    refused = south.post(f"/series/{series.reference}/audience", {"audience": "all", "otherwise": "ask"})
    assert refused.status_code == 409
    absent = south.post(f"/series/{series.reference}/children/link", {"reference": child.reference, "basis": "x"})
    assert "that you may see" in absent.content.decode()


def test_what_was_typed_over_a_newer_state_is_kept_and_said(
    world: World, client_for: ClientFor, series: Series
) -> None:
    client = client_for(world.north_investigator)
    address = f"/series/{series.reference}/rename"
    shown = str(series.version)
    assert client.post(address, {"label": "Green tent", "version": shown}).status_code == 302
    late = client.post(address, {"label": "Red tent", "version": shown})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Red tent" in page
    assert "Green tent" in page


def test_a_file_that_nobody_gave_or_that_is_no_hash_is_named_by_its_line(
    world: World, client_for: ClientFor, series: Series
) -> None:
    client, address = client_for(world.north_investigator), f"/series/{series.reference}/files/put"
    wrong = client.post(address, {"hashes": "d41d8cd98f00b204e9800998ecf8427e\nnothing", "reason": "x"})
    assert "Line 2" in wrong.content.decode()
    unknown = client.post(address, {"hashes": "d41d8cd98f00b204e9800998ecf8427e", "reason": "x"})
    assert "None of these files" in unknown.content.decode()


def test_the_centre_transfers_and_what_it_holds_by_default_is_claimed(world: World, client_for: ClientFor) -> None:
    series, manager = a_series(world, "centre_analyst"), world.actor("centre_manager")
    with acting_as(manager):
        share_series(series, organisation=world.north, actor=manager, now=clock.now())
    north = client_for(world.north_investigator)
    assert north.post(f"/series/{series.reference}/claim").status_code == 302
    other = a_series(world, "centre_analyst", label="Other")
    done = client_for(world.centre_manager).post(
        f"/series/{other.reference}/transfer", {"to": world.south.pk, "reason": "Decided."}
    )
    assert done["Location"] == "/series"
    assert client_for(world.south_investigator).get(f"/series/{other.reference}").status_code == 200


def test_an_offer_is_accepted_on_the_page_of_offers_after_its_preview(
    world: World, client_for: ClientFor, series: Series
) -> None:
    north, south = client_for(world.north_investigator), client_for(world.south_investigator)
    page = north.get(f"/series/{series.reference}/send").content.decode()
    assert "What the receiver sees before it accepts" in page
    assert north.post(f"/series/{series.reference}/send", {"to": world.south.pk, "reason": "x"}).status_code == 302
    offered = south.get("/offered").content.decode()
    assert "child not identified" in offered
    assert series.label not in offered
    with acting_as(world.actor("south_investigator")):
        offer = HandOver.objects.get(subject_kind="series")
    assert (
        "Its children stay with whoever answers for them" in south.get(f"/offered/{offer.pk}/accept").content.decode()
    )
    assert south.post(f"/offered/{offer.pk}/accept")["Location"] == f"/series/{series.reference}"


def test_many_series_are_given_to_one_handler_at_once(world: World, client_for: ClientFor, series: Series) -> None:
    client = client_for(world.north_manager)
    chosen = client.post("/bulk", {"kind": "series", "pick": [series.reference], "query": ""})
    assert client.post(chosen["Location"], {"handler": world.north_colleague.pk}).status_code == 302
    with acting_as(world.actor("north_manager")):
        assert find(series.reference).handler == world.north_colleague
    everything = client.post("/bulk", {"kind": "series", "everything": "yes", "query": "standing=not_identified"})
    assert series.reference in client.get(everything["Location"]).content.decode()


def test_a_restricted_series_is_absent_for_a_colleague(world: World, client_for: ClientFor, series: Series) -> None:
    actor = world.actor("north_investigator")
    with acting_as(actor):
        restrict_series(series, restricted=True, words="Sensitive.", actor=actor, now=clock.now())
    colleague = client_for(world.north_colleague)
    assert colleague.get(f"/series/{series.reference}").status_code == 404
    assert series.reference not in colleague.get("/series").content.decode()
    assert client_for(world.north_manager).get(f"/series/{series.reference}").status_code == 200


def test_a_series_is_found_followed_and_watched_for_by_what_it_is_called(
    world: World, client_for: ClientFor, series: Series
) -> None:
    client = client_for(world.north_investigator)
    for address in ("/search?q=blue", "/search?q=blue&kind=series"):
        page = client.get(address).content.decode()
        assert "found-series" in page
        assert "Child not identified" in page
    assert client.get(f"/search?q={series.reference}")["Location"] == f"/series/{series.reference}"
    assert series.reference in client.get("/search?q=blue&format=csv").content.decode()
    assert "found-series" not in client_for(world.south_investigator).get("/search?q=blue").content.decode()
    assert client.post(f"/follow/{series.reference}", {"wanted": "yes", "next": "/following"}).status_code == 302
    assert client.post("/following/searches/new", {"words": "tent", "kinds": ["series"]}).status_code == 302
    following = client.get("/following").content.decode()
    assert series.reference in following
    assert "tent" in following
    assert client.get("/tasks?record=series").status_code == 200
    assert client.get("/decisions?about=series").status_code == 200


def test_a_promise_about_a_series_stands_in_the_day_of_whoever_handles_it(
    world: World, client_for: ClientFor, series: Series
) -> None:
    actor = world.actor("north_investigator")
    with acting_as(actor):
        assign(series, handler=world.north_investigator, actor=actor, now=clock.now())
        due_at = clock.now() + timedelta(days=2)
        clocks.start(Clock.Kind.REVIEW, find(series.reference), due_at=due_at, now=clock.now())
    page = client_for(world.north_investigator).get("/my-day").content.decode()
    assert f"/series/{series.reference}" in page


def test_a_childs_record_says_which_series_concern_the_child_to_whoever_sees_both(
    world: World, client_for: ClientFor, series: Series, child: Child
) -> None:
    actor = world.actor("north_investigator")
    client = client_for(world.north_investigator)
    with acting_as(actor):
        share_child(child, organisation=world.south, actor=actor, now=clock.now())
    client.get("/help")
    with few_statements():
        page = client.get(f"/children/{child.reference}/series").content.decode()
    assert series.reference in page
    assert series.label in page
    theirs = client_for(world.south_investigator).get(f"/children/{child.reference}/series")
    assert theirs.status_code == 200
    assert series.reference not in theirs.content.decode()
    assert client_for(world.foreign_investigator).get(f"/children/{child.reference}/series").status_code == 404
    assert client_for(world.north_researcher).get(f"/children/{child.reference}/series").status_code == 403


def test_a_series_of_a_centre_is_claimed_on_its_page_by_those_who_may_and_that_alone(
    world: World, client_for: ClientFor
) -> None:
    actor = world.actor("centre_analyst")
    made = a_series(world, "centre_analyst", audience="all")
    with acting_as(actor):
        share_series(find(made.reference), organisation=world.north, actor=actor, now=clock.now())
    claim = f"/series/{made.reference}/claim"
    assert claim in client_for(world.north_investigator).get(f"/series/{made.reference}").content.decode()
    assert claim not in client_for(world.north_examiner).get(f"/series/{made.reference}").content.decode()
    assert client_for(world.north_investigator).post(claim, {}).status_code == 302
    assert "Northmoor Police" in words_of(client_for(world.north_investigator).get(f"/series/{made.reference}"))


def test_what_is_offered_is_taken_back_from_the_series_itself_and_its_receiver_is_led_to_the_answer(
    world: World, client_for: ClientFor, series: Series
) -> None:
    actor = world.actor("north_investigator")
    with acting_as(actor):
        share_series(series, organisation=world.south, may_write=True, actor=actor, now=clock.now())
    north, south = client_for(world.north_investigator), client_for(world.south_investigator)
    address = f"/series/{series.reference}"
    assert north.post(f"{address}/send", {"to": world.south.pk, "reason": "Its files are theirs."}).status_code == 302
    with acting_as(actor):
        offer = HandOver.objects.get(subject_kind="series", subject_id=series.pk)
    assert f"/offered/{offer.pk}/withdraw" in north.get(address).content.decode()
    theirs = south.get(address).content.decode()
    assert "Accept or decline it" in theirs
    assert "/withdraw" not in theirs
    assert f"/offered/{offer.pk}/" not in client_for(world.north_auditor).get(address).content.decode()


def test_the_timeline_says_why_a_series_was_offered_and_why_it_was_declined(
    world: World, client_for: ClientFor, series: Series
) -> None:
    north, south = client_for(world.north_investigator), client_for(world.south_investigator)
    sent = {"to": world.south.pk, "reason": "Its files are theirs."}
    assert north.post(f"/series/{series.reference}/send", sent).status_code == 302
    with acting_as(world.actor("north_investigator")):
        offer = HandOver.objects.get(subject_kind="series", subject_id=series.pk)
    declined = {"reason": "other_area", "words": "No place of ours."}
    done = south.post(f"/offered/{offer.pk}/decline", declined)
    assert done.status_code == 302, done.content.decode()[-2000:]
    page = north.get(f"/series/{series.reference}/timeline").content.decode()
    assert "Its files are theirs." in page
    assert "The place concerned is in another area. No place of ours." in page


def test_whoever_answers_for_a_series_is_not_shown_as_working_it_jointly_with_themselves(
    world: World, client_for: ClientFor, series: Series
) -> None:
    actor, taker = world.actor("north_investigator"), world.actor("south_investigator")
    with acting_as(actor):
        share_series(series, organisation=world.south, may_write=True, actor=actor, now=clock.now())
        offer = send_series(series, to=world.south, reason="Theirs.", actor=actor, now=clock.now())
    with acting_as(taker):
        accept(offer.pk, actor=taker, now=clock.now())
    page = client_for(world.south_investigator).get(f"/series/{series.reference}").content.decode()
    assert "works it jointly" not in page
    assert "sent it here" in page


def test_a_series_that_is_worked_on_is_not_said_to_be_closed(world: World, client_for: ClientFor) -> None:
    page = words_of(client_for(world.north_manager).get(f"/series/{a_series(world).reference}/retention"))
    assert "at the earliest, and as long as it is worked on" in page
    assert "Still worked on" in page
    assert "Closed" not in page
