"""A file is traced both ways; where it was wrong, whoever got it is named, to be told now, and it is withdrawn from everybody."""

import csv
import io
import json

import pytest

from tests.cast import World
from tests.hashsets.exchange import GIVER, TAKER, Exchange, a_body, a_set, digests
from tests.register.lists_of import made_up
from tests.register.packs import audited
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tutela.hashsets.models import Telling, Wrong
from tutela.hashsets.queries.trace import Trace, find_traced
from tutela.hashsets.services.read_trace import read_trace
from tutela.hashsets.services.wrong import Grounds, say_told, say_wrong
from tutela.hashsets.trace_file import trace_as_json, write_trace_csv
from tutela.register.models import Entry, File

pytestmark = pytest.mark.django_db


def traced(world: World, file: dict[str, bytes], who: str) -> Trace:
    actor = world.actor(who)
    with acting_as(actor):
        return read_trace(find_traced(file["md5"].hex()), actor=actor, now=clock.now())


def test_a_file_is_traced_to_everybody_who_got_it_and_gave_it(world: World, between: Exchange) -> None:
    files = made_up(3, seed=31)
    between.gives(files)
    abroad = a_body(world, GIVER, "Synthetic Body Abroad", "FR")
    hash_set = a_set(world, to=(between.taker, abroad))
    between.goes(hash_set)
    between.issue(hash_set, abroad)
    between.switches(files[0], is_on=False)
    between.goes(hash_set)
    given = traced(world, files[0], GIVER)
    assert [(one.body_name, one.number, one.act) for one in given.went] == [
        ("Synthetic National Centre", 3, "withdrawn"),
        ("Synthetic Body Abroad", 2, "given"),
        ("Synthetic National Centre", 1, "given"),
    ]
    assert [one.body_name for one in given.has] == ["Synthetic Body Abroad"]
    assert given.came == []
    taken = traced(world, files[0], TAKER)
    assert [(one.body_name, one.number, one.act, one.why, list(one.hands)) for one in taken.came] == [
        ("Synthetic Northmoor Police", 3, "withdrawn", "switched_off", []),
        ("Synthetic Northmoor Police", 1, "given", "", ["Synthetic Northmoor Police"]),
    ]
    assert taken.went == []
    # Another organisation that may know of the file traces nothing of theirs.
    assert (traced(world, files[1], "south_manager").came, traced(world, files[1], "south_manager").went) == ([], [])
    assert len(audited("hashsets.trace")) == 4


def test_a_trace_is_a_file_as_well(world: World, between: Exchange) -> None:
    [file] = made_up(1, seed=32)
    between.gives([file])
    between.goes(a_set(world, to=(between.taker,)))
    stream = io.StringIO()
    assert write_trace_csv(stream, traced(world, file, TAKER)) == 1
    rows = list(csv.reader(io.StringIO(stream.getvalue())))
    assert rows[0][0].startswith("# From whom file")
    assert rows[-1][:6] == ["came", "Synthetic set", "Synthetic Northmoor Police", "1", rows[-1][4], "given"]
    said = json.loads(trace_as_json(traced(world, file, GIVER)))
    assert said["file"]["sha256"] == file["sha256"].hex()
    assert said["went"][0]["contact"]["telephone"] == "+44 1632 960011"
    assert said["has_it"] == ["Synthetic National Centre"]


def test_what_was_wrong_is_switched_off_told_of_and_withdrawn_from_everybody(world: World, between: Exchange) -> None:
    files = made_up(3, seed=33)
    between.gives(files)
    never = a_body(world, GIVER, "Synthetic Body Without It")
    hash_set = a_set(world, to=(between.taker, never))
    other = a_set(world, name="Another set", to=(between.taker,))
    between.goes(hash_set)
    between.goes(other)
    north, now = world.actor(GIVER), clock.now()
    with acting_as(north):
        file = File.objects.get(sha256=files[0]["sha256"])
        with pytest.raises(BadInput):
            say_wrong(file, Grounds("no_such", "Synthetic."), actor=north, now=now)
        with pytest.raises(BadInput):
            say_wrong(file, Grounds("mistaken", " "), actor=north, now=now)
        wrong = say_wrong(file, Grounds("mistaken", "Another exhibit."), actor=north, now=now)
        assert not Entry.objects.get(file=file, organisation=world.north).is_on
        [telling] = Telling.objects.filter(wrong=wrong).select_related("body")
        assert telling.body.name == "Synthetic National Centre"
    centre = world.actor(TAKER)
    with acting_as(centre), pytest.raises(RuleBroken, match="told already"):
        say_told(telling, words="Synthetic desk", actor=centre, now=now)
    with acting_as(north):
        with pytest.raises(BadInput):
            say_told(telling, words="", actor=north, now=now)
        told = say_told(telling, words="Synthetic desk", actor=north, now=now)
        assert (told.told_by_id, told.told_at) == (north.user_id, now)
        with pytest.raises(RuleBroken, match="told already"):
            say_told(telling, words="Again", actor=north, now=now)
    # In the next edition of each set, with the ground and without the words.
    for one in (hash_set, other):
        edition, taken = between.goes(one)
        assert (edition.withdrawn, taken.withdrawn) == (1, 1)
        assert b"Another exhibit" not in between.file_of(edition).read_bytes()
    assert {one.why for one in traced(world, files[0], TAKER).came if one.act == "withdrawn"} == {"mistaken"}
    assert between.held() == digests(files[1:])
    assert audited("hashsets.say_wrong")[0]["bodies"] == 1
    assert len(audited("hashsets.say_told")) == 1
    # Said once more there is nothing to switch off, and nobody has it.
    with acting_as(north), pytest.raises(RuleBroken, match="nobody outside has it"):
        say_wrong(file, Grounds("mistaken", "Again."), actor=north, now=now)


def test_only_who_holds_something_of_a_file_says_that_it_was_wrong(world: World, between: Exchange) -> None:
    files = made_up(1, seed=34)
    between.gives(files)
    south, examiner = world.actor("south_manager"), world.actor("north_examiner")
    with acting_as(south):
        file = find_traced(files[0]["sha1"].hex())
        with pytest.raises(NotFound, match="holds nothing"):
            say_wrong(file, Grounds("mistaken", "Synthetic."), actor=south, now=clock.now())
    with acting_as(examiner), pytest.raises(NotAllowed):
        say_wrong(file, Grounds("mistaken", "Synthetic."), actor=examiner, now=clock.now())
    with acting_as(south):
        assert not Wrong.objects.exists()


def test_a_file_is_named_by_a_hash_or_its_number_and_absent_and_hidden_are_the_same(
    world: World, between: Exchange
) -> None:
    files = made_up(1, seed=35)
    between.gives(files, audience="own")
    with acting_as(world.actor(GIVER)):
        number = find_traced(files[0]["sha256"].hex().upper()).pk
        assert find_traced(str(number)).pk == number
        for wrong in ("", "zz" * 16, "12-34", "ab" * 7):
            with pytest.raises(BadInput):
                find_traced(wrong)
    with acting_as(world.actor("south_manager")):
        for named in (str(number), files[0]["md5"].hex(), "ab" * 16):
            with pytest.raises(NotFound, match="no such file"):
                find_traced(named)
