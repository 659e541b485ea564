"""Somebody else looks at a taken decision again, and says what they found: nothing that was said before is written over."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.decisions.models import Decision, Review
from tutela.decisions.services.promise import keep_review, must_lie_ahead
from tutela.notices.services import tell
from tutela.ownership.access import locked, records

LIST = "review_found"
REVIEWERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
_STANDS, _UNSAID = "stands", "not_yet_known"


@transaction.atomic
def review_decision(
    decision: Decision, *, found: str, words: str, again_on: date | None, actor: Actor, now: datetime
) -> Review:
    """Review a taken decision of one's organisation: it stands, stands with a remark, or is to be taken anew [¶ 11.4.1, 12.3.11].

    A review alone changes nothing else: whoever decided is told, and a decision that is to be taken anew is taken anew by the verb
    of its kind. Raises NotFound; NotAllowed for who may not write; BadInput without a finding, without words for anything but that
    it stands, and for a day that does not lie ahead; RuleBroken for who made it, for another organisation's record, for one that is
    not taken, and where the work to identify a child stands still by it: then the review says also whether that work goes on.
    """
    actor.must_hold(*REVIEWERS)
    fresh, subject = locked_decision(decision.pk)
    if fresh.state != Decision.State.TAKEN:
        raise RuleBroken(gettext("This decision was not taken."), mend=gettext("Only a taken decision is reviewed."))
    if fresh.made_by_id == actor.user_id:
        raise RuleBroken(
            gettext("Somebody else than the one who made a decision reviews it."),
            mend=gettext("A colleague or a manager reviews it."),
        )
    if subject.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{owner} answers for {record}.").format(owner=subject.owner, record=subject.reference),
            mend=gettext("Its owner reviews what was decided."),
        )
    must_be_found(found, words)
    if again_on is not None:
        must_lie_ahead(again_on, owner=subject.owner, now=now, field="again_on")
    if has_a_review_of_its_own(fresh, subject):
        raise RuleBroken(
            gettext("The work to identify this child stands still by this decision."),
            mend=gettext("Review it from the child's record: there it is said whether the work goes on."),
        )
    name_the_verb("decision.review")
    review = write_review(fresh, subject, found=found, words=words, again_on=again_on, actor=actor, now=now)
    record(
        "decision.review",
        actor=actor,
        now=now,
        subject=subject,
        decision=fresh.pk,
        kind=fresh.kind,
        found=found,
        again_on=again_on.isoformat() if again_on else None,
    )
    if fresh.organisation_id == actor.organisation_id:
        # Whoever decided for an earlier owner is not told: the record may be out of their sight.
        words_to_maker = f"{subject.reference}: a decision of yours was reviewed."
        tell([fresh.made_by_id], "second_person", words_to_maker, subject=subject, now=now)
    return review


def write_review(
    decision: Decision, subject: Any, *, found: str, words: str, again_on: date | None, actor: Actor, now: datetime
) -> Review:
    """The row of a review, and the promise to look again: for verbs that have checked everything, inside their transaction.

    ``decision`` and ``subject`` are locked; ``subject`` comes with its owner.
    """
    day = decision.next_review_on
    review = Review.objects.create(
        decision=decision, by_id=actor.user_pk, at=now, found=found, words=words.strip(), again_on=again_on
    )
    decision.reviewed_at, decision.next_review_on = now, again_on  # as the database has written it
    keep_review(subject, day=day, again_on=again_on, owner=subject.owner, now=now)
    return review


def must_be_found(found: str, words: str) -> None:
    """Refuse a review that does not say what it found, or does not say in words what is amiss. Raises BadInput."""
    if found == _UNSAID:
        raise BadInput(
            gettext("Say what you found."),
            where=where(field="found"),
            mend=gettext("Look at the decision first; then say whether it stands."),
        )
    typology.term(LIST, found)
    if found != _STANDS and not words.strip():
        raise BadInput(
            gettext("Say in a few words what you found."),
            where=where(field="words"),
            mend=gettext("A few words are enough."),
        )


def has_a_review_of_its_own(decision: Decision, subject: Any) -> bool:
    """Whether something stands still by this decision until its review, which then says whether it goes on.

    So it is with a stopped identification: while it stands still, a review is promised, and ends with the work going on.
    """
    if decision.kind != Decision.Kind.STOP_IDENTIFICATION or decision.state != Decision.State.TAKEN:
        return False
    later = Decision.objects.filter(
        subject_kind=decision.subject_kind,
        subject_id=decision.subject_id,
        kind=decision.kind,
        state=Decision.State.TAKEN,
        made_at__gt=decision.made_at,
    )
    return clocks.running(subject, Clock.Kind.REVIEW) is not None and not later.exists()


def locked_decision(number: int) -> tuple[Decision, Any]:
    """A decision and its record, both locked; the record first, as every other verb does.

    Raises NotFound, and RuleBroken for a record that is not one's organisation's to change.
    """
    seen = Decision.objects.filter(pk=number).first()
    subject = records(seen.subject_kind).filter(pk=seen.subject_id).first() if seen is not None else None
    if seen is None or subject is None:
        raise NotFound(gettext("There is no such decision that you may see."), mend=gettext("Open it from the record."))
    fresh = locked(subject)
    return Decision.objects.select_for_update(of=("self",), no_key=True).get(pk=seen.pk), fresh
