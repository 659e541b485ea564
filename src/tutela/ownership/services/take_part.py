"""Who takes part in a record without owning it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role, User
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import RuleBroken
from tutela.organisations.models import Organisation
from tutela.ownership.access import locked
from tutela.ownership.models import Participation
from tutela.ownership.services.mark import must_not_be_red

_OWNERS = (Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER, Role.INTAKE_OFFICER)


@transaction.atomic
def add_participant(
    subject: Any,
    *,
    organisation: Organisation,
    basis: str,
    actor: Actor,
    now: datetime,
    user: User | None = None,
    may_write: bool = False,
) -> Participation:
    """Let an organisation, or one named person of it, see a record until that is ended; or work it jointly, and write in it.

    Raises RuleBroken when the record is not the actor's organisation's, or they see it already.
    """
    actor.must_hold(*_OWNERS)
    fresh = _own(subject, actor)
    if user is None:
        must_not_be_red(fresh)
    there = Participation.objects.filter(
        subject_kind=subject.subject_kind, subject_id=subject.id, organisation=organisation, user=user, ended_at=None
    )
    if there.exists():
        raise RuleBroken(
            gettext("{who} sees {record} already.").format(who=user or organisation, record=subject.reference),
            mend=gettext("Nothing has to be done."),
        )
    name_the_verb(f"{subject.subject_kind}.add_participant")
    made = Participation.objects.create(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        organisation=organisation,
        user=user,
        basis=basis,
        may_write=may_write,
        since=now,
        added_by_id=actor.user_id,
    )
    record(
        f"{subject.subject_kind}.add_participant",
        actor=actor,
        now=now,
        subject=subject,
        organisation=organisation.code,
        basis=basis,
        may_write=may_write,
    )
    return made


@transaction.atomic
def end_participation(participation: Participation, subject: Any, *, actor: Actor, now: datetime) -> None:
    """What was shared is called back: from the next statement on, they no longer see it.

    Raises RuleBroken when the record is another organisation's, or it was ended already.
    """
    actor.must_hold(*_OWNERS)
    _own(subject, actor)
    if not Participation.objects.filter(pk=participation.pk, ended_at=None).exists():
        raise RuleBroken(gettext("That is ended already."), mend=gettext("Nothing has to be done."))
    name_the_verb(f"{subject.subject_kind}.end_participation")
    participation.ended_at, participation.ended_by_id = now, actor.user_id
    participation.save(update_fields=["ended_at", "ended_by_id"])
    record(
        f"{subject.subject_kind}.end_participation",
        actor=actor,
        now=now,
        subject=subject,
        organisation=participation.organisation.code,
    )


def _own(subject: Any, actor: Actor) -> Any:
    """The record's row is locked: of two who let in, or call back, the same at one time, the second one hears of the first."""
    fresh = locked(subject)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not your organisation's.").format(record=subject.reference),
            mend=gettext("Its owner decides who takes part."),
        )
    return fresh
