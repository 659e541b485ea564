"""A report is taken once, whole or not at all, and what is wrong with it is named."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from tests.api.conftest import Program, token_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.reports.models import Report

REPORT = {"summary": "Synthetic report.", "categories": ["IBI"], "countries": ["GB"]}
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64
DATA_ADDRESS = "data:image/png;base64," + "A" * 80


def test_the_same_report_comes_in_once(program: Callable[..., Program]) -> None:
    hotline = program("hotline_partner")
    first = hotline.post("/reports", REPORT)
    again = hotline.post("/reports", REPORT)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {"reference": first.json()["reference"], "again": True}
    numbered = REPORT | {"external_reference": "SYN-9"}
    other = hotline.post("/reports", numbered)
    assert other.status_code == 201
    reworded = hotline.post("/reports", numbered | {"summary": "Reworded."})
    assert (reworded.status_code, reworded.json()["reference"]) == (200, other.json()["reference"])


def test_two_senders_of_the_same_words_do_not_mean_the_same_report(program: Callable[..., Program]) -> None:
    answers = [program(who).post("/reports", REPORT) for who in ("hotline_partner", "company_partner")]
    assert [one.status_code for one in answers] == [201, 201]
    assert len({one.json()["reference"] for one in answers}) == 2


def test_a_key_names_one_sending_and_its_repetitions(program: Callable[..., Program]) -> None:
    hotline = program("hotline_partner")
    key = {"Idempotency-Key": "a-key-of-mine"}
    first = hotline.post("/reports", REPORT, **key)
    assert (first.status_code, hotline.post("/reports", REPORT, **key).status_code) == (201, 200)
    other = hotline.post("/reports", REPORT | {"summary": "Another report."}, **key)
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    elsewhere = program("company_partner").post("/reports", REPORT, **key)
    assert elsewhere.status_code == 201


def test_a_batch_takes_what_can_be_taken_and_says_why_not_the_rest(program: Callable[..., Program]) -> None:
    hotline = program("hotline_partner")
    batch = [
        REPORT | {"idempotency_key": "one"},
        REPORT | {"categories": ["XXX"]},
        REPORT | {"idempotency_key": "one"},
        {"summary": "Another one.", "idempotency_key": "one"},
        {"summary": DATA_ADDRESS},
        {"summary": "Synthetic second report."},
    ]
    answer = hotline.post("/reports/batch", {"reports": batch}).json()
    assert [one["status"] for one in answer["results"]] == [201, 422, 200, 409, 415, 201]
    assert answer["results"][1]["faults"][0]["field"] == "categories.0"
    assert (answer["taken"], answer["again"], answer["refused"]) == (2, 1, 3)
    assert len(hotline.get("/submissions").json()["items"]) == 2
    repeated = hotline.post("/reports/batch", {"reports": batch}).json()
    assert (repeated["taken"], repeated["again"]) == (0, 3)


def test_a_batch_of_any_length_costs_as_many_statements(
    program: Callable[..., Program], django_assert_max_num_queries: Any
) -> None:
    hotline = program("hotline_partner")
    reports = [{"summary": f"Synthetic report {number}."} for number in range(500)]
    with django_assert_max_num_queries(40):
        assert hotline.post("/reports/batch", {"reports": reports}).json()["taken"] == 500
    assert hotline.post("/reports/batch", {"reports": [*reports, reports[0]]}).status_code == 422


BAD: list[tuple[Any, str, int, str]] = [
    # what is sent, said to be, status, code
    (b"", "application/json", 422, "bad_request_value"),
    (b"{", "application/json", 400, "malformed"),
    (b"\xff\xfe{}", "application/json", 400, "malformed"),
    (b"[" * 100_000, "application/json", 400, "malformed"),
    (b'{"summary": NaN}', "application/json", 400, "malformed"),
    (b'{"summary": "\\ud800"}', "application/json", 422, "bad_body"),
    (b'{"summary": ' + b"9" * 5_000 + b"}", "application/json", 400, "malformed"),
    (b"[]", "application/json", 422, "bad_body"),
    (b"summary=x", "application/x-www-form-urlencoded", 415, "wrong_type"),
    (JPEG, "application/json", 415, "media_refused"),
    (JPEG, "image/jpeg", 415, "media_refused"),
    ({"summary": DATA_ADDRESS}, "application/json", 415, "media_refused"),
    (b" " * (1024 * 1024 + 1), "application/json", 413, "too_large"),
    ({}, "application/json", 422, "bad_body"),
    ({"summary": " "}, "application/json", 422, "bad_body"),
    ({"summary": "x" * 501}, "application/json", 422, "bad_body"),
    ({"summary": "𝅘𝅥𝅮" * 500}, "application/json", 422, "bad_body"),
    ({"summary": "x", "door": "staff"}, "application/json", 422, "bad_body"),
    ({"summary": "x", "specific_concern": "yes"}, "application/json", 422, "bad_body"),
    ({"summary": "x", "reported_at": "2026-03-01T09:30:00"}, "application/json", 422, "bad_body"),
    ({"summary": "x", "reported_at": "0001-01-01T00:00:00+14:00"}, "application/json", 422, "bad_body"),
    ({"summary": "x", "files": [{"size": 2**63}]}, "application/json", 422, "bad_body"),
    ({"summary": "x", "categories": ["XXX"]}, "application/json", 422, "bad_body"),
]


@pytest.mark.parametrize(("content", "kind", "status", "code"), BAD, ids=lambda value: str(value)[:30])
def test_what_cannot_be_taken_is_refused_and_nothing_of_it_is_kept(
    content: Any, kind: str, status: int, code: str, program: Callable[..., Program]
) -> None:
    hotline = program("hotline_partner")
    answer = hotline.post("/reports", content, kind=kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert hotline.get("/submissions").json()["items"] == []
    assert hotline.post("/reports", REPORT).status_code == 201


def test_every_fault_is_named_with_its_field_and_without_its_value(program: Callable[..., Program]) -> None:
    answer = program("hotline_partner").post(
        "/reports", {"summary": "x", "countries": ["secretvalue"], "people": [{"capacity": "x", "age": -1}]}
    )
    faults = {one["field"] for one in answer.json()["faults"]}
    assert faults == {"countries.0", "people.0.capacity", "people.0.age"}
    assert "secretvalue" not in answer.content.decode()


def test_odd_characters_are_kept_out_and_every_script_stays(world: World, program: Callable[..., Program]) -> None:
    words = "a\u0000b \u202egnp.exe\u202c Ωμέγα 日本 \U0001f600"
    sent = program("north_intake").post(
        "/reports", {"summary": words, "identifiers": [{"kind": "url", "raw": "https://example.test/" + "é" * 2_000}]}
    )
    assert sent.status_code == 201
    with acting_as(world.actor("north_intake")):
        assert Report.objects.get(reference=sent.json()["reference"]).summary == "ab gnp.exe Ωμέγα 日本 \U0001f600"


@pytest.mark.parametrize("key", ["", "one-key"])
def test_the_same_report_sent_twice_at_one_moment_is_taken_once(committed_world: World, key: str) -> None:
    token = token_of(committed_world, "hotline_partner")
    together = threading.Barrier(4)
    statuses: list[int] = []

    def send() -> None:
        try:
            together.wait(timeout=60)
            headers = {"Idempotency-Key": key} if key else {}
            program = Program(token, purpose="")
            answer = program.client.post(
                "/api/v1/reports",
                json.dumps(REPORT),
                content_type="application/json",
                headers=program.headers | headers,
            )
            statuses.append(answer.status_code)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 200, 200, 201]
    with acting_as(committed_world.actor("centre_intake")):
        assert Report.objects.count() == 1
    assert not connection.in_atomic_block
