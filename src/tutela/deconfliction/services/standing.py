"""How far the children of a series are known has changed: everyone who met it is told, once, no more than they may know.

Open alerts about a solved series are marked solved; where the identification turns out to be wrong, those who were told hear that,
and the alerts are what they were.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from tutela.deconfliction.known import SOLVED, Known, SeriesHeld, countries, series_of
from tutela.deconfliction.models import OPEN, Alert, AlertTo, Kind, MaySay, Reason, State
from tutela.deconfliction.news import News, Own, ToTell
from tutela.deconfliction.services.tell import close_as, stand_as_before, tell_of
from tutela.register.models import Fact, Series

# What an alert is that was made by a change of the standing, and what it is between two services that met the same.
_OF_STANDING = (Kind.IDENTIFIED, Kind.IDENTIFICATION_WITHDRAWN, Kind.OPEN_AGAIN)
_OF_MEETING = (Kind.SAME_SERIES, Kind.NEAR_FILE, Kind.SOLVED_STILL_WORKED)
_MARKED = (Kind.SAME_SERIES, Kind.NEAR_FILE)
_UNSOLVED: Mapping[str, Reason] = {Reason.SOLVED_MET_YOURS: Reason.MET_YOURS, Reason.SOLVED: Reason.YOU_MET}


@dataclass(frozen=True)
class Changed:
    """A fact of the register: the standing of a series, from then on."""

    fact: int
    series: int
    standing: str
    at: datetime


@dataclass(frozen=True)
class _Meeter:
    """An organisation that met a series, one of its own records in which it did, and whether it works there still.

    ``knows_it``: it was told that the children are identified, and so is told that this was wrong.
    """

    organisation: int
    subject: Own | None
    works: bool = False
    knows_it: bool = False


def take_standing(changed: Changed, *, now: datetime) -> int:
    """Tell of one change; returns how many organisations were told."""
    series = series_of([changed.series]).get(changed.series)
    if series is None:
        return 0
    before = _before(changed)
    if changed.standing in SOLVED:
        _mark_solved(series.id, now)
        reason = _REASON[changed.standing] if before != Series.Standing.SAFEGUARDED else Reason.NOT_SAFEGUARDED
        return _tell(changed, series, _who_met(series), Kind.IDENTIFIED, reason, now)
    if before not in SOLVED:
        return 0  # stopped, or taken up again: nothing that others have to do otherwise
    told = _who_was_told(series)
    _mark_unsolved(series.id, now)
    if _was_withdrawn(series.id):
        return _tell(changed, series, told, Kind.IDENTIFICATION_WITHDRAWN, Reason.WITHDRAWN, now)
    return _tell(changed, series, told, Kind.OPEN_AGAIN, Reason.ANOTHER_CHILD, now)


_REASON: Mapping[str, Reason] = {
    Series.Standing.IDENTIFIED: Reason.IDENTIFIED,
    Series.Standing.SAFEGUARDED: Reason.SAFEGUARDED,
}


def _before(changed: Changed) -> str:
    """How far the children were known until then."""
    earlier = Fact.objects.filter(kind=Fact.Kind.STANDING, series_id=changed.series, pk__lt=changed.fact)
    found = earlier.order_by("-pk").values_list("standing", flat=True).first()
    return found or Series.Standing.NOT_IDENTIFIED


def _about(series: int) -> Q:
    return Q(alert__series_id=series) | Q(alert__other_series_id=series)


def _between_services(series: int, *kinds: Kind) -> QuerySet[AlertTo]:
    return AlertTo.objects.filter(_about(series), alert__kind__in=_OF_MEETING, kind__in=kinds)


def _mark_solved(series: int, now: datetime) -> None:
    close_as(_between_services(series, *_MARKED).filter(state__in=OPEN), State.SOLVED, now=now)


def _mark_unsolved(series: int, now: datetime) -> None:
    """The alerts stand as they did before; but for one that is about another series too, which is solved."""
    solved = Q(alert__series__standing__in=SOLVED) | Q(alert__other_series__standing__in=SOLVED)
    stand_as_before(_between_services(series, *_MARKED).filter(state=State.SOLVED).exclude(solved), now=now)
    turned = list(
        _between_services(series, Kind.SOLVED_STILL_WORKED)
        .exclude(solved)
        .select_for_update(of=("self",), no_key=True)
        .order_by("alert_id", "pk")
    )
    for row in turned:
        row.kind, row.reason = Kind.SAME_SERIES, _UNSOLVED.get(row.reason, row.reason)
    AlertTo.objects.bulk_update(turned, ["kind", "reason"])


def _tell(
    changed: Changed, series: SeriesHeld, meeters: list[_Meeter], kind: Kind, reason: Reason, now: datetime
) -> int:
    """One alert for the change, with a row for each who may know of it. What was told of the standing before is overtaken."""
    earlier = AlertTo.objects.filter(alert__series_id=series.id, alert__kind__in=_OF_STANDING, state__in=OPEN)
    close_as(earlier, State.OVERTAKEN, now=now)
    where, answerable = countries(), _who_answers_for_the_children(series.id)
    told: dict[int, ToTell] = {}
    for one in [*meeters, _Meeter(series.owner, series.own)]:
        others = [each for each in answerable if each != one.organisation]
        if not others and (answerable or one.organisation == series.owner):
            continue  # it was its own doing
        known = series.to(one.organisation, where[one.organisation])
        said = (
            _to_owner(series, others, kind, reason)
            if one.organisation == series.owner
            else _to(one, series, known, kind, reason)
        )
        if said is not None:
            told[one.organisation] = said
    news = News(f"standing:{changed.fact}", kind, told, series=series.id, place=str(changed.fact))
    return tell_of([news], now=now)


def _to_owner(series: SeriesHeld, others: list[int], kind: Kind, reason: Reason) -> ToTell:
    """The series' owner telephones whoever answers for the child."""
    other = others[0] if others else None
    return ToTell(series.owner, other, kind, reason, MaySay.SERIES, series=series.id, subject=series.own)


