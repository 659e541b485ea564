"""The measurements themselves, small: what they generate is as the triggers make it, and what they write has its fields.

Nothing here asks how fast anything was.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench.client import Ask, Measured, closed_loop, open_loop, quantile
from bench.web import figures_of, most_statements
from tests.conftest import copy_of_template
from tests.demo.conftest import CAST

ROOT = Path(__file__).parents[2]
WHAT_A_DAY_NEEDS = {
    "SELECT count(DISTINCT child_id) FROM children_assessment": 900,
    "SELECT count(*) FROM tasks_task WHERE subject_kind = 'case'": 1_800,
    "SELECT count(*) FROM cases_answer": 30 * 900,
    # Of the largest and of the smallest service.
    "SELECT count(*) FROM (SELECT 1 FROM cases_entry GROUP BY case_id HAVING count(*) >= 5000) AS long": 2,
}


@pytest.fixture
def empty(socket_folder: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a command over an empty, migrated database."""
    name = f"bench_{os.getpid()}_{tmp_path.name}"
    copy_of_template(socket_folder, name)
    with psycopg.connect(f"host={socket_folder} user=tutela_owner dbname={name}") as owner:
        for table in CAST:
            owner.execute(f"DELETE FROM {table}")
        owner.execute("COMMENT ON SCHEMA public IS NULL")
    address = f"postgresql://{{}}@/{name}?host={socket_folder}"
    yield os.environ | {
        "TUTELA_DATABASE": "given",
        "TUTELA_WEB_WORKERS": "1",
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "tutela.settings.demo",
        "DATABASE_URL": address.format("tutela_app"),
        "DATABASE_OWNER_URL": address.format("tutela_owner"),
        "DATABASE_JOBS_URL": address.format("tutela_jobs"),
        "DATABASE_READER_URL": address.format("tutela_reader"),
        "BENCH_DATABASE": name,
    }
    with psycopg.connect(f"host={socket_folder} user=postgres dbname=postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _run(module: str, environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]


def test_a_small_measurement_of_the_pages_prints_and_writes_every_figure(
    empty: dict[str, str], tmp_path: Path, socket_folder: str
) -> None:
    written = tmp_path / "web.json"
    _run(
        "bench.web",
        empty,
        "--reports",
        "3000",
        "--cases",
        "900",
        "--minutes",
        "0.03",
        "--no-limit",
        "--json",
        str(written),
    )
    result: dict[str, Any] = json.loads(written.read_text())
    assert set(result) >= {
        "reports", "cases", "machine", "baseline_ms", "open_loop", "closed_loop_8", "rates", "rate_at_which_p95_passes_500_ms",
        "bulk",
    }  # fmt: skip
    assert set(result["closed_loop_8"]["all"]) == {
        "pages", "failed", "median_ms", "p95_ms", "median_over_health", "statements",
    }  # fmt: skip
    assert result["closed_loop_8"]["all"]["failed"] == 0
    for loop in ("open_loop", "closed_loop_8"):
        for group, row in result[loop].items():
            may = most_statements(group)
            assert group == "all" or row["statements"] <= may, f"{group}: {row['statements']} statements"
    bulk = result["bulk"]
    assert bulk["reports"] == bulk["assigned"] == bulk["as_before"] > 0
    assert (bulk["seen_before_it_was_done"], bulk["left_by_the_killed"]) == (0, 0)
    assert bulk["progress_seen"] or bulk["seconds"] < 1, "its progress was not seen"
    with psycopg.connect(f"host={socket_folder} user=tutela_owner dbname={empty['BENCH_DATABASE']}") as owner:
        assert owner.execute("SELECT count(*) FROM reports_report").fetchone() == (3_000,)
        assert owner.execute("SELECT count(*) FROM cases_case").fetchone() == (900,)
        assert owner.execute("SELECT count(*) FROM organisations_organisation").fetchone() == (60,)
        for question, number in WHAT_A_DAY_NEEDS.items():
            assert owner.execute(question).fetchone() == (number,), question  # type: ignore[call-overload]
        off = owner.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'").fetchone()
        assert off == (0,), "a trigger that was switched off stayed off"


def _result(**bulk: Any) -> dict[str, Any]:
    """What a measurement says that met every bar."""
    row = {"pages": 9, "failed": 0, "median_ms": 50.0, "p95_ms": 140.0, "median_over_health": 60.0, "statements": 12}
    said = {
        "reports": 1_000, "seconds": 3.0, "with_its_process_s": 4.0, "assigned": 1_000, "progress_seen": [100, 1_000],
        "seen_before_it_was_done": 0, "killed_at": 100, "left_by_the_killed": 0, "undone_s": 2.0, "as_before": 1_000,
    }  # fmt: skip
    return {
        "rate": 10.0, "seconds": 180.0, "reports": 100_000, "cases": 30_000, "faults": {}, "rates": [],
        "rate_at_which_p95_passes_500_ms": None, "machine": {"load": (0.0, 0.0, 0.0)},
        "baseline_ms": {"health_median": 1.0, "work_list_statement_median": 1.0},
        "open_loop": {"a case, largest": row, "a record, largest": row | {"median_ms": 90.0, "statements": 15}, "all": row | {"statements": None}},
        "closed_loop_8": {}, "bulk": said | bulk,
    }  # fmt: skip


def test_each_page_and_the_bulk_work_are_held_against_their_own_bar() -> None:
    assert all(one["met"] for one in figures_of(_result()) if "met" in one)


@pytest.mark.parametrize(
    ("what", "bulk"),
    [
        ("1,000 reports assigned at once", {"seconds": 11.0}),
        ("1,000 reports assigned at once", {"assigned": 999}),
        ("its progress, seen by another connection", {"progress_seen": [1_000]}),
        ("of them seen assigned before all were", {"seen_before_it_was_done": 3}),
        ("left by one that was killed at 100 of 1,000", {"left_by_the_killed": 100}),
        ("left by one that was killed at 1,000 of 1,000", {"killed_at": 1_000}),
        ("undone in 2.0 s, as before", {"as_before": 999}),
    ],
)
def test_a_bulk_assignment_that_breaks_a_promise_is_told(what: str, bulk: dict[str, Any]) -> None:
    assert [one["what"] for one in figures_of(_result(**bulk)) if one.get("met") is False] == [what]


def test_a_small_measurement_of_imports_takes_every_row_once(empty: dict[str, str], tmp_path: Path) -> None:
    written = tmp_path / "imports.json"
    _run("bench.imports", empty, "--rows", "60", "--json", str(written))
    result = json.loads(written.read_text())
    assert result["rows"] == 60
    assert set(result) == {"rows", "bytes", "import_s", "rows_a_second", "copy_s", "import_over_copy", "again_s"}


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.95, 4.0), (0.0, 1.0), (1.0, 4.0)])
def test_a_quantile_is_a_time_that_was_measured(share: float, expected: float) -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], share) == expected


