"""The files of a case: who gets them, what they leave out, what is written down, and what a reader's program finds in the print."""

import io
import itertools
import json
from typing import Any

import jsonschema_rs
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.cast import World
from tests.exchange.cases_of_every_sort import FIVE, enter
from tests.exchange.there import AT, exported
from tutela import typology
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.cases.models import Case
from tutela.cases.questionnaire import questionnaire
from tutela.cases.services.open_case import NewChild
from tutela.cases.services.share import share_case
from tutela.children.models import Child
from tutela.core import clock
from tutela.exchange.compose import as_bytes, document_of
from tutela.exchange.copies import REDACTED, copy_of
from tutela.exchange.pdf import pdf_of
from tutela.exchange.print_words import print_of
from tutela.exchange.schemas import CASE, as_text

HIDDEN = "Zephyrine Invented"


def test_the_published_schema_is_the_one_that_the_program_holds_to() -> None:
    assert CASE.read_text() == as_text(), "run what tutela/exchange/schemas/__init__.py says"
    schema = json.loads(CASE.read_text())
    jsonschema_rs.meta.validate(schema)
    said = schema["$defs"]
    assert set(said["AnswerPart"]["properties"]["question"]["enum"]) == set(questionnaire().by_code)
    assert len(said["AnswerPart"]["allOf"]) == len(questionnaire().by_code)
    assert {one["if"]["properties"]["category"]["const"] for one in said["Category"]["allOf"]} == {
        one.code for one in typology.categories()
    }
    for name, part in said.items():
        for field, one in part.get("properties", {}).items():
            assert "description" in one or "$ref" in one, f"{name}.{field} says nothing of its meaning"


def test_the_schema_is_everybodys(client: Client, db: None) -> None:
    answer = client.get("/schemas/case-1.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/schema+json; charset=utf-8")
    assert json.loads(answer.content) == json.loads(CASE.read_text())
    assert client.post("/schemas/case-1.json").status_code == 405


@pytest.mark.parametrize(
    ("end", "kind", "what"), [("json", "application/json", "export"), ("pdf", "application/pdf", "print")]
)
def test_who_reads_the_record_takes_it_away_and_that_is_written_down(
    world: World, client_for: Any, end: str, kind: str, what: str
) -> None:
    case = enter(world, "IIC")
    address = f"/cases/{case.reference}/record.{end}"
    answer = client_for(world.north_colleague).get(address)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, kind, "private, no-store")
    assert answer["Content-Disposition"] == f'attachment; filename="{case.reference}.{end}"'
    with acting_as(world.actor("north_auditor")):
        lines = Entry.objects.filter(user_id=world.north_colleague.pk, details__contains=f'"what":"{what}"')
        assert sorted(one.subject_kind for one in lines) == ["case", "child", "child"]
    assert client_for(world.north_auditor).get(address).status_code == 200

    for who in ("south_investigator", "foreign_investigator"):
        assert client_for(world.users[who]).get(address).status_code == 404
    for who in ("hotline_partner", "north_administrator", "north_researcher"):
        assert client_for(world.users[who]).get(address).status_code == 403
    assert client_for(world.north_colleague).get(f"/cases/C-2026-00000A/record.{end}").status_code in (404, 422)
    assert client_for(world.north_colleague).post(address).status_code == 405
    assert Client().get(address).status_code == 302


def shared_without_its_children(world: World) -> tuple[Case, list[Child]]:
    case = enter(world, "ICV", seed=3)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        children = list(Child.objects.filter(cases_of_child__case=case).order_by("pk"))
        share_case(case, organisation=world.south, with_children=False, actor=actor, now=clock.now())
    return case, children


def test_of_a_child_whom_the_reader_may_not_see_nothing_is_in_any_file(world: World, client_for: Any) -> None:
    case, children = shared_without_its_children(world)
    raw = exported(world, case.reference, who="south_investigator").decode()
    document = json.loads(raw)
    assert (document["children_left_out"], document["case"]["children"]) == (2, [])
    full = exported(world, case.reference).decode()
    for hidden in (*(one.reference for one in children), "child.invented@mail.example", "Kim Invented", "Ada Invented"):
        assert hidden in full
        assert hidden not in raw
    assert not [one for one in document["case"]["answers"] if one["child"]]

    printed = client_for(world.south_investigator).get(f"/cases/{case.reference}/record.pdf").content
    text = words_of(printed)
    assert "Left out: 2 children of this case" in text
    for hidden in (*(one.reference for one in children), "Kim Invented", "Ada Invented", "child.invented@mail.example"):
        assert hidden not in text


