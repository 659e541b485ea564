"""Answer whoever reported: receipt, progress, outcome; by the door the report came in; kept word for word."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.languages import day_in_words, named
from tutela.organisations.models import Organisation
from tutela.organisations.promises import outcome_due, progress_due
from tutela.ownership.access import locked
from tutela.reports.answer_templates import AnswerTemplate, templates, templates_for
from tutela.reports.deliver import deliver_later
from tutela.reports.models import Answer, Report, ReporterIdentity, Submission

_ANSWERERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.EXAMINER, Role.MANAGER)


@transaction.atomic
def answer(report: Report, *, template: str, version: int | None = None, actor: Actor, now: datetime) -> Answer:
    """Send an answer; the clock that promised it is kept by this act, and the next one starts.

    Raises NotAllowed, BadInput for an unknown template, RuleBroken when nothing is owed, the report is another
    organisation's, or an outcome is sent before the decision that it tells of; StaleRecord when the report has
    changed since ``version`` was read.
    """
    actor.must_hold(*_ANSWERERS)
    chosen = _template(template)
    fresh = locked(report, version=version)
    submission = Submission.objects.get(pk=report.pk)
    _must_be_owed(fresh, submission, chosen, actor)
    name_the_verb("report.answer")
    next_due = _move_clocks(fresh, submission, chosen.kind, now)
    subject_line, text = words_of(fresh, submission, chosen, next_due)
    made = Answer.objects.create(
        report=fresh,
        kind=chosen.kind,
        template=chosen.code,
        language=submission.language,
        subject_line=subject_line,
        text=text,
        channel=channel_of(submission),
        sent_at=now,
        sent_by_id=actor.user_id,
    )
    _move_state(fresh, chosen.kind, now)
    record(
        "report.answer",
        actor=actor,
        now=now,
        subject=fresh,
        kind=chosen.kind,
        template=chosen.code,
        channel=made.channel,
    )
    if made.channel == Answer.Channel.EMAIL:
        deliver_later(made)
    return made


def words_of(
    report: Report,
    submission: Submission,
    chosen: AnswerTemplate,
    next_due: datetime | None,
    *,
    language: str | None = None,
) -> tuple[str, str]:
    """The subject line and the text of an answer, with what the reporter may know filled in.

    It is in the reporter's language unless another is named.
    """
    spoken = language or submission.language
    return chosen.fill(
        spoken,
        reference=report.reference,
        received=_day(submission.received_at, report.owner, spoken),
        organisation=report.owner.name,
        next=_day(next_due, report.owner, spoken) if next_due else "",
    )


def channel_of(submission: Submission) -> str:
    """The door by which an answer goes out: the one the report came in; nothing is e-mailed to somebody who stayed unknown."""
    by_door = {"api": Answer.Channel.API, "csv": Answer.Channel.CSV}
    if submission.reporter_id is not None:
        return by_door.get(submission.door, Answer.Channel.PARTNER_PAGE)
    identity = ReporterIdentity.objects.filter(pk=submission.pk).first()
    if (
        identity is not None
        and identity.email
        and not identity.is_sealed
        and submission.reporter_kind != Submission.ReporterKind.UNKNOWN
    ):
        return Answer.Channel.EMAIL
    return by_door.get(submission.door, Answer.Channel.PAGE)


def _template(code: str) -> AnswerTemplate:
    chosen = templates().get(code)
    if chosen is None:
        raise BadInput(
            gettext("There is no such answer."),
            where=where(field="template"),
            mend=gettext("Choose one of the answers offered."),
        )
    return chosen


def _must_be_owed(report: Report, submission: Submission, chosen: AnswerTemplate, actor: Actor) -> None:
    if report.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not yours to answer.").format(record=report.reference),
            mend=gettext("{owner} answers for it.").format(owner=report.owner),
        )
    if not submission.wants_answer:
        raise RuleBroken(gettext("Whoever reported asked not to be answered."), mend=gettext("Nothing is owed."))
    if chosen not in templates_for(chosen.kind, report.disposition):
        raise RuleBroken(
            gettext("This answer does not fit what was decided."),
            mend=gettext("Take the outcome that belongs to the decision on this report."),
        )
    if chosen.kind == Answer.Kind.OUTCOME and report.state != Report.State.DECIDED:
        raise RuleBroken(
            gettext("An outcome is told when there is a decision, and once."),
            mend=gettext("Decide first; until then send progress."),
        )
    if chosen.kind != Answer.Kind.OUTCOME and report.state == Report.State.CLOSED:
        raise RuleBroken(
            gettext("This report is closed and its outcome was told."),
            mend=gettext("Reopen it first, with the reason."),
        )
    if chosen.kind == Answer.Kind.RECEIPT and clocks.running(report, Clock.Kind.RECEIPT) is None:
        raise RuleBroken(gettext("The receipt was sent already."), mend=gettext("Send progress instead."))


def _move_clocks(report: Report, submission: Submission, kind: str, now: datetime) -> datetime | None:
    """Keep the promise that this answer fulfils and make the next one; returns when the reporter hears again."""
    owed_to = submission.reporter_id
    # The first words that a reporter hears are a receipt, whatever they are called; late is then said as late.
    clocks.keep(report, Clock.Kind.RECEIPT, now=now)
    if kind == Answer.Kind.OUTCOME:
        clocks.keep(report, Clock.Kind.OUTCOME, now=now)
        clocks.end(report, Clock.Kind.PROGRESS, reason="outcome_told", now=now)
        return None
    outcome = clocks.running(report, Clock.Kind.OUTCOME)
    if outcome is not None:
        return outcome.due_at
    if kind == Answer.Kind.RECEIPT:
        # A receipt is no news: the promise of progress begins anew, and is not counted as kept.
        clocks.end(report, Clock.Kind.PROGRESS, reason="receipt_sent", now=now)
    else:
        clocks.keep(report, Clock.Kind.PROGRESS, now=now)
    following = progress_due(report.owner, now)
    clocks.start(Clock.Kind.PROGRESS, report, now=now, due_at=following, owed_to_id=owed_to)
    return following


def start_outcome_clock(report: Report, *, now: datetime) -> None:
    """From the decision on, the outcome is owed in place of progress."""
    submission = Submission.objects.get(pk=report.pk)
    if not submission.wants_answer or clocks.running(report, Clock.Kind.OUTCOME) is not None:
        return
    owner = Organisation.objects.get(pk=report.owner_id)
    clocks.end(report, Clock.Kind.PROGRESS, reason="decided", now=now)
    clocks.start(Clock.Kind.OUTCOME, report, now=now, due_at=outcome_due(owner, now), owed_to_id=submission.reporter_id)


def _move_state(report: Report, kind: str, now: datetime) -> None:
    if kind == Answer.Kind.OUTCOME:
        report.state, report.closed_at = Report.State.CLOSED, now
    elif report.state == Report.State.RECEIVED:
        # Whoever answers has begun: nobody may say afterwards that nobody had looked at it.
        report.state = Report.State.WORKING
    else:
        return
    report.version += 1
    report.save(update_fields=["state", "closed_at", "version"])


def _day(moment: datetime, organisation: Organisation, language: str) -> str:
    return day_in_words(moment.astimezone(ZoneInfo(organisation.time_zone)).date(), named(language))
