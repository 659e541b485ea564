"""An edition goes out and comes in: what is in it, what it does at the other side, and what becomes of what it withdraws."""

from datetime import timedelta

import pytest

from tests.cast import World
from tests.hashsets.exchange import GIVER, TAKER, TAKERS_KEY, TERMS, Exchange, a_body, a_set, digests, lines_of
from tests.register.lists_of import listed, made_up
from tests.register.packs import codes, on_the_server, submitted
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.hashsets.models import Edition, HashSet, Heard, ReceivedItem, ReceivedSet
from tutela.hashsets.queries.trace import said_of
from tutela.hashsets.services.issue import bytes_of
from tutela.notices.models import Notice
from tutela.register.models import Check, Classification, Entry, File, Sighting
from tutela.register.services.check import Asked, check_list
from tutela.register.services.classify import classify
from tutela.register.services.entries import switch_entry
from tutela.register.services.schemes import NewScheme, add_mapping, add_scheme
from tutela.register.services.sources import NewSource, add_source, switch_source
from tutela.register.services.votes import say_verdict

pytestmark = pytest.mark.django_db


def test_a_set_goes_there_and_is_in_answers_there_under_a_source_with_its_terms(
    world: World, between: Exchange
) -> None:
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


def test_the_file_says_where_each_item_came_from_and_nothing_of_cases_people_or_names(
    world: World, between: Exchange
) -> None:
    files = made_up(3, seed=2)
    between.gives(files)
    path = between.file_of(between.issue(a_set(world, to=(between.taker,))))
    head, *items, end = lines_of(path)
    assert head["from"]["name"] == "Synthetic Northmoor Police"
    assert head["to"]["name"] == "Synthetic National Centre"
    assert head["counts"] == {"give": 3, "change": 0, "withdraw": 0}
    assert set(head) == {
        *("tutela_hash_set", "set", "edition", "from", "to", "terms", "counts", "bodies", "origins", "classes"),
    }
    assert set(end["end"]) == {"text_sha256", "bytes_sha256", "signature"}
    for item in items:
        assert set(item) == {"act", "md5", "sha1", "sha256", "origin"}
        origin = head["origins"][item["origin"]]
        assert [head["bodies"][one]["name"] for one in origin["hands"]] == ["Synthetic Northmoor Police"]
        assert (origin["words"], origin["pass_on"]) == (TERMS, "nobody")
    text = path.read_bytes()
    assert b"NM/1" not in text
    assert b"file 1" not in text


def test_the_same_file_is_written_again_byte_for_byte(world: World, between: Exchange) -> None:
    between.gives(made_up(4, seed=3))
    edition = between.issue(a_set(world, to=(between.taker,)))
    first = between.file_of(edition).read_bytes()
    between.gives(made_up(2, seed=4))
    with acting_as(world.actor(GIVER)):
        assert b"".join(bytes_of(Edition.objects.get(pk=edition.pk))) == first
        assert len(first) == edition.size


def test_an_incremental_edition_brings_what_is_new_changed_or_withdrawn_and_nothing_else(
    world: World, between: Exchange
) -> None:
    files = made_up(4, seed=5)
    between.gives(files[:3])
    hash_set = a_set(world, to=(between.taker,))
    between.goes(hash_set)
    between.gives(files[3:])
    between.switches(files[0], is_on=False)
    edition, taken = between.goes(hash_set)
    assert (edition.number, edition.is_full, edition.since) == (2, False, 1)
    assert (edition.given, edition.changed, edition.withdrawn) == (1, 0, 1)
    assert (taken.entered, taken.withdrawn) == (1, 1)
    assert between.held() == digests(files[1:])
    with acting_as(world.actor(TAKER)):
        gone = Entry.objects.get(file__sha256=files[0]["sha256"], organisation=world.centre)
        assert gone.switched_words == "Withdrawn by Synthetic Northmoor Police in edition 2 (switched off)."
    # What is switched on again is given again, and is in answers there again.
    between.switches(files[0], is_on=True)
    edition, taken = between.goes(hash_set)
    assert (edition.number, edition.given, taken.entered) == (3, 1, 1)
    assert between.held() == digests(files)
    # Nothing new: an edition without lines is an edition.
    edition, taken = between.goes(hash_set)
    assert (edition.number, edition.since, taken.lines) == (4, 3, 0)
    with acting_as(world.actor(TAKER)):
        said = ReceivedItem.objects.filter(file__sha256=files[0]["sha256"]).order_by("edition__number")
        assert list(said.values_list("edition__number", "act", "why")) == [
            (1, 1, ""),
            (2, 3, "switched_off"),
            (3, 1, ""),
        ]


