"""What somebody sees who comes back with a reference and a code: their report, its answers, and what is owed to them."""

from dataclasses import dataclass
from datetime import datetime

from tutela.accounts.need_to_know import name_the_reader
from tutela.clocks.models import Clock
from tutela.core import references
from tutela.core.errors import BadInput
from tutela.organisations.models import Organisation
from tutela.reports.models import ReporterIdentity, ReporterMessage, Submission
from tutela.reports.queries.partner import Kept, Sent, with_answers


@dataclass(frozen=True)
class Standing:
    """One report as its reporter sees it."""

    sent: Sent
    answerable: Organisation | None
    kept: list[Kept]
    messages: list[ReporterMessage]
    said_who: bool

    @property
    def due(self) -> int:
        """How many answers have fallen due: the denominator."""
        return sum(one.due for one in self.kept)

    @property
    def in_time(self) -> int:
        """How many of them came in time."""
        return sum(one.kept for one in self.kept)


def submission_of(reference: str, code_digest: str) -> Submission | None:
    """The submission of this reference and code; nothing for a wrong one of either, which are told apart by nobody.

    From here on the transaction reads as whoever holds the code, and as nobody else.
    """
    name_the_reader(user_id=None, membership_id=None, code_digest=code_digest)
    try:
        parsed = references.parse(reference)
    except BadInput:
        return None
    return Submission.objects.filter(reference=str(parsed), code_digest=code_digest).first()


def standing_of(submission: Submission, *, now: datetime) -> Standing:
    """All of it, in five statements."""
    [sent] = with_answers([submission], now=now)
    clocks = list(
        Clock.objects.filter(subject_kind="report", subject_id=submission.pk, kind__in=Clock.ANSWERS)
        .select_related("answerable")
        .order_by("-started_at")
    )
    return Standing(
        sent=sent,
        answerable=clocks[0].answerable if clocks else None,
        kept=[_kept(kind, [one for one in clocks if one.kind == kind], now) for kind in Clock.ANSWERS],
        messages=list(ReporterMessage.objects.filter(report_id=submission.pk)),
        said_who=ReporterIdentity.objects.filter(pk=submission.pk).exists(),
    )


def _kept(kind: str, clocks: list[Clock], now: datetime) -> Kept:
    met = [one for one in clocks if one.met_at is not None]
    return Kept(
        str(Clock.Kind(kind).label),
        kept=sum(1 for one in met if one.met_at is not None and one.met_at <= one.due_at),
        late=sum(1 for one in met if one.met_at is not None and one.met_at > one.due_at),
        overdue=sum(1 for one in clocks if one.is_running and one.paused_at is None and one.due_at <= now),
    )
