"""Write into the audit trail: one line a verb, inside the verb's own transaction."""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from tutela.accounts.actor import Actor
from tutela.audit.models import Entry
from tutela.core.subjects import Subject


def record(
    action: str, *, actor: Actor, now: datetime, subject: Subject | None = None, purpose: str = "", **details: Any
) -> Entry:
    """Write that ``actor`` did ``action`` to ``subject``; the chain is sealed as the transaction commits.

    ``details`` hold codes, references and names of fields, never a person's data.
    """
    assert connection.in_atomic_block, "an audit line belongs to the transaction of its act"  # noqa: S101
    entry = entry_of(action, actor=actor, now=now, subject=subject, purpose=purpose, **details)
    entry.save(force_insert=True)
    return entry


def entry_of(
    action: str, *, actor: Actor, now: datetime, subject: Subject | None = None, purpose: str = "", **details: Any
) -> Entry:
    """An entry not yet written, for verbs that write many at once."""
    return Entry(
        at=now,
        actor_kind=actor.kind,
        user_id=actor.user_id,
        membership_id=actor.membership_id,
        organisation_id=actor.organisation_id,
        role=actor.role,
        action=action,
        purpose=purpose or actor.purpose,
        subject_kind=subject.subject_kind if subject else "",
        subject_id=subject.id if subject else None,
        subject_reference=subject.reference if subject else "",
        details=json.dumps(details, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":")),
    )


def name_the_verb(verb: str) -> None:
    """Say which verb changes the rows that follow, for their history."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tutela.verb', %s, true)", [verb])
