"""By the API from a report to its outcome, and the sender reads every answer."""

from collections.abc import Callable

import pytest

from tests.api.conftest import Program
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.cases.models import Entry as RecordEntry

pytestmark = pytest.mark.django_db
REPORT = {"summary": "Synthetic report.", "external_reference": "SYN-1", "categories": ["IBI"], "countries": ["GB"]}


def test_a_report_is_sent_worked_on_and_answered(world: World, program: Callable[..., Program]) -> None:
    hotline, centre, north = (program(one) for one in ("hotline_partner", "centre_intake", "north_investigator"))
    sent = hotline.post("/reports", REPORT)
    assert sent.status_code == 201
    reference = sent.json()["reference"]
    read = centre.get(f"/reports/{reference}")
    assert read.json()["reporter"]["code"] == "hotline"
    triaged = centre.post(
        f"/reports/{reference}/triage",
        {
            "categories": ["IBI"],
            "countries": ["GB"],
            "place": "gb-north",
            "specific_concern": "no",
            "version": read.json()["version"],
        },
    )
    assert triaged.json()["state"] == "working"
    offered = centre.post(f"/reports/{reference}/send", {"to": "north", "reason": "Area"})
    assert offered.status_code == 201
    [offer] = north.get("/offers").json()["items"]
    assert offer["preview"]["categories"] == ["IBI"]
    assert north.get(f"/reports/{reference}").status_code == 404
    assert north.post(f"/offers/{offer['id']}/accept").json()["owner"]["code"] == "north"
    assert north.post(f"/reports/{reference}/answer", {"template": "receipt"}).status_code == 201
    opened = north.post(
        f"/reports/{reference}/open-case",
        {
            "summary": "Synthetic case.",
            "categories": [{"category": "IBI"}, {"category": "IIG", "type": "other", "words": "A type of its own"}],
            "people": [{"capacity": "carer", "label": "Carer 1"}],
            "children": [{"label": "Child 1"}],
            "entries": [{"words": "It may be shared.", "nature": "inference", "source": "Synthetic desk"}],
        },
    )
    assert opened.status_code == 201
    with acting_as(world.actor("north_manager")):
        entry = RecordEntry.objects.get(case__reference=opened.json()["reference"], nature="inference")
        assert (entry.words, entry.source) == ("It may be shared.", "Synthetic desk")
    [child] = north.get(f"/cases/{opened.json()['reference']}").json()["children"]
    assert north.get(f"/children/{child['reference']}").json()["state"] == "not_identified"
    assert north.post(f"/reports/{reference}/answer", {"template": "outcome_case"}).json()["channel"] == "api"
    answers = hotline.get("/answers").json()["items"]
    assert [one["kind"] for one in answers] == ["receipt", "outcome"]
    assert all(one["reference"] == reference and one["read_at"] for one in answers)
    in_full = hotline.get(f"/submissions/{reference}").json()
    assert (in_full["standing"], in_full["owed"]) == ("Outcome told", [])
    assert hotline.get(f"/answers?since={answers[-1]['sent_at']}").json()["items"] == answers[-1:]
    with acting_as(world.actor("north_manager")):
        acts = [one.action for one in Entry.objects.filter(subject_reference=reference).order_by("id")]
    assert acts == [
        "report.receive",
        "report.read",
        "report.triage",
        "report.send",
        "report.accept",
        "report.answer",
        "report.open_case",
        "report.answer",
    ]


def test_what_the_sender_adds_is_heard_by_whoever_works_on_it(world: World, program: Callable[..., Program]) -> None:
    hotline, centre = program("hotline_partner"), program("centre_intake")
    reference = hotline.post("/reports", REPORT).json()["reference"]
    assert hotline.post(f"/submissions/{reference}/messages", {"words": "One more account."}).status_code == 201
    assert hotline.get(f"/submissions/{reference}").json()["messages"][0]["words"] == "One more account."
    assert program("company_partner").post(f"/submissions/{reference}/messages", {"words": "x"}).status_code == 404
    history = centre.get(f"/reports/{reference}/history").json()["items"]
    assert [one["what"] for one in history] == ["Owner"]
