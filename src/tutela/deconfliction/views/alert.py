"""One alert: why it is told, whom to telephone, what may be said, and what became of it.

Nothing here comes from the other's records. What is said of a series is what the reader may know of it at this moment.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.pages import actor_in, reads_records
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.deconfliction.models import AlertTo, State
from tutela.deconfliction.queries import answer_of, cards_of, history_of, record_url, shared_value, two_files
from tutela.deconfliction.subjects import about


def alert_of(number: int) -> AlertTo:
    """An alert that the reader may see. Raises NotFound for one that is absent or not for them, in the same words."""
    found = AlertTo.objects.select_related("organisation", "other").filter(pk=number).first()
    if found is None:
        raise NotFound(gettext("There is no such alert that you may see."), mend=gettext("Look at the alerts."))
    return found


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """The alert; that it was read is written down beside the record that it concerns."""
    actor, now = actor_in(request), clock.now()
    alert = alert_of(number)
    record("alert.read", actor=actor, now=now, subject=about(alert), alert=alert.pk)
    known = cards_of([alert])
    return render(
        request,
        "pages/alert.html",
        {
            "alert": alert,
            "other": alert.other,
            "series": known.get(alert.series_id or 0),
            "other_series": known.get(alert.other_series_id or 0),
            # They were told of a series, and whoever answers for it has narrowed since who may know of it.
            "is_narrowed": bool(alert.series_id) and alert.series_id not in known,
            "record_url": record_url(alert, known),
            "value": shared_value(alert),
            "two_files": two_files(alert),
            "answer": answer_of(alert),
            "steps": history_of(alert),
            "verbs": _verbs(alert) if actor.writes_records and actor.organisation_id == alert.organisation_id else [],
            "now": now,
        },
    )


def _verbs(alert: AlertTo) -> list[dict[str, Any]]:
    """What the reader may do with it, the likeliest first; the database decides once more."""
    wanted = [
        ("acknowledge", gettext("Take it"), alert.state == State.NEW),
        ("act_on", gettext("Say what was done"), alert.is_open),
        ("dismiss", gettext("Dismiss it"), alert.is_open),
        ("reopen", gettext("Open it again"), alert.state in {State.ACTED_ON, State.DISMISSED, State.SOLVED}),
    ]
    return [{"href": reverse(f"alert_{name}", args=[alert.pk]), "words": words} for name, words, may in wanted if may]
