"""Questions of the audit trail. Row-level security decides what there is to answer: one's own entries, those of the
organisation for its auditors, those of a record for the staff of its owner.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tutela.audit.models import Entry
from tutela.core.paging import Key, Page, page
from tutela.core.subjects import Subject

_NEWEST_FIRST = (Key("at", descending=True), Key("id", descending=True))
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


def entries_of_record(
    subject: Subject, *, only_readings: bool = False, cursor: str = "", size: int = 50
) -> Page[Entry]:
    """Who read and changed one record, newest first."""
    entries = Entry.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    if only_readings:
        entries = entries.filter(action__endswith=_READING)
    return page(entries, _NEWEST_FIRST, cursor=cursor, size=size)


def entries_of_organisation(
    organisation_id: int, wanted: Filter = Filter(), *, cursor: str = "", size: int = 50
) -> Page[Entry]:
    """What the people of an organisation did and read, newest first, for its auditors."""
    return page(
        wanted.on(Entry.objects.filter(organisation_id=organisation_id)), _NEWEST_FIRST, cursor=cursor, size=size
    )


def entries_of_person(user_id: int, wanted: Filter = Filter(), *, cursor: str = "", size: int = 50) -> Page[Entry]:
    """What one person did and read, newest first."""
    return page(wanted.on(Entry.objects.filter(user_id=user_id)), _NEWEST_FIRST, cursor=cursor, size=size)


def in_words(action: str) -> str:
    """An action as a reader understands it; an unknown one is shown as it is written."""
    kind, _, verb = action.partition(".")
    return WORDS.get(action) or f"{kind.capitalize()}: {verb}".rstrip(": ").replace("_", " ")


WORDS = {
    "report.read": "Read the report",
    "case.read": "Read the case",
    "child.read": "Read the child's record",
    "access.ask": "Asked for access",
    "access.grant": "Gave access",
    "access.end": "Ended access",
    "access.refuse": "Refused access",
    "access.break_glass": "Broke glass",
    "access.break_glass_missed": "Tried to break glass on a record that does not exist",
    "access.review": "Reviewed a breaking of glass",
    "purpose.stated": "Said why they read",
    "people.join": "Gave somebody an account or role",
    "people.move": "Changed somebody's role or unit",
    "people.leave": "Closed a leaver's access",
    "people.reset_second_factor": "Reset somebody's second factor",
    "token.make": "Made a token for a program",
    "token.revoke": "Revoked a token",
    "sign_in": "Signed in",
    "sign_in.failed": "Failed to sign in",
    "sign_in.locked_out": "Locked out after too many failures",
    "sign_out": "Signed out",
    "sql.read": "Read with a typed query",
}
