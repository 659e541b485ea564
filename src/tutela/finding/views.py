"""The search page: one box over references, people, identifiers and text, within what the reader may see."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.pages import actor_in, reads_records
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.marking import gettext_noop
from tutela.finding.queries import KINDS, Found, search

KIND_WORDS = {
    "child": gettext_noop("Children"),
    "series": gettext_noop("Series"),
    "case": gettext_noop("Cases"),
    "report": gettext_noop("Reports"),
}
_LONGEST = 400


@reads_records
def show(request: HttpRequest) -> HttpResponse:
    """What matches; a reference opens its record. That somebody searched is written down, and not for what."""
    actor: Actor = actor_in(request)
    now = clock.now()
    text, kind = request.GET.get("q", "").strip()[:_LONGEST], request.GET.get("kind", "")
    kinds = (kind,) if kind in KINDS else KINDS
    found = search(text, kinds=kinds)
    as_csv = request.GET.get("format") == "csv"
    if found.is_exact and not as_csv:
        [[only]] = found.by_kind.values()
        return HttpResponseRedirect(only.get_absolute_url())
    record("search", actor=actor, now=now, kinds=list(kinds), shown=found.total)
    if as_csv:
        return _csv(found, now)
    return render(
        request,
        "pages/search.html",
        {
            "text": text,
            "kind": kind if kind in KINDS else "",
            "found": found,
            "groups": [
                (gettext(KIND_WORDS[one]), one, rows, found.more.get(one, False)) for one, rows in found.by_kind.items()
            ],
            "tabs": [
                {
                    "label": gettext(label),
                    "href": "?" + urlencode({"q": text} | ({"kind": name} if name else {})),
                    "is_current": name == (kind if kind in KINDS else ""),
                }
                for name, label in {"": gettext_noop("Everything"), **KIND_WORDS}.items()
            ],
        },
    )


def _csv(found: Found, now: datetime) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="search-{now:%Y-%m-%d}.csv"'
    caveats = [
        gettext("What a search found at %(moment)s UTC, as far as you may see it; names are left out.")
        % {"moment": f"{now:%Y-%m-%d %H:%M}"},
        gettext("There may be records that match and that you may not see: this is no proof that there is nothing."),
        gettext("The children first, then series, then cases, then reports; of each the newest first, and at most 50."),
    ]
    rows = (
        [one.reference, gettext(KIND_WORDS[kind]), one.owner.name, one.get_owner_basis_display(), one.is_restricted]
        for kind, records in found.by_kind.items()
        for one in records
    )
    write_rows(response, caveats, ["reference", "kind", "answerable", "basis", "restricted"], rows)
    return response
