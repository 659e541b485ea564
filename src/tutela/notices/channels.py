"""Who is to be mailed at once: people who chose so for a kind of notice, with no more than one mail in a quarter of an hour."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from tutela.notices.models import Channel, ChannelChoice, DigestChoice, Notice

BETWEEN_MAILS = timedelta(minutes=15)
# What could not be mailed for so long is no news any more: it stands in the digest.
_WITHIN = timedelta(hours=12)


def channels_of(user_id: int) -> dict[str, str]:
    """By which channel somebody wants each kind of notice."""
    chosen = dict(ChannelChoice.objects.filter(user_id=user_id).values_list("kind", "channel"))
    return {kind: chosen.get(kind, Channel.DIGEST) for kind in Notice.Kind.values}


def to_mail(*, now: datetime) -> QuerySet[Notice]:
    """What somebody wants at once and has neither seen nor been sent. It was written by a transaction that is over."""
    at_once = ChannelChoice.objects.filter(user_id=OuterRef("user_id"), kind=OuterRef("kind"), channel=Channel.MAIL)
    people = ChannelChoice.objects.filter(channel=Channel.MAIL).values("user_id")
    rows = Notice.objects.filter(
        user_id__in=people, seen_at=None, in_digest_at=None, mailed_at=None, created_at__gt=now - _WITHIN
    )
    return rows.filter(Exists(at_once))


def people_to_mail(*, now: datetime) -> list[int]:
    """Everybody for whom something waits and whose last mail is a quarter of an hour ago."""
    lately = DigestChoice.objects.filter(mailed_at__gt=now - BETWEEN_MAILS).values("user_id")
    waiting = to_mail(now=now).exclude(user_id__in=lately)
    return list(waiting.order_by("user_id").values_list("user_id", flat=True).distinct())
