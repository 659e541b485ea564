"""Until when a record is kept and why, what is due, held, proposed and disposed of. Asked each time: no state is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import BooleanField, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext, ngettext

from tutela import typology
from tutela.accounts.models import User
from tutela.core.marking import gettext_noop
from tutela.core.paging import Key
from tutela.core.subjects import Subject
from tutela.ownership.access import model_of, records
from tutela.retention.belongings import WORDS_OF_OPEN_WORK, WORDS_OF_TABLE
from tutela.retention.models import Disposal, Hold, KeepingRule, Removed, Stayed
from tutela.retention.rules import Category, category, defaults

BY_TIME = [Key("kept_until"), Key("pk")]
NEWEST_FIRST = [Key("proposed_at", descending=True), Key("pk", descending=True)]
_FLAGS = {
    "birth_not_known": gettext_noop(
        "A date of birth is not known: the time runs from the closing alone. Look whether it can be found out."
    ),
    "year_only": gettext_noop(
        "Of a date of birth only the year is known: the eighteenth birthday counts from the end of that year."
    ),
    "month_only": gettext_noop(
        "Of a date of birth only the month is known: the eighteenth birthday counts from the end of that month."
    ),
}


@dataclass(frozen=True)
class TimeToKeep:
    """A category with the time that counts for an organisation, and the organisation's own rule where it set one."""

    category: Category
    months: int
    own: KeepingRule | None = None
    set_by: str = ""

    @property
    def in_words(self) -> str:
        """The time as a person says it."""
        return months_in_words(self.months)

    @property
    def default_in_words(self) -> str:
        """The installation's default."""
        return months_in_words(self.category.months)


@dataclass(frozen=True)
class Times:
    """What counts for an organisation, in every category."""

    each: tuple[TimeToKeep, ...]

    @property
    def parameters(self) -> list[Any]:
        """The times as the database's functions take them."""
        return [
            [one.category.code for one in self.each],
            [one.months for one in self.each],
            [one.category.waits_for_18 for one in self.each],
        ]

    def shortest(self, kind: str) -> int:
        """The shortest time of a kind of record, in months: nothing younger can be due."""
        return min(one.months for one in self.each if one.category.kind == kind)


@dataclass(frozen=True)
class Kept:
    """Until when one record is kept, from when that runs, and what else keeps it."""

    category: str
    months: int
    closed_at: datetime
    runs_from: datetime
    basis: str
    flag: str
    kept_until: datetime

    @property
    def label(self) -> str:
        """The category in words."""
        return category(self.category).said

    @property
    def because(self) -> str:
        """Why until then, in one sentence."""
        parts = {"category": self.label, "time": months_in_words(self.months)}
        if self.basis == "of_age":
            return gettext("%(category)s: %(time)s from a child's eighteenth birthday.") % parts
        return gettext("%(category)s: %(time)s from the closing.") % parts

    @property
    def warning(self) -> str:
        """What is not known, and what that means; empty where everything is."""
        words = _FLAGS.get(self.flag)
        return gettext(words) if words else ""

    def is_over(self, now: datetime) -> bool:
        """Whether the time to be kept is over."""
        return self.kept_until <= now


@dataclass(frozen=True)
class Part:
    """How many rows of a table go."""

    words: str
    rows: int
    is_emptied: bool


@dataclass(frozen=True)
class Told:
    """A disposal with the names that the reader may know."""

    disposal: Disposal

    @cached_property
    def proposed_by(self) -> str:
        """Who proposed it."""
        return _known(self.disposal.proposed_by_id, self.disposal.proposed_by_name)  # type: ignore[attr-defined]

    @cached_property
    def decided_by(self) -> str:
        """Who approved or refused it."""
        return _known(self.disposal.decided_by_id, self.disposal.decided_by_name)  # type: ignore[attr-defined]

    @cached_property
    def stopped_by(self) -> str:
        """Who stopped it."""
        return _known(self.disposal.stopped_by_id, self.disposal.stopped_by_name)  # type: ignore[attr-defined]

    @property
    def rule(self) -> str:
        """The rule that counted, in words."""
        label, time = category(self.disposal.category).said, months_in_words(self.disposal.months)
        return gettext("%(label)s: %(words)s") % {"label": label, "words": time}


