"""The tab *Timeline* of a record: on the page, on paper, and as CSV."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.actor import Actor
from tutela.accounts.pages import actor_in, csv_response, reads_records
from tutela.audit.reading import record_readings
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.languages import in_figures
from tutela.core.subjects import Subject
from tutela.ownership.frames import framed
from tutela.timeline.forms import TimelineFilter
from tutela.timeline.queries import PAGE_SIZE, Line, TimelineFilters, others_in, timeline
from tutela.timeline.sources import Thing

EXPORT_LIMIT = 10_000
PRINT_LIMIT = 1_000
KINDS = {"cases": "case", "children": "child", "series": "series", "reports": "report"}


@reads_records
@require_safe
def show(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Everything that became of a record, as the reader may see it; reading is written down, of each record that stands in it."""
    actor, now = actor_in(request), clock.now()
    context = framed(request, kind, reference, "timeline")
    record = context["record"]
    form = TimelineFilter(request.GET, kind=kind)
    filters = _filters(form, actor)
    form_of = request.GET.get("format", "")
    size = {"csv": EXPORT_LIMIT, "print": PRINT_LIMIT}.get(form_of, PAGE_SIZE)
    listed = timeline(record, filters, "" if form_of else request.GET.get("after", ""), size)
    if filters.who is not None and listed.items:
        form.name_person(listed.items[0].who)
    others = [_Read.of(one) for one in others_in(listed.items, record)]
    if others:
        record_readings(others, actor=actor, now=now, what=f"timeline of {record.reference}")
    if form_of == "csv":
        record_readings([record], actor=actor, now=now)
        return _csv(record, listed.items, filters, now)
    return render(
        request,
        "pages/timeline.html",
        context
        | {
            "listed": listed,
            "filter": form,
            "is_narrowed": filters != TimelineFilters(oldest_first=filters.oldest_first),
            "order": _order(filters),
            "is_print": form_of == "print",
            "most": PRINT_LIMIT,
        },
    )


def _filters(form: TimelineFilter, actor: Actor) -> TimelineFilters:
    """The filters as the query takes them; a value that is none of the choices narrows nothing."""
    form.is_valid()
    chosen = getattr(form, "cleaned_data", {})
    who = chosen.get("who") or ""
    return TimelineFilters(
        group=chosen.get("group") or "",
        who=actor.user_id if who == "me" else form.person,
        whose=who if who in {"ours", "others"} else "",
        since=chosen.get("since"),
        until=chosen.get("until"),
        about=chosen.get("about") or "",
        oldest_first=chosen.get("order") == "oldest",
    )


@dataclass(frozen=True)
class _Read:
    """Another record whose things stand in the timeline, for the line that says who read it."""

    subject_kind: str
    id: int
    reference: str
    owner_id: int

    @classmethod
    def of(cls, one: Thing) -> "_Read":
        return cls(one.subject_kind, one.subject_id, one.reference, one.owner_id)


def _order(filters: TimelineFilters) -> str:
    return gettext("The oldest first.") if filters.oldest_first else gettext("The newest first.")


def _csv(record: Subject, lines: Iterable[Line], filters: TimelineFilters, now: datetime) -> HttpResponse:
    response = csv_response(f"timeline-{record.reference}-{now:%Y-%m-%d}")
    caveats = [
        gettext("What became of %(record)s at %(moment)s UTC, as far as you may see it.")
        % {"record": record.reference, "moment": f"{now:%Y-%m-%d %H:%M}"},
        gettext("What you may not see is not in it: this is never the whole of what happened."),
        _order(filters),
        gettext("At most %(number)s rows.") % {"number": in_figures(EXPORT_LIMIT)},
    ]
    header = ["at", "record", "what", "kind", "words", "by"]
    rows = (
        [one.at.isoformat(timespec="seconds"), one.thing.reference, one.title, one.group, one.words, one.who]
        for one in lines
    )
    write_rows(response, caveats, header, rows)
    return response
