"""kill -9 of the web server, the worker and PostgreSQL at random moments of an import and of a routing.

In `make test` a few kills; the twenty of each in `make evidence` are the same code with another number.
"""

import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bench.figures import figure, keep
from tests.faults.installation import WORKER, Installation
from tests.faults.whole import half_done_offers, must_be_whole
from tests.reports.imports.files import a_csv, row

ROUNDS = int(os.environ.get("TUTELA_FAULT_ROUNDS", "1"))
INTAKE, SOUTH = "north.intake@north.example", "south.intake@south.example"
CHANCE = random.Random(os.environ.get("TUTELA_FAULT_SEED", "7"))

pytestmark = pytest.mark.timeout(0)


@pytest.fixture(scope="module")
def tokens(site: Installation) -> dict[str, str]:
    """Programs that act as an intake officer of two services."""
    return {"north": site.token(INTAKE), "south": site.token(SOUTH)}


def _report(number: str) -> dict[str, Any]:
    return {
        "external_source": "Synthetic Source",
        "external_reference": number,
        "summary": "Synthetic report about an account",
        "countries": ["GB"],
        "reporter": {"kind": "organisation", "organisation_name": "Synthetic Reporter", "wants_answer": True},
    }


def send_by_api(site: Installation, token: str, prefix: str, count: int) -> None:
    """An import over the API: each batch again and again until somebody has answered for all of it."""
    for start in range(0, count, 20):
        reports = [
            _report(f"{prefix}{number:05}") | {"idempotency_key": f"{prefix}{number:05}"}
            for number in range(start, min(start + 20, count))
        ]
        while True:
            status, answer = site.call(token, "POST", "/reports/batch", {"reports": reports})
            if status == 200:
                assert all(one["status"] in (200, 201) for one in answer["results"]), answer
                break
            assert status in (0, 500, 502, 503), f"{status}: {answer}"
            time.sleep(0.1)


def route_by_api(site: Installation, tokens: dict[str, str], references: list[str], until: threading.Event) -> int:
    """Offer reports and accept them, over and over, as long as nobody says stop; what breaks off is simply tried again."""
    done = 0
    while not until.is_set():
        for reference in references:
            site.call(tokens["north"], "POST", f"/reports/{reference}/send", {"to": "south", "reason": "its area"})
            _, offers = site.call(tokens["south"], "GET", "/offers")
            for offer in (offers or {}).get("items", []):
                status, _ = site.call(tokens["south"], "POST", f"/offers/{offer['id']}/accept")
                done += status == 200
            site.call(tokens["south"], "POST", f"/reports/{reference}/send", {"to": "north", "reason": "its area"})
            _, offers = site.call(tokens["north"], "GET", "/offers")
            for offer in (offers or {}).get("items", []):
                site.call(tokens["north"], "POST", f"/offers/{offer['id']}/accept")
            if until.is_set():
                break
    return done


def some_reports(site: Installation, token: str, prefix: str, count: int) -> list[str]:
    """References of reports to route to and fro."""
    send_by_api(site, token, prefix, count)
    return [
        reference
        for (reference,) in site.sql(
            "SELECT reference FROM reports_report WHERE external_reference LIKE %s", [f"{prefix}%"]
        )
    ]


def kept(victim: str, killed: int, **told: int) -> None:
    """The figures of one victim, for the evidence."""
    words = ", ".join(f"{number:,} {what.replace('_', ' ')}" for what, number in told.items())
    keep(
        "faults",
        [
            figure(f"kills of the {victim}", killed, bar=f"{ROUNDS}", met=killed == ROUNDS),
            figure(f"after each kill of the {victim}, everything in once and whole", words, bar="yes", met=True),
        ],
    )


def _with_routing(site: Installation, tokens: dict[str, str], references: list[str], act: Callable[[], None]) -> int:
    """Do something while reports are routed to and fro; returns how many offers were accepted meanwhile."""
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        routing = pool.submit(route_by_api, site, tokens, references, stop)
        try:
            act()
        finally:
            stop.set()
        return routing.result()


def test_a_killed_web_server_loses_no_report_and_takes_none_twice(site: Installation, tokens: dict[str, str]) -> None:
    references = some_reports(site, tokens["north"], "web-route-", 3)
    accepted = killed = 0
    for number in range(ROUNDS):
        prefix = f"web-{number}-"

        def act(prefix: str = prefix) -> None:
            nonlocal killed
            with ThreadPoolExecutor(1) as pool:
                sending = pool.submit(send_by_api, site, tokens["north"], prefix, 100)
                time.sleep(CHANCE.uniform(0.02, 0.8))
                killed += site.kill_web_server() > 0
                sending.result(timeout=180)

        accepted += _with_routing(site, tokens, references, act)
        site.wait_until_it_answers()
        must_be_whole(site, prefix=prefix, sent=100)
    assert killed == ROUNDS
    assert half_done_offers(site) == []
    kept(
        "web server",
        killed,
        reports=100 * ROUNDS,
        hand_overs=accepted,
        audit_entries=must_be_whole(site, prefix="web-route-", sent=3),
    )


