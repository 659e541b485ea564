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
    "decision.propose": "Proposed a decision",
    "decision.second": "Decided as the second person",
    "decision.review": "Reviewed a decision",
    "case.open": "Opened a case",
    "case.import": "Brought in a case from a document",
    "case.close": "Closed a case",
    "case.reopen": "Reopened a case",
    "case.copy": "Made a copy of a case for somebody",
    "case.mark": "Marked how a case is handled",
    "child.mark": "Marked how a child's record is handled",
    "report.mark": "Marked how a report is handled",
    "case.answer": "Answered questions of the record",
    "case.propose": "Proposed a correction",
    "case.accept_proposal": "Accepted a correction",
    "case.decline_proposal": "Declined a correction",
    "case.withdraw_proposal": "Withdrew a correction",
    "case.enter_identifier": "Entered an identifier",
    "case.take_away_identifier": "Took an identifier away",
    "case.enter_place": "Entered a place",
    "case.take_away_place": "Took a place away",
    "bulk.choose": "Chose many records",
    "bulk.assign": "Assigned many records at once",
    "bulk.undo": "Undid an assignment of many",
    "case.restrict": "Restricted a case",
    "case.enter_child": "Entered a child in a case",
    "case.enter_person": "Entered a person in a case",
    "case.say_standing": "Said a person's standing",
    "case.make_plan": "Made a plan",
    "case.change_plan": "Changed a plan",
    "case.plan_ready": "Said that a plan is ready",
    "case.carry_out_plan": "Recorded what came of a plan",
    "case.call_off_plan": "Called off a plan",
    "case.follow_plan": "Added what follows from a plan",
    "case.assess_welfare": "Recorded an assessment for a suspect's welfare",
    "case.inform_suspect": "Recorded what a suspect was told for their welfare",
    "case.arrange_contact": "Arranged the contact with a suspect afterwards",
    "case.contact_made": "Said that the contact with a suspect was made",
    "case.leave_out_welfare": "Left out part of a welfare step",
    "case.ask_measure": "Asked for a special measure for a child",
    "case.decide_measure": "Recorded what was decided of a special measure",
    "case.no_measure": "Decided that a child needs no special measure",
    "case.support_witness": "Gave a task to support a child as a witness",
    "case.plan_meeting": "Planned a strategy meeting",
    "case.change_meeting": "Changed a strategy meeting",
    "case.call_off_meeting": "Called off a strategy meeting",
    "case.write_minutes": "Wrote minutes of a strategy meeting",
    "case.correct_minutes": "Corrected minutes of a strategy meeting",
    "child.enter": "Entered a child",
    "child.identify": "Identified a child",
    "child.restrict": "Restricted a child's record",
    "child.say_safety": "Said whether a child is safe",
    "child.say_safeguarded": "Said what protects a child",
    "child.say_whereabouts": "Said where a child may be",
    "child.give_assessment": "Said who assesses a child's needs",
    "child.record_finding": "Said what was found of a child's needs",
    "child.conclude_assessment": "Concluded an assessment of needs",
    "child.decide_no_assessment": "Decided that no assessment of needs is made",
    "child.open_assessment_again": "Opened a further assessment of needs",
    "child.add_contact": "Added who is in contact with a child",
    "child.end_contact": "Ended a contact of a child",
    "task.read": "Read a task about the record",
    "task.give": "Gave a task",
    "task.hand": "Said who does a task",
    "task.put_off": "Said another day for a task",
    "task.release": "Put a task back to whoever does it there",
    "task.finish": "Finished a task",
    "task.decline": "Gave a task back",
    "task.cancel": "Cancelled a task",
    "task.reopen": "Opened a task again",
    "task.tell": "Told who has tasks that they are due",
    "tasks.export": "Exported a list of tasks",
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
    "retention.read": "Read a disposal",
    "retention.set_time": "Set how long a category is kept",
    "retention.hold": "Held a record",
    "retention.lift_hold": "Lifted the hold on a record",
    "retention.propose": "Proposed to dispose of a record",
    "retention.approve": "Approved a disposal",
    "retention.refuse": "Did not approve a disposal",
    "retention.stop": "Stopped a disposal",
    "retention.dispose": "Disposed of a record",
    "organisation.hours": "Changed the working hours",
    "organisation.closed_day": "Added a closed day",
    "organisation.open_day": "Took out a closed day",
    "organisation.unit_add": "Added a unit",
    "organisation.unit_change": "Changed a unit",
    "organisation.unit_remove": "Removed a unit",
    "organisation.remit_add": "Added to the remit",
    "organisation.remit_remove": "Took out of the remit",
    "comment.write": "Wrote a comment",
    "comment.withdraw": "Withdrew a comment",
    "letter.keep": "Kept a letter",
    "letter.mark_answered": "Marked a letter as answered",
    "follow.begin": "Followed a record",
    "follow.end": "Left off following a record",
    "follow.tell": "Told followers of changes",
    "search.keep": "Followed a search",
    "search.drop": "Left off following a search",
    "search.tell": "Told of what a followed search found",
    "filter.keep": "Kept a filter of a list",
    "filter.rename": "Renamed a kept filter",
    "filter.remove": "Removed a kept filter",
    "notices.choose": "Chose how they hear of notices",
    "notices.mail": "Mailed notices at once",
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
