"""What a pack found is brought back, is entered once, and is refused where it is not what a check with a pack wrote."""

import base64
import hashlib
import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cases.cases import a_case
from tests.cast import World
from tests.register.lists_of import listed, made_up, only
from tests.register.packs import NOW, SIGNER, Files, audited, codes, made_by, on_the_server, submitted
from tests.register.series import a_series
from tutela.accounts.need_to_know import acting_as
from tutela.core.errors import BadInput, NotAllowed, NotFound, Refused, RuleBroken
from tutela.register.answer import Answer
from tutela.register.models import Check, Entry, Sighting, Submission
from tutela.register.pack.asking import answers_from
from tutela.register.pack.reading import Pack
from tutela.register.pack.results import Question, Results, read_results, write_results
from tutela.register.pack.signing import Signer
from tutela.register.services.bring_back import Brought, bring_back, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_index(tmp_path: Path, settings: Any) -> None:
    settings.TUTELA_REGISTER_INDEX_DIR = tmp_path / "register"


def results_of(pack: Pack, files: Files, to: Path, *, question: Question | None = None, now: Any = NOW) -> Results:
    given = listed(files)
    with to.open("wb") as stream:
        write_results(stream, given, answers_from(pack, given.rows), pack, question or Question("EX/7"), now=now)
    return read_results(to)


def rewritten(path: Path, to: Path, **head: Any) -> Results:
    """The same results with another head, as somebody would write them who knows the form."""
    first, *rows, _ = path.read_bytes().splitlines(keepends=True)
    given = json.loads(first)
    head["proof"] = given["proof"] | head.get("proof", {})
    text = json.dumps(given | head).encode() + b"\n" + b"".join(rows)
    end = {"rows": len(rows), "sha256": hashlib.sha256(text).hexdigest()}
    to.write_bytes(text + json.dumps(end).encode() + b"\n")
    return read_results(to)


def brought(world: World, who: str, results: Results, *, now: Any = NOW) -> Brought:
    actor = world.actor(who)
    with acting_as(actor):
        found = bring_back(results, public=SIGNER.public, actor=actor, now=now)
        for _ in take_in(found, actor=actor):
            pass
        return found


def test_what_was_found_is_entered_once_however_often_it_is_brought_back(world: World, tmp_path: Path) -> None:
    files = made_up(9, seed=23)
    series = a_series(world, "north_investigator", audience="all")
    submitted(world, "north_investigator", files[:2], series=series)
    submitted(world, "north_investigator", files[2:3])
    pack = made_by(world, "south_investigator", tmp_path / "a.pack")
    asked_at, later = NOW + timedelta(days=1), NOW + timedelta(days=3)
    results = results_of(pack, files, tmp_path / "a.results", now=asked_at)
    with acting_as(south := world.actor("south_investigator")):
        assert not Sighting.objects.filter(organisation=world.south).exists()
    first = brought(world, "south_investigator", results, now=later)
    again = brought(world, "south_manager", results, now=later)
    once_more = brought(world, "south_investigator", results_of(pack, files, tmp_path / "b.results"), now=later)
    assert [one.again for one in (first, again, once_more)] == [False, True, True]
    assert first.check.pk == again.check.pk == once_more.check.pk
    with acting_as(south):
        check = Check.objects.get()
        assert (check.asked_from, check.exhibit, check.asked_at, check.done_at) == ("pack", "EX/7", asked_at, later)
        assert (check.rows, check.done_rows, check.not_identified, check.known, check.new) == (9, 9, 2, 1, 6)
        assert check.submission_id == first.submission.pk
        [part] = check.parts.all()
        assert (part.places, part.answers) == ([1, 2, 3], [Answer.NOT_IDENTIFIED] * 2 + [Answer.KNOWN])
        assert (part.series, part.organisations) == ([series.pk, series.pk, 0], [world.north.pk] * 3)
        assert len(set(part.files)) == 3
        assert 0 not in part.files
        met = Sighting.objects.filter(organisation=world.south)
        assert [(one.exhibit, one.met_at) for one in met] == [("EX/7", asked_at)] * 3
        assert not Entry.objects.filter(organisation=world.south).exists()
    acts = audited("register.bring_back")
    assert [(one["again"], one["pack"], one["known"]) for one in acts] == [
        (again, pack.label.id, 3) for again in (False, True, True)
    ]


