"""Two files look alike. Nobody treats them as the same until a person says so; whoever holds them hears of each other."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from tutela.deconfliction.known import EntryHeld, Known, Met, countries, entries_of, first_met
from tutela.deconfliction.models import Kind, MaySay, Reason
from tutela.deconfliction.news import News, ToTell, digest
from tutela.deconfliction.services.tell import one_at_a_time, tell_of


@transaction.atomic
def tell_near(file_id: int, other_file_id: int, distance: int, *, now: datetime) -> int:
    """Tell those who hold one of two files, or answer for its series, that the other differs from it in ``distance`` bits alone.

    Run by the worker. Done twice, it is done once. Returns how many organisations were told.
    """
    one_at_a_time()
    held = entries_of([file_id, other_file_id])
    where = countries()
    met = {(one.file, one.organisation): one for of_file in first_met(held).values() for one in of_file}
    news = []
    for one, other in _pairs(held.get(file_id, []), held.get(other_file_id, [])):
        told = {}
        for mine, theirs in ((one, other), (other, one)):
            known = theirs.to(mine.holder, where[mine.holder])
            if known != Known.NOTHING:
                told[mine.holder] = _to(mine, theirs, known, met.get((mine.file, mine.holder)), distance)
        series = sorted(entry.series.id for entry in (one, other) if entry.series is not None)
        news.append(
            News(
                f"near:{':'.join(sorted((_party(one), _party(other))))}",
                Kind.NEAR_FILE,
                told,
                series=series[0] if series else None,
                other_series=series[1] if len(series) > 1 else None,
                place=digest(*sorted((file_id, other_file_id))),
                once_a_place=True,
            )
        )
    return tell_of(news, now=now)


def _pairs(ones: list[EntryHeld], others: list[EntryHeld]) -> Iterator[tuple[EntryHeld, EntryHeld]]:
    """Each two for whom different organisations answer, once."""
    seen = set()
    for one in ones:
        for other in others:
            pair = (_party(one), _party(other))
            if one.holder != other.holder and pair not in seen:
                seen.add(pair)
                yield one, other


def _party(entry: EntryHeld) -> str:
    return f"s{entry.series.id}" if entry.series is not None else f"f{entry.file}.{entry.giver}"


def _to(mine: EntryHeld, theirs: EntryHeld, known: Known, met: Met | None, distance: int) -> ToTell:
    series = mine.series.id if mine.series is not None else None
    others = theirs.series.id if theirs.series is not None and known == Known.ALL else None
    own = mine.series.own if mine.series is not None else met.subject if met is not None else None
    return ToTell(
        mine.holder,
        theirs.holder,
        Kind.NEAR_FILE,
        Reason.ALIKE if known == Known.ALL else Reason.ALIKE_ASK,
        MaySay.FILE if known == Known.ALL else MaySay.ONLY_ASK,
        series=series,
        other_series=others,
        subject=own,
        exhibit=met.exhibit if met is not None else "",
        distance=distance,
    )
