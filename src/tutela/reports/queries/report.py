"""Everything on a report's page, in a bounded number of statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.changes import Change, changes_of
from tutela.clocks.models import Clock
from tutela.clocks.state import state_of
from tutela.core.paging import bounded_counts
from tutela.decisions.models import Decision
from tutela.following.queries import with_followed
from tutela.organisations.countries import country_choices
from tutela.organisations.models import Organisation, Place
from tutela.ownership.access import find
from tutela.ownership.models import HandOver
from tutela.ownership.queries import assignments
from tutela.reports.models import BundleMember, CaseLink, IdentityOpening, Report, ReporterIdentity, Submission
from tutela.reports.services.promises import PAUSABLE

_SIDES = ("sender", "receiver", "final_receiver")
_WITH_REPORT = ("owner", "handler", "place", "submission__reporter", "submission__identity")


@dataclass(frozen=True)
class ClockOnPage:
    """A promise with its state at the moment of reading, and what its reader may do about it."""

    clock: Clock
    state: str
    action: str = ""
    address: str = ""

    @property
    def may_pause(self) -> bool:
        """Whether it runs, in time, and is of a kind that may stand still."""
        return self.clock.kind in PAUSABLE and self.state in ("running", "due soon")


_DECIDE = "Decide what becomes of it: open a case, send it to whose it is, or decide with grounds not to investigate."
_BY_STATE = {
    Report.State.RECEIVED: _DECIDE,
    Report.State.WORKING: _DECIDE,
    Report.State.DECIDED: "Tell the reporter the outcome.",
    Report.State.CLOSED: "Nothing: it is closed. If something new comes, reopen it.",
}


@dataclass
class ReportPage:
    """What the head of every tab of a report shows: whose it is, how it stands, and what must be done next."""

    report: Report
    submission: Submission
    identity: ReporterIdentity | None
    clocks: list[ClockOnPage]
    open_offer: HandOver | None
    waiting_decision: Decision | None
    case_links: list[CaseLink]
    bundle: BundleMember | None
    is_mine: bool
    has_openings: bool

    @property
    def identity_is_sealed(self) -> bool:
        """Whether somebody gave a name or contact that this reader does not see."""
        return self.identity is None and self.submission.reporter_kind != Submission.ReporterKind.ORGANISATION

    @property
    def next_step(self) -> str:
        """What must be done next, in one sentence."""
        if self.report.is_urgent:
            return "Accept the concern and act on it, or make sure that whoever is on duty does."
        if self.open_offer is not None:
            return f"{self.open_offer.receiver} has to accept or decline it."
        if self.waiting_decision is not None:
            return "A second person has to agree or disagree with the decision that is proposed."
        if self.is_open and any(one.clock.kind == Clock.Kind.RECEIPT for one in self.clocks):
            if self.report.state == Report.State.RECEIVED:
                return "Look at it, say what it concerns, and send the receipt."
            return "Send the receipt, and decide what is done with it."
        return _BY_STATE[Report.State(self.report.state)]

    @property
    def category_names(self) -> list[tuple[str, str]]:
        """Code and words of each category."""
        return [(code, typology.category(code).label) for code in self.report.categories]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.report.state in (Report.State.RECEIVED, Report.State.WORKING)


def find_report(reference: str) -> Report:
    """The report with what came in, as this reader may see it; one statement. Raises as ``find`` does."""
    found: Report = find(
        reference, kind="report", related=_WITH_REPORT, around=lambda rows: with_followed(rows, "report")
    )
    return found


def report_page(report: Report, *, actor: Actor, now: datetime) -> ReportPage:
    """The page of ``report``, as :func:`find_report` found it, for ``actor``.

    Two statements, and one more for each of what is there: an open offer, a waiting decision, cases, a bundle.
    """
    of_report: dict[str, Any] = {"subject_kind": "report", "subject_id": report.pk}
    rows = Clock.objects.filter(**of_report, met_at=None, ended_at=None).select_related("owed_to").order_by("due_at")
    running = list(rows)
    kinds = {one.kind for one in running}
    offers = HandOver.objects.filter(**of_report, state=HandOver.State.OFFERED)
    decisions = Decision.objects.filter(**of_report, state=Decision.State.PROPOSED)
    cases = CaseLink.objects.filter(report=report, parted_at=None)
    bundles = BundleMember.objects.filter(report=report, parted_at=None)
    openings = IdentityOpening.objects.filter(submission_id=report.pk)
    there = bounded_counts(1, offers=offers, decisions=decisions, cases=cases, bundles=bundles, openings=openings)
    return ReportPage(
        report=report,
        submission=report.submission,
        identity=getattr(report.submission, "identity", None),
        clocks=[_on_page(one, report, kinds, now) for one in running],
        open_offer=offers.select_related(*_SIDES).first() if there["offers"].value else None,
        waiting_decision=decisions.select_related("made_by").first() if there["decisions"].value else None,
        case_links=list(cases.select_related("case")) if there["cases"].value else [],
        bundle=bundles.select_related("bundle").first() if there["bundles"].value else None,
        is_mine=report.owner_id == actor.organisation_id and actor.writes_records,
        has_openings=bool(there["openings"].value),
    )


_ACTIONS = {
    Clock.Kind.URGENT: ("Accept the concern", "accept-concern"),
    Clock.Kind.RECEIPT: ("Send the receipt", "answer"),
    Clock.Kind.PROGRESS: ("Send progress", "answer"),
    Clock.Kind.OUTCOME: ("Tell the outcome", "answer"),
    Clock.Kind.REVIEW: ("Review the decision", "decisions"),
}


def _on_page(one: Clock, report: Report, kinds: set[str], now: datetime) -> ClockOnPage:
    words, address = _ACTIONS.get(Clock.Kind(one.kind), ("", ""))
    if one.kind == Clock.Kind.PROGRESS and Clock.Kind.RECEIPT in kinds:
        words = ""  # the receipt comes first, and keeps both
    return ClockOnPage(one, str(state_of(one, now)), words, f"{report.get_absolute_url()}/{address}" if words else "")


# Verbs as a reader of the history understands them.
VERBS = {
    "report.receive": "Received",
    "report.triage": "Said what it concerns",
    "report.assign": "Named the handler",
    "report.release": "Put back to unassigned work",
    "report.accept_concern": "Accepted the concern",
    "report.accept": "Accepted the hand-over",
    "report.claim": "Claimed it",
    "report.transfer": "Transferred it",
    "report.lapse": "Not accepted in time",
    "report.answer": "Answered the reporter",
    "report.open_case": "Opened a case",
    "report.second_decision": "Second person agreed",
    "report.keep_as_information": "Kept as information",
    "report.reopen": "Reopened",
    "report.restrict": "Restricted or opened it",
    "report.join_case": "Joined it to a case",
    "case.open": "Opened a case",
    "report.send": "Offered it to another organisation",
    "report.decline": "Declined the offer",
    "report.withdraw": "Took the offer back",
    "report.came_again": "It came again",
    "report.call_duty": "Called whoever is on duty",
    "report.propose_no_investigation": "Proposed not to investigate",
    "report.review_decision": "Reviewed the decision",
    "report.read_identity": "Read the opened identity",
    "report.ask_identity": "Asked to open the identity",
    "report.agree_identity": "Agreed to open the identity",
    "report.refuse_identity": "Refused to open the identity",
    "report.add_participant": "Let somebody take part",
    "report.end_participation": "Ended somebody's part",
    "report.part_from_case": "Parted it from a case",
    "clock.pause": "Paused a promise",
    "clock.resume": "Let a promise go on",
    "bundle.join": "Put it into a bundle",
    "bundle.part": "Took it out of a bundle",
}


def changes(report: Report) -> list[Change]:
    """Every change of the report's own fields: who, when, old and new; six statements at most."""
    return changes_of(
        Report,
        report.pk,
        words={
            "owner": dict(Organisation.objects.values_list("pk", "name")),
            "place": dict(Place.objects.values_list("pk", "name")),
            "categories": {one.code: f"{one.code} {one.label}" for one in typology.categories()},
            "countries": dict(country_choices()),
            "handler": _handlers(report),
        },
    )


def _handlers(report: Report) -> dict[int, str]:
    return {one.handler_id: one.handler.name for one in assignments(report)}
