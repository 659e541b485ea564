"""Questions about promises: which are about to break or have broken, and who has yet to hear of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.db import connection

from tutela.clocks.models import Clock, Told
from tutela.clocks.state import WARNING

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