def _to(one: _Meeter, series: SeriesHeld, known: Known, kind: Kind, reason: Reason) -> ToTell | None:
    if one.knows_it and known != Known.ALL:
        # It may know no more of the series by now: it hears that it was wrong, and no reference.
        return ToTell(one.organisation, series.owner, kind, reason, MaySay.ONLY_ASK, subject=one.subject)
    if known == Known.NOTHING:
        return None
    if known == Known.TO_ASK:
        return ToTell(one.organisation, series.owner, Kind.NEWS, Reason.NEWS, MaySay.ONLY_ASK, subject=one.subject)
    if one.works and reason in {Reason.IDENTIFIED, Reason.SAFEGUARDED}:
        kind, reason = Kind.SOLVED_STILL_WORKED, Reason.SOLVED
    return ToTell(one.organisation, series.owner, kind, reason, MaySay.SERIES, series=series.id, subject=one.subject)


def _who_answers_for_the_children(series: int) -> list[int]:
    """The organisations that answer for a child of the series: what one of them alone has found out, it knows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.owner_id FROM register_childinseries c JOIN children_child k ON k.id = c.child_id"
            " WHERE c.series_id = %s AND c.removed_at IS NULL ORDER BY c.id",
            [series],
        )
        return [owner for (owner,) in cursor.fetchall()]


def _who_met(series: SeriesHeld) -> list[_Meeter]:
    """Every other organisation that met a file or a hard copy of a series, or gave it one; and whether it still works where it did."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO_MET, {"series": series.id, "owner": series.owner})
        return [
            _Meeter(organisation, Own(kind, subject, reference) if kind else None, works)
            for organisation, kind, subject, reference, works in cursor.fetchall()
        ]


# The record in which it works still stands before one that it has closed, and that before an exhibit without a record.
_WHO_MET = """
WITH here AS (
  SELECT g.organisation_id, g.subject_kind, g.subject_id, g.subject_reference
    FROM register_entry e JOIN register_sighting g ON g.file_id = e.file_id
   WHERE e.series_id = %(series)s AND e.kind = 'case' AND e.is_on AND g.organisation_id <> %(owner)s
  UNION
  SELECT organisation_id, subject_kind, subject_id, subject_reference FROM register_sighting
   WHERE series_id = %(series)s AND organisation_id <> %(owner)s
  UNION
  SELECT DISTINCT organisation_id, '', NULL::bigint, '' FROM register_entry
   WHERE series_id = %(series)s AND kind = 'case' AND is_on AND organisation_id <> %(owner)s
), looked AS (
  SELECT h.*, CASE h.subject_kind
           WHEN 'report' THEN EXISTS (SELECT 1 FROM reports_report r WHERE r.id = h.subject_id AND r.state <> 'closed')
           WHEN 'case' THEN EXISTS (SELECT 1 FROM cases_case c WHERE c.id = h.subject_id AND c.state = 'open')
           ELSE false END AS works
    FROM here h
)
SELECT DISTINCT ON (organisation_id) organisation_id, subject_kind, subject_id, subject_reference, works FROM looked
 ORDER BY organisation_id, works DESC, subject_id NULLS LAST
"""


def _who_was_told(series: SeriesHeld) -> list[_Meeter]:
    """Those who were told that the children are identified, since that was last found to be wrong: they hear that it was wrong."""
    ends = Alert.objects.filter(series_id=series.id, kind__in=[Kind.IDENTIFICATION_WITHDRAWN, Kind.OPEN_AGAIN])
    since = ends.order_by("-pk").values_list("pk", flat=True).first() or 0
    by_change = Q(alert__kind=Kind.IDENTIFIED, alert__series_id=series.id, alert_id__gt=since)
    by_meeting = Q(alert__kind__in=_OF_MEETING, kind=Kind.SOLVED_STILL_WORKED) & _about(series.id)
    rows = AlertTo.objects.filter(by_change | by_meeting).exclude(organisation_id=series.owner)
    found = {}
    for row in rows.order_by("pk"):
        subject = None
        if row.subject_id is not None:
            subject = Own(row.subject_kind, row.subject_id, row.subject_reference)
        found[row.organisation_id] = _Meeter(row.organisation_id, subject, knows_it=row.kind != Kind.NEWS)
    return list(found.values())


def _was_withdrawn(series: int) -> bool:
    """Whether an identification was wrong, and not only another child found: none is left, or a child who had a name has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT bool_or(k.identity = 'identified') OR bool_or(k.identity <> 'identified' AND EXISTS ("
            "         SELECT 1 FROM children_childchangeevent v WHERE v.pgh_obj_id = k.id AND v.identity = 'identified'))"
            "  FROM register_childinseries c JOIN children_child k ON k.id = c.child_id"
            " WHERE c.series_id = %s AND c.removed_at IS NULL",
            [series],
        )
        row = cursor.fetchone()
    return row is None or row[0] is None or bool(row[0])
