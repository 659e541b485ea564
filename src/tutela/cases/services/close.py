"""Close a case, reopen it with a reason, restrict it to named persons or open it again to its organisation."""

from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.decisions.models import Decision
from tutela.ownership.access import locked
from tutela.ownership.services.assign import begin_handling

_CLOSERS = (Role.INVESTIGATOR, Role.MANAGER)


@transaction.atomic
def close_case(case: Case, *, grounds: str, words: str, actor: Actor, now: datetime) -> Case:
    """Close an open case, with coded grounds and words. The children in it keep their owner.

    Raises RuleBroken when it is closed or not the actor's; BadInput without grounds.
    """
    fresh = _own(case, actor)
    if fresh.state == Case.State.CLOSED:
        raise RuleBroken(f"{fresh.reference} is closed already.", mend="Nothing has to be done.")
    if not grounds:
        raise BadInput("Closing needs its grounds.", where=where(field="grounds"), mend="Choose why the case ends.")
    name_the_verb("case.close")
    _decide(fresh, Decision.Kind.CLOSE, grounds, words, actor, now)
    fresh.state, fresh.closed_at, fresh.close_reason = Case.State.CLOSED, now, grounds
    fresh.version += 1
    fresh.save(update_fields=["state", "closed_at", "close_reason", "version"])
    record("case.close", actor=actor, now=now, subject=fresh, grounds=grounds)
    return fresh


@transaction.atomic
def reopen_case(case: Case, *, words: str, actor: Actor, now: datetime) -> Case:
    """Work a closed case again, with the reason. Raises RuleBroken when it is open; BadInput without words."""
    fresh = _own(case, actor)
    if fresh.state == Case.State.OPEN:
        raise RuleBroken(f"{fresh.reference} is open.", mend="Nothing has to be reopened.")
    if not words.strip():
        raise BadInput("Reopening needs a reason.", where=where(field="words"), mend="Say what is new.")
    name_the_verb("case.reopen")
    _decide(fresh, Decision.Kind.REOPEN, "reopened", words, actor, now)
    fresh.state, fresh.closed_at, fresh.close_reason = Case.State.OPEN, None, ""
    fresh.version += 1
    fresh.save(update_fields=["state", "closed_at", "close_reason", "version"])
    record("case.reopen", actor=actor, now=now, subject=fresh)
    return fresh


@transaction.atomic
def restrict(case: Case, *, restricted: bool, words: str, actor: Actor, now: datetime) -> Case:
    """Let only named persons, the handler and the owner's managers and auditors see the case; or lift that again."""
    fresh = _own(case, actor)
    if not words.strip():
        raise BadInput("Say why.", where=where(field="words"), mend="A few words are enough.")
    name_the_verb("case.restrict")
    _decide(fresh, Decision.Kind.RESTRICT, "restricted" if restricted else "opened_to_organisation", words, actor, now)
    fresh.is_restricted = restricted
    fresh.version += 1
    if restricted and fresh.handler_id is None:
        # A restricted case without a handler would be nobody's work.
        fresh.handler_id = actor.user_id
        begin_handling(fresh, handler_id=actor.user_id, actor=actor, now=now)
    fresh.save(update_fields=["is_restricted", "handler", "version"])
    record("case.restrict", actor=actor, now=now, subject=fresh, restricted=restricted)
    return fresh


def _own(case: Case, actor: Actor) -> Case:
    actor.must_hold(*_CLOSERS)
    fresh = locked(case)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(f"{fresh.owner} answers for {fresh.reference}.", mend="Ask them.")
    return fresh


def _decide(case: Case, kind: str, grounds: str, words: str, actor: Actor, now: datetime) -> None:
    Decision.objects.create(
        subject_kind="case",
        subject_id=case.id,
        subject_reference=case.reference,
        organisation_id=case.owner_id,
        kind=kind,
        state=Decision.State.TAKEN,
        grounds=grounds,
        words=words,
        made_by_id=actor.user_id,
        made_at=now,
    )
