"""Many small submissions at once are what they would be one after another: each its own, with its line in the trail, and none twice."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, transaction

from tests.cast import World
from tests.register.lists_of import listed, made_up, only, rows_of
from tests.register.many import Files, entered, together
from tests.register.series import a_series, give, keep_index_in
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as AuditEntry
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed
from tutela.register.models import Entry, File, Sighting, Submission
from tutela.register.services.submit import Given, begin_submission, take_part
from tutela.register.services.submit_each import Entered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any) -> None:
    """Where the index is kept in this test."""
    keep_index_in(tmp_path, settings)


def test_each_of_many_is_a_submission_with_its_sightings_and_its_line_in_the_trail(world: World) -> None:
    files = made_up(6, seed=1)
    given = [Given("case", exhibit=f"EX/{number}") for number in range(3)]
    done = entered(together(world, "north_examiner", given, [files[:1], files[1:3], files[3:]]))
    assert [(one.again, one.files, one.sightings) for one in done] == [(False, 1, 1), (False, 2, 2), (False, 3, 3)]
    with acting_as(world.actor("north_examiner")):
        made = Submission.objects.filter(pk__in=[one.number for one in done]).order_by("exhibit")
        assert [(one.exhibit, one.rows, one.done_rows, one.done_at is not None) for one in made] == [
            ("EX/0", 1, 1, True),
            ("EX/1", 2, 2, True),
            ("EX/2", 3, 3, True),
        ]
        assert sorted(Sighting.objects.values_list("exhibit", flat=True)) == ["EX/0", *["EX/1"] * 2, *["EX/2"] * 3]
        lines = AuditEntry.objects.filter(action="register.submitted").order_by("details")
        assert [f'"submission":{one.number},' in line.details for one, line in zip(done, lines, strict=True)] == [
            True
        ] * 3


def test_what_is_sent_again_is_known_again_and_nothing_is_there_twice(world: World) -> None:
    files = made_up(5, seed=2)
    given = [Given("case", exhibit=f"EX/{number}") for number in range(5)]
    first = entered(together(world, "north_examiner", given[:3], [[one] for one in files[:3]]))
    # A sender that did not hear the answer sends the same with more; and one of them twice.
    again = entered(together(world, "north_colleague", [*given, given[4]], [[one] for one in [*files, files[4]]]))
    assert [one.again for one in again] == [True, True, True, False, False, True]
    assert [one.number for one in again[:3]] == [one.number for one in first]
    assert [one.files for one in again[:3]] == [1, 1, 1]
    assert again[4].number == again[5].number
    with acting_as(world.actor("north_examiner")):
        assert (Submission.objects.count(), Sighting.objects.count(), Entry.objects.count()) == (5, 5, 5)
    with switched_role("tutela_jobs"):
        assert AuditEntry.objects.filter(action="register.submitted").count() == 5


def test_one_that_does_not_fit_together_is_refused_and_the_others_are_taken(world: World) -> None:
    files, series = made_up(3, seed=3), a_series(world)
    given = [Given("case", exhibit="EX/1"), Given("seen", series=series), Given("case", exhibit="EX/2", series=series)]
    done = together(world, "north_examiner", given, [[one] for one in files])
    assert isinstance(done[1], BadInput)
    assert done[1].where.field == "series"
    assert [one.sightings for one in entered([done[0], done[2]])] == [1, 1]
    with acting_as(world.actor("north_examiner")):
        assert Submission.objects.count() == 2
        assert Entry.objects.get(series=series).submission_id == entered([done[2]])[0].number


def test_a_part_says_which_role_and_how_many_rows(world: World) -> None:
    one = made_up(1)
    with pytest.raises(NotAllowed):
        together(world, "north_auditor", [Given("case")], [one])
    with pytest.raises(BadInput, match="10,000 rows"):
        together(world, "north_examiner", [Given("case"), Given("seen")], [only(one, "md5") * 10_000, one])


def test_of_everything_on_an_exhibit_only_what_is_known_is_met_also_where_it_is_sent_with_files_of_a_case(
    world: World,
) -> None:
    files = made_up(4, seed=4)
    given = [Given("case", exhibit="EX/1"), Given("seen", exhibit="EX/2")]
    done = entered(together(world, "north_examiner", given, [files[:2], files[1:]]))
    assert [(one.files, one.sightings) for one in done] == [(2, 2), (0, 1)]
    with acting_as(world.actor("north_examiner")):
        assert File.objects.count() == 2


@pytest.mark.parametrize("order", ["less first", "more first"])
def test_a_row_that_says_less_of_a_file_is_no_other_file_than_the_row_that_says_more(world: World, order: str) -> None:
    """A file known by one hash in one row and by three in another of the same part became two files."""
    [file] = made_up(1, seed=5)
    said = [only([file], "md5"), [file], only([file], "sha1")]
    given = [Given("case", exhibit=f"EX/{number}") for number in range(3)]
    if order == "more first":
        said = [said[1], said[0], said[2]]
    done = entered(together(world, "north_examiner", given, said))
    assert [(one.files, one.sightings) for one in done] == [(1, 1), (0, 1), (0, 1)]
    with acting_as(world.actor("north_examiner")):
        found = File.objects.get()
        assert [bytes(one or b"") for one in (found.md5, found.sha1, found.sha256)] == [
            file["md5"],
            file["sha1"],
            file["sha256"],
        ]
        assert Sighting.objects.filter(file=found).count() == 3


@pytest.mark.parametrize("seed", range(6))
def test_many_at_once_leave_what_they_leave_one_after_another(world: World, seed: int) -> None:
    draw = random.Random(seed)
    files = made_up(12, seed=seed)
    wide, narrow = a_series(world, audience="all"), a_series(world, audience="own", otherwise="new")
    give(world, "south_investigator", 4, seed=seed)  # what another service has already
    given, of_each = [], []
    for _ in range(15):
        what = draw.choice(["case", "case", "seen"])
        series = draw.choice([None, None, wide, narrow]) if what == "case" else None
        given.append(
            Given(what, how=draw.choice(["found", "reported"]), exhibit=f"EX/{draw.randrange(4)}", series=series)
        )
        chosen = draw.sample(files, draw.randint(1, 4))
        of_each.append([only([one], *draw.choice([("sha256",), ("md5", "sha1", "sha256")]))[0] for one in chosen])
    # Files of a case enter first, whatever stands before them.
    order = sorted(range(15), key=lambda place: given[place].what)
    given, of_each = [given[place] for place in order], [of_each[place] for place in order]
    one_by_one = undone(lambda: _one_after_another(world, given, of_each))
    at_once = undone(lambda: _counts(entered(together(world, "north_examiner", given, of_each))))
    assert at_once == one_by_one


def _one_after_another(world: World, given: Sequence[Given], of_each: Sequence[Files]) -> list[tuple[int, int]]:
    actor, done, seen = world.actor("north_examiner"), [], {}
    for one, files in zip(given, of_each, strict=True):
        with acting_as(actor):
            made = begin_submission(listed(files), one, actor=actor, now=clock.now())
            if made.pk not in seen:
                taken = take_part(made, rows_of(files), start=0, actor=actor, now=clock.now())
                seen[made.pk] = (taken.files, taken.sightings)
            done.append(seen[made.pk])
    return done


def _counts(done: Sequence[Entered]) -> list[tuple[int, int]]:
    return [(one.files, one.sightings) for one in done]


def undone(act: Any) -> tuple[Any, ...]:
    """What ``act`` brings and leaves in the register; afterwards it was not done."""
    with transaction.atomic():
        brought = act()
        with switched_role("tutela_owner"), connection.cursor() as cursor:
            left = []
            for statement in _LEFT:
                cursor.execute(statement)
                left.append(sorted(cursor.fetchall(), key=repr))
        transaction.set_rollback(True)
    return brought, *left


_FILE = "JOIN register_file f ON f.id = file_id"
_LEFT = (
    "SELECT encode(md5, 'hex'), encode(sha1, 'hex'), encode(sha256, 'hex') FROM register_file",
    f"SELECT encode(f.sha256, 'hex'), organisation_id, kind, series_id, audience, otherwise, country FROM register_entry {_FILE}",
    f"SELECT encode(f.sha256, 'hex'), organisation_id, exhibit, how FROM register_sighting {_FILE}",
    "SELECT what, how, exhibit, series_id, rows, done_rows, new_files, new_sightings FROM register_submission",
    f"SELECT encode(f.sha256, 'hex'), t.kind, organisation_id FROM register_fact t {_FILE}",
)
