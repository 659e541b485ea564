"""Tell people: one line each, naming the record and the reason; never what the record holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tutela.notices.models import Notice
from tutela.organisations.models import Organisation

# Who hears what is addressed to an organisation and to nobody by name.
DESK = ("intake_officer", "manager")


def tell(user_ids: Iterable[int], kind: str, words: str, *, now: datetime, subject: Any = None) -> int:
    """A notice of ``kind`` to each person; returns how many were told."""
    return tell_each([ToTell(user_ids, kind, words, subject)], now=now)


@dataclass(frozen=True)
class ToTell:
    """A line to some people: what ``tell`` takes."""

    user_ids: Iterable[int]
    kind: str
    words: str
    subject: Any = None


def tell_each(lines: Iterable[ToTell], *, now: datetime) -> int:
    """Many different lines, each to its people, in one statement; returns how many notices that were."""
    notices = [
        Notice(
            user_id=user_id,
            kind=line.kind,
            words=line.words,
            created_at=now,
            subject_kind=line.subject.subject_kind if line.subject is not None else "",
            subject_reference=line.subject.reference if line.subject is not None else "",
        )
        for line in lines
        for user_id in dict.fromkeys(line.user_ids)
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


@transaction.atomic
def see_all(*, user_id: int, now: datetime) -> int:
    """Everything that somebody was told is seen; returns how many were new."""
    return Notice.objects.filter(user_id=user_id, seen_at=None).update(seen_at=now)


@transaction.atomic
def see_some(ids: Iterable[str], *, user_id: int, now: datetime) -> int:
    """Some of somebody's notices are seen; what is not theirs or no notice is passed over."""
    wanted = [found for found in map(_identity, ids) if found is not None]
    return Notice.objects.filter(pk__in=wanted, user_id=user_id, seen_at=None).update(seen_at=now)


@transaction.atomic
def remove_seen(*, before: datetime) -> int:
    """Remove notices that were seen before a moment; returns how many. One that nobody has seen stays."""
    removed, _ = Notice.objects.filter(seen_at__lt=before).delete()
    return removed


def _identity(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
