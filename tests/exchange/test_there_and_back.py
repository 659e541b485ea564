"""A case goes out as a document, comes into an empty installation, and goes out again: the same bytes.

A case of each of the eight categories and one of five at once, entered by the verbs, with every question answered.
"""

import io
import json
from datetime import timedelta
from typing import Any

import jsonschema_rs
import page
import pypdf
import pytest

from tests.cast import World
from tests.exchange.cases_of_every_sort import FIVE, enter
from tests.exchange.empty import forget
from tests.exchange.there import AT, brought_in, exported
from tutela import typology
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.cases.questionnaire import About, questionnaire
from tutela.cases.services.close import close_case, restrict
from tutela.children.models import Child
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.exchange.pdf import pdf_of
from tutela.exchange.schemas import CASE
from tutela.ownership.access import find
from tutela.typology.codes import CATEGORY_CODES


def faults_of(raw: bytes) -> list[str]:
    """What the published schema says against a document."""
    known = jsonschema_rs.Draft202012Validator(json.loads(CASE.read_text()), validate_formats=True)
    return [f"{list(one.instance_path)}: {one.message}" for one in known.iter_errors(json.loads(raw))]


def faults_of_print(printed: bytes) -> list[str]:
    """What an independent validator says against a print by the rules of PDF/UA-1 (ISO 14289-1), of which it knows the checkable ones."""
    report = page.validate_pdf_bytes(printed, profile="ua1")
    assert report.rules.total > 100
    return [f"{one.rule_id}: {one.message}" for one in report.failures]


@pytest.mark.parametrize("categories", [FIVE, *((one,) for one in CATEGORY_CODES)], ids="-".join)
def test_a_case_comes_back_as_it_went(world: World, as_role: Any, categories: tuple[str, ...]) -> None:
    case = enter(world, *categories)
    first = exported(world, case.reference)
    assert faults_of(first) == []
    printed = pdf_of(json.loads(first))
    assert faults_of_print(printed) == []

    forget(as_role)
    assert brought_in(world, first).reference == case.reference
    assert exported(world, case.reference) == first
    assert pdf_of(json.loads(exported(world, case.reference))) == printed

    later = exported(world, case.reference, at=AT + timedelta(days=1))
    changed = [one for one, other in zip(first.splitlines(), later.splitlines(), strict=True) if one != other]
    assert changed == [b'  "exported_at": "2026-03-04T05:06:07.000000Z",']


def test_a_print_without_its_tags_or_its_title_is_faulted(world: World) -> None:
    printed = pypdf.PdfReader(io.BytesIO(pdf_of(json.loads(exported(world, enter(world, "IBI").reference)))))
    for taken in ("/StructTreeRoot", "/Metadata", "/Lang"):
        spoilt, out = pypdf.PdfWriter(clone_from=printed), io.BytesIO()
        del spoilt.root_object[taken]
        spoilt.write(out)
        assert faults_of_print(out.getvalue()) != []


def test_every_question_that_is_asked_is_answered_in_the_document(world: World) -> None:
    case = json.loads(exported(world, enter(world, *FIVE).reference))["case"]
    present = {(one["question"], one["person"], one["child"]) for one in case["answers"] if one["replaced_at"] is None}
    assert len(present) == questionnaire().number_asked(FIVE, suspects=2, children=2)
    assert {about: len(questionnaire().asked(FIVE, about)) > 0 for about in About} == dict.fromkeys(About, True)
    assert [one["date"] for one in case["answers"] if one["replaced_at"]] != []


def test_what_is_brought_in_is_the_organisations_and_is_written_down(world: World, as_role: Any) -> None:
    case = enter(world, "IBI")
    raw = exported(world, case.reference)
    forget(as_role)
    made = brought_in(world, raw, who="south_manager")
    assert (made.owner.code, made.owner_basis) == ("south", "opened")
    with acting_as(world.actor("south_manager")):
        [line] = Entry.objects.filter(action="case.import", subject_reference=case.reference)
        assert json.loads(line.details)["source"] == "north"
        children = list(Child.objects.filter(cases_of_child__case=made))
        assert {one.owner.code for one in children} == {"south"}
        # Nobody here took the decision that came with the case, and the child's own promise runs only where needs are open.
        assert Clock.objects.filter(subject_kind="child", met_at=None).count() == 0
    document = json.loads(exported(world, case.reference, who="south_manager"))
    owners = document["case"]["owners"]
    assert [(one["organisation"]["code"], one["to"] is None) for one in owners] == [("north", False), ("south", True)]
    assert {one["by"]["code"] for one in document["case"]["answers"]} == {"north"}
    with acting_as(world.actor("north_manager")):
        assert not Child.objects.filter(pk__in=[one.pk for one in children]).exists()


def test_a_closed_and_restricted_case_comes_back_as_it_went(world: World, as_role: Any) -> None:
    case = enter(world, "COM")
    actor = world.actor("north_investigator")
    with acting_as(actor):
        now = clock.now()
        restrict(find(case.reference), restricted=True, words="Synthetic reason.", actor=actor, now=now)
        grounds = next(
            code for code, _ in typology.choices("case_close_grounds") if code not in ("other", "not_yet_known")
        )
        close_case(find(case.reference), grounds=grounds, words="Synthetic end.", actor=actor, now=now)
    first = exported(world, case.reference)
    assert json.loads(first)["case"]["state"] == "closed"
    assert json.loads(first)["handling"]["restricted"] is True
    forget(as_role)
    brought_in(world, first)
    # Restricted: its handler is whoever brought it in, and the others of the organisation do not see it.
    assert exported(world, case.reference, who="north_manager") == first
    with acting_as(world.actor("north_colleague")), pytest.raises(NotFound):
        find(case.reference)


def test_new_references_pass_those_that_were_brought_in(world: World, as_role: Any) -> None:
    raw = exported(world, enter(world, "URC").reference)
    forget(as_role)
    made = brought_in(world, raw)
    assert made.pk > 0
    others = {enter(world, "URC", seed=seed).reference for seed in range(2)}
    assert made.reference not in others
    with acting_as(world.actor("north_manager")):
        assert find(made.reference).pk == made.pk
