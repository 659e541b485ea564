"""A page says its times in the reader's own zone; the layout names it."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class ReaderZoneMiddleware:
    """Within a request of somebody signed in, local time is theirs; a visitor is told the time in UTC, by its name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        membership = getattr(request, "membership", None)
        zone = zone_named(membership.user.time_zone) if membership is not None else None
        with timezone.override(zone or timezone.get_default_timezone()):
            return self.get_response(request)


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that name; None where this machine knows none, so that an odd entry never costs a page."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_choices() -> list[tuple[str, str]]:
    """Every zone by continent and city, UTC first."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]