def months_in_words(months: int) -> str:
    """A number of months as a person says it: 6 years, 2 years and 6 months."""
    years, rest = divmod(months, 12)
    in_years = ngettext("%(number)d year", "%(number)d years", years) % {"number": years}
    in_months = ngettext("%(number)d month", "%(number)d months", rest) % {"number": rest}
    if years and rest:
        return gettext("%(years)s and %(months)s") % {"years": in_years, "months": in_months}
    return in_years if years else in_months


def times_of(organisation_id: int) -> Times:
    """The times that count for an organisation: its own where it set them, else the defaults. One statement."""
    newest = (
        KeepingRule.objects.filter(organisation_id=organisation_id).order_by("category", "-pk").distinct("category")
    )
    named = newest.annotate(set_by_name=_name("set_by_id"))
    own = {one.category: one for one in named}
    return Times(tuple(_time(one, own.get(one.code)) for one in defaults().categories))


def _time(of: Category, own: Any) -> TimeToKeep:
    if own is None:
        return TimeToKeep(of, of.months)
    return TimeToKeep(of, own.months or of.months, own, _known(own.set_by_id, own.set_by_name))


def past_rules(organisation_id: int) -> list[KeepingRule]:
    """Everything that an organisation ever set, newest first, with ``set_by_name``."""
    rows = KeepingRule.objects.filter(organisation_id=organisation_id).annotate(set_by_name=_name("set_by_id"))
    return list(rows.order_by("-pk")[:200])


def kept(subject: Subject, times: Times) -> Kept | None:
    """Until when a record is kept; None while it is not closed, or for a reader who does not see it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM retention_times(%s, %s, %s, %s, %s)", [subject.subject_kind, subject.id, *times.parameters]
        )
        row = cursor.fetchone()
    return None if row is None else Kept(*row)


def stands_against(subject: Subject) -> tuple[bool, str]:
    """Whether a hold covers a record, and the code of what is still being worked on: one statement for a page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT retention_held(%(kind)s, %(id)s), retention_open_work(%(kind)s, %(id)s)",
            {"kind": subject.subject_kind, "id": subject.id},
        )
        is_held_now, code = cursor.fetchone()
    return bool(is_held_now), str(code)


def open_work(subject: Subject) -> str:
    """The first thing about a record that is still being worked on, as a code; empty where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_open_work(%s, %s)", [subject.subject_kind, subject.id])
        return str(cursor.fetchone()[0])


def open_work_in_words(code: str) -> str:
    """What is still being worked on, in words."""
    words = WORDS_OF_OPEN_WORK[code]
    return gettext(words) if words else ""


def is_held(subject: Subject) -> bool:
    """Whether a hold covers a record: its own, or one on what it is joined to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_held(%s, %s)", [subject.subject_kind, subject.id])
        return bool(cursor.fetchone()[0])


