"""One search box: references, people, identifiers and words, within what the reader may see, and right after every change."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.cases.cases import ADDRESS, a_case, child_of, report_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Person
from tutela.cases.services.open_case import NewCase, NewCategory, NewEntry, NewPerson, open_case
from tutela.cases.services.record import enter_person, write_entry
from tutela.children.services.identify import identify, withdraw_identification
from tutela.core import clock, references
from tutela.finding.queries import search
from tutela.ownership.access import find
from tutela.reports.incoming import IncomingReport
from tutela.reports.services.receive import receive_report
from tutela.reports.services.triage import triage

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


def found(world: World, text: str, who: str = "north_investigator", **more: Any) -> list[str]:
    """The references that somebody finds, children first."""
    with acting_as(world.actor(who)):
        return [one.reference for rows in search(text, **more).by_kind.values() for one in rows]


def test_words_are_found_by_their_beginning_and_an_identifier_only_as_a_whole(world: World) -> None:
    case = a_case(world)
    assert found(world, "rob inv") == [case.reference]
    assert found(world, "obin") == []
    assert found(world, ADDRESS.upper()) == [case.reference]
    assert found(world, ADDRESS[:-3]) == []


def test_a_case_is_found_by_a_person_and_an_entry_from_the_moment_they_are_written(world: World) -> None:
    case, actor = a_case(world), world.actor("north_investigator")
    assert found(world, "quentin") == found(world, "harbour") == []
    with acting_as(actor):
        enter_person(case, NewPerson("witness", "Witness 2", name="Quentin Invented"), actor=actor, now=clock.now())
        write_entry(case, words="Seen at the harbour.", source="Customs", actor=actor, now=clock.now())
        assert Person.objects.filter(case=case).count() == 3
    assert found(world, "quentin") == found(world, "harbour") == [case.reference]


def test_the_first_entries_of_a_case_are_found_from_its_opening(world: World) -> None:
    actor = world.actor("north_investigator")
    new = NewCase("Synthetic.", [NewCategory("IBI")], entries=[NewEntry("Seen in the lighthouse.", source="Customs")])
    with acting_as(actor):
        case = open_case(new, actor=actor, now=clock.now())
    assert found(world, "lighthouse") == [case.reference]


def test_a_child_is_found_by_name_while_identified_so_and_no_longer_after_that_was_withdrawn(world: World) -> None:
    child, actor = child_of(world, a_case(world)), world.actor("north_investigator")
    assert found(world, "wilhelmina") == []
    with acting_as(actor):
        identify(child, name="Wilhelmina Invented", how="School", safety="safe", actor=actor, now=clock.now())
    assert found(world, "wilhelmina") == [child.reference]
    with acting_as(actor):
        withdraw_identification(child, reason="Another child", actor=actor, now=clock.now())
    assert found(world, "wilhelmina") == []


def test_a_report_is_found_by_what_triage_says_of_it_and_still_by_what_it_said_before(world: World) -> None:
    actor = world.actor("north_intake")
    incoming = IncomingReport.from_fields(
        door="staff",
        summary="Zebra report.",
        identifiers=[{"kind": "email", "raw": ADDRESS}],
        people=[{"capacity": "suspect", "names": ["Ottoline Invented"]}],
    )
    with acting_as(actor):
        report = find(receive_report(incoming, actor=actor, now=clock.now()).reference)
        triage(
            report,
            categories=["IBI"],
            countries=["GB"],
            place=world.places["gb-south"],
            specific_concern="yes",
            concern_grounds="Meeting at the aquarium.",
            version=report.version,
            actor=actor,
            now=clock.now(),
        )
    for text in ("aquarium", "southvale", "zebra", "ottoline", ADDRESS):
        assert found(world, text) == [report.reference]


def test_children_come_before_cases_and_cases_before_reports(world: World) -> None:
    case = a_case(world)
    child, report = child_of(world, case, identified=True), report_of(world, case)
    with acting_as(world.actor("north_investigator")):
        assert list(search("synth invented").by_kind) == ["case"]
        assert list(search("kim").by_kind) == ["child"]
        assert list(search("synth").by_kind) == ["case", "report"]
    assert found(world, "kim invented") == [child.reference]
    assert found(world, "synth", kinds=("report",)) == [report.reference]


def test_nobody_finds_what_they_may_not_see_nor_learns_that_it_is_there(world: World, client_for: ClientFor) -> None:
    case = a_case(world)
    assert found(world, "robin") == [case.reference]
    outsider = client_for(world.south_investigator)
    for text in ("robin", ADDRESS, "kim"):
        hidden = outsider.get("/search", {"q": text}).content.decode()
        nothing = outsider.get("/search", {"q": "xyzzynothing"}).content.decode()
        assert "Nothing that you may see matches." in hidden
        assert hidden.count("tu-list__count") == nothing.count("tu-list__count") == 0
        assert _main(hidden).replace(quote(text), "") == _main(nothing).replace("xyzzynothing", "")


def test_a_restricted_case_is_found_by_its_handler_and_not_by_a_colleague(world: World) -> None:
    case = a_case(world, restricted=True)
    assert found(world, "robin") == [case.reference]
    assert found(world, "robin", "north_colleague") == []
    assert found(world, "kim", "north_colleague") == []


def test_a_reference_opens_its_record_and_one_that_is_mistyped_is_said_to_be(
    world: World, client_for: ClientFor
) -> None:
    case, client = a_case(world), client_for(world.north_investigator)
    typed = case.reference.lower().replace("-", " ")
    assert client.get("/search", {"q": typed}).url == case.get_absolute_url()  # type: ignore[attr-defined]
    wrong = case.reference[:-1] + ("A" if case.reference[-1] != "A" else "B")
    assert "mistyped" in client.get("/search", {"q": wrong}).content.decode()


def test_an_absent_reference_and_one_of_somebody_else_say_the_same_and_how_to_ask(
    world: World, client_for: ClientFor
) -> None:
    case, client = a_case(world), client_for(world.south_investigator)
    absent = str(references.make("C", 2021, 999_999))
    pages = [client.get("/search", {"q": one}).content.decode() for one in (case.reference, absent)]
    assert "There is no record" in pages[0]
    assert "Ask for access" in pages[0]
    assert _main(pages[0]).replace(case.reference, absent) == _main(pages[1])


def test_an_account_that_looks_like_a_reference_is_found_all_the_same(world: World) -> None:
    person = NewPerson("suspect", "Suspect 1", source="Company", identifiers=("a2026abcdef",))
    case = a_case(world, people=[person])
    assert found(world, "a2026abcdef") == [case.reference]


def test_a_search_is_bounded_and_says_so(world: World) -> None:
    for _ in range(3):
        a_case(world)
    with acting_as(world.actor("north_investigator")):
        few = search("robin", most=2)
    assert (len(few.by_kind["case"]), few.more["case"]) == (2, True)
    assert found(world, "robin " * 500) != []


def test_odd_text_is_searched_and_breaks_nothing(world: World) -> None:
    a_case(world)
    for text in ("'", "a' | b", "!!", "\\", ":*", "& |", "<->", "()", "%", "é" * 500, "\x00robin"):
        assert isinstance(found(world, text), list)


def test_what_was_found_leaves_as_csv_with_its_caveats_and_without_names(world: World, client_for: ClientFor) -> None:
    case = a_case(world)
    text = client_for(world.north_investigator).get("/search", {"q": "robin", "format": "csv"}).content.decode()
    assert "no proof that there is nothing" in text
    assert case.reference in text
    assert "Robin" not in text


def test_cells_of_a_list_that_a_spreadsheet_would_run_are_made_harmless(world: World, client_for: ClientFor) -> None:
    case = a_case(world, summary="=HYPERLINK(1)")
    text = client_for(world.north_investigator).get("/cases", {"format": "csv"}).content.decode()
    assert case.reference in text
    assert "'=HYPERLINK(1)" in text
    assert "never a count of cases" in text
    children = client_for(world.north_investigator).get("/children", {"format": "csv"}).content.decode()
    assert child_of(world, case).reference in children


def test_the_list_of_cases_is_narrowed_by_each_filter(world: World, client_for: ClientFor) -> None:
    plain, restricted = a_case(world), a_case(world, restricted=True, summary="Lantern case.")
    client = client_for(world.north_investigator)

    def listed(**filters: str) -> set[str]:
        page = client.get("/cases", filters).content.decode()
        return {one.reference for one in (plain, restricted) if one.reference in page}

    both = {plain.reference, restricted.reference}
    assert listed() == listed(state="open") == listed(category="IBI") == both
    assert listed(state="closed") == listed(category="ICV") == listed(whose="shared") == set()
    assert listed(restricted="yes") == listed(words="lantern") == listed(whose="mine") == {restricted.reference}
    assert listed(restricted="no") == listed(handler="nobody") == {plain.reference}
    assert listed(handler=str(world.north_investigator.pk)) == {restricted.reference}


def test_a_list_is_paged_by_key_in_each_order_and_shows_every_case_once(world: World, client_for: ClientFor) -> None:
    made = {a_case(world, people=[], children=[]).reference for _ in range(55)}
    client = client_for(world.north_investigator)
    for sort in ("-opened", "opened", "due", "-due", "reference", "-reference"):
        first = client.get("/cases", {"sort": sort})
        cursor = first.context["page"].next_cursor
        rest = client.get("/cases", {"sort": sort, "after": cursor})
        shown = [one.reference for page in (first, rest) for one, _ in page.context["page"].items]
        assert len(shown) == len(set(shown)) == 55
        assert set(shown) == made


def _main(page: str) -> str:
    """What stands between the frame's parts, the same for everybody."""
    return page[page.index('<main id="main"') : page.index("</main>")]
