"""What every decision that is looked at again has in common: the day lies ahead, and the promise to look ends with that day."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core.errors import BadInput, where
from tutela.core.subjects import Subject
from tutela.organisations.models import Organisation

_END_OF_DAY = time(23, 59)


def must_lie_ahead(day: date, *, owner: Organisation, now: datetime, field: str) -> None:
    """Refuse a day of review that has begun where the owner is: elsewhere it may be another day. Raises BadInput."""
    if day <= now.astimezone(ZoneInfo(owner.time_zone)).date():
        raise BadInput(
            "The review must lie ahead.",
            where=where(field=field),
            mend="Choose a date on which it is looked at again.",
        )


def start_review(subject: Subject, day: date, *, owner: Organisation, now: datetime) -> Clock:
    """The promise to look at a decision again: it breaks when the day is over where the owner is."""
    due_at = datetime.combine(day, _END_OF_DAY, ZoneInfo(owner.time_zone))
    return clocks.start(Clock.Kind.REVIEW, subject, now=now, due_at=due_at)