def words_of(printed: bytes) -> str:
    return " ".join(" ".join(one.extract_text().split()) for one in pypdf.PdfReader(io.BytesIO(printed)).pages)


def test_the_number_of_statements_does_not_depend_on_the_record(world: World, client_for: Any) -> None:
    case = enter(world, "IBI")
    client = client_for(world.north_investigator)
    address = f"/cases/{case.reference}/record.json"
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    from tutela.cases.services.record import enter_child_in_case

    actor = world.actor("north_investigator")
    with acting_as(actor):
        for number in range(3):
            enter_child_in_case(case, NewChild(f"Child {number + 3}"), actor=actor, now=clock.now())
    with CaptureQueriesContext(connection) as second:
        client.get(address)
    assert len(second) <= len(first)


def test_the_print_is_tagged_and_says_what_it_is(world: World) -> None:
    case = enter(world, *FIVE)
    document = json.loads(exported(world, case.reference))
    document["handling"] |= {"tlp": "AMBER", "classification": "Official, sensitive"}
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(document)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a value of the library
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == f"Record of case {case.reference}"
    parts = parts_of(root["/StructTreeRoot"])
    tags = [str(one["/S"]) for one in parts]
    assert {"/Document", "/H1", "/H2", "/H3", "/P", "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD"} <= set(tags)
    # Every table says first what its columns are, and every cell of that row is a header of a column.
    assert tags.count("/THead") == tags.count("/Table")
    assert {one["/A"][0]["/Scope"] for one in parts if one["/S"] == "/TH"} == {"/Column"}
    # Headings go down one step at a time.
    levels = [int(tag[2]) for tag in tags if tag[:2] == "/H" and tag[2:].isdigit()]
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    # It is read in the order of its structure, and every letter is known as what it is.
    assert all(one["/Tabs"] == "/S" and "/StructParents" in one for one in reader.pages)
    fonts = [one.get_object() for page in reader.pages for one in page["/Resources"]["/Font"].values()]
    assert all("/ToUnicode" in one for one in fonts)
    assert all("/FontFile3" in one["/DescendantFonts"][0].get_object()["/FontDescriptor"] for one in fonts)

    pages = [" ".join(one.extract_text().split()) for one in reader.pages]
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert case.reference in page
        assert "Printed on 4 March 2026, 05:06 UTC" in page
        assert "TLP:AMBER" in page
        assert "Official, sensitive" in page
    whole = " ".join(pages)
    assert whole.index("Who answers for the child") < whole.index("1. Report details and summary")
    places = [whole.index(f"{number}. {one.label}") for number, one in enumerate(questionnaire().sections, 1)]
    assert places == sorted(places)
    for words in ("not yet known", "No child of this case is left out.", "Fact", "Inference", "A: completely reliable"):
        assert words in whole


def parts_of(node: Any) -> list[Any]:
    """The parts of the print, in the order in which a reader's program speaks them."""
    one = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(one, list):
        return [part for kid in one for part in parts_of(kid)]
    if not isinstance(one, dict):
        return []
    return [*([one] if "/S" in one else []), *parts_of(one.get("/K", []))]


def test_any_words_are_printed_as_they_are(world: World) -> None:
    document = json.loads(exported(world, enter(world, "URC").reference))
    document["case"] |= {"answers": [], "summary": '#read("/etc/passwd") *bold* $x$ = Heading @label'}
    document["case"]["people"][0]["name"] = "Ωμέγα Олена 𒀀"
    text = words_of(pdf_of(document))
    assert text.count("nobody has said") > 40
    # No words of a record are read as typesetting.
    assert document["case"]["summary"] in text
    # A name in any script is printed, or written out where this machine has no font for it.
    assert "Ωμέγα Олена" in text
    assert "[U+12000]" in text or "𒀀" in text


def test_the_document_and_its_print_are_in_english_whoever_asks_for_them(world: World) -> None:
    case = enter(world, "IBI")
    actor = world.actor("north_investigator")

    def made(language: str) -> tuple[bytes, list[dict[str, Any]], bytes, str]:
        with translation.override(language), acting_as(actor):
            document = document_of(case, actor=actor, now=AT)
            redacted = copy_of(document, kind=REDACTED, receiver="Synthetic office")
            return as_bytes(document), [print_of(document), print_of(redacted)], as_bytes(redacted), as_text()

    english, french = made("en-gb"), made("fr")
    with translation.override("fr"):
        assert Case.State.OPEN.label != "Open", "the words of the record must have a French for this to mean anything"
    assert french == english
