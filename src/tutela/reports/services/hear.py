"""Whoever reported reads what they were told: the answers are marked as read, by the first reading."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import record
from tutela.reports.models import Answer


@transaction.atomic
def hear(answers: Iterable[Answer], *, references: Iterable[str], actor: Actor, now: datetime) -> None:
    """Mark ``answers`` as read, and write who read about which reports. An auditor's look is written but marks nothing."""
    unread = [one for one in answers if one.read_at is None]
    if unread and actor.role != Role.AUDITOR:
        Answer.objects.filter(pk__in=[one.pk for one in unread], read_at=None).update(read_at=now)
        for one in unread:
            one.read_at = now
    for reference in dict.fromkeys(references):
        record("submission.read", actor=actor, now=now, purpose="reporter", reference=reference)
