"""What is refused when a case is brought in, with its place in the document; and the page and the command that bring one in."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from tests.cast import World
from tests.exchange.cases_of_every_sort import enter
from tests.exchange.empty import forget
from tests.exchange.there import brought_in, exported
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case
from tutela.core.errors import BadInput, NotAllowed, Refused, RuleBroken
from tutela.exchange.models import Elsewhere, Import
from tutela.exchange.reading import LARGEST, read_document

Change = Callable[[dict[str, Any]], Any]
SECRET = "Quillon"


def _first_coded(document: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in document["case"]["answers"] if one["question"] == "acts")


BROKEN: dict[str, tuple[Change, str]] = {
    "another format": (lambda d: d.update(format=SECRET), "$.format"),
    "another version": (lambda d: d.update(version=2), "$.format"),
    "a field that is not there": (lambda d: d["case"].pop("summary"), "$.case.summary"),
    "a field that is too much": (lambda d: d["case"]["children"][0].update({SECRET: 1}), "$.case.children[0]"),
    "an unknown code": (lambda d: d["case"]["categories"][0].update(category=SECRET), "$.case.categories[0].category"),
    "a type of another category": (
        lambda d: d["case"]["categories"][0].update(type="demand"),
        "$.case.categories[0].type",
    ),
    "a value of another question": (lambda d: _first_coded(d).update(values=["air"], words=""), "$.case.answers["),
    "a completed date": (lambda d: d["case"]["people"][0].update(birth_date="1970-5"), "$.case.people[0].birth_date"),
    "a moment without zone": (lambda d: d["case"].update(opened_at="2026-01-02T03:04:05"), "$.case.opened_at"),
    "a mistyped reference": (lambda d: d["case"].update(reference="C-2026-000000"), "$.case.reference"),
    "media in a text": (
        lambda d: d["case"]["entries"][0].update(words="data:image/png;base64," + "iVBORw0KGgo" * 9),
        "$.case.entries[0].words",
    ),
    "markup in a text": (lambda d: d["case"].update(summary=f"<script>{SECRET}"), "$.case.summary"),
    "hidden characters": (lambda d: d["case"].update(summary="a\u202eb"), "$.case.summary"),
    "media in an identifier": (
        lambda d: d["case"]["identifiers"][0].update(as_written="data:image/png;base64,iVBORw0KGgo"),
        "$.case.identifiers[0].as_written",
    ),
    "a character that is none": (lambda d: d["case"].update(summary="a\x00b"), "$.case.summary"),
    "half a character": (lambda d: d["case"]["children"][0].update(label="\ud800"), "$.case.children[0].label"),
    "a child twice in the case": (
        lambda d: d["case"]["children"][0]["in_case"].extend(d["case"]["children"][0]["in_case"]),
        "$.case.children[0].in_case",
    ),
    "nobody by that number": (lambda d: d["case"]["identifiers"][0].update(person=99), "$.case.identifiers[0].person"),
    "a correction of a later entry": (
        lambda d: d["case"]["entries"][0].update(corrects=3),
        "$.case.entries[0].corrects",
    ),
    "a number for a text": (lambda d: d["case"].update(summary=7), "$.case.summary"),
    "an identified child without name": (
        lambda d: next(one for one in d["case"]["children"] if one["name"]).update(name=""),
        "$.case.children[",
    ),
}


@pytest.fixture
def document(world: World) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(exported(world, enter(world, "ICA").reference))
    return made


def test_every_broken_document_is_refused_with_its_place_and_without_its_words(document: dict[str, Any]) -> None:
    for name, (change, path) in BROKEN.items():
        broken = copy.deepcopy(document)
        change(broken)
        with pytest.raises(BadInput) as refused:
            read_document(json.dumps(broken).encode(), "case.json")
        places = [one.where.field for one in refused.value.faults] or [refused.value.where.field]
        assert any(one.startswith(path) for one in places), (name, places)
        assert refused.value.mend, name
        assert SECRET not in str(refused.value) + str(refused.value.faults), name


def test_what_is_no_document_at_all_is_refused() -> None:
    for raw in (b"", b"{", b"\xff\xfe{}", b"[]", b"null", b'{"format": 1, "format": 2}', b"[" * 100_000, b'{"a": NaN}'):
        with pytest.raises(BadInput):
            read_document(raw)
    for raw in (b"\x89PNG\r\n\x1a\n" + b"0" * 100, b"PK\x03\x04" + b"0" * 100, b" " * (LARGEST + 1)):
        with pytest.raises(Refused):
            read_document(raw)


def test_what_is_here_already_is_never_overwritten(world: World, document: dict[str, Any], as_role: Any) -> None:
    raw = json.dumps(document).encode()
    with pytest.raises(RuleBroken) as refused:
        brought_in(world, raw, who="south_manager")
    assert document["case"]["summary"] not in str(refused.value)
    assert "Northmoor" not in str(refused.value) + refused.value.mend
    forget(as_role)
    brought_in(world, raw)
    with pytest.raises(RuleBroken):
        brought_in(world, raw)


def test_an_organisation_that_the_directory_does_not_have_is_named_by_its_place(
    world: World, document: dict[str, Any], as_role: Any
) -> None:
    forget(as_role)
    number, child = next((n, one) for n, one in enumerate(document["case"]["children"]) if one["whereabouts"])
    child["whereabouts"][0]["organisation"] = {"code": "nowhere", "name": "Nowhere"}
    with pytest.raises(BadInput) as refused:
        brought_in(world, json.dumps(document).encode())
    assert refused.value.where.field == f"$.case.children[{number}].whereabouts[0].organisation.code"
    with acting_as(world.actor("north_manager")):
        assert not Case.objects.exists()


def test_only_managers_and_investigators_bring_in(
    world: World, document: dict[str, Any], as_role: Any, client_for: Any
) -> None:
    forget(as_role)
    for who in ("north_intake", "north_auditor", "hotline_partner"):
        with pytest.raises(NotAllowed):
            brought_in(world, json.dumps(document).encode(), who=who)
        assert client_for(world.users[who]).get("/bring-in/case").status_code == 403


def test_the_page_shows_first_and_then_makes(
    world: World, document: dict[str, Any], as_role: Any, client_for: Any
) -> None:
    forget(as_role)
    client = client_for(world.north_manager)
    assert client.get("/bring-in/case").status_code == 200
    assert client.post("/bring-in/case", {}).status_code == 422
    raw = json.dumps(document, ensure_ascii=False).encode()
    shown = client.post("/bring-in/case", {"file": SimpleUploadedFile("case.json", raw)})
    assert shown.status_code == 200
    assert f"Bring in {document['case']['reference']}" in shown.content.decode()
    with acting_as(world.actor("north_manager")):
        assert not Case.objects.exists()
    made = client.post("/bring-in/case", {"document": shown.context["document"]})
    assert (made.status_code, made["Location"]) == (302, f"/cases/{document['case']['reference']}")
    assert client.get(made["Location"]).status_code == 200
    again = client.post("/bring-in/case", {"document": shown.context["document"]})
    assert again.status_code == 409

    document["case"]["categories"][0]["category"] = "XYZ"
    refused = client.post("/bring-in/case", {"file": SimpleUploadedFile("case.json", json.dumps(document).encode())})
    assert refused.status_code == 422
    assert "$.case.categories[0].category" in refused.content.decode()


def test_a_child_whose_work_was_stopped_elsewhere_is_worked_on_here(
    world: World, document: dict[str, Any], as_role: Any
) -> None:
    forget(as_role)
    child = next(one for one in document["case"]["children"] if not one["name"])
    child["identity"] = "stopped"
    brought_in(world, json.dumps(document).encode())
    after = json.loads(exported(world, document["case"]["reference"]))
    found = next(one for one in after["case"]["children"] if one["reference"] == child["reference"])
    assert found["identity"] == "not_identified"


def test_no_raw_statement_says_what_another_installation_decided_in_somebody_elses_name_or_changes_it(
    world: World, document: dict[str, Any], as_role: Any
) -> None:
    forget(as_role)
    case = brought_in(world, json.dumps(document).encode())
    own = enter(world, "URC")
    with acting_as(world.actor("north_investigator")):
        assert Import.objects.filter(case=case).count() == 1
        assert Elsewhere.objects.exists()
        in_the_managers_name = (
            "INSERT INTO exchange_elsewhere (subject_kind, subject_id, part, said, by_id)"
            f" VALUES ('case', {case.pk}, 'decision', '{{}}', {world.north_manager.pk})"
        )
        of_a_case_that_began_here = (
            "INSERT INTO exchange_elsewhere (subject_kind, subject_id, part, said, by_id)"
            f" VALUES ('case', {own.pk}, 'decision', '{{}}', {world.north_investigator.pk})"
        )
        as_if_it_had_come = (
            "INSERT INTO exchange_import (case_id, from_code, from_name, exported_at, digest, tlp, classification,"
            " children_left_out, organisation_id, by_id, at)"
            f" VALUES ({own.pk}, 'x', 'x', now(), '', '', '', 0, {world.north.pk}, {world.north_investigator.pk}, now())"
        )
        for statement in (
            in_the_managers_name,
            of_a_case_that_began_here,
            as_if_it_had_come,
            "UPDATE exchange_elsewhere SET said = '{}'",
            "DELETE FROM exchange_elsewhere",
            "UPDATE exchange_import SET from_name = 'x'",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    with acting_as(world.actor("south_manager")):
        assert not Import.objects.exists()
        assert not Elsewhere.objects.exists()
