"""What is due to be disposed of, what comes up, what is held, and what was proposed, approved and disposed of; and the same as CSV."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.models import Role
from tutela.accounts.pages import actor_in, csv_response, for_roles, reads_records
from tutela.audit.reading import record_readings
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.marking import gettext_noop
from tutela.core.paging import Page, page
from tutela.retention.forms import KindFilter
from tutela.retention.models import Disposal
from tutela.retention.queries import (
    BY_TIME,
    NEWEST_FIRST,
    Told,
    disposals,
    listed,
    months_in_words,
    open_work_in_words,
    times_of,
)
from tutela.retention.rules import category, defaults

READERS = (Role.MANAGER, Role.AUDITOR)
EXPORT_LIMIT = 5_000
# Translated where they are shown.
RECORDS = {"due": gettext_noop("Due now"), "soon": gettext_noop("Coming up"), "held": gettext_noop("Held")}
DISPOSALS = {
    "proposed": gettext_noop("Proposed"),
    "approved": gettext_noop("Approved"),
    "carried_out": gettext_noop("Disposed of"),
    "refused": gettext_noop("Not approved"),
    "stopped": gettext_noop("Stopped"),
}
_ORDER = gettext_noop("Ordered by when their time to be kept ends, the earliest first.")
_NEWEST = gettext_noop("The newest proposal first.")
_WHAT = {
    "child": gettext_noop("Children"),
    "series": gettext_noop("Series"),
    "case": gettext_noop("Cases"),
    "report": gettext_noop("Reports"),
}


@for_roles(*READERS)
@reads_records
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One list a page: records by their time, or disposals by their state. Nothing is ever removed from here by itself."""
    actor, now = actor_in(request), clock.now()
    which = request.GET.get("state", "due")
    which = which if which in RECORDS | DISPOSALS else "due"
    times = times_of(actor.organisation_pk)

    def rows_of(one: str) -> QuerySet[Any]:
        return listed(one, which, times, organisation_id=actor.organisation_pk, now=now)

    form = KindFilter(request.GET)
    kind = form.cleaned_data.get("kind") if form.is_valid() else ""
    if not kind and which in RECORDS:
        # Who has chosen nothing is shown what there is: children first.
        kind = next((one for one in _WHAT if rows_of(one).exists()), "child")
        form = KindFilter({"kind": kind})
    context: dict[str, Any] = {
        "which": which,
        "heading": gettext((RECORDS | DISPOSALS)[which]),
        "tabs": _tabs(which),
        "now": now,
        "may_propose": actor.role == Role.MANAGER,
        "soon_days": defaults().soon_days,
        "waiting_days": defaults().waiting_days,
    }
    if which in DISPOSALS:
        found = disposals(which)
        if request.GET.get("format") == "csv":
            with translation.override("en-gb"):  # programs read it: the same words whoever takes it
                return _disposals_csv(found, which, now)
        told = page(found, NEWEST_FIRST, cursor=request.GET.get("after", ""))
        context |= {"page": told.with_items([Told(one) for one in told]), "order": gettext(_NEWEST)}
        return render(request, "pages/retention_disposals.html", context)
    kind = kind or "child"
    rows = rows_of(kind)
    if request.GET.get("format") == "csv":
        exported = list(rows.order_by(*(key.ordering() for key in BY_TIME))[:EXPORT_LIMIT])
        record_readings(exported, actor=actor, now=now)
        with translation.override("en-gb"):
            return _records_csv(exported, kind, which, now)
    found_page: Page[Any] = page(rows, BY_TIME, cursor=request.GET.get("after", ""))
    for one in found_page:
        one.open_words = open_work_in_words(one.open_work)
    context |= {
        "page": found_page,
        "order": gettext(_ORDER),
        "filter": form,
        "kind": kind,
        "what": gettext(_WHAT[kind]),
    }
    return render(request, "pages/retention.html", context)


def _tabs(which: str) -> list[dict[str, Any]]:
    return [
        {"label": gettext(label), "href": "?" if name == "due" else f"?state={name}", "is_current": name == which}
        for name, label in (RECORDS | DISPOSALS).items()
    ]


def _records_csv(rows: list[Any], kind: str, which: str, now: datetime) -> HttpResponse:
    response = csv_response(f"retention-{kind}-{which}-{now:%Y-%m-%d}")
    caveats = [
        f"{_WHAT[kind]}: {RECORDS[which].lower()}, at {now:%Y-%m-%d %H:%M} UTC.",
        "A list of what is over its time, and no permission to remove anything: a disposal is approved by another person.",
        _ORDER,
        f"At most {EXPORT_LIMIT:,} rows.",
    ]
    written = (
        [
            one.reference,
            one.kept_until.isoformat(timespec="minutes") if one.kept_until else "",
            bool(one.is_held),
            open_work_in_words(one.open_work),
        ]
        for one in rows
    )
    write_rows(response, caveats, ["reference", "kept until", "held", "still worked on"], written)
    return response


def _disposals_csv(rows: Any, which: str, now: datetime) -> HttpResponse:
    response = csv_response(f"disposals-{which}-{now:%Y-%m-%d}")
    found = [Told(one) for one in rows.order_by(*(key.ordering() for key in NEWEST_FIRST))[:EXPORT_LIMIT]]
    caveats = [
        f"Disposals: {DISPOSALS[which].lower()}, at {now:%Y-%m-%d %H:%M} UTC.",
        _NEWEST,
        f"At most {EXPORT_LIMIT:,} rows.",
    ]
    header = ["reference", "organisation", "state", "category", "kept for", "kept until", "proposed by", "proposed",
              "decided by", "decided", "not before", "carried out", "digest"]  # fmt: skip
    write_rows(response, caveats, header, (_row(one) for one in found))
    return response


def _row(one: Told) -> list[str]:
    of: Disposal = one.disposal
    moments = [of.kept_until, of.proposed_at, of.decided_at, of.not_before, of.carried_out_at]
    kept, proposed, decided, not_before, done = (
        "" if at is None else at.isoformat(timespec="minutes") for at in moments
    )
    return [of.subject_reference, of.organisation.name, of.get_state_display(), category(of.category).said,
            months_in_words(of.months), kept, one.proposed_by, proposed, one.decided_by, decided, not_before, done, of.digest]  # fmt: skip