def test_what_somebody_here_switched_off_by_hand_stays_off(world: World, between: Exchange) -> None:
    files = made_up(2, seed=6)
    between.gives(files)
    hash_set = a_set(world, to=(between.taker,))
    between.goes(hash_set)
    centre = world.actor(TAKER)
    with acting_as(centre):
        entry = Entry.objects.get(file__sha256=files[0]["sha256"], organisation=world.centre)
        switch_entry(entry, is_on=False, words="Synthetic doubt.", actor=centre, now=clock.now())
    between.goes(hash_set, is_full=True)
    assert between.held() == digests(files[1:])


def test_what_a_full_edition_does_not_name_any_more_is_withdrawn(world: World, between: Exchange) -> None:
    files = made_up(4, seed=7)
    between.gives(files[:3])
    hash_set = a_set(world, to=(between.taker,))
    between.goes(hash_set)
    # The centre loses edition 2, which withdrew a file and brought another; a full one sets all of it right.
    between.switches(files[0], is_on=False)
    between.gives(files[3:])
    between.issue(hash_set)
    edition, taken = between.goes(hash_set, is_full=True)
    assert (edition.number, edition.is_full, edition.given) == (3, True, 3)
    assert (taken.entered, taken.withdrawn) == (1, 1)
    assert between.held() == digests(files[1:])
    with acting_as(world.actor(TAKER)):
        assert list(ReceivedItem.objects.filter(edition=taken, act=4).values_list("why", flat=True)) == ["left"]


def test_disputed_switched_off_and_restricted_files_are_left_out_and_counted(world: World, between: Exchange) -> None:
    files = made_up(5, seed=8)
    between.gives(files[:4])
    between.gives(files[4:], audience="own")
    between.switches(files[1], is_on=False)
    south = world.actor("south_investigator")
    with acting_as(south):
        theirs = Entry.objects.get(file__sha256=files[2]["sha256"], organisation=world.north)
        say_verdict(theirs, verdict="disputed", words="Synthetic.", actor=south, now=clock.now())
    edition = between.issue(a_set(world, to=(between.taker,)))
    assert (edition.given, edition.left_off, edition.left_disputed, edition.left_restricted) == (2, 1, 1, 1)
    all_of_it = a_set(world, name="With ours alone", with_restricted=True, to=(between.taker,))
    assert (between.issue(all_of_it).given, between.issue(all_of_it).left_restricted) == (3, 0)
    # Whoever disputed it and then confirms it, disputes it no more.
    with acting_as(south):
        say_verdict(theirs, verdict="confirmed", words="Synthetic.", actor=south, now=clock.now())
    assert between.issue(all_of_it).given == 1


