"""The one statement that changes an owner, and the two verbs that need no offer: claim and transfer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import RuleBroken
from tutela.core.versions import changed_since
from tutela.organisations.models import Organisation
from tutela.ownership.models import Basis, HandOver

# Both raised by ownership_change itself: insufficient_privilege, and object_not_in_prerequisite_state.
_REFUSED, _STALE = "42501", "55000"


CLAIMERS = (Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
"""Who claims a record for their organisation."""


def change_owner(
    subject: Any,
    *,
    to: Organisation,
    basis: Basis,
    now: datetime,
    hand_over: HandOver | None = None,
    version: int | None = None,
) -> None:
    """Give ``subject`` to another organisation; the database checks that this actor may, locks the row and keeps the spans.

    Raises RuleBroken when the database refuses, StaleRecord when the locked row is another than ``version``.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT ownership_change(%s, %s, %s, %s, %s, %s, %s)",
                [
                    subject.subject_kind,
                    subject.id,
                    to.pk,
                    str(basis),
                    now,
                    hand_over.pk if hand_over else None,
                    version,
                ],
            )
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", "")
        if state == _STALE:
            raise changed_since(subject) from None
        if state != _REFUSED:
            raise
        raise RuleBroken(
            gettext("{record} cannot go to {organisation} in this way now.").format(
                record=subject.reference, organisation=to
            ),
            mend=gettext("Look at who owns it: somebody else may have acted at the same time."),
        ) from None
    subject.owner_id, subject.owner_basis, subject.owner_since, subject.handler_id = to.pk, basis, now, None


@dataclass
class Part:
    """A child or a report that goes where its case goes; the one who takes it may not have seen the row before."""

    subject_kind: str
    id: int
    reference: str
    owner_id: int
    handler_id: int | None = None
    owner_basis: str = ""
    owner_since: datetime | None = None


def parts_of(subject: Any) -> list[Part]:
    """What belongs to a case, to be asked before its owner changes: docs/decisions/what-goes-with-a-case.md."""
    if subject.subject_kind != "case":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM ownership_parts_of(%s, %s, %s)", [subject.subject_kind, subject.id, subject.owner_id]
        )
        return [Part(kind, number, reference, subject.owner_id) for kind, number, reference in cursor.fetchall()]


def take_along(
    parts: Sequence[Part],
    *,
    verb: str,
    to: Organisation,
    basis: Basis,
    case: Any,
    actor: Actor,
    now: datetime,
    hand_over: HandOver | None = None,
) -> None:
    """The parts of a case go the way that the case has just gone, each with its own line in the audit trail."""
    for part in parts:
        change_owner(part, to=to, basis=basis, now=now, hand_over=hand_over)
        record(
            f"{part.subject_kind}.{verb}", actor=actor, now=now, subject=part, with_case=case.reference, owner=to.code
        )


@transaction.atomic
def claim(subject: Any, *, version: int | None = None, actor: Actor, now: datetime) -> None:
    """Take over a record that the coordinating centre owns only because nobody else has. Of two at one time, one wins.

    Raises NotAllowed for roles that do not investigate, RuleBroken when it is not there to be claimed, StaleRecord when it
    has changed since ``version`` was read.
    """
    actor.must_hold(*CLAIMERS)
    name_the_verb(f"{subject.subject_kind}.claim")
    organisation = Organisation.objects.get(pk=actor.organisation_pk)
    parts = parts_of(subject)
    change_owner(subject, to=organisation, basis=Basis.CLAIMED, now=now, version=version)
    record(f"{subject.subject_kind}.claim", actor=actor, now=now, subject=subject, owner=organisation.code)
    take_along(parts, verb="claim", to=organisation, basis=Basis.CLAIMED, case=subject, actor=actor, now=now)


@transaction.atomic
def transfer(subject: Any, *, to: Organisation, reason: str, actor: Actor, now: datetime) -> None:
    """The coordinating centre's manager decides whose a record is, where no offer was accepted.

    Raises NotAllowed or RuleBroken; a reason in words is needed.
    """
    actor.must_hold(Role.MANAGER)
    if not reason.strip():
        raise RuleBroken(gettext("A transfer needs a reason."), mend=gettext("Say in a few words why it goes there."))
    name_the_verb(f"{subject.subject_kind}.transfer")
    before, parts = subject.owner_id, parts_of(subject)
    change_owner(subject, to=to, basis=Basis.TRANSFERRED, now=now)
    record(
        f"{subject.subject_kind}.transfer",
        actor=actor,
        now=now,
        subject=subject,
        to=to.code,
        before=before,
        reason=reason,
    )
    take_along(parts, verb="transfer", to=to, basis=Basis.TRANSFERRED, case=subject, actor=actor, now=now)
