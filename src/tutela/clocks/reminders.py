"""Tell people that a promise is about to break, or has broken: each level once, and many of them in one line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.clocks.models import Clock, Told
from tutela.clocks.queries import Level, Stage, ToTell, levels_from, listeners, rungs_reached
from tutela.notices.services import tell
from tutela.organisations.channels import coordinating_centre_for

AT_ONCE = 1_000
# More than this of one kind in one go are one line: nobody reads 700.
MOST_LINES = 20
_WHY = {
    Level.HANDLER: "You handle it.",
    Level.UNIT: "You manage its handler's unit.",
    Level.ORGANISATION: "You manage the organisation that answers for it.",
    Level.CENTRE: "Whoever answers for it has not mended it.",
}


@transaction.atomic
def tell_of_promises(*, actor: Actor, now: datetime) -> int:
    """Tell whoever has yet to hear of promises about to break or broken; returns how many rungs of the ladder that were.

    Run by the worker. What was told is remembered in the same transaction: after a crash it is told once, not twice.
    """
    rungs = rungs_reached(now=now, most=AT_ONCE)
    if not rungs:
        return 0
    clocks = Clock.objects.select_related("answerable").in_bulk({rung.clock_id for rung in rungs})
    told = list(_ring(rungs, clocks, now))
    Told.objects.bulk_create(told)
    lines: dict[tuple[int, str], list[Told]] = defaultdict(list)
    for one in told:
        for user_id in one.people:
            lines[user_id, one.stage].append(one)
    for (user_id, stage), of_one in lines.items():
        _write(user_id, stage, of_one, clocks, now)
    record("clock.tell", actor=actor, now=now, clocks=len(clocks), people=len({user_id for user_id, _ in lines}))
    return len(rungs)


def _ring(rungs: Iterable[ToTell], clocks: Mapping[int, Clock], now: datetime) -> Iterator[Told]:
    """Whom each rung tells. A level with nobody passes to the next, and nobody hears of one stage twice."""
    done: set[tuple[int, Stage, Level]] = set()
    centres: dict[str, int | None] = {}
    for rung in rungs:
        clock = clocks[rung.clock_id]
        country = clock.answerable.country
        if country not in centres:
            centre = coordinating_centre_for(country)
            centres[country] = centre.pk if centre is not None else None
        heard = _heard(clock, rung.stage)
        for level in levels_from(rung.stage, rung.level):
            if (clock.pk, rung.stage, level) in done:
                break
            done.add((clock.pk, rung.stage, level))
            found = listeners(clock, level, centre_id=centres[country], now=now)
            yield Told(
                clock=clock,
                stage=rung.stage,
                level=level,
                due_at=clock.due_at,
                at=now,
                people=[one for one in found if one not in heard],
            )
            heard.update(found)
            if found:
                break


def _heard(clock: Clock, stage: Stage) -> set[int]:
    rows = Told.objects.filter(clock=clock, stage=stage, due_at=clock.due_at)
    return {user_id for people in rows.values_list("people", flat=True) for user_id in people}


def _write(user_id: int, stage: str, told: list[Told], clocks: Mapping[int, Clock], now: datetime) -> None:
    if len(told) > MOST_LINES:
        are = "are overdue" if stage == Stage.OVERDUE else "break within a day"
        tell(
            [user_id],
            stage,
            f"{len(told):,} promises {are}. Look at the answers owed: they stand there in order.",
            now=now,
        )
        return
    for one in told:
        clock = clocks[one.clock_id]
        tell([user_id], stage, _words(clock, stage, Level(one.level)), subject=_Subject(clock), now=now)


def _words(clock: Clock, stage: str, level: Level) -> str:
    due = clock.due_at.astimezone(ZoneInfo(clock.answerable.time_zone))
    was = "was due" if stage == Stage.OVERDUE else "is due"
    kind = clock.get_kind_display().removesuffix(" owed").removesuffix(" due").lower()
    return f"{clock.subject_reference}: {kind} {was} {due:%-d %B %Y at %H:%M} ({due:%Z}). {_WHY[level]}"


class _Subject:
    """A clock's record by its kind and reference: nothing else of it is said."""

    def __init__(self, clock: Clock) -> None:
        self.subject_kind, self.reference = clock.subject_kind, clock.subject_reference
