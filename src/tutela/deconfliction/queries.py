"""What the pages about alerts ask, each in a bounded number of statements. Row-level security decides which alerts there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.changes import names_of
from tutela.cases.models import Identifier as CaseIdentifier
from tutela.core import identifiers
from tutela.core.marking import gettext_noop
from tutela.core.paging import Count, Key, bounded_counts
from tutela.deconfliction.models import OPEN, AlertTo, Kind, MaySay, Reason, State
from tutela.organisations.models import Organisation
from tutela.ownership.access import records
from tutela.register.models import Fact, File, Series
from tutela.reports.models import Identifier as ReportIdentifier

IN_ORDER = (Key("take_by"), Key("last_at", descending=True), Key("id", descending=True))
ORDER_WORDS = gettext_noop("What nobody has taken stands first, the soonest due at the head; then what was met last.")
WATCHERS = (Role.MANAGER, Role.ANALYST, Role.INTAKE_OFFICER)
"""Who of a coordinating centre sees what nobody has taken; the database holds them to the same."""
# So many alerts that nobody has taken are shown to the centre; the longest overdue stand first.
MOST_NOT_TAKEN = 200


@dataclass(frozen=True)
class AlertFilters:
    """What the reader narrowed the list to; everything lives in the address."""

    state: str = "open"  # "open", "any", or a state
    kind: str = ""
    other: str = ""  # the code of an organisation


def alerts(actor: Actor, filters: AlertFilters) -> QuerySet[AlertTo]:
    """The alerts of the reader's organisation."""
    rows = AlertTo.objects.filter(organisation_id=actor.organisation_pk).select_related("other")
    if filters.state == "open":
        rows = rows.filter(state__in=OPEN)
    elif filters.state != "any":
        rows = rows.filter(state=filters.state)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.other:
        rows = rows.filter(other__code=filters.other)
    return rows


def new_alerts(actor: Actor) -> QuerySet[AlertTo]:
    """The alerts that nobody of the reader's organisation has taken: for a badge, which counts them beside other things."""
    return AlertTo.objects.filter(organisation_id=actor.organisation_pk, take_by__isnull=False)


def tally(actor: Actor, *, now: datetime) -> dict[str, Count]:
    """The figures at the head of the list, in one statement."""
    ours = AlertTo.objects.filter(organisation_id=actor.organisation_pk)
    return bounded_counts(
        new=ours.filter(state=State.NEW),
        late=ours.filter(take_by__lte=now),
        acknowledged=ours.filter(state=State.ACKNOWLEDGED),
        solved=ours.filter(state=State.SOLVED),
    )


# So many open alerts stand on the page of a record; the list has them all.
MOST_ABOUT = 5


@dataclass(frozen=True)
class About:
    """The open alerts about a record, as its own page shows them; ``more`` are in the list."""

    alerts: list[SimpleNamespace]
    more: bool


def open_alerts_of(kind: str) -> ArraySubquery:
    """The open alerts of the reader's organisation about a record of its own, or about a series of which it was told: a part of the
    statement that finds the record. Of a series, it says with the reader's own rights whether they may know of it still.
    """
    about = Q(subject_kind=kind, subject_id=OuterRef("pk"))
    if kind == "series":
        about |= Q(series_id=OuterRef("pk"))
    rows = AlertTo.objects.filter(about, state__in=OPEN).order_by("take_by", "-last_at", "-pk")
    narrowed = Func(F("series_id"), template=_NARROWED, output_field=BooleanField())
    fields = {name: name for name in ("pk", "reason", "may_say", "state")}
    other = {"name": "other__name", "contact": "other__contact_name", "telephone": "other__contact_telephone"}
    return ArraySubquery(rows.values(shown=JSONObject(**fields, **other, is_narrowed=narrowed))[: MOST_ABOUT + 1])


def read_alerts(found: Sequence[dict[str, Any]] | None) -> About | None:
    """What a page shows of the alerts that were found with its record; None where there are none."""
    if not found:
        return None
    shown = [
        SimpleNamespace(
            **one,
            get_reason_display=Reason(one["reason"]).label,
            get_may_say_display=MaySay(one["may_say"]).label,
            get_state_display=State(one["state"]).label,
        )
        for one in found[:MOST_ABOUT]
    ]
    return About(shown, len(found) > MOST_ABOUT)


# They were told of a series, and whoever answers for it has narrowed since who may know of it.
_NARROWED = "(%(expressions)s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM register_cards(ARRAY[%(expressions)s])))"


@dataclass(frozen=True)
class Card:
    """What the reader may know of a series now: its reference and how far its children are known; and where its page is, if they see it."""

    reference: str
    standing: str
    href: str = ""


@dataclass(frozen=True)
class Row:
    """One alert as a list shows it."""

    alert: AlertTo
    contact: Organisation | None
    series: Card | None
    answer: str


def rows_of(found: Iterable[AlertTo]) -> list[Row]:
    """Alerts as a list shows them; one statement, however many there are."""
    listed = list(found)
    known = cards_of(listed)
    return [Row(one, one.other, known.get(one.series_id or 0), answer_of(one)) for one in listed]


