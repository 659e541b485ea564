"""Somebody met, or entered, a file of a case: who else holds it or has met it, and what each of them may know of the other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from tutela.deconfliction.known import (
    EntryHeld,
    Known,
    Met,
    SeriesHeld,
    countries,
    entries_of,
    first_met,
    said_same,
    series_of,
)
from tutela.deconfliction.known import sightings as sightings_by_number
from tutela.deconfliction.models import Kind, MaySay, Reason
from tutela.deconfliction.news import News, Own, ToTell, digest


@dataclass(frozen=True)
class Seen:
    """A fact of the register: ``organisation`` met a file, or a hard copy of ``series``; without a sighting, what it had entered became one of a case, or of ``series``."""

    file: int | None
    organisation: int
    sighting: int | None
    at: datetime
    series: int | None = None


@dataclass(frozen=True)
class _Pair:
    """Somebody who holds something, and somebody else who met it, in one place. Many files in one place are one pair.

    ``perhaps_told``: the one who met it was held against everything since this was written, and perhaps found it then.
    """

    holder: int
    meeter: int
    series: SeriesHeld | None
    meeters_series: SeriesHeld | None
    place: str
    perhaps_told: bool = False


@dataclass(frozen=True)
class _Between:
    """What each of the two may know of the other."""

    to_meeter: Known
    to_holder: Known


@dataclass
class _Found:
    """What was found of a pair: how often, where the one met it and the other has it, and what each may know of the other."""

    met: Met | None
    held: Met | None
    to_meeter: Known = Known.NOTHING
    to_holder: Known = Known.NOTHING
    count: int = 0


def news_of(seen: Sequence[Seen]) -> list[News]:
    """What is to be told of these facts. Eight statements at most, however many facts they are."""
    return _Meetings(seen).news()


class _Meetings:
    """The facts of one transaction, with all that is held about their files."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self.seen = seen
        # What a person says is the same picture is held as one file, of which somebody holds something.
        self.same = said_same(one.file for one in seen if one.file is not None)
        held = entries_of(number for one in seen if one.file is not None for number in self._as_one(one.file))
        self.entries = {
            one.file: [entry for number in self._as_one(one.file) for entry in held.get(number, ())]
            for one in seen
            if one.file is not None and one.file in held
        }
        self.met = sightings_by_number(one.sighting for one in seen if one.sighting is not None)
        self.hard_copies = series_of(one.series for one in seen if one.series is not None)
        self.found: dict[_Pair, _Found] = {}

    @cached_property
    def countries(self) -> Mapping[int, str]:
        """Where each organisation is."""
        return countries()

    @cached_property
    def first(self) -> Mapping[int, list[Met]]:
        """Who met which of the files before, where that is to be told: of what has no series, and of what was entered just now."""
        return first_met(
            number
            for one in self.seen
            if one.file is not None
            for number in self._as_one(one.file)
            if any(entry.series is None or self._is_new(entry, one) for entry in self.entries.get(one.file, ()))
        )

    def news(self) -> list[News]:
        """What is to be told, one of each thing and place."""
        for one in self.seen:
            if one.file is not None:
                self._hold(one, self.entries.get(one.file, []))
            elif one.series in self.hard_copies and self.hard_copies[one.series].owner != one.organisation:
                series, met = self.hard_copies[one.series], self._met_of(one)
                known = _Between(series.to(one.organisation, self.countries[one.organisation]), Known.ALL)
                self._add(_Pair(series.owner, one.organisation, series, None, place_of(met)), known, met, None)
        return [news for pair, found in self.found.items() for news in self._told(pair, found)]

    def _as_one(self, file: int) -> list[int]:
        """The file, and those of which a person says that they are the same picture."""
        return [file, *self.same.get(file, ())]

    def _met_of(self, one: Seen) -> Met | None:
        return self.met.get(one.sighting) if one.sighting is not None else None

    def _is_new(self, entry: EntryHeld, one: Seen) -> bool:
        """Whether the fact itself made this entry, or put it in its series: what others met before is news only then."""
        if entry.giver != one.organisation:
            return False
        if one.sighting is None:
            return one.series is None or (entry.series is not None and entry.series.id == one.series)
        met = self._met_of(one)
        return met is not None and entry.submission == met.submission

    def _hold(self, one: Seen, entries: Sequence[EntryHeld]) -> None:
        """Hold one fact against the entries of its file."""
        if one.sighting is not None:
            self._tell_who_holds_it(one, entries)
        for entry in entries:
            if self._is_new(entry, one):
                self._tell_who_met_it_before(one, entry, entries)

    def _tell_who_holds_it(self, one: Seen, entries: Sequence[EntryHeld]) -> None:
        """Somebody met it: everybody who answers for an entry about it hears."""
        mine = [entry for entry in entries if entry.holder == one.organisation]
        own_series = {entry.series.id: entry.series for entry in mine if entry.series is not None}
        met, country = self._met_of(one), self.countries[one.organisation]
        for (holder, _), held in _by_holder(entry for entry in entries if entry.holder != one.organisation).items():
            series = held[0].series
            if series is None and own_series:
                continue  # they met files of a series of ours: told when they did, or below
            known = _Between(
                to_meeter=max(entry.to(one.organisation, country) for entry in held),
                to_holder=self._of_mine(entries, one, holder),
            )
            first = self._first_of(one, holder) if series is None else None
            for own in own_series.values() if series is not None and own_series else (None,):
                self._add(_Pair(holder, one.organisation, series, own, place_of(met)), known, met, first)

    def _tell_who_met_it_before(self, one: Seen, new: EntryHeld, entries: Sequence[EntryHeld]) -> None:
        """What is entered now, others may have met long ago: each of them meets it now."""
        for before in (met for number in self._as_one(new.file) for met in self.first.get(number, ())):
            meeter = before.organisation
            if meeter == new.holder or (meeter == one.organisation and one.sighting is not None):
                continue
            theirs = [entry for entry in entries if entry.holder == meeter]
            series = {entry.series.id: entry.series for entry in theirs if entry.series is not None}
            if theirs and (
                new.series is None or (series and new.holder == one.organisation and one.sighting is not None)
            ):
                continue  # both hold it: that pair is told already
            known = _Between(new.to(meeter, self.countries[meeter]), Known.ALL)
            perhaps = before.held_at is not None and before.held_at > one.at
            for own in series.values() if series else (None,):
                self._add(
                    _Pair(new.holder, meeter, new.series, own, place_of(before), perhaps),
                    known,
                    before,
                    self._met_of(one),
                )

    def _of_mine(self, entries: Sequence[EntryHeld], one: Seen, holder: int) -> Known:
        """What the holder may know of the one who met it: all, unless that one holds it as well, and hides that."""
        given = [entry for entry in entries if entry.giver == one.organisation]
        return max((entry.to(holder, self.countries[holder]) for entry in given), default=Known.ALL)

    def _first_of(self, one: Seen, organisation: int) -> Met | None:
        return next((met for met in self.first.get(one.file or 0, ()) if met.organisation == organisation), None)

    def _add(self, pair: _Pair, known: _Between, met: Met | None, held: Met | None) -> None:
        found = self.found.setdefault(pair, _Found(met, held))
        found.count += 1
        found.to_meeter = max(found.to_meeter, known.to_meeter)
        found.to_holder = max(found.to_holder, known.to_holder)

    def _told(self, pair: _Pair, found: _Found) -> Iterator[News]:
        if pair.series is None:
            news = _of_file(pair, found)
        elif pair.meeters_series is None:
            knows = pair.series.may_know(pair.meeter, self.countries[pair.meeter])
            news = _of_series(pair, pair.series, found, meeter_knows=knows)
        else:
            news = _of_two_series(pair, pair.series, pair.meeters_series, found)
        if news.told:
            # What was perhaps counted there already adds nothing where its place is known.
            yield replace(news, once_a_place=True) if pair.perhaps_told else news


