"""How far away a moment is, in plain words."""

from datetime import datetime, timedelta

_UNITS = (
    (timedelta(days=365), "year"),
    (timedelta(days=30), "month"),
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)


def distance(at: datetime, now: datetime) -> str:
    """“in 3 days”, “2 hours ago”, “just now”: rounded down to one unit."""
    gap = at - now
    size = abs(gap)
    if size < timedelta(minutes=1):
        return "just now" if gap <= timedelta() else "in less than a minute"
    unit, name = next((unit, name) for unit, name in _UNITS if size >= unit)
    count = size // unit
    words = f"{count} {name}{'s' if count != 1 else ''}"
    return f"in {words}" if gap > timedelta() else f"{words} ago"
