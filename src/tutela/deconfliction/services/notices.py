"""The notices of alerts: one line to each person, naming the record that they know, and whom to telephone; many are one line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tutela.accounts.models import Role
from tutela.core.subjects import SUBJECT_KINDS
from tutela.deconfliction.models import Kind, Reason
from tutela.deconfliction.news import Own, ToTell
from tutela.notices.models import Notice
from tutela.notices.services import DESK, tell_each
from tutela.notices.services import ToTell as Notified
from tutela.organisations.models import Organisation
from tutela.ownership.access import records
from tutela.register.models import Series

# More than this to one organisation in one go is one line: nobody reads 700.
MOST_LINES = 20
_OF_A_CHILD = (Kind.IDENTIFIED, Kind.IDENTIFICATION_WITHDRAWN, Kind.OPEN_AGAIN, Kind.NEWS)


@dataclass(frozen=True)
class Line:
    """Something to be said to an organisation: to its desk, and to whoever handles the record that it concerns."""

    told: ToTell
    to_desk: bool = True


@dataclass(frozen=True)
class _About:
    """A record of the organisation's own, by its name: all that a notice holds of it."""

    subject_kind: str
    reference: str


@dataclass(frozen=True)
class _Standing:
    """Whose a record is, who handles it, and whether it is for named persons alone."""

    owner: int
    handler: int | None
    restricted: bool


class _Desks:
    """Who is at the desk of an organisation; each is asked for once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bool], list[int]] = {}

    def of(self, organisation: int, *, named_only: bool) -> list[int]:
        """Its intake and its managers; of what is restricted, its managers alone."""
        asked = (organisation, named_only)
        if asked not in self._known:
            with connection.cursor() as cursor:
                roles = [str(Role.MANAGER)] if named_only else list(DESK)
                cursor.execute("SELECT notices_recipients(%s, %s)", [organisation, roles])
                self._known[asked] = sorted(user for (user,) in cursor.fetchall())
        return self._known[asked]


def send(lines: Sequence[Line], organisations: Mapping[int, Organisation], *, now: datetime) -> int:
    """Send these lines; returns how many notices that were."""
    if not lines:
        return 0
    standings = _standings([one.told.subject for one in lines if one.told.subject is not None])
    numbers = {number for one in lines for number in (one.told.series, one.told.other_series) if number is not None}
    references = dict(Series.objects.filter(pk__in=numbers).values_list("pk", "reference"))
    by_organisation: dict[int, list[Line]] = defaultdict(list)
    for one in lines:
        by_organisation[one.told.organisation].append(one)
    desks, telling = _Desks(), []
    for of_one in by_organisation.values():
        if len(of_one) > MOST_LINES:
            words = f"{len(of_one):,} alerts are new. Look at the alerts: what waits longest stands first."
            people = [one for line in of_one for one in _people(line, standings, desks)]
            telling.append(Notified(people, Notice.Kind.ALERT, words))
            continue
        for line in of_one:
            other = organisations[line.told.other].short_name if line.told.other is not None else ""
            words = words_of(line.told, other, references)
            kind = Notice.Kind.IDENTIFIED if line.told.kind in _OF_A_CHILD else Notice.Kind.ALERT
            telling.append(Notified(_people(line, standings, desks), kind, words, _about(line.told, standings)))
    return tell_each(telling, now=now)


def _standings(subjects: Sequence[Own]) -> dict[Own, _Standing]:
    found: dict[Own, _Standing] = {}
    for kind in SUBJECT_KINDS:
        wanted = {one.id: one for one in subjects if one.kind == kind}
        if wanted:
            rows = records(kind).filter(pk__in=wanted).values_list("pk", "owner_id", "handler_id", "is_restricted")
            found |= {wanted[number]: _Standing(*rest) for number, *rest in rows}
    return found


def _people(line: Line, standings: Mapping[Own, _Standing], desks: _Desks) -> list[int]:
    """Whoever handles the record and the desk; where only named persons may know, the handler, or the managers."""
    told = line.told
    standing = standings.get(told.subject) if told.subject is not None else None
    ours = standing if standing is not None and standing.owner == told.organisation else None
    handler = [ours.handler] if ours is not None and ours.handler is not None else []
    named_only = ours is not None and ours.restricted
    desk = desks.of(told.organisation, named_only=named_only) if line.to_desk else []
    return [*handler, *(one for one in desk if one not in handler)]


def _about(told: ToTell, standings: Mapping[Own, _Standing]) -> _About | None:
    """The record to which the notice leads: only one of the organisation's own, which its staff sees."""
    standing = standings.get(told.subject) if told.subject is not None else None
    if told.subject is None or standing is None or standing.owner != told.organisation:
        return None
    return _About(told.subject.kind, told.subject.reference)


