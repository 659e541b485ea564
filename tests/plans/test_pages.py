"""The pages of plans, measures and meetings: who gets to them, what they say, and how much they ask of the database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cases.cases import a_case, blocks, child_of
from tests.cases.test_pages import at_most, filled
from tests.cast import World
from tests.plans.plans import OWNER, a_measure, a_meeting, a_plan, do_welfare, leave_all_out, step_of, suspect_of
from tutela.accounts.need_to_know import acting_as
from tutela.core.clock import now
from tutela.plans.models import MeetingDecision, Plan
from tutela.plans.services.carry_out import carry_out, say_ready

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
_DAY = {"due_on": "27/3/2030", "due_hour": "09:00"}
_BY = {"by": "Synthetic nurse", "on": "27/3/2026"}
_OUT = {"grounds": "declined", "words": "Synthetic words."}

PAGES = [
    "/cases/{case}/plans",
    "/cases/{case}/plans/{draft}",
    "/cases/{case}/plans/{over}",
    "/cases/{case}/meetings/{meeting}",
    "/children/{child}/witness",
]
VERBS: dict[str, dict[str, Any]] = {
    "/cases/{case}/plans/new": {
        "kind": "search",
        "suspects": ["{suspect}"],
        "children": ["{child_number}"],
        "children_with": "Synthetic aunt",
        "other_children": "number",
        "other_children_number": "2",
        "interpreter": "no",
        "on": "March 2030",
        **blocks("parts", {"part": "searches", "words": "Synthetic team"}),
        **blocks("seizures", {"kind": "computer", "number": "2"}, {"kind": "paper"}),
    },
    "/cases/{case}/plans/{draft}/change": {
        "suspects": ["{suspect}"],
        "other_children": "none",
        "interpreter": "not_yet_known",
        "place": "Synthetic street",
    },
    "/cases/{case}/plans/{complete}/ready": {},
    "/cases/{case}/plans/{off}/call-off": {"words": "Not needed."},
    "/cases/{case}/plans/{ready}/carry-out": {
        "outcome": "as_planned",
        **blocks("also", {"kind": "telephone", "number": "1"}),
        **blocks("following", {"what": "Ask for a warrant.", **_DAY}),
    },
    "/cases/{case}/plans/{over}/follow": {"what": "Return the keys."},
    "/cases/{case}/welfare/{step}/assessment": {"outcome": "concern", **_BY},
    "/cases/{case}/welfare/{step}/information": {"information": ["crisis_line"], **_BY},
    "/cases/{case}/welfare/{step}/contact": {"by": "Synthetic doctor", **_DAY},
    "/cases/{case}/welfare/{arranged}/contact-made": {"words": "Synthetic words."},
    "/cases/{case}/welfare/{skipped}/leave-out/assessment": _OUT,
    "/cases/{case}/welfare/{skipped}/leave-out/information": _OUT,
    "/cases/{case}/welfare/{skipped}/leave-out/contact": _OUT,
    "/cases/{case}/measures/ask": {"child": "{known_number}", "measure": "screens", "asked_by": "Court"},
    "/cases/{case}/measures/none-needed": {"child": "{child_number}", "words": "No evidence is given."},
    "/cases/{case}/measures/{measure}/decide": {"decided": "granted", "on": "2026"},
    "/cases/{case}/measures/{measure}/support": {"what": "Show the room."},
    "/cases/{case}/meetings/new": {
        "matters": "Who does what.",
        "means": "video",
        **blocks("people", {"organisation_words": "Synthetic school", "name": "Synthetic Head"}),
    },
    "/cases/{case}/meetings/{planned}/change": {"matters": "Something else.", "means": "telephone"},
    "/cases/{case}/meetings/{planned}/call-off": {"words": "Nobody can come."},
    "/cases/{case}/meetings/{meeting}/minutes": {
        **blocks("decided", {"words": "The school is asked."}),
        **blocks("actions", {"what": "Ask the school.", "organisation": "{south}", **_DAY}),
    },
    "/cases/{case}/minutes/{minute}/correct": {"words": "The school is asked twice."},
}


@pytest.fixture(scope="module")
def names(shared_world: World) -> dict[str, str]:
    """The numbers and references that the addresses need."""
    case = a_case(shared_world)
    child, known = child_of(shared_world, case), child_of(shared_world, case, identified=True)
    draft, off, skipped, complete, ready, over = (a_plan(shared_world, case) for _ in range(6))
    for one in (complete, over):
        do_welfare(shared_world, one)
    leave_all_out(shared_world, ready)
    measure, meeting, planned = (
        a_measure(shared_world, case),
        a_meeting(shared_world, case, held=True),
        a_meeting(shared_world, case),
    )
    actor = shared_world.actor(OWNER)
    with acting_as(actor):
        for one in (ready, over):
            say_ready(one, actor=actor, now=now())
        carry_out(over, outcome="as_planned", actor=actor, now=now())
        return {
            "case": case.reference,
            "child": known.reference,
            "child_number": str(child.pk),
            "suspect": str(suspect_of(case).pk),
            "known_number": str(known.pk),
            "draft": str(draft.pk),
            "off": str(off.pk),
            "skipped": str(step_of(skipped).pk),
            "complete": str(complete.pk),
            "ready": str(ready.pk),
            "over": str(over.pk),
            "step": str(step_of(draft).pk),
            "arranged": str(step_of(complete).pk),
            "measure": str(measure.pk),
            "meeting": str(meeting.pk),
            "planned": str(planned.pk),
            "minute": str(MeetingDecision.objects.get().pk),
            "south": str(shared_world.south.pk),
        }


def given(data: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """What a form sends, filled in."""
    return {
        key: [filled(one, names) for one in value] if isinstance(value, list) else filled(value, names)
        for key, value in data.items()
    }


def test_every_page_is_read_by_owner_and_auditor_in_few_statements_and_absent_for_an_outsider(
    names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    outsider = client_for(world.south_investigator)
    for who in (world.north_investigator, world.north_auditor):
        client = client_for(who)
        assert client.get("/health").status_code == 200  # the first page of a session chooses the role
        for address in [
            *PAGES,
            "/plans",
            "/plans?state=any&welfare=missing&days=7&whose=mine&children=yes&kind=arrest",
        ]:
            where = filled(address, names)
            # The tab of a case holds lists of three kinds in the frame of its case.
            with at_most(14 if address == PAGES[0] else 12):
                response = client.get(where)
            assert response.status_code == 200, (where, response.content[:400])
            assert outsider.get(where).status_code == (404 if "{" in address else 200), where


def test_every_verb_is_refused_to_a_reader_and_to_an_outsider_and_done_for_the_owner(
    names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    reader, outsider = client_for(world.north_auditor), client_for(world.south_investigator)
    owner = client_for(world.north_investigator)
    for address, data in VERBS.items():
        where, sent = filled(address, names), given(data, names)
        assert [reader.get(where).status_code, reader.post(where, sent).status_code] == [403, 403], where
        assert [outsider.get(where).status_code, outsider.post(where, sent).status_code] == [404, 404], where
        assert owner.get(where).status_code == 200, where
        assert owner.put(where).status_code == 405, where
        response = owner.post(where, sent)
        assert response.status_code == 302, (where, response.content.decode()[-3000:])
        assert owner.get(response.url).status_code == 200, response.url


def test_a_form_without_its_answers_and_a_mistyped_reference_are_said_so(
    names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    owner = client_for(world.north_investigator)
    wrong = names["case"][:-1] + ("A" if names["case"][-1] != "A" else "B")
    for address, data in VERBS.items():
        if data and "minutes" not in address.rsplit("/", 1)[-1]:
            response = owner.post(filled(address, names), {})
            assert response.status_code == 422, address
            assert "govuk-error-summary" in response.content.decode(), address
        assert "mistyped" in owner.get(filled(address, names | {"case": wrong})).content.decode()


def test_a_row_is_added_without_losing_what_was_typed_and_nothing_is_saved_by_it(
    names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    owner, where = client_for(world.north_investigator), filled("/cases/{case}/plans/new", names)
    with acting_as(world.actor(OWNER)):
        before = Plan.objects.count()
    page = owner.post(
        where, {"place": "Synthetic street", "add": "parts", **blocks("parts", {"words": "Synthetic team"})}
    )
    assert page.status_code == 200
    text = page.content.decode()
    assert "Synthetic street" in text
    assert "Synthetic team" in text
    assert "Part 2" in text
    with acting_as(world.actor(OWNER)):
        assert Plan.objects.count() == before


def test_a_plan_over_another_version_is_refused_and_shows_what_stands_there_now(
    names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    where = filled("/cases/{case}/plans/{draft}/change", names)
    first, second = client_for(world.north_investigator), client_for(world.north_manager)
    shown = first.get(where).context["version"]
    sent = given(VERBS["/cases/{case}/plans/{draft}/change"], names)
    assert second.post(where, sent | {"version": shown, "place": "Elsewhere"}).status_code == 302
    refused = first.post(where, sent | {"version": shown})
    assert refused.status_code == 409
    assert "Elsewhere" in refused.content.decode()
    assert refused.context["form"]["place"].value() == "Synthetic street"
    assert first.post(where, sent | {"version": refused.context["version"]}).status_code == 302


def test_the_page_of_a_plan_names_references_only_in_its_title_and_says_what_is_missing(
    names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    page = client_for(world.north_investigator).get(filled("/cases/{case}/plans/{draft}", names)).content.decode()
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert names["case"] in title
    assert "Invented" not in title
    assert page.count("Neither done nor left out") == 3
    csv = client_for(world.north_investigator).get("/plans?format=csv&state=any").content.decode()
    assert names["case"] in csv
    assert "Invented" not in csv
