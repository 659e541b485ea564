"""What was found enters once and whole; what is asked is answered by everything that was committed, and to each what they may know."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection

from tests.cast import World
from tests.children.children import refused
from tests.register.lists_of import listed, made_up, only, rows_from
from tests.register.series import a_series
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.register.answer import Answer
from tutela.register.models import Check, Entry, File, Sighting, Source, Submission
from tutela.register.queries.answers import answers_for
from tutela.register.queries.candidates import rows_to_ask
from tutela.register.services.check import Asked, Checked, check_list, say_not_sent, say_sent
from tutela.register.services.keep_index import build_index
from tutela.register.services.submit import Given, begin_submission, take_all, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the index is kept in this test."""
    settings.TUTELA_REGISTER_INDEX_DIR = tmp_path / "register"
    return tmp_path / "register"


def submitted(world: World, who: str, files: list[dict[str, bytes]], **given: Any) -> Submission:
    actor = world.actor(who)
    given = {"what": "case", "exhibit": "EX/1"} | given
    with acting_as(actor):
        made = begin_submission(listed(files), Given(**given), actor=actor, now=clock.now())
        for _ in take_all(made, listed(files).rows, actor=actor):
            pass
        return Submission.objects.get(pk=made.pk)


def asked(world: World, who: str, files: list[dict[str, bytes]]) -> Checked:
    actor = world.actor(who)
    with acting_as(actor):
        return check_list(listed(files), Asked("server", "EX/9"), actor=actor, now=clock.now())


def answers(world: World, who: str, files: list[dict[str, bytes]]) -> list[str]:
    return [Answer(one).code for one in asked(world, who, files).answers.answer_codes().tolist()]


def make_index(folder: Path) -> None:
    with switched_role("tutela_jobs"):
        build_index(folder)


def test_what_one_service_submits_another_of_the_same_country_finds_with_whom_to_ask(world: World) -> None:
    files = made_up(3)
    submitted(world, "north_examiner", files[:2])
    found = asked(world, "south_investigator", files).answers
    assert [Answer(one).code for one in found.answer_codes().tolist()] == ["known", "known", "new"]
    said = found.said[found.which[0]]
    assert found.contacts[said.owner].name == world.north.name
    assert found.counts()[Answer.NEW] == 1


@pytest.mark.parametrize("hashes", [("md5",), ("sha1",), ("sha256",), ("md5", "sha1"), ("md5", "sha256")])
def test_a_file_is_known_by_any_of_its_hashes_with_an_index_and_without(
    world: World, folder: Path, hashes: tuple[str, ...]
) -> None:
    files = made_up(4, seed=3)
    submitted(world, "north_examiner", files[:3])
    want = ["known", "known", "known", "new"]
    assert answers(world, "south_investigator", only(files, *hashes)) == want
    make_index(folder)
    assert answers(world, "south_investigator", only(files, *hashes)) == want


def test_what_was_committed_after_the_index_was_made_is_found(world: World, folder: Path) -> None:
    files = made_up(6, seed=4)
    submitted(world, "north_examiner", only(files[:2], "md5"))
    make_index(folder)
    submitted(world, "north_examiner", files[2:4])
    assert answers(world, "south_investigator", files) == ["known"] * 4 + ["new"] * 2


def test_a_hash_that_a_file_learns_after_the_index_was_made_is_found(world: World, folder: Path) -> None:
    files = made_up(2, seed=5)
    submitted(world, "north_examiner", only(files, "md5"))
    make_index(folder)
    assert answers(world, "south_investigator", only(files, "sha256")) == ["new", "new"]
    submitted(world, "north_examiner", files[:1], exhibit="EX/2")
    assert answers(world, "south_investigator", only(files, "sha256")) == ["known", "new"]
    with acting_as(world.actor("north_examiner")):
        assert File.objects.count() == 2


