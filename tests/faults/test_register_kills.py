"""kill -9 at random moments of a submission to the register: it goes on where it was, and each file is met once.

In `make test` a short list and a kill or two; the million rows and the twenty kills of `make evidence` are the same code.
"""

import os
import random
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from bench.figures import figure, keep
from tests.faults.installation import Installation
from tutela.audit.verify import verify

ROUNDS = int(os.environ.get("TUTELA_FAULT_ROUNDS", "2"))
ROWS = int(os.environ.get("TUTELA_FAULT_ROWS", "30000"))
CHANCE = random.Random(os.environ.get("TUTELA_FAULT_SEED", "11"))
EXAMINER = "north.examiner@north.example"
# What the program does before its first row enters.
_STARTING, _LONGEST = 1.5, 9.0

pytestmark = pytest.mark.timeout(0)


def a_list(to: Path, rows: int) -> None:
    """A list as ``hashdeep`` writes it, of random bytes."""
    with to.open("w") as out:
        out.write("%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n")
        for number in range(rows):
            out.write(f"{number},{CHANCE.randbytes(16).hex()},{CHANCE.randbytes(32).hex()},/evidence/{number}.dat\n")


def _submit(site: Installation, file: Path) -> subprocess.Popen[bytes]:
    return site.begin("check", str(file), "--as", EXAMINER, "--exhibit", "NM/1", "--submit", "case", "--json")


def _done(site: Installation) -> int:
    [(rows,)] = site.sql("SELECT coalesce(max(done_rows), 0) FROM register_submission")
    return int(rows)


def test_a_submission_that_is_killed_goes_on_and_each_file_is_met_once(site: Installation, tmp_path: Path) -> None:
    file = tmp_path / "exhibit.hashdeep"
    a_list(file, ROWS)
    killed = broken_off = 0
    while killed < ROUNDS:
        running = _submit(site, file)
        time.sleep(CHANCE.uniform(_STARTING, _LONGEST))
        if running.poll() is not None:
            assert running.returncode == 0, "it ended by itself, and not well"
            break
        # Every third time it is the database that dies under it.
        if killed % 3 == 2:
            assert site.kill_postgres()
            running.wait(timeout=300)
            site.wait_until_it_answers()
        else:
            running.kill()
            running.wait()
        killed += 1
        broken_off += 0 < _done(site) < ROWS
    site.wait_for(lambda: _submit(site, file).wait() == 0, "the submission", within=1800)
    [(submissions, done, whole)] = site.sql(
        "SELECT count(*), sum(done_rows), bool_and(done_at IS NOT NULL) FROM register_submission"
    )
    assert (submissions, done, whole) == (1, ROWS, True)
    [(files,)] = site.sql("SELECT count(*) FROM register_file")
    [(sightings, of_files)] = site.sql("SELECT count(*), count(DISTINCT file_id) FROM register_sighting")
    [(entries,)] = site.sql("SELECT count(*) FROM register_entry")
    assert (files, sightings, of_files, entries) == (ROWS, ROWS, ROWS, ROWS)
    [(begun, ended)] = site.sql(
        "SELECT count(*) FILTER (WHERE action = 'register.submit'), count(*) FILTER (WHERE action = 'register.submitted')"
        "  FROM audit_entry"
    )
    assert (begun, ended) == (1, 1)
    with psycopg.connect(site.server.url("tutela_jobs")) as jobs:
        assert verify(jobs).is_whole
    keep(
        "register-kills",
        [
            figure(f"kills of a submission of {ROWS:,} rows", killed, bar=f"{ROUNDS}", met=killed == ROUNDS),
            figure("of these, in the middle of the list", broken_off),
            figure(
                "afterwards rows done, files, sightings, files met, entries",
                f"{done:,}, {files:,}, {sightings:,}, {of_files:,}, {entries:,}",
                bar=f"{ROWS:,} each",
                met=True,
            ),
        ],
    )
