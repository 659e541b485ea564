"""What is new since somebody looked: when they looked before this sitting."""

from datetime import datetime, timedelta

from tutela.accounts.actor import Actor
from tutela.reports.models import LastLooked

# Looking again within half an hour is the same look: what is new stays marked while somebody works through it.
_SAME_LOOK = timedelta(minutes=30)


def looked_at(actor: Actor, list_name: str, *, now: datetime) -> datetime | None:
    """When ``actor`` last looked at a list before now; this look is remembered. None the first time: then nothing is marked."""
    seen = LastLooked.objects.filter(user_id=actor.user_pk, list_name=list_name).first()
    if seen is None:
        LastLooked.objects.create(user_id=actor.user_pk, list_name=list_name, at=now)
        return None
    if now - seen.at > _SAME_LOOK:
        seen.before, seen.at = seen.at, now
        seen.save(update_fields=["at", "before"])
    return seen.before