def test_classes_go_along_with_who_gave_them_and_stand_beside_each_other(world: World, between: Exchange) -> None:
    files = made_up(3, seed=9)
    between.gives(files)
    north, centre, now = world.actor(GIVER), world.actor(TAKER), clock.now()
    with acting_as(north):
        ours = add_scheme(
            NewScheme("north-s", "Northmoor scheme", "Synthetic act", [("1", "One"), ("2", "Two")], "GB"),
            actor=north,
            now=now,
        )
        theirs = add_scheme(
            NewScheme("centre-s", "Centre scheme", "Synthetic act", [("A", "Class A")]), actor=north, now=now
        )
        one, two = ours.codes.order_by("code")
        letter = theirs.codes.get()
        add_mapping(from_code=one, to_code=letter, words="", actor=north, now=now)
        for file, code in ((files[0], one), (files[1], two)):
            classify(File.objects.get(sha256=file["sha256"]), code=code, actor=north, now=now)
    by_class = a_set(world, code=one, say_in=theirs, to=(between.taker,))
    edition, _ = between.goes(by_class)
    assert edition.given == 1
    head, item, _ = lines_of(between.file_of(edition))
    said = {(head["classes"][c["is"]]["code"], head["bodies"][c["by"]]["name"], "was" in c) for c in item["classes"]}
    assert said == {("1", "Synthetic Northmoor Police", False), ("A", "Synthetic Northmoor Police", True)}
    with acting_as(centre):
        file = File.objects.get(sha256=files[0]["sha256"])
        words = {(one.scheme, one.code, one.by, one.was) for one in said_of(file.pk, world.centre.pk)}
        assert words == {
            ("Northmoor scheme", "1", "Synthetic Northmoor Police", ""),
            ("Centre scheme", "A", "Synthetic Northmoor Police", "1: One (Northmoor scheme)"),
        }
        # It is nobody's word here.
        assert not Classification.objects.filter(organisation=world.centre).exists()
    # By what it would be in another scheme, and by all of a scheme.
    assert between.issue(a_set(world, name="A", code=letter, with_mapped=True, to=(between.taker,))).given == 1
    assert between.issue(a_set(world, name="B", code=letter, to=(between.taker,))).given == 0
    assert between.issue(a_set(world, name="C", scheme=ours, to=(between.taker,))).given == 2
    # Another class is a change, and what is of another class now has left the set.
    with acting_as(north):
        classify(File.objects.get(sha256=files[0]["sha256"]), code=two, actor=north, now=now + timedelta(minutes=1))
    edition, taken = between.goes(by_class)
    assert (edition.withdrawn, taken.withdrawn) == (1, 1)
    edition = between.issue(_by_name(world, "C"))
    assert (edition.given, edition.changed, edition.withdrawn) == (0, 1, 0)


def _by_name(world: World, name: str) -> HashSet:
    with acting_as(world.actor(GIVER)):
        return HashSet.objects.get(name=name)


def test_harmless_files_go_as_such_and_by_jurisdiction(world: World, between: Exchange) -> None:
    files, examiner = made_up(4, seed=10), world.actor("north_examiner")
    with acting_as(examiner):
        british = add_source(NewSource("GB set", "Maker", "Public", "GB"), actor=examiner, now=clock.now())
        french = add_source(NewSource("FR set", "Maker", "Public", "FR"), actor=examiner, now=clock.now())
    submitted(world, "north_examiner", files[:2], what="harmless", how="exchanged", source=british)
    submitted(world, "north_examiner", files[2:], what="harmless", how="exchanged", source=french)
    none = a_set(world, name="No source named", kind="harmless", to=(between.taker,))
    assert between.issue(none).given == 0
    both = a_set(world, name="Both", kind="harmless", sources=(british, french), to=(between.taker,))
    _, taken = between.goes(both)
    assert taken.entered == 4
    assert between.held(kind="harmless") == digests(files)
    only = a_set(
        world, name="FR", kind="harmless", sources=(british, french), jurisdictions=("FR",), to=(between.taker,)
    )
    edition = between.issue(only)
    head, *items, _ = lines_of(between.file_of(edition))
    assert {one["sha256"] for one in items} == {one["sha256"].hex() for one in files[2:]}
    [origin] = {one["origin"] for one in items}
    assert [head["bodies"][one]["name"] for one in head["origins"][origin]["hands"]] == [
        "Maker",
        "Synthetic Northmoor Police",
    ]
    # A source that is switched off takes all of it back.
    with acting_as(examiner):
        switch_source(french, is_on=False, words="Synthetic.", actor=examiner, now=clock.now())
    edition, taken = between.goes(both)
    assert (edition.withdrawn, taken.withdrawn) == (2, 2)


