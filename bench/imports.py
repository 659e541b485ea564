"""``python -m bench.imports``: how long a CSV of 10,000 reports takes to come in, and as a multiple of a plain COPY of it.

The target is 60 seconds for 10,000 rows. What COPY does with the same bytes is the machine's own measure: it stores them and
does nothing of what a report needs (an owner, clocks, what is owed, an audit line, search words).
"""

import argparse
import csv
import io
import json
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.figures import figure, keep

HEADER = (
    "reference", "source", "reported_at", "summary", "specific_concern", "categories", "countries", "place", "emails",
    "accounts", "ip_addresses", "sha256",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tutela-bench-imports-") as folder:
        # The account that runs PostgreSQL for root must get through to its own folder in it.
        Path(folder).chmod(0o755)
        os.environ.setdefault("DATA_DIR", folder)
        result = measure(rows=asked.rows)
        _stop_what_was_started()
    print(
        f"{result['rows']:,} rows, {result['bytes']:,} bytes: {result['import_s']} s ({result['rows_a_second']:,} rows a second)"
    )
    print(
        f"A plain COPY of the same file: {result['copy_s']} s; the import takes {result['import_over_copy']} times as long"
    )
    print(f"The same file again: {result['again_s']} s, and nothing is taken twice")
    keep(
        "imports",
        [
            figure(
                f"{result['rows']:,} rows taken in",
                f"{result['import_s']} s",
                bar="< 60 s",
                met=result["import_s"] < 60,
            ),
            figure(f"as a multiple of a plain COPY of the file ({result['copy_s']} s)", result["import_over_copy"]),
            figure("the same file again, of which nothing is taken", f"{result['again_s']} s"),
        ],
    )
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def measure(*, rows: int) -> dict[str, Any]:
    """Everything that is printed, as data; the database must be a new one."""
    from tutela.commands import environment

    environment.ready("owner")
    from bench import world
    from tutela.accounts.actor import Actor
    from tutela.accounts.models import Membership
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.demo.connections import connected_as
    from tutela.organisations.models import Organisation
    from tutela.reports.models import Report
    from tutela.reports.services.import_file import stage_file, take
    from tutela.server import schema

    if not schema.is_present():
        schema.bring_to_present()
    if not Organisation.objects.exists():
        world.settle(datetime.now(UTC))
    before = Report.objects.count()
    data = file_of(rows, mark=f"{time.time_ns()}")
    copied = _copy(data)
    membership = Membership.objects.select_related("user", "organisation").get(
        user__email="partner0@partner-01.example"
    )
    actor = Actor.of(membership)
    with connected_as("app"):
        began = time.perf_counter()
        with acting_as(actor):
            staged = stage_file(io.BytesIO(data), "bench.csv", actor=actor, now=clock.now())
        taken = sum(take(staged.batch, actor=actor))
        took = time.perf_counter() - began
        began = time.perf_counter()
        with acting_as(actor):
            again = stage_file(io.BytesIO(data), "bench.csv", actor=actor, now=clock.now()).again
        took_again = time.perf_counter() - began
    if not again or taken != rows or Report.objects.count() - before != rows:
        raise RuntimeError(
            f"{taken} of {rows} rows were taken, and {Report.objects.count() - before} reports are there"
        )
    return {
        "rows": rows,
        "bytes": len(data),
        "import_s": round(took, 2),
        "rows_a_second": round(rows / took),
        "copy_s": round(copied, 3),
        "import_over_copy": round(took / copied, 1),
        "again_s": round(took_again, 2),
    }


def file_of(rows: int, *, mark: str) -> bytes:
    """A CSV as a hotline would send it; ``mark`` makes its references its own."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    at = datetime(2026, 1, 1, 9, tzinfo=UTC)
    for number in range(rows):
        moment = (at + timedelta(minutes=number)).isoformat()
        writer.writerow(
            (f"B{mark}-{number}", "bench", moment, "An address that led to known files", "no", "IBI", "GB", "Area 01",
             f"holder{number}@post.example", f"service.example:holder{number}", f"192.0.2.{number % 255}", f"{number:064x}")
        )  # fmt: skip
    return text.getvalue().encode()


def _copy(data: bytes) -> float:
    from django.db import connection, transaction

    columns = ", ".join(f"{name} text" for name in HEADER)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_copy ({columns})")
        began = time.perf_counter()
        with cursor.copy("COPY bench_copy FROM STDIN WITH (FORMAT csv, HEADER)") as copy:
            copy.write(data)
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_copy")
    return took


def _stop_what_was_started() -> None:
    from django.db import connections

    from tutela.commands import environment, site

    connections.close_all()
    site.bring_down(environment.places())


if __name__ == "__main__":
    main()
