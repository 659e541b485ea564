"""Files look alike. Nobody treats them as the same until a person says so; whoever holds them hears of each other, and again then.

One hash can be near to very many: the same flat picture in thousands of files. Parties are told, and not files: two series, or two
places in which files without a series were met, hear of each other once, with the nearest two. What more than ``MOST_PARTIES``
have something near to names nobody, as any other value that so many share.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tutela.deconfliction.known import EntryHeld, Known, Met, countries, entries_of, first_met
from tutela.deconfliction.models import Kind, MaySay, Reason
from tutela.deconfliction.news import News, ToTell, digest
from tutela.deconfliction.services.meetings import place_of
from tutela.deconfliction.services.tell import one_at_a_time, tell_of

MOST_PARTIES = 200
_SEVERAL = 2
_MetBy = Mapping[tuple[int, int], Met]


@dataclass(frozen=True)
class Alike:
    """Files with one perceptual hash, and the files near it with the bits in which each differs."""

    files: Sequence[int]
    others: Sequence[tuple[int, int]]


@transaction.atomic
def tell_near(file_id: int, other_file_id: int, distance: int, *, now: datetime) -> int:
    """Tell those who hold one of two files, or answer for its series, that the other differs from it in ``distance`` bits alone.

    Run by the worker. Done twice, it is done once. Returns how many organisations were told.
    """
    one_at_a_time()
    news, _ = news_of_alike([Alike([file_id], [(other_file_id, distance)])])
    return tell_of(news, now=now)


@dataclass(frozen=True)
class _As:
    """As what two files are told of: as alike, or as what a person says is one picture."""

    key: str
    kind: Kind
    known: Reason
    to_ask: Reason


_ALIKE = _As("near", Kind.NEAR_FILE, Reason.ALIKE, Reason.ALIKE_ASK)
_SAME = _As("same", Kind.SAME_FILE, Reason.SAID_SAME, Reason.SAID_SAME_ASK)


def news_of_same(pairs: Iterable[tuple[int, int, int]]) -> list[News]:
    """What is to be told of files of which a person says that they are the same picture: two numbers, and the bits between them."""
    news, _ = news_of_alike([Alike([one], [(other, bits)]) for one, other, bits in pairs], _SAME)
    return news


def news_of_alike(found: Sequence[Alike], told_as: _As = _ALIKE) -> tuple[list[News], int]:
    """What is to be told of files that look alike, and how many hashes are near to so many that they tell nothing. Five statements."""
    held = entries_of(file for one in found for file in (*one.files, *(other for other, _ in one.others)))
    where = countries()
    met = {(one.file or 0, one.organisation): one for of_file in first_met(held).values() for one in of_file}
    nearest: dict[tuple[str, str], tuple[int, EntryHeld, EntryHeld]] = {}
    too_common = 0
    for one in found:
        ours = _parties(((file, 0) for file in one.files), held, met)
        theirs = _parties(sorted(one.others, key=lambda each: each[1]), held, met)
        if max(len(ours), len(theirs)) > MOST_PARTIES:
            too_common += 1
            continue
        for party, mine in ours.items():
            for other, their in theirs.items():
                pair = (party, other) if party <= other else (other, party)
                found_here = _nearest_two(mine, their)
                if found_here is not None and (pair not in nearest or found_here[0] < nearest[pair][0]):
                    nearest[pair] = found_here
    return [_news(told_as, pair, *of_pair, where, met) for pair, of_pair in nearest.items()], too_common


def _parties(
    files: Iterable[tuple[int, int]], held: Mapping[int, Sequence[EntryHeld]], met: _MetBy
) -> dict[str, list[tuple[int, EntryHeld]]]:
    """Who answers for these files, each once: a series, or the place in which the file was met; with the first two of its files."""
    found: dict[str, list[tuple[int, EntryHeld]]] = {}
    for file, distance in files:
        for entry in held.get(file, ()):
            of_one = found.setdefault(_party(entry, met), [])
            if len(of_one) < _SEVERAL and file not in {each.file for _, each in of_one}:
                of_one.append((distance, entry))
    return found


def _nearest_two(
    ours: Sequence[tuple[int, EntryHeld]], theirs: Sequence[tuple[int, EntryHeld]]
) -> tuple[int, EntryHeld, EntryHeld] | None:
    """The nearest two of different files for which different organisations answer: a file is not near itself, whoever holds it."""
    pairs = [
        (distance, mine, their)
        for _, mine in ours
        for distance, their in theirs
        if mine.file != their.file and mine.holder != their.holder
    ]
    return min(pairs, key=lambda one: one[0], default=None)


def _party(entry: EntryHeld, met: _MetBy) -> str:
    if entry.series is not None:
        return f"s{entry.series.id}"
    return f"f{entry.giver}.{place_of(met.get((entry.file, entry.giver))) or entry.file}"


def _news(
    told_as: _As,
    pair: tuple[str, str],
    distance: int,
    one: EntryHeld,
    other: EntryHeld,
    where: Mapping[int, str],
    met: _MetBy,
) -> News:
    told = {}
    for mine, theirs in ((one, other), (other, one)):
        known = theirs.to(mine.holder, where[mine.holder])
        if known != Known.NOTHING:
            told[mine.holder] = _to(told_as, mine, theirs, known, met.get((mine.file, mine.holder)), distance)
    series = sorted(entry.series.id for entry in (one, other) if entry.series is not None)
    return News(
        f"{told_as.key}:{':'.join(pair)}",
        told_as.kind,
        told,
        series=series[0] if series else None,
        other_series=series[1] if len(series) > 1 else None,
        place=digest(*sorted((one.file, other.file))),
        once_a_place=True,
    )


def _to(told_as: _As, mine: EntryHeld, theirs: EntryHeld, known: Known, met: Met | None, distance: int) -> ToTell:
    series = mine.series.id if mine.series is not None else None
    others = theirs.series.id if theirs.series is not None and known == Known.ALL else None
    own = mine.series.own if mine.series is not None else met.subject if met is not None else None
    return ToTell(
        mine.holder,
        theirs.holder,
        told_as.kind,
        told_as.known if known == Known.ALL else told_as.to_ask,
        MaySay.FILE if known == Known.ALL else MaySay.ONLY_ASK,
        series=series,
        other_series=others,
        subject=own,
        exhibit=met.exhibit if met is not None else "",
        distance=distance,
        file=mine.file,
        other_file=theirs.file if known == Known.ALL else None,
    )
