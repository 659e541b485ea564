"""Cases, children and the search in a real browser: wide and at 320 px, examined by axe-core, by keyboard alone."""

import pytest
from django.db import transaction

from tests.browser.fixtures import NARROW, OpenAs, Picture, Site, axe_finds_nothing, fits_the_window
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


PAGES = {
    "cases": "/cases",
    "cases-nothing-fits": "/cases?words=nothingfits&state=open",
    "case": "/cases/{case}",
    "case-people": "/cases/{case}/people",
    "case-record": "/cases/{case}/record",
    "case-reports": "/cases/{case}/reports",
    "case-decisions": "/cases/{case}/decisions",
    "case-history": "/cases/{case}/history",
    "case-changes": "/cases/{case}/changes",
    "case-audit": "/cases/{case}/audit",
    "case-enter-child": "/cases/{case}/enter-child",
    "case-enter-person": "/cases/{case}/enter-person",
    "case-add-category": "/cases/{case}/add-category",
    "case-standing": "/cases/{case}/people/{person}/standing",
    "case-correct": "/cases/{case}/entries/{entry}/correct",
    "case-close": "/cases/{case}/close",
    "case-send": "/cases/{case}/send",
    "children": "/children",
    "child": "/children/{child}",
    "child-stopping": "/children/{second}",
    "child-decisions": "/children/{second}/decisions",
    "child-second": "/children/{second}/second/{decision}",
    "child-stop": "/children/{child}/stop",
    "child-identify": "/children/{child}/identify",
    "child-history": "/children/{child}/history",
    "search": "/search?q=synth",
    "search-nothing": "/search?q=nothingatall",
    "search-mistyped": "/search?q=C-2026-00000A",
}


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_reads_well_wide_and_narrow_and_axe_finds_nothing(
    name: str, open_as: OpenAs, shared_site: Site, seen: dict[str, str], picture: Picture
) -> None:
    address = PAGES[name].format(**seen)
    for window, suffix in (({}, ""), (NARROW, "-narrow")):
        page = open_as(shared_site, "north_investigator", address, **window)
        picture(page, f"{name}{suffix}")
        assert page.locator("h1").count() == 1
        axe_finds_nothing(page)
        fits_the_window(page)


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
