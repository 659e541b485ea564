"""``python -m bench.web``: how quick the pages of a day are for a restricted user of the largest and of the smallest service.

The work list, a search, *my day* of somebody who handles many records, a child, a case, its record, and the timeline of a case
with 5,000 entries. Server, database and reader share this machine. Targets, at 100,000 reports and 30,000 cases and 10 pages a
second that arrive at random: 95th percentile below 150 ms, and of the pages of the way in a median below 60 ms; at most 12
statements a page, 16 of the record, which is eleven sections; at 1,000,000 cases: 95th percentile below 250 ms. Then 1,000 reports
are assigned at once: in less than 10 seconds and one transaction, with progress (``bench.bulk``). As figures depend on the machine, each also stands as a multiple of what the same run needed for a
page that does nothing (``/health``) and for the plain statement behind the work list.
"""

import argparse
import asyncio
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.bulk import MOST_SECONDS
from bench.client import Ask, Measured, closed_loop, open_loop, quantile
from bench.figures import figure, keep

RATES = (10, 15, 20, 30, 40, 60, 80, 120, 160)
TOO_SLOW = 500.0
MOST_STATEMENTS = 12
# The record is one page of eleven sections: its answers, entries, people, children, places and identifiers.
MORE_STATEMENTS = {"a record": 16}
# Of the way in, a median was promised as well.
OF_THE_WAY_IN = ("work list", "a case", "a search", "partner's page", "all")
# DFIR-IRIS on such a machine, 100,000 alerts and 30,000 cases, 8 readers, median milliseconds.
PEER = {"work list": 703.0, "a case": 4200.0}


def main(arguments: list[str] | None = None) -> None:
    """Generate or reuse the database, measure, print the table and write the JSON."""
    asked = _arguments(arguments)
    os.environ.setdefault("DATA_DIR", str(Path(tempfile.gettempdir()) / f"tutela-bench-{asked.reports}-{asked.cases}"))
    os.environ.setdefault("TUTELA_WEB_WORKERS", "2")
    result = measure(
        reports=asked.reports,
        cases=asked.cases,
        seconds=asked.minutes * 60,
        rate=asked.rate,
        find_limit=not asked.no_limit,
        bulk=asked.bulk,
    )
    show(result)
    keep("web-million" if asked.cases >= 1_000_000 else "web", figures_of(result))
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        print(f"\nWritten to {asked.json}")


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=30_000)
    parser.add_argument("--minutes", type=float, default=3.0, help="how long pages are asked at the rate")
    parser.add_argument("--rate", type=float, default=10.0, help="pages a second")
    parser.add_argument("--bulk", type=int, default=1_000, help="how many reports are assigned at once; 0 for none")
    parser.add_argument("--no-limit", action="store_true", help="do not look for the rate at which it becomes too slow")
    parser.add_argument("--json", type=Path)
    return parser.parse_args(given)


def measure(
    *, reports: int, cases: int, seconds: float, rate: float, find_limit: bool = True, bulk: int = 1_000
) -> dict[str, Any]:
    """Everything that is printed, as data."""
    from tutela.commands import environment

    environment.ready("owner")
    from django.core.management import call_command

    from bench import bulk as bulk_assignment
    from bench import readers, world
    from tutela.demo.connections import connected_as
    from tutela.server import schema

    size, began = world.Size(reports, cases), time.perf_counter()
    if not schema.is_present():
        schema.bring_to_present()
    if not world.is_there(size):
        world.generate(size, say=lambda words: print(f"[{time.perf_counter() - began:5.0f} s] {words}", flush=True))
    made_in = time.perf_counter() - began
    call_command("collectstatic", interactive=False, verbosity=0)
    desks = readers.desks()
    with connected_as("app"):
        counted = readers.statements(desks)
        raw = readers.raw_list(desks[0])
    choose = readers.chooser(desks, seed=7)
    with served() as port:
        # Each process of the server has its first pages behind it, as on any working day.
        asyncio.run(closed_loop(port, choose, readers=4, seconds=min(10.0, max(1.0, seconds / 4))))
        nothing = asyncio.run(
            closed_loop(port, lambda: Ask("health", "/health", ""), readers=1, seconds=min(3.0, seconds))
        )
        opened = asyncio.run(open_loop(port, choose, rate=rate, seconds=seconds, seed=11))
        closed = asyncio.run(closed_loop(port, choose, readers=8, seconds=min(60.0, seconds)))
        limit = _limit(port, choose, min(15.0, seconds)) if find_limit else []
    base = quantile(nothing.every, 0.5)
    assigned = bulk_assignment.measure(most=bulk) if bulk else {}
    return {
        "reports": reports,
        "cases": cases,
        "generated_in_s": round(made_in, 1),
        "machine": {"processors": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()},
        "rate": rate,
        "seconds": seconds,
        "baseline_ms": {"health_median": round(base, 2), "work_list_statement_median": round(raw, 2)},
        "open_loop": _table(opened, counted, base),
        "closed_loop_8": _table(closed, counted, base),
        "closed_loop_8_pages_a_second": round(len(closed.every) / max(0.001, min(60.0, seconds)), 1),
        "faults": dict(opened.faults + closed.faults),
        "rates": limit,
        "rate_at_which_p95_passes_500_ms": next((one["rate"] for one in limit if one["p95_ms"] > TOO_SLOW), None),
        "bulk": assigned,
        "peer_median_ms": PEER,
    }


