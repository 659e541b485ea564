"""Close a case, reopen it with a reason, restrict it to named persons or open it again to its organisation."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.children.services.restrict import restrict_child
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.decisions.models import Decision
from tutela.ownership.access import locked
from tutela.ownership.services.assign import begin_handling
from tutela.ownership.services.hand_over import open_offer

_CLOSERS = (Role.INVESTIGATOR, Role.MANAGER)


@transaction.atomic
def close_case(
    case: Case, *, grounds: str, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """Close an open case, with coded grounds and words. The children in it keep their owner.

    Raises RuleBroken when it is closed or not the actor's; BadInput without grounds.
    """
    fresh = _own(case, actor, version)
    if fresh.state == Case.State.CLOSED:
        raise RuleBroken(
            gettext("%(record)s is closed already.") % {"record": fresh.reference},
            mend=gettext("Nothing has to be done."),
        )
    if not grounds:
        raise BadInput(
            gettext("Closing needs its grounds."),
            where=where(field="grounds"),
            mend=gettext("Choose why the case ends."),
        )
    typology.term("case_close_grounds", grounds)
    if not words.strip():
        raise BadInput(
            gettext("Say in a few words why."),
            where=where(field="words"),
            mend=gettext("Write what was done and why it ends."),
        )
    if open_offer(fresh) is not None:
        raise RuleBroken(
            gettext("%(record)s is on its way to another organisation.") % {"record": fresh.reference},
            mend=gettext("Withdraw the offer first."),
        )
    name_the_verb("case.close")
    _decide(fresh, Decision.Kind.CLOSE, grounds, words, actor, now)
    fresh.state, fresh.closed_at, fresh.close_reason = Case.State.CLOSED, now, grounds
    fresh.version += 1
    fresh.save(update_fields=["state", "closed_at", "close_reason", "version"])
    record("case.close", actor=actor, now=now, subject=fresh, grounds=grounds)
    return fresh


@transaction.atomic
def reopen_case(case: Case, *, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """Work a closed case again, with the reason. Raises RuleBroken when it is open; BadInput without words."""
    fresh = _own(case, actor, version)
    if fresh.state == Case.State.OPEN:
        raise RuleBroken(
            gettext("%(record)s is open.") % {"record": fresh.reference}, mend=gettext("Nothing has to be reopened.")
        )
    if not words.strip():
        raise BadInput(
            gettext("Reopening needs a reason."), where=where(field="words"), mend=gettext("Say what is new.")
        )
    name_the_verb("case.reopen")
    _decide(fresh, Decision.Kind.REOPEN, "reopened", words, actor, now)
    fresh.state, fresh.closed_at, fresh.close_reason = Case.State.OPEN, None, ""
    fresh.version += 1
    fresh.save(update_fields=["state", "closed_at", "close_reason", "version"])
    record("case.reopen", actor=actor, now=now, subject=fresh)
    return fresh


@transaction.atomic
def restrict(
    case: Case, *, restricted: bool, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """Let only named persons, the handler and the owner's managers and auditors see the case; or lift that again.

    The children whom the same organisation answers for, and who are in no open case that everybody there sees, are
    restricted with it and opened with it: else their names would be read beside it. Raises RuleBroken when it stands so
    already, or the actor would lose sight of it; BadInput without a reason.
    """
    fresh = _own(case, actor, version)
    if fresh.is_restricted == restricted:
        stands = (
            gettext("%(record)s is restricted already.")
            if restricted
            else gettext("%(record)s is open to your organisation already.")
        )
        raise RuleBroken(stands % {"record": fresh.reference}, mend=gettext("Nothing has to be done."))
    if restricted and fresh.handler_id not in (None, actor.user_id) and actor.role != Role.MANAGER:
        raise RuleBroken(
            gettext("Restricting it would take it out of your own sight."),
            mend=gettext("Its handler or a manager restricts it."),
        )
    if not words.strip():
        raise BadInput(gettext("Say why."), where=where(field="words"), mend=gettext("A few words are enough."))
    children = _children_that_follow(fresh, restricted=restricted)
    others_handle = any(child.handler_id not in (None, actor.user_id) for child in children)
    if restricted and others_handle and actor.role != Role.MANAGER:
        raise RuleBroken(
            gettext("A child in it is handled by somebody else, and would go out of your own sight."),
            mend=gettext("A manager restricts it."),
        )
    name_the_verb("case.restrict")
    _decide(fresh, Decision.Kind.RESTRICT, "restricted" if restricted else "opened_to_organisation", words, actor, now)
    fresh.is_restricted = restricted
    fresh.version += 1
    if restricted and fresh.handler_id is None:
        # A restricted case without a handler would be nobody's work.
        fresh.handler_id = actor.user_id
        begin_handling(fresh, handler_id=actor.user_pk, actor=actor, now=now)
    fresh.save(update_fields=["is_restricted", "handler", "version"])
    record("case.restrict", actor=actor, now=now, subject=fresh, restricted=restricted)
    for child in children:
        restrict_child(child, restricted=restricted, handler_id=fresh.handler_id, actor=actor, now=now)
    return fresh


def _children_that_follow(case: Case, *, restricted: bool) -> list[Child]:
    """A child is restricted while every open case that it is in is."""
    found = []
    for child in (
        Child.objects.filter(cases_of_child__case=case, cases_of_child__removed_at=None, owner_id=case.owner_id)
        .exclude(is_restricted=restricted)
        .order_by("pk")
    ):
        others = Case.objects.filter(
            children_in_case__child=child, children_in_case__removed_at=None, state=Case.State.OPEN
        ).exclude(pk=case.pk)
        if not others.filter(is_restricted=not restricted).exists():
            found.append(child)
    return found


def _own(case: Case, actor: Actor, version: int | None) -> Case:
    actor.must_hold(*_CLOSERS)
    fresh = locked(case, version=version)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("%(owner)s answers for %(record)s.") % {"owner": fresh.owner, "record": fresh.reference},
            mend=gettext("Ask them."),
        )
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
        made_by_id=actor.user_pk,
        made_at=now,
    )
