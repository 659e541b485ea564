"""A case is opened from a report with everything that is known, each thing as often as there is one, and nothing taken over unseen."""

from typing import Any

import pytest
from django.test import Client

from tests.cases.cases import blocks
from tests.cast import World
from tests.reports.pages import scenes
from tests.web.ladder import ClientFor, few_statements
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case, CaseCategory, Entry, Person
from tutela.children.models import Child
from tutela.core.blocks import MOST
from tutela.reports.models import Report

pytestmark = pytest.mark.django_db
ONE = {"summary": "Synthetic case.", **blocks("categories", {"category": "IBI", "type": "not_yet_known"})}


def opened(client: Client, report: Report, **sent: Any) -> Any:
    return client.post(f"/reports/{report.reference}/open-case", ONE | sent)


def test_several_of_each_are_taken_and_what_nobody_filled_in_is_passed_over(
    world: World, client_for: ClientFor
) -> None:
    report, client = scenes.received(world), client_for(world.north_investigator)
    sent = {
        **blocks(
            "categories",
            {"category": "IBI", "type": "IBI:possession", "facets": ["IBI:national", "IBI:international"]},
            {"category": "IIG", "type": "other", "type_words": "A type of its own"},
            {"category": "", "type": "not_yet_known"},
            {"category": "COM", "type": "not_yet_known"},
        ),
        **blocks(
            "people",
            {
                "capacity": "suspect",
                "label": "Suspect 1",
                "standing": "charged",
                "source": "Court",
                "since": "May 2024",
            },
            {"capacity": "carer", "label": "Carer 1", "name": "Synthetic Carer", "standing": "suspected"},
            {"capacity": "witness", "label": "Witness 1", "birth_date": "1984", "standing": "suspected"},
            {"capacity": "other", "label": "Other 1", "country": "FR", "standing": "suspected"},
            {"capacity": "", "label": "", "standing": "suspected"},
        ),
        **blocks(
            "children",
            {"label": "Child 1", "safety": "at_risk", "countries": ["GB", "FR"]},
            {
                "label": "Child 2",
                "name": "Synthetic Child",
                "birth_date": "May 2014",
                "sex": "female",
                "safety": "safe",
            },
            {"label": "", "safety": "not_known"},
        ),
        **blocks(
            "entries",
            {"words": "An account was named.", "nature": "fact", "source": "Hotline", "section": "general"},
            {"words": "It may be shared.", "nature": "inference", "source": "Us", "section": "general"},
        ),
    }
    answer = opened(client, report, **sent)
    assert answer.status_code == 302, [group.forms for group in answer.context["form"].groups]
    with acting_as(world.actor("north_investigator")):
        case = Case.objects.get()
        said = CaseCategory.objects.filter(case=case).values_list("category", "type", "type_words", "facets")
        assert {(*one[:3], tuple(one[3])) for one in said} == {
            ("IBI", "possession", "", ("national", "international")),
            ("IIG", "other", "A type of its own", ()),
            ("COM", "not_yet_known", "", ()),
        }
        people = {one.label: one for one in Person.objects.filter(case=case)}
        assert {label: one.capacity for label, one in people.items()} == {
            "Suspect 1": "suspect",
            "Carer 1": "carer",
            "Witness 1": "witness",
            "Other 1": "other",
        }
        standing = people["Suspect 1"].standings.get()  # type: ignore[attr-defined]
        assert (standing.standing, standing.source, standing.since) == ("charged", "Court", "2024-05")
        assert (people["Witness 1"].birth_date, people["Other 1"].country) == ("1984", "FR")
        children = {one.label: one for one in Child.objects.filter(cases_of_child__case=case)}
        assert children["Child 1"].identity == "not_identified"
        assert (children["Child 1"].safety, children["Child 1"].countries) == ("at_risk", ["FR", "GB"])
        assert (children["Child 2"].identity, children["Child 2"].birth_date) == ("identified", "2014-05")
        assert {one.owner for one in children.values()} == {world.north}
        natures = dict(Entry.objects.filter(case=case).values_list("words", "nature"))
        assert natures["It may be shared."] == "inference"
        assert len(natures) == 3


