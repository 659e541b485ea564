"""Tell organisations of what they have in common, each of one thing once. Run by the worker.

When somebody is told again. Whatever has the same key is added to the alert that there is: how often it was met, and when last. A
list of the same exhibit, report or case is no news. Something met in a *new place* opens an alert again that was acted on or
dismissed, unless what was agreed settles it for good (``SETTLES``): joint work, a hand-over, *known to us already*. While an alert
is open, a new place only tells its own handler, who has heard nothing yet. What is met after it was solved opens any alert again, once.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from tutela.core.errors import RuleBroken
from tutela.deconfliction.models import OPEN, SETTLES, Alert, AlertTo, Kind, Place, Reason, State
from tutela.deconfliction.news import News, Own, ToTell
from tutela.deconfliction.services.notices import Line, send
from tutela.organisations.models import Organisation
from tutela.organisations.working_time import add_working_days
from tutela.organisations.working_week import week_of

# Somebody takes an alert within a working day; after that the centre sees that nobody has.
TAKEN_WITHIN_WORKING_DAYS = 1
# Any number that nothing else locks: two who tell at one time would else tell of the same thing twice.
_LOCK = 7_236_002
_ASKS = (Reason.ASK, Reason.ALIKE_ASK, Reason.SAID_SAME_ASK, Reason.NEWS)


def one_at_a_time() -> None:
    """Wait, in the present transaction, for whoever else holds facts against each other. A killed process waits for nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@dataclass
class _Telling:
    """What is told in one transaction."""

    now: datetime
    organisations: Mapping[int, Organisation]
    made: list[AlertTo] = field(default_factory=list)
    changed: list[AlertTo] = field(default_factory=list)
    counted: list[AlertTo] = field(default_factory=list)  # met again, and nothing else of it changes
    lines: list[Line] = field(default_factory=list)
    _dues: dict[int, datetime] = field(default_factory=dict)

    def due(self, organisation: int) -> datetime:
        """By when somebody there has to have taken it."""
        if organisation not in self._dues:
            self._dues[organisation] = _due(self.organisations[organisation], self.now)
        return self._dues[organisation]


def _due(organisation: Organisation, now: datetime) -> datetime:
    try:
        return add_working_days(now, TAKEN_WITHIN_WORKING_DAYS, week_of(organisation))
    except RuleBroken:  # it is closed for good, as far as its calendar says
        return now + timedelta(days=1)


def tell_of(news: Sequence[News], *, now: datetime) -> int:
    """Write what is new into alerts, and send the notices; returns how many organisations were told of something.

    In the transaction around, which has called ``one_at_a_time``.
    """
    news = [one for one in news if one.told]
    if not news:
        return 0
    by_key: dict[str, list[News]] = defaultdict(list)
    for one in news:
        by_key[one.key].append(one)
    alerts = _alerts(by_key, now)
    new_places = _new_places(by_key, alerts)
    there = {
        (row.alert_id, row.organisation_id): row
        for row in AlertTo.objects.select_for_update(no_key=True)
        .filter(alert_id__in=alerts.values())
        .order_by("alert_id", "pk")
    }
    telling = _Telling(now, Organisation.objects.in_bulk())
    for key, of_one in by_key.items():
        alert = alerts[key]
        for organisation in dict.fromkeys(number for one in of_one for number in one.told):
            parts = [one for one in of_one if organisation in one.told]
            row = there.get((alert, organisation))
            if row is None:
                _tell_first(alert, organisation, parts, telling)
            else:
                _tell_more(row, [one for one in parts if (alert, one.place) in new_places], parts, telling)
    AlertTo.objects.bulk_create(telling.made)
    AlertTo.objects.bulk_update(telling.changed, _CHANGES)
    _count(telling.counted)
    send(telling.lines, telling.organisations, now=now)
    return len(telling.made) + sum(one.state == State.NEW and one.changed_at == now for one in telling.changed)


def close_as(rows: QuerySet[AlertTo], state: State, *, now: datetime) -> int:
    """Alerts that nobody has to do anything about any more: solved, or overtaken. Returns how many."""
    changed = _locked(rows)
    for row in changed:
        row.before_solved = row.state if state == State.SOLVED else ""
        row.state, row.take_by = state, None
        _changed_by_itself(row, now)
    AlertTo.objects.bulk_update(changed, _STATE)
    return len(changed)


def stand_as_before(rows: QuerySet[AlertTo], *, now: datetime) -> int:
    """Alerts that were solved are what they were; whoever had not taken one has it to take. Returns how many."""
    changed, telling = _locked(rows), _Telling(now, Organisation.objects.in_bulk())
    for row in changed:
        row.state, row.before_solved = row.before_solved or State.ACKNOWLEDGED, ""
        row.take_by = telling.due(row.organisation_id) if row.state == State.NEW else None
        _changed_by_itself(row, now)
    AlertTo.objects.bulk_update(changed, _STATE)
    return len(changed)


def _locked(rows: QuerySet[AlertTo]) -> list[AlertTo]:
    """The alerts as they are now: what somebody answers at this moment is not written over."""
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("alert_id", "pk"))


def _changed_by_itself(row: AlertTo, now: datetime) -> None:
    row.words = ""
    row.changed_at, row.by_id, row.version = max(now, row.changed_at), None, row.version + 1


