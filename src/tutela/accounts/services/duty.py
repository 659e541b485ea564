"""The rota: who is called when a child may be being harmed now, in which order, at any hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS, DutyShift, Membership, Role, User
from tutela.audit.services import record
from tutela.core.errors import NotFound, RuleBroken, where
from tutela.notices.services import tell

_KEEPERS = (Role.MANAGER, Role.INTAKE_OFFICER)
LONGEST = timedelta(days=14)
MOST_WEEKS = 52


@transaction.atomic
def put_on_duty(
    user: User, *, starts_at: datetime, ends_at: datetime, actor: Actor, now: datetime, level: int = 1, weeks: int = 1
) -> list[DutyShift]:
    """Put a colleague on the rota, at a level, for one span or for the same span in each of ``weeks`` weeks.

    Raises NotAllowed, and RuleBroken when the person cannot act on a report here, the times will not do, or they are on
    duty then.
    """
    actor.must_hold(*_KEEPERS)
    if not starts_at < ends_at <= starts_at + LONGEST or ends_at <= now:
        raise RuleBroken(
            gettext("A shift ends after it starts, within {days} days, and not in the past.").format(days=LONGEST.days),
            where=where(field="ends_at"),
            mend=gettext("Check both times."),
        )
    if not 1 <= level <= 9 or not 1 <= weeks <= MOST_WEEKS:
        raise RuleBroken(
            gettext("Levels go from 1 to 9, weeks from 1 to {most}.").format(most=MOST_WEEKS),
            mend=gettext("Level 1 is called first."),
        )
    works_here = Membership.objects.filter(
        user=user, organisation_id=actor.organisation_pk, role__in=WRITES_RECORDS, starts_at__lte=now
    ).exclude(ends_at__lte=now)
    if not user.is_active or not works_here.exists():
        raise RuleBroken(
            gettext("That person cannot act on a report in your organisation."),
            where=where(field="user"),
            mend=gettext("Choose somebody who works on records here."),
        )
    spans = [(starts_at + timedelta(weeks=week), ends_at + timedelta(weeks=week)) for week in range(weeks)]
    for start, end in spans:
        if DutyShift.objects.filter(
            user=user, organisation_id=actor.organisation_pk, starts_at__lt=end, ends_at__gt=start
        ).exists():
            raise RuleBroken(
                gettext("That person is on duty then already."),
                where=where(field="starts_at"),
                mend=gettext("Choose another time."),
            )
    shifts = DutyShift.objects.bulk_create(
        [
            DutyShift(organisation_id=actor.organisation_pk, user=user, level=level, starts_at=start, ends_at=end)
            for start, end in spans
        ]
    )
    record("duty.put", actor=actor, now=now, user=user.pk, level=level, starts_at=starts_at.isoformat(), weeks=weeks)
    if user.pk != actor.user_id:
        tell([user.pk], "assigned", f"You are on duty from {starts_at:%d %B %Y %H:%M} UTC.", now=now)
    return shifts


@transaction.atomic
def take_off_duty(shift: DutyShift, *, actor: Actor, now: datetime) -> None:
    """Take a shift off the rota: one that has begun ends now, one to come goes.

    Raises NotFound when it is another organisation's or gone, RuleBroken when it is over.
    """
    actor.must_hold(*_KEEPERS)
    fresh = (
        DutyShift.objects.select_for_update(no_key=True)
        .filter(pk=shift.pk, organisation_id=actor.organisation_pk)
        .first()
    )
    if fresh is None:
        raise NotFound(gettext("There is no such shift."), mend=gettext("Look at the rota again."))
    if fresh.ends_at <= now:
        raise RuleBroken(gettext("This shift is over."), mend=gettext("Nothing has to be done."))
    record("duty.take_off", actor=actor, now=now, user=fresh.user_id, starts_at=fresh.starts_at.isoformat())
    if fresh.user_id != actor.user_id:
        tell(
            [fresh.user_id],
            "assigned",
            f"You are not on duty any more from {max(fresh.starts_at, now):%d %B %Y %H:%M} UTC.",
            now=now,
        )
    if fresh.starts_at < now:
        fresh.ends_at = now
        fresh.save(update_fields=["ends_at"])
    else:
        fresh.delete()


def on_duty(organisation_id: int, at: datetime) -> list[tuple[int, int]]:
    """Who is on duty at a moment: pairs of account number and level, in the order in which they are called."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, level FROM duty_at(%s, %s, 1)", [organisation_id, at])
        return [(user_id, level) for user_id, level in cursor.fetchall()]


def gaps(spans: Sequence[tuple[datetime, datetime]], start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches between ``start`` and ``end`` that none of ``spans`` covers, in order."""
    found, covered_to = [], start
    for begins, ends in sorted(spans):
        if begins >= end:
            break
        if begins > covered_to:
            found.append((covered_to, begins))
        covered_to = max(covered_to, ends)
    if covered_to < end:
        found.append((covered_to, end))
    return found


def gaps_of(organisation_id: int, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """When nobody at all would be called, between two moments."""
    spans = DutyShift.objects.filter(organisation_id=organisation_id, starts_at__lt=end, ends_at__gt=start)
    return gaps(list(spans.values_list("starts_at", "ends_at")), start, end)