def _by_holder(entries: Iterable[EntryHeld]) -> dict[tuple[int, int | None], list[EntryHeld]]:
    """Entries of one file by who answers for them, and of which series: several may have given the same file to one series."""
    found: dict[tuple[int, int | None], list[EntryHeld]] = {}
    for entry in entries:
        found.setdefault((entry.holder, entry.series.id if entry.series else None), []).append(entry)
    return found


def place_of(met: Met | None) -> str:
    """Where it was met: the exhibit and the record; a list that names neither is a place of its own."""
    if met is None:
        return ""
    if met.exhibit or met.subject is not None:
        return digest(
            met.organisation,
            met.subject.kind if met.subject else "",
            met.subject.id if met.subject else "",
            met.exhibit,
        )
    return digest(met.organisation, "list", met.submission or met.id)


def _of_series(pair: _Pair, series: SeriesHeld, found: _Found, *, meeter_knows: bool) -> News:
    """The owner hears of every meeting of its series. Who met it hears as much as the owner lets them."""
    kind = Kind.SOLVED_STILL_WORKED if series.is_solved else Kind.SAME_SERIES
    told = {
        pair.holder: ToTell(
            pair.holder,
            pair.meeter,
            kind,
            Reason.SOLVED_MET_YOURS if series.is_solved else Reason.MET_YOURS,
            MaySay.SERIES if meeter_knows else MaySay.YOURS_TO_DECIDE,
            series=series.id,
            subject=series.own,
        )
    }
    told |= _to_meeter(
        pair,
        found,
        all_of_it=ToTell(
            pair.meeter,
            pair.holder,
            kind,
            Reason.SOLVED if series.is_solved else Reason.YOU_MET,
            MaySay.SERIES,
            series=series.id,
            subject=_subject(found.met),
            exhibit=_exhibit(found.met),
        ),
    )
    return News(f"series:{series.id}:{pair.meeter}", kind, told, series=series.id, place=pair.place, count=found.count)