def _table(measured: Measured, counted: dict[str, int], base: float) -> dict[str, Any]:
    rows = {}
    for group, times in [*sorted(measured.times.items()), ("all", measured.every)]:
        median, slow = quantile(times, 0.5), quantile(times, 0.95)
        rows[group] = {
            "pages": len(times),
            "failed": measured.failed.get(group, 0) if group != "all" else sum(measured.failed.values()),
            "median_ms": round(median, 1),
            "p95_ms": round(slow, 1),
            "median_over_health": round(median / base, 1),
            "statements": counted.get(group),
        }
    return rows


def _limit(port: int, choose: Any, seconds: float) -> list[dict[str, float]]:
    """Faster and faster, until one page of twenty takes longer than half a second."""
    found = []
    for rate in RATES:
        measured = asyncio.run(open_loop(port, choose, rate=rate, seconds=seconds, seed=rate))
        slow = quantile(measured.every, 0.95)
        found.append(
            {"rate": float(rate), "median_ms": round(quantile(measured.every, 0.5), 1), "p95_ms": round(slow, 1)}
        )
        if not slow <= TOO_SLOW:
            break
    return found


@contextmanager
def served() -> Iterator[int]:
    """The real server, as ``tutela web`` starts it, on a free port of the loopback; ended afterwards."""
    from tutela.server import ports

    with socket.socket() as probe:
        probe.bind((ports.HOST, 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "tutela.commands", "web", "--port", str(port)]
    process = subprocess.Popen(command, env=os.environ | {"TUTELA_DATABASE_ROLE": "app"})
    try:
        until = time.monotonic() + 60
        while not ports.answers(port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server does not answer")
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def figures_of(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Both tables, the rate search and the bars that they are held against, for the evidence."""
    at = f"{result['rate']:g} pages a second for {result['seconds']:g} s"
    is_million = result["cases"] >= 1_000_000
    found = [figure("in the database", f"{result['reports']:,} reports, {result['cases']:,} cases")]
    for group, row in result["open_loop"].items():
        bar, quick_enough = _bar(group, row, is_million=is_million)
        value = f"median {row['median_ms']} ms, p95 {row['p95_ms']} ms, {row['failed']} of {row['pages']} failed"
        found.append(figure(f"{group}, {at}", value, bar=bar, met=quick_enough and not row["failed"]))
    found += [figure(f"no page: {fault}", f"{times} times") for fault, times in result["faults"].items()]
    found += _statements(result["open_loop"])
    for group, row in result["closed_loop_8"].items():
        value = f"median {row['median_ms']} ms, p95 {row['p95_ms']} ms, {row['failed']} of {row['pages']} failed"
        found.append(figure(f"{group}, 8 readers in a closed loop", value))
    found += [
        figure(f"all, {one['rate']:g} pages a second", f"median {one['median_ms']} ms, p95 {one['p95_ms']} ms")
        for one in result["rates"]
    ]
    passed = result["rate_at_which_p95_passes_500_ms"]
    found.append(
        figure("the rate at which the 95th percentile passes 500 ms", f"{passed:g} a second" if passed else "not found")
    )
    base, load = result["baseline_ms"], result["machine"]["load"]
    value = f"{base['health_median']} ms; {base['work_list_statement_median']} ms"
    found.append(figure("a page that does nothing; the statement behind the work list", value))
    found.append(figure("load average when the measure ended", ", ".join(f"{one:.1f}" for one in load)))
    return found + (_bulk(result["bulk"]) if result["bulk"] else [])


def page_of(group: str) -> str:
    """The page of a group, without who asked for it."""
    return group.partition(", ")[0]


def most_statements(group: str) -> int:
    """How many statements a page of this group may cost."""
    return MORE_STATEMENTS.get(page_of(group), MOST_STATEMENTS)


def _bar(group: str, row: dict[str, Any], *, is_million: bool) -> tuple[str, bool]:
    if is_million:
        return "p95 < 250 ms", row["p95_ms"] < 250
    if page_of(group) in OF_THE_WAY_IN:
        return "median < 60 ms, p95 < 150 ms", row["median_ms"] < 60 and row["p95_ms"] < 150
    return "p95 < 150 ms", row["p95_ms"] < 150


def _statements(rows: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The most that a page costs, of those that may cost as many."""
    counted: dict[int, list[int]] = {}
    for group, row in rows.items():
        if row["statements"] is not None:
            counted.setdefault(most_statements(group), []).append(row["statements"])
    names = {MOST_STATEMENTS: "a page"} | {most: page for page, most in MORE_STATEMENTS.items()}
    for may, found in sorted(counted.items()):
        yield figure(f"SQL statements, most, {names[may]}", max(found), bar=f"at most {may}", met=max(found) <= may)


def _bulk(said: dict[str, Any]) -> list[dict[str, Any]]:
    number, steps = said["reports"], said["progress_seen"]
    half = [one for one in steps if one < number]
    alone = said["seen_before_it_was_done"] == 0
    nothing = said["left_by_the_killed"] == 0 and 0 < said["killed_at"] < number
    return [
        figure(
            f"{number:,} reports assigned at once",
            f"{said['seconds']} s, {said['assigned']:,} assigned",
            bar=f"< {MOST_SECONDS:g} s, all",
            met=said["seconds"] < MOST_SECONDS and said["assigned"] == number,
        ),
        figure("its progress, seen by another connection", steps, bar="seen before the end", met=bool(half)),
        figure("of them seen assigned before all were", said["seen_before_it_was_done"], bar="0", met=alone),
        figure(
            f"left by one that was killed at {said['killed_at']:,} of {number:,}",
            said["left_by_the_killed"],
            bar="0",
            met=nothing,
        ),
        figure(
            f"undone in {said['undone_s']} s, as before",
            f"{said['as_before']:,} of {number:,}",
            bar="all",
            met=said["as_before"] == number,
        ),
    ]


def show(result: dict[str, Any]) -> None:
    """Print the tables."""
    base = result["baseline_ms"]
    print(
        f"\n{result['reports']:,} reports and {result['cases']:,} cases; {result['machine']['processors']} processors"
    )
    print(
        f"A page that does nothing: {base['health_median']} ms; the work list's statement: {base['work_list_statement_median']} ms"
    )
    for title, name in (
        (f"{result['rate']:g} pages a second, arriving at random", "open_loop"),
        ("8 readers, one page after another", "closed_loop_8"),
    ):
        print(
            f"\n{title}\n{'':<28}{'pages':>7}{'failed':>8}{'median ms':>11}{'p95 ms':>9}{'× health':>10}{'statements':>12}"
        )
        for group, row in result[name].items():
            print(
                f"{group:<28}{row['pages']:>7}{row['failed']:>8}{row['median_ms']:>11}{row['p95_ms']:>9}"
                f"{row['median_over_health']:>10}{row['statements'] or '':>12}"
            )
    print(f"\n{'pages a second':>14}{'median ms':>11}{'p95 ms':>9}")
    for one in result["rates"]:
        print(f"{one['rate']:>14g}{one['median_ms']:>11}{one['p95_ms']:>9}")
    if said := result["bulk"]:
        print(
            f"\n{said['reports']:,} reports assigned at once: {said['seconds']} s ({said['with_its_process_s']} s with its process);"
            f" progress seen {said['progress_seen']}; {said['seen_before_it_was_done']} seen before all were;"
            f" killed at {said['killed_at']}, {said['left_by_the_killed']} left; undone in {said['undone_s']} s,"
            f" {said['as_before']:,} as before"
        )
    for fault, times in result["faults"].items():
        print(f"No page: {fault}, {times} times")
    passed = result["rate_at_which_p95_passes_500_ms"]
    print(f"The 95th percentile passes 500 ms at {passed:g} a second" if passed else "It did not pass 500 ms")


if __name__ == "__main__":
    main()
