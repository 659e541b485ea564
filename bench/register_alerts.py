"""``python -m bench.register_alerts``: from a new sighting to the alert of whoever answers for the series.

A million files in 2,000 series of 52 services in 6 countries; the worker runs as it does on a site. Services meet files of other services'
series, one list after another, and the clock runs from the moment in which a list is sent to the moment in which the owner's alert is
committed. What each service was told is held against what it may know.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import figure, keep

SERVICES, COUNTRIES, WITHIN = 52, ("GB", "FR", "DE", "NL", "SE", "IE"), 2.0
_AUDIENCES = (("all", "ask"), ("country", "ask"), ("country", "new"), ("own", "ask"), ("own", "new"))
_SERIES = """
INSERT INTO register_series (id, reference, owner_id, owner_basis, owner_since, is_restricted, readers, version, is_synthetic, label,
                             standing, audience, otherwise, created_at)
VALUES (%s, %s, %s, 'opened', now(), false, '{}', 1, true, 'Synthetic series', 'not_identified', %s, %s, now())
"""
_FILES = """
INSERT INTO register_file (key, md5)
SELECT '\\x01'::bytea || decode(md5('f' || n), 'hex'), decode(md5('f' || n), 'hex') FROM generate_series(0, %s - 1) AS n
"""
_ENTRIES = """
INSERT INTO register_entry (file_id, organisation_id, country, kind, series_id, audience, otherwise, is_on, switched_words, added_at)
SELECT f.id, s.owner_id, o.country, 'case', s.id, s.audience, s.otherwise, true, '', now()
  FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM register_file) f
  JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS n FROM register_series) s ON s.n = f.n %% %s
  JOIN organisations_organisation o ON o.id = s.owner_id
"""
_TOLD = "SELECT organisation_id, told_at FROM deconfliction_alertto WHERE organisation_id = %s AND series_id = %s AND last_at >= %s"
# Of a series an organisation may know that answers for it or is of its audience; of one whose owner wants to be asked, that there is one.
_WRONGLY_TOLD = """
SELECT count(*) FROM deconfliction_alertto t JOIN deconfliction_alert a ON a.id = t.alert_id JOIN register_series s ON s.id = a.series_id
  JOIN organisations_organisation mine ON mine.id = t.organisation_id JOIN organisations_organisation owner ON owner.id = s.owner_id
 WHERE t.organisation_id <> s.owner_id AND NOT (s.audience = 'all' OR (s.audience = 'country' AND mine.country = owner.country))
   AND (s.otherwise = 'new' OR t.series_id IS NOT NULL)