def test_an_index_of_another_table_or_a_damaged_one_is_not_asked(world: World, folder: Path) -> None:
    files = made_up(2, seed=6)
    submitted(world, "north_examiner", files)
    make_index(folder)
    [version] = folder.iterdir()
    assert {one.name for one in version.iterdir()} == {
        "md5.idx",
        "sha1.idx",
        "sha256.idx",
        "pdq.idx",
        "several.npy",
        "manifest.json",
    }
    (version / "md5.idx").write_bytes(b"")
    assert answers(world, "south_investigator", only(files, "md5")) == ["known", "known"]
    manifest = version / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"identity": "', '"identity": "x'))
    assert answers(world, "south_investigator", only(files, "md5")) == ["known", "known"]
    for one in version.iterdir():
        one.unlink()
    version.rmdir()
    assert answers(world, "south_investigator", only(files, "md5")) == ["known", "known"]


def test_the_index_only_filters_two_files_with_one_md5_are_two(world: World, folder: Path) -> None:
    one, other = made_up(2, seed=7)
    other["md5"] = one["md5"]
    submitted(world, "north_examiner", [one])
    make_index(folder)
    assert answers(world, "south_investigator", [one, other]) == ["known", "new"]
    submitted(world, "north_examiner", [other], exhibit="EX/2")
    with acting_as(world.actor("north_examiner")):
        assert File.objects.count() == 2
    found = asked(world, "south_investigator", only([one], "md5")).answers
    assert found.said[found.which[0]].files == 2


def test_the_same_list_again_is_the_same_submission_and_no_sighting_twice(world: World) -> None:
    files = made_up(5, seed=8)
    first = submitted(world, "north_examiner", files)
    again = submitted(world, "north_examiner", files)
    assert again.pk == first.pk
    assert (first.new_files, first.new_sightings) == (5, 5)
    with acting_as(world.actor("north_examiner")):
        assert Sighting.objects.count() == 5
    # Another list with the same files on the same exhibit meets nothing new; on another exhibit it does.
    assert submitted(world, "north_examiner", files[:4]).new_sightings == 0
    assert submitted(world, "north_examiner", files[:4], exhibit="EX/2").new_sightings == 4


def test_a_part_that_another_process_has_taken_is_refused_and_nothing_of_it_is_kept(world: World) -> None:
    files = made_up(5, seed=9)
    actor = world.actor("north_examiner")
    given = listed(files)
    with acting_as(actor):
        made = begin_submission(given, Given("case", exhibit="EX/1"), actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="another process"):
            take_part(made, given.rows, start=2, actor=actor, now=clock.now())
        assert Sighting.objects.count() == 0
        take_part(made, given.rows, start=0, actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="another process"):
            take_part(made, given.rows, start=0, actor=actor, now=clock.now())
        assert Sighting.objects.count() == 5


def test_of_everything_on_an_exhibit_only_what_is_known_is_noted_as_met(world: World) -> None:
    files = made_up(6, seed=10)
    submitted(world, "north_examiner", files[:2])
    done = submitted(world, "south_investigator", files, what="seen")
    assert (done.new_files, done.new_sightings) == (0, 2)
    with acting_as(world.actor("south_investigator")):
        assert Entry.objects.filter(organisation=world.south).count() == 0


def test_the_empty_file_is_never_entered_and_is_known_to_tell_nothing(world: World, folder: Path) -> None:
    import hashlib

    empty = {name: hashlib.new(name, b"").digest() for name in ("md5", "sha1", "sha256")}
    done = submitted(world, "north_examiner", [empty, *made_up(1, seed=11)])
    assert (done.new_files, done.new_sightings) == (1, 1)
    assert answers(world, "south_investigator", [empty]) == ["harmless"]
    make_index(folder)
    assert answers(world, "south_investigator", [empty]) == ["harmless"]


