"""What somebody sees who comes back with a reference and a code: their report, its answers, and what is owed to them."""

from dataclasses import dataclass
from datetime import datetime

from tutela.accounts.need_to_know import name_the_reader
from tutela.clocks.models import Clock
from tutela.clocks.queries import Kept, how_kept
from tutela.core import references
from tutela.core.errors import BadInput
from tutela.organisations.models import Organisation
from tutela.reports.models import ReporterIdentity, ReporterMessage, Submission
from tutela.reports.queries.partner import Sent, with_answers


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
    """All of it, in six statements."""
    [sent] = with_answers([submission], now=now)
    promised = Clock.objects.filter(subject_kind="report", subject_id=submission.pk, kind__in=Clock.ANSWERS)
    newest = promised.select_related("answerable").order_by("-started_at").first()
    return Standing(
        sent=sent,
        answerable=newest.answerable if newest else None,
        kept=how_kept(promised, now=now),
        messages=list(ReporterMessage.objects.filter(report_id=submission.pk)),
        said_who=ReporterIdentity.objects.filter(pk=submission.pk).exists(),
    )