def test_files_of_a_case_are_entered_when_they_are_brought_back_the_new_ones_too(world: World, tmp_path: Path) -> None:
    files = made_up(6, seed=24)
    submitted(world, "north_examiner", files[:2])
    pack = made_by(world, "south_investigator", tmp_path / "a.pack")
    results = results_of(pack, files, tmp_path / "a.results", question=Question("EX/7", "", "case"))
    done = brought(world, "south_investigator", results)
    with acting_as(world.actor("south_investigator")):
        assert Entry.objects.filter(organisation=world.south).count() == 6
        assert (Check.objects.get().new, Submission.objects.get(pk=done.submission.pk).new_files) == (4, 4)
    assert codes(on_the_server(world, "south_investigator", files)) == ["known"] * 6


def test_a_list_of_which_nothing_is_known_is_brought_back_as_well(world: World, tmp_path: Path) -> None:
    submitted(world, "north_examiner", made_up(1, seed=25))
    pack = made_by(world, "south_investigator", tmp_path / "a.pack")
    results = results_of(pack, made_up(3, seed=26), tmp_path / "a.results")
    for _ in range(2):
        done = brought(world, "south_investigator", results)
    with acting_as(world.actor("south_investigator")):
        check = Check.objects.get()
        assert (check.rows, check.new, check.submission_id) == (3, 3, done.submission.pk)
        assert Submission.objects.get(pk=check.submission_id).done_at is not None
        assert not Sighting.objects.filter(organisation=world.south).exists()


def test_whoever_brings_results_back_hears_of_what_the_register_says_otherwise_today(
    world: World, tmp_path: Path
) -> None:
    files = made_up(3, seed=27)
    submitted(world, "north_examiner", files)
    pack = made_by(world, "south_investigator", tmp_path / "a.pack")
    results = results_of(pack, files, tmp_path / "a.results")
    with acting_as(world.actor("north_examiner")):
        first = Entry.objects.order_by("pk").first()
        assert first is not None
        Entry.objects.filter(pk=first.pk).update(is_on=False, switched_words="Synthetic words.")
    done = brought(world, "south_investigator", results)
    assert (done.changed, done.check.known) == (1, 3)


def test_results_of_another_pack_organisation_or_time_are_refused(world: World, tmp_path: Path) -> None:
    files = made_up(2, seed=28)
    submitted(world, "north_examiner", files)
    pack = made_by(world, "south_investigator", tmp_path / "a.pack")
    results = results_of(pack, files, tmp_path / "a.results")
    south = world.actor("south_investigator")
    with pytest.raises(Refused, match="did not make"):
        bring_back(results, public=Signer.new().public, actor=south, now=NOW)
    with pytest.raises(RuleBroken, match="another organisation"):
        brought(world, "north_examiner", results)
    with pytest.raises(NotAllowed):
        brought(world, "hotline_partner", results)
    early = results_of(pack, files, tmp_path / "b.results", now=NOW - timedelta(days=2))
    late = results_of(pack, files, tmp_path / "c.results", now=NOW + timedelta(days=2))
    for wrong in (early, late):
        with pytest.raises(BadInput, match="clock of that machine"):
            brought(world, "south_investigator", wrong)
    # Whoever writes a header of their own has no signature for it, though the rest of the file fits.
    for_north = pack.proof.header.replace(b'"organisation_code": "south"', b'"organisation_code": "north"')
    proof = {"header": base64.b64encode(for_north).decode()}
    with pytest.raises(Refused, match="did not make"):
        brought(world, "north_examiner", rewritten(tmp_path / "a.results", tmp_path / "d.results", proof=proof))
    with acting_as(south):
        assert not Check.objects.exists()
    assert not brought(world, "south_investigator", results).again


