"""Everything on a report's page, in a bounded number of statements."""

from dataclasses import dataclass
from datetime import datetime

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.models import Entry
from tutela.clocks.models import Clock
from tutela.clocks.state import state_of
from tutela.decisions.models import Decision
from tutela.ownership.models import Assignment, HandOver, Participation, Span
from tutela.reports.models import Answer, CaseLink, Report, ReporterIdentity, ReporterMessage, Submission


@dataclass(frozen=True)
class ClockOnPage:
    """A promise with its state at the moment of reading."""

    clock: Clock
    state: str


@dataclass
class ReportPage:
    """What the page of one report shows."""

    report: Report
    submission: Submission
    clocks: list[ClockOnPage]
    offers: list[HandOver]
    decisions: list[Decision]
    answers: list[Answer]
    case_links: list[CaseLink]
    is_mine: bool
    identity: ReporterIdentity | None
    identity_is_sealed: bool

    @property
    def open_offer(self) -> HandOver | None:
        """The offer under which the report is on its way."""
        return next((one for one in self.offers if one.state == HandOver.State.OFFERED), None)

    @property
    def waiting_decision(self) -> Decision | None:
        """The decision that waits for a second person."""
        return next((one for one in self.decisions if one.state == Decision.State.PROPOSED), None)

    @property
    def next_step(self) -> str:
        """What must be done next, in one sentence."""
        if self.report.is_urgent:
            return "Accept the concern and act on it, or make sure that whoever is on duty does."
        if self.open_offer is not None:
            return f"{self.open_offer.receiver} has to accept or decline it."
        if self.waiting_decision is not None:
            return "A second person has to agree or disagree with the decision that is proposed."
        if self.report.state == Report.State.DECIDED:
            return "Tell the reporter the outcome."
        if self.report.state == Report.State.CLOSED:
            return "Nothing: it is closed. If something new comes, reopen it."
        if any(one.clock.kind == Clock.Kind.RECEIPT for one in self.clocks):
            return "Look at it, say what it concerns, and send the receipt."
        return (
            "Decide what becomes of it: open a case, send it to whose it is, or decide with grounds not to investigate."
        )

    @property
    def category_names(self) -> list[tuple[str, str]]:
        """Code and words of each category."""
        return [(code, typology.category(code).label) for code in self.report.categories]


def report_page(report: Report, *, actor: Actor, now: datetime) -> ReportPage:
    """The page of ``report`` for ``actor``."""
    running = [
        ClockOnPage(one, str(state_of(one, now)))
        for one in Clock.objects.filter(
            subject_kind="report", subject_id=report.pk, met_at=None, ended_at=None
        ).order_by("due_at")
    ]
    identity = ReporterIdentity.objects.filter(pk=report.pk).first()
    submission = Submission.objects.select_related("reporter").get(pk=report.pk)
    return ReportPage(
        report=report,
        submission=submission,
        clocks=running,
        offers=list(
            HandOver.objects.filter(subject_kind="report", subject_id=report.pk)
            .select_related("sender", "receiver", "final_receiver")
            .order_by("-offered_at")
        ),
        decisions=list(
            Decision.objects.filter(subject_kind="report", subject_id=report.pk)
            .select_related("made_by", "second_person", "reviewed_by")
            .order_by("-made_at")
        ),
        answers=list(Answer.objects.filter(report=report)),
        case_links=list(CaseLink.objects.filter(report=report, parted_at=None).select_related("case")),
        is_mine=report.owner_id == actor.organisation_id and actor.writes_records,
        identity=identity,
        identity_is_sealed=identity is None and submission.reporter_kind != Submission.ReporterKind.ORGANISATION,
    )


@dataclass(frozen=True)
class Happening:
    """One line of a record's history."""

    at: datetime
    what: str
    who: str = ""
    words: str = ""


def history(report: Report) -> list[Happening]:
    """Who answered for the report and who handled it, who took part, and every act on it, newest first."""
    spans = Span.objects.filter(subject_kind="report", subject_id=report.pk).select_related("organisation")
    assigned = Assignment.objects.filter(subject_kind="report", subject_id=report.pk).select_related("handler")
    taking_part = Participation.objects.filter(subject_kind="report", subject_id=report.pk).select_related(
        "organisation"
    )
    messages = ReporterMessage.objects.filter(report=report)
    found = [Happening(one.from_at, "Owner", one.organisation.name, one.get_basis_display()) for one in spans]
    found += [Happening(one.from_at, "Handler", one.handler.name) for one in assigned if one.handler_id]
    found += [Happening(one.since, "Takes part", one.organisation.name, one.get_basis_display()) for one in taking_part]
    found += [Happening(one.at, "The reporter wrote", "", one.words) for one in messages]
    return sorted(found, key=lambda one: one.at, reverse=True)


def audit_of(kind: str, subject_id: int, *, most: int = 200) -> list[Entry]:
    """Who did and who read what in a record, newest first."""
    return list(Entry.objects.filter(subject_kind=kind, subject_id=subject_id).order_by("-at", "-id")[:most])
