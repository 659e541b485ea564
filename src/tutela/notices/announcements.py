"""What everybody is told who opens a page now. Asked by every page, so each process asks the database only every half minute."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from tutela.notices.models import Announcement

# An announcement, or its withdrawal, is on every page after so many seconds.
KEPT_SECONDS = 30.0


@dataclass
class _Kept:
    until: float = 0.0
    announcements: tuple[Announcement, ...] = ()


_kept = _Kept()


def announced(now: datetime) -> list[Announcement]:
    """The announcements that are shown now, what disturbs first."""
    if time.monotonic() >= _kept.until:
        # A page that says why the database refuses must not ask it for more.
        if connection.needs_rollback:
            return []
        _kept.announcements = tuple(
            Announcement.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), withdrawn_at=None)
        )
        _kept.until = time.monotonic() + KEPT_SECONDS
    shown = [one for one in _kept.announcements if one.shown_from <= now and (one.ends_at is None or one.ends_at > now)]
    return sorted(shown, key=lambda one: one.kind != Announcement.Kind.DISTURBANCE)


def forget_announcements() -> None:
    """This process asks again at the next page."""
    _kept.until = 0.0
