"""Questions of the audit trail. Row-level security decides what there is to answer: one's own entries, those of the
organisation for its auditors, those of a record for the staff of its owner.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from tutela.audit.models import Entry
from tutela.audit.words import purpose_in_words, role_in_words
from tutela.core.marking import gettext_noop
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


def in_words(action: str) -> str:
    """An action as a reader understands it; an unknown one is shown as it is written."""
    kind, _, verb = action.partition(".")
    known = WORDS.get(action)
    return gettext(known) if known else f"{kind.capitalize()}: {verb}".rstrip(": ").replace("_", " ")


WORDS = {
    "report.read": gettext_noop("Read the report"),
    "case.read": gettext_noop("Read the case"),
    "child.read": gettext_noop("Read the child's record"),
    "report.receive": gettext_noop("Took in a report"),
    "report.triage": gettext_noop("Sorted a report"),
    "report.assign": gettext_noop("Assigned a report"),
    "report.offer": gettext_noop("Offered a report to another organisation"),
    "report.accept": gettext_noop("Accepted a report"),
    "report.decline": gettext_noop("Declined a report"),
    "report.release": gettext_noop("Put a report back to unassigned work"),
    "report.accept_concern": gettext_noop("Accepted a specific concern"),
    "report.answer": gettext_noop("Answered the reporter"),
    "report.open_case": gettext_noop("Opened a case from a report"),
    "report.join_case": gettext_noop("Joined a report to a case"),
    "report.part_from_case": gettext_noop("Parted a report from a case"),
    "report.propose_no_investigation": gettext_noop("Proposed not to investigate"),
    "report.second_decision": gettext_noop("Decided as the second person"),
    "report.review_decision": gettext_noop("Looked at a decision again"),
    "report.keep_as_information": gettext_noop("Kept a report as information"),
    "report.reopen": gettext_noop("Reopened a report"),
    "report.restrict": gettext_noop("Restricted a report"),
    "report.ask_identity": gettext_noop("Asked to open a reporter's identity"),
    "report.agree_identity": gettext_noop("Agreed to open a reporter's identity"),
    "report.refuse_identity": gettext_noop("Refused to open a reporter's identity"),
    "report.read_identity": gettext_noop("Read a reporter's identity"),
    "decision.propose": gettext_noop("Proposed a decision"),
    "decision.second": gettext_noop("Decided as the second person"),
    "decision.review": gettext_noop("Reviewed a decision"),
    "case.open": gettext_noop("Opened a case"),
    "case.import": gettext_noop("Brought in a case from a document"),
    "case.close": gettext_noop("Closed a case"),
    "case.reopen": gettext_noop("Reopened a case"),
    "case.copy": gettext_noop("Made a copy of a case for somebody"),
    "case.mark": gettext_noop("Marked how a case is handled"),
    "child.mark": gettext_noop("Marked how a child's record is handled"),
    "report.mark": gettext_noop("Marked how a report is handled"),
    "case.answer": gettext_noop("Answered questions of the record"),
    "case.propose": gettext_noop("Proposed a correction"),
    "case.accept_proposal": gettext_noop("Accepted a correction"),
    "case.decline_proposal": gettext_noop("Declined a correction"),
    "case.withdraw_proposal": gettext_noop("Withdrew a correction"),
    "case.enter_identifier": gettext_noop("Entered an identifier"),
    "case.take_away_identifier": gettext_noop("Took an identifier away"),
    "case.enter_place": gettext_noop("Entered a place"),
    "case.take_away_place": gettext_noop("Took a place away"),
    "bulk.choose": gettext_noop("Chose many records"),
    "bulk.assign": gettext_noop("Assigned many records at once"),
    "bulk.undo": gettext_noop("Undid an assignment of many"),
    "case.restrict": gettext_noop("Restricted a case"),
    "case.enter_child": gettext_noop("Entered a child in a case"),
    "case.enter_person": gettext_noop("Entered a person in a case"),
    "case.say_standing": gettext_noop("Said a person's standing"),
    "case.make_plan": gettext_noop("Made a plan"),
    "case.change_plan": gettext_noop("Changed a plan"),
    "case.plan_ready": gettext_noop("Said that a plan is ready"),
    "case.carry_out_plan": gettext_noop("Recorded what came of a plan"),
    "case.call_off_plan": gettext_noop("Called off a plan"),
    "case.follow_plan": gettext_noop("Added what follows from a plan"),
    "case.assess_welfare": gettext_noop("Recorded an assessment for a suspect's welfare"),
    "case.inform_suspect": gettext_noop("Recorded what a suspect was told for their welfare"),
    "case.arrange_contact": gettext_noop("Arranged the contact with a suspect afterwards"),
    "case.contact_made": gettext_noop("Said that the contact with a suspect was made"),
    "case.leave_out_welfare": gettext_noop("Left out part of a welfare step"),
    "case.ask_measure": gettext_noop("Asked for a special measure for a child"),
    "case.decide_measure": gettext_noop("Recorded what was decided of a special measure"),
    "case.no_measure": gettext_noop("Decided that a child needs no special measure"),
    "case.support_witness": gettext_noop("Gave a task to support a child as a witness"),
    "case.plan_meeting": gettext_noop("Planned a strategy meeting"),
    "case.change_meeting": gettext_noop("Changed a strategy meeting"),
    "case.call_off_meeting": gettext_noop("Called off a strategy meeting"),
    "case.write_minutes": gettext_noop("Wrote minutes of a strategy meeting"),
    "case.correct_minutes": gettext_noop("Corrected minutes of a strategy meeting"),
    "child.enter": gettext_noop("Entered a child"),
    "child.identify": gettext_noop("Identified a child"),
    "child.restrict": gettext_noop("Restricted a child's record"),
    "child.say_safety": gettext_noop("Said whether a child is safe"),
    "child.say_safeguarded": gettext_noop("Said what protects a child"),
    "child.say_whereabouts": gettext_noop("Said where a child may be"),
    "child.give_assessment": gettext_noop("Said who assesses a child's needs"),
    "child.record_finding": gettext_noop("Said what was found of a child's needs"),
    "child.conclude_assessment": gettext_noop("Concluded an assessment of needs"),
    "child.decide_no_assessment": gettext_noop("Decided that no assessment of needs is made"),
    "child.open_assessment_again": gettext_noop("Opened a further assessment of needs"),
    "child.add_contact": gettext_noop("Added who is in contact with a child"),
    "child.end_contact": gettext_noop("Ended a contact of a child"),
    "task.read": gettext_noop("Read a task about the record"),
    "task.give": gettext_noop("Gave a task"),
    "task.hand": gettext_noop("Said who does a task"),
    "task.put_off": gettext_noop("Said another day for a task"),
    "task.release": gettext_noop("Put a task back to whoever does it there"),
    "task.finish": gettext_noop("Finished a task"),
    "task.decline": gettext_noop("Gave a task back"),
    "task.cancel": gettext_noop("Cancelled a task"),
    "task.reopen": gettext_noop("Opened a task again"),
    "task.tell": gettext_noop("Told who has tasks that they are due"),
    "tasks.export": gettext_noop("Exported a list of tasks"),
    "bundle.join": gettext_noop("Joined a report to a bundle"),
    "bundle.part": gettext_noop("Parted a report from a bundle"),
    "access.ask": gettext_noop("Asked for access"),
    "access.withdraw": gettext_noop("Withdrew a request for access"),
    "access.grant": gettext_noop("Gave access"),
    "access.grant_request": gettext_noop("Gave access that was asked for"),
    "access.end": gettext_noop("Ended access"),
    "access.refuse": gettext_noop("Refused access"),
    "access.break_glass": gettext_noop("Broke glass"),
    "access.break_glass_missed": gettext_noop("Tried to break glass on a record that does not exist"),
    "access.review": gettext_noop("Reviewed a breaking of glass"),
    "purpose.stated": gettext_noop("Said why they read"),
    "people.join": gettext_noop("Gave somebody an account or role"),
    "people.invite": gettext_noop("Sent somebody the link to set a password"),
    "people.move": gettext_noop("Changed somebody's role or unit"),
    "people.leave": gettext_noop("Closed a leaver's access"),
    "people.role_ended": gettext_noop("A role ran out"),
    "people.reset_second_factor": gettext_noop("Reset somebody's second factor"),
    "duty.put": gettext_noop("Put somebody on duty"),
    "duty.take_off": gettext_noop("Took somebody off duty"),
    "token.make": gettext_noop("Made a token for a program"),
    "token.revoke": gettext_noop("Revoked a token"),
    "sign_in": gettext_noop("Signed in"),
    "sign_in.failed": gettext_noop("Failed to sign in"),
    "sign_in.second_factor_failed": gettext_noop("Gave a wrong second factor"),
    "sign_in.locked_out": gettext_noop("Locked out after too many failures"),
    "sign_out": gettext_noop("Signed out"),
    "sql.read": gettext_noop("Read with a typed query"),
    "audit.export": gettext_noop("Exported the audit trail"),
    "account.change": gettext_noop("Changed their own details"),
    "account.end_sessions": gettext_noop("Signed out on every other machine"),
    "account.work_as": gettext_noop("Changed to another of their roles"),
    "account.password_changed": gettext_noop("Changed their password"),
    "account.password_set": gettext_noop("Set their password"),
    "account.password_reset": gettext_noop("Set a new password by the link"),
    "account.second_factor_added": gettext_noop("Added a second factor"),
    "account.second_factor_removed": gettext_noop("Removed a second factor"),
    "account.second_factor_reset": gettext_noop("Renewed a second factor"),
    "organisation.set_up": gettext_noop("Set up the organisation"),
    "organisation.set_up_place": gettext_noop("Entered a place"),
    "announcement.make": gettext_noop("Announced something to everybody"),
    "announcement.withdraw": gettext_noop("Withdrew an announcement"),
    "organisation.contact": gettext_noop("Changed the point of contact"),
    "organisation.promises": gettext_noop("Changed what the organisation promises"),
    "organisation.calendar": gettext_noop("Changed the time zone or holidays"),
    "agreement.propose": gettext_noop("Proposed to send directly"),
    "agreement.agree": gettext_noop("Agreed to send directly"),
    "agreement.end": gettext_noop("Ended sending directly"),
    "house.clear_away": gettext_noop("Cleared away what was past its time"),
    "import.discard": gettext_noop("Emptied the rows of a file that was past its time"),
    "retention.read": gettext_noop("Read a disposal"),
    "retention.set_time": gettext_noop("Set how long a category is kept"),
    "retention.hold": gettext_noop("Held a record"),
    "retention.lift_hold": gettext_noop("Lifted the hold on a record"),
    "retention.propose": gettext_noop("Proposed to dispose of a record"),
    "retention.approve": gettext_noop("Approved a disposal"),
    "retention.refuse": gettext_noop("Did not approve a disposal"),
    "retention.stop": gettext_noop("Stopped a disposal"),
    "retention.dispose": gettext_noop("Disposed of a record"),
    "organisation.hours": gettext_noop("Changed the working hours"),
    "organisation.closed_day": gettext_noop("Added a closed day"),
    "organisation.open_day": gettext_noop("Took out a closed day"),
    "organisation.unit_add": gettext_noop("Added a unit"),
    "organisation.unit_change": gettext_noop("Changed a unit"),
    "organisation.unit_remove": gettext_noop("Removed a unit"),
    "organisation.remit_add": gettext_noop("Added to the remit"),
    "organisation.remit_remove": gettext_noop("Took out of the remit"),
    "comment.write": gettext_noop("Wrote a comment"),
    "comment.withdraw": gettext_noop("Withdrew a comment"),
    "letter.keep": gettext_noop("Kept a letter"),
    "letter.mark_answered": gettext_noop("Marked a letter as answered"),
    "follow.begin": gettext_noop("Followed a record"),
    "follow.end": gettext_noop("Left off following a record"),
    "follow.tell": gettext_noop("Told followers of changes"),
    "search.keep": gettext_noop("Followed a search"),
    "search.drop": gettext_noop("Left off following a search"),
    "search.tell": gettext_noop("Told of what a followed search found"),
    "filter.keep": gettext_noop("Kept a filter of a list"),
    "filter.rename": gettext_noop("Renamed a kept filter"),
    "filter.remove": gettext_noop("Removed a kept filter"),
    "notices.choose": gettext_noop("Chose how they hear of notices"),
    "notices.mail": gettext_noop("Mailed notices at once"),
}

# What a filter offers, by the beginning of the action.
ACTIONS = [
    ("report.read", gettext_noop("Read a report")),
    ("case.read", gettext_noop("Read a case")),
    ("child.read", gettext_noop("Read a child's record")),
    ("report.", gettext_noop("Anything with reports")),
    ("case.", gettext_noop("Anything with cases")),
    ("child.", gettext_noop("Anything with children")),
    ("access.", gettext_noop("Access: asked, given, refused, broken")),
    ("access.break_glass", gettext_noop("Broke glass")),
    ("purpose.", gettext_noop("Said why they read")),
    ("sign_in", gettext_noop("Signed in, or failed to")),
    ("account.", gettext_noop("Their own account")),
    ("people.", gettext_noop("Accounts and roles of people")),
    ("organisation.", gettext_noop("The organisation's entry")),
    ("duty.", gettext_noop("The rota")),
    ("token.", gettext_noop("Tokens of programs")),
    ("sql.", gettext_noop("Typed queries")),
]


def sign_ins_of(user_id: int, *, most: int = 10) -> list[Entry]:
    """When somebody signed in lately, and when somebody else failed to in their name."""
    actions = ["sign_in", "sign_out", "sign_in.second_factor_failed", "account.end_sessions"]
    return list(Entry.objects.filter(user_id=user_id, action__in=actions).order_by("-at")[:most])
