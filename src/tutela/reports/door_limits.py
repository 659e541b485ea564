"""Abuse of the public door is slowed, without a puzzle that shuts people out, and without keeping anybody's address.

What is counted is a digest of the address together with the day, so that yesterday's cannot be compared with today's; of
the browser; and of the reference that somebody tries. One household or school shares an address, so that its limit is wide.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.http import HttpRequest

from tutela.accounts.sign_in_audit import keyed
from tutela.core.client_address import client_address


@dataclass(frozen=True)
class Limit:
    """So many uses in so long by one of a kind."""

    most: int
    within: timedelta


LIMITS: dict[str, dict[str, Limit]] = {
    "send": {"visitor": Limit(4, timedelta(hours=1)), "address": Limit(40, timedelta(hours=1))},
    "return": {
        "reference": Limit(20, timedelta(minutes=30)),
        "address": Limit(60, timedelta(minutes=15)),
    },
    "write": {"reference": Limit(20, timedelta(hours=12)), "address": Limit(60, timedelta(hours=1))},
}


def seconds_to_wait(use: str, request: HttpRequest, *, now: datetime, visitor: str = "", reference: str = "") -> int:
    """Count one use of the door; how long to wait before the next, 0 when it may pass."""
    whose = {
        "visitor": visitor,
        "address": f"{now:%Y-%m-%d}|{client_address(request)}",
        "reference": reference,
    }
    waits = [0]
    for kind, limit in LIMITS[use].items():
        if whose[kind]:
            waits.append(_count(f"{use}.{kind}", keyed("door", whose[kind]), limit, now))
    return max(waits)


def _count(kind: str, who: str, limit: Limit, now: datetime) -> int:
    parameters: list[Any] = [kind, who, limit.most, limit.within, now]
    with connection.cursor() as cursor:
        cursor.execute("SELECT reports_door_wait(%s, %s, %s, %s, %s)", parameters)
        return int(cursor.fetchone()[0])