def test_what_the_report_says_is_offered_and_taken_over_only_where_it_is_ticked(
    world: World, client_for: ClientFor
) -> None:
    people = [
        {"capacity": "suspect", "names": ["Synthetic Suspect"]},
        {"capacity": "victim", "names": ["Synthetic Child"]},
    ]
    report, client = scenes.received(world, people=people), client_for(world.north_investigator)
    with few_statements():
        form = client.get(f"/reports/{report.reference}/open-case").context["form"]
    offered = {group.name: [one.initial for one in group.forms if one.is_offered] for group in form.groups}
    assert [one["category"] for one in offered["categories"]] == report.categories
    assert [one["name"] for one in offered["children"]] == ["Synthetic Child"]
    assert [(one["capacity"], one["name"]) for one in offered["people"]] == [("suspect", "Synthetic Suspect")]
    child = offered["children"][0] | {"safety": "not_known"}
    suspect = offered["people"][0]
    sent = blocks("children", child | {"take": "on"}) | blocks("people", suspect)
    assert opened(client, report, **sent).status_code == 302
    with acting_as(world.actor("north_investigator")):
        assert [one.name for one in Child.objects.filter(cases_of_child__case=Case.objects.get())] == [
            "Synthetic Child"
        ]
        assert not Person.objects.exists()


@pytest.mark.parametrize("name", ["children", "categories", "people", "entries"])
def test_a_further_block_is_added_without_script_and_keeps_what_was_typed(
    world: World, client_for: ClientFor, name: str
) -> None:
    report, client = scenes.received(world), client_for(world.north_investigator)
    typed = blocks("people", {"label": "Half a person"})
    answer = opened(client, report, **typed, add=name)
    assert answer.status_code == 200
    form = answer.context["form"]
    before = {"children": 0, "categories": 1, "people": 1, "entries": 0}
    assert {group.name: len(group.forms) for group in form.groups} == before | {name: before[name] + 1}
    assert form.people.forms[0]["label"].value() == "Half a person"
    assert form["summary"].value() == "Synthetic case."
    assert "to mend</h2>" not in answer.content.decode()
    assert opened(client, report, **typed).status_code == 422
    with acting_as(world.actor("north_investigator")):
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        (blocks("categories", {"category": "", "type": "not_yet_known"}), ""),
        (blocks("categories", {"category": "IBI", "type": "other"}), "#id_categories-0-type_words"),
        (blocks("categories", {"category": "IBI", "type": "IIG:same_country"}), "#id_categories-0-type"),
        (blocks("people", {"capacity": "suspect", "label": "Suspect 1", "standing": "alleged"}), "#id_people-0-source"),
        (blocks("children", {"label": "Child 1", "safety": "safe", "birth_date": "soon"}), "#id_children-0-birth_date"),
        (blocks("entries", {"words": "An account.", "nature": "fact", "section": "general"}), "#id_entries-0-source"),
        ({"summary": ""}, "#id_summary"),
    ],
)
def test_a_fault_in_any_block_is_named_at_the_top_and_nothing_is_opened(
    world: World, client_for: ClientFor, sent: dict[str, Any], where: str
) -> None:
    report, client = scenes.received(world), client_for(world.north_investigator)
    refused = opened(client, report, **sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert page.count("There is one thing to mend") == 1
    assert "<title>Error: " in page
    assert (f'href="{where}"' if where else "A case has one or more categories.") in page
    with acting_as(world.actor("north_investigator")):
        assert not Case.objects.exists()
    assert opened(client, report).status_code == 302


def test_there_is_an_end_to_the_blocks(world: World, client_for: ClientFor) -> None:
    report, client = scenes.received(world), client_for(world.north_investigator)
    answer = opened(client, report, **{"people-count": "999"}, add="people")
    assert len(answer.context["form"].people.forms) == MOST
    assert 'value="people"' not in answer.content.decode()


def test_a_report_that_somebody_changed_meanwhile_opens_no_case(world: World, client_for: ClientFor) -> None:
    report, client = scenes.received(world), client_for(world.north_investigator)
    shown = client.get(f"/reports/{report.reference}/open-case").context["version"]
    triaged = {"categories": "IIG", "specific_concern": "no", "version": shown}
    assert client_for(world.north_colleague).post(f"/reports/{report.reference}/triage", triaged).status_code == 302
    refused = opened(client, report, version=shown)
    assert refused.status_code == 409
    assert refused.context["form"]["summary"].value() == "Synthetic case."
    assert opened(client, report, version=refused.context["version"]).status_code == 302
