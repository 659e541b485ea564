"""The list of the checks of an organisation, and the same as CSV."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.actor import Actor
from tutela.accounts.models import READS_RECORDS
from tutela.accounts.pages import actor_in, csv_response, reads_records
from tutela.accounts.queries import people_of
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.form_fields import offer
from tutela.core.languages import in_figures
from tutela.core.paging import page
from tutela.register.forms.filters import CheckFilter
from tutela.register.models import Check
from tutela.register.queries.checks import ORDER, CheckFilters, checks_of, state_of, tally

EXPORT_LIMIT = 10_000


@reads_records
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The checks of the reader's organisation, the newest first."""
    actor, now = actor_in(request), clock.now()
    form = _form(request, actor, now)
    filters = CheckFilters(**form.cleaned_data) if form.is_valid() else CheckFilters()
    rows = checks_of(actor, filters)
    if request.GET.get("format") == "csv":
        return _csv(rows.order_by(*(key.ordering() for key in ORDER))[:EXPORT_LIMIT], actor, now)
    listed = page(rows, ORDER, cursor=request.GET.get("after", ""))
    context = {
        "page": listed.with_items([(one, state_of(one)) for one in listed]),
        "tally": tally(actor),
        "filter": form,
        "is_narrowed": filters != CheckFilters(),
        "may_ask": actor.writes_records,
    }
    return render(request, "pages/register_checks.html", context)


def _form(request: HttpRequest, actor: Actor, now: datetime) -> CheckFilter:
    form = CheckFilter(request.GET)
    people = people_of(actor.organisation_pk, now=now, with_former=True).filter(role__in=READS_RECORDS)
    names = {one.user_id: one.user.name for one in people}
    offer(form, "who", [("", gettext("Anybody")), *sorted(names.items(), key=lambda one: one[1])])
    return form


def _csv(rows: Iterable[Any], actor: Actor, now: datetime) -> HttpResponse:
    response = csv_response(f"checks-{now:%Y-%m-%d}")
    caveats = [
        gettext("Checks of the register by your organisation, as they stood at %(moment)s UTC.")
        % {"moment": f"{now:%Y-%m-%d %H:%M}"},
        gettext("A list that was asked about twice stands here twice."),
        gettext("At most %(number)s rows.") % {"number": in_figures(EXPORT_LIMIT)},
    ]
    header = ["check", "asked at", "asked by", "from where", "exhibit", "about", "rows", "answered", "not identified", "identified",
              "safeguarded", "known of no series", "to ask about", "harmless", "new", "what became of it", "in words"]  # fmt: skip
    number = write_rows(response, caveats, header, (_line(one) for one in rows))
    record("register.export_checks", actor=actor, now=now, rows=number)
    return response


def _line(one: Check) -> list[Any]:
    return [
        one.pk, one.asked_at.isoformat(timespec="minutes"), one.asked_by, one.get_asked_from_display(), one.exhibit,  # type: ignore[attr-defined]
        one.subject_reference, one.rows, one.done_rows, one.not_identified, one.identified, one.safeguarded, one.known, one.ask,
        one.harmless, one.new, words_of_state(one), one.not_sent_words,
    ]  # fmt: skip


def words_of_state(one: Check) -> str:
    """How a check stands, in words."""
    if one.not_sent:
        return one.get_not_sent_display()
    said = {
        "answering": gettext("Being answered"),
        "stopped": gettext("Stopped before its end"),
        "open": gettext("Nothing said yet"),
        "sending": gettext("Being sent"),
        "sent": gettext("Sent"),
    }
    return said[state_of(one)]