def _with_server(answer: bytes, use: Callable[[int], Any]) -> Any:
    """Run ``use`` against a server of this test that answers every request with ``answer``."""

    async def each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer)
                await writer.drain()
        except asyncio.IncompleteReadError:
            writer.close()

    async def all_of_it() -> Any:
        server = await asyncio.start_server(each, "127.0.0.1", 0)
        async with server:
            return await use(server.sockets[0].getsockname()[1])

    # In a thread of its own: where a browser test ran before in this process, a loop is running already.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, all_of_it()).result()


def test_connections_that_the_server_closed_meanwhile_are_no_failure_of_a_page() -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(page)
        await writer.drain()
        writer.close()

    async def use() -> Measured:
        server = await asyncio.start_server(once, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await closed_loop(port, lambda: Ask("a page", "/", ""), readers=4, seconds=0.3)

    with ThreadPoolExecutor(1) as pool:
        measured = pool.submit(asyncio.run, use()).result()
    assert len(measured.times["a page"]) > 8
    assert measured.failed == {}


def test_a_page_in_pieces_is_read_to_its_end_and_an_error_is_no_page() -> None:
    def ask() -> Ask:
        return Ask("a page", "/", "")

    page = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    error = b"HTTP/1.1 500 Error\r\nContent-Length: 2\r\n\r\nno"
    good = _with_server(page, lambda port: open_loop(port, ask, rate=200, seconds=0.2, seed=1))
    assert len(good.times["a page"]) > 1
    assert good.failed == {}
    bad = _with_server(error, lambda port: closed_loop(port, ask, readers=2, seconds=0.1))
    assert bad.times == {}
    assert bad.failed["a page"] >= 2
    assert bad.faults == {"a page: answered 500": bad.failed["a page"]}
