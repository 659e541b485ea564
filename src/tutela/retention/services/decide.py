"""The second person approves a disposal or refuses it; and until it is carried out it can be stopped, whole."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.accounts.records import RecordName
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.notices.services import tell
from tutela.retention.models import Disposal
from tutela.retention.queries import is_held, may_decide, open_work, open_work_in_words
from tutela.retention.rules import defaults

DECIDERS = (Role.MANAGER,)
WORDS_LIMIT = 300


@transaction.atomic
def approve(disposal_id: int, *, words: str = "", actor: Actor, now: datetime) -> Disposal:
    """Another manager agrees, having looked at what goes; it is carried out when the waiting time is over.

    Raises NotFound; RuleBroken when it no longer waits, the actor proposed it or may not decide, the record is held, or
    somebody works on it again.
    """
    actor.must_hold(*DECIDERS)
    disposal = _waiting(disposal_id)
    _must_be_another(disposal)
    _nothing_may_stand_against(disposal)
    said = neutral_words(words, limit=WORDS_LIMIT, field="words")
    name_the_verb("retention.approve")
    disposal.state, disposal.decided_by_id, disposal.decided_at = Disposal.State.APPROVED, actor.user_pk, now
    disposal.decision_words, disposal.not_before = said, now + timedelta(days=defaults().waiting_days)
    disposal.save(update_fields=["state", "decided_by", "decided_at", "decision_words", "not_before"])
    record(
        "retention.approve",
        actor=actor,
        now=now,
        subject=name_of(disposal),
        disposal=disposal.pk,
        not_before=disposal.not_before.isoformat(),
    )
    _tell_proposer(disposal, "was approved", actor, now)
    return disposal


@transaction.atomic
def refuse(disposal_id: int, *, words: str, actor: Actor, now: datetime) -> Disposal:
    """Another manager does not agree, in words; the record is kept. Raises as ``approve``, and BadInput without words."""
    actor.must_hold(*DECIDERS)
    disposal = _waiting(disposal_id)
    _must_be_another(disposal)
    said = neutral_words(words, limit=WORDS_LIMIT, field="words")
    if not said:
        raise BadInput(
            gettext("Say why it is kept."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    name_the_verb("retention.refuse")
    disposal.state, disposal.decided_by_id, disposal.decided_at = Disposal.State.REFUSED, actor.user_pk, now
    disposal.decision_words = said
    disposal.save(update_fields=["state", "decided_by", "decided_at", "decision_words"])
    record("retention.refuse", actor=actor, now=now, subject=name_of(disposal), disposal=disposal.pk)
    _tell_proposer(disposal, "was not approved", actor, now)
    return disposal


@transaction.atomic
def stop(disposal_id: int, *, words: str, actor: Actor, now: datetime) -> Disposal:
    """A manager stops a disposal that is proposed or approved: everything is as it was before it was proposed.

    Raises NotFound; RuleBroken when there is nothing to stop or it is another organisation's; BadInput without words.
    """
    actor.must_hold(*DECIDERS)
    disposal = _locked(disposal_id)
    if disposal.state not in Disposal.OPEN:
        raise RuleBroken(
            gettext("This disposal is neither proposed nor approved."), mend=gettext("Nothing has to be stopped.")
        )
    if disposal.organisation_id != actor.organisation_id and not may_decide(disposal):
        raise RuleBroken(
            gettext("%(organisation)s decides about this.") % {"organisation": disposal.organisation},
            mend=gettext("Ask one of its managers."),
        )
    said = neutral_words(words, limit=WORDS_LIMIT, field="words")
    if not said:
        raise BadInput(
            gettext("Say why it is stopped."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    name_the_verb("retention.stop")
    disposal.state, disposal.stopped_by_id, disposal.stopped_at = Disposal.State.STOPPED, actor.user_pk, now
    disposal.stop_words = said
    disposal.save(update_fields=["state", "stopped_by", "stopped_at", "stop_words"])
    record("retention.stop", actor=actor, now=now, subject=name_of(disposal), disposal=disposal.pk)
    _tell_proposer(disposal, "was stopped", actor, now)
    return disposal


def name_of(disposal: Disposal) -> RecordName:
    """The record of a disposal by its name: whoever decides in place of its managers does not see it, and it may be gone."""
    return RecordName(disposal.subject_kind, disposal.subject_id, disposal.subject_reference, disposal.organisation_id)


def _locked(disposal_id: int) -> Disposal:
    rows = Disposal.objects.select_related("organisation")
    seen = rows.filter(pk=disposal_id).first()
    if seen is None:
        raise NotFound(
            gettext("There is no such disposal that you may see."), mend=gettext("Open it from the list of retention.")
        )
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk=disposal_id).first()
    # PostgreSQL locks a row only for those who may change it: one that is over stays as it was seen.
    return seen if found is None else found


def _waiting(disposal_id: int) -> Disposal:
    disposal = _locked(disposal_id)
    if disposal.state != Disposal.State.PROPOSED:
        raise RuleBroken(
            gettext("This disposal no longer waits for a second person."), mend=gettext("Look at what became of it.")
        )
    return disposal


def _must_be_another(disposal: Disposal) -> None:
    if not may_decide(disposal):
        raise RuleBroken(
            gettext("A disposal is approved or refused by another manager than the one who proposed it."),
            mend=gettext(
                "Another manager of the organisation decides; where there is none, one of its coordinating centre."
            ),
        )


def _nothing_may_stand_against(disposal: Disposal) -> None:
    subject = name_of(disposal)
    if is_held(subject):
        raise RuleBroken(
            gettext("%(reference)s is held.") % {"reference": subject.reference},
            mend=gettext("Nothing of it is disposed of until the hold is lifted."),
        )
    worked_on = open_work(subject)
    if worked_on:
        raise RuleBroken(
            gettext("%(reference)s: %(work)s.")
            % {"reference": subject.reference, "work": open_work_in_words(worked_on)},
            mend=gettext("Refuse it, or finish that first."),
        )


def _tell_proposer(disposal: Disposal, what: str, actor: Actor, now: datetime) -> None:
    if disposal.proposed_by_id != actor.user_id:
        words = f"{disposal.subject_reference}: the disposal that you proposed {what}."
        tell([disposal.proposed_by_id], "disposal", words, now=now)
