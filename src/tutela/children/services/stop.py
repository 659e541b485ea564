"""Stop the work to identify a child: a decision with coded grounds, words, a second person and a date of review."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.children.models import Child
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.new_facts import hold_against_everything
from tutela.decisions.models import Decision
from tutela.decisions.services import must_lie_ahead, start_review
from tutela.decisions.services.review import write_review
from tutela.notices.services import tell, tell_organisation
from tutela.organisations.models import Organisation
from tutela.ownership.access import locked
from tutela.ownership.services.hand_over import open_offer

_DECIDERS = (Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@transaction.atomic
def propose_stop(
    child: Child, *, grounds: str, words: str, review_on: date, version: int | None = None, actor: Actor, now: datetime
) -> Decision:
    """Propose to stop; it takes effect when another person agrees. The child keeps its owner all the same.

    Raises BadInput for unknown grounds, missing words or a review that is not ahead; RuleBroken when the child is identified,
    at risk now, another organisation's, on its way to one, or it is proposed already.
    """
    actor.must_hold(*_DECIDERS)
    fresh: Child = locked(child, version=version)
    _own(fresh, actor)
    _may_stop(fresh)
    typology.term("stop_identification_grounds", grounds)
    if not words.strip():
        raise BadInput(
            gettext("Say in a few words why."),
            where=where(field="words"),
            mend=gettext("Write what was tried and why it ends here."),
        )
    must_lie_ahead(review_on, owner=fresh.owner, now=now, field="review_on")
    if open_offer(fresh) is not None:
        raise RuleBroken(
            gettext("%(record)s is on its way to another organisation.") % {"record": fresh.reference},
            mend=gettext("Withdraw the offer first."),
        )
    if _proposed(fresh):
        raise RuleBroken(
            gettext("This is proposed already and waits for a second person."),
            mend=gettext("Ask a colleague to look at it."),
        )
    name_the_verb("child.propose_stop")
    decision = Decision.objects.create(
        subject_kind="child",
        subject_id=fresh.id,
        subject_reference=fresh.reference,
        organisation_id=fresh.owner_id,
        kind=Decision.Kind.STOP_IDENTIFICATION,
        state=Decision.State.PROPOSED,
        grounds=grounds,
        words=words.strip(),
        made_by_id=actor.user_pk,
        made_at=now,
        review_on=review_on,
    )
    record("child.propose_stop", actor=actor, now=now, subject=fresh, grounds=grounds)
    tell_organisation(
        Organisation.objects.get(pk=fresh.owner_id),
        "second_person",
        f"{fresh.reference}: a second person is asked to decide.",
        subject=fresh,
        now=now,
        roles=("manager",),
    )
    return decision


@transaction.atomic
def second_stop(decision_id: int, *, agrees: bool, words: str, actor: Actor, now: datetime) -> Decision:
    """The second person agrees, and the work stops until the review; or does not, and it goes on.

    Raises NotFound, RuleBroken when it is the proposer, or it no longer waits; BadInput for disagreeing without words.
    """
    actor.must_hold(*_DECIDERS)
    decision, child = _decision(decision_id)
    if decision.state != Decision.State.PROPOSED:
        raise RuleBroken(
            gettext("This decision no longer waits for a second person."),
            mend=gettext("Look at the child's decisions."),
        )
    _own(child, actor)
    if decision.made_by_id == actor.user_id:
        raise RuleBroken(
            gettext("The second person must be another than the one who proposed."),
            mend=gettext("Another investigator, analyst or manager of your organisation agrees or disagrees."),
        )
    if agrees:
        _may_stop(child)
    elif not words.strip():
        raise BadInput(
            gettext("Say why you disagree."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    name_the_verb("child.second_stop")
    decision.state = Decision.State.TAKEN if agrees else Decision.State.REFUSED
    decision.second_person_id, decision.second_at, decision.second_words = actor.user_id, now, words.strip()
    decision.save(update_fields=["state", "second_person", "second_at", "second_words"])
    if agrees and decision.review_on is not None:
        _say_identity(child, Child.Identity.STOPPED)
        start_review(child, decision.review_on, owner=child.owner, now=now)
    record("child.second_stop", actor=actor, now=now, subject=child, agrees=agrees, decision=decision.pk)
    tell(
        [decision.made_by_id],
        "second_person",
        f"{child.reference}: your proposal was {'agreed' if agrees else 'not agreed'}.",
        subject=child,
        now=now,
    )
    return decision


@transaction.atomic
def review_stop(
    decision_id: int, *, words: str, go_on: bool, review_again_on: date | None, actor: Actor, now: datetime
) -> Decision:
    """Somebody else looks at the decision again: the work goes on from now, or stays stopped until a further date.

    Raises NotFound, RuleBroken for the one who proposed it or when it no longer stands, BadInput without words or a next date.
    """
    actor.must_hold(*_DECIDERS)
    decision, child = _decision(decision_id)
    _own(child, actor)
    if decision.state != Decision.State.TAKEN or child.identity != Child.Identity.STOPPED:
        raise RuleBroken(
            gettext("The work to identify this child is not stopped."), mend=gettext("Nothing has to be reviewed.")
        )
    if decision.made_by_id == actor.user_id:
        raise RuleBroken(
            gettext("Somebody else than the one who made a decision reviews it."),
            mend=gettext("Another investigator, analyst or manager of your organisation reviews it."),
        )
    if not words.strip():
        raise BadInput(
            gettext("Say what was looked at."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    if not go_on and review_again_on is None:
        raise BadInput(
            gettext("When is it looked at again?"),
            where=where(field="review_again_on"),
            mend=gettext("Choose a date that lies ahead, or let the work go on."),
        )
    if not go_on and review_again_on is not None:
        must_lie_ahead(review_again_on, owner=child.owner, now=now, field="review_again_on")
    name_the_verb("child.review_stop")
    again_on = None if go_on else review_again_on
    found = "to_be_taken_anew" if go_on else "stands"
    write_review(decision, child, found=found, words=words, again_on=again_on, actor=actor, now=now)
    if go_on:
        _say_identity(child, Child.Identity.NOT_IDENTIFIED)
    record("child.review_stop", actor=actor, now=now, subject=child, go_on=go_on, decision=decision.pk)
    return decision


def _own(child: Child, actor: Actor) -> None:
    if child.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("%(owner)s answers for %(record)s.") % {"owner": child.owner, "record": child.reference},
            mend=gettext("Its owner decides."),
        )


def _may_stop(child: Child) -> None:
    if child.identity != Child.Identity.NOT_IDENTIFIED:
        raise RuleBroken(
            gettext("%(record)s: %(state)s.")
            % {"record": child.reference, "state": child.get_identity_display().lower()},
            mend=gettext("There is no work to identify that could be stopped."),
        )
    if child.safety == Child.Safety.AT_RISK:
        raise RuleBroken(
            gettext("The work to identify a child who is at risk now is not stopped."),
            mend=gettext("Say first what is known of the child's safety."),
        )


def _proposed(child: Child) -> bool:
    return Decision.objects.filter(
        subject_kind="child",
        subject_id=child.id,
        kind=Decision.Kind.STOP_IDENTIFICATION,
        state=Decision.State.PROPOSED,
    ).exists()


def _decision(decision_id: int) -> tuple[Decision, Child]:
    """The decision and its child, both locked; the child first, as every other verb does."""
    seen = Decision.objects.filter(pk=decision_id, subject_kind="child", kind=Decision.Kind.STOP_IDENTIFICATION).first()
    if seen is None:
        raise NotFound(
            gettext("There is no such decision that you may see."), mend=gettext("Open it from the child's record.")
        )
    child: Child = locked(Child.objects.get(pk=seen.subject_id))
    decision = Decision.objects.select_for_update(of=("self",), no_key=True).get(pk=seen.pk)
    return decision, child


def _say_identity(child: Child, identity: str) -> None:
    child.identity = identity
    child.version += 1
    child.save(update_fields=["identity", "version"])
    hold_against_everything()
