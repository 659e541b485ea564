"""One file: what each organisation holds of it, who confirms or disputes it, and that only its own organisation switches an entry."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.children.children import refused
from tests.register.lists_of import made_up
from tests.register.series import a_series, keep_index_in
from tests.register.test_pages import checked, given
from tests.web.ladder import few_statements, words_of
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as Line
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tutela.register.models import Check, Entry, EntryVote
from tutela.register.services.entries import say_audience, switch_entry
from tutela.register.services.votes import say_verdict

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, settings: Any) -> None:
    keep_index_in(tmp_path, settings)
    settings.TUTELA_REGISTER_LISTS_DIR = tmp_path / "lists"


@pytest.fixture
def entry(world: World, client_for: ClientFor) -> Entry:
    """What the north holds of a file."""
    given(client_for(world.north_examiner), made_up(1, seed=1))
    with acting_as(world.actor("north_examiner")):
        return Entry.objects.get()


def say(world: World, who: str, entry: Entry, **more: Any) -> EntryVote:
    actor = world.actor(who)
    with acting_as(actor):
        return say_verdict(
            entry, **{"verdict": "disputed", "words": "Another file."} | more, actor=actor, now=clock.now()
        )


def test_another_organisation_confirms_or_disputes_with_grounds_and_its_later_word_follows_the_earlier(
    world: World, client_for: ClientFor, entry: Entry
) -> None:
    with pytest.raises(BadInput):
        say(world, "south_investigator", entry, words=" ")
    with pytest.raises(BadInput):
        say(world, "south_investigator", entry, verdict="perhaps")
    with pytest.raises(RuleBroken, match="Your own organisation"):
        say(world, "north_investigator", entry)
    with pytest.raises(NotFound):
        say(world, "foreign_investigator", entry)
    with pytest.raises(NotAllowed):
        say(world, "north_auditor", entry)
    say(world, "south_investigator", entry)
    say(world, "south_manager", entry, verdict="confirmed", words="We looked again.")
    say(world, "centre_analyst", entry, words="We do not think so.")
    said = words_of(client_for(world.north_examiner).get(f"/register/files/{entry.file_id}"))
    assert said.index("We looked again.") < said.index("Another file.")
    assert "We do not think so." in said
    assert "Said before" in said
    with acting_as(world.actor("south_investigator")):
        assert Line.objects.filter(action="register.say_verdict").count() == 1


def test_only_its_own_organisation_switches_an_entry_and_with_a_reason(
    world: World, client_for: ClientFor, entry: Entry
) -> None:
    south = world.actor("south_investigator")
    with acting_as(south), pytest.raises(RuleBroken, match="Another organisation"):
        switch_entry(entry, is_on=False, words="Synthetic.", actor=south, now=clock.now())
    with acting_as(south):
        assert Entry.objects.filter(pk=entry.pk).update(is_on=False) == 0
        assert "permission denied" in refused("DELETE FROM register_entry WHERE id = %s", entry.pk)
    north, asker = client_for(world.north_examiner), client_for(world.south_investigator)

    def known() -> int:
        number = checked(asker, made_up(1, seed=1))
        with acting_as(south):
            return Check.objects.get(pk=number).known

    assert known() == 1
    address = f"/register/entries/{entry.pk}/switch-off"
    assert north.get(address).status_code == 200
    assert north.post(address, {}).status_code == 422
    assert north.post(address, {"words": "Entered by mistake."}).status_code == 302
    assert north.post(address, {"words": "Again."}).status_code == 409
    assert known() == 0
    assert "Entered by mistake." in words_of(north.get(f"/register/files/{entry.file_id}"))
    assert north.post(f"/register/entries/{entry.pk}/switch-on", {"words": "It was right."}).status_code == 302
    assert known() == 1
    assert asker.post(address, {"words": "Synthetic."}).status_code == 409


def test_who_may_know_of_an_entry_is_said_by_its_organisation_unless_it_is_of_a_series(
    world: World, client_for: ClientFor, entry: Entry
) -> None:
    north, address = client_for(world.north_examiner), f"/register/entries/{entry.pk}/audience"
    assert north.get(address).status_code == 200
    assert north.post(address, {"audience": "own"}).status_code == 422
    assert north.post(address, {"audience": "own", "otherwise": "new"}).status_code == 302
    south = client_for(world.south_investigator)
    assert south.get(f"/register/files/{entry.file_id}").status_code == 404
    assert south.get(address).status_code == 404
    assert north.post(address, {"audience": "all", "otherwise": "ask"}).status_code == 302
    assert client_for(world.foreign_investigator).get(f"/register/files/{entry.file_id}").status_code == 200
    series, actor = a_series(world), world.actor("north_investigator")
    given(north, made_up(1, seed=2), series=series.reference)
    with acting_as(actor):
        of_series = Entry.objects.get(series=series)
        with pytest.raises(RuleBroken, match="of a series"):
            say_audience(of_series, audience="own", otherwise="new", actor=actor, now=clock.now())


def test_the_page_of_a_file_climbs_its_ladder_in_few_statements_and_its_reading_is_written_down(
    world: World, client_for: ClientFor, entry: Entry
) -> None:
    say(world, "south_investigator", entry)
    address = f"/register/files/{entry.file_id}"
    north, south, auditor = (
        client_for(one) for one in (world.north_examiner, world.south_investigator, world.north_auditor)
    )
    north.get("/help")
    with few_statements():
        said = words_of(north.get(address))
    assert "Switch it off" in said
    assert "Confirm or dispute" not in said.replace("Confirmed or disputed", "")
    assert "EX/1" in said
    theirs = words_of(south.get(address))
    assert "Confirm or dispute" in theirs
    assert "EX/1" not in theirs
    assert "Switch it off" not in words_of(auditor.get(address))
    assert client_for(world.north_researcher).get(address).status_code == 403
    for number in (entry.file_id, 999_999):
        assert client_for(world.foreign_investigator).get(f"/register/files/{number}").status_code == 404
    assert north.post(address).status_code == 405
    with acting_as(world.actor("north_examiner")):
        assert Line.objects.filter(action="register.read_file").count() >= 1


def test_a_file_that_somebody_else_holds_too_says_whom_to_ask_and_not_what_they_hold(
    world: World, client_for: ClientFor, entry: Entry
) -> None:
    given(client_for(world.foreign_investigator), made_up(1, seed=1), exhibit="FX/7")
    said = words_of(client_for(world.north_examiner).get(f"/register/files/{entry.file_id}"))
    assert "Synthetic Foreign Agency wants to be asked." in said
    assert "FX/7" not in said


def test_whoever_gave_an_entry_finds_that_it_is_disputed_until_it_acts_or_the_other_says_otherwise(
    world: World, client_for: ClientFor, entry: Entry
) -> None:
    north, south = client_for(world.north_examiner), client_for(world.south_investigator)
    nothing = "Nothing is due to be looked at again."
    assert nothing in words_of(north.get("/register/review"))
    say(world, "south_investigator", entry)
    said = words_of(north.get("/register/review"))
    assert "Disputed by other organisations" in said
    assert "Synthetic Southvale Police" in said
    assert "Another file." in said
    assert nothing in words_of(south.get("/register/review"))
    day = words_of(north.get("/my-day"))
    assert "Entries of your organisation that others dispute" in day
    # Its organisation keeps the entry, and says when it looks at it again.
    later = (clock.now() + timedelta(days=90)).strftime("%d/%m/%Y")
    assert north.post(f"/register/entries/{entry.pk}/review", {"review_on": later}).status_code == 302
    assert nothing in words_of(north.get("/register/review"))
    assert north.post(f"/register/entries/{entry.pk}/review", {"review_on": ""}).status_code == 302
    assert "Another file." in words_of(north.get("/register/review"))
    say(world, "south_manager", entry, verdict="confirmed", words="We looked again.")
    assert nothing in words_of(north.get("/register/review"))
    say(world, "south_manager", entry, words="It is another one after all.")
    assert "It is another one after all." in words_of(north.get("/register/review"))
    assert north.post(f"/register/entries/{entry.pk}/switch-off", {"words": "Synthetic."}).status_code == 302
    assert nothing in words_of(north.get("/register/review"))


def test_the_answer_to_a_check_says_who_disputes_what_is_known(
    world: World, client_for: ClientFor, entry: Entry
) -> None:
    asker, files = client_for(world.centre_analyst), made_up(1, seed=1)
    number = checked(asker, files)
    disputed = "by Synthetic Southvale Police: the page of the file says why."
    assert disputed not in words_of(asker.get(f"/register/checks/{number}"))
    say(world, "south_investigator", entry)
    asker.get("/help")
    with few_statements():
        assert disputed in words_of(asker.get(f"/register/checks/{number}"))
    say(world, "south_investigator", entry, verdict="confirmed", words="We looked again.")
    assert disputed not in words_of(asker.get(f"/register/checks/{number}"))


def test_who_says_a_verdict_again_reads_what_they_said_and_nobody_is_offered_one_on_their_own_entry(
    world: World, client_for: ClientFor, entry: Entry
) -> None:
    south, north = client_for(world.south_investigator), client_for(world.north_examiner)
    address = f"/register/entries/{entry.pk}/verdict"
    assert "So your organisation said" not in words_of(south.get(address))
    say(world, "south_manager", entry)
    said = words_of(south.get(address))
    assert "So your organisation said" in said
    assert "Another file." in said
    ours = words_of(north.get(address))
    assert "Your own organisation gave this entry." in ours
    assert "On what grounds" not in ours
    assert north.post(address, {"verdict": "confirmed", "words": "Ours."}).status_code == 409


def test_the_page_of_a_file_says_whom_to_telephone_at_whoever_holds_it(
    world: World, client_for: ClientFor, entry: Entry
) -> None:
    address = f"/register/files/{entry.file_id}"
    assert "+44 1632 960000" in words_of(client_for(world.south_investigator).get(address))
    assert "+44 1632 960000" not in words_of(client_for(world.north_examiner).get(address))
