"""Clear away what only served for a time: sessions that ran out, notices that were seen, jobs that were done. Never a record."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.core.later import remove_finished
from tutela.notices.services import remove_seen

SEEN_NOTICES_KEPT = timedelta(days=90)
DONE_JOBS_KEPT = timedelta(days=30)
FAILED_JOBS_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Cleared:
    """How much was cleared away."""

    sessions: int
    notices: int
    jobs: int


@transaction.atomic
def clear_away(*, actor: Actor, now: datetime) -> Cleared:
    """Remove what is past its time, with one line in the audit trail that says how much; with none where there was nothing."""
    name_the_verb("house.clear_away")
    sessions, _ = Session.objects.filter(expire_date__lte=now).delete()
    cleared = Cleared(
        sessions=sessions,
        notices=remove_seen(before=now - SEEN_NOTICES_KEPT),
        jobs=remove_finished(done_before=now - DONE_JOBS_KEPT, failed_before=now - FAILED_JOBS_KEPT),
    )
    if any(asdict(cleared).values()):
        record("house.clear_away", actor=actor, now=now, **asdict(cleared))
    return cleared
