"""``python -m bench.register_writes``: is everything that was committed found, while the register is written to and its index deleted?

Writers submit files for a minute, at the rate that is asked (1,000 files a second unless told otherwise), some in each submission (10
unless told otherwise). Each submission is a transaction of its own with its entries, its sightings and its lines in the audit trail, as the
API makes them; a writer says which hashes are committed. With ``--rows 1`` every file is a submission of its own. Beside
them, somebody checks lists of hashes that were committed before the check began, mixed with ones that never were; and the index is
deleted, or damaged, or made anew, at random moments.
"""

import argparse
import json
import multiprocessing
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.figures import figure, keep
from bench.register_check import ASKER, prepare


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_writes", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=int, default=1_000, help="files a second, all writers together")
    parser.add_argument("--rows", type=int, default=10, help="files a submission")
    parser.add_argument("--writers", type=int, default=3)
    parser.add_argument("--registered", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tutela-bench-writes-") as folder:
        Path(folder).chmod(0o755)
        os.environ.setdefault("DATA_DIR", f"{folder}/data")
        try:
            found = measure(asked)
        finally:
            subprocess.run([sys.executable, "-m", "tutela.commands", "down"], check=False, capture_output=True)
    _print(found)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Everything that is printed, as data."""
    prepare(asked.registered)
    from django.db import connection

    connection.close()
    writers = []
    for number in range(asked.writers):
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("spawn").Process(
            target=write,
            args=(theirs, number, asked.seconds, asked.rate / asked.rows / asked.writers, asked.rows),
            daemon=True,
        )
        process.start()
        theirs.close()
        writers.append((process, ours))
    return _check_meanwhile([ours for _, ours in writers], asked)


def write(out: Connection, number: int, seconds: float, rate: float, rows: int) -> None:
    """Submit at ``rate`` a second for ``seconds``, and say each time which hashes are committed now."""
    actor = _asker()
    from tests.register.lists_of import listed, made_up
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.register.services.submit import Given, begin_submission, take_part

    began = time.monotonic()
    done = 0
    out.send(None)
    while (passed := time.monotonic() - began) < seconds:
        if done > passed * rate:
            time.sleep(done / rate - passed)
        files = made_up(rows, seed=number * 1_000_003 + done)
        one = listed(files)
        with acting_as(actor):
            given = Given("case", exhibit=f"W/{number}")
            taken = begin_submission(one, given, actor=actor, now=clock.now())
            take_part(taken, one.rows, start=0, actor=actor, now=clock.now())
        done += 1
        out.send([file["md5"] for file in files])
    out.close()


def _asker() -> Any:
    from tutela.commands import environment

    environment.ready("app")
    from tutela.accounts.members import actor_of

    return actor_of(ASKER)


def _check_meanwhile(writers: list[Connection], asked: argparse.Namespace) -> dict[str, Any]:
    from tests.register.lists_of import listed, made_up
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.demo.connections import connected_as
    from tutela.register.answer import Answer
    from tutela.register.index.folder import index_folder
    from tutela.register.services.check import Asked, check_list
    from tutela.register.services.keep_index import build_index

    draw = random.Random(5)
    known: list[bytes] = []
    checks, took, wrong, missed, spoiled, rebuilt = 0, [], 0, 0, 0, 0
    open_writers = list(writers)
    with connected_as("app"):
        actor = _actor_here()
        while open_writers:
            open_writers = _hear(open_writers, known)
            if not known:
                continue
            chosen = draw.sample(known, min(len(known), 500)) + known[-200:]
            never = [file["md5"] for file in made_up(300, seed=draw.getrandbits(40) | 1 << 41)]
            files = [{"md5": one} for one in chosen + never]
            began = time.perf_counter()
            with acting_as(actor):
                codes = check_list(listed(files), Asked("server"), actor=actor, now=clock.now()).answers.answer_codes()
            took.append(time.perf_counter() - began)
            checks += 1
            missed += int((codes[: len(chosen)] != Answer.KNOWN).sum())
            wrong += int((codes[len(chosen) :] != Answer.NEW).sum())
            fate = draw.random()
            if fate < 0.1:
                spoiled += _spoil(index_folder(), draw)
            elif fate < 0.15:
                with connected_as("jobs"):
                    build_index(index_folder())
                rebuilt += 1
    return {
        "submissions": len(known) // asked.rows,
        "a_second": round(len(known) / asked.seconds),
        "rows_a_submission": asked.rows,
        "rows": len(known),
        "checks": checks,
        "check_s_median": round(statistics.median(took), 3),
        "committed_but_not_found": missed,
        "found_but_never_there": wrong,
        "index_deleted_or_damaged": spoiled,
        "index_made_anew": rebuilt,
        "asked_rate": asked.rate,
    }


def _actor_here() -> Any:
    from tutela.accounts.members import actor_of

    return actor_of(ASKER)


def _hear(writers: list[Connection], known: list[bytes]) -> list[Connection]:
    left = []
    for one in writers:
        try:
            while one.poll():
                said = one.recv()
                known += said or []
        except EOFError:
            continue
        left.append(one)
    return left


def _spoil(folder: Path, draw: random.Random) -> int:
    versions = list(folder.glob("v*"))
    for one in versions:
        if draw.random() < 0.5:
            shutil.rmtree(one, ignore_errors=True)
        else:
            (one / "md5.idx").unlink(missing_ok=True)
            (one / "md5.idx").write_bytes(draw.randbytes(200))
    return len(versions)


def _print(found: dict[str, Any]) -> None:
    said = [
        figure(f"files submitted a second, {found['rows_a_submission']} in each submission, which is a transaction with its lines in the trail", found["a_second"],
               bar=f">= {found['asked_rate']}", met=found["a_second"] >= 0.98 * found["asked_rate"]),
        figure(f"committed before the check began and not found ({found['checks']} checks of {found['rows']:,} rows)",
               found["committed_but_not_found"], bar="0", met=found["committed_but_not_found"] == 0),
        figure("found that was never there", found["found_but_never_there"], bar="0", met=found["found_but_never_there"] == 0),
        figure("times that the index was deleted or damaged meanwhile, and made anew", f"{found['index_deleted_or_damaged']}, {found['index_made_anew']}"),
        figure("a check of up to 1,000 hashes meanwhile, median", f"{found['check_s_median']} s"),
    ]  # fmt: skip
    for one in said:
        print(f"{one['what']}: {one['value']}" + (f" (bar {one['bar']})" if "bar" in one else ""))
    keep("register-writes", said)


if __name__ == "__main__":
    main()