_STATE = ["state", "before_solved", "take_by", "words", "changed_at", "by_id", "version"]
_CHANGES = [
    *(
        "count",
        "last_at",
        "distance",
        "file_number",
        "other_file_number",
        "kind",
        "reason",
        "may_say",
        "series",
        "other_series",
    ),
    *("subject_kind", "subject_id", "subject_reference", "exhibit"),
    *("state", "before_solved", "take_by", "action", "grounds", "words", "changed_at", "by_id", "version"),
]


def _count(rows: Sequence[AlertTo]) -> None:
    """How often it was met, and when last: of a long list, many rows at once."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deconfliction_alertto t SET count = g.count, last_at = g.last_at, distance = g.distance,"
            "       file_number = g.file, other_file_number = g.other"
            "  FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[], %s::smallint[], %s::bigint[], %s::bigint[])"
            "    AS g(id, count, last_at, distance, file, other) WHERE t.id = g.id",
            [
                [one.pk for one in rows],
                [one.count for one in rows],
                [one.last_at for one in rows],
                [one.distance for one in rows],
                [one.file_number for one in rows],
                [one.other_file_number for one in rows],
            ],
        )


def _alerts(by_key: Mapping[str, Sequence[News]], now: datetime) -> dict[str, int]:
    made = [
        Alert(key=key, kind=of[0].kind, series_id=of[0].series, other_series_id=of[0].other_series, made_at=now)
        for key, of in by_key.items()
    ]
    Alert.objects.bulk_create(made, ignore_conflicts=True)
    return dict(Alert.objects.filter(key__in=list(by_key)).values_list("key", "pk"))


def _new_places(by_key: Mapping[str, Sequence[News]], alerts: Mapping[str, int]) -> set[tuple[int, str]]:
    """Which of these were not met there before; they are remembered."""
    wanted = {(alerts[key], one.place) for key, of in by_key.items() for one in of}
    known = set(
        Place.objects.filter(
            alert_id__in={alert for alert, _ in wanted}, place__in={place for _, place in wanted}
        ).values_list("alert_id", "place")
    )
    new = wanted - known
    Place.objects.bulk_create(Place(alert_id=alert, place=place) for alert, place in sorted(new))
    return new


def _tell_first(alert: int, organisation: int, parts: Sequence[News], telling: _Telling) -> None:
    told = parts[0].told[organisation]
    row = AlertTo(
        alert_id=alert,
        organisation_id=organisation,
        other_id=told.other,
        count=sum(one.count for one in parts),
        told_at=telling.now,
        last_at=telling.now,
        take_by=telling.due(organisation),
        changed_at=telling.now,
        distance=told.distance,
        file_number=told.file,
        other_file_number=told.other_file,
        identifier_id=told.identifier,
    )
    _say(row, told)
    _name(row, told.subject, told.exhibit)
    telling.made.append(row)
    if not parts[0].is_said:
        telling.lines.append(Line(told))
        telling.lines.extend(_to_handlers(parts, organisation, told.subject))


def _tell_more(row: AlertTo, fresh: Sequence[News], parts: Sequence[News], telling: _Telling) -> None:
    adding = [one for one in parts if one in fresh or not one.once_a_place]
    if not adding:
        return
    told = (fresh or adding)[0].told[row.organisation_id]
    row.count += sum(one.count for one in adding)
    row.last_at = max(row.last_at, telling.now)
    if told.distance is not None and (row.distance is None or told.distance < row.distance):
        row.distance, row.file_number, row.other_file_number = told.distance, told.file, told.other_file
    is_solved_since = told.kind == Kind.SOLVED_STILL_WORKED != row.kind
    says_more = is_solved_since or (row.reason in _ASKS and told.reason not in _ASKS)
    if says_more:
        _say(row, told)  # it was solved since they were told, or they may know now what was hidden from them
    is_news = bool(fresh) and not {row.action, row.grounds} & SETTLES and row.state in {State.ACTED_ON, State.DISMISSED}
    opens_again = is_news or (is_solved_since and row.state not in OPEN)
    if opens_again:
        _open_again(row, told, telling)
    elif fresh and row.state in OPEN:
        telling.lines.extend(_to_handlers(fresh, row.organisation_id, _subject(row)))
    (telling.changed if says_more or opens_again else telling.counted).append(row)


def _open_again(row: AlertTo, told: ToTell, telling: _Telling) -> None:
    row.state, row.take_by = State.NEW, telling.due(row.organisation_id)
    row.action = row.grounds = row.words = row.before_solved = ""
    row.changed_at, row.by_id, row.version = telling.now, None, row.version + 1
    if told.subject is not None or told.exhibit:
        _name(row, told.subject, told.exhibit)
    telling.lines.append(Line(told))


def _say(row: AlertTo, told: ToTell) -> None:
    row.kind, row.reason, row.may_say = told.kind, told.reason, told.may_say
    row.series_id, row.other_series_id = told.series, told.other_series


def _name(row: AlertTo, subject: Own | None, exhibit: str) -> None:
    if subject is not None:
        row.subject_kind, row.subject_id, row.subject_reference = subject.kind, subject.id, subject.reference
    row.exhibit = exhibit


def _subject(row: AlertTo) -> Own | None:
    return None if row.subject_id is None else Own(row.subject_kind, row.subject_id, row.subject_reference)


def _to_handlers(parts: Sequence[News], organisation: int, but: Own | None) -> list[Line]:
    """A line for the handler of each further record in which it was met; the desk has heard."""
    told = {one.told[organisation].subject: one.told[organisation] for one in parts}
    return [Line(one, to_desk=False) for subject, one in told.items() if subject is not None and subject != but]
