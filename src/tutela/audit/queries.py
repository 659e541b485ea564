"""Questions of the audit trail. Row-level security decides what there is to answer: one's own entries, those of the
organisation for its auditors, those of a record for the staff of its owner.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from tutela.audit.action_words import in_words
from tutela.audit.models import Entry
from tutela.audit.words import purpose_in_words, role_in_words
from tutela.core.paging import Key, Page, page
from tutela.core.subjects import Subject

NEWEST_FIRST = (Key("at", descending=True), Key("id", descending=True))
_READING = ".read"


@dataclass(frozen=True)
class Filter:
    """What an auditor looks for; an empty one finds everything."""

    user_id: int | None = None
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None
    reference: str = ""

    def on(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """The entries that pass."""
        conditions: dict[str, Any] = {
            "user_id": self.user_id,
            "action__startswith": self.action or None,
            "at__gte": self.since,
            "at__lt": self.until,
            "subject_reference": self.reference or None,
        }
        return entries.filter(**{name: value for name, value in conditions.items() if value is not None})


@dataclass(frozen=True)
class Row:
    """An entry as a list shows it: who, in words, and what they did."""

    entry: Entry
    who: str
    what: str
    role: str
    purpose: str


def rows_of(entries: Iterable[Entry], names: Mapping[int, str]) -> list[Row]:
    """Entries in words; ``names`` are those of people whom the reader knows. No statement."""

    def who(entry: Entry) -> str:
        if entry.user_id is not None:
            return names.get(entry.user_id) or gettext("somebody of another organisation")
        if entry.actor_kind == "system":
            return gettext("Tutela itself")
        return gettext("a visitor who is not signed in")

    return [
        Row(one, who(one), in_words(one.action), role_in_words(one.role), purpose_in_words(one.purpose))
        for one in entries
    ]


def trail_of(organisation_id: int, wanted: Filter, *, user_id: int | None = None) -> QuerySet[Entry]:
    """An organisation's entries, or those of one of its people, as far as the reader may see them."""
    entries = Entry.objects.filter(organisation_id=organisation_id)
    return wanted.on(entries if user_id is None else entries.filter(user_id=user_id))


def newest_sealed(organisation_id: int) -> Entry | None:
    """The newest entry of an organisation that stands in the chain."""
    sealed = Entry.objects.filter(organisation_id=organisation_id, position__isnull=False)
    return sealed.order_by("-at", "-position").first()


def entries_of_record(
    subject: Subject, *, only_readings: bool = False, cursor: str = "", size: int = 50
) -> Page[Entry]:
    """Who read and changed one record, newest first."""
    entries = Entry.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    if only_readings:
        entries = entries.filter(action__endswith=_READING)
    return page(entries, NEWEST_FIRST, cursor=cursor, size=size)


def entries_of_organisation(
    organisation_id: int, wanted: Filter = Filter(), *, cursor: str = "", size: int = 50
) -> Page[Entry]:
    """What the people of an organisation did and read, newest first, for its auditors."""
    return page(
        wanted.on(Entry.objects.filter(organisation_id=organisation_id)), NEWEST_FIRST, cursor=cursor, size=size
    )


def entries_of_person(user_id: int, wanted: Filter = Filter(), *, cursor: str = "", size: int = 50) -> Page[Entry]:
    """What one person did and read, newest first."""
    return page(wanted.on(Entry.objects.filter(user_id=user_id)), NEWEST_FIRST, cursor=cursor, size=size)


def sign_ins_of(user_id: int, *, most: int = 10) -> list[Entry]:
    """When somebody signed in lately, and when somebody else failed to in their name."""
    actions = ["sign_in", "sign_out", "sign_in.second_factor_failed", "account.end_sessions"]
    return list(Entry.objects.filter(user_id=user_id, action__in=actions).order_by("-at")[:most])
