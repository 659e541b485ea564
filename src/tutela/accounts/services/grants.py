"""One person sees one record until a moment, because a manager of its owner let them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Grant, Role
from tutela.accounts.records import RecordName
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import NotAllowed, NotFound, RuleBroken, where
from tutela.core.subjects import Subject
from tutela.notices.services import tell

# Longer than this is no exception any more: the person's organisation takes part in the record instead.
LONGEST = timedelta(days=180)


def reader_at(email: str) -> int:
    """The account number of somebody who reads records, by their whole address; only a manager is told.

    Raises NotFound, in the same words for nobody and for somebody who reads no records.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id FROM accounts_reader_at(%s)", [email.strip()])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(
            gettext("Nobody who reads records has this address."),
            where=where(field="email"),
            mend=gettext("Ask them which address they sign in with."),
        )
    return int(row[0])


@transaction.atomic
def grant(
    subject: Subject,
    *,
    to_id: int,
    until: datetime,
    reason: str,
    actor: Actor,
    now: datetime,
    may_write: bool = False,
    basis: str = Grant.Basis.OFFERED,
) -> Grant:
    """Let one person see ``subject``, and change it if ``may_write``, until a moment; it ends by itself.

    Raises NotAllowed for anybody but a manager, RuleBroken when the record is another organisation's, the time is out
    of bounds, no reason is given, or it would be to oneself.
    """
    actor.must_hold(Role.MANAGER)
    if subject.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{reference} is not your organisation's.").format(reference=subject.reference),
            mend=gettext("Its owner's managers grant access."),
        )
    if to_id == actor.user_id:
        raise RuleBroken(gettext("Nobody grants access to themselves."), mend=gettext("Ask another manager."))
    if not now < until <= now + LONGEST:
        raise RuleBroken(
            gettext("Access ends within {days} days.").format(days=LONGEST.days),
            where=where(field="until"),
            mend=gettext("Choose an earlier date that is still to come."),
        )
    if not reason.strip():
        raise RuleBroken(
            gettext("Access needs a reason."),
            where=where(field="reason"),
            mend=gettext("Say in a few words what it is needed for."),
        )
    name_the_verb("access.grant")
    made = Grant.objects.create(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        subject_reference=subject.reference,
        user_id=to_id,
        basis=basis,
        may_write=may_write,
        reason=reason.strip(),
        granted_by_id=actor.user_pk,
        starts_at=now,
        ends_at=until,
        answerable_id=subject.owner_id,
    )
    record(
        "access.grant",
        actor=actor,
        now=now,
        subject=subject,
        to=to_id,
        until=until.isoformat(),
        may_write=may_write,
        basis=basis,
    )
    tell(
        [to_id],
        "access_decided",
        f"You may see {subject.reference} until {until:%d %B %Y %H:%M} UTC.",
        subject=subject,
        now=now,
    )
    return made


@transaction.atomic
def end_grant(given: Grant, *, actor: Actor, now: datetime) -> Grant:
    """Call back what was granted, or give it up: from the next statement on, the record is not there for its holder.

    Raises NotAllowed for anybody but the holder and the owner's managers, RuleBroken when it has ended.
    """
    fresh = Grant.objects.select_for_update(no_key=True).get(pk=given.pk)
    is_holder = fresh.user_id == actor.user_id
    if not is_holder and not (actor.role == Role.MANAGER and owns(fresh, actor)):
        raise NotAllowed(
            gettext("Only its holder and the owner's managers end a grant."),
            mend=gettext("Ask a manager of the owner."),
        )
    if fresh.ended_at is not None or fresh.ends_at <= now:
        raise RuleBroken(gettext("This access has ended already."), mend=gettext("Nothing has to be done."))
    name_the_verb("access.end")
    fresh.ended_at, fresh.ended_by_id = now, actor.user_id
    fresh.save(update_fields=["ended_at", "ended_by_id"])
    named = record_of(fresh)
    record("access.end", actor=actor, now=now, subject=named, to=fresh.user_id)
    if not is_holder:
        tell(
            [fresh.user_id],
            "access_decided",
            f"Your access to {fresh.subject_reference} was ended.",
            subject=named,
            now=now,
        )
    return fresh


def record_of(given: Any) -> RecordName:
    """The record that a grant, or a request's target, is about."""
    return RecordName(
        subject_kind=given.subject_kind,
        id=given.subject_id,
        reference=given.subject_reference,
        owner_id=given.answerable_id,
    )


def owns(given: Grant, actor: Actor) -> bool:
    """Whether the actor's organisation answers for the record: when it was granted, or now."""
    if given.answerable_id == actor.organisation_id:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT tutela_owner_of(%s, %s)", [given.subject_kind, given.subject_id])
        return bool(cursor.fetchone()[0] == actor.organisation_id)
