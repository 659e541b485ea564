"""Load the demo: bodies and people, then every report's life side by side in one order of time, then what waits today."""

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pgtrigger
from django.db import connection

from tutela.core.errors import RuleBroken
from tutela.demo import bodies, people, register_situations, situations
from tutela.demo.arrivals import Pool, arrival
from tutela.demo.connections import connected_as
from tutela.demo.past import CHUNK, write_past
from tutela.demo.people import Town
from tutela.demo.report_lives import ReportLife
from tutela.organisations.models import Organisation

YEARS = timedelta(days=4 * 365)
# The newest reports live step by step, by the verbs; what was over long before them is written many at once.
_LIVING, _LONG_AGO = 200, timedelta(days=120)
Say = Callable[[float, str], None]


def load(*, seed: int, reports: int, until: datetime, say: Say) -> None:
    """Write the demo of ``seed`` into an empty database, as it stands at ``until``.

    The connection is the tables' owner's. Raises RuleBroken where an organisation is there already.
    """
    if Organisation.objects.exists():
        raise RuleBroken(
            "This database is not empty: it has organisations already.",
            mend="Load the demo into a new one: DATA_DIR=another-folder tutela demo load.",
        )
    since = until - YEARS
    chance = random.Random(f"{seed}")
    say(0, "Bodies and people")
    bodies.settle(since=since.date(), until=until.date())
    people.settle(chance, since=since - timedelta(days=30), until=until)
    town = people.the_town()
    with connected_as("app"):
        _live(town, seed, reports, since, until, say)
        say(1, "What waits today")
        situations.bring_about(town, random.Random(f"{seed}|today"), until)
        say(1, "The register")
        register_situations.bring_about(town, random.Random(f"{seed}|register"), until)
    _finish()


def _live(town: Town, seed: int, reports: int, since: datetime, until: datetime, say: Say) -> None:
    pool = Pool(random.Random(f"{seed}|pool"))
    open_cases: dict[str, list[int]] = {}
    span = (until - since).total_seconds()
    moments = _moments(random.Random(f"{seed}|moments"), reports, since, until)
    past, waiting = [], []
    for number, at in enumerate(moments):
        own = random.Random(f"{seed}|{number}")
        arrived = arrival(number, at, own, pool)
        if number < reports - min(_LIVING, reports // 2) and at < until - _LONG_AGO:
            past.append((arrived, at, own))
        else:
            waiting.append((at, number, ReportLife(town, arrived, at, own, open_cases)))
    for start in range(0, len(past), CHUNK):
        some = past[start : start + CHUNK]
        say(0.5 * start / reports, f"Reports and cases: {some[0][1]:%B %Y}")
        write_past(town, some, until=until)
    alive: list[tuple[datetime, int, Iterator[datetime]]] = []
    for _, number, life in waiting:
        _go_on(alive, number, life.steps(), until)
    began = 0.5 * len(past) / reports
    while alive:
        at, number, steps = heapq.heappop(alive)
        say(began + (1 - began) * (at - since).total_seconds() / span, f"Reports and cases: {at:%B %Y}")
        _go_on(alive, number, steps, until)


def _go_on(
    waiting: list[tuple[datetime, int, Iterator[datetime]]], number: int, steps: Iterator[datetime], until: datetime
) -> None:
    """Take the step whose moment has come, and put the life back in the queue for its next one, unless that lies ahead."""
    following = next(steps, None)
    if following is not None and following <= until:
        heapq.heappush(waiting, (following, number, steps))


def _moments(chance: random.Random, reports: int, since: datetime, until: datetime) -> list[datetime]:
    """When reports come: more every year, and more by day than by night."""
    span = (until - since).total_seconds()
    found: list[datetime] = []
    while len(found) < reports:
        at = since + timedelta(seconds=span * chance.random() ** 0.6)
        if 8 <= at.hour < 18 or chance.random() < 0.4:
            found.append(at.replace(microsecond=0))
    return sorted(found)


# The database says by its own clock since when the children of a series are known; here that is when a child was.
_KNOWN_SINCE = """
UPDATE register_series s SET standing_since = k.since
  FROM (SELECT c.series_id, max(coalesce(k.safeguarded_at, k.identified_at)) AS since
          FROM register_childinseries c JOIN children_child k ON k.id = c.child_id WHERE c.removed_at IS NULL GROUP BY 1) AS k
 WHERE k.series_id = s.id AND s.standing_since IS NOT NULL
"""


def _finish() -> None:
    """As the tables' owner: what was e-mailed in the past has gone, and no job of the past waits for the worker."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_answer SET mailed_at = sent_at WHERE channel = 'email'")
        with pgtrigger.ignore("register.Series:update_update"):
            cursor.execute(_KNOWN_SINCE)
        cursor.execute("UPDATE register_fact SET at = taken_at WHERE kind = 'standing'")
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("ANALYZE")
