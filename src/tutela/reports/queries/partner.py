"""What an outside body sees on one page: all it has sent, what became of it, and how well it was answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext, pgettext

from tutela.clocks.models import Clock
from tutela.clocks.queries import Kept, how_kept
from tutela.clocks.state import state_of
from tutela.core.paging import Key, Page, page
from tutela.organisations.models import Organisation
from tutela.reports.models import Answer, Submission
from tutela.reports.models.report import Door

ORDER = (Key("received_at", descending=True), Key("report_id", descending=True))


@dataclass(frozen=True)
class Sent:
    """One report that a partner sent, with what it heard and what it is owed."""

    submission: Submission
    answers: list[Answer]
    owed: list[tuple[Clock, str]]
    answerable: Organisation | None

    @property
    def way(self) -> str:
        """By which way it was sent, in the sender's words."""
        if self.submission.door == Door.STAFF:
            return pgettext("staff", "This page")
        return self.submission.get_door_display()

    @property
    def unread(self) -> int:
        """How many of its answers nobody of the reporter has opened."""
        return sum(1 for one in self.answers if one.read_at is None)

    @property
    def standing(self) -> str:
        """Where it stands, in the words of the last answer."""
        if any(one.kind == Answer.Kind.OUTCOME for one in self.answers):
            return gettext("Outcome told")
        if self.answers:
            return gettext("Being worked on")
        return gettext("Sent; no answer yet")


@dataclass(frozen=True)
class Wanted:
    """What of its own reports an outside body wants to see, and in which order."""

    words: str = ""
    standing: str = ""
    promise: str = ""
    door: str = ""
    sort: str = ""


SORTS = {
    "-received": (Key("received_at", descending=True), Key("report_id", descending=True)),
    "received": (Key("received_at"), Key("report_id")),
    "own": (Key("external_reference"), Key("report_id")),
    "-own": (Key("external_reference", descending=True), Key("report_id", descending=True)),
}


def sent_rows(organisation_id: int, wanted: Wanted, *, now: datetime) -> QuerySet[Submission]:
    """The reports that an organisation sent, as far as they are wanted."""
    rows = Submission.objects.filter(reporter_id=organisation_id)
    words = wanted.words.strip()
    if words:
        rows = rows.filter(
            Q(reference__iexact=words) | Q(external_reference__istartswith=words) | Q(summary__icontains=words)
        )
    answers = Answer.objects.filter(report_id=OuterRef("pk"))
    told = Exists(answers.filter(kind=Answer.Kind.OUTCOME))
    if wanted.standing == "unanswered":
        rows = rows.filter(~Exists(answers))
    elif wanted.standing == "working":
        rows = rows.filter(Exists(answers), ~told)
    elif wanted.standing == "told":
        rows = rows.filter(told)
    elif wanted.standing == "unread":
        rows = rows.filter(Exists(answers.filter(read_at=None)))
    if wanted.promise == "overdue":
        running = Clock.objects.filter(subject_kind="report", subject_id=OuterRef("pk"), owed_to_id=organisation_id)
        rows = rows.filter(
            Exists(running.filter(kind__in=Clock.ANSWERS, met_at=None, ended_at=None, paused_at=None, due_at__lte=now))
        )
    if wanted.door:
        rows = rows.filter(door=wanted.door)
    return rows


def sent_by(
    organisation_id: int, wanted: Wanted | None = None, *, now: datetime, cursor: str = "", size: int = 25
) -> Page[Sent]:
    """A page of the reports that an organisation sent, newest first unless another order is wanted; three statements."""
    wanted = wanted or Wanted()
    rows = sent_rows(organisation_id, wanted, now=now)
    found = page(rows, SORTS.get(wanted.sort, ORDER), cursor=cursor, size=size)
    return found.with_items(with_answers(found.items, now=now))


def with_answers(submissions: Iterable[Submission], *, now: datetime) -> list[Sent]:
    """Each submission with its answers and what is still owed, in two statements for all."""
    listed = list(submissions)
    ids = [one.pk for one in listed]
    answers: dict[int, list[Answer]] = {}
    for answer in Answer.objects.filter(report_id__in=ids).order_by("-sent_at"):
        answers.setdefault(answer.report_id, []).append(answer)
    owed: dict[int, list[Clock]] = {}
    clocks = Clock.objects.filter(
        subject_kind="report", subject_id__in=ids, kind__in=Clock.ANSWERS, met_at=None, ended_at=None
    ).select_related("answerable")
    for clock in clocks.order_by("due_at"):
        owed.setdefault(clock.subject_id, []).append(clock)
    return [
        Sent(
            submission=one,
            answers=answers.get(one.pk, []),
            owed=[(clock, str(state_of(clock, now))) for clock in owed.get(one.pk, [])],
            answerable=owed[one.pk][0].answerable if one.pk in owed else None,
        )
        for one in listed
    ]


NEWEST_PROMISES = 5_000


def how_well_answered(organisation_id: int, *, now: datetime) -> list[Kept]:
    """How the newest answers owed to an organisation were kept, by kind, in one statement.

    No more than ``NEWEST_PROMISES`` are counted, so that the page of whoever sends most is as quick as any.
    """
    newest = Clock.objects.filter(owed_to_id=organisation_id, kind__in=Clock.ANSWERS).order_by("-started_at")
    answers = {str(kind.label) for kind in Clock.ANSWERS}
    return [one for one in how_kept(newest[:NEWEST_PROMISES], now=now) if one.kind in answers]
