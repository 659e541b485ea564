"""What every page knows: who reads it, the menu, the notices not yet seen, what this installation says of itself."""

from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tutela.accounts.actor import PUBLIC, Actor
from tutela.accounts.queries import Waiting, waiting_for
from tutela.core import clock
from tutela.deconfliction.queries import new_alerts
from tutela.notices.announcements import announced
from tutela.reports.queries.work_list import WorkWaiting, work_waiting
from tutela.web.navigation import MOST_COUNTED, address, menu

try:
    VERSION = version("tutela")
except PackageNotFoundError:
    VERSION = ""


def page(request: HttpRequest) -> dict[str, object]:
    """The context of every template. What costs a statement is asked only when a page draws it."""
    shared: dict[str, object] = {
        "frame": "layouts/public.html",
        "demo_mode": settings.TUTELA_DEMO,
        "emergency_telephone": settings.TUTELA_EMERGENCY_TELEPHONE,
        "neutral_page": settings.TUTELA_NEUTRAL_PAGE,
        "announcement": settings.TUTELA_ANNOUNCEMENT,
        "announcements": SimpleLazyObject(lambda: announced(clock.now())),
        "tutela_version": VERSION,
        "idle_seconds": settings.SESSION_COOKIE_AGE,
        "reader_zone": timezone.get_current_timezone_name(),
        "sign_in_url": address("account_login"),
        "public_home_url": address("public_start"),
        "accessibility_url": address("accessibility"),
        "privacy_url": address("privacy"),
        "status_url": address("status"),
    }
    membership = getattr(request, "membership", None)
    if membership is None:
        return shared
    actor: Actor = getattr(request, "actor", PUBLIC)
    waiting: Waiting = SimpleLazyObject(lambda: waiting_for(actor, MOST_COUNTED + 1))  # type: ignore[assignment]
    work: WorkWaiting = SimpleLazyObject(  # type: ignore[assignment]
        lambda: work_waiting(actor, MOST_COUNTED + 1, alerts=new_alerts)
    )
    return shared | {
        "frame": "layouts/staff.html",
        "actor": actor,
        "reader": {
            "name": membership.user.name,
            "role": membership.get_role_display(),
            "organisation": membership.organisation.short_name,
        },
        "navigation": SimpleLazyObject(
            lambda: menu(
                request,
                actor,
                counted={
                    "access_requests": lambda: waiting.access,
                    "work_list": lambda: work.urgent,
                    "hand_overs": lambda: work.offered,
                    "tasks": lambda: work.tasks_overdue,
                    "alerts": lambda: work.beside["alerts"],
                },
            )
        ),
        "unread_notices": SimpleLazyObject(lambda: _badge(waiting.notices)),
        "search_words": request.GET.get("q", "") if request.path == address("search") else "",
        "access_url": address("access_ask"),
        "search_url": address("search") if actor.reads_records else "",
        "notices_url": address("notices"),
        "account_url": address("my_account"),
        "switch_url": address("switch_role") if len(getattr(request, "open_memberships", ())) > 1 else "",
        "sign_out_url": address("account_logout"),
        "stay_url": address("stay_signed_in"),
        "help_url": address("help"),
    }


def _badge(number: int) -> str:
    """A number as a badge says it; nothing for none."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number) if number else ""
