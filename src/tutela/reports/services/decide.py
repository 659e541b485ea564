"""Decide what becomes of a report. Not to investigate takes coded grounds, words, a second person and a date of review."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.decisions.models import Decision
from tutela.decisions.services import must_lie_ahead, start_review
from tutela.decisions.services.review import must_be_found, write_review
from tutela.notices.services import tell, tell_organisation
from tutela.organisations.models import Organisation
from tutela.organisations.promises import progress_due
from tutela.ownership.access import locked
from tutela.ownership.services.hand_over import open_offer
from tutela.reports.models import Report, Submission
from tutela.reports.services.answer import start_outcome_clock

_DECIDERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@transaction.atomic
def propose_no_investigation(
    report: Report,
    *,
    grounds: str,
    words: str,
    review_on: date,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Decision:
    """Propose not to investigate; it takes effect when another person agrees.

    Raises BadInput for unknown grounds, missing words or a review that is not ahead; RuleBroken when it is not to be decided.
    """
    _may_decide(report, actor, version)
    typology.term("not_investigated_grounds", grounds)
    if not words.strip():
        raise BadInput(
            gettext("Say in a few words why."),
            where=where(field="words"),
            mend=gettext("Write what was looked at and why it ends here."),
        )
    must_lie_ahead(review_on, owner=report.owner, now=now, field="review_on")
    if report.is_urgent:
        raise RuleBroken(
            gettext("A specific concern that nobody has accepted cannot be set aside."),
            mend=gettext("Accept the concern first, and look into it."),
        )
    name_the_verb("report.propose_no_investigation")
    if Decision.objects.filter(
        subject_kind="report", subject_id=report.id, kind=Decision.Kind.NO_INVESTIGATION, state=Decision.State.PROPOSED
    ).exists():
        raise RuleBroken(
            gettext("This is proposed already and waits for a second person."),
            mend=gettext("Ask a colleague to look at it."),
        )
    decision = _decision(
        report, Decision.Kind.NO_INVESTIGATION, Decision.State.PROPOSED, grounds, words, actor, now, review_on
    )
    record("report.propose_no_investigation", actor=actor, now=now, subject=report, grounds=grounds)
    owner = Organisation.objects.get(pk=report.owner_id)
    tell_organisation(
        owner,
        "second_person",
        f"{report.reference}: a second person is asked to decide.",
        subject=report,
        now=now,
        roles=("manager",),
    )
    return decision


@transaction.atomic
def second(decision_id: int, *, agrees: bool, words: str, actor: Actor, now: datetime) -> Decision:
    """The second person agrees, and the decision is taken; or does not, and the report goes on being worked.

    Raises NotFound, RuleBroken when it is the proposer, or no longer waits.
    """
    actor.must_hold(*_DECIDERS)
    decision, report = _decision_and_report(decision_id)
    if decision.kind != Decision.Kind.NO_INVESTIGATION:
        raise RuleBroken(
            gettext("This is seconded on the decision's own page."), mend=gettext("Open the decision from the report.")
        )
    if decision.state != Decision.State.PROPOSED:
        raise RuleBroken(
            gettext("This decision no longer waits for a second person."),
            mend=gettext("Look at the report's decisions."),
        )
    if decision.made_by_id == actor.user_id:
        raise RuleBroken(
            gettext("The second person must be another than the one who proposed."),
            mend=gettext(
                "Another intake officer, investigator, analyst or manager of your organisation agrees or disagrees."
            ),
        )
    if not agrees and not words.strip():
        raise BadInput(
            gettext("Say why you disagree."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    if report.owner_id != actor.organisation_id or decision.organisation_id != report.owner_id:
        raise RuleBroken(
            gettext("Another organisation answers for this report now."), mend=gettext("Its owner decides anew.")
        )
    if agrees and report.state not in (Report.State.RECEIVED, Report.State.WORKING):
        raise RuleBroken(
            gettext("This report was decided meanwhile."), mend=gettext("Disagree, or reopen the report first.")
        )
    if agrees and report.is_urgent:
        raise RuleBroken(
            gettext("A specific concern that nobody has accepted cannot be set aside."),
            mend=gettext("Accept the concern first."),
        )
    name_the_verb("report.second_decision")
    decision.state = Decision.State.TAKEN if agrees else Decision.State.REFUSED
    decision.second_person_id, decision.second_at, decision.second_words = actor.user_id, now, words
    decision.save(update_fields=["state", "second_person", "second_at", "second_words"])
    if agrees:
        _decided(report, Report.Disposition.NO_INVESTIGATION, now=now)
        if decision.review_on is not None and clocks.running(report, Clock.Kind.REVIEW) is None:
            start_review(report, decision.review_on, owner=report.owner, now=now)
    record("report.second_decision", actor=actor, now=now, subject=report, agrees=agrees, decision=decision.pk)
    tell(
        [decision.made_by_id],
        "second_person",
        f"{report.reference}: your proposal was {'agreed' if agrees else 'not agreed'}.",
        subject=report,
        now=now,
    )
    return decision


@transaction.atomic
def keep_as_information(
    report: Report, *, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Decision:
    """Nothing to act on now; it is kept so that it is found when something else fits it."""
    _may_decide(report, actor, version)
    if report.is_urgent:
        raise RuleBroken(
            gettext("A specific concern that nobody has accepted cannot be set aside."),
            mend=gettext("Accept the concern first."),
        )
    name_the_verb("report.keep_as_information")
    decision = _decision(
        report, Decision.Kind.INFORMATION_ONLY, Decision.State.TAKEN, "information_only", words, actor, now
    )
    _decided(report, Report.Disposition.INFORMATION_ONLY, now=now)
    record("report.keep_as_information", actor=actor, now=now, subject=report)
    return decision


@transaction.atomic
def decide_to_investigate(
    report: Report, *, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Decision:
    """The report leads to a case: called by the verb that opens it."""
    _may_decide(report, actor, version)
    decision = _decision(report, Decision.Kind.INVESTIGATE, Decision.State.TAKEN, "case_opened", words, actor, now)
    if report.is_urgent:
        report.is_urgent, report.urgent_accepted_at = False, now
        report.save(update_fields=["is_urgent", "urgent_accepted_at"])
        report.urgent_calls.filter(accepted_at=None, escalated_at=None).update(accepted_at=now)
        clocks.keep(report, Clock.Kind.URGENT, now=now)
    _decided(report, Report.Disposition.CASE, now=now)
    return decision


@transaction.atomic
def review(
    decision_id: int,
    *,
    words: str,
    review_again_on: date | None,
    found: str = "stands",
    actor: Actor,
    now: datetime,
) -> Decision:
    """A decision is looked at again, by somebody else than the one who made it; the next review, if any, gets its date.

    What was said at an earlier review stays. Raises NotFound or RuleBroken, BadInput without a finding or for a next review that is
    not ahead.
    """
    actor.must_hold(*_DECIDERS)
    decision, report = _decision_and_report(decision_id)
    if decision.state != Decision.State.TAKEN:
        raise NotFound(gettext("There is no such decision that you may see."), mend=gettext("Open it from the record."))
    if decision.made_by_id == actor.user_id:
        raise RuleBroken(
            gettext("Somebody else than the one who made a decision reviews it."),
            mend=gettext("Another intake officer, investigator, analyst or manager of your organisation reviews it."),
        )
    must_be_found(found, words)
    if review_again_on is not None:
        must_lie_ahead(review_again_on, owner=report.owner, now=now, field="review_again_on")
    name_the_verb("report.review_decision")
    write_review(decision, report, found=found, words=words, again_on=review_again_on, actor=actor, now=now)
    record("report.review_decision", actor=actor, now=now, subject=report, decision=decision.pk, found=found)
    return decision


@transaction.atomic
def reopen(report: Report, *, words: str, version: int | None = None, actor: Actor, now: datetime) -> Decision:
    """A decided or closed report is worked again, with the reason; what was promised to the reporter starts again.

    Raises RuleBroken when it is open, BadInput without a reason.
    """
    actor.must_hold(*_DECIDERS)
    report = locked(report, version=version)
    if report.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not yours.").format(record=report.reference),
            mend=gettext("{owner} answers for it.").format(owner=report.owner),
        )
    if report.state not in (Report.State.DECIDED, Report.State.CLOSED):
        raise RuleBroken(gettext("This report is open."), mend=gettext("Nothing has to be reopened."))
    if not words.strip():
        raise BadInput(
            gettext("Reopening needs a reason."), where=where(field="words"), mend=gettext("Say what is new.")
        )
    name_the_verb("report.reopen")
    decision = _decision(report, Decision.Kind.REOPEN, Decision.State.TAKEN, "reopened", words, actor, now)
    report.state, report.disposition, report.closed_at, report.decided_at = Report.State.WORKING, "", None, None
    report.version += 1
    report.save(update_fields=["state", "disposition", "closed_at", "decided_at", "version"])
    clocks.end(report, Clock.Kind.OUTCOME, reason="reopened", now=now)
    clocks.end(report, Clock.Kind.REVIEW, reason="reopened", now=now)
    submission = Submission.objects.get(pk=report.pk)
    if submission.wants_answer and clocks.running(report, Clock.Kind.PROGRESS) is None:
        clocks.start(
            Clock.Kind.PROGRESS,
            report,
            now=now,
            due_at=progress_due(report.owner, now),
            owed_to_id=submission.reporter_id,
        )
    record("report.reopen", actor=actor, now=now, subject=report)
    return decision


def _decision_and_report(decision_id: int) -> tuple[Decision, Report]:
    """The decision and its report, both locked; the report first, as every other verb does.

    Raises NotFound also for a decision about a case or a child: their numbers are others than the reports'.
    """
    seen = Decision.objects.filter(pk=decision_id, subject_kind="report").first()
    if seen is None:
        raise NotFound(gettext("There is no such decision that you may see."), mend=gettext("Open it from the report."))
    report = locked(Report.objects.get(pk=seen.subject_id))
    return Decision.objects.select_for_update(of=("self",), no_key=True).get(pk=seen.pk), report


def _may_decide(report: Report, actor: Actor, version: int | None) -> None:
    actor.must_hold(*_DECIDERS)
    fresh = locked(report, version=version)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not yours to decide.").format(record=report.reference),
            mend=gettext("{owner} answers for it.").format(owner=fresh.owner),
        )
    if fresh.state not in (Report.State.RECEIVED, Report.State.WORKING):
        raise RuleBroken(gettext("This report is decided already."), mend=gettext("Reopen it first, with the reason."))
    if open_offer(fresh) is not None:
        raise RuleBroken(
            gettext("This report is on its way to another organisation."), mend=gettext("Withdraw the offer first.")
        )
    for name in ("version", "is_urgent", "state", "owner_id"):
        setattr(report, name, getattr(fresh, name))


def _decision(
    report: Report,
    kind: str,
    state: str,
    grounds: str,
    words: str,
    actor: Actor,
    now: datetime,
    review_on: date | None = None,
) -> Decision:
    return Decision.objects.create(
        subject_kind="report",
        subject_id=report.id,
        subject_reference=report.reference,
        organisation_id=report.owner_id,
        kind=kind,
        state=state,
        grounds=grounds,
        words=words,
        made_by_id=actor.user_pk,
        made_at=now,
        review_on=review_on,
    )


def _decided(report: Report, disposition: str, *, now: datetime) -> None:
    submission = Submission.objects.get(pk=report.pk)
    # What was proposed about its investigation waits for nobody any more; a notice abroad may be due all the same.
    waiting = Decision.objects.filter(subject_kind="report", subject_id=report.pk, state=Decision.State.PROPOSED)
    waiting.filter(kind=Decision.Kind.NO_INVESTIGATION).update(state=Decision.State.OVERTAKEN)
    report.disposition, report.decided_at = disposition, now
    # With nobody to tell, the decision itself is the end.
    report.state = Report.State.DECIDED if submission.wants_answer else Report.State.CLOSED
    report.closed_at = None if submission.wants_answer else now
    report.version += 1
    report.save(update_fields=["disposition", "decided_at", "state", "closed_at", "version"])
    start_outcome_clock(report, now=now)
