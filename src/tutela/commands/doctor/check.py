"""What a check is: a name, what it looks for and why, how what it finds is mended, and how much that matters."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from tutela.server.places import Places


class Level(StrEnum):
    """How much a finding matters."""

    MUST = "must"  # a promise is broken, or will be: it is mended before anybody works with it
    SHOULD = "should"  # it works today
    NOTE = "note"  # worth knowing


@dataclass(frozen=True)
class Ward:
    """What is examined: one installation at one moment. The database is read as the worker, which sees every row."""

    places: Places
    now: datetime
    is_demo: bool = False

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a question to the database."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())


Look = Callable[[Ward], Iterable[str]]


@dataclass(frozen=True)
class Check:
    """One thing to look at. ``look`` gives a sentence for each fault that it finds."""

    name: str
    why: str
    mend: str
    level: Level
    in_demo: Level
    look: Look


@dataclass(frozen=True)
class Finding:
    """One fault, with its mend."""

    check: str
    level: Level
    what: str
    why: str
    mend: str


def check(name: str, *, why: str, mend: str, level: Level, in_demo: Level | None = None) -> Callable[[Look], Check]:
    """Make a check of a function; ``in_demo`` is how much the same matters where everything is invented."""

    def make(look: Look) -> Check:
        return Check(name, why, mend, level, in_demo or level, look)

    return make


def examine(ward: Ward, checks: Iterable[Check]) -> list[Finding]:
    """What all of them find, the gravest first."""
    found = [
        Finding(one.name, one.in_demo if ward.is_demo else one.level, what, one.why, one.mend)
        for one in checks
        for what in one.look(ward)
    ]
    return sorted(found, key=lambda finding: list(Level).index(finding.level))
