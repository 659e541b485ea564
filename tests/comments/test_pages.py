"""The tab of comments and letters: who gets there, what it says, and how much it asks of the database."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tests.comments.test_comments import shared_case, writes
from tests.comments.test_letters import CAME, keeps
from tests.web.ladder import few_statements, words_of
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.comments.models import Comment, Letter
from tutela.core import clock

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LETTER = {
    "direction": "in",
    "means": "letter",
    "on": "May 2024",
    "about": "Synthetic subject",
    "correspondent_words": "A school",
}


def test_each_kind_of_record_has_the_tab_and_an_outsider_is_told_that_there_is_none(
    world: World, client_for: ClientFor
) -> None:
    case = a_case(world)
    for record in (case, child_of(world, case), report_of(world, case)):
        address = f"{record.get_absolute_url()}/comments"
        writes(world, "north_investigator", record, words="Visible words.")
        assert "Visible words." in words_of(client_for(world.north_auditor).get(address))
        assert client_for(world.south_investigator).get(address).status_code == 404
        for who in ("north_administrator", "hotline_partner", "north_researcher"):
            assert client_for(getattr(world, who)).get(address).status_code == 403, who
        assert client_for(world.north_investigator).post(address).status_code == 405
        assert Client().get(address)["Location"].startswith("/account/login")
    assert client_for(world.north_investigator).get("/cases/C-2026-XXXXXX/comments").status_code in (404, 422)


def test_reading_the_tab_and_its_export_is_written_down(world: World, client_for: ClientFor) -> None:
    case = a_case(world)
    client = client_for(world.north_investigator)
    client.get(f"{case.get_absolute_url()}/comments")
    client.get(f"{case.get_absolute_url()}/comments?format=csv")
    with acting_as(world.actor("north_investigator")):
        parts = Entry.objects.filter(action="case.read", subject_id=case.pk).values_list("details", flat=True)
        assert any('"comments"' in one for one in parts)
        assert any('"comments_export"' in one for one in parts)


def test_the_tab_asks_no_more_of_the_database_for_many_comments(world: World, client_for: ClientFor) -> None:
    case = shared_case(world)
    client = client_for(world.north_investigator)
    address = f"{case.get_absolute_url()}/comments"
    client.get(address)
    with few_statements(16):
        client.get(address)
    for _ in range(22):
        first = writes(world, "north_investigator", case)
        writes(world, "south_investigator", case, answers=first)
        keeps(world, "north_investigator", case)
    with few_statements(17):  # the answers of the page's comments
        page = words_of(client.get(address))
    assert "All comments" in page
    assert "All letters" in page
    only = words_of(client.get(f"{address}?show=comments"))
    assert "Next page" in only
    assert 'id="letters"' not in only


def test_the_form_says_by_name_who_will_read_it(world: World, client_for: ClientFor) -> None:
    case = shared_case(world)
    page = words_of(client_for(world.south_investigator).get(f"{case.get_absolute_url()}/comments/new"))
    assert "the staff of Synthetic Southvale Police who see this record" in page
    assert "Synthetic Northmoor Police, Synthetic Southvale Police" in page
    # Nobody learns the names of people who work elsewhere.
    assert "Synthetic South Manager" in page
    assert "Synthetic North Manager" not in page
    restricted = a_case(world, restricted=True)
    page = words_of(client_for(world.north_investigator).get(f"{restricted.get_absolute_url()}/comments/new"))
    assert "the managers and the auditors of Synthetic Northmoor Police" in page
    assert "Synthetic North Colleague" not in page


def test_a_comment_is_written_answered_corrected_and_withdrawn_on_the_pages(
    world: World, client_for: ClientFor
) -> None:
    case = a_case(world)
    client, home = client_for(world.north_investigator), case.get_absolute_url()
    refused = client.post(f"{home}/comments/new", {"words": "", "audience": "organisation"})
    assert refused.status_code == 422
    sent = {"words": "First words.", "audience": "organisation", "tells": [world.north_manager.pk]}
    assert client.post(f"{home}/comments/new", sent)["Location"] == f"{home}/comments"
    with acting_as(world.actor("north_investigator")):
        first = Comment.objects.get()
    colleague = client_for(world.north_colleague)
    answer = {"words": "An answer.", "audience": "organisation"}
    assert colleague.post(f"{home}/comments/{first.pk}/answer", answer).status_code == 302
    assert colleague.post(f"{home}/comments/{first.pk}/correct", answer).status_code == 409
    assert colleague.post(f"{home}/comments/{first.pk}/withdraw").status_code == 409
    assert "First words." in words_of(client.get(f"{home}/comments/{first.pk}/correct"))
    mended = {"words": "Second words.", "audience": "organisation"}
    assert client.post(f"{home}/comments/{first.pk}/correct", mended).status_code == 302
    assert client.post(f"{home}/comments/{first.pk}/withdraw").status_code == 302
    page = words_of(colleague.get(f"{home}/comments"))
    assert "What it said before it was withdrawn" in page
    assert "corrects an earlier one" in page
    assert "An answer." in page


def test_what_was_written_for_others_is_not_there_to_be_answered(world: World, client_for: ClientFor) -> None:
    case = shared_case(world)
    ours = writes(world, "north_investigator", case, "organisation")
    client, home = client_for(world.south_investigator), case.get_absolute_url()
    for verb in ("answer", "correct", "withdraw"):
        hidden = client.get(f"{home}/comments/{ours.pk}/{verb}")
        absent = client.get(f"{home}/comments/999999/{verb}")
        assert (hidden.status_code, absent.status_code) == (404, 404), verb
    other = a_case(world)
    mine = client_for(world.north_investigator)
    assert mine.get(f"{other.get_absolute_url()}/comments/{ours.pk}/answer").status_code == 404


def test_filters_find_by_whom_and_for_whom(world: World, client_for: ClientFor) -> None:
    case = shared_case(world)
    writes(world, "north_investigator", case, "organisation", words="Words of mine.")
    writes(world, "north_colleague", case, words="Words of a colleague.")
    writes(world, "south_investigator", case, words="Words of others.")
    client, address = client_for(world.north_investigator), f"{case.get_absolute_url()}/comments"
    expected = {
        "whose=mine": {"Words of mine."},
        "whose=ours": {"Words of mine.", "Words of a colleague."},
        "whose=others": {"Words of others."},
        "audience=organisation": {"Words of mine."},
        "show=letters": set(),
    }
    everything = {"Words of mine.", "Words of a colleague.", "Words of others."}
    for query, wanted in expected.items():
        page = words_of(client.get(f"{address}?{query}"))
        assert {one for one in everything if one in page} == wanted, query
    assert "Synthetic South Investigator" not in words_of(client.get(address))


def test_a_letter_is_kept_corrected_and_answered_on_the_pages(world: World, client_for: ClientFor) -> None:
    case = a_case(world)
    client, home = client_for(world.north_investigator), case.get_absolute_url()
    assert client.post(f"{home}/letters/new", LETTER | {"direction": "out"}).status_code == 422
    ahead = f"{clock.now() + timedelta(days=4):%d/%m/%Y}"
    assert client.post(f"{home}/letters/new", LETTER | {"answer_by": ahead}).status_code == 302
    with acting_as(world.actor("north_investigator")):
        letter = Letter.objects.get()
    assert "Answer expected" in words_of(client.get(f"{home}/comments"))
    assert client.post(f"{home}/letters/{letter.pk}/answered").status_code == 302
    assert client.post(f"{home}/letters/{letter.pk}/answered").status_code == 409
    assert "A school" in words_of(client.get(f"{home}/letters/{letter.pk}/correct"))
    assert client.post(f"{home}/letters/{letter.pk}/correct", LETTER | {"about": "Mended"}).status_code == 302
    assert "corrects an earlier one" in words_of(client.get(f"{home}/comments"))
    for who, status in (("north_auditor", 403), ("south_investigator", 404), ("north_administrator", 403)):
        assert client_for(getattr(world, who)).post(f"{home}/letters/new", LETTER).status_code == status, who


def test_the_export_holds_what_its_reader_may_read_and_no_formula(world: World, client_for: ClientFor) -> None:
    case: Any = shared_case(world)
    writes(world, "north_investigator", case, "organisation", words="For ours alone.")
    writes(world, "north_investigator", case, words="=1+1")
    keeps(world, "north_investigator", case, CAME)
    address = f"{case.get_absolute_url()}/comments?format=csv"
    ours = words_of(client_for(world.north_auditor).get(address))
    theirs = words_of(client_for(world.south_investigator).get(address))
    assert "For ours alone." in ours
    assert "For ours alone." not in theirs
    assert "'=1+1" in theirs
    assert "Synthetic subject" in theirs
