"""``python -m bench.register_check``: ``tutela check`` from its start to the written answer, and as a multiple of ``hfind``.

10 million files are registered; a hashdeep list of 5 million, of which 1% are registered, is checked by the command as somebody
would type it: the program starts, reads the list, looks up, asks the database what may be said, keeps the check and writes an
answer for every row. The peer is The Sleuth Kit's ``hfind`` with an index over the same MD5 hashes, asked for a part of them.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import figure, keep
from bench.register_world import fill, list_with_hits

ASKER = "examiner@register.example"
TIMES = 25


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_check", description=__doc__)
    parser.add_argument("--registered", type=int, default=10_000_000)
    parser.add_argument("--queries", type=int, default=5_000_000)
    parser.add_argument("--peer-queries", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tutela-bench-check-") as folder:
        Path(folder).chmod(0o755)
        os.environ.setdefault("DATA_DIR", f"{folder}/data")
        try:
            found = measure(asked, Path(folder))
        finally:
            subprocess.run([sys.executable, "-m", "tutela.commands", "down"], check=False, capture_output=True)
    _print(found)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def measure(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Everything that is printed, as data. A database that was filled before with as many files is used again."""
    registered = prepare(asked.registered)
    md5, sha256, is_hit = list_with_hits(
        asked.queries, hits=asked.queries // 100, registered=registered["files"], seed=5
    )
    listed = folder / "exhibit.hashdeep"
    write_hashdeep(listed, md5, sha256)
    peer = hfind(folder, md5[: asked.peer_queries], registered["files"])
    _settle_the_disk()
    took = [_check(listed, folder / "answer.csv") for _ in range(asked.runs)]
    wrong = false_answers(folder / "answer.csv", is_hit)
    best = min(took)
    return {
        "registered": registered["files"],
        "index_s": registered["index_s"],
        "index_bytes": registered["index_bytes"],
        "queries": asked.queries,
        "hits": int(is_hit.sum()),
        "list_bytes": listed.stat().st_size,
        "answer_bytes": (folder / "answer.csv").stat().st_size,
        "runs_s": [round(one, 2) for one in took],
        "check_a_second": round(asked.queries / best),
        "hfind_a_second": round(peer),
        "over_hfind": round(asked.queries / best / peer, 1),
        "false_answers": wrong,
    }


def prepare(count: int) -> dict[str, Any]:
    """A database with somebody who asks and ``count`` registered files, and an index beside it."""
    from tutela.commands import environment

    environment.ready("owner")
    from tutela.demo.connections import connected_as
    from tutela.organisations.models import Organisation
    from tutela.register.index.folder import index_folder
    from tutela.register.models import File, Source
    from tutela.register.services.keep_index import build_index
    from tutela.server import schema

    if not schema.is_present():
        schema.bring_to_present()
    if not Organisation.objects.filter(code="register").exists():
        _settle()
    there = File.objects.count()
    organisation = Organisation.objects.get(code="register")
    if there < count:
        source = Source.objects.get(organisation=organisation)
        fill(count - there, organisation=organisation, source=source)
    with connected_as("jobs"):
        began = time.perf_counter()
        made = build_index(index_folder())
        took = time.perf_counter() - began
    size = sum(one.stat().st_size for one in made.iterdir())
    return {"files": max(there, count), "index_s": round(took, 1), "index_bytes": size}


def _settle() -> None:
    from tutela.accounts.models import Membership, User
    from tutela.organisations.models import Organisation
    from tutela.register.models import Source

    now = datetime.now(UTC)
    organisation = Organisation.objects.create(
        code="register", name="Synthetic Register Service", short_name="Register", kind="police", country="GB",
        holiday_country="GB", is_synthetic=True,
    )  # fmt: skip
    user = User.objects.create(
        email=ASKER, name="Synthetic Examiner", time_zone="UTC", is_synthetic=True, created_at=now
    )
    Membership.objects.create(user=user, organisation=organisation, role="examiner", starts_at=now)
    Source.objects.create(
        organisation=organisation, name="Synthetic set", origin="Synthetic maker", terms="Public", made_at=now
    )