def cards_of(found: Iterable[AlertTo]) -> Mapping[int, Card]:
    """What the reader may know at this moment of the series that alerts name. One statement at most."""
    return cards(number for one in found for number in (one.series_id, one.other_series_id) if number is not None)


def cards(numbers: Iterable[int]) -> Mapping[int, Card]:
    """What the reader may know at this moment of these series; what was narrowed since is not among them. One statement."""
    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        # Which of them the reader sees as records is asked with the reader's own rights.
        cursor.execute(
            "SELECT c.series, c.reference, c.standing, EXISTS (SELECT 1 FROM register_series s WHERE s.id = c.series)"
            " FROM register_cards(%s) c",
            [wanted],
        )
        return {
            number: Card(
                reference, Series.Standing(standing).label, reverse("series", args=[reference]) if seen else ""
            )
            for number, reference, standing, seen in cursor.fetchall()
        }


def answer_of(alert: Any) -> str:
    """What came of it, in words: the action or the grounds, by their name."""
    if alert.action:
        return str(typology.term("alert_action", alert.action).label)
    return str(typology.term("alert_dismissal_grounds", alert.grounds).label) if alert.grounds else ""


def record_url(alert: AlertTo, known: Mapping[int, Card]) -> str:
    """Where the record of the reader's own is that an alert concerns; empty where they do not see it. One statement at most."""
    if alert.subject_id is None:
        return ""
    if alert.subject_kind == "series":
        return known[alert.subject_id].href if alert.subject_id in known else ""
    found = records(alert.subject_kind).filter(pk=alert.subject_id).only("pk", "reference").first()
    return found.get_absolute_url() if found is not None else ""


def shared_value(alert: AlertTo) -> tuple[str, str] | None:
    """The value that both have, as it stands in the reader's own record: its kind and itself. One statement at most."""
    if alert.identifier_id is None or alert.subject_id is None:
        return None
    if alert.subject_kind == "report":
        of_report = ReportIdentifier.objects.filter(pk=alert.identifier_id, report_id=alert.subject_id).first()
        found = (of_report.kind, of_report.display) if of_report is not None else None
    else:
        of_case = CaseIdentifier.objects.filter(pk=alert.identifier_id, case_id=alert.subject_id).first()
        found = (of_case.kind, of_case.raw) if of_case is not None else None
    return None if found is None else (gettext(identifiers.KINDS.get(found[0], found[0])), found[1])


def two_files(alert: AlertTo) -> tuple[int, int] | None:
    """The nearest two files of an alert, where the reader may know of both at this moment; one statement at most."""
    if alert.file_number is None or alert.other_file_number is None:
        return None
    both = (alert.file_number, alert.other_file_number)
    return both if File.objects.filter(pk__in=both).count() == len(both) else None


@dataclass(frozen=True)
class Step:
    """One entry of what became of an alert."""

    title: str
    at: datetime
    by: str
    answer: str
    words: str


def history_of(alert: AlertTo) -> list[Step]:
    """What became of it, the newest first: every answer that it ever had. Two statements."""
    events: Any = AlertTo.pgh_event_model  # type: ignore[attr-defined]
    rows = list(events.objects.filter(pgh_obj_id=alert.pk).order_by("pgh_id"))
    names = names_of(row.by_id for row in rows)
    steps = []
    before = ""
    for row in rows:
        if row.state != before:
            by = names.get(str(row.by_id), gettext("a colleague")) if row.by_id else "Tutela"
            steps.append(Step(State(row.state).label, row.changed_at, by, answer_of(row), row.words))
        before = row.state
    return steps[::-1]


@dataclass(frozen=True)
class NotTaken:
    """An alert that nobody has taken in time, as far as the centre may know: who, with whom, what kind of thing, and since when."""

    kind: str
    organisation: Organisation
    other: Organisation | None
    told_at: datetime
    take_by: datetime


def not_taken(*, now: datetime, most: int = MOST_NOT_TAKEN) -> list[NotTaken]:
    """What nobody has taken by its time in the organisations over which the reader's centre watches. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM deconfliction_not_taken(%s, %s)", [now, most + 1])
        rows = cursor.fetchall()
    bodies = Organisation.objects.in_bulk({number for row in rows for number in row[1:3] if number is not None})
    return [
        NotTaken(Kind(kind).label, bodies[organisation], bodies.get(other), told_at, take_by)
        for kind, organisation, other, told_at, take_by in rows
    ]


def too_common() -> int:
    """How many values are so common that they make no alert, for whoever works in a centre; 0 for everybody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deconfliction_too_common()")
        return cursor.fetchone()[0] or 0


def has_facts() -> bool:
    """Whether the register holds a fact that nobody has taken: asked by the worker."""
    return Fact.objects.filter(taken_at=None).exists()


def has_alike() -> bool:
    """Whether files that came in wait to be compared with those that look like them: asked by the worker."""
    return Fact.objects.filter(kind=Fact.Kind.ALIKE, taken_at=None).exists()