def words_of(told: ToTell, other: str, references: Mapping[int, str]) -> str:
    """The one sentence of a notice. ``other`` is the name of whom to telephone; ``tutela.notices.sentences`` has every form."""
    series = references.get(told.series, "") if told.series is not None else ""
    own = told.subject.reference if told.subject is not None else ""
    form = _WITH_SERIES.get(told.reason) if series else None
    if form is None:
        form = _WITH_RECORD.get(told.reason) if own else None
    return (form or _WITHOUT[told.reason]).format(reference=series or own, name=other)


_ASK = "Files that you met are known. Ask {name}."
_ASK_OF_RECORD = "{reference}: files that were met here are known. Ask {name}."
_NEWS = "There is news of files that you met. Ask {name}."
_NEWS_OF_RECORD = "{reference}: there is news of files that were met here. Ask {name}."
_WITH_SERIES: Mapping[Reason, str] = {
    Reason.MET_YOURS: "{reference}: {name} met files of this series. Telephone them.",
    Reason.SOLVED_MET_YOURS: "{reference}: {name} met files of this series, whose children are identified.",
    Reason.YOU_MET: "{reference}: you met files of this series. {name} answers for it.",
    Reason.TWO_SERIES: "{reference}: the same files are in a series of {name}. Telephone them.",
    Reason.SOLVED: "{reference}: the children of this series are identified, and you work on it. Ask {name}.",
    Reason.IDENTIFIED: "{reference}: the children of this series are identified. Ask {name}.",
    Reason.SAFEGUARDED: "{reference}: the children of this series are identified and safeguarded. Ask {name}.",
    Reason.NOT_SAFEGUARDED: "{reference}: a child of this series is no longer safeguarded. Ask {name}.",
    Reason.WITHDRAWN: "{reference}: the identification of a child of this series was wrong. Ask {name}.",
    Reason.ANOTHER_CHILD: "{reference}: another child of this series is not identified yet. Ask {name}.",
    Reason.NOBODY_SERIES: "{reference}: several services meet this series, and nobody works on it.",
    Reason.CLAIM_IT: "{reference}: you meet this series, and nobody works on it. It can be claimed.",
    Reason.ALIKE: "{reference}: a file of {name} looks like one of this series. A person decides whether it is the same.",
    Reason.SAID_SAME: "{reference}: a file of {name} is said to be the same picture as one of this series. Telephone them.",
}
_WITH_RECORD: Mapping[Reason, str] = {
    Reason.MET_HELD: "{reference}: {name} met files that you hold. Telephone them.",
    Reason.YOU_MET_HELD: "{reference}: {name} holds files that were met here. Telephone them.",
    Reason.ASK: _ASK_OF_RECORD,
    Reason.ALIKE: "{reference}: a file of {name} looks like one that was met here. A person decides whether it is the same.",
    Reason.ALIKE_ASK: "{reference}: a file that was met here looks like one that is known. Ask {name}.",
    Reason.SAID_SAME: "{reference}: a file of {name} is said to be the same picture as one that was met here. Telephone them.",
    Reason.SAID_SAME_ASK: "{reference}: a file that was met here is said to be the same picture as one that is known. Ask {name}.",
    Reason.NEWS: _NEWS_OF_RECORD,
    Reason.SAME_VALUE: "{reference} and a record of {name} have the same identifier.",
    Reason.SAME_NUMBER: "{reference} and a report of {name} have the same number at their source.",
    Reason.NOBODY_CHILD: "{reference}: nobody works on finding out who this child is.",
}
_WITHOUT: Mapping[Reason, str] = {
    Reason.MET_HELD: "{name} met files that you hold. Telephone them.",
    Reason.YOU_MET_HELD: "{name} holds files that you met. Telephone them.",
    Reason.ASK: _ASK,
    Reason.ALIKE: "A file of {name} looks like one that you hold. A person decides whether it is the same.",
    Reason.ALIKE_ASK: "A file that you hold looks like one that is known. Ask {name}.",
    Reason.SAID_SAME: "A file of {name} is said to be the same picture as one that you hold. Telephone them.",
    Reason.SAID_SAME_ASK: "A file that you hold is said to be the same picture as one that is known. Ask {name}.",
    Reason.NEWS: _NEWS,
    Reason.WITHDRAWN: "A child of a series that you met is not identified after all. Ask {name}.",
    Reason.ANOTHER_CHILD: "Another child of a series that you met is not identified yet. Ask {name}.",
}
ALL_WORDS = tuple(dict.fromkeys([*_WITH_SERIES.values(), *_WITH_RECORD.values(), *_WITHOUT.values()]))
"""Every form that a notice of an alert can have."""
