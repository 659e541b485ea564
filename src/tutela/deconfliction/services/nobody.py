"""What is known and nobody works on: a series that several services meet, and a child who is not identified. Looked for once a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.deconfliction.known import countries, series_of
from tutela.deconfliction.models import OPEN, AlertTo, Kind, MaySay, Reason, State
from tutela.deconfliction.news import News, Own, ToTell
from tutela.deconfliction.services.tell import close_as, one_at_a_time, tell_of

# So long may a centre own a child by default before it hears that nobody has begun.
AFTER = timedelta(days=14)
SEVERAL = 2
MOST = 500
# On these bases, whoever wants to may claim a record from a centre: nobody has decided that it is the centre's to work.
_CLAIMABLE = ("default", "lapsed", "opened", "received")


@dataclass(frozen=True)
class _Nobodys:
    """A record that a coordinating centre owns because nobody else does, and on which nobody works."""

    own: Own
    owner: int
    since: datetime

    @property
    def key(self) -> str:
        """Told once for each time that it came back to the centre."""
        return f"nobody:{self.own.kind}:{self.own.id}:{int(self.since.timestamp())}"


@transaction.atomic
def tell_of_nobodys(*, actor: Actor, now: datetime) -> int:
    """Tell the centre, and of a series those who meet it and may know of it; what somebody works on by now is overtaken.

    Returns how many organisations were told.
    """
    one_at_a_time()
    _overtake(now)
    news = [*_children(now), *_series()]
    told = tell_of(news, now=now)
    if told:
        record("alert.tell", actor=actor, now=now, records=len(news), organisations=told)
    return told


def _children(now: datetime) -> list[News]:
    found = [
        _Nobodys(Own("child", number, reference), owner, since)
        for number, reference, owner, since in _rows(_CHILDREN, before=now - AFTER)
    ]
    return [
        News(
            one.key,
            Kind.WORKED_BY_NOBODY,
            {one.owner: _to_owner(one, Reason.NOBODY_CHILD)},
            place=one.key,
            once_a_place=True,
        )
        for one in found
    ]


def _series() -> list[News]:
    met_by: dict[_Nobodys, list[int]] = defaultdict(list)
    for number, reference, owner, since, meeter in _rows(_SERIES):
        met_by[_Nobodys(Own("series", number, reference), owner, since)].append(meeter)
    several = {one: meeters for one, meeters in met_by.items() if len(meeters) >= SEVERAL}
    if not several:
        return []
    held, where = series_of(one.own.id for one in several), countries()
    news = []
    for one, meeters in several.items():
        told = {one.owner: _to_owner(one, Reason.NOBODY_SERIES)}
        for meeter in meeters:
            if held[one.own.id].may_know(meeter, where[meeter]):
                told[meeter] = ToTell(
                    meeter, one.owner, Kind.WORKED_BY_NOBODY, Reason.CLAIM_IT, MaySay.SERIES, series=one.own.id
                )
        news.append(News(one.key, Kind.WORKED_BY_NOBODY, told, series=one.own.id, place=one.key, once_a_place=True))
    return news


def _to_owner(one: _Nobodys, reason: Reason) -> ToTell:
    series = one.own.id if one.own.kind == "series" else None
    return ToTell(one.owner, None, Kind.WORKED_BY_NOBODY, reason, MaySay.OWN, series=series, subject=one.own)


def _overtake(now: datetime) -> None:
    """Somebody handles it, or has it, or the child is identified: nobody has to do anything about that alert any more."""
    rows = (
        AlertTo.objects.filter(alert__kind=Kind.WORKED_BY_NOBODY, state__in=OPEN).select_related("alert").order_by("pk")
    )
    of_record = {row: row.alert.key.split(":")[1:3] for row in rows}
    still: set[tuple[str, int]] = set()
    for kind, statement in (("child", _CHILDREN_STILL), ("series", _SERIES_STILL)):
        numbers = [int(number) for of_kind, number in of_record.values() if of_kind == kind]
        still |= {(kind, number) for (number,) in _rows(statement, numbers=numbers)}
    over = [row.pk for row, (kind, number) in of_record.items() if (kind, int(number)) not in still]
    close_as(AlertTo.objects.filter(pk__in=over, state__in=OPEN), State.OVERTAKEN, now=now)


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    given: dict[str, Any] = {"bases": list(_CLAIMABLE), "most": MOST} | values
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


_NOBODYS = "o.is_coordinating_centre AND t.owner_basis = ANY(%(bases)s) AND t.handler_id IS NULL AND t.{column} = 'not_identified'"
_OF_CHILDREN = (
    f"children_child t JOIN organisations_organisation o ON o.id = t.owner_id AND {_NOBODYS.format(column='identity')}"
)
_OF_SERIES = (
    f"register_series t JOIN organisations_organisation o ON o.id = t.owner_id AND {_NOBODYS.format(column='standing')}"
)
_CHILDREN = f"""
SELECT t.id, t.reference::text, t.owner_id, t.owner_since FROM {_OF_CHILDREN}
 WHERE t.owner_since <= %(before)s ORDER BY t.owner_since, t.id LIMIT %(most)s
"""
_CHILDREN_STILL = f"SELECT t.id FROM {_OF_CHILDREN} WHERE t.id = ANY(%(numbers)s)"
_SERIES_STILL = f"SELECT t.id FROM {_OF_SERIES} WHERE t.id = ANY(%(numbers)s)"
# Who met a series was told of it, or its owner was: the alerts name each of them once, and no file is read.
_SERIES = f"""
SELECT t.id, t.reference::text, t.owner_id, t.owner_since, a.meeter FROM {_OF_SERIES}
  JOIN LATERAL (SELECT DISTINCT split_part(d.key, ':', 3)::bigint AS meeter FROM deconfliction_alert d
                 WHERE d.series_id = t.id AND d.key LIKE 'series:%%') AS a ON a.meeter <> t.owner_id
 ORDER BY t.owner_since, t.id, a.meeter LIMIT %(most)s
"""
