"""The pages of cases, children and the search: who gets to them, what they say, and how much they ask of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case, CaseCategory, Entry, Identifier, Person
from tutela.cases.services.known_by import enter_place
from tutela.children.models import Child
from tutela.children.services.stop import propose_stop
from tutela.core import clock
from tutela.core.clock import now
from tutela.ownership.models import Participation
from tutela.ownership.services import add_participant
from tutela.reports.models import CaseLink

pytestmark = pytest.mark.django_db
ABSENT = "There is no record {reference} that you may see."
ClientFor = Callable[..., Client]

# Every page, and every verb with what makes it succeed. "{…}" is filled in from the case that the test makes.
PAGES = [
    "/cases",
    "/children",
    "/search?q=invented",
    *(
        f"/cases/{{case}}{tab}"
        for tab in (
            "",
            "/people",
            "/record",
            "/entries",
            "/questions/first_reported_on",
            "/reports",
            "/decisions",
            "/history",
            "/changes",
            "/audit",
        )
    ),
    *(f"/children/{{child}}{tab}" for tab in ("", "/decisions", "/history", "/audit")),
]
VERBS: dict[str, dict[str, Any]] = {
    "/cases/{case}/enter-child": {"label": "Child 3", "safety": "not_known", "countries": ["GB"]},
    "/cases/{case}/put-child": {"reference": "{loose_child}"},
    "/cases/{case}/children/{child}/take-out": {"words": "It was another child."},
    "/cases/{case}/enter-person": {
        "capacity": "suspect",
        "label": "Suspect 2",
        "standing": "alleged",
        "source": "Hotline",
        "since": "May 2024",
        "birth_date": "1984",
    },
    "/cases/{case}/people/{person}/standing": {"standing": "charged", "source": "Court", "since": "2024-05-02"},
    "/cases/{case}/write-entry": {
        "words": "Synthetic entry.",
        "nature": "inference",
        "source": "Us",
        "section": "general",
    },
    "/cases/{case}/entries/{entry}/correct": {
        "words": "Synthetic correction.",
        "nature": "fact",
        "source": "Us",
        "section": "general",
    },
    "/cases/{case}/record/report_and_summary": {
        "first_reported_on": "May 2024",
        "first_reported_to": "hotline",
        "source": "The hotline",
        "nature": "fact",
    },
    "/cases/{case}/enter-identifier": {"raw": "other@synthetic.example", "source": "Us", "whose": "person-{person}"},
    "/cases/{case}/identifiers/{known_by}/take-away": {"words": "Somebody else's."},
    "/cases/{case}/enter-place": {"kind": "home", "country": "FR", "area": "Invented region", "source": "Us"},
    "/cases/{case}/places/{place}/take-away": {"words": "Another place."},
    "/cases/{case}/add-category": {"category": "IIG", "type": "IIG:same_country"},
    "/cases/{case}/categories/{second_category}/remove": {},
    "/cases/{case}/assign": {"handler": "{colleague}"},
    "/cases/{case}/send": {"to": "{south}", "reason": "Area"},
    "/cases/{case}/close": {"grounds": "finished", "words": "Done."},
    "/cases/{closed}/reopen": {"words": "Something new."},
    "/cases/{case}/restrict": {"words": "Sensitive."},
    "/cases/{restricted}/open-again": {"words": "No longer sensitive."},
    "/cases/{restricted}/name-person": {"person": "{colleague}"},
    "/cases/{case}/record-offence": {"words": "Established."},
    "/cases/{recorded}/withdraw-offence": {"words": "It was wrong."},
    "/cases/{recorded}/handling": {"handling": "RED", "words": "For named people."},
    "/children/{loose_child}/handling": {"handling": "RED", "words": "For named people."},
    "/cases/{other}/take": {},
    "/cases/{case}/share": {"organisation": "{customs}", "with_children": "on"},
    "/cases/{case}/share/{part}/end": {},
    "/cases/{case}/join-report": {"reference": "{loose_report}"},
    "/cases/{case}/reports/{link}/part": {},
    "/children/{child}/identify": {"name": "Synthetic Child", "how": "By a school.", "safety": "safe"},
    "/children/{known_child}/withdraw": {"words": "It was another child."},
    "/children/{child}/safety": {"safety": "at_risk"},
    "/children/{child}/stop": {"grounds": "nothing_to_trace", "words": "All was tried.", "review_on": "27/3/2030"},
    "/children/{child}/send": {"to": "{south}", "reason": "Area"},
    "/children/{child}/assign": {"handler": "{colleague}"},
    "/children/{child}/share": {"organisation": "{customs}"},
    "/children/{child}/share/{child_part}/end": {},
}


@pytest.fixture(scope="module")
def names(shared_world: World) -> dict[str, str]:
    """The numbers and references that the addresses need."""
    from tutela.cases.services.categories import add_category
    from tutela.cases.services.close import close_case
    from tutela.cases.services.conclude import record_offence
    from tutela.cases.services.open_case import NewCategory

    actor = shared_world.actor("north_investigator")
    case, other, closed, recorded = (a_case(shared_world) for _ in range(4))
    restricted = a_case(shared_world, restricted=True)
    child = child_of(shared_world, case)
    with acting_as(actor):
        place = enter_place(case, kind="home", country="GB", source="Us", actor=actor, now=now())
        second = add_category(case, NewCategory("COM"), actor=actor, now=now())
        close_case(closed, grounds="finished", words="Done.", actor=actor, now=now())
        record_offence(recorded, words="Established.", actor=actor, now=now())
        part = add_participant(case, organisation=shared_world.centre, basis="joint", actor=actor, now=now())
        child_part = add_participant(child, organisation=shared_world.centre, basis="joint", actor=actor, now=now())
        return {
            "case": case.reference,
            "closed": closed.reference,
            "recorded": recorded.reference,
            "restricted": restricted.reference,
            "child": child.reference,
            "known_child": Child.objects.get(cases_of_child__case=case, identity="identified").reference,
            "other": other.reference,
            "loose_child": child_of(shared_world, other).reference,
            "loose_report": report_of(shared_world, other).reference,
            "person": str(Person.objects.get(case=case, capacity="suspect").pk),
            "entry": str(Entry.objects.get(case=case).pk),
            "known_by": str(Identifier.objects.get(case=case).pk),
            "place": str(place.pk),
            "second_category": str(second.pk),
            "link": str(CaseLink.objects.get(case=case).pk),
            "part": str(part.pk),
            "child_part": str(child_part.pk),
            "colleague": str(shared_world.north_colleague.pk),
            "south": str(shared_world.south.pk),
            "customs": str(shared_world.customs.pk),
        }


def filled(text: Any, names: dict[str, str]) -> Any:
    if isinstance(text, dict):
        return {key: filled(value, names) for key, value in text.items()}
    return text.format(**names) if isinstance(text, str) else text


@contextmanager
def at_most(number: int) -> Iterator[None]:
    """The statements of a page; the two that open and end its transaction are the same everywhere and not counted."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= number, "\n".join(sql[:160] for sql in asked)


