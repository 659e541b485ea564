"""Questions of the audit trail. Row-level security decides what there is to answer: one's own entries, those of the
organisation for its auditors, those of a record for the staff of its owner.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

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
            return names.get(entry.user_id, "somebody of another organisation")
        return "Tutela itself" if entry.actor_kind == "system" else "a visitor who is not signed in"

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


def in_words(action: str) -> str:
    """An action as a reader understands it; an unknown one is shown as it is written."""
    kind, _, verb = action.partition(".")
    return WORDS.get(action) or f"{kind.capitalize()}: {verb}".rstrip(": ").replace("_", " ")


WORDS = {
    "report.read": "Read the report",
    "case.read": "Read the case",
    "child.read": "Read the child's record",
    "report.receive": "Took in a report",
    "report.triage": "Sorted a report",
    "report.assign": "Assigned a report",
    "report.offer": "Offered a report to another organisation",
    "report.accept": "Accepted a report",
    "report.decline": "Declined a report",
    "report.release": "Put a report back to unassigned work",
    "report.accept_concern": "Accepted a specific concern",
    "report.answer": "Answered the reporter",
    "report.open_case": "Opened a case from a report",
    "report.join_case": "Joined a report to a case",
    "report.part_from_case": "Parted a report from a case",
    "report.propose_no_investigation": "Proposed not to investigate",
    "report.second_decision": "Decided as the second person",
    "report.review_decision": "Looked at a decision again",
    "report.keep_as_information": "Kept a report as information",
    "report.reopen": "Reopened a report",
    "report.restrict": "Restricted a report",
    "report.ask_identity": "Asked to open a reporter's identity",
    "report.agree_identity": "Agreed to open a reporter's identity",
    "report.refuse_identity": "Refused to open a reporter's identity",
    "report.read_identity": "Read a reporter's identity",
    "case.open": "Opened a case",
    "case.close": "Closed a case",
    "case.reopen": "Reopened a case",
    "case.restrict": "Restricted a case",
    "case.enter_child": "Entered a child in a case",
    "case.enter_person": "Entered a person in a case",
    "case.say_standing": "Said a person's standing",
    "child.enter": "Entered a child",
    "child.identify": "Identified a child",
    "child.restrict": "Restricted a child's record",
    "bundle.join": "Joined a report to a bundle",
    "bundle.part": "Parted a report from a bundle",
    "access.ask": "Asked for access",
    "access.withdraw": "Withdrew a request for access",
    "access.grant": "Gave access",
    "access.grant_request": "Gave access that was asked for",
    "access.end": "Ended access",
    "access.refuse": "Refused access",
    "access.break_glass": "Broke glass",
    "access.break_glass_missed": "Tried to break glass on a record that does not exist",
    "access.review": "Reviewed a breaking of glass",
    "purpose.stated": "Said why they read",
    "people.join": "Gave somebody an account or role",
    "people.invite": "Sent somebody the link to set a password",
    "people.move": "Changed somebody's role or unit",
    "people.leave": "Closed a leaver's access",
    "people.role_ended": "A role ran out",
    "people.reset_second_factor": "Reset somebody's second factor",
    "duty.put": "Put somebody on duty",
    "duty.take_off": "Took somebody off duty",
    "token.make": "Made a token for a program",
    "token.revoke": "Revoked a token",
    "sign_in": "Signed in",
    "sign_in.failed": "Failed to sign in",
    "sign_in.second_factor_failed": "Gave a wrong second factor",
    "sign_in.locked_out": "Locked out after too many failures",
    "sign_out": "Signed out",
    "sql.read": "Read with a typed query",
    "audit.export": "Exported the audit trail",
    "account.change": "Changed their own details",
    "account.end_sessions": "Signed out on every other machine",
    "account.work_as": "Changed to another of their roles",
    "account.password_changed": "Changed their password",
    "account.password_set": "Set their password",
    "account.password_reset": "Set a new password by the link",
    "account.second_factor_added": "Added a second factor",
    "account.second_factor_removed": "Removed a second factor",
    "account.second_factor_reset": "Renewed a second factor",
    "organisation.set_up": "Set up the organisation",
    "organisation.set_up_place": "Entered a place",
    "organisation.contact": "Changed the point of contact",
    "organisation.promises": "Changed what the organisation promises",
    "organisation.calendar": "Changed the time zone or holidays",
    "agreement.propose": "Proposed to send directly",
    "agreement.agree": "Agreed to send directly",
    "agreement.end": "Ended sending directly",
    "house.clear_away": "Cleared away what was past its time",
    "import.discard": "Emptied the rows of a file that was past its time",
    "organisation.hours": "Changed the working hours",
    "organisation.closed_day": "Added a closed day",
    "organisation.open_day": "Took out a closed day",
    "organisation.unit_add": "Added a unit",
    "organisation.unit_change": "Changed a unit",
    "organisation.unit_remove": "Removed a unit",
    "organisation.remit_add": "Added to the remit",
    "organisation.remit_remove": "Took out of the remit",
}

# What a filter offers, by the beginning of the action.
ACTIONS = [
    ("report.read", "Read a report"),
    ("case.read", "Read a case"),
    ("child.read", "Read a child's record"),
    ("report.", "Anything with reports"),
    ("case.", "Anything with cases"),
    ("child.", "Anything with children"),
    ("access.", "Access: asked, given, refused, broken"),
    ("access.break_glass", "Broke glass"),
    ("purpose.", "Said why they read"),
    ("sign_in", "Signed in, or failed to"),
    ("account.", "Their own account"),
    ("people.", "Accounts and roles of people"),
    ("organisation.", "The organisation's entry"),
    ("duty.", "The rota"),
    ("token.", "Tokens of programs"),
    ("sql.", "Typed queries"),
]


def sign_ins_of(user_id: int, *, most: int = 10) -> list[Entry]:
    """When somebody signed in lately, and when somebody else failed to in their name."""
    actions = ["sign_in", "sign_out", "sign_in.second_factor_failed", "account.end_sessions"]
    return list(Entry.objects.filter(user_id=user_id, action__in=actions).order_by("-at")[:most])
