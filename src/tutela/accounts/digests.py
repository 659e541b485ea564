"""Who is due a digest: people with something unseen whose organisation's day has begun."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from tutela.accounts.models import Membership
from tutela.notices.digest import waiting
from tutela.notices.models import DigestChoice
from tutela.organisations.models import Organisation
from tutela.organisations.working_week import week_of


def digests_due(*, now: datetime) -> list[tuple[int, date]]:
    """Each person to write to, with the day; nobody twice, and nobody on a day on which their organisation is closed.

    A worker that was down in the morning writes when it is up again on the same day.
    """
    unsent = waiting().values("user_id")
    rows = (
        Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now, user__is_active=True)
        .filter(user_id__in=unsent)
        .exclude(user_id__in=DigestChoice.objects.filter(by_email=False).values("user_id"))
        .select_related("organisation")
        .order_by("user_id", "pk")
    )
    sent_for = dict(DigestChoice.objects.exclude(sent_for=None).values_list("user_id", "sent_for"))
    opened: dict[int, date | None] = {}
    found: dict[int, date] = {}
    for membership in rows:
        organisation = membership.organisation
        if organisation.pk not in opened:
            opened[organisation.pk] = _day_begun(organisation, now)
        day = opened[organisation.pk]
        before = sent_for.get(membership.user_id)
        if day is not None and (before is None or before < day):
            found.setdefault(membership.user_id, day)
    return list(found.items())


def _day_begun(organisation: Organisation, now: datetime) -> date | None:
    """The organisation's working day, if it has begun."""
    today = now.astimezone(ZoneInfo(organisation.time_zone)).date()
    spans = week_of(organisation).spans_of(today)
    return today if spans and spans[0][0] <= now else None
