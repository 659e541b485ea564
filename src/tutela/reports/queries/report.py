"""Everything on a report's page, in a bounded number of statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.changes import Change, changes_of
from tutela.clocks.models import Clock
from tutela.clocks.state import state_of
from tutela.core.errors import BadInput
from tutela.core.marking import gettext_noop
from tutela.core.paging import bounded_counts
from tutela.core.partial_date import PartialDate
from tutela.decisions.models import Decision
from tutela.following.queries import with_followed
from tutela.organisations.countries import country_choices
from tutela.organisations.models import Organisation, Place
from tutela.ownership.access import find
from tutela.ownership.frames import with_above
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


_DECIDE = gettext_noop(
    "Decide what becomes of it: open a case, send it to whose it is, or decide with grounds not to investigate."
)
_BY_STATE = {
    Report.State.RECEIVED: _DECIDE,
    Report.State.WORKING: _DECIDE,
    Report.State.DECIDED: gettext_noop("Tell the reporter the outcome."),
    Report.State.CLOSED: gettext_noop("Nothing: it is closed. If something new comes, reopen it."),
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
            return gettext("Accept the concern and act on it, or make sure that whoever is on duty does.")
        if self.open_offer is not None:
            return gettext("{receiver} has to accept or decline it.").format(receiver=self.open_offer.receiver)
        if self.waiting_decision is not None:
            return gettext("A second person has to agree or disagree with the decision that is proposed.")
        return self._next_of_an_open_one() if self.is_open else gettext(_BY_STATE[Report.State(self.report.state)])

    def _next_of_an_open_one(self) -> str:
        if any(one.clock.kind == Clock.Kind.RECEIPT for one in self.clocks):
            if self.report.state == Report.State.RECEIVED:
                return gettext("Look at it, say what it concerns, and send the receipt.")
            return gettext("Send the receipt, and decide what is done with it.")
        if not self.report.categories:
            return gettext("Say what it concerns, and decide what is done with it.")
        return gettext(_BY_STATE[Report.State(self.report.state)])

    @property
    def occurred_in_words(self) -> str:
        """When it happened, as much of it as is known, in words; what is kept in another way stays as it is."""
        try:
            return PartialDate.parse(self.report.occurred).in_words()
        except BadInput:
            return self.report.occurred

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
    found: Report = find(reference, kind="report", related=_WITH_REPORT, around=_with_followed)
    return found


def _with_followed(rows: QuerySet[Report]) -> QuerySet[Report]:
    return with_above(with_followed(rows, "report"), "report")


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
    Clock.Kind.URGENT: (gettext_noop("Accept the concern"), "accept-concern"),
    Clock.Kind.RECEIPT: (gettext_noop("Send the receipt"), "answer"),
    Clock.Kind.PROGRESS: (gettext_noop("Send progress"), "answer"),
    Clock.Kind.OUTCOME: (gettext_noop("Tell the outcome"), "answer"),
    Clock.Kind.REVIEW: (gettext_noop("Review the decision"), "decisions"),
}


def _on_page(one: Clock, report: Report, kinds: set[str], now: datetime) -> ClockOnPage:
    words, address = _ACTIONS.get(Clock.Kind(one.kind), ("", ""))
    if one.kind == Clock.Kind.PROGRESS and Clock.Kind.RECEIPT in kinds:
        words = ""  # the receipt comes first, and keeps both
    url = f"{report.get_absolute_url()}/{address}" if words else ""
    return ClockOnPage(one, str(state_of(one, now)), gettext(words) if words else "", url)


# Verbs as a reader of the history understands them.
VERBS = {
    "report.receive": gettext_noop("Received"),
    "report.triage": gettext_noop("Said what it concerns"),
    "report.assign": gettext_noop("Named the handler"),
    "report.release": gettext_noop("Put back to unassigned work"),
    "report.accept_concern": gettext_noop("Accepted the concern"),
    "report.accept": gettext_noop("Accepted the hand-over"),
    "report.claim": gettext_noop("Claimed it"),
    "report.transfer": gettext_noop("Transferred it"),
    "report.lapse": gettext_noop("Not accepted in time"),
    "report.answer": gettext_noop("Answered the reporter"),
    "report.open_case": gettext_noop("Opened a case"),
    "report.second_decision": gettext_noop("Second person agreed"),
    "report.keep_as_information": gettext_noop("Kept as information"),
    "report.reopen": gettext_noop("Reopened"),
    "report.restrict": gettext_noop("Restricted or opened it"),
    "report.join_case": gettext_noop("Joined it to a case"),
    "case.open": gettext_noop("Opened a case"),
    "report.send": gettext_noop("Offered it to another organisation"),
    "report.decline": gettext_noop("Declined the offer"),
    "report.withdraw": gettext_noop("Took the offer back"),
    "report.came_again": gettext_noop("It came again"),
    "report.call_duty": gettext_noop("Called whoever is on duty"),
    "report.propose_no_investigation": gettext_noop("Proposed not to investigate"),
    "report.review_decision": gettext_noop("Reviewed the decision"),
    "report.read_identity": gettext_noop("Read the opened identity"),
    "report.ask_identity": gettext_noop("Asked to open the identity"),
    "report.agree_identity": gettext_noop("Agreed to open the identity"),
    "report.refuse_identity": gettext_noop("Refused to open the identity"),
    "report.add_participant": gettext_noop("Let somebody take part"),
    "report.end_participation": gettext_noop("Ended somebody's part"),
    "report.part_from_case": gettext_noop("Parted it from a case"),
    "clock.pause": gettext_noop("Paused a promise"),
    "clock.resume": gettext_noop("Let a promise go on"),
    "bundle.join": gettext_noop("Put it into a bundle"),
    "bundle.part": gettext_noop("Took it out of a bundle"),
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
