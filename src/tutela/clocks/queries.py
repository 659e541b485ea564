"""Questions about promises: how they were kept, which are about to break or have broken, and who has yet to hear of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from tutela.clocks.models import Clock, Told
from tutela.clocks.state import WARNING
from tutela.core.marking import gettext_noop

Stage: TypeAlias = Told.Stage
Level: TypeAlias = Told.Level

# Who hears, and how long before (below zero) or after the due time. A level that has nobody passes to the next at once.
# Before the time, the matter stays in the organisation; what it has not mended in three days is the centre's to ask about.
LADDER: tuple[tuple[Stage, Level, timedelta], ...] = (
    (Stage.DUE_SOON, Level.HANDLER, -WARNING),
    (Stage.DUE_SOON, Level.UNIT, timedelta(hours=-12)),
    (Stage.DUE_SOON, Level.ORGANISATION, timedelta(hours=-4)),
    (Stage.OVERDUE, Level.HANDLER, timedelta()),
    (Stage.OVERDUE, Level.UNIT, timedelta(hours=4)),
    (Stage.OVERDUE, Level.ORGANISATION, timedelta(hours=24)),
    (Stage.OVERDUE, Level.CENTRE, timedelta(hours=72)),
)


@dataclass(frozen=True)
class ToTell:
    """One rung of the ladder that a clock has reached and of which nobody was told."""

    clock_id: int
    stage: Stage
    level: Level


def rungs_reached(*, now: datetime, most: int) -> list[ToTell]:
    """What has to be told at ``now``, the promise that broke first at the head.

    A specific concern has its own way of calling, by minutes; a paused clock breaks no promise.
    """
    values = ", ".join(["(%s, %s, %s, %s::interval)"] * len(LADDER))
    ladder: list[Any] = [
        part for rung, (stage, level, after) in enumerate(LADDER) for part in (rung, stage, level, after)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.id, s.stage, s.level FROM clocks_clock c JOIN (VALUES {values}) AS s (rung, stage, level, after)"
            "    ON c.due_at + s.after <= %s AND (s.stage = 'overdue') = (c.due_at <= %s)"
            " WHERE c.met_at IS NULL AND c.ended_at IS NULL AND c.paused_at IS NULL AND c.kind <> %s"
            "   AND NOT EXISTS (SELECT 1 FROM clocks_told t WHERE t.clock_id = c.id AND t.due_at = c.due_at"
            "                      AND t.stage = s.stage AND t.level = s.level)"
            " ORDER BY c.due_at, c.id, s.rung LIMIT %s",
            [*ladder, now, now, Clock.Kind.URGENT, most],
        )
        return [ToTell(number, Stage(stage), Level(level)) for number, stage, level in cursor.fetchall()]


def levels_from(stage: Stage, level: Level) -> list[Level]:
    """The levels of a stage from one on, in their order."""
    levels = [each for which, each, _ in LADDER if which == stage]
    return levels[levels.index(level) :]


def listeners(clock: Clock, level: Level, *, centre_id: int | None, now: datetime) -> list[int]:
    """The people of a level, for one clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clocks_listeners(%s, %s, %s, %s, %s, %s)",
            [clock.subject_kind, clock.subject_id, clock.answerable_id, centre_id, level, now],
        )
        return sorted(cursor.fetchone()[0])


# Why a promise was taken away, in words; each has its verb.
END_REASONS = {
    "receipt_sent": gettext_noop("renewed by the receipt"),
    "decided": gettext_noop("decided meanwhile"),
    "outcome_told": gettext_noop("the outcome was told"),
    "reopened": gettext_noop("reopened"),
    "identified": gettext_noop("the child was identified"),
}


@dataclass(frozen=True)
class Kept:
    """How promises of a kind were kept: of those that were due, in time, late, or not yet and overdue now.

    A promise that was taken away (``ended``, by its reason) was neither kept nor is it overdue, so it stands apart, with
    how many of them had passed their moment by then. One that is paused, or whose moment lies ahead, is not counted.
    """

    kind: str
    kept: int = 0
    late: int = 0
    overdue: int = 0
    ended: Mapping[str, int] = field(default_factory=dict)
    ended_after: int = 0

    @property
    def due(self) -> int:
        """How many were due: the denominator."""
        return self.kept + self.late + self.overdue

    @property
    def share(self) -> str:
        """The share kept in time; nothing where none was due."""
        return f"{self.kept / self.due:.0%}" if self.due else ""

    @property
    def taken_away(self) -> int:
        """How many were ended: the denominator of those that had passed their moment."""
        return sum(self.ended.values())

    @property
    def why_ended(self) -> str:
        """Why promises were ended, each reason with its number, the most frequent first."""
        by_number = sorted(self.ended.items(), key=lambda pair: (-pair[1], pair[0]))
        return ", ".join(
            gettext("%(what)s: %(words)s") % {"what": _end_reason(why), "words": number} for why, number in by_number
        )


def _end_reason(code: str) -> str:
    return gettext(END_REASONS[code]) if code in END_REASONS else code.replace("_", " ")


LEFT_OUT = gettext_lazy(
    "Of those that were due: kept in time, kept late, overdue now. One that was ended, with its reason, stands apart; one"
    " that is paused or whose moment lies ahead is left out."
)


def how_kept(clocks: QuerySet[Clock], *, now: datetime) -> list[Kept]:
    """How promises were kept, by kind, in one statement: the one definition, for every page that shows it.

    ``clocks`` says whose and which; it may be a slice, so that a page counts to a bound.
    """
    wanted, given = clocks.values(
        "kind", "end_reason", "due_at", "met_at", "ended_at", "paused_at"
    ).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, CASE WHEN ended_at IS NULL THEN '' ELSE end_reason END AS why,"
            " count(*) FILTER (WHERE met_at <= due_at), count(*) FILTER (WHERE met_at > due_at),"
            " count(*) FILTER (WHERE met_at IS NULL AND ended_at IS NULL AND paused_at IS NULL AND due_at <= %s),"
            " count(ended_at), count(*) FILTER (WHERE ended_at > due_at)"
            f" FROM ({wanted}) AS clocks GROUP BY 1, 2",
            [now, *given],
        )
        rows = cursor.fetchall()
    return [_summed(kind, [row[1:] for row in rows if row[0] == kind]) for kind in Clock.Kind]


def _summed(kind: Clock.Kind, rows: list[tuple[Any, ...]]) -> Kept:
    return Kept(
        str(kind.label),
        kept=sum(row[1] for row in rows),
        late=sum(row[2] for row in rows),
        overdue=sum(row[3] for row in rows),
        ended={row[0]: row[4] for row in rows if row[4]},
        ended_after=sum(row[5] for row in rows),
    )
