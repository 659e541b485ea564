"""The same ladder for every address of the staff's pages: works, colleague, outsider, read-only, others, bad reference, wrong method."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.reports.pages import scenes
from tutela.accounts.models import User

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]

# Pages that only show: they are read by whoever reads records of the owner.
TABS = ["", "/named", "/received", "/answers", "/decisions", "/history", "/audit"]
# Verbs on a report as it comes, each with what its form needs.
AHEAD = "27 March 2099"
VERBS: dict[str, dict[str, str]] = {
    "triage": {"specific_concern": "no", "version": "1", "categories": "IIG"},
    "assign": {"handler": ""},  # filled in below
    "send": {"to": "", "reason": "Its area"},  # filled in below
    "answer": {"template": "receipt"},
    "no-investigation": {"grounds": "not_traceable", "words": "Looked at.", "review_on": AHEAD},
    "information": {"words": "Nothing to act on now."},
    "open-case": {
        "summary": "Synthetic case.",
        "categories-count": "1",
        "categories-0-category": "IBI",
        "categories-0-type": "other",
        "categories-0-type_words": "Synthetic type",
    },
    "restrict": {"words": "A colleague is concerned."},
    "identity": {"reason": "To call back"},
}


def form_of(verb: str, world: World) -> dict[str, str]:
    filled = {
        "assign": {"handler": str(world.north_colleague.pk)},
        "send": {"to": str(world.south.pk), "reason": "Area"},
    }
    return filled.get(verb, VERBS[verb])


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_read_by_the_owners_staff_and_by_its_auditor_and_by_nobody_else(
    tab: str, world: World, client_for: ClientFor
) -> None:
    report = scenes.received(world)
    address = f"/reports/{report.reference}{tab}"
    for reader in (world.north_investigator, world.north_colleague, world.north_auditor):
        assert client_for(reader).get(address).status_code == 200
    assert client_for(world.south_investigator).get(address).status_code == 404
    for reader in (world.north_administrator, world.north_researcher, world.hotline_partner):
        assert client_for(reader).get(address).status_code == 403
    assert client_for(world.north_investigator).post(address).status_code == 405
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_shown_and_done_for_an_officer_of_the_owner(verb: str, world: World, client_for: ClientFor) -> None:
    report = scenes.received(world, reporter={"kind": "person", "name": "Synthetic Name", "stays_unknown": True})
    client = client_for(world.north_colleague)
    address = f"/reports/{report.reference}/{verb}"
    assert client.get(address).status_code == 200
    done = client.post(address, form_of(verb, world))
    assert done.status_code == 302, done.content.decode()


@pytest.mark.parametrize("verb", [*VERBS, "take", "accept-concern", "reopen", "claim", "transfer"])
def test_a_verb_says_nothing_to_an_outsider_and_nothing_is_done_for_who_only_reads(
    verb: str, world: World, client_for: ClientFor
) -> None:
    report = scenes.received(world)
    address = f"/reports/{report.reference}/{verb}"
    outsider, reader, other = (
        client_for(one) for one in (world.south_investigator, world.north_auditor, world.north_researcher)
    )
    assert (outsider.get(address).status_code, outsider.post(address).status_code) in ((404, 404), (405, 404))
    assert (reader.get(address).status_code, reader.post(address).status_code) == (403, 403)
    assert (other.get(address).status_code, other.post(address).status_code) == (403, 403)
    officer = client_for(world.north_investigator)
    assert officer.put(address).status_code == 405
    wrong = officer.post(f"/reports/R-2026-000000/{verb}")
    assert wrong.status_code in (404, 422)


def test_a_page_of_two_things_refuses_those_that_do_not_belong_together(world: World, client_for: ClientFor) -> None:
    report, decision = scenes.proposed(world)
    other = scenes.received(world)
    asked_report, opening = scenes.asked(world)
    clock = scenes.running(world, report, "receipt")
    client = client_for(world.north_manager)
    for fits, does_not in [
        (f"/reports/{report.reference}/second/{decision.pk}", f"/reports/{other.reference}/second/{decision.pk}"),
        (f"/reports/{report.reference}/clocks/{clock.pk}/pause", f"/reports/{other.reference}/clocks/{clock.pk}/pause"),
        (
            f"/reports/{asked_report.reference}/identity/{opening.pk}",
            f"/reports/{other.reference}/identity/{opening.pk}",
        ),
    ]:
        assert client.get(fits).status_code == 200
        assert client.get(does_not).status_code == 404


LISTS = ["/work-list", "/answers-owed", "/decisions", "/bundles"]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_for_whoever_reads_records(address: str, world: World, client_for: ClientFor) -> None:
    for reader in (world.north_intake, world.north_manager, world.north_auditor):
        assert client_for(reader).get(address).status_code == 200
    for reader in (world.north_administrator, world.north_researcher, world.north_welfare, world.hotline_partner):
        assert client_for(reader).get(address).status_code == 403
    assert client_for(world.north_intake).post(address).status_code == 405


def test_a_list_asks_first_why_somebody_reads(world: World, client_for: Callable[..., Client]) -> None:
    client = client_for(world.north_intake, purpose="")
    assert client.get("/work-list").headers["Location"].startswith("/purpose")
    assert client_for(world.north_intake).get("/work-list").status_code == 200


def test_the_teams_page_is_a_managers(world: World, client_for: ClientFor) -> None:
    assert client_for(world.north_manager).get("/team").status_code == 200
    for reader in (world.north_intake, world.north_auditor, world.north_administrator):
        assert client_for(reader).get("/team").status_code == 403


BUNDLE_VERBS: dict[str, dict[str, str]] = {
    "information": {"words": "A known item."},
    "no-investigation": {"grounds": "not_traceable", "words": "Looked at.", "review_on": AHEAD},
    "answer": {"template": "progress_working"},
    "take-apart": {},
}


@pytest.mark.parametrize("verb", BUNDLE_VERBS)
def test_a_bundles_verb_climbs_the_same_ladder(verb: str, world: World, client_for: ClientFor) -> None:
    _, bundle = scenes.bundled(world)
    address = f"/bundles/{bundle.pk}/{verb}"
    officer: Any = client_for(world.north_colleague)
    assert officer.get(address).status_code == 200
    assert client_for(world.south_investigator).get(address).status_code == 404
    assert client_for(world.north_auditor).get(address).status_code == 403
    assert client_for(world.north_auditor).get(f"/bundles/{bundle.pk}").status_code == 200
    assert officer.put(address).status_code == 405
    assert officer.get(f"/bundles/9999999/{verb}").status_code == 404
    assert officer.post(address, BUNDLE_VERBS[verb]).status_code == 302
