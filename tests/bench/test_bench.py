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
from tests.conftest import copy_of_template
from tests.demo.conftest import CAST

ROOT = Path(__file__).parents[2]


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
    }  # fmt: skip
    assert set(result["closed_loop_8"]["all"]) == {
        "pages", "failed", "median_ms", "p95_ms", "median_over_health", "statements",
    }  # fmt: skip
    assert result["closed_loop_8"]["all"]["failed"] == 0
    for loop in ("open_loop", "closed_loop_8"):
        for group, row in result[loop].items():
            assert group == "all" or row["statements"] <= 12, f"{group}: {row['statements']} statements"
    with psycopg.connect(f"host={socket_folder} user=tutela_owner dbname={empty['BENCH_DATABASE']}") as owner:
        assert owner.execute("SELECT count(*) FROM reports_report").fetchone() == (3_000,)
        assert owner.execute("SELECT count(*) FROM cases_case").fetchone() == (900,)
        assert owner.execute("SELECT count(*) FROM organisations_organisation").fetchone() == (60,)
        off = owner.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'").fetchone()
        assert off == (0,), "a trigger that was switched off stayed off"


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
