"""Tell people: one line each, naming the record and the reason; never what the record holds."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from tutela.notices.models import Notice
from tutela.organisations.models import Organisation

# Who hears what is addressed to an organisation and to nobody by name.
DESK = ("intake_officer", "manager")


def tell(user_ids: Iterable[int], kind: str, words: str, *, now: datetime, subject: Any = None) -> int:
    """A notice of ``kind`` to each person; returns how many were told."""
    notices = [
        Notice(
            user_id=user_id,
            kind=kind,
            words=words,
            created_at=now,
            subject_kind=subject.subject_kind if subject is not None else "",
            subject_reference=subject.reference if subject is not None else "",
        )
        for user_id in dict.fromkeys(user_ids)
    ]
    Notice.objects.bulk_create(notices)
    return len(notices)


def tell_organisation(
    organisation: Organisation,
    kind: str,
    words: str,
    *,
    now: datetime,
    subject: Any = None,
    roles: Iterable[str] = DESK,
) -> int:
    """A notice to everybody of an organisation who holds one of ``roles``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_recipients(%s, %s)", [organisation.pk, list(roles)])
        recipients = [user_id for (user_id,) in cursor.fetchall()]
    return tell(recipients, kind, words, now=now, subject=subject)