# A whole record is answers, entries, identifiers, places and people: a statement each.
MOST_STATEMENTS = {"/cases/{case}/record": 15, "/cases/{case}/people": 13}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_read_by_owner_colleague_and_auditor_in_a_bounded_number_of_statements(
    address: str, names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    for who in (world.north_investigator, world.north_colleague, world.north_auditor):
        client = client_for(who)
        assert client.get("/health").status_code == 200  # the first page of a session chooses the role
        with at_most(MOST_STATEMENTS.get(address, 12)):
            response = client.get(filled(address, names))
        assert response.status_code == 200, response.content[:400]


@pytest.mark.parametrize("address", [one for one in PAGES if "{" in one])
def test_an_outsider_is_told_the_same_of_a_record_as_of_one_that_is_absent(
    address: str, names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    outsider = client_for(world.south_investigator)
    there = outsider.get(filled(address, names))
    absent = outsider.get(filled(address, names | {"case": "C-2021-0000", "child": "K-2021-0000"} | _absent()))
    assert there.status_code == absent.status_code == 404
    for response, given in ((there, names), (absent, _absent())):
        kind = "case" if "{case}" in address else "child"
        assert ABSENT.format(reference=given[kind]) in response.content.decode()


@pytest.mark.parametrize("address", list(VERBS))
def test_a_verb_is_refused_to_a_reader_and_to_an_outsider_and_done_for_the_owner(
    address: str, names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    where, data = filled(address, names), filled(VERBS[address], names)
    reader, outsider = client_for(world.north_auditor), client_for(world.south_investigator)
    assert [reader.get(where).status_code, reader.post(where, data).status_code] == [403, 403]
    assert [outsider.get(where).status_code, outsider.post(where, data).status_code] == [404, 404]
    owner = client_for(world.north_investigator)
    assert owner.get(where).status_code == 200
    assert owner.put(where).status_code == 405
    done = owner.post(where, data)
    assert done.status_code == 302, done.content.decode()[-3000:]
    assert owner.get(done.url).status_code == 200


@pytest.mark.parametrize("address", [one for one in VERBS if VERBS[one]])
def test_a_form_without_its_answers_is_shown_again_and_changes_nothing(
    address: str, names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    owner = client_for(world.north_investigator)
    response = owner.post(filled(address, names), {})
    assert response.status_code == 422
    assert "govuk-error-summary" in response.content.decode()


@pytest.mark.parametrize("address", [one for one in [*PAGES, *VERBS] if "{" in one])
def test_a_mistyped_reference_is_said_to_be_mistyped(
    address: str, names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    wrong = {key: value[:-1] + ("A" if value[-1] != "A" else "B") for key, value in names.items() if "-" in value}
    response = client_for(world.north_investigator).get(filled(address, names | wrong))
    assert response.status_code == 422
    assert "mistyped" in response.content.decode()


def test_the_second_person_agrees_on_a_page_and_the_first_one_cannot(
    names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    actor = world.actor("north_investigator")
    with acting_as(actor):
        child = Child.objects.get(reference=names["child"])
        made = propose_stop(
            child,
            grounds="nothing_to_trace",
            words="All was tried.",
            review_on=clock.now().date().replace(year=2031),
            actor=actor,
            now=now(),
        )
    where = reverse("child_second", args=[child.reference, made.pk])
    first = client_for(world.north_investigator).post(where, {"agrees": "yes"})
    assert first.status_code == 409
    assert "must be another" in first.content.decode()
    assert client_for(world.north_colleague).post(where, {"agrees": "yes"}).status_code == 302
    where = reverse("child_review", args=[child.reference, made.pk])
    assert client_for(world.north_manager).get(where).status_code == 200
    again = client_for(world.north_manager).post(where, {"go_on": "yes", "words": "New means."})
    assert again.status_code == 302
    page = client_for(world.north_manager).get(f"/children/{child.reference}").content.decode()
    assert "Not yet identified" in page


def test_a_case_and_a_child_are_claimed_from_the_centre_and_transferred_by_its_manager(
    world: World, client_for: ClientFor
) -> None:
    case = a_case(world, "centre_analyst")
    child, actor = child_of(world, case, "centre_analyst"), world.actor("centre_analyst")
    with acting_as(actor):
        for record in (case, child):
            add_participant(record, organisation=world.north, basis="concerned", actor=actor, now=now())
    north = client_for(world.north_investigator)
    assert client_for(world.south_investigator).post(f"/cases/{case.reference}/claim").status_code == 404
    assert client_for(world.north_intake).post(f"/cases/{case.reference}/claim").status_code == 403
    assert north.post(f"/children/{child.reference}/claim").status_code == 302
    assert north.post(f"/cases/{case.reference}/claim").status_code == 302
    with acting_as(world.actor("north_investigator")):
        assert Case.objects.get(pk=case.pk).owner == Child.objects.get(pk=child.pk).owner == world.north
        for one in Participation.objects.filter(organisation=world.north, ended_at=None):
            assert one.subject_id in (case.pk, child.pk)
    other = a_case(world, "centre_analyst")
    data = {"to": world.south.pk, "reason": "Area"}
    assert client_for(world.centre_analyst).post(f"/cases/{other.reference}/transfer", data).status_code == 403
    assert client_for(world.centre_manager).post(f"/cases/{other.reference}/transfer", data).status_code == 302
    with acting_as(world.actor("south_investigator")):
        assert Case.objects.get(pk=other.pk).owner == world.south


def test_every_reading_of_a_case_and_of_a_child_is_written_down_and_shown_to_its_owner(
    names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    client_for(world.north_colleague).get(f"/cases/{names['case']}")
    page = client_for(world.north_investigator).get(f"/cases/{names['case']}/audit").content.decode()
    assert "Read the case" in page
    assert "Synthetic North Colleague" in page


def test_a_category_is_never_the_last_one_taken_away(
    names: dict[str, str], world: World, client_for: ClientFor
) -> None:
    owner = client_for(world.north_investigator)
    with acting_as(world.actor("north_investigator")):
        first = CaseCategory.objects.get(case__reference=names["case"], category="IBI")
    assert owner.post(f"/cases/{names['case']}/categories/{first.pk}/remove").status_code == 302
    last = owner.post(f"/cases/{names['case']}/categories/{names['second_category']}/remove")
    assert last.status_code == 409


def _absent() -> dict[str, str]:
    from tutela.core import references

    return {"case": str(references.make("C", 2021, 999_999)), "child": str(references.make("K", 2021, 999_999))}