def test_results_whose_head_does_not_fit_their_rows_are_refused(world: World, tmp_path: Path) -> None:
    submitted(world, "north_examiner", made_up(3, seed=30))
    pack = made_by(world, "south_investigator", tmp_path / "a.pack")
    path, other = tmp_path / "a.results", tmp_path / "b.results"
    results_of(pack, made_up(5, seed=30), path)
    counts = {one.code: 0 for one in Answer} | {"known": 3, "new": 2}
    assert len(rewritten(path, other, counts=counts).rows) == 3
    wrong: list[dict[str, Any]] = [
        {"counts": counts | {"known": 2, "new": 3}},
        {"counts": counts | {"new": 1}},
        {"counts": {}},
        {"list": {"form": "hashdeep", "sha256": "0" * 64, "rows": 6}},
        {"list": {"form": "hashdeep", "sha256": "0" * 62, "rows": 5}},
        {"list": {"form": "hashdeep" * 9, "sha256": "0" * 64, "rows": 5}},
        {"submit": "harmless"},
        {"submit": "case"},
        {"exhibit": "x" * 61},
        {"exhibit": "a\0b"},
        {"about": 7},
        {"asked_at": "2026-03-02T09:00:00"},
        {"said": []},
        {"said": [["new", "", ""], ["certain", "", ""]]},
        {"form": "tutela-pack-results 2"},
        {"form": None},
    ]
    for head in wrong:
        with pytest.raises(BadInput) as error:
            rewritten(path, other, **head)
        assert error.value.detail_code == "bad_results", head


def test_what_names_a_case_is_kept_with_it_and_what_names_none_that_is_seen_is_refused(
    world: World, tmp_path: Path
) -> None:
    case = a_case(world)
    submitted(world, "south_investigator", files := made_up(2, seed=31))
    pack = made_by(world, "north_investigator", tmp_path / "a.pack")
    results = results_of(pack, files, tmp_path / "a.results", question=Question("EX/7", case.reference))
    unseen = results_of(pack, files, tmp_path / "b.results", question=Question("EX/7", "C-2026-00000"))
    with pytest.raises((NotFound, BadInput)):
        brought(world, "north_investigator", unseen)
    check = brought(world, "north_investigator", results).check
    assert (check.subject_kind, check.subject_reference) == ("case", case.reference)
    with acting_as(world.actor("north_investigator")):
        assert {one.subject_reference for one in Sighting.objects.filter(organisation=world.north)} == {case.reference}


def test_what_was_kept_and_not_yet_entered_goes_on(world: World, tmp_path: Path) -> None:
    submitted(world, "north_examiner", files := made_up(4, seed=32))
    pack = made_by(world, "south_investigator", tmp_path / "a.pack")
    results = results_of(pack, files, tmp_path / "a.results")
    actor = world.actor("south_investigator")
    with acting_as(actor):
        bring_back(results, public=SIGNER.public, actor=actor, now=NOW)
        assert not Sighting.objects.filter(organisation=world.south).exists()
    brought(world, "south_manager", results)
    with acting_as(actor):
        assert Sighting.objects.filter(organisation=world.south).count() == 4


def test_results_that_were_cut_off_or_altered_on_their_way_are_refused_with_the_line(
    world: World, tmp_path: Path
) -> None:
    files = made_up(40, seed=29)
    submitted(world, "north_examiner", only(files, "md5", "sha256"))
    pack = made_by(world, "south_investigator", tmp_path / "a.pack")
    path = tmp_path / "a.results"
    results_of(pack, files, path)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    assert len(lines) == 42
    draw = random.Random(29)
    damaged = [b"".join(lines[:n]) for n in (0, 1, 7, 41)] + [whole[: len(whole) // 2], b"\x89PNG\r\n\x1a\n" * 9]
    damaged += [b"".join([*lines[:5], *lines[6:]]), b"".join([*lines[:5], lines[7], *lines[5:]])]
    for _ in range(300):
        place = draw.randrange(len(whole))
        damaged.append(whole[:place] + bytes([whole[place] ^ 1 << draw.randrange(8)]) + whole[place + 1 :])
    for one in damaged:
        path.write_bytes(one)
        with pytest.raises(BadInput) as error:
            read_results(path)
        assert error.value.detail_code == "bad_results"
        assert error.value.where.row is not None
    path.write_bytes(whole)
    assert len(read_results(path).rows) == 40