def content(kind: str, subject_id: int) -> list[Part]:
    """What would go with a record: how many rows of what. Numbers only, for whoever decides about it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, row_count, is_emptied FROM retention_content(%s, %s)", [kind, subject_id])
        return [Part(gettext(WORDS_OF_TABLE[table]), rows, emptied) for table, rows, emptied in cursor.fetchall()]


def removed_by(disposal: Disposal) -> list[Part]:
    """What went with a disposal that was carried out."""
    rows = Removed.objects.filter(disposal=disposal)
    return [Part(gettext(WORDS_OF_TABLE.get(one.table, one.table)), one.rows, one.is_emptied) for one in rows]


def stayed_after(disposal: Disposal) -> list[Stayed]:
    """Which records were joined to one disposed of and stayed, children first."""
    return list(Stayed.objects.filter(disposal=disposal).order_by("subject_kind", "pk"))


def holds_of(subject: Subject) -> list[Hold]:
    """The holds on a record itself, newest first, each with ``set_by_name``, ``lifted_by_name`` and ``grounds_words``."""
    rows = Hold.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id).annotate(
        set_by_name=_name("set_by_id"), lifted_by_name=_name("lifted_by_id")
    )
    known = dict(typology.choices("hold_grounds"))
    found: list[Hold] = list(rows.order_by("-since", "-pk"))
    for one in found:
        one.grounds_words = known.get(one.grounds, one.grounds)  # type: ignore[attr-defined]
    return found


def named(rows: QuerySet[Disposal]) -> QuerySet[Disposal]:
    """Disposals with the names of who proposed, decided and stopped, where the reader may know them."""
    return rows.select_related("organisation").annotate(
        proposed_by_name=_name("proposed_by_id"),
        decided_by_name=_name("decided_by_id"),
        stopped_by_name=_name("stopped_by_id"),
    )


def disposals_of(subject: Subject) -> list[Told]:
    """Every proposal to dispose of a record, newest first."""
    rows = Disposal.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    return [Told(one) for one in named(rows).order_by("-proposed_at", "-pk")]


def disposals(state: str) -> QuerySet[Disposal]:
    """The disposals in a state that the reader sees: those of their organisation, and those that wait for them elsewhere."""
    return named(Disposal.objects.filter(state=state))


def listed(kind: str, which: str, times: Times, *, organisation_id: int, now: datetime) -> QuerySet[Any]:
    """Records of a kind that an organisation answers for: ``due`` now, due ``soon``, or ``held``; none with an open disposal.

    Each has ``kept_until`` (nothing while it is not closed), ``is_held`` and ``open_work``.
    """
    table = model_of(kind)._meta.db_table
    number = f'"{table}"."id"'
    rows: QuerySet[Any] = records(kind).filter(owner_id=organisation_id)
    rows = rows.annotate(
        kept_until=RawSQL(  # noqa: S611  (the name of a table, and values)
            f"retention_kept_until(%s, {number}, %s, %s, %s)",
            [kind, *times.parameters],
            output_field=DateTimeField(null=True),
        ),
        is_held=RawSQL(f"retention_held(%s, {number})", [kind], output_field=BooleanField()),  # noqa: S611
        open_work=RawSQL(f"retention_open_work(%s, {number})", [kind], output_field=TextField()),  # noqa: S611
    )
    if which == "held":
        return rows.filter(is_held=True)
    # Closed long enough ago for the shortest rule: by a column, before anything is asked of each row.
    horizon = now if which == "due" else now + timedelta(days=defaults().soon_days)
    since = horizon - timedelta(days=times.shortest(kind) * 30)
    begun_long_ago = kind in {"child", "series"}  # neither has a closing of its own
    old = Q(created_at__lte=since) if begun_long_ago else Q(state="closed", closed_at__lte=since)
    waiting = Disposal.objects.filter(subject_kind=kind, subject_id=OuterRef("pk"), state__in=Disposal.OPEN)
    rows = rows.filter(old).filter(~Exists(waiting))
    if which == "due":
        return rows.filter(kept_until__lte=now)
    return rows.filter(kept_until__gt=now, kept_until__lte=horizon)


def to_carry_out(*, now: datetime) -> list[int]:
    """The disposals whose waiting time is over, oldest first: for the worker."""
    rows = Disposal.objects.filter(state=Disposal.State.APPROVED, not_before__lte=now)
    return list(rows.order_by("not_before", "pk").values_list("pk", flat=True)[:500])


def may_decide(disposal: Disposal) -> bool:
    """Whether the reader is the second person for a disposal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_decides(%s, %s)", [disposal.organisation_id, disposal.proposed_by_id])
        return bool(cursor.fetchone()[0])


def stays_in_words(kind: str) -> Sequence[str]:
    """What stays when a record of a kind goes, in words."""
    stays = [
        gettext("The audit trail: who did and who read what, by codes and references."),
        gettext(
            "The tombstone: reference, category, rule, who proposed and approved, when, how many rows, and the digest over them."
        ),
    ]
    if kind == "case":
        stays.append(gettext("The records of its children and the reports joined to it: each has its own time."))
    elif kind == "series":
        stays.append(
            gettext(
                "What each organisation holds of its files, and that they were met: without the series, and of no child."
            )
        )
    elif kind == "child":
        stays.append(gettext("The cases and series that it is joined to, without the rows that name it."))
    else:
        stays.append(gettext("The cases that it is joined to, without the rows that name it."))
    return stays


def _name(field: str) -> Subquery:
    return Subquery(User.objects.filter(pk=OuterRef(field)).values("name")[:1])


def _known(number: int | None, name: str | None) -> str:
    return "" if number is None else name or gettext("somebody of another organisation")