def _of_two_series(pair: _Pair, series: SeriesHeld, meeters: SeriesHeld, found: _Found) -> News:
    """Each answers for a series with the same files: each hears of the other, and of the other's series as far as it may."""
    is_solved = series.is_solved or meeters.is_solved
    kind = Kind.SOLVED_STILL_WORKED if is_solved else Kind.SAME_SERIES
    sides = (
        (pair.holder, pair.meeter, series, meeters, found.to_holder),
        (pair.meeter, pair.holder, meeters, series, found.to_meeter),
    )
    told = {}
    for organisation, other, own, others, known in sides:
        reason = Reason.SOLVED_MET_YOURS if own.is_solved else Reason.MET_YOURS
        if known == Known.ALL:
            reason = Reason.SOLVED if others.is_solved and not own.is_solved else Reason.TWO_SERIES
        told[organisation] = ToTell(
            organisation,
            other,
            kind,
            reason,
            MaySay.SERIES if known == Known.ALL else MaySay.YOURS_TO_DECIDE,
            series=own.id,
            other_series=others.id if known == Known.ALL else None,
            subject=own.own,
            exhibit=_exhibit(found.met) if organisation == pair.meeter else "",
        )
    low, high = sorted((series.id, meeters.id))
    return News(f"two:{low}:{high}", kind, told, series=low, other_series=high, place=pair.place, count=found.count)


def _of_file(pair: _Pair, found: _Found) -> News:
    """A file of a case that is in no series: whoever holds it hears, unless the other holds it too and hides that."""
    told = {}
    if found.to_holder != Known.NOTHING:
        told[pair.holder] = ToTell(
            pair.holder,
            pair.meeter,
            Kind.SAME_FILE,
            Reason.MET_HELD,
            MaySay.FILE,
            subject=_subject(found.held),
            exhibit=_exhibit(found.held),
        )
    told |= _to_meeter(
        pair,
        found,
        all_of_it=ToTell(
            pair.meeter,
            pair.holder,
            Kind.SAME_FILE,
            Reason.YOU_MET_HELD,
            MaySay.FILE,
            subject=_subject(found.met),
            exhibit=_exhibit(found.met),
        ),
    )
    return News(
        f"file:{pair.holder}:{pair.meeter}:{pair.place}", Kind.SAME_FILE, told, place=pair.place, count=found.count
    )


def _to_meeter(pair: _Pair, found: _Found, *, all_of_it: ToTell) -> dict[int, ToTell]:
    """All of it to whoever may know; whom to ask, where the owner lets that be said; else nothing, as if it were new."""
    if found.to_meeter == Known.ALL:
        return {pair.meeter: all_of_it}
    if found.to_meeter == Known.NOTHING:
        return {}
    asked = ToTell(
        pair.meeter,
        pair.holder,
        Kind.SAME_FILE,
        Reason.ASK,
        MaySay.ONLY_ASK,
        subject=all_of_it.subject,
        exhibit=all_of_it.exhibit,
    )
    return {pair.meeter: asked}


def _subject(met: Met | None) -> Own | None:
    return None if met is None else met.subject


def _exhibit(met: Met | None) -> str:
    return "" if met is None else met.exhibit