def write_hashdeep(to: Path, md5: np.ndarray, sha256: np.ndarray, *, at_once: int = 500_000) -> None:
    """A list as ``hashdeep`` writes it."""
    with to.open("w") as out:
        out.write(
            "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: /evidence\n## $ hashdeep -r .\n## \n"
        )
        for start in range(0, len(md5), at_once):
            ones, others = md5[start : start + at_once].tobytes().hex(), sha256[start : start + at_once].tobytes().hex()
            out.writelines(
                f"{4096 + n},{ones[n * 32 : n * 32 + 32]},{others[n * 64 : n * 64 + 64]},/evidence/part/{start + n}.dat\n"
                for n in range(len(md5[start : start + at_once]))
            )


def hfind(folder: Path, queries: np.ndarray, registered: int) -> float:
    """Look-ups a second of ``hfind`` over the same MD5 hashes, its index made before."""
    import hashlib

    database = folder / "known.md5"
    with database.open("w") as out:
        out.writelines(
            f"{hashlib.md5(f'f{n}'.encode(), usedforsecurity=False).hexdigest()}  {n}\n" for n in range(registered)
        )
    subprocess.run(["hfind", "-i", "md5sum", str(database)], check=True, capture_output=True)
    asked = folder / "asked.txt"
    text = queries.tobytes().hex()
    asked.write_text("".join(f"{text[n * 32 : n * 32 + 32]}\n" for n in range(len(queries))))
    began = time.perf_counter()
    with (folder / "hfind.out").open("w") as out:
        subprocess.run(["hfind", "-f", str(asked), str(database)], check=True, stdout=out)
    return len(queries) / (time.perf_counter() - began)


def _settle_the_disk() -> None:
    """Let the database and the disk take in what the bench itself wrote, else the runs are measured beside a checkpoint of gigabytes."""
    import psycopg
    from django.db import connection

    from tutela.server.embedded import SUPERUSER

    host = connection.settings_dict["HOST"]
    with psycopg.connect(host=host, user=SUPERUSER, dbname="postgres", autocommit=True) as admin:
        admin.execute("CHECKPOINT")
    os.sync()


def _check(listed: Path, answer: Path) -> float:
    command = [
        sys.executable,
        "-m",
        "tutela.commands",
        "check",
        str(listed),
        "--as",
        ASKER,
        "--exhibit",
        "B/1",
        "--out",
        str(answer),
    ]
    answer.unlink(missing_ok=True)
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def false_answers(answer: Path, is_hit: np.ndarray) -> int:
    """How many rows of the written answer are not what is known of how the list was made."""
    wrong = rows = 0
    with answer.open(newline="") as stream:
        for row, hit in zip(csv.DictReader(stream), is_hit.tolist(), strict=False):
            rows += 1
            wrong += row["answer"] != ("harmless" if hit else "new") or int(row["row"]) != rows + 5
    return wrong + abs(rows - len(is_hit))


def _print(found: dict[str, Any]) -> None:
    said = [
        figure(f"tutela check of {found['queries']:,} rows over hfind's {found['hfind_a_second']:,} look-ups a second",
               f"{found['over_hfind']} times", bar=f">= {TIMES} times", met=found["over_hfind"] >= TIMES),
        figure("from the start of the program to the written answer", f"{min(found['runs_s'])} s (runs: {found['runs_s']})"),
        figure("false answers", found["false_answers"], bar="0", met=found["false_answers"] == 0),
        figure(f"the index of {found['registered']:,} files by two hashes, read from the database", f"{found['index_s']} s, {found['index_bytes']:,} bytes"),
    ]  # fmt: skip
    for one in said:
        print(f"{one['what']}: {one['value']}" + (f" (bar {one['bar']})" if "bar" in one else ""))
    keep("register-check", said)


if __name__ == "__main__":
    main()
