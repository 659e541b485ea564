"""The page of one report, by tabs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela import typology
from tutela.accounts.pages import actor_in, reads_records
from tutela.accounts.queries import grants_on
from tutela.audit.action_words import in_words
from tutela.audit.changes import names_of
from tutela.audit.queries import entries_of_record
from tutela.audit.services import record
from tutela.audit.words import purpose_in_words, role_in_words
from tutela.core import clock, identifiers
from tutela.core.errors import BadInput
from tutela.core.marking import gettext_noop
from tutela.decisions.queries import decisions_of
from tutela.organisations.countries import country_name
from tutela.ownership.frames import Frame, shown_above, tabs_of
from tutela.ownership.queries import (
    assignments,
    decline_words,
    offers_of,
    participations,
    preview_lines,
    spans_of,
)
from tutela.register.lists.rows import WIDTHS
from tutela.register.queries.reported import HASH, Reported, known_of_reported
from tutela.reports.models import Report
from tutela.reports.partner_forms import basis_in_words
from tutela.reports.queries.report import VERBS, ReportPage, changes, find_report, report_page
from tutela.reports.queries.same_item import same_item
from tutela.reports.routing import Whose, preview_of, whose
from tutela.reports.services.open_identity import ASKED_FOR

TABS = {
    "overview": gettext_noop("The report"),
    "named": gettext_noop("People, identifiers, files"),
    "received": gettext_noop("As it came"),
    "answers": gettext_noop("Answers"),
    "decisions": gettext_noop("Decisions and routing"),
    "history": gettext_noop("History"),
    "audit": gettext_noop("Who sees and read it"),
}


@reads_records
@require_safe
def show(request: HttpRequest, reference: str, tab: str = "overview") -> HttpResponse:
    """A report as the reader may see it; reading is written down."""
    if tab not in TABS:
        raise Http404
    context = report_frame(request, reference, tab)
    return render(request, f"pages/report_{tab}.html", context | _MORE[tab](request, context["page"], context["now"]))


def report_frame(request: HttpRequest, reference: str, tab: str) -> dict[str, Any]:
    """The report as the reader may see it, with what it owes and its tabs; reading is written down."""
    actor, now = actor_in(request), clock.now()
    report = find_report(reference)
    page = report_page(report, actor=actor, now=now)
    record("report.read", actor=actor, now=now, subject=report, tab=tab)
    if page.identity is not None and page.identity.is_sealed:
        record("report.read_identity", actor=actor, now=now, subject=report)
    return {
        "page": page,
        "report": report,
        "record": report,
        "tab": tab,
        "above": shown_above(report, tab),
        "tabs": tabs_of(
            report, {name: gettext(label) for name, label in TABS.items()}, before="decisions", present=tab
        ),
        "is_owner": page.is_mine,
        "crumbs": [{"label": gettext("Work list"), "href": "/work-list"}],
        "now": now,
    }


def _overview(request: HttpRequest, page: ReportPage, now: datetime) -> dict[str, Any]:
    report = page.report
    was_called = report.is_urgent or report.urgent_accepted_at is not None
    calls = report.urgent_calls.select_related("called", "organisation").order_by("-called_at", "level")
    return {
        "category_basis": basis_in_words(report.category_basis),
        "countries": [country_name(code) for code in report.countries],
        "calls": list(calls) if was_called else [],
        "shared": same_item(report, most=5) if report.owner_id == actor_in(request).organisation_id else [],
        "openings": _openings(page, now) if page.has_openings else [],
    }


def _openings(page: ReportPage, now: datetime) -> list[dict[str, Any]]:
    openings = list(page.submission.openings.order_by("-asked_at", "-pk")[:10])
    names = names_of([one for each in openings for one in (each.asked_by_id, each.agreed_by_id, each.refused_by_id)])
    return [
        {
            "opening": one,
            "asked_by": names.get(str(one.asked_by_id)) or gettext("A colleague"),
            "agreed_by": names.get(str(one.agreed_by_id), "") if one.agreed_by_id else "",
            "refused_by": (names.get(str(one.refused_by_id)) or gettext("A colleague")) if one.refused_by_id else "",
            "is_open": one.ends_at is not None and one.ends_at > now,
            "is_waiting": one.agreed_by_id is None and one.asked_at > now - ASKED_FOR,
        }
        for one in openings
    ]


def _named(request: HttpRequest, page: ReportPage, now: datetime) -> dict[str, Any]:
    report = page.report
    order = ("victim", "suspect", "reporter", "recipient")  # the child first, in every list
    people = sorted(
        report.people.order_by("pk"), key=lambda one: order.index(one.capacity) if one.capacity in order else 9
    )
    return {
        "people": [
            (one, _term("capacity", one.capacity), [_address(each) for each in one.addresses]) for one in people
        ],
        "identifiers": [
            (one, gettext(identifiers.KINDS.get(one.kind, one.kind)))
            for one in report.identifiers.order_by("kind", "value", "pk")
        ],
        **_files(request, report, now),
    }


def _files(request: HttpRequest, report: Report, now: datetime) -> dict[str, Any]:
    """The files that the report speaks of, each with what the register says of it to the reader; the hashes among the identifiers too."""
    files = list(report.files.order_by("pk"))
    others = [
        (one, {one.kind.removeprefix(HASH): one.value})
        for one in report.identifiers.filter(kind__startswith=HASH).order_by("kind", "value", "pk")
    ]
    said = known_of_reported(
        [{name: getattr(one, name) for name in WIDTHS} for one in files] + [one for _, one in others]
    )
    if said:
        known = sum(one.is_known for one in said)
        record("register.look_up", actor=actor_in(request), now=now, subject=report, found=known, number=len(said))
    of_files: list[Reported | None] = [*said[: len(files)], *[None] * (len(files) - len(said))]
    return {
        "files": list(zip(files, of_files, strict=True)),
        "hashes": [(one, known) for (one, _), known in zip(others, said[len(files) :], strict=False)],
    }


def _term(list_code: str, code: str) -> str:
    try:
        return typology.term(list_code, code).label
    except BadInput:
        return code.replace("_", " ").capitalize()


def _address(parts: dict[str, Any]) -> str:
    lines = [str(parts[name]) for name in ("lines", "city", "region", "postcode") if parts.get(name)]
    if parts.get("country"):
        lines.append(country_name(parts["country"]))
    told = [str(parts["meaning"])] if parts.get("meaning") else []
    told += [gettext("an estimate")] if parts.get("estimated") else []
    return ", ".join(lines) + (f" ({'; '.join(told)})" if told else "")


def _received(request: HttpRequest, page: ReportPage, now: datetime) -> dict[str, Any]:
    arrivals = page.report.arrivals.select_related("sender").order_by("-at", "-pk")[:100]
    return {
        "arrivals": list(arrivals),
        "received_by": names_of([page.submission.received_by_id]).get(str(page.submission.received_by_id), ""),
    }


def _answers(request: HttpRequest, page: ReportPage, now: datetime) -> dict[str, Any]:
    answers = list(page.report.answers.all())
    names = names_of(one.sent_by_id for one in answers)
    return {
        "answers": [(one, names.get(str(one.sent_by_id), "")) for one in answers],
        "messages_of_reporter": list(page.report.messages.all()),
    }


def _decisions(request: HttpRequest, page: ReportPage, now: datetime) -> dict[str, Any]:
    report = page.report
    found = whose(report) if page.is_mine and page.is_open and page.open_offer is None else Whose("", [])
    return {
        "decisions": decisions_of(report),
        "offers": [(one, decline_words(one), preview_lines(one.preview)) for one in offers_of(report)],
        "suggestions": found.others,
        "stay": found.stay,
        "preview": preview_lines(preview_of(report)) if page.is_mine and page.is_open else [],
    }


def _history(request: HttpRequest, page: ReportPage, now: datetime) -> dict[str, Any]:
    report = page.report
    return {
        "spans": spans_of(report),
        "assigned": assignments(report),
        "participations": list(participations(report)),
        "changes": [(one, gettext(VERBS.get(one.verb, one.verb))) for one in changes(report)],
    }


def _audit(request: HttpRequest, page: ReportPage, now: datetime) -> dict[str, Any]:
    report: Report = page.report
    entries = entries_of_record(report, cursor=request.GET.get("after", ""))
    names = names_of(one.user_id for one in entries.items)
    shown = [
        {
            "at": one.at,
            "who": names.get(str(one.user_id), gettext("Somebody elsewhere") if one.user_id else "Tutela"),
            "role": role_in_words(one.role),
            "what": gettext(VERBS.get(one.action, "")) or in_words(one.action),
            "why": purpose_in_words(one.purpose),
        }
        for one in entries
    ]
    return {
        "entries": entries.with_items(shown),
        "participations": [one for one in participations(report) if one.ended_at is None],
        "grants": list(grants_on(report, now=now)),
    }


_MORE: dict[str, Callable[[HttpRequest, ReportPage, datetime], dict[str, Any]]] = {
    "overview": _overview,
    "named": _named,
    "received": _received,
    "answers": _answers,
    "decisions": _decisions,
    "history": _history,
    "audit": _audit,
}

FRAME = Frame("pages/report_base.html", report_frame)
