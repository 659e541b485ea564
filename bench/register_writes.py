"""``python -m bench.register_writes``: is everything that was committed found, while the register is written to and its index deleted?

Programs send submissions over the API of the real server for a minute, at the rate that is asked (1,000 submissions a second unless
told otherwise), each of one file and 100 in each request unless told otherwise. Each submission is a row of its own with its entries,
its sightings and its line in the audit trail; a writer says which hashes were committed, when it has heard the answer. Beside them,
somebody checks lists of hashes that were committed before the check began, mixed with ones that never were; and the index is deleted,
or damaged, or made anew, at random moments. At the end the submissions and their lines are counted, and the trail is proved whole.
"""

import argparse
import http.client
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
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.client import HOST, quantile
from bench.figures import figure, keep
from bench.register_check import ASKER, prepare
from bench.web import served


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_writes", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=int, default=1_000, help="submissions a second, all writers together")
    parser.add_argument("--rows", type=int, default=1, help="files a submission")
    parser.add_argument("--together", type=int, default=100, help="submissions a request")
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

    tokens = [_token() for _ in range(asked.writers)]
    connection.close()
    with served() as port:
        writers = []
        for number, token in enumerate(tokens):
            ours, theirs = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.get_context("spawn").Process(
                target=write, args=(theirs, number, port, token, asked), daemon=True
            )
            process.start()
            theirs.close()
            writers.append(ours)
        found = _check_meanwhile(writers, asked)
    return found | _at_the_end()


def write(out: Connection, number: int, port: int, token: str, asked: argparse.Namespace) -> None:
    """Send submissions at this writer's share of the rate, and say each time which hashes are committed now and how long it took."""
    from tests.register.lists_of import made_up

    each_second = asked.rate / asked.together / asked.writers
    server = http.client.HTTPConnection(HOST, port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    done = 0
    out.send((0.0, []))
    began = time.monotonic()
    while (passed := time.monotonic() - began) < asked.seconds:
        if done > passed * each_second:
            time.sleep(done / each_second - passed)
        files = made_up(asked.rows * asked.together, seed=number * 1_000_003 + done)
        said = [{name: digest.hex() for name, digest in one.items()} for one in files]
        submissions = [
            {"what": "case", "exhibit": f"W/{number}/{done}/{one}", "files": said[one * asked.rows :][: asked.rows]}
            for one in range(asked.together)
        ]
        sent_at = time.monotonic()
        server.request("POST", "/api/v1/register/submissions/batch", json.dumps({"submissions": submissions}), headers)
        answer = server.getresponse()
        content = json.loads(answer.read())
        if answer.status != 200 or content["taken"] != asked.together:
            raise RuntimeError(f"{answer.status}: {content}")
        done += 1
        out.send((time.monotonic() - sent_at, [file["md5"] for file in files]))
    out.close()


def _token() -> str:
    """A token of the examiner's, as a program of theirs has it."""
    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.accounts.services.tokens import make_token
    from tutela.core import clock
    from tutela.demo.connections import connected_as

    with connected_as("app"):
        actor = actor_of(ASKER)
        with acting_as(actor):
            now = clock.now()
            token: str = make_token(name="Synthetic program", expires_at=now + timedelta(days=1), actor=actor, now=now)[
                1
            ]
    return token


def _at_the_end() -> dict[str, Any]:
    """What is there when nobody writes any more, and whether the trail is whole."""
    import psycopg
    from django.conf import settings

    from tutela.audit.verify import verify
    from tutela.settings.database import configuration

    role = configuration("owner", socket_dir=settings.SOCKET_DIR)
    with psycopg.connect(host=role["HOST"], user=role["USER"], dbname=role["NAME"]) as owner:
        [counted] = owner.execute(
            "SELECT (SELECT count(*) FROM register_submission WHERE done_at IS NOT NULL),"
            " (SELECT count(*) FROM audit_entry WHERE action = 'register.submitted')"
        ).fetchall()
        owner.rollback()
        whole = verify(owner).is_whole
    return {"submissions_there": counted[0], "lines_in_the_trail": counted[1], "trail_is_whole": whole}


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
    answered: list[float] = []
    checks, took, wrong, missed, spoiled, rebuilt = 0, [], 0, 0, 0, 0
    open_writers = list(writers)
    for one in open_writers:
        one.poll(timeout=None)
    began_at = time.monotonic()
    with connected_as("app"):
        _wait_for_the_disk()
        actor = _actor_here()
        while open_writers:
            open_writers = _hear(open_writers, known, answered)
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
        ended = time.monotonic()
    return {
        "asked_rate": asked.rate,
        "submissions": len(known) // asked.rows,
        "a_second": round(len(known) / asked.rows / max(asked.seconds, ended - began_at)),
        "files_a_submission": asked.rows,
        "submissions_a_request": asked.together,
        "request_s_median": round(statistics.median(answered), 3),
        "request_s_p95": round(quantile(answered, 0.95), 3),
        "checks": checks,
        "check_s_median": round(statistics.median(took), 3),
        "committed_but_not_found": missed,
        "found_but_never_there": wrong,
        "index_deleted_or_damaged": spoiled,
        "index_made_anew": rebuilt,
    }


def _wait_for_the_disk() -> None:
    """As everybody does who is not loading a demo."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")


def _actor_here() -> Any:
    from tutela.accounts.members import actor_of

    return actor_of(ASKER)


def _hear(writers: list[Connection], known: list[bytes], answered: list[float]) -> list[Connection]:
    left = []
    for one in writers:
        try:
            while one.poll():
                took, committed = one.recv()
                if committed:
                    known += committed
                    answered.append(took)
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
    all_there = found["submissions"] == found["submissions_there"] == found["lines_in_the_trail"]
    said = [
        figure(f"submissions a second over the API, each of {found['files_a_submission']} file, {found['submissions_a_request']} in a request",
               found["a_second"], bar=f">= {found['asked_rate']}", met=found["a_second"] >= found["asked_rate"]),
        figure("submissions that were answered, that are there, and their lines in the trail",
               f"{found['submissions']:,}, {found['submissions_there']:,}, {found['lines_in_the_trail']:,}", bar="the same", met=all_there),
        figure("the trail is whole", found["trail_is_whole"], bar="True", met=found["trail_is_whole"]),
        figure("a request, median and 95th percentile", f"{found['request_s_median']} s, {found['request_s_p95']} s"),
        figure(f"committed before the check began and not found ({found['checks']} checks)",
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
