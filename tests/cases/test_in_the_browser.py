"""Cases, children and the search in a real browser: wide and at 320 px, examined by axe-core, by keyboard alone."""

import pytest
from django.db import transaction

from tests.browser.fixtures import OpenAs, Site
from tests.cases.cases import a_case, child_of
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case, Person
from tutela.cases.services.record import say_standing, write_entry
from tutela.children.services.identify import say_safety
from tutela.children.services.stop import propose_stop
from tutela.core import clock
from tutela.core.clock import now


@pytest.fixture(scope="module")
def seen(shared_site: Site) -> dict[str, str]:
    """A case with something on each of its tabs, and a second one."""
    world = shared_site.world
    actor = world.actor("north_investigator")
    with transaction.atomic():
        case, other = a_case(world), a_case(world, summary="Synthetic case about a journey.", restricted=True)
        child, known = child_of(world, case), child_of(world, case, identified=True)
        second = child_of(world, other)
        with acting_as(actor):
            say_safety(known, safety="at_risk", actor=actor, now=now())
            suspect = Person.objects.get(case=case, capacity="suspect")
            say_standing(suspect, standing="charged", source="Court", since="2026-05", actor=actor, now=now())
            first = write_entry(
                case, words="The account was used in Northmoor.", source="Company", actor=actor, now=now()
            )
            write_entry(
                case,
                words="The account was used in Southvale.",
                source="Company",
                nature="inference",
                corrects=first,
                actor=actor,
                now=now(),
            )
            made = propose_stop(
                second,
                grounds="nothing_to_trace",
                words="All was tried.",
                review_on=clock.now().date().replace(year=2031),
                actor=actor,
                now=now(),
            )
            entry, person = str(first.pk), str(suspect.pk)
    return {
        "case": case.reference,
        "child": child.reference,
        "second": second.reference,
        "decision": str(made.pk),
        "entry": entry,
        "person": person,
    }


def test_a_search_by_keyboard_alone_opens_the_record_of_a_reference_without_script(
    open_as: OpenAs, shared_site: Site, seen: dict[str, str]
) -> None:
    page = open_as(shared_site, "north_investigator", "/cases", java_script_enabled=False)
    page.locator("#search").focus()
    page.keyboard.type(seen["case"].lower().replace("-", " "))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{seen['case']}")
    assert page.locator("h1").inner_text() == seen["case"]


def test_an_entry_is_written_by_keyboard_alone_and_stands_in_the_record(
    open_as: OpenAs, shared_site: Site, seen: dict[str, str]
) -> None:
    page = open_as(shared_site, "north_investigator", f"/cases/{seen['case']}/write-entry")
    page.locator("#id_words").focus()
    page.keyboard.type("Written by keyboard.")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("A colleague")
    page.keyboard.press("Enter")
    page.wait_for_url("**/record")
    assert page.get_by_text("Written by keyboard.").count() == 1
    with transaction.atomic(), acting_as(shared_site.world.actor("north_investigator")):
        case = Case.objects.get(reference=seen["case"])
        assert case.entries.get(words="Written by keyboard.").source == "A colleague"  # type: ignore[attr-defined]