def test_a_killed_postgresql_loses_nothing_that_was_committed(site: Installation, tokens: dict[str, str]) -> None:
    references = some_reports(site, tokens["north"], "db-route-", 3)
    accepted = killed = interrupted = 0
    for number in range(ROUNDS):
        prefix = f"db-{number}-"
        file = site.data_dir / f"{prefix}.csv"
        file.write_bytes(a_csv([row(one, reference=f"{prefix}{one:05}") for one in range(500)]))

        def act(file: Path = file) -> None:
            nonlocal killed, interrupted
            importing = site.begin("import", "reports", str(file), "--as", INTAKE)
            time.sleep(CHANCE.uniform(0.5, 3.0))
            killed += site.kill_postgres() > 0
            interrupted += importing.wait(timeout=120) != 0
            site.wait_until_it_answers()
            # The same command goes on where it was; where it was done already it takes nothing.
            site.wait_for(
                lambda: site.tutela("import", "reports", str(file), "--as", INTAKE, check=False).returncode == 0,
                "the import",
            )

        accepted += _with_routing(site, tokens, references, act)
        must_be_whole(site, prefix=prefix, sent=500)
    assert killed == ROUNDS
    assert half_done_offers(site) == []
    kept(
        "PostgreSQL",
        killed,
        imports_interrupted=interrupted,
        reports=500 * ROUNDS,
        hand_overs=accepted,
        audit_entries=must_be_whole(site, prefix="db-route-", sent=3),
    )


def test_a_killed_worker_leaves_no_file_half_taken_and_no_offer_half_lapsed(
    site: Installation, tokens: dict[str, str]
) -> None:
    browser = site.sign_in(INTAKE)
    killed = lapsed = 0
    for number in range(ROUNDS):
        prefix = f"job-{number}-"
        # The last kill took it down with everything else, and it is brought up again after a pause that grows.
        site.wait_for(lambda: bool(site.processes(WORKER)), "the worker")
        [reference] = some_reports(site, tokens["north"], f"{prefix}offer-", 1)
        status, offer = site.call(
            tokens["north"], "POST", f"/reports/{reference}/send", {"to": "south", "reason": "its area"}
        )
        assert status == 201, offer
        site.sql(
            "UPDATE ownership_handover SET offered_at = offered_at - interval '9 days', due_at = now() - interval '1 day' WHERE id = %s",
            [offer["id"]],
        )
        data = a_csv([row(one, reference=f"{prefix}{one:05}") for one in range(1500)])
        sent = site.post(
            browser, "/imports/new", {"zones": "none"}, files={"file": (f"{prefix}.csv", data, "text/csv")}
        )
        page = sent.url.removeprefix(site.address)
        assert page.startswith("/imports/"), f"{sent.status_code}: {sent.url}"
        site.tutela(
            "django",
            "shell",
            "-c",
            f"from tutela.core.later import defer_once; defer_once('ownership.lapse_offer', offer_id={offer['id']})",
        )
        time.sleep(CHANCE.uniform(0.0, 1.0))
        killed += site.kill_worker() > 0

        def is_done(page: str = page, prefix: str = prefix) -> bool:
            [(waiting,)] = site.sql(
                "SELECT count(*) FROM reports_importrow r JOIN reports_importbatch b ON b.id = r.batch_id WHERE b.file_name = %s AND r.state = 'waiting'",
                [f"{prefix}.csv"],
            )
            if waiting:
                # Whoever looks at the page presses *go on*; without anybody the worker comes to it by itself some minutes later.
                site.post(browser, page, {})
            return waiting == 0

        site.wait_for(is_done, "the whole file", within=180)
        must_be_whole(site, prefix=f"{prefix}0", sent=1500)
        site.wait_for(
            lambda offer=offer: (
                site.sql("SELECT state FROM ownership_handover WHERE id = %s", [offer["id"]]) == [("lapsed",)]
            ),  # type: ignore[misc]
            "the lapse of the offer",
            within=240,
        )
        [(owner,)] = site.sql(
            "SELECT o.code FROM reports_report r JOIN organisations_organisation o ON o.id = r.owner_id WHERE r.reference = %s",
            [reference],
        )
        assert owner == "centre", "what nobody accepted in time comes back to the coordinating centre"
        lapsed += 1
    assert killed == ROUNDS
    assert half_done_offers(site) == []
    kept(
        "worker",
        killed,
        reports=1500 * ROUNDS,
        offers_lapsed=lapsed,
        audit_entries=must_be_whole(site, prefix="job-", sent=1501 * ROUNDS),
    )
