"""Readings are written down, refusals say how to mend them, and nothing costs more than it should."""

import io
import itertools
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import PREFIX, Program
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.actor import PUBLIC
from tutela.accounts.models import TokenUse
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.api import rate
from tutela.api.errors import Failed, Malformed, NotAuthenticated, TooLarge, TooMany, WrongMethod, WrongType
from tutela.api.problems import MEDIA_TYPE, Problem, problem
from tutela.audit.models import Entry
from tutela.cases.models import ChildInCase
from tutela.core import clock
from tutela.core.errors import ALL_ERRORS, TutelaError
from tutela.ownership.access import find
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Report
from tutela.reports.services.receive import receive_report

pytestmark = pytest.mark.django_db
OURS = (NotAuthenticated, Malformed, WrongMethod, TooLarge, WrongType, TooMany, Failed)
CASE = {
    "summary": "Synthetic case.",
    "categories": [{"category": "IBI"}],
    "people": [{"capacity": "suspect", "label": "Suspect 1", "source": "Hotline"}],
    "children": [{"label": "Child 1"}],
}


@pytest.fixture
def north(program: Callable[..., Program]) -> Program:
    return program("north_investigator")


@pytest.fixture
def report(north: Program) -> str:
    """A report that the north took by the API."""
    reference: str = north.post("/reports", {"summary": "Synthetic report."}).json()["reference"]
    return reference


def test_every_reading_is_a_line_with_its_purpose(world: World, north: Program, report: str) -> None:
    case = north.post(f"/reports/{report}/open-case", CASE).json()["reference"]
    with acting_as(world.actor("north_investigator")):
        child = ChildInCase.objects.get(case=find(case)).child.reference
        before = Entry.objects.count()
    for address in (f"/reports/{report}", f"/reports/{report}/history", f"/cases/{case}", f"/children/{child}"):
        assert north.get(address).status_code == 200
    with acting_as(world.actor("north_investigator")):
        read = [(one.action, one.purpose) for one in Entry.objects.order_by("id")[before:]]
    assert read == [(f"{kind}.read", "investigating") for kind in ("report", "report", "case", "child")]


def test_what_was_refused_or_not_found_is_no_reading(
    world: World, program: Callable[..., Program], report: str
) -> None:
    assert program("south_investigator").get(f"/reports/{report}").status_code == 404
    assert program("north_colleague", purpose="nonsense").get(f"/reports/{report}").status_code == 422
    with acting_as(world.actor("north_investigator")):
        assert not Entry.objects.filter(action="report.read").exists()


def test_another_purpose_needs_words_and_they_are_kept(
    world: World, program: Callable[..., Program], report: str
) -> None:
    north = program("north_investigator", purpose="other")
    assert north.get(f"/reports/{report}").status_code == 422
    assert north.get(f"/reports/{report}", **{"X-Purpose-Words": "A synthetic inspection."}).status_code == 200
    with acting_as(world.actor("north_investigator")):
        stated = Entry.objects.get(action="purpose.stated")
    assert json.loads(stated.details)["words"] == "A synthetic inspection."


def test_what_a_reporter_reads_is_a_line_too(world: World, program: Callable[..., Program]) -> None:
    hotline = program("hotline_partner")
    reference = hotline.post("/reports", {"summary": "Synthetic report."}).json()["reference"]
    hotline.get(f"/submissions/{reference}")
    with acting_as(world.actor("hotline_partner")):
        assert Entry.objects.filter(action="submission.read", purpose="reporter").count() == 1