"""


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_alerts", description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--series", type=int, default=2_000)
    parser.add_argument("--sightings", type=int, default=400)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tutela-bench-alerts-") as folder:
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
    """Everything that is printed, as data; the database must be a new one."""
    from tutela.commands import environment

    environment.ready("owner")
    from tutela.server import schema

    if not schema.is_present():
        schema.bring_to_present()
    actors = _settle(asked.files, asked.series)
    worker = subprocess.Popen(
        [sys.executable, "-m", "tutela.commands", "worker"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        took, unheard = _meet(actors, asked.sightings, asked.files, asked.series)
    finally:
        worker.terminate()
        worker.wait()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_WRONGLY_TOLD)
        wrongly = cursor.fetchone()[0]
        cursor.execute("SELECT count(*), count(DISTINCT organisation_id) FROM deconfliction_alertto")
        alerts, organisations = cursor.fetchone()
    return {
        "files": asked.files,
        "series": asked.series,
        "sightings": len(took),
        "median_s": round(statistics.median(took), 3),
        "p95_s": round(statistics.quantiles(took, n=20)[-1], 3),
        "longest_s": round(max(took), 3),
        "unheard": unheard,
        "alerts": alerts,
        "organisations": organisations,
        "wrongly_told": wrongly,
    }


def _settle(files: int, series: int) -> list[Any]:
    from django.db import connection, transaction

    from tutela.accounts.actor import Actor
    from tutela.accounts.models import Membership, User
    from tutela.organisations.models import Organisation
    from tutela.ownership.numbers import new_numbers

    now, draw, actors = datetime.now(UTC), random.Random(8), []
    for number in range(SERVICES):
        country = COUNTRIES[number % len(COUNTRIES)]
        organisation = Organisation.objects.create(
            code=f"service-{number}", name=f"Synthetic Service {number}", short_name=f"Service {number}", kind="police",
            country=country, holiday_country=country, is_coordinating_centre=number < len(COUNTRIES), is_synthetic=True,
        )  # fmt: skip
        for role in ("examiner", "manager"):
            user = User.objects.create(
                email=f"{role}@service-{number}.example", name=f"Synthetic {role} {number}", time_zone="UTC",
                is_synthetic=True, created_at=now,
            )  # fmt: skip
            membership = Membership.objects.create(user=user, organisation=organisation, role=role, starts_at=now)
            if role == "examiner":
                actors.append(Actor.of(membership))
    with transaction.atomic(), connection.cursor() as cursor:
        for number, reference in new_numbers("series", now, series):
            owner = draw.choice(actors).organisation_id
            cursor.execute(_SERIES, [number, reference, owner, *draw.choice(_AUDIENCES)])
        cursor.execute(_FILES, [files])
        cursor.execute(_ENTRIES, [series])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return actors


def _meet(actors: list[Any], sightings: int, files: int, series: int) -> tuple[list[float], int]:
    import hashlib

    from django.db import connection

    from tests.register.lists_of import listed
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.demo.connections import connected_as
    from tutela.register.services.submit import Given, begin_submission, take_part

    draw, took, unheard = random.Random(9), [], 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, owner_id FROM register_series ORDER BY id")
        owners = cursor.fetchall()
    for number in range(sightings):
        file = draw.randrange(files)
        of_series, owner = owners[file % series]
        actor = draw.choice([one for one in actors if one.organisation_id != owner])
        one = listed([{"md5": hashlib.md5(f"f{file}".encode(), usedforsecurity=False).digest()}])
        began, at = time.perf_counter(), clock.now()
        with connected_as("app"), acting_as(actor):
            made = begin_submission(one, Given("seen", exhibit=f"B/{number}"), actor=actor, now=at)
            take_part(made, one.rows, start=0, actor=actor, now=at)
        if _is_told(owner, of_series, at):
            took.append(time.perf_counter() - began)
        else:
            unheard += 1
    return took, unheard


def _is_told(owner: int, series: int, since: datetime, patience: float = 30.0) -> bool:
    from django.db import connection

    until = time.perf_counter() + patience
    while time.perf_counter() < until:
        with connection.cursor() as cursor:
            cursor.execute(_TOLD, [owner, series, since])
            if cursor.fetchone():
                return True
        time.sleep(0.005)
    return False


def _print(found: dict[str, Any]) -> None:
    said = [
        figure(f"from a sighting to the owner's alert, 95th percentile of {found['sightings']}", f"{found['p95_s']} s",
               bar=f"< {WITHIN} s", met=found["p95_s"] < WITHIN),
        figure("the same, median and longest", f"{found['median_s']} s, {found['longest_s']} s"),
        figure("sightings of which the owner was not told", found["unheard"], bar="0", met=found["unheard"] == 0),
        figure(f"told what their policy hides, of {found['alerts']:,} alerts to {found['organisations']} services",
               found["wrongly_told"], bar="0", met=found["wrongly_told"] == 0),
        figure("files of series, series, services, countries", f"{found['files']:,}, {found['series']:,}, {SERVICES}, {len(COUNTRIES)}"),
    ]  # fmt: skip
    for one in said:
        print(f"{one['what']}: {one['value']}" + (f" (bar {one['bar']})" if "bar" in one else ""))
    keep("register-alerts", said)


if __name__ == "__main__":
    main()
