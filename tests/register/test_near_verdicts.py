"""A person says whether two files that look alike are the same picture: what follows from it for every answer, and for nobody else's."""

import json
import random
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.cast import World
from tests.deconfliction.meeting import a_series, alerts, gives_list, holds, looks_alike_now, meets, told
from tests.register.lists_of import looking_like, made_up, turned
from tests.roles import switched_role
from tests.web.ladder import ClientFor
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as Line
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tutela.register.answer import Answer
from tutela.register.answer_file import write_csv, write_json
from tutela.register.answer_sent import Gathered, as_sent, organisations_in
from tutela.register.kept_file import write_kept_csv, write_kept_json
from tutela.register.models import Entry, File, NearVerdict
from tutela.register.queries.answers import Said
from tutela.register.queries.kept_answers import told_of
from tutela.register.queries.summary import children_of, summary_of
from tutela.register.services.check import Asked, Checked, check_list
from tutela.register.services.near_verdicts import say_alike

pytestmark = pytest.mark.django_db
PICTURE = random.Random(7).randbytes(32)
NEAR = turned(PICTURE, 12)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.TUTELA_REGISTER_INDEX_DIR = tmp_path / "register"


@pytest.fixture
def two(world: World) -> tuple[int, int]:
    """The north has a file in a series, the south one that looks like it."""
    gives_list(world, "north_examiner", looking_like(made_up(1, seed=1), PICTURE), series=a_series(world))
    gives_list(world, "south_investigator", looking_like(made_up(1, seed=2), NEAR), exhibit="EX/S")
    with switched_role("tutela_owner"):
        one, other = File.objects.order_by("pk").values_list("pk", flat=True)
    return one, other


def says(
    world: World, who: str, two: tuple[int, int], verdict: str, words: str = "Compared side by side."
) -> NearVerdict:
    actor = world.actor(who)
    with acting_as(actor):
        one, other = (File.objects.filter(pk=number).first() or File(pk=number) for number in two)
        return say_alike(one, other, verdict=verdict, words=words, actor=actor, now=clock.now())


def souths() -> Any:
    return looking_like(made_up(1, seed=2), NEAR)


def asks(world: World, who: str) -> Checked:
    actor = world.actor(who)
    with acting_as(actor):
        return check_list(souths(), Asked("server"), actor=actor, now=clock.now())


def said(found: Checked) -> Said:
    return found.answers.said[found.answers.which[0]]


def test_until_a_person_says_so_a_near_file_is_another_and_then_what_is_known_of_it_is_said_with_who_said_so(
    world: World, two: tuple[int, int]
) -> None:
    before = asks(world, "south_investigator")
    assert (said(before).answer, said(before).same, said(before).series) == (Answer.KNOWN, None, 0)
    assert [(one.file, one.distance, one.same) for one in before.answers.near] == [(two[0], 12, None)]
    made = says(world, "south_investigator", two, "same")
    assert (made.file_id, made.other_id, made.distance) == (*two, 12)
    after = asks(world, "south_investigator")
    one = said(after)
    assert (one.answer, one.owner, one.holders) == (
        Answer.NOT_IDENTIFIED, world.north.pk, tuple(sorted((world.north.pk, world.south.pk))),
    )  # fmt: skip
    assert one.same is not None
    assert (one.same.organisation, one.same.bits, one.is_near) == (world.south.pk, 12, False)
    assert one.also_ask == (world.south.pk,)
    assert after.answers.near[0].same == one.same
    assert after.answers.files[0] == two[1]
    with acting_as(world.actor("south_investigator")):
        assert Line.objects.filter(action="register.say_alike").count() == 1


def test_the_word_of_ones_own_organisation_holds_before_that_of_others_whose_entry_one_may_see(
    world: World, two: tuple[int, int]
) -> None:
    says(world, "north_examiner", two, "same")
    assert said(asks(world, "south_investigator")).same is not None
    assert said(asks(world, "centre_analyst")).same is not None
    says(world, "south_investigator", two, "not_same")
    hidden = asks(world, "south_investigator").answers
    assert (list(hidden.near), hidden.not_same, hidden.said[hidden.which[0]].same) == ([], 1, None)
    other = asks(world, "centre_analyst").answers
    assert (len(other.near), other.not_same, other.said[other.which[0]].same is not None) == (1, 0, True)
    says(world, "south_investigator", two, "same", "Looked once more.")
    assert said(asks(world, "south_investigator")).same is not None
    with acting_as(world.actor("south_investigator")):
        assert NearVerdict.objects.count() == 3


def test_what_only_others_say_is_not_the_same_is_shown_as_before(world: World, two: tuple[int, int]) -> None:
    says(world, "north_examiner", two, "not_same")
    found = asks(world, "south_investigator").answers
    assert (len(found.near), found.not_same) == (1, 0)


