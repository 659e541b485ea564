"""A named handler, with the history of handlers: never a shared inbox."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS, Membership, Role, User
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import RuleBroken
from tutela.notices.services import tell
from tutela.ownership.access import locked
from tutela.ownership.models import Assignment

_ASSIGNERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.EXAMINER, Role.MANAGER)


@transaction.atomic
def assign(subject: Any, *, handler: User, version: int | None = None, actor: Actor, now: datetime) -> Assignment:
    """Make ``handler`` the one who works on ``subject``; the former one's time ends, and the new one is told.

    Raises RuleBroken when the record is another organisation's, the handler does not work in the owner's, or a restricted
    record is given to somebody else by anybody but a manager.
    """
    actor.must_hold(*_ASSIGNERS)
    fresh = _own(subject, actor, version)
    works_here = Membership.objects.filter(
        user=handler, organisation_id=fresh.owner_id, role__in=WRITES_RECORDS, starts_at__lte=now
    ).exclude(ends_at__lte=now)
    if not handler.is_active or not works_here.exists():
        raise RuleBroken(
            gettext("That person does not work on records in your organisation."),
            mend=gettext("Choose an intake officer, investigator or analyst."),
        )
    if fresh.is_restricted and handler.pk != actor.user_id and actor.role != Role.MANAGER:
        # Its handler is one of the few who see it: whoever gave it away would take it out of their own sight.
        raise RuleBroken(
            gettext("A restricted record gets another handler from a manager."),
            mend=gettext("Ask a manager to assign it."),
        )
    name_the_verb(f"{subject.subject_kind}.assign")
    _end_present(subject, reason="reassigned", now=now)
    assignment = begin_handling(fresh, handler_id=handler.pk, actor=actor, now=now)
    before = fresh.handler_id
    _write_handler(fresh, handler)
    subject.handler, subject.version = handler, fresh.version
    record(f"{subject.subject_kind}.assign", actor=actor, now=now, subject=subject, before=before, after=handler.pk)
    if handler.pk != actor.user_id:
        tell([handler.pk], "assigned", f"{subject.reference} was assigned to you.", subject=subject, now=now)
    return assignment


def begin_handling(subject: Any, *, handler_id: int, actor: Actor, now: datetime) -> Assignment:
    """Write into the history of handlers who handles ``subject`` from now on; called by the verb that writes the handler."""
    return Assignment.objects.create(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        organisation_id=subject.owner_id,
        handler_id=handler_id,
        assigned_by_id=actor.user_id,
        from_at=now,
    )


@transaction.atomic
def release(subject: Any, *, reason: str, actor: Actor, now: datetime) -> None:
    """A record goes back to its organisation's unassigned work, so that a leaver's work is never orphaned.

    Raises RuleBroken when the record is another organisation's, or nobody handles it.
    """
    actor.must_hold(*_ASSIGNERS)
    fresh = _own(subject, actor)
    if fresh.is_restricted and actor.role != Role.MANAGER:
        raise RuleBroken(
            gettext("A restricted record is given to somebody else by a manager."),
            mend=gettext("Ask a manager to assign it."),
        )
    if fresh.handler_id is None:
        raise RuleBroken(
            gettext("Nobody handles {record}.").format(record=subject.reference),
            mend=gettext("Nothing has to be done."),
        )
    name_the_verb(f"{subject.subject_kind}.release")
    _end_present(subject, reason=reason, now=now)
    before = fresh.handler_id
    _write_handler(fresh, None)
    subject.handler, subject.version = None, fresh.version
    record(f"{subject.subject_kind}.release", actor=actor, now=now, subject=subject, before=before, reason=reason)


def _own(subject: Any, actor: Actor, version: int | None = None) -> Any:
    """The record as it is now, locked: somebody may have handed it over since the page was shown."""
    fresh = locked(subject, version=version)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not your organisation's.").format(record=subject.reference),
            mend=gettext("Its owner assigns it."),
        )
    return fresh


def _write_handler(subject: Any, handler: User | None) -> None:
    subject.handler = handler
    subject.version += 1
    subject.save(update_fields=["handler", "version"])


def _end_present(subject: Any, *, reason: str, now: datetime) -> None:
    Assignment.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id, to_at=None).update(
        to_at=now, end_reason=reason
    )
