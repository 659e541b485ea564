"""Bulk assignment of 1,000 reports: how long it takes, that its progress is seen while it runs, and that one transaction does it.

The reports are open ones of the largest service, chosen and given the word for by its manager. The assigning runs in a process of
its own, as in the worker. It is killed in the middle first, which must leave nothing; then it runs to its end, and is undone.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

MOST_SECONDS = 10.0
_TRIES = 5
_TIMEOUT = 120.0


@dataclass(frozen=True)
class Seen:
    """What another connection saw while it ran: the progress in its steps, and the most reports that had their handler already."""

    progress: list[int]
    early: int


def main(arguments: list[str] | None = None) -> None:
    """The process that assigns, as the worker's role; prints how long it took."""
    parser = argparse.ArgumentParser(prog="python -m bench.bulk", description=__doc__)
    parser.add_argument("bulk", type=int, help="the number of what was begun")
    asked = parser.parse_args(arguments)
    from tutela.commands import environment

    environment.ready("jobs")
    from tutela.bulk.running import run

    began = time.perf_counter()
    run(asked.bulk)
    sys.stdout.write(json.dumps(time.perf_counter() - began) + "\n")


def measure(*, most: int) -> dict[str, Any]:
    """Everything that is told of it, as data; the connection is the tables' owner's."""
    actor, handler = _who()
    ids = _ids(actor.organisation_pk, handler.pk, most)
    before = _handlers(ids)
    bulk, killed = _killed_in_the_middle(ids, actor, handler)
    began = time.perf_counter()
    process = _start(bulk)
    seen = _watch(process, bulk, ids, handler.pk)
    whole = time.perf_counter() - began
    took = float(json.loads(process.communicate()[0]))
    assigned = sum(one == handler.pk for one in _handlers(ids).values())
    undone_in = _undo(bulk, actor)
    after = _handlers(ids)
    return {
        "reports": len(ids),
        "seconds": round(took, 2),
        "with_its_process_s": round(whole, 2),
        "assigned": assigned,
        "progress_seen": seen.progress,
        "seen_before_it_was_done": seen.early,
        "killed_at": killed["at"],
        "left_by_the_killed": killed["left"],
        "undone_s": round(undone_in, 2),
        "as_before": sum(before[one] == after[one] for one in ids),
    }


def _who() -> tuple[Any, Any]:
    """The manager of the largest service, and somebody there who handles few."""
    from bench.readers import by_size
    from tutela.accounts.actor import Actor
    from tutela.accounts.models import Membership

    manager = by_size("reports_report", "owner_id", "manager")[0]
    desk = Membership.objects.select_related("user").get(organisation=manager.organisation, role="intake_officer")
    return Actor.of(manager), desk.user


def _ids(organisation: int, handler: int, most: int) -> list[int]:
    return _column(
        "SELECT id FROM reports_report WHERE owner_id = %s AND state <> 'closed' AND NOT is_restricted"
        " AND handler_id IS DISTINCT FROM %s ORDER BY id DESC LIMIT %s",
        [organisation, handler, most],
    )


def _begin(ids: list[int], actor: Any, handler: Any) -> int:
    from tutela.accounts.need_to_know import acting_as
    from tutela.bulk.services.assign_many import begin, choose
    from tutela.core import clock
    from tutela.reports.models import Report

    with acting_as(actor):
        bulk = choose("report", list(Report.objects.filter(pk__in=ids)), actor=actor, now=clock.now())
        begin(bulk, handler=handler, actor=actor, now=clock.now())
    return int(bulk.pk)


def _undo(bulk: int, actor: Any) -> float:
    from tutela.accounts.need_to_know import acting_as
    from tutela.bulk.models import BulkAssignment
    from tutela.bulk.services.assign_many import undo
    from tutela.core import clock
    from tutela.demo.connections import connected_as

    with connected_as("app"):
        began = time.perf_counter()
        with acting_as(actor):
            undo(BulkAssignment.objects.get(pk=bulk), actor=actor, now=clock.now())
        return time.perf_counter() - began


def _start(bulk: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bench.bulk", str(bulk)]
    environment = os.environ | {"TUTELA_DATABASE_ROLE": "jobs"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def _watch(process: "subprocess.Popen[str]", bulk: int, ids: list[int], handler: int) -> Seen:
    """Ask again and again, by a connection of one's own, until the process has ended. Raises RuntimeError where it fails."""
    progress: list[int] = []
    early, until = 0, time.monotonic() + _TIMEOUT
    while process.poll() is None:
        if time.monotonic() > until:
            process.kill()
            raise RuntimeError("the assignment does not end")
        done, state, already = _stands(bulk, ids, handler)
        if done and (not progress or progress[-1] != done):
            progress.append(done)
        if state == "running":
            early = max(early, already)
        time.sleep(0.01)
    if process.returncode:
        raise RuntimeError(f"the assignment ended with {process.returncode}")
    return Seen(progress, early)


def _killed_in_the_middle(ids: list[int], actor: Any, handler: Any) -> tuple[int, dict[str, int | None]]:
    """What was begun, and what its killed process left; one that had ended before it was killed, as on a busy machine, is undone first."""
    from tutela.demo.connections import connected_as

    for tries_left in range(_TRIES - 1, -1, -1):
        with connected_as("app"):
            bulk = _begin(ids, actor, handler)
        killed = _killed(bulk, ids, handler.pk)
        if killed["left"] is not None or not tries_left:
            break
        _undo(bulk, actor)
    return bulk, killed


def _killed(bulk: int, ids: list[int], handler: int) -> dict[str, int | None]:
    """Kill it as soon as it says that it is on its way; how far it was, and how many reports have their new handler after that."""
    process = _start(bulk)
    until = time.monotonic() + _TIMEOUT
    while process.poll() is None and time.monotonic() < until:
        done, _, _ = _stands(bulk, ids, handler)
        if done:
            break
        time.sleep(0.002)
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    process.communicate()
    _until_nobody_holds(bulk)
    done, state, already = _stands(bulk, ids, handler)
    return {"at": done, "left": already if state == "running" else None}


def _stands(bulk: int, ids: list[int], handler: int) -> tuple[int, str, int]:
    """What it says of itself, its state, and how many of its reports have the new handler: in one statement, as of one moment."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT done FROM bulk_bulkprogress WHERE bulk_id = b.id), 0), b.state,"
            " (SELECT count(*) FROM reports_report WHERE id = ANY(%s) AND handler_id = %s) FROM bulk_bulkassignment b WHERE b.id = %s",
            [ids, handler, bulk],
        )
        done, state, already = cursor.fetchone()
        return int(done), str(state), int(already)


def _until_nobody_holds(bulk: int) -> None:
    """Until the server has noticed that the killed one is gone, and taken back what it had begun."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '60s'")
        cursor.execute("SELECT 1 FROM bulk_bulkassignment WHERE id = %s FOR UPDATE", [bulk])


def _handlers(ids: list[int]) -> dict[int, int | None]:
    from tutela.reports.models import Report

    return dict(Report.objects.filter(pk__in=ids).values_list("pk", "handler_id"))


def _column(statement: str, parameters: list[Any]) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]


if __name__ == "__main__":
    main()
