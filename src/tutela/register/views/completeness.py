"""What was given to the register and what came of it, for a time."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.pages import actor_in, csv_response, membership_in, reads_records
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.register.forms.filters import Period
from tutela.register.queries.checks import begin_of
from tutela.register.queries.completeness import Given, all_of, completeness

_BY_DEFAULT = timedelta(days=365)


@reads_records
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The figures of the reader's organisation; for a coordinating centre, those of every organisation of its country."""
    actor, membership = actor_in(request), membership_in(request)
    form = Period(request.GET)
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    last = said.get("until") or timezone.localdate(clock.now())
    first = said.get("since") or last - _BY_DEFAULT
    figures = completeness(since=begin_of(first), until=begin_of(last + timedelta(days=1)))
    own = next((one for one in figures if one.organisation == membership.organisation.name), None)
    context = {
        "filter": form,
        "first": first,
        "last": last,
        "own": own or all_of([], membership.organisation.name),
        "figures": figures if len(figures) > 1 else [],
        "together": all_of(figures, gettext("All of these together")),
        "caveats": caveats_of(),
    }
    if request.GET.get("format") == "csv":
        record("register.export_completeness", actor=actor, now=clock.now(), organisations=len(figures))
        return _csv(figures, f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}")
    return render(request, "pages/register_completeness.html", context)


def _csv(figures: list[Given], first: str, last: str) -> HttpResponse:
    response = csv_response(f"register-{first}-{last}")
    caveats = [
        gettext("Checks made, and lists begun, from %(first)s to %(last)s.") % {"first": first, "last": last},
        *caveats_of(),
    ]
    header = ["organisation", "checks answered", "checks not answered to their end", "sent", "in the register whole", "not sent: not ours",
              "not sent: court", "not sent: goes on", "not sent: trial", "not sent: other", "nothing said", "rows asked", "rows known",
              "lists given", "rows of cases given", "files new to the register", "sightings", "hard copies"]  # fmt: skip
    rows = (
        [one.organisation, one.answered, one.begun, one.sent, one.entered, one.not_ours, one.court, one.ongoing, one.test, one.other,
         one.nothing_said, one.rows_asked, one.rows_known, one.lists, one.rows_given, one.new_files, one.sightings, one.hard_copies]
        for one in figures
    )  # fmt: skip
    write_rows(response, caveats, header, rows)
    return response


def caveats_of() -> list[str]:
    """What the figures do not cover."""
    return [
        gettext(
            "A check that was answered to its end counts as a completed examination. An examination of which no list was checked is not counted."
        ),
        gettext("A list that was asked about twice counts twice, and so does one that two organisations asked about."),
        gettext("How many files somebody holds says nothing of how much danger a child is in."),
    ]