def test_harmless_files_come_from_a_source_that_can_be_switched_off_as_a_whole(world: World) -> None:
    files = made_up(3, seed=12)
    actor = world.actor("centre_analyst")
    with acting_as(actor):
        source = Source.objects.create(
            organisation=world.centre, name="Synthetic set", origin="Synthetic maker", terms="Public",
            made_at=clock.now(), made_by_id=actor.user_id,
        )  # fmt: skip
        with pytest.raises(BadInput, match="source"):
            begin_submission(listed(files), Given("harmless"), actor=actor, now=clock.now())
    submitted(world, "centre_analyst", files[:2], what="harmless", source=source, exhibit="")
    assert answers(world, "south_investigator", files) == ["harmless", "harmless", "new"]
    # A case's word counts for more than a set's.
    submitted(world, "north_examiner", files[:1])
    assert answers(world, "south_investigator", files) == ["known", "harmless", "new"]
    with acting_as(actor):
        Source.objects.filter(pk=source.pk).update(is_on=False, switched_words="Synthetic words.")
    assert answers(world, "south_investigator", files) == ["known", "new", "new"]


@pytest.mark.parametrize(
    ("audience", "otherwise", "south", "foreign"),
    [
        ("all", "ask", "known", "known"),
        ("country", "ask", "known", "ask"),
        ("country", "new", "known", "new"),
        ("own", "ask", "ask", "ask"),
        ("own", "new", "new", "new"),
    ],
)
def test_who_is_not_of_the_audience_hears_what_the_owner_has_set(
    world: World, audience: str, otherwise: str, south: str, foreign: str
) -> None:
    files = made_up(1, seed=13)
    submitted(world, "north_examiner", files)
    with acting_as(world.actor("north_examiner")):
        Entry.objects.update(audience=audience, otherwise=otherwise)
    assert answers(world, "north_examiner", files) == ["known"]
    assert answers(world, "south_investigator", files) == [south]
    assert answers(world, "foreign_investigator", files) == [foreign]
    # Whoever may not know cannot see the rows by any statement either.
    with acting_as(world.actor("foreign_investigator")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM register_file")
        assert cursor.fetchone()[0] == (1 if foreign == "known" else 0)
        cursor.execute("SELECT count(*) FROM register_sighting")
        assert cursor.fetchone()[0] == 0


def test_a_check_is_kept_with_its_counts_and_needs_to_be_sent_or_a_reason(world: World) -> None:
    files = made_up(4, seed=14)
    submitted(world, "north_examiner", files[:1])
    actor = world.actor("south_investigator")
    check = asked(world, "south_investigator", files).check
    assert (check.rows, check.known, check.new) == (4, 1, 3)
    with acting_as(actor):
        [part] = check.parts.all()
        assert (part.places, part.answers, part.organisations) == ([1], [int(Answer.KNOWN)], [world.north.pk])
        with pytest.raises(BadInput, match="Why is it not sent"):
            say_not_sent(check, reason="", actor=actor, now=clock.now())
        with pytest.raises(BadInput, match="Say in words"):
            say_not_sent(check, reason="other", actor=actor, now=clock.now())
        said = say_not_sent(check, reason="ongoing", actor=actor, now=clock.now())
        assert said.not_sent == "ongoing"
        sent = begin_submission(listed(files), Given("case", exhibit="EX/9"), actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="said already"):
            say_sent(check, sent, actor=actor, now=clock.now())
    with acting_as(world.actor("north_examiner")):
        assert not Check.objects.filter(pk=check.pk).exists()


def test_roles_that_examine_nothing_ask_nothing_and_give_nothing(world: World) -> None:
    files = made_up(1, seed=15)
    for who in ("north_auditor", "north_researcher", "north_administrator", "hotline_partner"):
        actor = world.actor(who)
        with acting_as(actor):
            with pytest.raises(NotAllowed):
                check_list(listed(files), Asked("server"), actor=actor, now=clock.now())
            with pytest.raises(NotAllowed):
                begin_submission(listed(files), Given("case"), actor=actor, now=clock.now())


def test_nobody_writes_into_the_register_past_its_verb(world: World) -> None:
    submitted(world, "north_examiner", made_up(1, seed=16))
    with acting_as(world.actor("north_manager")):
        assert "permission denied" in refused("INSERT INTO register_file (key) VALUES ('x')")
        assert "permission denied" in refused("DELETE FROM register_sighting")
        assert "permission denied" in refused("UPDATE register_entry SET organisation_id = 1")
        assert "permission denied" in refused("SELECT * FROM register_fact")
        assert "permission denied" in refused("UPDATE register_submission SET done_rows = 0")


def test_rows_to_ask_are_all_that_are_known_and_hardly_any_other(world: World, folder: Path) -> None:
    files = made_up(3_000, seed=17)
    submitted(world, "north_examiner", files[:30])
    make_index(folder)
    with acting_as(world.actor("south_investigator")):
        found = rows_to_ask(listed(files).rows)
        assert np.array_equal(found, np.arange(30))
        assert answers_for(listed(files).rows, found).counts()[Answer.KNOWN] == 30


def test_a_list_that_comes_in_parts_goes_on_where_it_was_and_is_answered_as_one_that_came_whole(world: World) -> None:
    from tutela.register.services.check import ListHead, answer_part, begin_check

    files = made_up(10, seed=18)
    submitted(world, "north_examiner", files[2:5])
    whole = asked(world, "south_investigator", files)
    actor, given = world.actor("south_investigator"), listed(files)
    parts = [rows_from(files, start, start + 4) for start in (0, 4, 8)]
    with acting_as(actor):
        check = begin_check(ListHead.of(given), Asked("api"), key="one", actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="missing"):
            answer_part(check, parts[1], start=4, actor=actor, now=clock.now())
        for number, part in enumerate(parts):
            answer_part(check, part, start=4 * number, actor=actor, now=clock.now())
            # The line broke before the answer arrived: the same part is answered again, and kept once.
            answer_part(check, part, start=4 * number, actor=actor, now=clock.now())
        again = begin_check(ListHead.of(given), Asked("api"), key="one", actor=actor, now=clock.now())
        assert (again.pk, again.done_rows, again.done_at is not None) == (check.pk, 10, True)
        assert (again.known, again.new) == (whole.check.known, whole.check.new) == (3, 7)
        assert [place for part in again.parts.all() for place in part.places] == [3, 4, 5]
        with pytest.raises(BadInput, match="another list"):
            begin_check(ListHead.of(listed(files[:3])), Asked("api"), key="one", actor=actor, now=clock.now())
        assert "not changed" in refused("UPDATE register_check SET known = 0 WHERE id = %s", check.pk)


def perceptual(*hashes: bytes) -> Any:
    """The rows of files that are known by a random MD5 and these perceptual hashes."""
    from dataclasses import replace

    from tutela.register.lists.rows import Column

    given = listed(only(made_up(len(hashes), seed=hash(hashes) & 0xFFFF), "md5"))
    column = Column(np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(-1, 32), np.ones(len(hashes), dtype=bool))
    return replace(given, rows=replace(given.rows, pdq=column), known_again=b"".join(hashes).hex()[:64])


def changed(given: bytes, bits: int) -> bytes:
    """The same hash with so many bits turned over."""
    number = int.from_bytes(given, "big")
    for bit in range(bits):
        number ^= 1 << (bit * 7 % 256)
    return number.to_bytes(32, "big")


@pytest.mark.parametrize("with_index", [True, False])
def test_a_near_file_is_found_up_to_31_bits_with_its_distance_and_stays_another_file(
    world: World, folder: Path, *, with_index: bool
) -> None:
    import random

    known = random.Random(1).randbytes(32)
    north, south = world.actor("north_examiner"), world.actor("south_investigator")
    with acting_as(north):
        made = begin_submission(perceptual(known), Given("case", exhibit="EX/1"), actor=north, now=clock.now())
        take_part(made, perceptual(known).rows, start=0, actor=north, now=clock.now())
    if with_index:
        make_index(folder)
    asked_about = perceptual(changed(known, 5), changed(known, 31), changed(known, 32))
    with acting_as(south):
        found = check_list(asked_about, Asked("server"), actor=south, now=clock.now())
        assert found.answers.counts()[Answer.NEW] == 3
        assert [(one.row, one.distance) for one in found.answers.near] == [(0, 5), (1, 31)]
        assert found.answers.near[0].said.owner == world.north.pk
        [part] = found.check.parts.all()
        assert (part.places, part.answers, part.distances) == ([1, 2], [0, 0], [5, 31])
        nearer = check_list(asked_about, Asked("server"), near_distance=10, actor=south, now=clock.now())
        assert [one.distance for one in nearer.answers.near] == [5]
        with pytest.raises(BadInput, match="31"):
            check_list(asked_about, Asked("server"), near_distance=32, actor=south, now=clock.now())
    with acting_as(world.actor("north_examiner")):
        Entry.objects.update(audience="own", otherwise="new")
    with acting_as(south):
        assert check_list(asked_about, Asked("server"), actor=south, now=clock.now()).answers.near == []


@pytest.mark.parametrize("seed", range(3))
def test_with_an_index_and_without_the_answer_to_every_row_is_the_same(world: World, folder: Path, seed: int) -> None:
    import random

    draw = random.Random(seed)
    pool = made_up(40, seed=50 + seed)
    for one in draw.sample(pool, 6):
        one["md5"] = pool[0]["md5"]
    for other in draw.sample(pool, 4):
        other["sha1"] = pool[1]["sha1"]

    def some() -> list[dict[str, bytes]]:
        chosen = draw.sample(pool, draw.randrange(5, 20))
        return [{name: one[name] for name in draw.sample(sorted(one), draw.randrange(1, 4))} for one in chosen]

    for number in range(4):
        submitted(world, draw.choice(("north_examiner", "south_investigator")), some(), exhibit=f"EX/{number}")
        if number == 2:
            make_index(folder)
    questions = [*some(), *some(), *pool]
    with_index = asked(world, "customs_intake", questions)
    shutil.rmtree(folder)
    without = asked(world, "customs_intake", questions)
    for one in range(len(questions)):
        assert (
            with_index.answers.said[with_index.answers.which[one]] == without.answers.said[without.answers.which[one]]
        ), questions[one].keys()
    assert np.array_equal(with_index.answers.files, without.answers.files)
    assert 0 < without.answers.counts()[Answer.NEW] < len(questions)


@pytest.mark.parametrize("otherwise", ["new", "ask"])
def test_a_submission_says_no_more_of_what_is_hidden_than_a_check_does(world: World, otherwise: str) -> None:
    """That a file was not new to the register, or that one of an exhibit was met, told of an entry that its owner hides."""
    files = made_up(5, seed=21)
    hidden = a_series(world, audience="own", otherwise=otherwise)
    submitted(world, "north_examiner", files[:2], series=hidden)
    submitted(world, "north_examiner", files[2:3], exhibit="EX/2")  # for all of the country
    said = answers(world, "south_investigator", files)
    heard = 1 if otherwise == "new" else 3
    assert said.count("new") == 5 - heard
    seen = submitted(world, "south_investigator", files, what="seen", exhibit="SO/1")
    assert (seen.new_files, seen.new_sightings) == (0, heard)
    with acting_as(world.actor("south_investigator")):
        assert Sighting.objects.filter(submission=seen).count() == File.objects.count() == heard
    # Whoever answers for the series hears of each, hidden or not.
    with acting_as(world.actor("north_investigator")):
        assert Sighting.objects.filter(exhibit="SO/1").count() == 2
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM register_fact WHERE organisation_id = %s", [world.south.pk])
        assert cursor.fetchone() == (3,)
    case = submitted(world, "south_investigator", files, exhibit="SO/2")
    assert (case.new_files, case.new_sightings) == (5 - heard, 5)
    # Now they know of all of them, by their own entries.
    with acting_as(world.actor("south_investigator")):
        assert Sighting.objects.filter(submission=seen).count() == 3