def test_whoever_may_not_see_both_files_or_who_said_so_learns_nothing(world: World) -> None:
    gives_list(world, "north_examiner", looking_like(made_up(1, seed=1), PICTURE))
    gives_list(world, "south_investigator", souths())
    with switched_role("tutela_owner"):
        one, other = File.objects.order_by("pk").values_list("pk", flat=True)
    two = (one, other)
    with acting_as(world.actor("north_examiner")):
        Entry.objects.filter(organisation=world.north).update(audience="own", otherwise="new")
    with pytest.raises(NotFound):
        says(world, "south_investigator", two, "same")
    with switched_role("tutela_owner"):
        Entry.objects.update(audience="all")
    says(world, "south_investigator", two, "same")
    assert said(asks(world, "foreign_investigator")).same is not None
    with switched_role("tutela_owner"):
        Entry.objects.filter(organisation=world.south).update(audience="own", otherwise="ask")
    with acting_as(world.actor("foreign_investigator")):
        assert not NearVerdict.objects.exists()
    assert said(asks(world, "foreign_investigator")).same is None


def test_only_near_files_are_judged_by_those_whose_work_it_is_with_grounds_and_in_their_own_name(
    world: World, two: tuple[int, int]
) -> None:
    gives_list(world, "north_examiner", looking_like(made_up(1, seed=3), turned(PICTURE, 70)))
    with switched_role("tutela_owner"):
        far = File.objects.latest("pk").pk
    for who in ("north_intake", "north_manager"):
        with pytest.raises(NotAllowed):
            says(world, who, two, "same")
    with pytest.raises(BadInput):
        says(world, "north_examiner", two, "same", " ")
    with pytest.raises(BadInput):
        says(world, "north_examiner", two, "perhaps")
    for wrong in ((two[0], far), (two[0], two[0])):
        with pytest.raises(RuleBroken, match="look alike"):
            says(world, "north_examiner", wrong, "same")
    says(world, "north_examiner", two, "same")
    with pytest.raises(RuleBroken, match="already"):
        says(world, "north_examiner", two, "same")
    actor = world.actor("north_examiner")
    insert = (
        "INSERT INTO register_nearverdict (file_id, other_id, verdict, distance, words, organisation_id, at, by_id)"
        " VALUES (%s, %s, 'same', 0, 'x', %s, now(), %s)"
    )
    with acting_as(actor), connection.cursor() as cursor:
        for values, error in (
            ((*two, world.south.pk, actor.user_id), ProgrammingError),
            ((*two, world.north.pk, world.south_investigator.pk), ProgrammingError),
            ((two[0], far, world.north.pk, actor.user_id), IntegrityError),
        ):
            with pytest.raises(error), transaction.atomic():
                cursor.execute(insert, values)
        for statement in ("UPDATE register_nearverdict SET verdict = 'not_same'", "DELETE FROM register_nearverdict"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(statement)
        # The bits are counted by the database, whatever is said of them.
        cursor.execute(insert, (*two, world.north.pk, actor.user_id))
        assert set(NearVerdict.objects.values_list("distance", flat=True)) == {12}


def test_the_answer_is_the_same_on_the_server_over_the_line_and_in_what_is_kept(
    world: World, two: tuple[int, int]
) -> None:
    says(world, "north_examiner", two, "same")
    actor = world.actor("south_investigator")
    found, listed = asks(world, "south_investigator"), souths()
    with acting_as(actor):
        codes = {one.pk: one.code for one in (world.north, world.south)}
        assert organisations_in(found.answers) <= set(codes)
        sent = json.loads(
            json.dumps(as_sent(found.answers, listed.rows, codes=codes, children=children_of(found.answers.cards)))
        )
        gathered = Gathered(listed.rows.places)
        gathered.add(sent)
        there = gathered.answers()
        files = []
        for answers, own in ((found.answers, world.south.pk), (there, gathered.organisation("south"))):
            out, data = BytesIO(), BytesIO()
            write_csv(out, listed, answers)
            write_json(data, listed, answers, summary_of(answers, own_organisation=own, children={}), check={})
            files.append((out.getvalue(), json.loads(data.getvalue())))
        assert files[0] == files[1]
        assert "12 bits" in files[0][0].decode()
        assert (files[0][1]["rows_said_same"], files[0][1]["near"][0]["said_same"]["distance"]) == (1, 12)
        kept = told_of(found.check)
        [row] = kept.rows
        one = said(found)
        assert row.same is not None
        assert (row.same.bits, row.same.by.id if row.same.by else 0) == (12, world.north.pk)
        assert [each.id for each in row.also_ask] == list(one.also_ask) == [world.south.pk]
        assert [each.contact.id for each in kept.calls] == [world.north.pk]
        out, data = BytesIO(), BytesIO()
        write_kept_csv(out, found.check)
        write_kept_json(data, found.check)
        assert out.getvalue().decode().splitlines()[-1].endswith(",12")
        assert json.loads(data.getvalue())["rows"][0]["said_same"]["distance"] == 12


def test_further_series_and_whom_else_to_ask_are_kept_with_a_check(world: World) -> None:
    files = made_up(2, seed=5)
    one, other = (
        a_series(world, "north_investigator", audience="all"),
        a_series(world, "south_investigator", audience="all"),
    )
    gives_list(world, "north_examiner", looking_like(files, PICTURE, NEAR), series=one)
    gives_list(world, "south_investigator", looking_like(files[:1], PICTURE), series=other)
    actor = world.actor("foreign_investigator")
    with acting_as(actor):
        found = check_list(
            looking_like(files, PICTURE, NEAR), Asked("server"), near_distance=0, actor=actor, now=clock.now()
        )
        kept = told_of(found.check)
        first = next(row for row in kept.rows if row.place == 1)
        assert {first.series.reference if first.series else "", *(each.reference for each in first.other_series)} == {
            one.reference,
            other.reference,
        }
        assert {met.series.reference: met.rows for met in kept.met} == {
            each.card.reference: each.rows
            for each in summary_of(found.answers, own_organisation=actor.organisation_pk).series
        }


def test_two_files_that_are_said_to_be_the_same_are_one_file_to_whoever_answers_for_them_once(
    world: World, two: tuple[int, int]
) -> None:
    looks_alike_now(world)
    holds()
    says(world, "south_investigator", two, "same")
    holds()
    assert told(world, "north_manager", kind="same_file") == [("same_file", "said_same", "south")]
    assert told(world, "south_manager", kind="same_file") == [("same_file", "said_same", "north")]
    says(world, "north_examiner", two, "same")
    holds()
    assert [one.count for one in alerts(world, "north_manager", kind="same_file")] == [1]
    # Whoever meets the one from now on meets what the other is of.
    meets(world, "centre_analyst", made_up(1, seed=2), exhibit="EX/C")
    holds()
    assert {(one.kind, one.other.code if one.other else "") for one in alerts(world, "north_manager")} >= {
        ("same_series", "centre")
    }


def test_what_somebody_disputes_or_takes_back_is_told_to_nobody(world: World, two: tuple[int, int]) -> None:
    says(world, "south_investigator", two, "same")
    says(world, "north_examiner", two, "not_same")
    holds()
    meets(world, "centre_analyst", made_up(1, seed=2), exhibit="EX/C")
    holds()
    assert told(world, "north_manager") == []


def test_the_pages_of_near_files_climb_their_ladder_and_say_what_persons_said(
    world: World, client_for: ClientFor, two: tuple[int, int]
) -> None:
    one, other = two
    near, alike = f"/register/files/{one}/near", f"/register/files/{one}/near/{other}"
    page = client_for(world.south_investigator).get(near)
    assert (page.status_code, alike.encode() in page.content) == (200, True)
    assert alike.encode() not in client_for(world.south_manager).get(near).content
    assert client_for(world.south_manager).get(alike).status_code == 403
    assert client_for(world.south_investigator).get("/register/files/987654/near").status_code == 404
    assert client_for(world.south_investigator).post(near).status_code == 405
    client = client_for(world.south_investigator)
    assert client.get(alike).status_code == 200
    assert client.post(alike, {"verdict": "same", "words": ""}).status_code == 422
    assert client.post(alike, {"verdict": "same", "words": "Compared on paper."}).status_code == 302
    for address in (near, f"/register/files/{one}", f"/register/files/{other}"):
        assert b"Compared on paper." in client.get(address).content
    assert b"Compared on paper." in client_for(world.north_examiner).get(f"/register/files/{other}").content
    looks_alike_now(world)
    [alert] = alerts(world, "south_manager", kind="near_file")
    assert f"/register/files/{other}/near/{one}".encode() in client.get(f"/alerts/{alert.pk}").content
    found = asks(world, "south_investigator")
    assert b"Said to be the same picture" in client.get(f"/register/checks/{found.check.pk}").content


def test_a_file_of_low_quality_says_on_its_page_why_nobody_is_told(world: World, client_for: ClientFor) -> None:
    gives_list(world, "north_examiner", looking_like(made_up(1, seed=1), PICTURE, quality=[31]))
    with switched_role("tutela_owner"):
        number = File.objects.get().pk
    for address in (f"/register/files/{number}", f"/register/files/{number}/near"):
        assert b"quality of 31 of 100" in client_for(world.north_examiner).get(address).content