def test_a_stale_change_is_refused_and_a_fresh_one_is_not(north: Program, report: str) -> None:
    etag = north.get(f"/reports/{report}")["ETag"]
    triage = {"categories": ["IIG"], "specific_concern": "no", "version": int(etag.strip('"'))}
    changed = north.post(f"/reports/{report}/triage", triage, **{"If-Match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag
    for stale in (
        north.post(f"/reports/{report}/triage", triage),
        north.post(f"/reports/{report}/information", {"words": "Late."}, **{"If-Match": etag}),
    ):
        assert (stale.status_code, stale.json()["code"]) == (409, "stale_record")
    fresh = north.post(f"/reports/{report}/information", {"words": "In time."}, **{"If-Match": changed["ETag"]})
    assert fresh.json()["disposition"] == "information_only"


def test_what_an_address_did_before_it_refused_is_taken_back(
    world: World, program: Callable[..., Program], north: Program, report: str
) -> None:
    other = north.post("/reports", {"summary": "Another report."}).json()["reference"]
    propose = {
        "kind": "no_investigation",
        "grounds": "not_traceable",
        "words": "Looked at.",
        "review_on": "2099-01-01",
    }
    decision = north.post(f"/reports/{report}/decisions", propose).json()["id"]
    colleague = program("north_colleague")
    wrong = colleague.post(f"/reports/{other}/decisions/{decision}/second", {"agrees": True})
    assert wrong.status_code == 404
    assert colleague.get(f"/reports/{report}").json()["decisions"][0]["state"] == "proposed"
    right = colleague.post(f"/reports/{report}/decisions/{decision}/second", {"agrees": True})
    assert right.json()["state"] == "taken"


def test_pages_of_a_list_follow_one_another(north: Program) -> None:
    for number in range(5):
        north.post("/reports", {"summary": f"Synthetic report {number}."})
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        page = north.get(f"/work-list?size=2&cursor={cursor}").json()
        seen += [one["reference"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert len(set(seen)) == len(seen) == 5
    assert cursor == ""
    assert north.get("/work-list?cursor=tampered").status_code == 422


def test_pages_of_a_history_follow_one_another(north: Program, report: str) -> None:
    north.post(f"/reports/{report}/information", {"words": "Kept."})
    whole = north.get(f"/reports/{report}/history").json()["items"]
    assert len(whole) >= 3
    first = north.get(f"/reports/{report}/history?size=2").json()
    second = north.get(f"/reports/{report}/history?size=200&cursor={first['next_cursor']}").json()
    assert first["items"] + second["items"] == whole


def test_the_history_of_what_nobody_by_name_changed_is_read_over_the_api_and_on_its_page(
    world: World, program: Callable[..., Program], client_for: Callable[..., Client]
) -> None:
    incoming = IncomingReport.from_fields(door="public", summary="Synthetic report.")
    with acting_as(PUBLIC):
        reference = receive_report(incoming, actor=PUBLIC, now=clock.now()).reference
    with switched_role("tutela_jobs"):
        # Somebody was named on this connection before: nobody is an empty text there, and no number.
        name_the_reader(user_id=None, membership_id=None)
        Report.objects.filter(reference=reference).update(version=F("version") + 1, place_words="Synthetic town")
    listed = program("centre_intake").get(f"/reports/{reference}/history")
    assert listed.status_code == 200, listed.content
    assert {"what": "place words", "who": "Tutela"} in [
        {"what": one["what"].lower(), "who": one["who"]} for one in listed.json()["items"]
    ]
    assert client_for(world.centre_intake).get(f"/reports/{reference}/history").status_code == 200


def test_a_search_finds_within_what_the_reader_may_see(
    north: Program, program: Callable[..., Program], report: str
) -> None:
    assert [one["reference"] for one in north.get("/search?q=synthetic").json()["items"]] == [report]
    assert north.get("/search?q=synthetic&kind=case").json()["items"] == []
    assert program("south_investigator").get(f"/search?q={report}").json()["items"] == []


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/nowhere", 404),
        ("post", "/reports/x/y/z", 404),
        ("put", "/reports", 405),
        ("delete", "/work-list", 405),
        ("get", "/reports/%00", 422),
        ("get", "/reports/R-2026-XXXXXX", 422),
        ("get", "/reports/%F0%9F%98%80", 422),
        ("get", "/reports/" + "9" * 500, 422),
        ("post", "/offers/99999999999999999999999999/accept", 422),
        ("post", "/offers/-1/accept", 422),
        ("post", "/offers/9223372036854775807/accept", 404),
        ("get", "/work-list?size=100000", 422),
        ("get", "/work-list?size=1e3", 422),
        ("get", "/work-list?sice=1", 422),
        ("get", "/search?q=%00", 422),
        ("get", "/search?q=" + "x" * 201, 422),
        ("get", "/search?q='%20%26%20!!(", 200),
        ("get", "/submissions?external_reference=%00", 422),
        ("get", "/answers?since=2026-02-30T00:00:00Z", 422),
        ("get", "/answers?since=yesterday", 422),
        ("get", "/answers?since=2026-03-31T23:59:59.123456Z", 200),
    ],
)
def test_odd_requests_get_a_documented_answer(north: Program, method: str, address: str, status: int) -> None:
    answer = getattr(north.client, method)(PREFIX + address, headers=north.headers)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    if status >= 400:
        assert answer["Content-Type"] == MEDIA_TYPE
        assert Problem.model_validate_json(answer.content).status == status
    if status == 405:
        assert answer["Allow"]


@pytest.mark.parametrize("kind", [*ALL_ERRORS, *OURS], ids=lambda kind: kind.__name__)
def test_every_error_of_the_family_is_a_problem_that_the_log_can_be_searched_for(
    kind: type[TutelaError], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "tutela.errors"):
        answer = problem(kind("What happened.", mend="How to mend it."))
    read = Problem.model_validate_json(answer.content)
    assert (answer.status_code, read.status, read.code) == (kind.http_status, kind.http_status, kind.code)
    assert (read.what, read.mend) == ("What happened.", "How to mend it.")
    assert read.error_id in caplog.text
    assert "What happened" not in caplog.text


def test_a_database_that_cannot_answer_is_said_to_be_so(
    north: Program, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(reference: str) -> Any:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("tutela.api.routes.work.find_report", gone)
    answer = north.get(f"/reports/{report}")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "server closed" not in answer.content.decode()


def test_a_fault_of_ours_is_a_problem_without_its_inside(
    north: Program, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(reference: str) -> Any:
        raise LookupError("a value of the record")

    monkeypatch.setattr("tutela.api.routes.work.find_report", broken)
    client = Client(raise_request_exception=False)
    answer = client.get(f"{PREFIX}/reports/{report}", headers=north.headers)
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert "a value of the record" not in answer.content.decode()


def test_a_token_that_asks_too_often_waits(
    north: Program, program: Callable[..., Program], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TUTELA_API_RATE = 2
    # Two processes take turns, and count together.
    processes = itertools.cycle(["one", "another"])
    monkeypatch.setattr(rate, "worker", lambda: next(processes))
    with clock.frozen(datetime(2027, 1, 15, 8, 0, 15, tzinfo=UTC)):
        assert [north.get("/offers").status_code for _ in range(3)] == [200, 200, 429]
        refused = north.get("/offers")
        assert (refused.json()["code"], refused["Retry-After"]) == ("too_many_requests", "45")
        assert program("north_colleague").get("/offers").status_code == 200
    with clock.frozen(datetime(2027, 1, 15, 8, 1, 1, tzinfo=UTC)):
        assert north.get("/offers").status_code == 200


def test_counting_a_request_costs_one_statement_and_leaves_nothing_for_ever(
    north: Program, settings: Any, as_role: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert north.get("/offers").status_code == 200
        return len(counted)

    noon = datetime(2027, 1, 15, 12, tzinfo=UTC)
    monkeypatch.setattr(rate, "worker", lambda: "of noon")
    with clock.frozen(noon):
        north.get("/offers")
        without = statements()
        settings.TUTELA_API_RATE = 100
        assert statements() == without + 1
    monkeypatch.setattr(rate, "worker", lambda: "of the afternoon")
    for later, kept in ((timedelta(minutes=30), 2), (timedelta(hours=2), 1)):
        with clock.frozen(noon + later):
            assert statements() > 0
        with as_role("tutela_owner"):
            assert TokenUse.objects.count() == kept


@pytest.mark.parametrize(
    ("address", "most"),
    [("/work-list", 14), ("/offers", 12), ("/search?q=synthetic", 16), ("/cases", 12), ("/organisations", 12)],
)
def test_a_list_costs_as_many_statements_however_long_it_is(
    north: Program, address: str, most: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        north.post("/reports", {"summary": f"Synthetic report {number}."})
    with django_assert_max_num_queries(most):
        north.get(address)


def test_a_report_costs_a_bounded_number_of_statements(
    north: Program, report: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        north.get(f"/reports/{report}")


def test_the_description_is_whole_and_open(program: Callable[..., Program]) -> None:
    answer = program().get("/openapi.json")
    document = json.load(io.BytesIO(answer.content))
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"
    for path, methods in document["paths"].items():
        for method, details in methods.items():
            assert details["summary"], path
            assert details["description"], path
            assert "401" in details["responses"] or path.endswith("/health"), (method, path)


def test_the_description_is_a_page_for_people_that_needs_nothing_from_elsewhere(
    program: Callable[..., Program],
) -> None:
    answer = program().get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "POST /api/v1/reports/batch" in page
    assert "Idempotency-Key" in page
    assert "cdn" not in page
    assert "default-src 'none'" in answer["Content-Security-Policy"]
