"""What every decision that is looked at again has in common: the day lies ahead, and the promise to look ends with that day.

A record has one running promise of a review, for the decision whose day comes first. When that one is looked at, the promise
goes on with the next day of the decisions about the record.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core.errors import BadInput, where
from tutela.core.subjects import Subject
from tutela.decisions.models import Decision
from tutela.organisations.models import Organisation

_END_OF_DAY = time(23, 59)


def must_lie_ahead(day: date, *, owner: Organisation, now: datetime, field: str) -> None:
    """Refuse a day of review that has begun where the owner is: elsewhere it may be another day. Raises BadInput."""
    if day <= _today(owner, now):
        raise BadInput(
            gettext("The review must lie ahead."),
            where=where(field=field),
            mend=gettext("Choose a date on which it is looked at again."),
        )


def start_review(subject: Subject, day: date, *, owner: Organisation, now: datetime) -> Clock:
    """The promise to look at a decision again: it breaks when the day is over where the owner is.

    Where a review of another decision about the record is promised for an earlier day, that promise stands; one for a later day
    gives way, and comes back when this one is kept.
    """
    due_at = _end_of(day, owner)
    running = clocks.running(subject, Clock.Kind.REVIEW)
    if running is not None and running.due_at <= due_at:
        return running
    if running is not None:
        clocks.end(subject, Clock.Kind.REVIEW, reason="another_review_first", now=now)
    return clocks.start(Clock.Kind.REVIEW, subject, now=now, due_at=due_at)


def keep_review(
    subject: Subject, *, day: date | None, again_on: date | None, owner: Organisation, now: datetime
) -> None:
    """A decision that was to be looked at on ``day`` has been: the promise is kept, unless it is that of an earlier decision.

    Then it goes on for the first day that lies ahead: ``again_on``, or that of another decision about the record. Called when the
    review is written.
    """
    running = clocks.running(subject, Clock.Kind.REVIEW)
    is_of_an_earlier_one = running is not None and day is not None and running.due_at < _end_of(day, owner)
    if not is_of_an_earlier_one:
        clocks.keep(subject, Clock.Kind.REVIEW, now=now)
    ahead = Decision.objects.filter(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        state=Decision.State.TAKEN,
        next_review_on__gt=_today(owner, now),
    )
    days = [*ahead.order_by("next_review_on").values_list("next_review_on", flat=True)[:1], again_on]
    first = min((one for one in days if one is not None), default=None)
    if first is not None:
        start_review(subject, first, owner=owner, now=now)


def _end_of(day: date, owner: Organisation) -> datetime:
    return datetime.combine(day, _END_OF_DAY, ZoneInfo(owner.time_zone))


def _today(owner: Organisation, now: datetime) -> date:
    return now.astimezone(ZoneInfo(owner.time_zone)).date()
