"""Pages to read: help, the accessibility statement, what is done with personal data, and whether everything runs."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from tutela.accounts.models import Role
from tutela.accounts.pages import for_roles, membership_in
from tutela.core import clock
from tutela.web.glossary import ROLES, glossary

# A worker writes a heartbeat every ten seconds; one silent for this long is gone.
_SILENT_AFTER = timedelta(minutes=2)


@for_roles()
def help_page(request: HttpRequest) -> HttpResponse:
    """What each role does, the reader's own first, and the ways to the rest of the help."""
    own = Role(membership_in(request).role)
    roles = sorted(ROLES, key=lambda one: one.role != own)
    return render(request, "pages/help.html", {"roles": roles, "own": own, "words": len(glossary())})


def accessibility(request: HttpRequest) -> HttpResponse:
    """How far everybody can use this, what is known not to work, and whom to tell."""
    return render(request, "pages/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """What is done with what somebody tells, in plain words."""
    return render(request, "pages/privacy.html", {"idle_minutes": settings.SESSION_COOKIE_AGE // 60})


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """Whether the parts run. It says nothing of what they hold."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        heard = cursor.fetchone()[0]
    parts = [
        (gettext("The site"), True, gettext("Answers, as you see.")),
        (gettext("The database"), True, gettext("Answers.")),
        (
            gettext("Reminders, escalation and mail"),
            heard is not None and heard > now - _SILENT_AFTER,
            gettext("Run in the background: calling whoever is on duty, sending answers, the daily digest."),
        ),
    ]
    return render(
        request, "pages/status.html", {"parts": parts, "all_run": all(runs for _, runs, _ in parts), "now": now}
    )