def test_what_came_in_is_passed_on_only_as_far_as_its_terms_allow_and_with_the_hands_that_it_went_through(
    world: World, between: Exchange
) -> None:
    files = made_up(6, seed=11)
    abroad = a_body(world, TAKER, "Synthetic Body Abroad", "FR")
    near = a_body(world, TAKER, "Synthetic Body Near", "IE")
    came = {}
    for name, part, more in (
        ("Nobody", files[:1], {}),
        ("Some", files[1:3], {"pass_on": "countries", "pass_on_countries": ("FR",)}),
        ("Anybody", files[3:6], {"pass_on": "anybody"}),
    ):
        between.gives(part)
        north = world.actor(GIVER)
        with acting_as(north):
            scheme = add_scheme(NewScheme(f"s-{name}", name, "Synthetic", [("1", "One")]), actor=north, now=clock.now())
            for file in part:
                classify(File.objects.get(sha256=file["sha256"]), code=scheme.codes.get(), actor=north, now=clock.now())
        between.goes(a_set(world, name=name, scheme=scheme, to=(between.taker,), **more))
        with acting_as(world.actor(TAKER)):
            came[name] = ReceivedSet.objects.select_related("source").get(name=name).source
    sources = tuple(came.values())
    onward = a_set(world, TAKER, name="Onward", sources=sources, to=(abroad, near))
    to_abroad = between.issue(onward, abroad, who=TAKER, signer=TAKERS_KEY)
    to_near = between.issue(onward, near, who=TAKER, signer=TAKERS_KEY)
    assert (to_abroad.given, to_abroad.left_terms) == (5, 1)
    assert (to_near.given, to_near.left_terms) == (3, 3)
    # One set, two bodies: the numbers run on without a gap.
    assert (to_abroad.number, to_near.number) == (1, 2)
    head, *items, _ = lines_of(between.file_of(to_abroad, TAKER))
    hands = {tuple(head["bodies"][one]["name"] for one in head["origins"][item["origin"]]["hands"]) for item in items}
    assert hands == {("Synthetic Northmoor Police", "Synthetic National Centre")}
    assert {head["origins"][item["origin"]]["words"] for item in items} == {TERMS}
    assert {head["origins"][item["origin"]]["pass_on"] for item in items} == {"countries", "anybody"}
    assert all(
        head["bodies"][c["by"]]["name"] == "Synthetic Northmoor Police" for item in items for c in item["classes"]
    )


def test_organisations_that_met_what_is_withdrawn_are_listed_and_told_once(world: World, between: Exchange) -> None:
    files = made_up(3, seed=12)
    between.gives(files)
    hash_set = a_set(world, to=(between.taker,))
    between.goes(hash_set)
    submitted(world, "south_investigator", files[:2], what="seen", exhibit="SV/1")
    codes(on_the_server(world, "customs_intake", files))
    asked = world.actor("customs_intake")
    with acting_as(asked):
        check_list(listed(files[:1]), Asked(Check.Asked.SERVER), actor=asked, now=clock.now())
    for file in files[:2]:
        between.switches(file, is_on=False)
    _, taken = between.goes(hash_set)
    with acting_as(world.actor(TAKER)):
        heard = dict(Heard.objects.filter(edition=taken).values_list("organisation__code", "count"))
    # Northmoor met them itself; it gave the set from another installation as far as anybody here knows.
    assert heard == {"south": 2, "customs": 1, "north": 2}
    with acting_as(world.actor("south_manager")):
        said = Notice.objects.filter(user=world.south_manager, words__contains="hash set")
        assert [one.words for one in said] == [
            "Synthetic Northmoor Police: a hash set withdrew 2 files that your organisation met. Look at what was withdrawn."
        ]
        assert Heard.objects.get().count == 2
    with acting_as(world.actor("foreign_investigator")):
        assert not Heard.objects.exists()
