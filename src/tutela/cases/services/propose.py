"""Propose a correction of the record, and what becomes of it: whoever may not write is heard, and the owner decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import READS_RECORDS
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case, Nature, Proposal
from tutela.cases.services.answer import Asked, Given, answer_record, checked, present_answer, said_in
from tutela.cases.services.writing import may_write
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.notices.models import Notice
from tutela.notices.services import tell, tell_organisation


@transaction.atomic
def propose_correction(
    case: Case,
    key: Asked,
    given: Given,
    *,
    source: str,
    why: str,
    nature: str = Nature.FACT,
    actor: Actor,
    now: datetime,
) -> Proposal:
    """Say what a question of the record should be answered, and why; nothing changes until its owner accepts it.

    Raises BadInput for what the question does not take, or without a source or a reason; RuleBroken when the case is closed, or it
    says that already.
    """
    actor.must_hold(*READS_RECORDS)
    if case.state != Case.State.OPEN:
        raise RuleBroken(
            gettext("%(record)s is closed.") % {"record": case.reference},
            mend=gettext("Ask its owner to reopen it, with the reason."),
        )
    [said] = checked(case, {key: given}).values()
    if said.is_nothing:
        raise BadInput(
            gettext("What should it say?"), where=where(field=key.question), mend=gettext("Answer the question.")
        )
    for field, words in (("source", source), ("why", why)):
        if not words.strip():
            raise BadInput(
                gettext("Say it in a few words."),
                where=where(field=field),
                mend=gettext("The owner needs it to decide."),
            )
    present = present_answer(case, key)
    if said_in(present) == said:
        raise RuleBroken(gettext("The record says that already."), mend=gettext("Nothing has to be proposed."))
    name_the_verb("case.propose")
    made = Proposal.objects.create(
        case=case,
        question=key.question,
        person_id=key.person,
        child_id=key.child,
        values=list(said.values),
        words=said.words,
        number=said.number,
        date=said.date,
        nature=nature,
        source=source.strip(),
        why=why.strip(),
        organisation_id=actor.organisation_pk,
        by_id=actor.user_pk,
        at=now,
    )
    record("case.propose", actor=actor, now=now, subject=case, question=key.question)
    words = f"{case.reference}: a correction of the record is proposed."
    if case.handler_id is not None:
        tell([case.handler_id], Notice.Kind.PROPOSAL, words, subject=case, now=now)
    else:
        tell_organisation(case.owner, Notice.Kind.PROPOSAL, words, subject=case, now=now, roles=("manager",))
    return made


@transaction.atomic
def accept_proposal(proposal: Proposal, *, words: str = "", actor: Actor, now: datetime) -> Proposal:
    """The record says from now on what was proposed; what it said before stays.

    Raises RuleBroken when it is decided already, the case is closed or another's; BadInput where the question takes it no longer.
    """
    case = may_write(proposal.case, actor)
    one = _still_open(proposal)
    key = Asked(one.question, one.person_id, one.child_id)
    present = present_answer(case, key)
    said = Given(tuple(one.values), one.words, one.number, one.date)
    made = answer_record(
        case,
        {key: said},
        over={key: present.pk if present else None},
        source=one.source,
        nature=one.nature,
        actor=actor,
        now=now,
    )
    name_the_verb("case.accept_proposal")
    one.answer = made[0] if made else present
    return _decide(one, Proposal.State.ACCEPTED, words, actor=actor, now=now)


@transaction.atomic
def decline_proposal(proposal: Proposal, *, words: str, actor: Actor, now: datetime) -> Proposal:
    """The record stays as it is, and whoever proposed hears why. Raises BadInput without words, RuleBroken when it is decided."""
    may_write(proposal.case, actor)
    one = _still_open(proposal)
    if not words.strip():
        raise BadInput(gettext("Say why."), where=where(field="words"), mend=gettext("Whoever proposed it hears it."))
    name_the_verb("case.decline_proposal")
    return _decide(one, Proposal.State.DECLINED, words, actor=actor, now=now)


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, actor: Actor, now: datetime) -> Proposal:
    """Take one's own proposal back. Raises RuleBroken when it is another's, or decided."""
    actor.must_hold(*READS_RECORDS)
    one = _still_open(proposal)
    if one.by_id != actor.user_id:
        raise RuleBroken(
            gettext("Somebody else has proposed it."), mend=gettext("They withdraw it, or the owner decides.")
        )
    name_the_verb("case.withdraw_proposal")
    return _decide(one, Proposal.State.WITHDRAWN, "", actor=actor, now=now)


def _still_open(proposal: Proposal) -> Proposal:
    one = Proposal.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(pk=proposal.pk)
    if one.state != Proposal.State.OPEN:
        raise RuleBroken(gettext("That is decided already."), mend=gettext("Look at what became of it."))
    return one


def _decide(one: Proposal, state: str, words: str, *, actor: Actor, now: datetime) -> Proposal:
    one.state, one.decided_at, one.decided_by_id, one.decision_words = state, now, actor.user_id, words.strip()
    one.save(update_fields=["state", "decided_at", "decided_by_id", "decision_words", "answer"])
    verb = {"accepted": "accept", "declined": "decline", "withdrawn": "withdraw"}[state]
    record(f"case.{verb}_proposal", actor=actor, now=now, subject=one.case, question=one.question)
    if one.by_id != actor.user_id:
        words_of_notice = f"{one.case.reference}: your correction was {state}."
        tell([one.by_id], Notice.Kind.PROPOSAL, words_of_notice, subject=one.case, now=now)
    return one
